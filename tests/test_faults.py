"""Values in messages: short, printable, and as the user would write them."""

from pathlib import Path

import pytest

from simulator.faults import did_you_mean, shown, shown_name
from simulator.saying.speaker import said
from simulator.values import NOTHING


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, '"none"'),
        (True, "true"),
        (3.0, "3"),
        (0.35, "0.35"),
        (1e300, "1e+300"),
        (float("-inf"), "-inf"),
        ("万\n", '"万\\n"'),
        ([1, "a"], '[1, "a"]'),
        ({"a": 1}, "{...}"),
    ],
)
def test_values_are_shown_as_the_user_writes_them(value: object, text: str) -> None:
    """A message shows TOML, not Python."""
    assert shown(value) == text


def test_long_values_are_cut() -> None:
    """Nothing the user gives can flood the screen or run over several lines."""
    assert shown(16**9000) == ">1e30"
    assert len(shown("x" * 10**6)) == 60
    assert len(shown(["x" * 1000] * 1000)) == 60
    assert shown_name(Path("a\nb")) == "a?b"


def test_only_near_words_are_suggested() -> None:
    """A suggestion that is far off would mislead."""
    assert said(did_you_mean("fund_sise", ["fund_size", "top_up"])) == "; did you mean fund_size?"
    assert did_you_mean("xyz", ["fund_size"]) == NOTHING
