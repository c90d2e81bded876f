"""Who comes to the desks: the model's own applications and defaults, counted a second way from its rows and totals."""

import math

import numpy as np
import pytest

import simulator.engines.kernel.records as r
from simulator.engines.caseload import DAYS_PER_MONTH, caseload, chance_per_round, claim_rules, operations_of
from simulator.engines.preparing import prepare
from simulator.engines.rows import simulate_rows
from simulator.errors import ScenarioError
from simulator.ledger import TOTALS
from tests.engines.books import scenario

# plain Python: once is enough
pytestmark = pytest.mark.compiled

FIXED = {"law": "fixed", "mean_days": 10.0}
OPERATIONS = {
    "appraisers": 5, "appraisal": {"law": "exponential", "mean_days": 10.0}, "bank_desks": 5, "bank_decision": FIXED,
    "suit": FIXED, "court": FIXED, "auction_slots": 5, "auction_round": {"law": "exponential", "mean_days": 10.0},
    "claim_trigger_days_past_due": 90.0, "claim_filing": FIXED, "claim_assessors": 5, "claim_review": FIXED,
    "public_notice_days": 14.0,
}  # fmt: skip
BUSY = {
    "clock": {"years": 2},
    "applications": {"per_month": 30.0},
    "grades": ({"name": "one", "share": 1.0, "pd_per_year": 0.2},),
    "operations": OPERATIONS,
}


def _prepared(**changes):
    one = scenario(**{**BUSY, **changes})
    return prepare(one, [one])


def _rows(prepared, path=0):
    rows, totals = simulate_rows(prepared, path)
    lane = prepared.layout.lane_of[0]
    return rows[rows[:, r.ROW_LANE] == lane], totals[0, lane]


def test_every_application_comes_once_in_its_month():
    """Where every applicant is lent to, the loans made month by month are the applications."""
    prepared = _prepared()
    rows, _ = _rows(prepared)
    lent = rows[np.isin(rows[:, r.ROW_EVENT], (r.E_LENT, r.E_LENT_ALONE))]
    arrival = caseload(prepared, 0).applications.arrival
    by_month = np.bincount((arrival // DAYS_PER_MONTH).astype(int) + 1, minlength=25)
    assert by_month.tolist() == np.bincount(lent[:, r.ROW_MONTH], minlength=25).tolist()
    assert np.all(np.diff(arrival) >= 0)


def test_applicants_too_small_for_a_loan_are_appraised_all_the_same():
    """They leave no row, and still take an appraiser's time."""
    fewer = caseload(_prepared(loans={"minimum": 1e12}), 0)
    assert len(fewer.applications.arrival) == len(caseload(_prepared(), 0).applications.arrival)
    assert len(fewer.defaults.default) == 0


def test_renewals_are_asked_for_by_those_who_hold_a_loan():
    """Everybody renews after twelve months and nobody defaults: the first year's loans come back in the second."""
    prepared = _prepared(
        loans={"renewal_probability": 1.0}, grades=({"name": "one", "share": 1.0, "pd_per_year": 1e-9},)
    )
    without = _prepared(grades=({"name": "one", "share": 1.0, "pd_per_year": 1e-9},))
    renewed, first = caseload(prepared, 0).applications, caseload(without, 0).applications
    in_first_year = np.sum(first.arrival < 12 * DAYS_PER_MONTH)
    assert len(renewed.arrival) - len(first.arrival) == in_first_year


def test_renewals_that_only_another_lane_holds_do_not_come():
    """A bank that lends to nobody has no renewals, although the rows of the path know those of the other arm."""
    prepared = _prepared(loans={"renewal_probability": 1.0}, lender={"is_screening": True, "loan_rate": 0.0})
    counts = [len(caseload(one, 0).applications.arrival) for one in (prepared, _prepared())]
    assert counts[0] == counts[1]


def test_defaults_are_those_of_the_path_and_compensation_is_what_was_approved():
    """Number of defaults from the rows, compensation from the path's totals, a ledger of its own."""
    prepared = _prepared()
    rows, totals = _rows(prepared)
    cases = caseload(prepared, 0)
    assert len(cases.defaults.default) == np.sum(rows[:, r.ROW_EVENT] == r.E_DEFAULT) > 50
    assert round(100 * cases.compensation.sum()) == totals[TOTALS.index("approved")]
    assert cases.defaults.has_claim.all()


def test_loans_without_cover_default_without_a_claim():
    """A book half of which is covered: half of the certain defaults bring a claim."""
    segment = {"count": 40, "principal": 1e6, "months_left": 12, "sector": "all", "grade": "one"}
    book = ({"name": "in", **segment, "is_covered": True}, {"name": "out", **segment, "is_covered": False})
    for run_off in (True, False):
        prepared = _prepared(
            applications={"per_month": 0.0}, book=book, clock={"years": 2, "run_off": run_off},
            grades=({"name": "one", "share": 1.0, "pd_per_year": 0.9},),
        )  # fmt: skip
        rows, _ = _rows(prepared)
        covered = rows[(rows[:, r.ROW_EVENT] == r.E_DEFAULT) & (rows[:, r.ROW_SLOT] < 40)]
        claims = caseload(prepared, 0).defaults.has_claim
        assert np.sum(claims) == len(covered) > 20
        assert len(claims) > len(covered) + 20


def test_cases_belong_to_seed_and_path_not_to_the_number_of_desks():
    """Common draws: another number of desks meets the same people with the same work; another path does not."""
    few, many = _prepared(), _prepared(operations={**OPERATIONS, "appraisers": 500, "auction_slots": 1})
    one, same, other = caseload(few, 3), caseload(many, 3), caseload(few, 4)
    assert np.array_equal(one.applications.appraisal, same.applications.appraisal)
    assert np.array_equal(one.defaults.round_days, same.defaults.round_days)
    assert not np.array_equal(one.applications.appraisal[:50], other.applications.appraisal[:50])


def test_times_of_different_steps_are_independent():
    """Two steps with one law are two draws: over many cases they are uncorrelated (4 standard errors)."""
    law = {"law": "exponential", "mean_days": 10.0}
    prepared = _prepared(applications={"per_month": 400.0}, operations={**OPERATIONS, "bank_decision": law})
    cases = caseload(prepared, 0).applications
    correlation = np.corrcoef(cases.appraisal, cases.decision)[0, 1]
    assert abs(correlation) < 4 / math.sqrt(len(cases.arrival))
    assert cases.appraisal.mean() == pytest.approx(10, abs=4 * 10 / math.sqrt(len(cases.arrival)))


@pytest.mark.parametrize(
    ("disposal", "rounds", "chance"),
    [
        ({"method": "fixed", "fixed_recovery": 0.3}, 1, 1.0),
        ({"method": "haircut", "sold_share": 0.37, "sale_share_mean": 0.3}, 1, 0.37),
        ({"method": "auction", "auction_sold_share": 0.37}, 3, 1 - 0.63 ** (1 / 3)),
    ],
)
def test_chance_per_round_leaves_the_part_sold_of_the_scenario(disposal, rounds, chance):
    """1 - (1 - q)^rounds is the part of lots sold; the cases show it (4 standard errors)."""
    prepared = _prepared(disposal=disposal, applications={"per_month": 200.0})
    assert chance_per_round(prepared.scenario) == pytest.approx(chance)
    cases = caseload(prepared, 0).defaults
    assert cases.round_days.shape[1] == rounds
    sold = 1 - (1 - chance) ** rounds
    assert cases.is_sold.mean() == pytest.approx(
        sold, abs=4 * math.sqrt(sold * (1 - sold) / len(cases.is_sold)) + 1e-12
    )
    assert np.all(cases.rounds[~cases.is_sold] == rounds)


def test_rules_of_claims_are_counted_from_default():
    """The model's default is at 90 days past due: a trigger at 180 is 90 days more, one at 60 none."""
    rules = [
        claim_rules(scenario(operations={**OPERATIONS, "claim_trigger_days_past_due": day}))
        for day in (60.0, 90.0, 180.0)
    ]
    assert [rule.earliest for rule in rules] == [0, 0, 90]
    assert (rules[0].deadline, rules[0].window) == (math.inf, 0)
    yearly = claim_rules(scenario(operations={**OPERATIONS, "claim_window_months": 12, "filing_deadline_days": 400.0}))
    assert (yearly.deadline, yearly.window) == (400, pytest.approx(365))


def test_a_scenario_without_desks_is_told_what_is_missing():
    """The message names the section and a file that has one."""
    with pytest.raises(ScenarioError, match=r"operations: the section is missing.*scenarios/hefei\.toml"):
        operations_of(scenario())
