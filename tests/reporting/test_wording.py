"""Numbers in words: each expected text is worked out by hand from the rule in the docstring."""

import dataclasses
import math

import pytest

from simulator.analysis.compare import MeasureDefinition
from simulator.estimate import DENOMINATOR_NEAR_ZERO, NO_DENOMINATOR, Estimate
from simulator.reporting import wording
from tests.reporting.synthetic import MEASURES, named_points, synthetic_comparison, synthetic_scenario

CHANCE = MeasureDefinition("p", "P", "probability", "proportion", "")
MONEY = MeasureDefinition("m", "money", "currency", "mean", "")
COUNT = MeasureDefinition("n", "loans", "count", "mean", "")
PERCENT = wording.UnitStyle(100.0, "%", "percentage points")
MILLIONS = wording.UnitStyle(1e-6, "m yuan", "m yuan")
SCENARIO = synthetic_scenario()


def test_amount_reads_like_the_issue_says():
    """A value, its unit and its interval: what a regulator quotes."""
    estimate = Estimate(24.1e6, 23.8e6, 24.4e6, "mean")
    assert wording.in_words(estimate, MONEY, SCENARIO) == "24.1 m yuan [23.8, 24.4]"
    assert wording.cell(estimate, MONEY, MILLIONS) == "24.1 [23.8, 24.4]"


def test_count_has_no_unit_word():
    """A count is a bare number."""
    assert wording.in_words(Estimate(31.0, 30.7, 31.3, "mean"), COUNT, SCENARIO) == "31.0 [30.7, 31.3]"


@pytest.mark.parametrize(
    ("paths", "text"),
    [(10_000, "below 0.04"), (500, "below 0.8"), (100_000, "below 0.004"), (2_700, "below 0.14")],
)
def test_event_never_seen_is_an_upper_bound(paths, text):
    """Zero hits are never 0 %: the two-sided bound 1 - 0.025^(1/n) is printed, rounded up."""
    estimate = Estimate(0.0, 0.0, 1 - 0.025 ** (1 / paths), "proportion")
    assert wording.cell(estimate, CHANCE, PERCENT) == text
    assert wording.in_words(estimate, CHANCE, SCENARIO) == f"{text} %"


def test_event_seen_on_every_path_is_a_lower_bound():
    """All hits are never 100 %: 100 - 0.0369 rounds down to 99.96."""
    estimate = Estimate(1.0, 0.025 ** (1 / 10_000), 1.0, "proportion")
    assert wording.cell(estimate, CHANCE, PERCENT) == "above 99.96"


def test_share_that_is_zero_is_zero():
    """Only chances get a bound; an amount of nothing is nothing."""
    assert wording.cell(Estimate(0.0, 0.0, 0.0, "mean"), MONEY, MILLIONS) == "0"


@pytest.mark.parametrize(
    ("value", "half_width", "decimals"),
    [(24.1, 0.3, 1), (2345.0, 30.0, 0), (0.0123, 0.0004, 4), (7.0, math.inf, 2), (1234.0, 0.0, 0), (0.0, 0.0, 0)],
)
def test_decimals_follow_the_interval(value, half_width, decimals):
    """Digits beyond the first of the half-width would pretend to be known."""
    assert wording.decimals_for(value, half_width) == decimals


def test_missing_interval_is_said():
    """Where the paths give no bound, the note stands in its place."""
    none = Estimate(3e6, -math.inf, math.inf, "expected_shortfall", "too few paths")
    assert wording.cell(none, MONEY, MILLIONS) == "3.00 (too few paths)"
    assert wording.cell(dataclasses.replace(none, note=""), MONEY, MILLIONS) == "3.00 (no interval)"


def test_ratio_over_nothing_has_no_value():
    """A cost per additional yuan does not exist when nothing additional was lent."""
    nothing = Estimate(0.0, -math.inf, math.inf, "ratio", NO_DENOMINATOR)
    assert wording.cell(nothing, MONEY, MILLIONS) == "n/a"
    assert wording.in_words(nothing, MONEY, SCENARIO) == "n/a"
    assert wording.difference_cell(nothing, MILLIONS) == "n/a"


def test_ratio_over_almost_nothing_is_marked():
    """The interval of a ratio is not to be trusted when its denominator may be zero."""
    vague = Estimate(2e6, -1e6, 5e6, "ratio", DENOMINATOR_NEAR_ZERO)
    assert wording.cell(vague, MONEY, MILLIONS) == "2 [-1, 5] (vague)"


def test_differences_carry_their_sign():
    """A difference says which way it goes; equal on every path is not a number."""
    assert wording.difference_cell(Estimate(2e6, 1.7e6, 2.3e6, "mean"), MILLIONS) == "+2.0 [+1.7, +2.3]"
    assert wording.difference_cell(Estimate(0.0, 0.0, 0.0, "mean"), MILLIONS) == "same"
    assert wording.difference_cell(None, MILLIONS) == "baseline"


def test_no_negative_zero():
    """-0 looks like a mistake."""
    assert wording.number_text(-0.0001, 2) == "0.00"
    assert wording.number_text(-0.0001, 2, is_signed=True) == "0.00"


@pytest.mark.parametrize(("currency", "word"), [("CNY", "yuan"), ("KRW", "won"), ("USD", "dollars"), ("EUR", "euro")])
def test_each_currency_has_its_word(currency, word):
    """Amounts are in the scenario's own currency."""
    scenario = synthetic_scenario(currency)
    assert wording.currency_word(scenario) == word
    style = wording.unit_style(MEASURES[3], synthetic_comparison(named_points(), "as it stands", scenario))
    assert style.label == f"{word} per 100 {word}"


@pytest.mark.parametrize(
    ("largest", "label"), [(9.0, "yuan"), (2e5, "m yuan"), (9e9, "m yuan"), (2e10, "bn yuan"), (3e13, "tn yuan")]
)
def test_scale_suits_the_largest_amount(largest, label):
    """One scale for a whole column."""
    assert wording.amount_style(largest, "yuan").label == label


@pytest.mark.parametrize(("amount", "text"), [(2e7, "20 m"), (7.5e6, "7.5 m"), (1.5e9, "1.5 bn"), (5e5, "0.5 m")])
def test_exact_amounts_are_short(amount, text):
    """Fund sizes are named as in the names of policies."""
    assert wording.amount_text(amount) == text


def test_notes_say_scenario_paths_interval_currency_and_stand_in():
    """A table must be readable without the text around it."""
    basis, stand_in, *_ = wording.notes_of(synthetic_comparison(named_points(), "as it stands"))
    for word in ("Test city fund", "10,000 paths", "seed 7", "10 years from 2026-01", "95 %", "yuan"):
        assert word in basis
    assert stand_in == "Another city's terms stand in."


def test_an_amount_without_bounds_keeps_its_scale():
    """What one path says of 592,000 yuan is printed in millions, not in the scale of infinity."""
    unbounded = Estimate(592_000.0, -math.inf, math.inf, "mean", "too few paths")
    assert wording.amount_phrase(unbounded, synthetic_scenario()) == "0.592 m yuan (too few paths)"
    known = Estimate(76e6, 64e6, 88e6, "mean")
    assert wording.amount_phrase(known, synthetic_scenario(), is_signed=True) == "+76 m yuan [+64, +88]"


def test_a_chance_that_was_seen_is_never_printed_as_nought():
    """One path of 200 is 0.5 %, however wide the interval."""
    chance = Estimate(0.005, 0.000127, 0.0275, "proportion")
    assert wording.with_interval(chance, 100.0, is_signed=False) == "0.5 [0.0, 2.8]"


@pytest.mark.parametrize("unit", ["currency", "share", "probability"])
def test_what_no_path_shows_is_printed_as_its_bound(unit):
    """An amount, a share or an event seen on no path is never a bare 0."""
    measure = MeasureDefinition("x", "x", unit, "mean", "")
    found = Estimate(0.0, 0.0, 0.00368, "mean")
    assert wording.cell(found, measure, wording.UnitStyle(100.0, "", "")) == "below 0.4"


def test_a_difference_around_nothing_keeps_both_signs():
    """Differences have no bound, whatever their measure."""
    difference = Estimate(0.04, -0.04, 0.11, "mean")
    assert wording.difference_cell(difference, wording.UnitStyle(1.0, "", "")) == "+0.04 [-0.04, +0.11]"


def test_remarks_beside_figures_are_said_in_chinese():
    """Both parts of a remark, and what is not there."""
    single = Estimate(136.0, -math.inf, math.inf, "quantile", "too few paths", among=1)
    style = wording.UnitStyle(1.0, "", "")
    assert wording.cell(single, MONEY, style, "zh") == "136（路径太少，仅 1 条路径发生）"
    assert wording.cell(Estimate(math.nan, math.nan, math.nan, "mean"), MONEY, style, "zh") == "不适用"
