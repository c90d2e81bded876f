"""The effect that a tool needs: the smallest at which a condition holds, from estimates at some effects."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.estimate import Estimate

FULL = 1.0
"""Full effect: all defaults, challenges or errors prevented, all defaults seen, or twice as many applications."""
RESOLUTION = 1 / 64
MOST_ROUNDS = 6

Points = Mapping[float, Estimate]


@dataclass(frozen=True)
class Threshold:
    """The smallest effect at which a gain is not negative, and the ends of its interval.

    Attributes
    ----------
    value, low, high
        Each from 0 (without any effect) to `FULL`, infinite when not even full effect suffices.
    """

    value: float
    low: float
    high: float

    @property
    def is_met_without(self) -> bool:
        """Whether the gain is not negative even without any effect, beyond the interval."""
        return self.high == 0

    @property
    def is_out_of_reach(self) -> bool:
        """Whether not even full effect suffices, beyond the interval."""
        return math.isinf(self.low)


@dataclass(frozen=True)
class Required:
    """The effect that one tool needs, its other effects as its file says.

    Attributes
    ----------
    effect, stated
        The effect searched, by its key, and its value in the file.
    pays
        Smallest effect at which public cost does not rise.
    matches
        Smallest effect at which it lends at least as much as the same public money brings through the ratio.
    """

    tool: str
    effect: str
    stated: float
    pays: Threshold
    matches: Threshold | None


def threshold_of(points: Points) -> Threshold:
    """Return where the gain crosses zero, by linear interpolation between the effects tried.

    The ends of the interval are where the upper and the lower end of the gain's own interval cross zero.

    Parameters
    ----------
    points
        Gain by effect; at least at 0 and at `FULL`.
    """
    effects = sorted(points)
    value, low, high = (
        _crossing(effects, [getattr(points[effect], end) for effect in effects]) for end in ("value", "high", "low")
    )
    return Threshold(value, low, high)


def _crossing(effects: Sequence[float], gains: Sequence[float]) -> float:
    """Return the smallest effect from which on the gain is not negative, up to the next one tried."""
    if gains[0] >= 0:
        return effects[0]
    for i in range(1, len(effects)):
        if gains[i] >= 0:
            # A bound that is not known yet, minus infinity, gives no slope.
            part = 1.0 if math.isinf(gains[i - 1]) else -gains[i - 1] / (gains[i] - gains[i - 1])
            return effects[i - 1] + part * (effects[i] - effects[i - 1])
    return math.inf


def next_effect(points: Points) -> float | None:
    """Return the effect to try next: 0 and `FULL` first, then the middle of the bracket; None when it is narrow.

    A bracket is narrow below a quarter of the threshold's own interval, or below `RESOLUTION`.
    """
    for end in (0.0, FULL):
        if end not in points:
            return end
    effects = sorted(points)
    if points[effects[0]].value >= 0:
        return None
    for below, above in itertools.pairwise(effects):
        if points[above].value >= 0:
            found = threshold_of(points)
            width = (min(found.high, FULL) - found.low) / 4
            return None if above - below <= max(RESOLUTION, width) else (below + above) / 2
    return None
