"""What a history teaches: parameters with their intervals, and draws of their uncertainty."""

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.model import Run

Floats = NDArray[np.float64]
Unit = Literal["share", "share per year", "per year", "months", "number", "log points"]

CONFIDENCE = 0.95
DRAWS = 1000
"""Rows of draws that are written for a parameter band."""
SEED = Run().seed
"""Of those draws: that of a scenario that names none, as what is learnt from data has no scenario of its own."""


class Stream(IntEnum):
    """Whose draws they are: each has its own, so that no two parameters err together because of their draws."""

    POSTERIOR = 64
    RATES = 65
    RATES_WITH_ZEROS = 66
    RECOVERIES = 67
    MONTHS_TO_SALE = 68
    LOSS_BY_MONEY = 69
    PATENT_VALUES = 70
    RENEWALS = 71


def draws_of(stream: Stream) -> np.random.Generator:
    """Return the draws of a stream, from its first on; `randomness.streams` has smaller numbers."""
    return np.random.Generator(np.random.Philox(key=[SEED, stream]))


@dataclass(frozen=True)
class Learnt:
    """One parameter as one method finds it, with its two-sided 95 % interval."""

    label: str
    unit: Unit
    value: float
    low: float
    high: float
    method: str
    identified_by: str
    """What in the data tells this parameter from others."""
    key: str = ""
    """The setting that takes this value; empty when it is shown for comparison only."""
    search: tuple[float, float] = (-math.inf, math.inf)
    """Ends of the search for the value; infinite where there are none."""

    @property
    def at_search_limit(self) -> str:
        """What stands at an end of the search, and so is not told by the data: "estimate", "lower end", "upper end"."""

        def is_at_end(number: float) -> bool:
            return any(math.isclose(number, end, rel_tol=1e-4, abs_tol=1e-9) for end in self.search)

        parts = {"estimate": self.value, "lower end": self.low, "upper end": self.high}
        return ", ".join(name for name, number in parts.items() if is_at_end(number))


@dataclass(frozen=True, eq=False)
class Lesson:
    """Everything one file teaches."""

    title: str
    source: str
    learnt: tuple[Learnt, ...]
    notes: tuple[str, ...]
    settings: dict[str, object] = field(default_factory=dict)
    """Settings that follow from the choice of model and not from the data, such as the step of the economy."""
    draws: dict[str, Floats] = field(default_factory=dict)
    """Joint draws of the uncertainty by setting, each (DRAWS,)."""
    fits: tuple["Fit", ...] = ()


@dataclass(frozen=True, eq=False)
class Fit:
    """Observed points beside the fitted model, for the figure."""

    x_label: str
    y_label: str
    x: Floats
    observed: Floats
    low: Floats
    """Band of the model at each x, with `middle` and `high`: shape of x."""
    middle: Floats
    high: Floats
    band: str = (
        "Band: where the fitted model puts 95 % of the observed values, chance of the numbers observed included; "
        "line: their middle."
    )
    """What the band means."""
    is_line: bool = False
    """Draw the observations as a line (a law over x), not as points."""
