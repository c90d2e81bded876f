"""The generated reference and the JSON Schema for editors."""

import json

from simulator.scenario.dictionary import json_schema, reference_page, reference_rows
from simulator.scenario.model import Scenario, Source
from simulator.scenario.policy import Fund, Tier
from simulator.scenario.world import Sector

ROWS = {(row.section, row.key): row for row in reference_rows()}


def test_every_key_of_the_record_has_a_row() -> None:
    """Sections, lists and the tables inside them are all in the reference."""
    for section, record in (("fund", Fund), ("sectors", Sector), ("scheme.tiers", Tier), ("sources", Source)):
        assert {key for name, key in ROWS if name == section} == set(record.model_fields)
    sections = {name.split(".")[0] for name, _ in ROWS}
    assert sections == set(Scenario.model_fields) - {"currency"} | {""}


def test_rows_say_type_unit_range_default_and_side() -> None:
    """What a user must know to write a key stands in its row."""
    size = ROWS["fund", "fund_size"]
    assert (size.type, size.unit, size.default, size.side) == ("number", "currency", "required", "policy")
    assert size.allowed == "from 0 to 10000000000000"
    assert ROWS["economy", "asset_correlation"].allowed == "at least 0 and below 1"
    assert ROWS["loans", "ip_share"].allowed == "above 0 and at most 1"
    assert ROWS["gate", "leverage_multiple"].allowed == 'above 0 and at most 1000, or "none"'
    assert (ROWS["economy", "copula"].allowed, ROWS["economy", "copula"].default) == ("gaussian, t", '"gaussian"')
    assert ROWS["disposal", "auction_reserves"].type == "list of numbers"
    assert ROWS["sources", "low"].allowed == 'any, or "none"'
    assert ROWS["scheme.tiers", "above"].side == "policy"


def test_every_number_of_the_record_has_a_unit() -> None:
    """A number without a unit would be a riddle (ranges in `sources` have that of their key)."""
    numbers = [row for row in ROWS.values() if "number" in row.type and row.section != "sources"]
    assert len(numbers) > 80
    assert [f"{row.section}.{row.key}" for row in numbers if not row.unit] == []


def test_the_page_has_every_section_and_key() -> None:
    """The Markdown page is complete, and each table row has six cells."""
    page = reference_page()
    assert "## `[fund]`" in page
    assert "## `[[scheme.tiers]]`" in page
    assert '## `[sources."dotted.key"]`' in page
    assert all(f"| `{key}` |" in page for _, key in ROWS)
    assert all(line.count(" | ") == 5 for line in page.splitlines() if line.startswith("| `"))


def test_the_schema_knows_units_sides_and_amounts_in_words() -> None:
    """An editor offers keys with their meaning, and accepts what the reader accepts."""
    schema = json_schema()
    json.dumps(schema)
    size = schema["$defs"]["Fund"]["properties"]["fund_size"]
    assert {"type": "string", "unit": "currency"} in size["anyOf"]
    assert size["description"].endswith("(required)")
    assert {"const": "none"} in schema["$defs"]["Gate"]["properties"]["leverage_multiple"]["anyOf"]
    persistence = schema["$defs"]["Economy"]["properties"]["persistence"]["anyOf"]
    assert [(option["type"], option["unit"]) for option in persistence] == [("number", "share"), ("string", "share")]
    assert {"type": "object"} in schema["properties"]["sectors"]["anyOf"]
    assert schema["properties"]["fund"]["side"] == "policy"
    assert "extends" in schema["properties"]
    assert not any("required" in part for part in (schema, *schema["$defs"].values()))
