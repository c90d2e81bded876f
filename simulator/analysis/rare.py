"""Rare events: a mean shift of the economy's innovations, found by cross-entropy, with a defensive mixture.

Paths are drawn from a law under which the event is common: the normal innovations of macro and sector factors
get a mean (the *tilt*), but for a share of paths that stays plain, so that no weight exceeds one over that
share. Every estimate is a weighted mean. The tilt found is also the likeliest way into the event.

Rubinstein & Kroese, The Cross-Entropy Method, 2004; Glasserman & Li, Management Science 51 (2005) 1643;
Hesterberg, Technometrics 37 (1995) 185 (defensive mixture).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import CONFIDENCE, Estimate
from simulator.engines.kernel.single import innovations_of, tilt_scores
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared
from simulator.errors import NoAnswerError
from simulator.ledger import Ledger

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

PLAIN_SHARE = 0.15
PILOT_PATHS = 2_000
MOST_ROUNDS = 12
ELITE_SHARE = 0.1
REFINEMENTS = 2
REFINED = 4
FEWEST_HITS = 20
SMALLEST_EFFECTIVE_SIZE = 50.0
LARGEST_WEIGHT_SHARE = 0.1
SIGNIFICANCE = 2.0


@dataclass(frozen=True)
class Event:
    """A rare event of one path under the first policy.

    Attributes
    ----------
    name
        In words.
    columns
        Totals it reads.
    severity
        From a ledger to how near each path comes, shape (paths,): the larger the nearer.
    has_happened
        From a ledger to whether it happened, shape (paths,).
    """

    name: str
    columns: tuple[str, ...]
    severity: Callable[[Ledger], Floats]
    has_happened: Callable[[Ledger], Truths]


def depletion(by_month: int) -> Event:
    """Return the event that an approved claim is not paid in full for lack of money in or before a month."""

    def happened(ledger: Ledger) -> Truths:
        month = ledger.of("first_depleted")[:, 0]
        return (month > 0) & (month <= by_month)

    def severity(ledger: Ledger) -> Floats:
        return -ledger.of("lowest_balance")[:, 0].astype(np.float64)

    return Event("depleted", ("first_depleted", "lowest_balance"), severity, happened)


def exceedance(column: str, amount: int) -> Event:
    """Return the event that a total is at least an amount, fen."""

    def severity(ledger: Ledger) -> Floats:
        return ledger.of(column)[:, 0].astype(np.float64)

    return Event(f"{column} at least {amount}", (column,), severity, lambda ledger: severity(ledger) >= amount)


@dataclass(frozen=True)
class RareEstimate:
    """A probability from weighted paths.

    Attributes
    ----------
    estimate
        Probability with its interval.
    standard_error
        Of the probability.
    effective_size
        (sum of weights)^2 / sum of squared weights over the paths with the event.
    largest_weight
        Largest part of the estimate that one path carries.
    gain
        How many times as many plain paths would be needed.
    paths
        Weighted paths, pilot rounds left out.
    """

    estimate: Estimate
    standard_error: float
    effective_size: float
    largest_weight: float
    gain: float
    paths: int


def tilted(prepared: Prepared, tilt: Floats, plain_share: float = PLAIN_SHARE) -> Prepared:
    """Return the world whose innovations get the tilt, shape (steps, 1 + sectors), but for a plain share of paths."""
    return replace(prepared, world=prepared.world._replace(tilt=tilt, plain_share=plain_share))


def weights_of(prepared: Prepared, first: int, count: int) -> Floats:
    """Return the likelihood ratio of paths first, first + 1, ... of a tilted world, shape (count,).

    With mixture density a f(x) + (1 - a) f(x - t), f standard normal, it is
    1 / (a + (1 - a) exp(t x - |t|^2 / 2)), at most 1 / a.
    """
    world = prepared.world
    if len(world.tilt) == 0:
        return np.ones(count)
    scores = tilt_scores(world, first, count)
    exponent = np.minimum(scores - 0.5 * float(np.sum(world.tilt**2)), 700.0)
    weights: Floats = 1 / (world.plain_share + (1 - world.plain_share) * np.exp(exponent))
    return weights


def find_tilt(
    prepared: Prepared, event: Event, *, paths: int = PILOT_PATHS, first: int = 0, threads: int | None = None
) -> tuple[Floats, int]:
    """Return the tilt under which the event is common, shape (steps, 1 + sectors), and the pilot paths used.

    Round after round the elite - the tenth of paths nearest to the event, or those with it - gives
    the next tilt: the weighted mean of its innovations, by source and year, where it is significant. Once the
    event is common, further rounds of more paths refine the tilt.

    Raises
    ------
    NoAnswerError
        When the event does not become common.
    """
    tilt = np.zeros((0, 0))
    start, refinements = first, 0
    for _ in range(MOST_ROUNDS):
        world = tilted(prepared, tilt) if tilt.size else prepared
        ledger = simulate(world, paths, first_path=start, threads=threads, columns=event.columns)
        hits, severity = event.has_happened(ledger), event.severity(ledger)
        weights = weights_of(world, start, paths)
        is_common = hits.sum() >= ELITE_SHARE * paths
        elite = hits if is_common else severity >= np.quantile(severity, 1 - ELITE_SHARE)
        chosen = np.flatnonzero(elite)
        tilt = _mean_innovations(innovations_of(world.world, start + chosen), weights[chosen], world)
        start += paths
        if refinements == REFINEMENTS:
            return tilt, start - first
        if is_common:
            refinements += 1
            paths = paths * REFINED
    raise NoAnswerError(
        f"rare events: {event.name} stays rare after {MOST_ROUNDS} rounds of {paths} paths; "
        "it may be impossible in this scenario, or the tilt cannot reach it"
    )


def _mean_innovations(innovations: Floats, weights: Floats, prepared: Prepared) -> Floats:
    """Return the weighted mean innovation by source and year; means within two standard errors of 0 become 0."""
    share = weights / weights.sum()
    size = 1 / np.sum(share**2)
    mean = np.einsum("p,pts->ts", share, innovations)
    stretch = 1 if prepared.world.is_yearly else 12
    for start in range(0, len(mean), stretch):
        block = mean[start : start + stretch]
        average = block.mean(axis=0)
        error = 1 / np.sqrt(size * len(block))
        block[:] = np.where(np.abs(average) > SIGNIFICANCE * error, average, 0.0)
    tilt: Floats = mean
    return tilt


def estimate_probability(
    prepared: Prepared, event: Event, tilt: Floats, paths: int, *, first: int, threads: int | None = None
) -> RareEstimate:
    """Return the probability of an event from fresh paths of the tilted world.

    Raises
    ------
    NoAnswerError
        When the weights have collapsed: too small an effective size, or one path carries too much.
    """
    world = tilted(prepared, tilt)
    ledger = simulate(world, paths, first_path=first, threads=threads, columns=event.columns)
    return weighted_probability(event.has_happened(ledger), weights_of(world, first, paths))


def weighted_probability(hits: Truths, weights: Floats) -> RareEstimate:
    """Return the probability from weighted paths; both shape (paths,).

    Raises
    ------
    NoAnswerError
        When the weights have collapsed.
    """
    paths = len(hits)
    carried = np.where(hits, weights, 0.0)
    total = float(carried.sum())
    if hits.sum() < FEWEST_HITS:
        raise NoAnswerError(f"rare events: only {int(hits.sum())} of {paths} weighted paths had the event; no estimate")
    effective = total**2 / float(np.sum(carried**2))
    largest = float(carried.max()) / total
    if effective < SMALLEST_EFFECTIVE_SIZE or largest > LARGEST_WEIGHT_SHARE:
        raise NoAnswerError(
            f"rare events: the weights have collapsed (effective sample size {effective:.0f}, one path carries "
            f"{largest:.0%}); no estimate is given; take more paths"
        )
    value = total / paths
    error = float(carried.std(ddof=1)) / np.sqrt(paths)
    reach = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * error
    estimate = Estimate(value, max(0.0, value - reach), min(1.0, value + reach), "proportion")
    gain = value * (1 - value) / (paths * error**2)
    return RareEstimate(estimate, error, effective, largest, gain, paths)


def weighted_tail(losses: Floats, weights: Floats, level: float) -> tuple[float, float]:
    """Return quantile and expected shortfall of a loss at a level from weighted paths; both shape (paths,).

    The tail beyond the quantile is measured with the weights, its chance counted over all paths.
    """
    order = np.argsort(-losses, kind="stable")
    chance = np.cumsum(weights[order]) / len(losses)
    last = int(np.searchsorted(chance, 1 - level))
    quantile = float(losses[order[min(last, len(order) - 1)]])
    tail = losses[order[:last]]
    excess = float(np.sum(weights[order[:last]] * (tail - quantile))) / len(losses)
    return quantile, quantile + excess / (1 - level)
