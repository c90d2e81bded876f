"""Studies of equal cities whose joint law is known, and histories worked out by hand."""

from typing import Any

import numpy as np
from scipy import special, stats

from simulator.questions.pool.ask import Pooling, pooling_of
from simulator.questions.pool.side_by_side import Histories
from simulator.rules.calibration import Fitted
from simulator.scenario.cities import Centre, City, CityStudy
from tests.engines.one_year import one_year

LOANS, PD, RHO, MOST_PAID = 40, 0.1, 0.3, 8
CLAIM = 500.0
"""Half of a loan of 1,000 of which nothing comes back."""


def study_of(scenarios: Any, centre: Centre | None = None) -> CityStudy:
    """Return a study of these scenarios, named A, B, C, ...; the first is the common one."""
    cities = tuple(City(chr(65 + place), {}, scenario) for place, scenario in enumerate(scenarios))
    return CityStudy("Made up", "Who runs dry?", scenarios[0], cities, centre or Centre())


def equal_cities(count: int, paths: int, *, loans: int = LOANS, centre: Centre | None = None) -> CityStudy:
    """Return cities with one year's book each, whose fund can pay MOST_PAID claims out of 40 loans."""
    city = one_year(
        loans, PD, RHO, run={"paths": paths}, scheme={"compensation_ratio": 0.5},
        fund={"fund_size": CLAIM * MOST_PAID * loans / LOANS},
    )  # fmt: skip
    return study_of([city] * count, centre)


def over_the_factor() -> tuple[np.ndarray, np.ndarray]:
    """Return the default probability at each of many values of the common factor (Vasicek), and their weights."""
    values = np.linspace(-9, 9, 6_001)
    weights = stats.norm.pdf(values)
    p = special.ndtr((special.ndtri(PD) - RHO**0.5 * values) / (1 - RHO) ** 0.5)
    return p, weights / weights.sum()


def chance_dry(p: np.ndarray, funds: int = 1, loans: int = LOANS) -> np.ndarray:
    """Return the chance, given the default probability, that claims of so many funds together pass their money."""
    return stats.binom.sf(funds * MOST_PAID * loans // LOANS, funds * loans, p)


def histories(dry_month: Any, pot_lowest: Any, centre: Any) -> Histories:
    """Return histories with these numbers."""
    months = np.asarray(dry_month, dtype=np.int16)
    return Histories([months], np.asarray(pot_lowest, dtype=np.float64), np.asarray(centre, dtype=np.float64))


def months_of(found: Histories) -> np.ndarray:
    """Return the months of running dry, all pieces together, shape (funds, paths)."""
    return np.concatenate(list(found.dry_month), axis=1)


def compared(study: CityStudy, common: Histories, independent: Histories, *others: Fitted) -> Pooling:
    """Return what the histories say, all cities fitted alike but for the others."""
    return pooling_of(study, common, independent, [Fitted(1.0, 0.0, 0.03), *others])


def two_cities(paths: int = 200) -> tuple[CityStudy, Histories, Histories]:
    """Return two cities that in one economy run dry together on every tenth path, and apart in their own."""
    study = equal_cities(2, paths)
    path = np.arange(paths)
    both, other = path % 10 == 0, path % 10 == 5
    month = np.where(both, 30, 0)
    common = histories([month, month], np.where(both, -100.0, 5000.0), np.where(both, 300.0, 0.0))
    apart = histories([month, np.where(other, 30, 0)], np.full(paths, 400.0), np.where(both | other, 150.0, 0.0))
    return study, common, apart
