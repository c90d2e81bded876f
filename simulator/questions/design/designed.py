"""What a search for the best policies leaves: the front on fresh paths, and which of it is recommended."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.estimate import Estimate
from simulator.rules.calibration import Fitted
from simulator.scenario.design_study import DesignStudy
from simulator.scenario.model import Scenario

LENDING, COST, CHANCE = OBJECTIVES = ("additional_lending", "fiscal_cost", "p_depleted")
PER_ADDITIONAL = "cost_per_additional"

Kept = Literal["kept", "open", "broken"]
Standing = Literal["on_the_front", "near_tie", "beaten"]
Role = Literal["most", "cheapest", "safest"]
Floats = NDArray[np.float64]


def surplus(searched: Estimate, fresh: Estimate) -> Estimate:
    """Return the first mean less the second, of independent samples: the half-widths add up as squares."""
    half = math.hypot(searched.high - searched.value, fresh.high - fresh.value)
    value = searched.value - fresh.value
    return Estimate(value, value - half, value + half, "mean", searched.note or fresh.note)


@dataclass(frozen=True)
class FrontPolicy:
    """One policy that no other beat in the search, with what it does on fresh paths."""

    number: int
    """From 1, by falling additional lending on the fresh paths."""
    settings: Mapping[str, Any]
    searched: Mapping[str, float]
    """The three objectives on the paths of the search."""
    searched_gain: Estimate
    """Additional lending above the scenario as it stands, paired, on the paths of the search."""
    values: Mapping[str, Estimate]
    gain: Estimate
    """The same on the fresh paths."""
    limits: tuple[Kept, ...]
    """Per limit: the whole interval keeps it, the interval holds the bound, or the whole interval breaks it."""
    standing: Standing
    """Whether a policy of the front beats it on the fresh paths, and whether the two can be told apart."""
    group: int
    """Policies of one group cannot be told apart on any of the three objectives; from 1."""

    @property
    def limit(self) -> Kept:
        """Return how the limit kept worst is kept."""
        return next((state for state in ("broken", "open") if state in self.limits), "kept")


@dataclass(frozen=True)
class Tried:
    """Every policy of the search.

    Attributes
    ----------
    choices
        Place of each lever's value in its list, shape (policies, levers).
    objectives
        Additional lending, public cost and P(depleted) on the paths of the search, shape (policies, 3).
    is_within
        Whether every limit is kept there, shape (policies,).
    """

    choices: NDArray[np.int64]
    objectives: Floats
    is_within: NDArray[np.bool_]


@dataclass(frozen=True)
class Design:
    """The policies that no other beats, and the recommended ones by role."""

    scenario: Scenario
    study: DesignStudy
    tried: Tried
    refused: int
    """Combinations tried that the scenario's rules exclude."""
    is_complete: bool
    """Whether every combination was tried."""
    on_searched_front: int
    """Policies that no other beat in the search; a spread of them is in `front`."""
    as_it_stands: Mapping[str, Estimate]
    front: tuple[FrontPolicy, ...]
    promised_too_much: Estimate
    """What the search promised above what the fresh paths bring, in additional lending above the scenario as it stands;
    mean over the front."""
    picks: Mapping[Role, FrontPolicy]
    fitted: Fitted
    limits_as_it_stands: tuple[Kept, ...] = ()

    @property
    def paths(self) -> int:
        """Return the number of fresh paths."""
        return self.scenario.run.paths

    @property
    def has_front(self) -> bool:
        """Whether any policy tried keeps every limit; else the front is the one that is least beyond them."""
        return bool(self.tried.is_within.any())
