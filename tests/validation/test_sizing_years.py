"""Several years of a fund beside a book of constant size: a table worked out by a program of its own."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from simulator.analysis.sizing import chance_of, discounts, smallest_capital, worth

INTEREST = 0.015
LOSS = 0.75
PERSISTENCE = 0.63
RATIOS = (0.35, 0.54, 0.80)
# Chance of running dry: leverage, PD, correlation, years, and the chance at each ratio (given to 0.1 %).
TABLE = (
    (10, 0.02, 0.05, 10, (0.007, 0.151, 0.574)),
    (10, 0.048, 0.10, 5, (0.108, 0.370, 0.665)),
    (20, 0.035, 0.05, 5, (0.314, 0.745, 0.949)),
)
PATHS = 100_000


def default_rates(pd: float, rho: float, years: int, seed: int) -> np.ndarray:
    """Return the defaulted share of each year, shape (paths, years): infinitely fine book, factor AR(1) by year."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((PATHS, years))
    for year in range(1, years):
        z[:, year] = PERSISTENCE * z[:, year - 1] + (1 - PERSISTENCE**2) ** 0.5 * z[:, year]
    return ndtr((ndtri(pd) - rho**0.5 * z) / (1 - rho) ** 0.5)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}-{row[1]}-{row[3]}")
def test_chance_of_running_dry_over_several_years(row):
    """Fed with P_y / 12 x exposure x loss x ratio a month, the law of the smallest capital gives the table."""
    leverage, pd, rho, years, published = row
    monthly = np.repeat(default_rates(pd, rho, years, 5) / 12, 12, axis=1) * leverage * LOSS
    discount = discounts(12 * years, INTEREST)
    for ratio, expected in zip(RATIOS, published, strict=True):
        found = chance_of(smallest_capital(worth(monthly * ratio, discount)), 1.0)
        # the table's last digit, and simulation error on our side
        assert abs(found.value - expected) < 0.0005 + 4 * (expected * (1 - expected) / PATHS) ** 0.5
