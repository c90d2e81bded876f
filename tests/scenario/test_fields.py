"""The tree of fields behind messages and reference."""

from simulator.saying.speaker import said
from simulator.scenario.fields import field_at, known_keys


def test_a_field_is_found_with_or_without_the_item_of_a_list() -> None:
    """Indexes do not matter to what a field means."""
    for path in (("sectors", 3, "share"), ("sectors", "share")):
        field = field_at(path)
        assert field is not None
        assert field.key == "sectors.share"
    item = field_at(("disposal", "auction_reserves", 2))
    assert item is not None
    assert said(item.allowed) == "a number from 0 to 1"
    confidence = field_at(("sources", "fund.fund_size", "confidence"))
    assert confidence is not None
    assert "assumption" in confidence.choices


def test_paths_that_lead_nowhere_have_no_field() -> None:
    """Unknown keys, keys below a value and indexes of tables are not fields."""
    assert field_at(("fund", "nothing")) is None
    assert field_at(("fund", "fund_size", "x", "y")) is None
    assert field_at(("fund", 0)) is None


def test_known_keys_include_sections_and_nested_lists() -> None:
    """Every key that a message may suggest is there once."""
    keys = known_keys()
    assert {"fund", "fund.fund_size", "scheme.tiers", "scheme.tiers.above"} <= set(keys)
    assert len(keys) == len(set(keys))


def test_what_is_allowed_is_said_in_words() -> None:
    """Each kind of field has its words."""
    words = {
        ("breaker", "is_on"): "true or false, without quotes",
        ("sectors",): "a list of tables [[sectors]]",
        ("sources",): 'tables [sources."key"]',
        ("calibration",): 'a table [calibration], or "none"',
        ("gate", "excluded_sectors"): "a list, each item text in quotes",
    }
    for path, expected in words.items():
        field = field_at(path)
        assert field is not None
        assert said(field.allowed) == expected
