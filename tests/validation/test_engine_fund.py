"""One year of a fund: ruin of small pools, and the fixture of forty independent loans."""

import numpy as np
import pytest

from simulator import exact
from simulator.analysis.intervals import proportion_interval
from tests.engines.books import run
from tests.engines.one_year import ERRORS, errors_off, hits_off, one_year

pytestmark = pytest.mark.compiled

RUIN = {"pd": 0.04, "rho": 0.05, "disposal": {"fixed_recovery": 0.1}, "scheme": {"compensation_ratio": 0.54}}


@pytest.mark.parametrize(("count", "published"), [(50, 0.040), (176, 0.019)])
def test_small_pools_ruin_a_fund_more_often(count, published):
    """Share 0.54, leverage 20, PD 4 %, rho 5 %, loss given default 0.9: 4.0 % with 50 loans, 1.9 % with 176."""
    paths = 30_000
    ledger = run(one_year(count, **RUIN, principal=1e6, fund={"fund_size": count / 20 * 1e6}), paths, threads=2)
    book = exact.FundBook(exact.OneFactor(0.04, 0.05), count, 1e6, 0.9, 0.54, count / 20 * 1e6)
    law = exact.fund_payout(book)
    assert round(law.ruin_probability, 3) == published
    assert hits_off((ledger.of("first_depleted") > 0).sum(), paths, law.ruin_probability) < ERRORS
    assert errors_off(ledger.of("fund_paid")[:, 0] / 100, law.expected_payout) < ERRORS


@pytest.fixture(scope="module")
def forty():
    """Return the ledger of forty independent loans of 5 m, PD 2 %, ratio 0.35, fund of 20 m."""
    terms = {"disposal": {"fixed_recovery": 0.25}, "scheme": {"compensation_ratio": 0.35}, "fund": {"fund_size": 20e6}}
    return run(one_year(40, 0.02, 0.0, principal=5e6, **terms), 50_000, threads=2)


def test_forty_loans_cost_the_fund_a_million(forty):
    """40 x 2 % x 5 m x 0.75 x 0.35 = 1.05 m a year."""
    assert errors_off(forty.of("fund_paid")[:, 0] / 100, 1.05e6) < ERRORS


def test_forty_loans_default_rarely(forty):
    """No default in 0.98^40 = 44.6 % of years, three or more in 4.6 %."""
    defaults = forty.of("defaults_covered")[:, 0]
    none = 0.98**40
    three = 1 - none - 40 * 0.02 * 0.98**39 - 780 * 0.02**2 * 0.98**38
    assert (round(none, 3), round(three, 3)) == (0.446, 0.046)
    assert hits_off((defaults == 0).sum(), len(defaults), none) < ERRORS
    assert hits_off((defaults >= 3).sum(), len(defaults), three) < ERRORS
    assert np.array_equal(defaults == 0, forty.of("years_without_claim")[:, 0] == 1)


def test_no_path_empties_the_fund_of_forty_loans(forty):
    """It takes 16 defaults: never seen, so an upper bound of 3.7 / paths is shown, never nought."""
    paths = len(forty.totals)
    estimate = proportion_interval(int((forty.of("first_depleted") > 0).sum()), paths)
    assert (estimate.value, estimate.low) == (0, 0)
    assert estimate.high == pytest.approx(3.69 / paths, rel=0.01)
    assert forty.of("defaults_covered").max() < 16


def test_most_of_the_money_of_forty_loans_lies_idle(forty):
    """Each default costs 1,312,500: what is left is 20 m less that."""
    defaults = forty.of("defaults_covered")
    assert np.array_equal(forty.of("balance"), 20 * 10**8 - 131_250_000 * defaults)
    assert np.array_equal(forty.of("bank_loss"), (375_000_000 - 131_250_000) * defaults)
