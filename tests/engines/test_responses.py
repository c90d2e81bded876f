"""What the bank's care responds to: the cover that it can count on, not the ratio on paper."""

import numpy as np
import pytest

from simulator.ledger import TOTALS
from tests.engines.books import merged, run, scenario
from tests.engines.options import WORLD


def careless(**scheme):
    """Return a world in which screening and monitoring weaken with cover, no cap and ample money."""
    lender = {"screening_response": 2.0, "monitoring_response": 2.0}
    changes = {"lender": lender, "scheme": scheme, "fund": {"fund_size": 1e9}, "gate": {"leverage_multiple": None}}
    return scenario(**merged(WORLD, changes))


def test_a_ratio_beyond_the_stacking_limit_changes_only_what_the_limit_cuts():
    """A ratio of 0.95 under a limit of 0.6 lends, defaults and pays as one of 0.6."""
    high = run(careless(compensation_ratio=0.95, stacking_limit=0.6))
    low = run(careless(compensation_ratio=0.6, stacking_limit=0.6))
    for name in set(TOTALS) - {"claimed", "cut_stacking"}:
        assert np.array_equal(high.of(name), low.of(name)), name
    assert high.of("cut_stacking").sum() > low.of("cut_stacking").sum()


def test_below_the_limit_the_ratio_counts():
    """The same two ratios without a limit differ in lending and in defaults."""
    high, low = run(careless(compensation_ratio=0.95)), run(careless(compensation_ratio=0.6))
    assert high.of("lent_covered").sum() != low.of("lent_covered").sum()
    assert high.of("defaults_covered").sum() > low.of("defaults_covered").sum()


@pytest.mark.compiled
def test_the_ratio_of_a_purchase_changes_nothing():
    """The fund buys the patents at a price: ratios 0, 0.5 and 1 give the same ledger, another price does not."""
    terms = {"timing": "purchase", "purchase_price_share": 0.5}
    none, half, whole = (run(careless(compensation_ratio=ratio, **terms)) for ratio in (0.0, 0.5, 1.0))
    assert np.array_equal(none.totals, half.totals) and np.array_equal(half.totals, whole.totals)
    dearer = run(careless(compensation_ratio=0.5, timing="purchase", purchase_price_share=0.8))
    assert dearer.of("lent_covered").sum() > half.of("lent_covered").sum()
