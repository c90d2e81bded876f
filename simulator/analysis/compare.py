"""Policies compared on the same draws: what a comparison holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import Estimate
from simulator.scenario.model import Scenario

Unit = Literal["currency", "share", "count", "months", "per currency", "probability"]


@dataclass(frozen=True)
class MeasureDefinition:
    """What one measure is called, in which unit it is, and what it means."""

    key: str
    label: str
    unit: Unit
    kind: str
    meaning: str


@dataclass(frozen=True)
class PolicyPoint:
    """One compared policy: its name, what it changes, and its place in a grid."""

    name: str
    settings: Mapping[str, object]
    ratio: float
    fund_size: float
    is_breaker_on: bool


@dataclass(frozen=True)
class Comparison:
    """Measures of every policy with their intervals, and paired differences to the baseline.

    `balance_fan` holds arrays of shape (5 quantile levels .05 .25 .5 .75 .95, months) in currency.
    """

    scenario: Scenario
    title: str
    question: str
    points: tuple[PolicyPoint, ...]
    baseline: str
    paths: int
    seed: int
    seconds: float
    measures: tuple[MeasureDefinition, ...]
    estimates: Mapping[tuple[str, str], Estimate]
    differences: Mapping[tuple[str, str], Estimate]
    balance_fan: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    loss_split: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    near_ties: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
