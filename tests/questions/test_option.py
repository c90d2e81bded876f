"""What may be asked besides the scenario: ranges, and the command line's form of it."""

import math

import pytest

from simulator.errors import ScenarioError
from simulator.questions.option import Option, refuse_faulty

CHANCE = Option("chance", "number", low=0, high=1, ends_count=False)
YEARS = Option("years_ahead", "whole", default=5, low=1, high=20)
RATIOS = Option("ratios", "ratios", low=0, high=1)
SIDE = Option("side", "choice", choices=("left", "right"))


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        (CHANCE, 0, "must be above 0 and below 1 (got 0)"),
        (CHANCE, 5, "write 0.05 for 5 %"),
        (CHANCE, math.nan, "(got nan)"),
        (YEARS, 21, "years_ahead: must be from 1 to 20 (got 21)"),
        (RATIOS, [0.5, 1.5], "from 0 to 1 (got 1.5)"),
        (SIDE, "up", "side: must be one of left, right"),
    ],
)
def test_value_out_of_range_is_refused_with_what_is_allowed(option, value, words):
    """The name, the range, what was given, and for per cent the way out."""
    with pytest.raises(ScenarioError, match=option.name) as caught:
        refuse_faulty([option], {option.name: value})
    assert words in str(caught.value)


def test_values_in_range_and_values_not_given_pass():
    """Ends count unless they are said not to; None is for the question to work out."""
    refuse_faulty([CHANCE, YEARS, RATIOS, SIDE], {"chance": 0.01, "years_ahead": 20, "ratios": [0, 1], "side": None})


def test_flag_has_dashes():
    """The keyword years_ahead is --years-ahead."""
    assert YEARS.flag == "--years-ahead"
