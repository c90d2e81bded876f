"""All assumptions drawn together from their ranges: the band of each answer, and how often one policy beats another.

Assumptions are independent and uniform over their ranges (a Latin hypercube): nobody knows how they hang together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import proportion_interval
from simulator.estimate import CONFIDENCE, Estimate
from simulator.questions.sensitivity.answers import COST, LENDING, Outcome, difference
from simulator.questions.sensitivity.assumptions import Assumption
from simulator.questions.sensitivity.points import Point

Floats = NDArray[np.float64]

BAND = (0.05, 0.95)
FEWEST_DRAWS = 20
"""Below, a 5 % quantile is the smallest draw."""
_SIGN = {LENDING: 1.0, COST: -1.0}
"""More lending is better, a dearer unit worse."""


@dataclass(frozen=True)
class Draw:
    """One joint draw: the part of its range that each assumption takes, and what follows."""

    parts: tuple[float, ...]
    own: Outcome
    other: Outcome


@dataclass(frozen=True)
class Band:
    """Quantiles of an answer over the draws; `draws` counts those in which there is an answer."""

    low: float
    middle: float
    high: float
    draws: int


@dataclass(frozen=True)
class Contest:
    """Policy A against policy B in one answer, over the draws.

    Attributes
    ----------
    wins, loses, untold
        Draws in which A is better, worse, or not told apart, by the paired interval.
    undefined
        Draws in which the answer does not exist for one of them.
    decided_by
        Assumption whose value goes most with the difference, where that can be told from chance.
    correlation
        Spearman's, of its value and how much better A is.
    wins_low, wins_high
        Part of the draws that A wins where that assumption lies in the lower and the upper half of its range.
    """

    wins: int
    loses: int
    untold: int
    undefined: int
    decided_by: Assumption | None
    correlation: float
    wins_low: Estimate | None
    wins_high: Estimate | None

    @property
    def draws(self) -> int:
        """Draws with an answer."""
        return self.wins + self.loses + self.untold

    def share(self, count: int) -> Estimate:
        """Return a count as a part of the draws, with the interval of a proportion."""
        return proportion_interval(count, max(self.draws, 1))


def sample(draws: int, inputs: int, seed: int) -> Floats:
    """Return a Latin hypercube, shape (draws, inputs), in the unit cube."""
    from scipy.stats import qmc

    found: Floats = qmc.LatinHypercube(inputs, rng=seed).random(draws)
    return found


def points_of(assumptions: Sequence[Assumption], parts: Floats) -> list[Point]:
    """Return the point of each row of parts, shape (points, assumptions): every place gets its drawn value."""
    return [
        Point(
            {
                key: value
                for a, part in zip(assumptions, row, strict=True)
                for key, value in a.at(a.drawn(float(part))).items()
            }
        )
        for row in parts
    ]


def band_of(values: Sequence[float]) -> Band | None:
    """Return the 5, 50 and 95 % quantiles of an answer over the draws, or None where too few have one."""
    known = [value for value in values if np.isfinite(value)]
    if len(known) < FEWEST_DRAWS:
        return None
    low, middle, high = np.quantile(known, [BAND[0], 0.5, BAND[1]])
    return Band(float(low), float(middle), float(high), len(known))


def contest(key: str, assumptions: Sequence[Assumption], draws: Sequence[Draw]) -> Contest:
    """Return how often the scenario beats the other policy in one answer, and which assumption goes with it."""
    found = [difference(key, draw.own, draw.other) for draw in draws]
    kept = [i for i, estimate in enumerate(found) if np.isfinite(estimate.value)]
    sign = _SIGN[key]
    better = np.array([sign * found[i].value for i in kept])
    is_won = np.array([min(sign * found[i].low, sign * found[i].high) > 0 for i in kept], dtype=bool)
    is_lost = np.array([max(sign * found[i].low, sign * found[i].high) < 0 for i in kept], dtype=bool)
    parts = np.array([draws[i].parts for i in kept]).reshape(len(kept), len(assumptions))
    decider, correlation = _strongest(parts, better)
    low = parts[:, decider] < 0.5 if decider is not None else np.zeros(len(kept), dtype=bool)
    return Contest(
        wins=int(is_won.sum()),
        loses=int(is_lost.sum()),
        untold=len(kept) - int(is_won.sum()) - int(is_lost.sum()),
        undefined=len(draws) - len(kept),
        decided_by=None if decider is None else assumptions[decider],
        correlation=correlation,
        wins_low=None if decider is None else proportion_interval(int(is_won[low].sum()), int(low.sum())),
        wins_high=None if decider is None else proportion_interval(int(is_won[~low].sum()), int((~low).sum())),
    )


def _strongest(parts: Floats, better: Floats) -> tuple[int | None, float]:
    """Return the input with the largest rank correlation, where it is told from chance among so many inputs.

    Under no dependence the correlation is near normal with variance 1 / (n - 1); the level is shared out over the
    inputs (Bonferroni).
    """
    from scipy.special import ndtri
    from scipy.stats import rankdata

    if len(better) < FEWEST_DRAWS or not parts.shape[1] or np.ptp(better) == 0:
        return None, 0.0
    ranks = rankdata(parts, axis=0)
    # An input that takes one value only goes with nothing.
    spread = np.where(ranks.std(axis=0) > 0, ranks.std(axis=0), np.inf)
    target = rankdata(better)
    together = ((ranks - ranks.mean(axis=0)) * (target - target.mean())[:, None]).mean(axis=0)
    found = together / (spread * target.std())
    best = int(np.argmax(np.abs(found)))
    bound = -ndtri((1 - CONFIDENCE) / 2 / parts.shape[1]) / np.sqrt(len(better) - 1)
    return (best, float(found[best])) if abs(found[best]) > bound else (None, 0.0)
