"""The best policies of a small scheme, against a comparison of all its policies, the second way to the same numbers."""

import dataclasses

import numpy as np
import pytest

from simulator.analysis.compare import compare
from simulator.analysis.measures import additional
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.errors import NoAnswerError, ScenarioError
from simulator.estimate import Estimate
from simulator.ledger import TOTALS
from simulator.questions.design import ask as designs
from simulator.questions.design.bench import excess, state
from simulator.questions.design.designed import CHANCE, COST, LENDING, OBJECTIVES, surplus
from simulator.scenario.design_study import Limit
from simulator.scenario.layers import Origin
from simulator.scenario.read import vary
from simulator.scenario.study import Policy, Study
from tests.analysis.hand_made import totals_of
from tests.questions.design.studies import small_study

PLACE = Origin("study.toml", 3)


def designed(folder, **changes):
    """Return the best policies of a small study."""
    return designs.confirm(designs.search(*small_study(folder, **changes), threads=1), threads=1)


def compared(reading, study, settings):
    """Return the three objectives of policies, each simulated on the paths of the search by a comparison."""
    short = dataclasses.replace(reading, scenario=vary(reading, {"run.paths": study.search_paths}))
    short.values["run"]["paths"] = study.search_paths
    policies = tuple(Policy(str(i), dict(s), vary(short, s)) for i, s in enumerate(settings))
    found = compare(Study("", "", "0", policies), threads=1)
    return np.array([[found.estimates[str(i), key].value for key in OBJECTIVES] for i in range(len(policies))])


def unbeaten(points):
    """Return the points that none is nowhere worse and somewhere better than: more lending, less cost and chance."""
    small = points * np.array([-1, 1, 1])
    return [i for i, own in enumerate(small) if not any(all(o <= own) and any(o < own) for o in small)]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return the best of eight policies, all tried."""
    return designed(tmp_path_factory.mktemp("study"))


def test_front_of_the_search_is_that_of_a_comparison(tmp_path, small):
    """Eight policies simulated the long way: the same objectives, and the same ones unbeaten."""
    reading, study = small_study(tmp_path)
    settings = [study.settings(choices) for choices in small.tried.choices.tolist()]
    wanted = compared(reading, study, settings)
    np.testing.assert_allclose(small.tried.objectives, wanted, rtol=1e-12)
    best = unbeaten(wanted)
    assert small.is_complete and small.on_searched_front == len(best)
    assert sorted(str(policy.settings) for policy in small.front) == sorted(str(settings[i]) for i in best)


def test_estimates_are_of_fresh_paths(tmp_path, small):
    """The paths after those of the search, simulated by themselves, and differences to the scenario path by path."""
    reading, study = small_study(tmp_path)
    policy = small.front[0]
    pair = [vary(reading, policy.settings), reading.scenario]
    ledger = simulate(prepare(reading.scenario, pair), 150, first_path=study.search_paths, threads=1, columns=TOTALS)
    rows = additional(totals_of(ledger, pair))
    assert policy.values[LENDING].value == pytest.approx(rows[0].mean(), rel=1e-12)
    assert policy.gain.value == pytest.approx((rows[0] - rows[1]).mean(), rel=1e-9)
    half = 1.976 * (rows[0] - rows[1]).std(ddof=1) / 150**0.5  # Student, 149 degrees
    assert policy.gain.high - policy.gain.value == pytest.approx(half, rel=1e-3)


def test_policies_come_by_falling_lending_with_their_search_beside(small):
    """Number 1 lends most on fresh paths; what the search saw stands beside, from other paths."""
    lending = [policy.values[LENDING].value for policy in small.front]
    assert lending == sorted(lending, reverse=True)
    assert [policy.number for policy in small.front] == list(range(1, len(small.front) + 1))
    assert any(policy.searched[LENDING] != policy.values[LENDING].value for policy in small.front)


def test_what_was_promised_too_much_is_the_mean_over_the_front(small):
    """The mean of each policy's gain in the search less that on fresh paths."""
    wanted = np.mean([policy.searched_gain.value - policy.gain.value for policy in small.front])
    assert small.promised_too_much.value == pytest.approx(wanted, rel=1e-9)
    assert small.promised_too_much.low < wanted < small.promised_too_much.high


def test_surplus_adds_half_widths_as_squares():
    """Independent samples: half-widths 3 and 4 make 5."""
    found = surplus(Estimate(10, 7, 13, "mean"), Estimate(4, 0, 8, "mean"))
    assert (found.value, found.low, found.high) == (6, 1, 11)


@pytest.mark.compiled
def test_limits_are_kept_by_what_is_recommended(tmp_path):
    """With public cost limited to half of what the costliest needs, no recommended policy passes it."""
    free = designed(tmp_path)
    bound = max(policy.values[COST].value for policy in free.front) / 2
    found = designed(tmp_path, limits=f"fiscal_cost = {{ at_most = {bound:.2f} }}\np_depleted = {{ at_most = 0.5 }}")
    assert found.tried.objectives[found.tried.is_within, 1].max() <= bound
    assert 0 < found.tried.is_within.sum() < len(found.tried.choices)
    assert found.picks
    for policy in found.picks.values():
        assert policy.limits == ("kept", "kept")
        assert policy.values[COST].high <= bound and policy.values[CHANCE].high <= 0.5


def test_roles_are_what_they_say(small):
    """Most lending of all; cheapest and safest among those that surely lend no less than the scenario."""
    usable = [policy for policy in small.front if policy.standing != "beaten"]
    no_less = [policy for policy in usable if policy.gain.low >= 0]
    assert small.picks["most"].values[LENDING].value == max(policy.values[LENDING].value for policy in usable)
    if no_less:
        price = min(policy.values["cost_per_additional"].value for policy in no_less)
        assert small.picks["cheapest"].values["cost_per_additional"].value == price
        assert small.picks["safest"].values[CHANCE].value == min(p.values[CHANCE].value for p in no_less)


@pytest.mark.compiled
def test_limits_that_nothing_keeps_leave_the_nearest(tmp_path):
    """Nothing lends a trillion: the policy with the most lending is nearest, and none is recommended."""
    found = designed(tmp_path, limits='additional_lending = { at_least = "1000 billion" }')
    assert not found.tried.is_within.any() and not found.picks
    (nearest,) = found.front
    assert nearest.limits == ("broken",)
    assert nearest.searched[LENDING] == found.tried.objectives[:, 0].max()


def test_excluded_combinations_are_counted(tmp_path):
    """The breaker is released above where it trips in two of six combinations: four are tried."""
    levers = '"breaker.on_at_least" = [0.02, 0.05]\n"breaker.off_below" = [0.01, 0.03, 0.04]'
    found = designed(tmp_path, levers=levers)
    assert (len(found.tried.choices), found.refused, found.is_complete) == (4, 2, True)
    assert all(p.settings["breaker.off_below"] <= p.settings["breaker.on_at_least"] for p in found.front)


@pytest.mark.compiled
def test_tools_are_levers(tmp_path):
    """With a tool that prevents all defaults the fund pays nothing, and the public pays the tool alone."""
    levers = (
        '"fund.fund_size" = ["20 million"]\n"fund.discount_rate_per_year" = [0]\n'
        '"tools" = [[], [{ name = "a cure", default_cut = 1, cost_per_year = "1 million" }]]\n'
    )
    found = designed(tmp_path, levers=levers)
    (without, cured) = found.tried.objectives
    assert cured[1] == pytest.approx(2e6) and cured[2] == 0
    assert without[1] > 0 and cured[0] >= without[0]


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        ("p_depletd = { at_most = 0.1 }", r"study.toml:9: limits.p_depletd: is no measure; did you mean p_depleted"),
        ("p_depleted = { at_most = 5 }", r"limits.p_depleted: must be from 0 to 1 \(got 5\); write 0.05 for 5 %"),
    ],
)
def test_limits_on_no_measure_are_refused(tmp_path, limits, fault):
    """With file and line, before anything is simulated."""
    with pytest.raises(ScenarioError, match=fault):
        designs.search(*small_study(tmp_path, limits=limits))


def test_a_limit_is_kept_open_or_broken_by_the_whole_interval():
    """At most 10: up to 10 it is kept, from above 10 broken, and open between; at least 10 the other way round."""
    most, least = Limit("x", 10, True, PLACE), Limit("x", 10, False, PLACE)
    low, across, high = Estimate(9, 8, 10, "mean"), Estimate(9, 8, 11, "mean"), Estimate(12, 11, 13, "mean")
    assert [state(most, e) for e in (low, across, high)] == ["kept", "open", "broken"]
    assert [state(least, e) for e in (low, across, high)] == ["open", "open", "kept"]
    assert state(least, Estimate(8, 7, 9, "mean")) == "broken"
    assert [excess(most, e) for e in (low, high)] == [pytest.approx(-0.1), pytest.approx(0.2)]
    assert [excess(least, e) for e in (low, high)] == [pytest.approx(0.1), pytest.approx(-0.2)]


def test_a_measure_that_is_no_number_breaks_a_limit_and_one_that_is_not_there_does_not():
    """Cost per additional yuan where nothing is gained has no value; idle money needs a fund."""
    limit = Limit("x", 10, True, PLACE)
    nothing = Estimate(float("inf"), -float("inf"), float("inf"), "ratio", "lending falls")
    assert (state(limit, nothing), excess(limit, nothing) > 1e3) == ("broken", True)
    assert (state(limit, None), excess(limit, None)) == ("kept", 0)


def test_levers_that_are_excluded_throughout_have_no_answer(tmp_path, monkeypatch):
    """The one combination tried is one that the rules exclude."""
    reading, study = small_study(tmp_path)
    monkeypatch.setattr("simulator.questions.design.bench.vary", _refuse)
    with pytest.raises(NoAnswerError, match="exclude every combination"):
        designs.search(reading, study)


def _refuse(reading, settings):
    raise ScenarioError("x", [])


@pytest.mark.slow
@pytest.mark.compiled
def test_search_finds_most_of_what_full_enumeration_finds(tmp_path):
    """A third of 1,440 policies is tried: no volume under the true front beyond 1 % is missed."""
    from pymoo.indicators.hv import HV

    levers = (
        '"scheme.compensation_ratio" = { low = 0.1, high = 0.9, step = 0.1 }\n'
        '"fund.fund_size" = { low = "5 million", high = "40 million", step = "5 million" }\n'
        '"gate.leverage_multiple" = [4, 6, 8, 10, 15]\n"breaker.on_at_least" = [0.03, 0.05, 0.08, 0.2]\n'
    )
    whole = designs.search(*small_study(tmp_path, levers=levers, policies=2_000), threads=1)
    part = designs.search(*small_study(tmp_path, levers=levers, policies=480), threads=1)
    assert (len(whole.tried.choices), len(part.tried.choices)) == (1_440, 480)
    fronts = [found.tried.objectives[found.unbeaten] * np.array([-1, 1, 1]) for found in (whole, part)]
    low, high = fronts[0].min(axis=0), fronts[0].max(axis=0)
    width = np.where(high > low, high - low, 1)
    volume = HV(ref_point=np.full(3, 1.1))
    full, reached = (volume((front - low) / width) for front in fronts)
    assert reached >= 0.99 * full
