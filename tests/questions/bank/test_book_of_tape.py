"""From a loan tape to an opening book."""

import numpy as np
import pytest

import simulator.engines.kernel.records as r
from simulator.errors import NoAnswerError, ScenarioError
from simulator.questions.bank.book_of_tape import MOST_GRADES, book_of_tape
from tests.questions.bank.bank_books import scenario, tape

SECTORS = (
    {"name": "all", "share": 0.5, "patent_decay_per_year": 0.2},
    {"name": "other", "share": 0.5, "patent_decay_per_year": 0.0, "pd_multiplier": 2.0},
)


def book(folder, *loans, filing_days=30, **changes):
    """Return the book of loans in a scenario of two sectors."""
    own = scenario(sectors=SECTORS, **changes)
    return book_of_tape(own, tape(folder, *loans, sectors=("all", "other")), filing_days)


def test_only_loans_with_a_balance_are_in_the_book_and_those_in_default_do_not_default_again(tmp_path):
    """One is repaid, one in default: two loans in the book, one of them simulated."""
    late = {"lent_on": "2026-01-01", "days_past_due": 90}
    found = book(tmp_path, {"balance": 0}, late, {})
    assert found.rows.tolist() == [1, 2]
    assert found.pd.tolist() == [1.0, 0.02]
    assert found.opening[:, r.BOOK_PRINCIPAL].tolist() == [1_000_000_00]


@pytest.mark.parametrize(
    ("due", "months"),
    [("2026-07-01", 1), ("2026-07-30", 1), ("2026-07-31", 1), ("2026-08-01", 2), ("2027-06-30", 12), ("2026-06-20", 1)],
)
def test_months_left_end_with_the_due_date(tmp_path, due, months):
    """Counted from the last day of June, 31 July is one month away; a loan past its due date has one month."""
    found = book(tmp_path, {"due_on": due, "lent_on": "2025-06-30"})
    assert found.opening[:, r.BOOK_DUE].tolist() == [months]


def test_a_pd_of_the_tape_is_simulated_as_it_is(tmp_path):
    """Neither a sector's multiplier nor a calibration changes it."""
    found = book(tmp_path, {"pd": 0.013}, {"pd": 0.2, "sector": "other"}, {"pd": 0.013, "sector": "other"})
    pds = [found.scenario.grades[pool % 2].pd_per_year for pool in found.opening[:, r.BOOK_RISK].tolist()]
    assert pds == [0.013, 0.2, 0.013]
    assert (found.opening[:, r.BOOK_RISK] // 2).tolist() == [0, 1, 1]
    assert {sector.pd_multiplier for sector in found.scenario.sectors} == {1.0}
    assert found.largest_pd_change == 0.0


def test_a_certain_default_is_no_default_yet(tmp_path):
    """A PD of 1 of a loan not in default is 99.9 %, and the change is stated."""
    found = book(tmp_path, {"pd": 1})
    assert found.pd.tolist() == [0.999]
    assert found.largest_pd_change == pytest.approx(0.001)


def test_many_pds_are_grouped_and_the_largest_change_is_stated(tmp_path):
    """200 PDs from 1 % to 3 %: a hundred groups of equal width in the logarithm, so no change above 1.1 %."""
    pds = np.geomspace(0.01, 0.03, 200).round(6)
    found = book(tmp_path, *({"pd": pd} for pd in pds))
    simulated = np.array([grade.pd_per_year for grade in found.scenario.grades])[found.opening[:, r.BOOK_RISK]]
    assert len(found.scenario.grades) <= MOST_GRADES
    assert found.largest_pd_change == pytest.approx(np.abs(simulated - pds).max())
    assert np.abs(np.log(simulated / pds)).max() < 0.011
    assert simulated.mean() == pytest.approx(pds.mean())
    assert "bank.note.pds" in {note.key for note in found.notes}


def test_without_a_pd_the_grade_of_the_scenario_counts(tmp_path):
    """Grade "one" has 2 %, twice that in the other sector."""
    found = book(tmp_path, {"pd": "", "grade": "one"}, {"pd": "", "grade": "one", "sector": "other"})
    assert found.pd == pytest.approx([0.02, 0.04])


def test_an_unknown_grade_without_a_pd_is_refused(tmp_path):
    """One line: how many, which, and the way out."""
    with pytest.raises(ScenarioError, match=r"1 loan has no pd and a grade .* \"X9\" of loan \"L0\"; give their pd"):
        book(tmp_path, {"pd": "", "grade": "X9"})


def test_a_tape_without_a_balance_has_no_answer(tmp_path):
    """Everything is repaid."""
    with pytest.raises(NoAnswerError, match="no loan of the tape has a balance"):
        book(tmp_path, {"balance": 0})


def test_claims_at_risk_are_refused_for_certain(tmp_path):
    """Filed on the 31st day, or without a registration, or both; a loan that is not filed has no claim to lose."""
    filed = {"lent_on": "2026-05-01"}
    found = book(
        tmp_path,
        {**filed, "filed_on": "2026-05-31"},
        {**filed, "filed_on": "2026-06-01"},
        {**filed, "filed_on": "2026-05-02", "registration": " "},
        {**filed, "filed_on": ""},
    )
    reasons = ("", "late", "unregistered", "")
    assert found.reason == reasons
    assert found.book[:, r.BOOK_REFUSED].tolist() == [0, 1, 1, 0]
    assert found.is_covered.tolist() == [True, True, True, False]


def test_borrower_part_and_value_of_a_loan_are_its_own(tmp_path):
    """Two loans of a firm share a key; 40 % secured by patents; two years at 20 % a year leave e^-0.4 of a value."""
    one = {"borrower": "X", "ip_part": 400_000, "appraised_value": 3_000_000, "lent_on": "2024-06-30"}
    found = book(tmp_path, one, {"borrower": "X", "patent_type": "utility_model"}, {"borrower": "Y"})
    keys = found.book[:, r.BOOK_KEY]
    assert keys[0] == keys[1] != keys[2]
    parts, wholes = found.book[:, r.BOOK_IP], found.book[:, r.BOOK_IP_OF]
    assert (parts / wholes).tolist() == [0.4, 1, 1]
    assert found.book[0, r.BOOK_APPRAISAL] == pytest.approx(3_000_000_00 * np.exp(-0.2 * 730 / 365.25), abs=1)
    assert found.book[1:, r.BOOK_APPRAISAL].tolist() == [-1, -1]
    assert found.book[:, r.BOOK_KIND].tolist() == [0, 1, 0]


def test_other_collateral_is_the_loans_own(tmp_path):
    """0.3 m and none; where no loan of the tape has any, it is not known."""
    one = book(tmp_path, {"other_collateral": 300_000, "ip_part": 400_000}, {})
    assert one.book[:, r.BOOK_OTHER].tolist() == [300_000_00, 0]
    assert "bank.note.collateral" in {note.key for note in one.notes}
    none = book(tmp_path, {}, {})
    assert none.book[:, r.BOOK_OTHER].tolist() == [-1, -1]
    assert "bank.note.collateral" not in {note.key for note in none.notes}


def test_an_unknown_bank_is_the_first_and_it_is_said(tmp_path):
    """Two banks in the scenario, the tape names another one; with one bank in the scenario there is nothing to say."""
    banks = ({"name": "first", "share": 0.5}, {"name": "bank", "share": 0.5})
    found = book(tmp_path, {"bank": "elsewhere"}, {}, banks=banks)
    assert found.book[:, r.BOOK_BANK].tolist() == [0, 1]
    (note,) = (note for note in found.notes if note.key == "bank.note.banks")
    assert (note.parts["count"].value, note.parts["bank"].text) == (1, "first")
    assert "bank.note.banks" not in {note.key for note in book(tmp_path, {"bank": "elsewhere"}).notes}


def test_instalments_follow_what_most_of_the_balance_does(tmp_path):
    """Two of three loans in equal parts: all are, and it is said."""
    parts = {"repayment": "equal_principal"}
    found = book(tmp_path, parts, parts, {})
    assert found.scenario.loans.repayment == "equal_principal"
    assert "bank.note.repaid.equal_principal" in {note.key for note in found.notes}
