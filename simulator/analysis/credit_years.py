"""Credit counted in principal times the years it is outstanding, so that loans of any length compare."""

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.path_totals import PathTotals

Floats = NDArray[np.float64]


def covered_years(totals: PathTotals) -> Floats:
    """Return performing covered principal times the years it is outstanding."""
    return totals.amount("covered_months") / 12


def additional_years(totals: PathTotals) -> Floats:
    """Return performing principal times years outstanding, above the same of the no-scheme arm."""
    months = ("covered_months", "uncovered_months")
    return (totals.amount(*months) - totals.alone(*months)) / 12


def additional_per_year(totals: PathTotals) -> Floats:
    """Return the same per year of lending."""
    return additional_years(totals) / totals.setting(lambda policy: float(policy.clock.years))
