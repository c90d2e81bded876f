"""What a valuation finds: patents with their values, proceeds and losses, and the table for a credit committee."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.estimate import Estimate
from simulator.inputs.patents import Kind, Patent
from simulator.questions.value.royalty import Sheet
from simulator.scenario.model import Scenario
from simulator.values import Value

Floats = NDArray[np.float64]
LIVES_YEARS = (2, 3, 5, 10)
TERMS_MONTHS = (12, 24, 36)
"""Remaining lives and loan terms of the table for a credit committee."""
RATES = (0.02, 0.05, 0.10, 0.15, 0.20, 0.30, 0.40)
FAN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
LOANS_PER_PATH = 8


@dataclass(frozen=True)
class Asked:
    """What is asked about the patents.

    Attributes
    ----------
    largest_loss
        Wanted loss given default, per unit owed on the part that the patents secure.
    level
        Chance with which a single loss stays within it, for the stricter rate.
    term_months
        Term of the loans on these patents.
    """

    largest_loss: float
    level: float
    term_months: int


@dataclass(frozen=True)
class LossPoint:
    """Loss given default at one pledge rate, per unit owed on the part that the patents secure."""

    rate: float
    expected: Estimate
    wrong_way: Estimate
    """Part of it that comes from defaults happening when patents are worth less."""
    quantile: Estimate


@dataclass(frozen=True)
class MonthValue:
    """Value in one month of the loan, per unit of appraised value."""

    month: int
    mean: Estimate
    median: Estimate
    valid: Estimate
    """Chance that the patent is neither invalid nor expired."""
    given_default: Estimate | None
    """Mean if the loan defaults in this month; none in month 0."""
    wrong_way: Estimate | None
    """That mean less the plain one."""


@dataclass(frozen=True)
class Proceeds:
    """What the sale after a default brings, net, per unit of appraised value."""

    mean: Estimate
    wrong_way: Estimate
    """That mean less what it were if defaults did not depend on the economy."""
    nothing: Estimate
    """Part of the defaults after which the patents bring nothing."""
    quantiles: tuple[Estimate, ...]
    """At FAN_LEVELS."""
    lag_months: Estimate


@dataclass(frozen=True, eq=False)
class Valued:
    """One patent: its value by each method, and what a loan on it loses.

    Attributes
    ----------
    fan
        Quantiles of the value by month, shape (levels, months + 1), per unit of appraised value.
    fan_given_default
        The same if the loan defaults in the month, from month 1 on, shape (levels, months).
    valid
        Chance by month that the patent is neither invalid nor expired, shape (months + 1,).
    """

    patent: Patent
    sheet: Sheet | None
    appraised_value: float
    rate_in_use: float
    losses: tuple[LossPoint, ...]
    safe: Estimate | None
    safe_at_level: Estimate | None
    proceeds: Proceeds
    months: tuple[MonthValue, ...]
    fan: Floats
    fan_given_default: Floats
    valid: Floats


@dataclass(frozen=True)
class Cell:
    """One cell of the table for a credit committee."""

    sector: str
    kind: Kind
    life_years: int
    term_months: int
    safe: Estimate | None
    safe_at_level: Estimate | None
    loss_in_use: Estimate
    """Expected loss given default at the pledge rate in use."""


@dataclass(frozen=True)
class Valuation:
    """What was found.

    Attributes
    ----------
    given
        The patents as they were given; empty where typical ones stand for them.
    cells
        The table for a credit committee.
    file
        The file that was read; None where there is none.
    remarks
        What is worth saying about that file.
    """

    scenario: Scenario
    asked: Asked
    given: tuple[Patent, ...]
    valued: tuple[Valued, ...]
    cells: tuple[Cell, ...]
    file: Path | None = None
    remarks: tuple[Value, ...] = ()
