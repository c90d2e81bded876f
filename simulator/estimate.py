"""One number from simulation, with its interval."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["mean", "proportion", "quantile", "expected_shortfall", "ratio"]

CONFIDENCE = 0.95
TOO_FEW = "too few paths"
NOT_TRIED = "upper end beyond what was tried"
NO_DENOMINATOR = "nothing to divide by"
DENOMINATOR_NEAR_ZERO = "denominator not told apart from zero"


@dataclass(frozen=True)
class Estimate:
    """One number from simulation with its two-sided interval.

    Parameters
    ----------
    value
        Point estimate.
    low, high
        Ends of the interval; minus or plus infinity where the paths give no bound.
    kind
        What is estimated; decides how the interval is made.
    note
        Empty, or why the interval must be read with care.
    """

    value: float
    low: float
    high: float
    kind: Kind
    note: str = ""
