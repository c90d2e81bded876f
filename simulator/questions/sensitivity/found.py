"""What a sensitivity holds: swings of each answer, parts of its variance, bands, and policy against policy."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.analysis.measures import MeasureDefinition
from simulator.questions.sensitivity import sobol
from simulator.questions.sensitivity.answers import Outcome
from simulator.questions.sensitivity.assumptions import Assumption, LeftOut
from simulator.questions.sensitivity.joint import Band, Contest
from simulator.questions.sensitivity.points import Settings
from simulator.questions.sensitivity.tornado import Bar, ranked
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario


@dataclass(frozen=True)
class Shares:
    """Sobol indices of one answer.

    Attributes
    ----------
    indices
        One per assumption of `Variance.assumptions`; None where the answer does not vary.
    undefined
        Rows left out because some scenario of theirs has no such answer, or could not be made.
    noise
        Largest difference between indices computed from the first and from the second half of the paths.
    """

    indices: tuple[sobol.Index, ...] | None
    undefined: int
    noise: float


@dataclass(frozen=True)
class Variance:
    """Sobol indices over the assumptions that matter most, all others as they stand."""

    assumptions: tuple[Assumption, ...]
    rows: int
    left_out: int
    """Rows in which some scenario could not be made or calibrated."""
    by_answer: Mapping[str, Shares]


@dataclass(frozen=True)
class Together:
    """All facts that are not known drawn together from their ranges.

    Attributes
    ----------
    draws, left_out
        Draws asked for, and how many of them no scenario or no calibration can have.
    other
        Settings of the policy beside the scenario's own.
    """

    draws: int
    left_out: int
    bands: Mapping[str, Band]
    other: Settings
    contests: Mapping[str, Contest]


@dataclass(frozen=True)
class Sensitivity:
    """How the answers of a scenario depend on its assumptions."""

    scenario: Scenario
    answers: tuple[MeasureDefinition, ...]
    ratios: tuple[float, ...]
    now: Outcome
    bars: tuple[Bar, ...]
    left_out: tuple[LeftOut, ...]
    variance: Variance | None
    together: Together | None
    seconds: float
    fitted: Fitted

    def ranked(self, key: str, *, is_term: bool | None = None) -> list[Bar]:
        """Return the bars that move an answer, the widest first: of terms only, of facts only, or of both."""
        return [bar for bar in ranked(self.bars, key) if is_term is None or bar.assumption.is_term == is_term]

    def has_too_few_paths(self, key: str) -> bool:
        """Return whether no difference in this answer has an interval."""
        widths = [bar.swings[key].width for bar in self.ranked(key)]
        return bool(widths) and all(math.isinf(width.high) for width in widths)
