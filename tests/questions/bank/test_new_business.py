"""New business beside a bank's book: the scenario's own applications, and sums to the fen."""

import numpy as np
import pytest

import simulator.engines.kernel.records as r
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.ledger import MONTH_ROWS
from simulator.questions.bank.book_of_tape import book_of_tape
from simulator.questions.bank.new_business import beside
from simulator.questions.bank.outcomes import by_cover
from simulator.questions.bank.stressed_book import BankQuestion, stressed_book
from simulator.questions.bank.tested import AS_IT_IS, BUSINESS_MEASURES, NO_STRESS, PARTS, WITHOUT_SCHEME
from tests.questions.bank.bank_books import scenario, tape

PATHS = 60
MONTHS = (1, 12, 24)
BUSY = {
    "run": {"seed": 11, "paths": PATHS},
    "clock": {"years": 2, "run_off": True},
    "applications": {"per_month": 8.0},
    "grades": (
        {"name": "good", "share": 0.7, "pd_per_year": 0.03},
        {"name": "poor", "share": 0.3, "pd_per_year": 0.12},
    ),
    "economy": {"asset_correlation": 0.1},
    "gate": {"leverage_multiple": 1000.0},
}
SOUND = [{"pd": 0.0, "borrower": f"F{i}"} for i in range(5)]
WEAK = [{"pd": 0.3, "borrower": f"F{i}"} for i in range(20)]


def fen(amounts):
    """Return amounts of currency in whole fen."""
    return np.round(100 * amounts).astype(np.int64)


def together(folder, rows, **changes):
    """Return the joint world of a tape, and what becomes of all loans under its own policy."""
    own = scenario(**{**BUSY, **changes})
    one = beside(own, book_of_tape(own, tape(folder, *rows), 30))
    _, (found,) = by_cover(
        one.scenario, [one.scenario], one.book, calibration=one.calibration, months=MONTHS, threads=1
    )
    return own, one, found


def test_beside_a_book_that_never_defaults_it_is_the_plain_scenario(tmp_path):
    """Same seed, same applicants, same decisions: every total of every path, to the fen."""
    own, _, found = together(tmp_path, SOUND)
    plain = simulate(prepare(own, [own]), PATHS, threads=1)
    assert found.is_new.all()
    assert plain.of("defaulted_covered").sum() > 0
    assert np.array_equal(fen(found.lent_covered), plain.of("lent_covered")[:, 0])
    assert np.array_equal(fen(found.lent), (plain.of("lent_covered") + plain.of("lent_uncovered"))[:, 0])
    assert np.array_equal(fen(found.by_path(found.amount)), plain.of("defaulted_covered")[:, 0])
    assert np.array_equal(fen(found.by_path(found.gross)), (plain.of("owed") - plain.of("recovered"))[:, 0])
    assert np.array_equal(fen(found.by_path(found.net)), plain.of("bank_loss")[:, 0])


def test_book_and_new_business_are_the_ledger_together(tmp_path):
    """Sums over the loans of both are the totals of the joint world, path by path, to the fen."""
    _, one, found = together(tmp_path, WEAK)
    ledger = simulate(
        prepare(one.scenario, [one.scenario], book=one.book, calibration=one.calibration), PATHS, threads=1
    )
    assert 0 < found.is_new.sum() < len(found.loan)
    parts = [np.where(chosen, found.net, 0.0) for chosen in (found.is_new, ~found.is_new)]
    assert np.array_equal(sum(fen(found.by_path(part)) for part in parts), ledger.of("bank_loss")[:, 0])
    assert np.array_equal(fen(found.by_path(found.amount)), ledger.of("defaulted_covered")[:, 0])


@pytest.mark.parametrize("repayment", ["bullet", "equal_principal"])
def test_what_performs_is_what_the_engine_counts_month_by_month(tmp_path, repayment):
    """The mean at three month ends, beside a book that never defaults, to the fen."""
    loans = [{**loan, "repayment": repayment} for loan in SOUND]
    own, _, found = together(tmp_path, loans, loans={"repayment": repayment})
    months = simulate(prepare(own, [own]), PATHS, threads=1, watched=(0,)).months
    counted = months[list(MONTHS), MONTH_ROWS.index("performing_covered"), 0] / 100
    assert found.performing.mean(axis=0) == pytest.approx(counted, abs=0.005)
    assert counted.min() > 1e6


def test_npl_ratios_of_book_new_business_and_both(tmp_path):
    """The book's is that of the book alone, found from loan classes; that of both lies between the two parts'."""
    late = {"days_past_due": 91, "lent_on": "2026-03-30", "filed_on": "2026-03-30", "due_on": "2027-08-30"}
    own = scenario(**{**BUSY, "disposal": {"lag_months_min": 15, "lag_months_max": 15}})
    found = stressed_book(own, tape(tmp_path, late, *WEAK), BankQuestion(is_with_new_business=True), threads=1)
    for cover in (WITHOUT_SCHEME, AS_IT_IS):
        book, new, both = (
            next(row.estimates for row in found.business if (row.cover, row.part) == (cover, part)) for part in PARTS
        )
        alone = found.case(NO_STRESS, cover).estimates
        for key in ("npl_ratio_12", "npl_ratio_24"):
            assert book[key].value == pytest.approx(alone[key].value)
            low, high = sorted((book[key].value, new[key].value))
            assert low < both[key].value < high


def test_with_money_for_all_the_book_is_what_it_is_alone(tmp_path):
    """The fund never ends, so that nobody stands in another's way: the same defaults with the same losses."""
    own, _, found = together(tmp_path, WEAK)
    book = book_of_tape(own, tape(tmp_path, *WEAK), 30)
    _, (alone,) = by_cover(book.scenario, [book.scenario], book.opening, threads=1)
    for name in ("path", "loan", "month", "gross", "compensated"):
        assert np.array_equal(getattr(found, name)[~found.is_new], getattr(alone, name)), name


def test_a_book_at_the_funds_limit_leaves_no_cover(tmp_path):
    """A fund of 1 m and a leverage of 10 carry 10 m; the book has 20 m on the first day and one year to go."""
    _, _, found = together(tmp_path, WEAK, fund={"fund_size": 1e6}, gate={"leverage_multiple": 10.0})
    _, _, free = together(tmp_path, WEAK)
    assert found.lent_covered.mean() < 0.7 * free.lent_covered.mean()


def test_a_bank_gets_its_own_applications(tmp_path):
    """The tape's bank has a quarter of them: two of eight a month, all at this bank."""
    banks = ({"name": "other", "share": 0.75}, {"name": "bank", "share": 0.25})
    _, one, _ = together(tmp_path, SOUND, banks=banks)
    assert one.share == pytest.approx(0.25)
    assert one.scenario.applications.per_month == pytest.approx(2.0)
    assert [bank.share for bank in one.scenario.banks] == [0.0, 1.0]
    assert set(one.book[:, r.BOOK_BANK].tolist()) == {1}


def test_a_stress_test_with_it_has_three_parts_and_is_otherwise_the_same(tmp_path):
    """Both are the sum of the parts; every other figure is that of the book alone."""
    own, read = scenario(**BUSY), tape(tmp_path, *WEAK)
    plain, found = (
        stressed_book(own, read, BankQuestion(is_with_new_business=wanted), threads=1) for wanted in (False, True)
    )
    assert [case.estimates for case in plain.cases] == [case.estimates for case in found.cases]
    assert (plain.business, len(found.business)) == ((), 2 * len(PARTS))
    for cover in (WITHOUT_SCHEME, AS_IT_IS):
        book, new, both = (
            next(row.estimates for row in found.business if (row.stress, row.cover, row.part) == (NO_STRESS, cover, p))
            for p in PARTS
        )
        assert book["lent"].value == 0 < new["lent"].value
        for key in (measure.key for measure in BUSINESS_MEASURES if measure.unit == "currency"):
            estimate = both[key]
            assert estimate.value == pytest.approx(book[key].value + new[key].value, abs=0.005), key
    (note,) = (note for note in found.notes if note.key == "bank.note.new_business")
    assert note.parts["share"].value == 1


def test_a_book_all_in_default_has_new_business_alone(tmp_path):
    """Nothing of the tape is simulated, the applications are."""
    late = {"lent_on": "2025-12-30", "filed_on": "2025-12-30", "days_past_due": 100}
    _, _, found = together(tmp_path, [late, late])
    assert found.is_new.all()
    assert found.lent.min() > 0
