"""Tools of IP policy, the reserve for priority sectors and a guarantor with capital: identities, and books by hand."""

import numpy as np
import pytest

from simulator.engines.preparing import prepare
from simulator.errors import NoAnswerError
from simulator.ledger import TOTALS
from simulator.scenario.tools import with_tools
from tests.engines.books import events, loan, replayed, run, scenario
from tests.engines.options import WORLD, policy

RISKY = {
    "run": {"seed": 7, "paths": 15},
    "clock": {"years": 3},
    "grades": ({"name": "one", "share": 1.0, "pd_per_year": 0.1},),
    "applications": {"per_month": 4.0},
    "loans": {"renewal_probability": 1.0},
    "fund": {"fund_size": 1e9},
}


def risky(*tools, **more):
    """Return a scenario in which a tenth of the loans default each year, with some tools."""
    return scenario(**{**RISKY, **more}, tools=tools)


def tool(**effects):
    """Return a tool in all sectors."""
    return {"name": "tool", **effects}


def same(left, right, *, but=()):
    """Return whether two ledgers agree in every total but some, on every path."""
    return all(np.array_equal(left.of(name), right.of(name)) for name in TOTALS if name not in but)


@pytest.mark.compiled
def test_a_perfect_early_warning_removes_the_losses():
    """Every default is seen and the whole loan repaid before it."""
    found = run(risky(tool(warning_sensitivity=1.0, warning_exposure_cut=1.0)))
    assert found.of("lent_covered").sum() > 0
    for name in ("defaults_covered", "loss_covered", "fund_paid", "bank_loss"):
        assert found.of(name).sum() == 0
    assert run(risky()).of("loss_covered").sum() > 0


@pytest.mark.compiled
@pytest.mark.parametrize("effect", [{"warning_sensitivity": 1.0}, {"warning_exposure_cut": 1.0}])
def test_an_early_warning_without_effect_changes_nothing(effect):
    """It sees all but cuts nothing, or would cut all but sees nothing: no total moves but its cost."""
    free, paid = run(risky()), run(risky(tool(**effect, cost_per_year=100.0)))
    assert same(free, paid, but=("tool_cost", "public_in_present"))
    assert np.all(paid.of("tool_cost") == 3 * 100 * 100)


@pytest.mark.compiled
def test_half_of_the_exposure_halves_the_owed():
    """Seen always and half repaid: what defaults is half, to the fen, loan by loan (principals are even)."""
    whole, half = run(risky()), run(risky(tool(warning_sensitivity=1.0, warning_exposure_cut=0.5)))
    assert np.array_equal(2 * half.of("defaulted_covered"), whole.of("defaulted_covered"))
    assert np.array_equal(half.of("defaults_covered"), whole.of("defaults_covered"))


@pytest.mark.compiled
def test_sensitivity_is_the_share_of_defaults_that_are_seen():
    """With 30 % seen and repaid in whole, 70 % of the defaults are left, within four standard errors."""
    plain = run(risky(), 200).of("defaults_covered").sum()
    left = run(risky(tool(warning_sensitivity=0.3, warning_exposure_cut=1.0)), 200).of("defaults_covered").sum()
    # Renewals of rescued firms are not in the model: a loan that is repaid after a warning ends.
    assert abs(left / plain - 0.7) < 4 * np.sqrt(0.3 * 0.7 / plain)


@pytest.mark.compiled
def test_false_alarms_refuse_renewals():
    """When every renewal is refused, covered lending is new lending only; sound firms lose their loans."""
    alarmed = run(risky(tool(warning_sensitivity=0.0, warning_exposure_cut=0.0, warning_false_alarms=1.0)))
    unrenewed = run(risky(loans={"renewal_probability": 0.0}))
    assert np.array_equal(alarmed.of("lent_covered"), unrenewed.of("lent_covered"))
    fragile = {"renewal_probability": 1.0, "refinancing_default_probability": 1.0}
    ruined = run(risky(tool(warning_false_alarms=1.0), loans=fragile))
    assert ruined.of("loss_covered").sum() > 3 * run(risky(loans=fragile)).of("loss_covered").sum()


def test_cost_of_tools_by_year_loan_and_principal():
    """Three years at 1,000 yuan, 50 yuan a loan, and 1 % a year of the principal over the term of six months."""
    terms = {"terms": ({"months": 6, "share": 1.0},), "renewal_probability": 1.0}
    found = run(risky(tool(cost_per_year=1e3, cost_per_loan=50.0, cost_per_lent=0.004, bank_bonus=0.006), loans=terms))
    wanted = 3 * 1_000_00 + 50_00 * found.of("loans_covered") + found.of("lent_covered") // 200
    assert np.array_equal(found.of("tool_cost"), wanted)


@pytest.mark.compiled
def test_cost_of_tools_is_discounted_public_money():
    """At 10 % a year 100 a year cost 100 + 100/1.1 + 100/1.21 beside the fund's own public cost."""
    discounted = {"fund_size": 1e6, "discount_rate_per_year": 0.1}
    found = run(risky(tool(cost_per_year=100.0), fund=discounted)).of("public_in_present")
    free = run(risky(fund=discounted)).of("public_in_present")
    assert np.allclose(found - free, 100 * (100 + 100 / 1.1 + 100 / 1.21), atol=3)


@pytest.mark.compiled
def test_a_tool_works_in_its_sectors_only():
    """Prevented defaults in one of two equal sectors leave half of the defaults."""
    sectors = tuple({"name": name, "share": 0.5, "patent_decay_per_year": 0.0} for name in ("a", "b"))
    plain = run(risky(sectors=sectors), 200).of("defaults_covered").sum()
    left = run(risky(tool(default_cut=1.0, sectors=("a",)), sectors=sectors), 200).of("defaults_covered").sum()
    assert abs(left / plain - 0.5) < 4 * np.sqrt(0.25 / plain)


@pytest.mark.compiled
def test_a_bonus_counts_as_much_as_lower_cost():
    """A bonus of 50 basis points and 50 points less operating cost give the same covered lending."""
    lender = {"is_screening": True, "other_income": 0.0, "operating_cost": 0.012}
    grades = tuple({"name": f"{pd}", "share": 0.25, "pd_per_year": pd} for pd in (0.005, 0.01, 0.02, 0.04))
    gate = {"refused_cover": "not_lent"}
    bonus = run(risky(tool(bank_bonus=0.005), lender=lender, grades=grades, gate=gate))
    cheap = run(risky(lender={**lender, "operating_cost": 0.007}, grades=grades, gate=gate))
    plain = run(risky(lender=lender, grades=grades, gate=gate))
    assert np.array_equal(bonus.of("lent_covered"), cheap.of("lent_covered"))
    assert bonus.of("lent_covered").sum() > plain.of("lent_covered").sum()


@pytest.mark.compiled
def test_applications_respond():
    """Twice as many applications, within four standard errors of two Poisson counts."""
    loans = {"renewal_probability": 0.0}
    plain = run(risky(loans=loans), 200).of("loans_covered").sum()
    doubled = run(risky(tool(application_response=1.0), loans=loans), 200).of("loans_covered").sum()
    assert abs(doubled - 2 * plain) < 4 * np.sqrt(2 * plain + 4 * plain)


def test_effects_of_several_tools_multiply():
    """Two cuts of a half leave a quarter; the better of two pools counts; shares follow the applications."""
    sectors = tuple(
        {"name": name, "share": 0.5, "patent_decay_per_year": 0.0, "obsolescence_per_year": 0.4} for name in ("a", "b")
    )
    halves = {"obsolescence_cut": 0.5, "appraisal_error_cut": 0.5, "invalidation_cut": 0.5}
    tools = (
        {"name": "one", **halves, "pool_value_share": 0.1, "application_response": 1.0, "sectors": ("a",)},
        {"name": "two", **halves, "pool_value_share": 0.3},
    )
    changed = with_tools(risky(*tools, sectors=sectors))
    a, b = changed.sectors
    assert (a.obsolescence_per_year, b.obsolescence_per_year) == (0.1, 0.2)
    assert (a.appraisal_error_factor, a.invalidation_factor, a.pool_value_share) == (0.25, 0.25, 0.3)
    assert (a.share, b.share) == pytest.approx((2 / 3, 1 / 3))
    assert changed.applications.per_month == pytest.approx(6.0)


@pytest.mark.compiled
def test_a_patent_pool_takes_what_nobody_buys():
    """Nothing sells and the pool brings 30 % of a value of one million: 0.3 million for each default, less a fen."""
    disposal = {"method": "haircut", "sold_share": 0.0, "sale_share_mean": 0.5}
    patents = {"base_mean": 1e6, "base_sd_log": 0.0}
    applications = {"per_month": 4.0, "amount_mean": 9e5, "amount_sd_log": 0.0}
    more = {"disposal": disposal, "patents": patents, "applications": applications}
    found = run(risky(tool(pool_value_share=0.3), **more))
    missing = 300_000_00 * found.of("defaults_covered") - found.of("recovered")
    assert np.all((missing >= 0) & (missing <= found.of("defaults_covered")))
    assert run(risky(**more)).of("recovered").sum() == 0


def test_worlds_of_different_tools_are_not_mixed():
    """The engine draws one world at a time."""
    with pytest.raises(NoAnswerError, match="change the world"):
        prepare(risky(), [risky(), risky(tool(default_cut=0.5))])


def test_a_reserve_keeps_the_last_of_the_limit_for_priority_sectors():
    """With everything reserved only priority sectors are covered, and they as if the others never applied."""
    whole = run(policy("plain", gate={"priority_reserve": 1.0, "refused_cover": "not_lent"}))
    covered = whole.of("lent_covered")
    assert np.array_equal(covered, whole.of("lent_priority"))
    assert covered.sum() > 0


@pytest.mark.compiled
def test_without_priority_sectors_a_reserve_is_a_lower_limit():
    """A reserve of 40 % of a limit of 10 is a limit of 6."""
    base = {**RISKY, "fund": {"fund_size": 5e6}}
    reserved = run(scenario(**base, gate={"leverage_multiple": 10.0, "priority_reserve": 0.4}))
    lower = run(scenario(**base, gate={"leverage_multiple": 6.0}))
    assert same(reserved, lower)


def test_priority_lending_counts_covered_and_uncovered_loans():
    """It is all lending when every sector has priority."""
    sectors = tuple({**sector, "is_priority": True} for sector in WORLD["sectors"])
    found = run(policy("plain", sectors=sectors))
    assert np.array_equal(found.of("lent_priority"), found.of("lent_covered") + found.of("lent_uncovered"))


LOST_600 = loan(default=3, proceeds=400)
LATER = loan(default=5, proceeds=400)


def guaranteed(capital: float, fund: float = 1e6, **scheme):
    """Return a scheme in which the fund bears half and the guarantor 40 % of each loss."""
    terms = {"compensation_ratio": 0.5, "guarantor_share": 0.4, "guarantor_capital": capital, **scheme}
    return scenario(scheme=terms, fund={"fund_size": fund})


def test_a_guarantor_pays_as_long_as_its_capital_lasts():
    """Two losses of 600 at 40 %: 240 + 240 out of 300; the bank bears the missing 180 beside its 60 + 60."""
    totals = replayed(guaranteed(300.0), LOST_600, LATER)
    assert (totals["guarantor_paid"], totals["guarantor_short"]) == (300, 180)
    assert (totals["fund_paid"], totals["bank_loss"]) == (600, 300)


def test_a_guarantor_with_enough_capital_is_one_share_among_others():
    """Capital of 480 suffices to the fen."""
    totals = replayed(guaranteed(480.0), LOST_600, LATER)
    assert (totals["guarantor_paid"], totals["guarantor_short"], totals["bank_loss"]) == (480, 0, 120)


def test_a_guarantor_that_pays_first_bears_what_the_fund_lacks():
    """The fund has 400 of 600: the guarantor pays the other 200 beside its 480; the bank its 120."""
    totals = replayed(guaranteed(1e4, fund=400.0, is_guarantor_first=True), LOST_600, LATER)
    assert (totals["fund_paid"], totals["guarantor_paid"], totals["bank_loss"]) == (400, 680, 120)
    assert (totals["guarantor_advanced"], totals["lapsed"]) == (200, 0)


def test_a_guarantor_that_pays_first_can_fail():
    """Capital 550: 240 + 240 for its own part leave 70 of the 200 that the fund lacks; 130 lapse to the bank."""
    totals = replayed(guaranteed(550.0, fund=400.0, is_guarantor_first=True), LOST_600, LATER)
    assert (totals["guarantor_paid"], totals["guarantor_advanced"], totals["guarantor_short"]) == (550, 70, 130)
    assert (totals["lapsed"], totals["bank_loss"]) == (130, 250)


def test_fees_of_the_guarantor_add_to_its_capital():
    """1 % upfront on two loans of 1,000 adds 20 to a capital of 300."""
    totals = replayed(guaranteed(300.0, fee_upfront=0.01, fee_payee="guarantor"), LOST_600, LATER)
    assert (totals["guarantor_paid"], totals["guarantor_short"]) == (320, 160)


def test_the_guarantor_limits_new_cover():
    """Capital 300, ten times: three loans of 1,000 fit in March; a loss of 240 in April leaves room for none."""
    loans = (loan(month=2, default=4, term=4, proceeds=400), *(loan(month=3) for _ in range(3)), loan(month=5))
    refused = events(guaranteed(300.0, guarantor_multiple=10.0), "refused", *loans)
    assert refused == [(3, "4", 1000, "leverage"), (5, "5", 1000, "leverage")]
