"""What a history teaches: parameters with their intervals, and draws of their uncertainty."""

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.model import Run
from simulator.values import Own, Phrase

Floats = NDArray[np.float64]
Axis = Literal["year", "part_recovered", "months_since_default"]
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
    """Which parameter, by the last part of its key in the words `calibrate.parameter`."""
    unit: Unit
    value: float
    low: float
    high: float
    method: str
    """Last part of its key in the words `calibrate.method`."""
    identified_by: str
    """What in the data tells this parameter from others: last part of its key in the words `calibrate.by`."""
    key: str = ""
    """The setting that takes this value; empty when it is shown for comparison only."""
    search: tuple[float, float] = (-math.inf, math.inf)
    """Ends of the search for the value; infinite where there are none."""
    of: tuple[str, ...] = ()
    """Names in the data whose parameter it is: a grade, a sector, two classes."""

    @property
    def at_search_limit(self) -> tuple[str, ...]:
        """What stands at an end of the search, and so is not told by the data: estimate, lower end, upper end."""

        def is_at_end(number: float) -> bool:
            return any(math.isclose(number, end, rel_tol=1e-4, abs_tol=1e-9) for end in self.search)

        parts = {"estimate": self.value, "lower_end": self.low, "upper_end": self.high}
        return tuple(name for name, number in parts.items() if is_at_end(number))


@dataclass(frozen=True, eq=False)
class Lesson:
    """Everything one file teaches."""

    title: Phrase
    source: Own
    learnt: tuple[Learnt, ...]
    notes: tuple[Phrase, ...]
    settings: dict[str, object] = field(default_factory=dict)
    """Settings that follow from the choice of model and not from the data, such as the step of the economy."""
    draws: dict[str, Floats] = field(default_factory=dict)
    """Joint draws of the uncertainty by setting, each (DRAWS,)."""
    fits: tuple["Fit", ...] = ()


@dataclass(frozen=True, eq=False)
class Fit:
    """Observed points beside the fitted model, for the figure."""

    axis: Axis
    """What stands on the horizontal axis."""
    x: Floats
    observed: Floats
    """Shares of 1."""
    low: Floats
    """Band of the model at each x, with `middle` and `high`: shape of x."""
    middle: Floats
    high: Floats
    band: Literal["counts", "rates", "law"] = "counts"
    """What the band means: where yearly rates of a book this large lie, those of a very large one, or a law over x."""
