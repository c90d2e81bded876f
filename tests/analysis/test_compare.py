"""A comparison as a whole, on an engine made up by hand: batches, blocks, lines, fans, notes."""

import dataclasses
import itertools

import numpy as np
import pytest

from simulator.analysis import lines, path_totals
from simulator.analysis.compare import compare, fan_policies
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.errors import ScenarioError
from simulator.questions.compare.tell import basis_of
from simulator.saying.speaker import Speaker
from tests.analysis.hand_made import Engine, policy, study
from tests.reporting.synthetic import synthetic_scenario

PATHS = 400
RATIOS = (0.0, 0.2, 0.4, 0.6)
SIZES = (1e6, 2e6, 4e6)
GRID = [policy(r, s, is_on) for is_on, s, r in itertools.product((True, False), SIZES, RATIOS)]
BASELINE = next(i for i, p in enumerate(GRID) if p.name == "ratio 0.4, fund 2 m, breaker on")


def totals_of(scenario, path):
    """Return lending that rises with the ratio to 0.4 and the fund to 2 m, and a cost that grows as the ratio squared.

    Lent: 1000 + 500 min(ratio, 0.4) min(fund in millions, 2) + the path's own swing, common to all. Cost: 100 ratio^2.
    """
    ratio, size = scenario.scheme.compensation_ratio, scenario.fund.fund_size / 1e6
    lent = 1_000 + round(500 * min(ratio, 0.4) * min(size, 2.0)) + 7 * (path % 11)
    loss = 10 + path % 5
    return {
        "lent_covered": lent,
        "owed": loss,
        "bank_loss": loss,
        "public_in_present": round(100 * ratio * ratio) + path * 0,
        "lowest_balance": path * 0 + 500_000,
    }


def with_paths(policies, paths=PATHS, **sections):
    """Return the same policies with another number of paths."""
    return [
        policy(*(lines.ratio_of(p), lines.size_of(p), p.scenario.breaker.is_on), run={"paths": paths}, **sections)
        for p in policies
    ]


@pytest.fixture
def engine(monkeypatch):
    """Put the made-up engine in the place of the real one."""
    return Engine(monkeypatch, totals_of)


@pytest.fixture
def comparison(engine):
    """Return the grid of 4 ratios, 3 fund sizes and the breaker on and off, compared."""
    return compare(study(with_paths(GRID), BASELINE))


def test_every_policy_has_every_measure_it_can_have(comparison):
    """Values for all, differences for all but the baseline, marginal cost for all but the lowest ratio."""
    names = {point.name for point in comparison.points}
    assert {name for name, key in comparison.estimates if key == "lent"} == names
    assert {name for name, key in comparison.differences if key == "lent"} == names - {comparison.baseline}
    with_marginal = {name for name, key in comparison.estimates if key == "marginal_cost"}
    assert with_marginal == {name for name in names if not name.startswith("ratio 0,")}
    assert {key for _, key in comparison.estimates} == {measure.key for measure in comparison.measures}
    assert "time_to_depletion" not in {measure.key for measure in comparison.measures}


def test_marginal_cost_compares_with_the_next_lower_ratio(comparison):
    """From 0.2 to 0.4 at 2 m: 16 - 4 yuan of cost for 400 - 200 yuan of lending; beyond 0.4 nothing is gained."""
    marginal = comparison.estimates["ratio 0.4, fund 2 m, breaker on", "marginal_cost"]
    assert (marginal.value, marginal.low, marginal.high) == pytest.approx((12 / 200,) * 3)
    assert not np.isfinite(comparison.estimates["ratio 0.6, fund 2 m, breaker on", "marginal_cost"].value)
    steeper = comparison.differences["ratio 0.2, fund 2 m, breaker on", "marginal_cost"]
    assert steeper.value == pytest.approx(4 / 200 - 12 / 200)


def test_near_ties_are_the_ratios_that_lend_as_much_as_the_best(comparison):
    """Lending stops rising at 0.4, so 0.4 and 0.6 tie on every line."""
    assert comparison.near_ties == {
        f"fund {size:g} m, breaker {word}": (0.4, 0.6) for size in (1, 2, 4) for word in ("on", "off")
    }


def test_smallest_fund_that_lends_the_same(comparison):
    """Beyond 2 m the size changes nothing; at ratio 0 it never does. The baseline's own is 2 m."""
    expected = {"ratio 0.4, fund 4 m": 2e6, "ratio 0.4, fund 1 m": 1e6, "ratio 0, fund 4 m": 1e6}
    for name, size in expected.items():
        found = comparison.estimates[f"{name}, breaker on", "smallest_fund_same_lending"]
        assert (found.value, found.low, found.high) == (size, size, size)
    same = comparison.differences["ratio 0.4, fund 4 m, breaker on", "smallest_fund_same_lending"]
    assert same.value == 0


def test_batches_and_blocks_change_no_number(comparison, engine, monkeypatch):
    """Policies in batches of three and paths in blocks of 64 give what one batch and one block give."""
    monkeypatch.setattr(path_totals, "MOST_POLICIES", 3)
    monkeypatch.setattr(path_totals, "BLOCK_BYTES", 1)
    engine.runs.clear()
    again = compare(study(with_paths(GRID), BASELINE))
    assert {policies for policies, _, _ in engine.runs} == {3, 2}
    assert {paths for policies, _, paths in engine.runs if policies == 2} == {64, PATHS % 64}
    for field in ("estimates", "differences", "near_ties", "loss_split", "points", "measures"):
        assert getattr(again, field) == getattr(comparison, field)
    for name, fan in comparison.balance_fan.items():
        np.testing.assert_array_equal(again.balance_fan[name], fan)


def test_progress_runs_over_all_batches(engine, monkeypatch):
    """It never falls and ends at the total."""
    monkeypatch.setattr(path_totals, "MOST_POLICIES", 13)
    monkeypatch.setattr(path_totals, "BLOCK_BYTES", 1)
    seen = []
    compare(study(with_paths(GRID), BASELINE), progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert {total for _, total in seen} == {2 * PATHS}
    assert seen[-1] == (2 * PATHS, 2 * PATHS)


def test_every_batch_has_the_baseline_and_fits_the_engine():
    """Policies of many lenders need one more lane for each: no batch has more lanes than the engine."""
    base = synthetic_scenario()
    lenders = [policy(lender={"operating_cost": 0.01 + i / 1e5}).scenario for i in range(600)]
    found = path_totals.batches([base, *lenders], 0, 100)
    assert all(batch[0] == 0 for batch in found)
    assert sorted(i for batch in found for i in batch[1:]) == list(range(1, 601))
    assert all(len(batch) + len({[base, *lenders][i].lender for i in batch}) <= 500 for batch in found)


def test_memory_bounds_a_batch():
    """No batch holds more totals than fit, but always the baseline and one policy."""
    policies = [p.scenario for p in GRID[:6]]
    per_policy = len(path_totals.COLUMNS) * 8 * 1_000_000
    assert max(map(len, path_totals.batches(policies, 0, 1_000_000))) == path_totals.MOST_BYTES // per_policy
    assert max(map(len, path_totals.batches(policies, 0, 10_000_000))) == 2


def test_fan_holds_quantiles_of_the_month_ends(comparison):
    """Balances fall by the path's number a month: the median of paths 0 to 399 after month 2 is 10,000 - 3.98 yuan."""
    fan = comparison.balance_fan[comparison.baseline]
    assert fan.shape == (5, 3)
    # rank 200 of 400 from below is path 200: 2 x 200 fen
    assert fan[2, 1] == pytest.approx(10_000 - 4.0)
    assert np.all(np.diff(fan, axis=0) >= 0)


def test_fans_of_a_grid_and_of_named_policies():
    """A grid draws the baseline, the other breaker, the highest ratio and the extreme sizes; a short list draws all."""
    names = [GRID[i].name for i in fan_policies(GRID, BASELINE)]
    assert names == [
        "ratio 0.4, fund 2 m, breaker on", "ratio 0.4, fund 2 m, breaker off", "ratio 0.6, fund 2 m, breaker on",
        "ratio 0.4, fund 1 m, breaker on", "ratio 0.4, fund 4 m, breaker on",
    ]  # fmt: skip
    assert fan_policies(GRID[:3], 2) == (2, 0, 1)


def notes_of(found):
    """Return what stands under every table, in English."""
    return Speaker("en", "CNY").basis(basis_of(found))


def test_fan_uses_the_first_paths_only_and_says_so(engine, monkeypatch):
    """Beyond a number of paths the balances would take more memory than they are worth."""
    monkeypatch.setattr(path_totals, "FAN_PATHS", 100)
    monkeypatch.setattr("simulator.questions.compare.tell.FAN_PATHS", 100)
    found = compare(study(with_paths(GRID[:2])))
    assert found.balance_fan[found.baseline][2, 0] == pytest.approx(10_000 - 0.5)
    assert any("first 100 paths" in note for note in notes_of(found))


def test_another_world_is_refused():
    """All policies and sections that differ are named; nothing is simulated."""
    other = policy(0.2, name="wetter", economy={"persistence": 0.5}, applications={"per_month": 3.0})
    fewer = policy(0.3, name="shorter", run={"paths": 9})
    with pytest.raises(ScenarioError) as caught:
        compare(study([GRID[0], other, fewer]))
    faults = "\n".join(caught.value.lines)
    assert len(caught.value.lines) == 3
    for words in ('"wetter": economy', '"wetter": applications', '"shorter": run'):
        assert words in faults


def test_notes_name_what_stands_in_and_what_was_fitted(engine):
    """A reader sees the stand-in, the fitted values with their assumption, the run-off, and which error is shown."""
    aims = {
        "additional_share": 0.748, "additional_share_at_ratio": 0.85, "observed_pd": 0.021, "observed_pd_at_ratio": 0.4,
    }  # fmt: skip
    values = synthetic_scenario().model_dump(mode="json") | {"calibration": aims}
    scenario = type(synthetic_scenario()).model_validate(values, strict=False)
    text = " ".join(notes_of(compare(study([policy(scenario=scenario, run={"paths": 20})]))))
    for words in ("Another city's terms stand in.", "scaled by 1.25", "0.31 %", "0.748 at cover 0.85", "runs off",
                  "simulation error only"):  # fmt: skip
        assert words in text


def test_lines_of_one_name_name_nothing():
    """Named policies may form two lines with one fund size and breaker: neither may be taken for the other."""
    pair = [policy(0.1, name="a"), policy(0.2, name="b")]
    other = [policy(r, name=n, scheme={"shortage": "queue"}) for r, n in ((0.1, "c"), (0.2, "d"))]
    lent = np.arange(4.0)[:, None] + np.zeros((1, 5))
    assert list(lines.near_ties(pair, lines.Lent(lent[:2]))) == ["fund 0.002 m, breaker on"]
    assert lines.near_ties([*pair, *other], lines.Lent(lent)) == {}


@pytest.mark.compiled
def test_real_engine_and_its_ledger_say_the_same():
    """What the ledger of one plain run holds is what the comparison says, with the arms in their places."""
    # With 2 % a year of other income the bank lends to all without cover; with 0.4 % it needs half of the loss paid.
    policies = with_paths([policy(0.2, 2e7), policy(0.5, 2e7)], 8, clock={"years": 2}, lender={"other_income": 0.02})
    needy = with_paths([policy(0.5, 2e7)], 8, clock={"years": 2}, lender={"other_income": 0.004})
    policies.append(dataclasses.replace(needy[0], name="needs cover"))
    found = compare(study(policies))
    ledger = simulate(prepare(policies[0].scenario, [p.scenario for p in policies]), 8)
    lent = ledger.of("lent_covered") + ledger.of("lent_uncovered")
    alone = ledger.without_scheme("lent_uncovered") + ledger.without_scheme("lent_covered")
    assert np.all(alone[:, :2] > 0)
    assert not alone[:, 2].any()
    assert np.all(lent[:, 2] > 0)
    for place, one in enumerate(policies):
        assert found.estimates[one.name, "lent"].value == pytest.approx(lent[:, place].mean() / 100)
        additional = (lent - alone)[:, place].mean() / 100
        assert found.estimates[one.name, "additional_lending"].value == pytest.approx(additional)
