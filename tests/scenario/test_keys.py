"""Dotted keys and the paths they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.keys import item_places, key_of_path, parts_of_key, value_at

VALUES = {"sectors": [{"name": "AI", "share": 1}, {"share": 2}], "x": 3}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("fund.fund_size", ["fund", "fund_size"]),
        (" sectors . 人工智能 . share ", ["sectors", "人工智能", "share"]),
        ('sectors."U.S. tech".share', ["sectors", "U.S. tech", "share"]),
        ("a.'b.c'", ["a", "b.c"]),
        ("book.old loans.count", ["book", "old loans", "count"]),
    ],
)
def test_dotted_keys_split_at_dots_outside_quotes(text: str, parts: list[str]) -> None:
    """A name with a dot in it can be written in quotes; spaces around the dots do not count."""
    assert parts_of_key(text) == parts


@pytest.mark.parametrize("text", ["", ".", "a.", "a..b", '"a', "a=b", '"a"b'])
def test_texts_that_are_no_keys_are_refused(text: str) -> None:
    """Half a key is a mistake, not a key with an empty part."""
    with pytest.raises(ValueError, match="is not a dotted key"):
        parts_of_key(text)


@given(st.lists(st.text("ab.- 人", min_size=1).filter(lambda word: word.strip() == word), min_size=1))
def test_a_printed_key_reads_back(words: list[str]) -> None:
    """What a message prints can be typed after --set."""
    assert parts_of_key(key_of_path(tuple(words))) == words


def test_list_items_are_named_by_their_name() -> None:
    """An item of a list is called by its name where it has one, else by its index."""
    assert key_of_path(("sectors", 0, "share"), VALUES) == "sectors.AI.share"
    assert key_of_path(("sectors", 1, "share"), VALUES) == "sectors.1.share"
    assert key_of_path(("sectors", 7), VALUES) == "sectors.7"


def test_values_are_found_by_path_or_are_none() -> None:
    """A path that leads nowhere gives None, whatever stands in the way."""
    assert value_at(VALUES, ("sectors", 1, "share")) == 2
    assert value_at(VALUES, ("sectors", 2, "share")) is None
    assert value_at(VALUES, ("x", "y", 0)) is None


def test_items_are_found_by_name_before_index() -> None:
    """Names win over numbers, so that an item may be called "1"."""
    items = [{"name": "1"}, {"name": "b"}]
    assert item_places(items)["1"] == 0
    assert item_places(items)["0"] == 0
    assert item_places(items)["b"] == 1
    assert "2" not in item_places(items)
    assert "c" not in item_places(items)
