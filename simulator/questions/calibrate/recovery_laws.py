"""Laws of recovery rates and of months to sale, from cases of which some are still open.

A book with open cases shows too many short ones among the closed. Each closed case therefore stands for those of its
length that are still open: it is weighted by 1 / G(its months), G the chance not to be cut off by then (Kaplan-Meier
of the cutting off; Robins and Rotnitzky 1992). So length and recovery may depend on each other.
"""

from dataclasses import dataclass

import numpy as np

from simulator.errors import NoAnswerError, wrong
from simulator.questions.calibrate.learnt import Floats, Stream
from simulator.questions.calibrate.likelihood import likeliest, logistic

FEWEST_CASES = 8
_TINY = 1e-300


@dataclass(frozen=True, eq=False)
class RecoveryLaw:
    """Nothing with chance p0, everything with chance p1, else beta with mean m and precision k.

    `parameters` and `draws` hold, in this order: log odds of p0 and p1 against the rest (those that are seen), log
    odds of m, log of k.
    """

    has_zeros: bool
    has_ones: bool
    parameters: Floats
    draws: Floats

    def shares(self, parameters: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return p0, p1, m and k, each of the shape of `parameters` without its last axis."""
        logits = iter(np.moveaxis(parameters, -1, 0))
        zero = np.exp(next(logits)) if self.has_zeros else np.zeros(parameters.shape[:-1])
        one = np.exp(next(logits)) if self.has_ones else np.zeros(parameters.shape[:-1])
        rest = 1 + zero + one
        mean, precision = logistic(next(logits)), np.exp(next(logits))
        return zero / rest, one / rest, mean, precision

    def mean(self, parameters: Floats) -> Floats:
        """Return the mean recovery rate."""
        zero, one, mean, _ = self.shares(parameters)
        return np.asarray(one + (1 - zero - one) * mean)

    def at_most(self, x: Floats, parameters: Floats) -> Floats:
        """Return the chance to recover at most x, (points,), for parameters (k,)."""
        from scipy import special

        zero, one, mean, precision = self.shares(parameters)
        inside = special.betainc(mean * precision, (1 - mean) * precision, x)
        return np.asarray(np.where(x >= 1, 1.0, zero + (1 - zero - one) * inside))


def closing_weights(months: Floats, is_closed: np.ndarray) -> Floats:
    """Return the weight of each closed case, (closed,): 1 / G(just before its months); all 1 without open cases.

    They are scaled to the number of equally weighted cases that tell as much, (sum w)^2 / sum w^2.
    """
    times = np.unique(months[~is_closed])
    # Those that close in the month of a cutting off were not there to be cut off.
    at_risk = np.array([np.sum((months > time) | ((months == time) & ~is_closed)) for time in times])
    cut = np.array([np.sum((months == time) & ~is_closed) for time in times])
    staying = np.concatenate([[1.0], np.cumprod(1 - cut / np.maximum(at_risk, 1))])
    weights = 1 / staying[np.searchsorted(times, months[is_closed], side="left")]
    return np.asarray(weights * weights.sum() / (weights**2).sum())


def fit_recoveries(rates: Floats, is_final: np.ndarray, weights: Floats) -> RecoveryLaw:
    """Return the likeliest law of weighted recovery rates from 0 to 1, (cases,); what is not final is a lower bound.

    Raises
    ------
    NoAnswerError
        When fewer than eight rates are final, fewer than three of them above 0 and below 1, or all of these equal.
    """
    from scipy import special

    is_inner, is_bound = is_final & (rates > 0) & (rates < 1), ~is_final
    zeros, ones = (float(weights[is_final & which].sum()) for which in (rates <= 0, rates >= 1))
    inner, bounds = rates[is_inner], rates[is_bound]
    inner_weights = weights[is_inner], weights[is_bound]
    middle = float(inner_weights[0].sum())
    if is_final.sum() < FEWEST_CASES or len(inner) < 3 or np.ptp(inner) < 1e-9:
        raise NoAnswerError(
            wrong(
                "calibrate.fault.few_recoveries", n=int(is_final.sum()), part=str(len(inner)), least=str(FEWEST_CASES)
            )
        )
    law = RecoveryLaw(zeros > 0, ones > 0, np.zeros(0), np.zeros(0))

    def negative(parameters: Floats) -> float:
        zero, one, mean, precision = (float(x) for x in law.shares(parameters))
        a, b = mean * precision, (1 - mean) * precision
        if not (1e-6 < a < 1e6 and 1e-6 < b < 1e6):
            return 1e12
        rest = 1 - zero - one
        logs = zeros * np.log(zero + _TINY) + ones * np.log(one + _TINY) + middle * np.log(rest + _TINY)
        logs += inner_weights[0] @ ((a - 1) * np.log(inner) + (b - 1) * np.log1p(-inner)) - middle * special.betaln(
            a, b
        )
        above = np.where(bounds >= 1, one, one + rest * special.betaincc(a, b, np.minimum(bounds, 1.0)))
        return -float(logs + inner_weights[1] @ np.log(above + _TINY))

    start = [np.log(count / middle) for count in (zeros, ones) if count]
    spread = inner.mean() * (1 - inner.mean()) / inner.var() - 1
    start += [special.logit(inner.mean()), np.log(max(spread, 0.1))]
    parameters, draws = likeliest(negative, np.array(start), Stream.RECOVERIES)
    return RecoveryLaw(law.has_zeros, law.has_ones, parameters, draws)


def fit_months(months: Floats, is_over: np.ndarray) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of a gamma law of months, (2,), and draws of both, (DRAWS, 2).

    A case that was over in month m took from m - 1/2 to m + 1/2; one still open in month m takes longer than m + 1/2.

    Raises
    ------
    NoAnswerError
        When fewer than eight cases are over, or all took the same time.
    """
    from scipy import special

    over, open_months = months[is_over], months[~is_over]
    if len(over) < FEWEST_CASES or np.ptp(over) == 0:
        raise NoAnswerError(wrong("calibrate.fault.few_sales", n=len(over), least=str(FEWEST_CASES)))
    ends = np.maximum(over - 0.5, 0), over + 0.5

    def negative(parameters: Floats) -> float:
        mean, spread = np.exp(parameters)
        shape, scale = (mean / spread) ** 2, spread**2 / mean
        inside = special.gammainc(shape, ends[1] / scale) - special.gammainc(shape, ends[0] / scale)
        beyond = special.gammaincc(shape, (open_months + 0.5) / scale)
        return -float(np.log(inside + _TINY).sum() + np.log(beyond + _TINY).sum())

    found, draws = likeliest(negative, np.log([over.mean(), over.std()]), Stream.MONTHS_TO_SALE)
    return np.exp(found), np.exp(draws)


def kaplan_meier(values: Floats, is_final: np.ndarray) -> tuple[Floats, Floats, Floats, Floats]:
    """Return points and, at each, the chance to lie above it with the ends of its 95 % interval (log-log).

    Kaplan and Meier (1958), by `scipy.stats.ecdf`; values that are not final are lower bounds.
    """
    import warnings

    from scipy import stats

    law = stats.ecdf(stats.CensoredData.right_censored(values, ~is_final)).sf
    with warnings.catch_warnings():
        # Where the curve is 1 or 0 there is no interval.
        warnings.simplefilter("ignore", RuntimeWarning)
        ends = law.confidence_interval(method="log-log")
    low, high = ends.low.probabilities, ends.high.probabilities
    return law.quantiles, law.probabilities, low, high
