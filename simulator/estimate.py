"""One number from simulation, with its interval."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["mean", "proportion", "quantile", "expected_shortfall", "ratio"]

CONFIDENCE = 0.95
TOO_FEW = "too few paths"
NOT_TRIED = "upper end beyond what was tried"
NO_DENOMINATOR = "nothing to divide by"
DENOMINATOR_NEAR_ZERO = "denominator not told apart from zero"
NOTHING_GAINED = "lending falls"
ON_THE_GRID = "smallest of the sizes compared"


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
        Empty, or why the interval must be read with care: one of the texts above, which stand for themselves.
    among
        Number of paths that it is of, where these are only those on which something happens; else 0.
    """

    value: float
    low: float
    high: float
    kind: Kind
    note: str = ""
    among: int = 0

    @property
    def remark(self) -> str:
        """Note and paths in one English text, as files for programs have them."""
        paths = f"of the {self.among:,} {'path' if self.among == 1 else 'paths'} where it happens"
        return ", ".join(part for part in (self.note, paths if self.among else "") if part)
