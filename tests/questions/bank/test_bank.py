"""The stress test of a bank's book, from a tape file to its answers."""

import dataclasses

import numpy as np
import pytest

from simulator.analysis.episodes import NamedStress
from simulator.errors import NoAnswerError, ScenarioError
from simulator.places.plain import plain_columns
from simulator.questions.bank.stressed_book import BankQuestion, stressed_book
from simulator.questions.bank.tell import tell
from simulator.questions.bank.tested import AS_IT_IS, MEASURES, NO_STRESS, WITHOUT_SCHEME
from simulator.scenario.world import Stress
from simulator.values import Number, Own, phrase
from tests.questions.bank.bank_books import scenario, tape

BAD = NamedStress("bad", (Stress(name="bad", start_month=25, months=24, pd_multiplier=3.0),))
SOUND = [{"pd": 0.1, "borrower": f"F{i}"} for i in range(30)]
LATE = {"lent_on": "2025-12-30", "filed_on": "2025-12-30", "days_past_due": 100}
CORRELATED = {"economy": {"asset_correlation": 0.1}}
SLOW_SALE = {"disposal": {"lag_months_min": 6, "lag_months_max": 6}}


def bank_of(folder, *loans, stresses=(BAD,), paths=400, **changes):
    """Return the stress test of a small book."""
    own = scenario(**{"run": {"seed": 7, "paths": paths}, **changes})
    return stressed_book(own, tape(folder, *loans), BankQuestion(stresses, tolerance=0.05), threads=1)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Return the test of thirty loans at 10 %, one of them in default."""
    return bank_of(tmp_path_factory.mktemp("bank"), *SOUND, LATE, **CORRELATED, **SLOW_SALE)


def test_two_loans_of_one_borrower_are_one_of_twice_the_size(tmp_path):
    """Every figure of every case is the same."""
    pair = [{"borrower": "X", "pd": 0.2}, {"borrower": "X", "pd": 0.2}, {"borrower": "Y", "pd": 0.1}]
    single = [{"borrower": "X", "pd": 0.2, "principal": 2_000_000, "balance": 2_000_000}, pair[2]]
    one, two = (bank_of(tmp_path, *loans, paths=200, stresses=(), **CORRELATED) for loans in (single, pair))
    for first, second in zip(one.cases, two.cases, strict=True):
        for key, estimate in first.estimates.items():
            other = second.estimates[key]
            assert (other.value, other.low, other.high) == pytest.approx(
                (estimate.value, estimate.low, estimate.high)
            ), key
        assert second.classes == pytest.approx(first.classes)
    assert one.cases[0].estimates["net_loss"].value > 0
    assert [e.smallest.value for e in one.reverse] == pytest.approx([e.smallest.value for e in two.reverse])


@pytest.mark.slow
def test_losses_are_those_of_the_pd(tmp_path):
    """PD 10 %: of 30 m 3 m default, three quarters are lost, half of that is compensated; the scheme saves the same."""
    one = bank_of(tmp_path, *SOUND, stresses=(), paths=2000)
    expected = {"defaulted": 3e6, "gross_loss": 2.25e6, "compensation": 1.125e6, "net_loss": 1.125e6}
    own = one.case(NO_STRESS, AS_IT_IS).estimates
    for key, value in expected.items():
        error = (own[key].high - own[key].low) / (2 * 1.96)
        assert abs(own[key].value - value) < 4 * error, key
    assert one.saved[NO_STRESS].value == pytest.approx(own["compensation"].value)
    assert own["raroc"].value == pytest.approx((30e6 * 0.024 - own["net_loss"].value) / (0.105 * 0.75 * 30e6), rel=1e-9)


def test_without_the_scheme_nothing_is_compensated(found):
    """The same defaults, the whole loss; no compensation in the allowance either."""
    alone, own = (found.case(NO_STRESS, cover).estimates for cover in (WITHOUT_SCHEME, AS_IT_IS))
    assert alone["compensation"].value == alone["compensation_asset"].value == 0
    assert alone["gross_loss"] == own["gross_loss"]
    assert alone["net_loss"] == alone["gross_loss"]
    assert alone["allowance_integral"].value == pytest.approx(own["allowance_separate"].value)


def test_a_stress_begins_with_the_first_month_and_makes_it_worse(found):
    """The stress names month 25, when every loan has fallen due; three times the PD, two to three times the loss."""
    plain, bad = (found.case(stress, AS_IT_IS).estimates for stress in (NO_STRESS, "bad"))
    assert 2 < bad["net_loss"].value / plain["net_loss"].value < 3.2
    assert bad["npl_ratio_12"].value > plain["npl_ratio_12"].value
    assert bad["distance_12"].value == pytest.approx(0.05 - bad["npl_ratio_12"].value)


def test_every_case_has_every_measure(found):
    """Without, with the scheme, in both worlds."""
    assert [(case.stress, case.cover) for case in found.cases] == [
        (stress, cover) for stress in (NO_STRESS, "bad") for cover in (WITHOUT_SCHEME, AS_IT_IS)
    ]
    assert all(set(case.estimates) == {measure.key for measure in MEASURES} for case in found.cases)


def test_balances_add_up(found):
    """Classes, write-offs and proceeds are the tape's balance at every month end; parts are the whole."""
    for case in found.cases:
        assert case.classes.sum(axis=1) + case.written_off + case.repaid == pytest.approx(np.full(25, 31e6))
    for by in ("branch", "sector", "vintage"):
        rows = [row for row in found.breakdown if (row.stress, row.by) == ("bad", by)]
        own = found.case("bad", AS_IT_IS).estimates
        assert sum(row.balance for row in rows) == pytest.approx(31e6)
        assert sum(row.net_loss.value for row in rows) == pytest.approx(own["net_loss"].value)
        assert sum(row.allowance for row in rows) == pytest.approx(own["allowance_integral"].value)


def test_the_highest_npl_ratio_is_that_of_each_future(found):
    """The mean of highest values is at least the highest mean, and more where futures peak at different times."""
    for case in found.cases:
        assert case.npl_ratio[1:, 0].max() < case.estimates["npl_ratio_peak"].value < 1


def test_a_buffer_is_emptied_where_its_losses_reach_it(found):
    """At twice the reverse stress's margin multiplier and more losses take provisions and capital, in this order."""
    smallest = [e.smallest.value for e in found.reverse if e.driver == "pd_multiplier"]
    assert smallest == sorted(smallest)
    (severity,) = (e for e in found.reverse if (e.driver, e.buffer) == ("bad", "capital_buffer"))
    assert severity.smallest.low <= severity.smallest.value <= severity.smallest.high


def test_with_a_fund_without_money_the_scheme_saves_nothing(tmp_path):
    """The contract promises half; nothing is paid."""
    one = bank_of(tmp_path, *SOUND, stresses=(), paths=200, fund={"fund_size": 0.0})
    assert one.saved[NO_STRESS].value == 0
    assert one.case(NO_STRESS, AS_IT_IS).estimates["compensation"].value == 0


def test_a_tape_all_in_default_has_an_answer(tmp_path):
    """Nothing new defaults; half of three quarters is still lost; the NPL ratio starts at 1."""
    one = bank_of(tmp_path, LATE, LATE, paths=50)
    own = one.case(NO_STRESS, AS_IT_IS)
    assert own.estimates["net_loss"].value == 0
    assert own.estimates["net_loss_in_default"].value == pytest.approx(2e6 * 0.375)
    assert own.npl_ratio[0].tolist() == [1, 1, 1, 1]


def test_a_scenario_without_rules_in_force_is_refused(tmp_path):
    """One line for each, and the way out."""
    own = scenario()
    read = tape(tmp_path, {})
    with pytest.raises(ScenarioError, match=r"bank_rules: the scenario has none; copy the section"):
        stressed_book(own.model_copy(update={"bank_rules": None}), read, BankQuestion())
    early = dataclasses.replace(read, as_of=np.datetime64("2020-01-01"))
    with pytest.raises(ScenarioError, match=r"bank_rules.impairment: not in force on 2020-01-01"):
        stressed_book(own, early, BankQuestion())


def test_a_tape_without_a_balance_has_no_answer(tmp_path):
    """There is nothing to test."""
    with pytest.raises(NoAnswerError, match="no loan of the tape has a balance"):
        bank_of(tmp_path, {"balance": 0})


def test_settled_loans_are_counted_and_change_nothing(tmp_path):
    """Three rows, one live: one repaid, one written off after a claim; every figure is that of the live one alone."""
    claim = {"lent_on": "2025-06-30", "claim_filed_on": "2026-06-01", "claim_filed": 400_000}
    settled = {"balance": 0, "borrower": "X"}, {"balance": 0, **claim}
    one, three = (
        bank_of(tmp_path, {"pd": 0.2, "borrower": "X"}, *rest, paths=50, stresses=()) for rest in ((), settled)
    )
    assert (three.facts.rows, three.facts.loans, three.facts.settled, three.facts.settled_claims) == (3, 1, 2, 1)
    assert [case.estimates for case in three.cases] == [case.estimates for case in one.cases]


def test_a_tape_read_on_another_day_is_noticed(tmp_path):
    """A loan due before the day of the tape that is not past due is named as a sign of the wrong day."""
    due = {"lent_on": "2025-01-31", "due_on": "2026-01-31", "filed_on": "2025-01-31"}
    notes = bank_of(tmp_path, due, {}, paths=20, stresses=()).notes
    assert phrase("bank.note.overdue", as_of=Own("2026-06-30"), count=Number(1, "count")) in notes


@pytest.mark.parametrize("is_with_new_business", [False, True])
def test_progress_reaches_its_end_once_everything_is_simulated(tmp_path, is_with_new_business):
    """Two worlds, as many with new business, and the steps of the reverse test, those left out counted when skipped."""
    seen = []
    question = BankQuestion((BAD,), is_with_new_business=is_with_new_business)
    own = scenario(run={"seed": 7, "paths": 5})
    stressed_book(own, tape(tmp_path, *SOUND), question, threads=1, progress=lambda *step: seen.append(step))
    done, totals = zip(*seen, strict=True)
    assert set(totals) == {2 * (1 + is_with_new_business) + 8 + 4 + 7}
    assert (done[0], done[-1]) == (1, totals[0])
    assert list(done) == sorted(set(done))


def test_a_year_of_lending_counts_its_settled_loans(tmp_path):
    """2023: two loans repaid, one settled after a claim, one in default, each of 1 m: half of what was lent."""
    old = {"lent_on": "2023-03-31", "due_on": "2024-03-31", "filed_on": "2023-04-01"}
    settled = {**old, "balance": 0}
    claimed = {**settled, "claim_filed_on": "2024-09-30", "claim_filed": 1000}
    bad = {**old, "days_past_due": 500}
    loans = (settled, settled, claimed, bad, {"lent_on": "2022-03-31", "filed_on": "2022-04-01", "balance": 0}, {})
    found = bank_of(tmp_path, *loans, stresses=(), paths=20)
    rows = {row.name: row for row in found.breakdown if row.by == "vintage"}
    assert [(row.made, row.lent, row.lent_defaulted, row.loans) for row in rows.values()] == [
        (1, 1e6, 0.0, 0),
        (4, 4e6, 2e6, 1),
        (1, 1e6, 0.0, 1),
    ]
    assert rows["2023"].npl_balance == rows["2023"].balance == 1e6
    vintages = plain_columns(tell(found).table("by_vintage"))
    assert (vintages["row"], vintages["lent_defaulted"]) == (["2022", "2023", "2026"], [0.0, 0.5, 0.0])
    assert "2022" not in plain_columns(tell(found).table("by_sector"))["row"]
