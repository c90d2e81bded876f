"""An opening book given loan by loan: joint default of a borrower's loans, own securities, refused claims."""

import numpy as np
import pytest

import simulator.engines.kernel.records as r
from simulator.analysis.crosscheck import check_path
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.ledger import TOTALS
from tests.engines.books import scenario
from tests.engines.options import POLICIES, policy

MONEY = 100_000_00


def rows(*loans):
    """Return an opening book; each loan a table of what differs from one of 1 m yuan due in a year, borrower by row."""
    plain = {
        r.BOOK_COUNT: 1, r.BOOK_PRINCIPAL: 10 * MONEY, r.BOOK_DUE: 12, r.BOOK_RISK: 0, r.BOOK_COVERED: 1,
        r.BOOK_BANK: 0, r.BOOK_IP: -1, r.BOOK_APPRAISAL: -1, r.BOOK_KIND: 0, r.BOOK_REFUSED: 0,
        r.BOOK_OTHER: -1, r.BOOK_IP_OF: 1_000_000,
    }  # fmt: skip
    book = np.zeros((len(loans), r.BOOKS), dtype=np.int64)
    for i, loan in enumerate(loans):
        for column, value in {**plain, r.BOOK_FIRST: i, r.BOOK_KEY: i, **loan}.items():
            book[i, column] = value
    return book


def mixed(seed, size=25):
    """Return a random book in which borrowers have up to several loans."""
    rng = np.random.default_rng(seed)
    return rows(
        *(
            {
                r.BOOK_PRINCIPAL: int(rng.integers(1, 60)) * MONEY,
                r.BOOK_DUE: int(rng.integers(1, 30)),
                r.BOOK_RISK: int(rng.integers(0, 6)),
                r.BOOK_COVERED: int(rng.integers(0, 2)),
                r.BOOK_KEY: int(rng.integers(0, size // 2)),
                r.BOOK_BANK: int(rng.integers(0, 2)),
                r.BOOK_IP: int(rng.choice([-1, 300_000, 1_000_000])),
                r.BOOK_APPRAISAL: int(rng.choice([-1, 50 * MONEY])),
                r.BOOK_REFUSED: int(rng.integers(0, 5) == 0),
                r.BOOK_OTHER: int(rng.choice([-1, 0, 3 * MONEY])),
            }
            for _ in range(size)
        )
    )


@pytest.mark.compiled
@pytest.mark.parametrize("name", POLICIES)
def test_both_engines_agree_on_single_loans(name):
    """Every option of a policy over a random book of single loans, with new business beside it."""
    own = policy(name, book=(), loans={"renewal_probability": 0.7})
    prepared = prepare(own, [own], book=mixed(len(name)))
    assert [check_path(prepared, path).difference for path in range(2)] == [None, None]


def simulated(book, paths=50, **changes):
    """Return the ledger of a book without new business: yearly default 20 %, a quarter recovered, half compensated."""
    own = scenario(
        grades=({"name": "one", "share": 1.0, "pd_per_year": 0.2},),
        economy={"asset_correlation": 0.1},
        scheme={"compensation_ratio": 0.5},
        fund={"fund_size": 1e9},
        **changes,
    )
    return simulate(prepare(own, [own], book=book), paths, threads=1)


def test_two_loans_of_one_borrower_behave_as_one_of_twice_the_size():
    """The same borrower defaults on both in the same month: all amounts are equal, the number of defaults is not."""
    pair = simulated(rows({r.BOOK_KEY: 5}, {r.BOOK_KEY: 5}, {r.BOOK_KEY: 6}))
    single = simulated(rows({r.BOOK_KEY: 5, r.BOOK_PRINCIPAL: 20 * MONEY}, {r.BOOK_KEY: 6}))
    for name in set(TOTALS) - {"defaults_covered", "loans_covered"}:
        assert np.array_equal(pair.of(name), single.of(name)), name
    assert pair.of("loss_covered").sum() > 0


def test_different_borrowers_default_on_their_own():
    """Two loans of two borrowers: one of them alone defaults on some paths."""
    assert 1 in simulated(rows({}, {})).of("defaults_covered")


def test_claims_on_record_as_refused_are_not_paid():
    """Filed late: the bank bears all of it, and the cut is counted."""
    found = simulated(rows(*({r.BOOK_REFUSED: 1} for _ in range(10))))
    assert found.of("fund_paid").sum() == 0
    assert np.array_equal(found.of("bank_loss"), found.of("loss_covered"))
    assert np.array_equal(found.of("cut_refused"), found.of("loss_covered") // 2)


def test_the_ip_part_is_the_loans_own():
    """Of an IP part of 40 % a quarter is recovered and half of the rest compensated: 0.4 x 0.75 x 0.5 of the owed."""
    found = simulated(rows(*({r.BOOK_IP: 400_000} for _ in range(10))))
    assert np.array_equal(found.of("fund_paid") * 100, found.of("owed") * 15)


def test_a_third_of_a_loan_is_a_third_of_it():
    """Of 1,500,000.00 owed a third, 500,000.00, is the IP part, not 499,999.50; three quarters are lost, half paid."""
    found = simulated(rows(*({r.BOOK_PRINCIPAL: 15 * MONEY, r.BOOK_IP: 5, r.BOOK_IP_OF: 15} for _ in range(10))))
    assert np.array_equal(found.of("covered_owed"), found.of("defaults_covered") * 5 * MONEY)
    assert np.array_equal(found.of("fund_paid") * 8, found.of("covered_owed") * 3)


def test_the_value_follows_the_appraisal_on_record():
    """Patents appraised at 0.5 m and sold at half of it bring 0.25 m for each default, up to rounding."""
    disposal = {"method": "haircut", "sale_share_mean": 0.5}
    found = simulated(rows(*({r.BOOK_APPRAISAL: 5 * MONEY} for _ in range(10))), disposal=disposal)
    missing = 250_000_00 * found.of("defaults_covered") - found.of("recovered")
    assert np.all((missing >= 0) & (missing <= found.of("defaults_covered")))


def test_other_collateral_brings_part_of_its_own_value():
    """Of 1 m owed 0.6 m is the rest, and 50 % of a value comes in: nothing of none, 0.2 of 0.4 m, 0.6 of 2 m.

    Without a value on record it is half of the rest, 0.3 m. A quarter of the IP part of 0.4 m comes on top.
    """
    loans = {"other_collateral_recovery": 0.5}
    for value, other in ((0, 0), (4 * MONEY, 2 * MONEY), (20 * MONEY, 6 * MONEY), (-1, 3 * MONEY)):
        book = rows(*({r.BOOK_IP: 400_000, r.BOOK_OTHER: value} for _ in range(10)))
        found = simulated(book, loans=loans)
        assert np.array_equal(found.of("recovered"), (MONEY + other) * found.of("defaults_covered")), value
        assert found.of("defaults_covered").sum() > 0


@pytest.mark.compiled
def test_single_loans_default_as_a_segment_does():
    """A hundred single loans and one segment of a hundred: the same mean and spread, within four standard errors."""
    singles = simulated(rows(*({} for _ in range(100))), 4000).of("defaults_covered")[:, 0]
    book = ({"name": "all", "count": 100, "principal": 1e6, "months_left": 12, "sector": "all", "grade": "one"},)
    own = scenario(
        grades=({"name": "one", "share": 1.0, "pd_per_year": 0.2},), economy={"asset_correlation": 0.1}, book=book
    )
    segment = simulate(prepare(own, [own]), 4000, first_path=10_000, threads=1).of("defaults_covered")[:, 0]
    error = np.sqrt((singles.var() + segment.var()) / 4000)
    assert abs(singles.mean() - segment.mean()) < 4 * error
    assert abs(np.log(singles.std() / segment.std())) < 4 * np.sqrt(1.0 / 4000)
