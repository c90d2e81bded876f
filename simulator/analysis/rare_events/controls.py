"""Control variates: the defaults to be expected given the economy, whose mean is known in closed form.

Much of what a path costs hangs on its bad years. The defaults that these years let expect are known path by path, and
so is their mean over all paths; what the paths drawn have too much or too little of them is taken out of a mean by
regression. The coefficients come from other paths than the mean, so that it stays unbiased and Student's interval of
what is left holds as it does for any mean.

Glasserman, Monte Carlo Methods in Financial Engineering, 2004, section 4.1; Vasicek (2002), Risk 15 (12) 160.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import UNBOUNDED, Bounds, Seen, bounded
from simulator.analysis.intervals import mean_and_error
from simulator.engines.kernel.single import factors_of
from simulator.engines.preparing import Prepared
from simulator.engines.preparing.applicants import applicants_of
from simulator.engines.preparing.scratch import make_scratch
from simulator.errors import NoAnswerError, wrong
from simulator.estimate import Estimate

Floats = NDArray[np.float64]

SMALLEST_GAIN = 1.05
SMALLEST_SPREAD = 1e-9
PATHS_AT_ONCE = 500


@dataclass(frozen=True)
class Controlled:
    """A mean from which the luck of the economy is taken out.

    Attributes
    ----------
    estimate
        With its interval.
    gain
        How many times as many paths the plain mean would need.
    """

    estimate: Estimate
    gain: float


def expected_defaults(prepared: Prepared, first: int, count: int) -> Floats:
    """Return the defaults to be expected of each year given its factors, less their mean, shape (count, years).

    Per loan outstanding all year, by Vasicek's formula; summed over the sectors s with their shares w, and the months:

        sum_t sum_s w_s k_ts (Phi((c_s - sqrt(rho) F_ts) / sqrt(1 - rho)) - E),   E = Phi(c_s - sqrt(rho) m_ts)

    with F_ts normal of mean m_ts (stress, and regime: then E is the mean over the stationary law) and variance 1, c_s
    the threshold of the sector's mean chance of default, and k_ts the stress on that chance. The year of the last
    month may be shorter.

    Parameters
    ----------
    first, count
        Paths first, first + 1, ... of a world without tilts.

    Raises
    ------
    NoAnswerError
        When the world is tilted: the mean is then another.
    """
    world = prepared.world
    if len(world.tilt):
        raise NoAnswerError(wrong("faults.rare.tilted"))
    months = slice(1, world.last + 1)
    weights, thresholds = _sectors(prepared)
    weights = weights * world.pd_factor[months]
    mean = np.sum(weights * _mean_chances(prepared, thresholds), axis=1)
    scratch = make_scratch(world, prepared.lanes, prepared.sizes)
    blocks = []
    for start in range(first, first + count, PATHS_AT_ONCE):
        factors = factors_of(world, scratch, start, min(PATHS_AT_ONCE, first + count - start))[:, months]
        chances = _normal_cdf((thresholds - math.sqrt(world.rho) * factors) / math.sqrt(1 - world.rho))
        expected = np.sum(weights * chances, axis=2) - mean
        blocks.append(np.add.reduceat(expected, np.arange(0, world.last, 12), axis=1))
    return np.concatenate(blocks)


def _sectors(prepared: Prepared) -> tuple[Floats, Floats]:
    """Return the weight of each sector and the threshold of its mean chance of default, both shape (sectors,)."""
    from scipy import special

    applicants = applicants_of(prepared.scenario)
    grades = np.array([sector.weights for sector in applicants])
    by_grade = special.ndtr(prepared.world.threshold).reshape(grades.shape)
    thresholds: Floats = special.ndtri(np.sum(grades * by_grade, axis=1))
    return np.array([sector.share for sector in applicants]), thresholds


def _mean_chances(prepared: Prepared, thresholds: Floats) -> Floats:
    """Return the mean chance of default of each month and sector, shape (last, sectors)."""
    world = prepared.world
    shift = world.factor_shift[1 : world.last + 1]
    if len(world.regime_start) == 0:
        return _normal_cdf(thresholds - math.sqrt(world.rho) * shift)
    chances = [_normal_cdf(thresholds - math.sqrt(world.rho) * (shift + moved)) for moved in world.regime_shift]
    mean: Floats = np.tensordot(world.regime_start, np.array(chances), axes=1)
    return mean


def _normal_cdf(x: Floats) -> Floats:
    from scipy import special

    found: Floats = special.ndtr(x)
    return found


def fit_controls(values: Floats, controls: Floats) -> tuple[tuple[float, ...], float]:
    """Return the coefficients of the controls by regression, and the gain that they promise on other paths.

    With R^2 adjusted for the number of controls the gain is 1 / (1 - R^2); 1 when nothing moves.

    Parameters
    ----------
    values
        Shape (paths,).
    controls
        Shape (paths, controls).
    """
    spread = controls.std(axis=0)
    is_moving = spread > SMALLEST_SPREAD
    coefficients = np.zeros(controls.shape[1])
    centred = values - values.mean()
    degrees = len(values) - 1 - int(is_moving.sum())
    whole = float(centred @ centred)
    if degrees < 1 or not is_moving.any() or whole == 0:
        return tuple(coefficients.tolist()), 1.0
    scaled = (controls[:, is_moving] - controls[:, is_moving].mean(axis=0)) / spread[is_moving]
    found = np.linalg.lstsq(scaled, centred, rcond=None)[0]
    coefficients[is_moving] = found / spread[is_moving]
    left = centred - scaled @ found
    variance = float(left @ left) / degrees
    return tuple(coefficients.tolist()), whole / (len(values) - 1) / variance if variance else math.inf


def controlled_mean(
    values: Floats, controls: Floats, coefficients: tuple[float, ...], bounds: Bounds = UNBOUNDED
) -> Controlled:
    """Return the mean of values less coefficients x controls, whose mean is 0.

    Parameters
    ----------
    values
        Shape (paths,).
    controls
        Shape (paths, controls), of mean 0.
    coefficients
        From other paths (`fit_controls`), shape (controls,).
    bounds
        Of the values.
    """
    left = values - controls @ np.array(coefficients)
    variance = float(left.var())
    value, error = mean_and_error(left)
    estimate = bounded(value, error, Seen(len(left), len(left), len(left)), bounds)
    return Controlled(estimate, float(values.var()) / variance if variance else math.inf)
