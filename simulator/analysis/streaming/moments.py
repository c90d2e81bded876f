"""Means and products of deviations, gathered shard by shard: what a run in shards knows of its paths."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import RatioSpread, Seen, Spread
from simulator.analysis.intervals import interval_from_error
from simulator.estimate import DENOMINATOR_NEAR_ZERO, NO_DENOMINATOR

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Moments:
    """Moments of groups of variables over the paths; those of one group are a `samples.Sample`.

    Attributes
    ----------
    paths
        Their number.
    means
        Shape (..., variables).
    products
        Sums over the paths of products of deviations from the means, shape (..., variables, variables).
    above, below
        On how many paths a variable is not 0, and not at its highest, shape (..., variables).
    """

    paths: int
    means: Floats
    products: Floats
    above: Ints
    below: Ints

    def at(self, *index: int) -> "Moments":
        """Return the moments of one group."""
        return Moments(self.paths, self.means[index], self.products[index], self.above[index], self.below[index])

    def of_first(self, variables: int) -> "Moments":
        """Return the moments of the first variables of each group."""
        return self._of(slice(None, variables))

    def of_last(self, variables: int) -> "Moments":
        """Return the moments of the last variables of each group."""
        return self._of(slice(-variables, None))

    def mean(self) -> Spread:
        """Return the mean of the first variable of a group."""
        return Spread(float(self.means[0]), self._error(1.0), self._seen())

    def hits(self) -> int:
        """Return on how many paths an indicator is 1."""
        return round(float(self.means[0]) * self.paths)

    def ratio(self) -> RatioSpread:
        """Return the mean of the first variable of a group by that of the second."""
        top, bottom = (float(mean) for mean in self.means[:2])
        denominators = int(self.above[1])
        if bottom == 0:
            value = math.copysign(math.inf, top) if top else 0.0
            return RatioSpread(value, 0.0, self._seen(), denominators, bottom, NO_DENOMINATOR)
        ratio = top / bottom
        below = interval_from_error(bottom, self._error(0.0, 1.0), self.paths)
        note = DENOMINATOR_NEAR_ZERO if self.paths > 1 and below.low <= 0 <= below.high else ""
        error = self._error(1 / bottom, -ratio / bottom)
        return RatioSpread(ratio, error, self._seen(), denominators, bottom, note)

    def ratios(self) -> tuple[RatioSpread, RatioSpread, float]:
        """Return the ratio of the first two variables, that of the last two, and the error of their difference.

        The quadratic form of the products is summed exactly, so that equal ratios differ by exactly nothing.
        """
        first, second = self.of_first(2).ratio(), self.of_last(2).ratio()
        bottoms = (first.denominator, second.denominator)
        if 0 in bottoms:
            return first, second, 0.0
        weights = (1 / bottoms[0], -first.value / bottoms[0], -1 / bottoms[1], second.value / bottoms[1])
        return first, second, self._error(*weights)

    def _seen(self) -> Seen:
        return Seen(self.paths, int(self.above[0]), int(self.below[0]))

    def _error(self, *weights: float) -> float:
        """Return the standard error of the mean of a weighted sum of the first variables."""
        if self.paths < 2:
            return math.inf
        exact = [Fraction(weight) for weight in weights]
        whole = sum(
            (a * b * Fraction(float(self.products[i, j])) for i, a in enumerate(exact) for j, b in enumerate(exact)),
            Fraction(0),
        )
        return math.sqrt(max(0.0, float(whole)) / (self.paths - 1) / self.paths)

    def _of(self, part: slice) -> "Moments":
        return Moments(
            self.paths,
            self.means[..., part],
            self.products[..., part, part],
            self.above[..., part],
            self.below[..., part],
        )


def moments_of(rows: Floats, gaps: Floats | None = None) -> Moments:
    """Return the moments of rows, shape (..., variables, paths), taken about the first path.

    So a constant has deviations of exactly 0.

    Parameters
    ----------
    gaps
        How far each is below its highest, of the same shape; default the rows themselves.
    """
    variables, paths = rows.shape[-2:]
    centred = rows - rows[..., :1]
    shift = centred.mean(axis=-1)
    deviations = centred - shift[..., None]
    products = np.empty((*rows.shape[:-2], variables, variables))
    for i in range(variables):
        for j in range(i, variables):
            products[..., i, j] = products[..., j, i] = (deviations[..., i, :] * deviations[..., j, :]).sum(axis=-1)
    above = np.count_nonzero(rows, axis=-1)
    below = above if gaps is None else np.count_nonzero(gaps, axis=-1)
    return Moments(paths, rows[..., 0] + shift, products, above, below)


def merged(first: Moments, second: Moments) -> Moments:
    """Return the moments of both sets of paths together (Chan, Golub and LeVeque 1983)."""
    paths = first.paths + second.paths
    step = second.means - first.means
    between = step[..., :, None] * step[..., None, :] * (first.paths * second.paths / paths)
    return Moments(
        paths,
        first.means + step * (second.paths / paths),
        first.products + second.products + between,
        first.above + second.above,
        first.below + second.below,
    )
