"""Tools on one scale with compensation, on totals worked out by hand."""

import numpy as np
import pytest

import simulator.questions.toolkits.ask as module
from simulator.errors import ScenarioError
from simulator.questions.overlays import Overlaid
from simulator.questions.toolkits.ask import Yardstick, ask
from tests.analysis.hand_made import Engine
from tests.questions.toolkits.books import NAVIGATION, outcome, reading_with, totals_of


@pytest.fixture
def compare(monkeypatch):
    """Return a function that compares made-up tools, given by their file's name, with the scheme's ratio and fund."""

    def compare(tools, sectors=(), totals=totals_of):
        Engine(monkeypatch, totals)
        laid = {name: Overlaid(reading, b"") for name, reading in tools.items()}
        monkeypatch.setattr(module, "overlaid", lambda reading, files: laid)
        return ask(reading_with(), dict.fromkeys(tools, "file.toml"), sectors=sectors)

    return compare


@pytest.fixture
def compared(compare):
    """Return the comparison of one tool with the made-up scheme's ratio and fund."""
    return compare({"file": reading_with(NAVIGATION)}, ["chips"])


def test_every_lever_is_a_paired_difference(compared):
    """Ratio: 100 for 10. Tool at 0.2: 50 - 20 of cost, 40 of lending; in one sector half of the effects."""
    found = {(o.lever.name, o.lever.sector): o for o in compared.outcomes}
    ratio, tool, chips = (
        found["ratio 0.5 (+0.1)", ""], found["navigation", ""], found["navigation", "chips"]
    )  # fmt: skip
    assert (ratio.cost.value, ratio.lending.value, ratio.per_cost.value) == pytest.approx((10, 100, 10))
    assert (tool.cost.value, tool.lending.value, tool.priority.value) == pytest.approx((30, 40, 20))
    assert (tool.tool_cost.value, tool.per_cost.value) == pytest.approx((50, 40 / 30))
    assert (chips.cost.value, chips.lending.value) == pytest.approx((40, 20))
    # luck is common to both sides: no spread is left
    assert tool.cost.high - tool.cost.low == pytest.approx(0)


def test_lending_beyond_the_ratio(compared):
    """For 30 the ratio brings 300; the tool brings 40."""
    tool = next(o for o in compared.outcomes if o.lever.kind == "tool")
    assert tool.beyond.value == pytest.approx(40 - 10 * 30)


def test_effects_that_the_tool_needs(compared):
    """Pays: 50 <= 100 e, so 0.5. As good as the ratio: 200 e >= 10 (50 - 100 e), so 500 / 1200."""
    (required,) = compared.required
    assert (required.tool, required.effect, required.stated) == ("navigation", "appraisal_error_cut", 0.2)
    assert required.pays.value == pytest.approx(0.5)
    # made-up totals are cut to the fen: a hundredth of 1,200 a unit of effect, times the rate
    assert required.matches.value == pytest.approx(500 / 1200, abs=1e-4)


def test_without_a_yardstick_nothing_is_measured_by_it(compare):
    """A ratio that brings no lending is no measure; what pays for itself is still known."""

    def idle(policy, path):
        return {**totals_of(policy, path), "lent_covered": 5_000 + 0 * path}

    found = compare({"file": reading_with(NAVIGATION)}, totals=idle)
    assert not found.has_yardstick
    assert {outcome.beyond for outcome in found.outcomes} == {None}
    assert (found.required[0].matches, found.required[0].pays.value) == (None, pytest.approx(0.5))


def test_a_toolkit_of_two_has_no_effect_of_its_own(compare):
    """Which of the two would have to do more cannot be told."""
    second = {**NAVIGATION, "name": "second"}
    found = compare({"both": reading_with(NAVIGATION, second)})
    assert found.required == ()
    assert found.outcomes[-1].cost.value == pytest.approx(2 * 30)


def test_interval_beyond_the_ratio_counts_that_its_rate_is_estimated():
    """Two paths. Rate 10; per path 20 + 5 and 40 - 5: mean 30, standard error 5, Student's t with 1 degree 12.706."""
    yardstick = Yardstick(np.array([10.0, 10.0]), np.array([90.0, 110.0]))
    found = yardstick.beyond(np.array([5.0, 5.0]), np.array([70.0, 90.0]))
    assert found.value == pytest.approx(30)
    assert found.high - found.value == pytest.approx(5 * 12.706, rel=1e-4)


@pytest.mark.parametrize(
    ("cost", "lending", "verdict"),
    [
        (20.0, 40.0, "buys"), (0.5, 40.0, "free"), (-20.0, 40.0, "saves"), (-20.0, -40.0, "saves"),
        (20.0, -40.0, "less"), (0.5, -40.0, "less"), (20.0, 0.5, "not_shown"), (0.5, 0.5, "not_shown"),
    ],
)  # fmt: skip
def test_verdict_needs_intervals_off_zero(cost, lending, verdict):
    """Intervals are one to each side: 0.5 cannot be told from nothing."""
    assert outcome(cost=cost, lending=lending).verdict == verdict


def test_all_sectors_are_tried_unless_some_are_named(compare):
    """Every sector of the scenario by default; one that it does not have is refused."""
    assert compare({}, None).sectors == ("chips", "drugs")
    with pytest.raises(ScenarioError, match="sectors: the scenario has no moon; it has chips, drugs"):
        compare({}, ["moon"])
