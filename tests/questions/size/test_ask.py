"""Fund sizes of small worlds, held against the engine itself and against the exact one-year law."""

import json
from typing import Any

import numpy as np
import pytest

from simulator import exact
from simulator.errors import ScenarioError
from simulator.questions.size.ask import ask
from simulator.questions.size.needs import allowed
from simulator.questions.size.watching import Watcher
from simulator.scenario.read import Reading
from tests.engines.books import merged, run, scenario
from tests.engines.one_year import ERRORS, hits_off, one_year
from tests.engines.options import WORLD, policy

pytestmark = pytest.mark.compiled

PATHS = 2_000
NO_LIMIT: dict[str, Any] = {"run": {"paths": PATHS}, "gate": {"leverage_multiple": None}}


def reading_of(policy) -> Reading:
    """Return a scenario as if it had been read from a file."""
    return Reading(policy, json.loads(policy.model_dump_json(exclude_unset=True)), {})


def sized(policy, chance=0.02, **how):
    """Return the sizing at the policy's own ratio only."""
    return ask(reading_of(policy), chance=chance, years=policy.clock.years, ratios=(), threads=2, **how)


def dry(policy, *sizes: float) -> list[int]:
    """Return on how many paths the engine itself runs dry, run-off included, by fund size."""
    fund = policy.fund
    policies = [policy.model_copy(update={"fund": fund.model_copy(update={"fund_size": size})}) for size in sizes]
    month = run(policies, threads=2).of("first_depleted")
    return [int(hits) for hits in (month > 0).sum(axis=0)]


FUNDS: dict[str, dict[str, Any]] = {
    "interest": {"fund": {"interest_per_year": 0.04}},
    "fixed top-up": {"fund": {"interest_per_year": 0.02, "top_up": "fixed", "top_up_budget": 0.5e6}},
    "advance with fees": {"scheme": {"timing": "advance", "claim_lag_months": 1, "fee_upfront": 0.01}},
    "queue and payout": {
        "scheme": {"shortage": "queue"},
        "gate": {"is_closed_while_unpaid": True},
        "breaker": {"is_on": True, "measure": "payout", "on_at_least": 0.04, "off_below": 0.03},
    },
}


@pytest.mark.parametrize("name", FUNDS)
def test_size_of_one_pass_is_the_smallest_in_the_engine(name):
    """Run at that size the engine is dry on at most the allowed paths; a few yuan less, on one more."""
    world = scenario(**merged(merged(WORLD, NO_LIMIT), FUNDS[name]))
    found = sized(world)
    assert found.ties == ()
    size = found.own.size.value
    assert size > 1e5
    at_size, below = dry(world, size, size - 2 - world.clock.years * 0.12)
    assert at_size <= allowed(0.02, PATHS) < below
    assert found.own.standing["p_depleted"].value == at_size / PATHS


def test_years_beyond_the_horizon_change_nothing_within_it():
    """The horizon is the clock: who is dry by then is the same with longer clocks."""
    short = scenario(**merged(merged(WORLD, NO_LIMIT), {"clock": {"years": 2}, "fund": {"fund_size": 2e6}}))
    long = scenario(**merged(merged(WORLD, NO_LIMIT), {"clock": {"years": 4}, "fund": {"fund_size": 2e6}}))
    months = [run(policy, threads=2).of("first_depleted")[:, 0] for policy in (short, long)]
    within = [np.where(month <= 24, month, 0) for month in months]
    assert within[0].any()
    assert np.array_equal(*within)


def test_claims_after_the_last_year_of_lending_count():
    """Claims come long after lending: the fund sized runs dry in the run-off too, and by the last year less often."""
    world = scenario(**merged(merged(WORLD, NO_LIMIT), {"clock": {"years": 1}, "scheme": {"claim_lag_months": 12}}))
    own = sized(world).own
    assert own.standing["p_depleted_year_1"].value < own.standing["p_depleted"].value <= 0.02
    assert dry(world, own.size.value) == [round(own.standing["p_depleted"].value * PATHS)]


def test_search_agrees_with_one_pass_where_the_limit_never_binds():
    """A limit of 1,000 times the balance is searched on a grid, and must give what one pass gives."""
    free = scenario(**merged(WORLD, NO_LIMIT))
    wide = scenario(**merged(WORLD, {"run": {"paths": PATHS}, "gate": {"leverage_multiple": 1_000.0}}))
    by_pass, by_search = sized(free), sized(wide)
    assert by_search.ties and not by_pass.ties
    assert by_pass.own.size.value <= by_search.own.size.value <= 1.016 * by_pass.own.size.value
    assert by_search.own.size.low == pytest.approx(by_pass.own.size.low, rel=0.02)
    assert by_search.own.size.high == pytest.approx(by_pass.own.size.high, rel=0.02)
    for one, other in zip(by_pass.safety, by_search.safety, strict=True):
        assert other.capital.value == pytest.approx(one.capital.value, abs=0.06 * by_pass.own.size.value)


def test_search_under_a_binding_limit_holds_in_the_engine():
    """At the size found the engine is dry on few enough paths, at the next smaller one tried on too many."""
    world = policy("plain", run={"paths": PATHS})
    own = sized(world).own
    at_size, below = dry(world, own.size.value, own.fails_below)
    assert at_size <= allowed(0.02, PATHS) < below
    assert own.size.value < 1.02 * own.fails_below
    assert own.size.low <= own.fails_below < own.size.value <= own.size.high


def test_top_up_beside_the_own_capital_holds_in_the_engine():
    """One pass gives the yearly sum: enough, and a little less is not."""
    world = scenario(**merged(merged(WORLD, NO_LIMIT), {"fund": {"fund_size": 4e6, "interest_per_year": 0.02}}))
    top_up = sized(world).top_up.value
    assert 1e4 < top_up < 1e7

    def with_top_up(amount):
        return world.model_copy(
            update={"fund": world.fund.model_copy(update={"top_up": "fixed", "top_up_budget": amount})}
        )

    enough, less = (dry(with_top_up(amount), 4e6)[0] for amount in (top_up, top_up - 5))
    assert enough <= allowed(0.02, PATHS) < less


def test_curve_of_equal_safety_is_equally_safe_in_the_engine():
    """Each pair of top-up and capital is dry on few enough paths, and 1 % less capital on too many or just enough."""
    world = scenario(**merged(WORLD, NO_LIMIT))
    safety = sized(world).safety
    assert [point.top_up for point in safety] == sorted(point.top_up for point in safety)
    assert [point.capital.value for point in safety] == sorted((p.capital.value for p in safety), reverse=True)
    for point in safety[1:]:
        fund = world.fund.model_copy(update={"top_up": "fixed", "top_up_budget": point.top_up})
        at_size, below = dry(world.model_copy(update={"fund": fund}), point.capital.value, point.capital.value - 5)
        assert at_size <= allowed(0.02, PATHS) < below


@pytest.mark.parametrize(("count", "chance"), [(50, 0.04), (176, 0.019), (176, 0.1)])
def test_size_agrees_with_the_exact_one_year_law(count, chance):
    """Equal loans, PD 4 %, rho 5 %, loss 0.9, ratio 0.54: the exact size lies within the interval at four errors."""
    paths = 20_000
    book = one_year(
        count, 0.04, 0.05, principal=1e6, disposal={"fixed_recovery": 0.1}, scheme={"compensation_ratio": 0.54},
        run={"paths": paths},
    )  # fmt: skip
    found = sized(book, chance).own
    claim = 1e6 * 0.9 * 0.54
    law = exact.homogeneous_pool_law(exact.OneFactor(0.04, 0.05), count)
    spread = ERRORS * (chance * (1 - chance) / paths) ** 0.5
    smallest, largest = (claim * law.quantile(1 - level) for level in (chance + spread, chance - spread))
    assert smallest <= found.size.value <= largest + 1
    for point in found.curve[::5]:
        funded = exact.FundBook(exact.OneFactor(0.04, 0.05), count, 1e6, 0.9, 0.54, point.size)
        probability = exact.fund_payout(funded).ruin_probability
        assert hits_off(round(point.chance.value * paths), paths, probability) < ERRORS


def test_no_claim_needs_no_fund():
    """At ratio 0 there is nothing to pay."""
    found = sized(scenario(**merged(merged(WORLD, NO_LIMIT), {"scheme": {"compensation_ratio": 0.0}})))
    assert (found.own.size.value, found.own.has_size, found.own.curve, found.safety) == (0, False, (), ())


def test_lending_that_does_not_depend_on_the_fund_is_said_to_be_the_same():
    """Without any rule that looks at the money, a fund of nought lends the same."""
    assert sized(scenario(**merged(WORLD, NO_LIMIT))).own.same_lending.value == 0


def test_ratios_are_sized_on_the_same_draws():
    """The own ratio is always among them, and a higher ratio needs a larger fund."""
    world = scenario(**merged(WORLD, NO_LIMIT))
    found = ask(reading_of(world), chance=0.02, years=world.clock.years, ratios=(0.8, 0.2), threads=2)
    assert [one.ratio for one in found.ratios] == [0.2, 0.5, 0.8]
    assert [one.size.value for one in found.ratios] == sorted(one.size.value for one in found.ratios)
    assert found.own.size == sized(world).own.size


def test_what_cannot_run_dry_is_refused():
    """The treasury pays whatever such a fund lacks."""
    with pytest.raises(ScenarioError, match="is_unlimited"):
        sized(scenario(fund={"is_unlimited": True}))


def test_passes_do_not_depend_on_the_size_of_blocks(monkeypatch):
    """Block by block, and all at once, the same paths give the same answer."""
    world = scenario(**merged(WORLD, NO_LIMIT))
    whole = sized(world)
    monkeypatch.setattr("simulator.questions.size.watching._BLOCK_BYTES", 1)
    assert sized(world) == whole


def test_progress_is_told_for_every_pass():
    """Each pass ends with all paths done."""
    told: list[tuple[int, int]] = []
    Watcher(reading_of(scenario(run={"paths": 50})), 1, lambda done, all_: told.append((done, all_))).watch([{}])
    assert told[-1] == (50, 50)


def test_horizon_becomes_the_clock():
    """Fewer years than the scenario's are those in which loans are made; the scenario stays as it was."""
    world = scenario(clock={"years": 3}, run={"paths": 40})
    reading = reading_of(world)
    assert ask(reading, years=2, ratios=(), threads=1).scenario.clock.years == 2
    assert reading.scenario.clock.years == 3
    with pytest.raises(ScenarioError, match="the scenario has 3 years of lending"):
        ask(reading, years=4, ratios=())
