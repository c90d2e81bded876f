"""Rare events: mean shifts of the economy's innovations, found by cross-entropy, with a defensive mixture.

Paths are drawn from a law under which the event is common: the normal innovations of macro and sector factors
get a mean (a *tilt*, drawn from a mixture), but for a share of paths that stays plain, so that no weight exceeds
one over that share. Every estimate is a weighted mean.

Rubinstein & Kroese, The Cross-Entropy Method, 2004; Glasserman & Li, Management Science 51 (2005) 1643;
Hesterberg, Technometrics 37 (1995) 185 (defensive mixture).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.rare_events.mixture import COMPONENTS, Mixture, fit_mixture, single, yearly_normals
from simulator.engines.kernel.single import innovations_of, tilt_scores
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared
from simulator.errors import NoAnswerError, wrong
from simulator.ledger import Ledger
from simulator.values import Phrase

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

PLAIN_SHARE = 0.15
PILOT_PATHS = 2_000
MOST_ROUNDS = 12
ELITE_SHARE = 0.1
REFINEMENTS = 2
REFINED = 4
DEPTH = 0.75
"""Part of the fitted depth at which paths are drawn: with a standard deviation sigma of the factors' depth given the
event the second moment of the weights is least at 1 / (1 + sigma^2) of its mean; sigma is 0.4 to 0.6 on small books."""
PEAK_SHARES = (0.02, 0.05, 0.1, 0.2, 0.4)
ENOUGH_EFFECTIVE = 100.0
PATHS_AT_ONCE = 1_000
LARGEST_EXPONENT = 700.0


@dataclass(frozen=True)
class Event:
    """A rare event of one path under the first policy.

    Attributes
    ----------
    name
        What it is called.
    columns
        Totals it reads.
    severity
        From a ledger to how near each path comes, shape (paths,): the larger the nearer.
    has_happened
        From a ledger to whether it happened, shape (paths,).
    """

    name: Phrase
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

    return Event(wrong("faults.rare.depletion"), ("first_depleted", "lowest_balance"), severity, happened)


def exceedance(column: str, amount: int) -> Event:
    """Return the event that a total is at least an amount, fen."""

    def severity(ledger: Ledger) -> Floats:
        return ledger.of(column)[:, 0].astype(np.float64)

    name = wrong("faults.rare.extreme", what=wrong(f"measure.{column}.name"))
    return Event(name, (column,), severity, lambda ledger: severity(ledger) >= amount)


def tilted(prepared: Prepared, tilt: Floats | Mixture, plain_share: float = PLAIN_SHARE) -> Prepared:
    """Return the world whose innovations get a tilt, but for a plain share of paths.

    Parameters
    ----------
    tilt
        One tilt, shape (steps, 1 + sectors), or a mixture of tilts.
    """
    mixture = tilt if isinstance(tilt, Mixture) else single(tilt)
    before = np.cumsum(mixture.shares) - mixture.shares
    tilt_from = plain_share + (1 - plain_share) * before
    return replace(prepared, world=prepared.world._replace(tilt=mixture.tilts, tilt_from=tilt_from))


def weights_of(prepared: Prepared, first: int, count: int) -> Floats:
    """Return the likelihood ratio of paths first, first + 1, ... of a tilted world, shape (count,).

    With mixture density a f(x) + sum_k a_k f(x - t_k), f standard normal, it is
    1 / (a + sum_k a_k exp(t_k x - |t_k|^2 / 2)), at most 1 / a.
    """
    world = prepared.world
    if len(world.tilt) == 0:
        return np.ones(count)
    scores = tilt_scores(world, first, count) - 0.5 * np.sum(world.tilt**2, axis=(1, 2))
    shares = np.diff(world.tilt_from, append=1.0)
    weights: Floats = 1 / (world.tilt_from[0] + np.exp(np.minimum(scores, LARGEST_EXPONENT)) @ shares)
    return weights


def find_mixture(
    prepared: Prepared,
    event: Event,
    *,
    paths: int = PILOT_PATHS,
    first: int = 0,
    threads: int | None = None,
    components: int = COMPONENTS,
) -> tuple[Mixture, int]:
    """Return the mixture of tilts under which the event is common, and the pilot paths used.

    Round after round the elite - the tenth of paths nearest to the event, or those with it - gives the next
    mixture. Once the event is common, further rounds of more paths refine it, less deep than the mean way into it:
    paths on which it happens in mild times would else carry huge weights.

    Raises
    ------
    NoAnswerError
        When the event does not become common.
    """
    steps = innovations_of(prepared.world, np.array([first])).shape[1]
    stretch = 1 if prepared.world.is_yearly else 12
    world, start, refinements = prepared, first, 0
    for _ in range(MOST_ROUNDS):
        ledger = simulate(world, paths, first_path=start, threads=threads, columns=event.columns)
        hits, severity = event.has_happened(ledger), event.severity(ledger)
        is_common = refinements > 0 or hits.sum() >= ELITE_SHARE * paths
        elite = np.flatnonzero(hits if is_common else severity >= np.quantile(severity, 1 - ELITE_SHARE))
        weights = _without_peaks(weights_of(world, start, paths)[elite])
        mixture = fit_mixture(
            _normals(world, start + elite, stretch),
            weights,
            components=components if is_common else 1,
            steps=steps,
            stretch=stretch,
        )
        if is_common:
            mixture = replace(mixture, tilts=DEPTH * mixture.tilts)
        start += paths
        if refinements == REFINEMENTS:
            return mixture, start - first
        if is_common:
            refinements += 1
            paths = paths * REFINED
        world = tilted(prepared, mixture)
    raise NoAnswerError(wrong("faults.rare.stays_rare", event=event.name, rounds=str(MOST_ROUNDS), n=paths))


def _without_peaks(weights: Floats) -> Floats:
    """Return weights whose largest are cut to one size, as few as give an effective size of 100.

    A few large weights would make the next tilt follow the noise of a few paths; a tilt need not be exact, since
    any tilt gives unbiased estimates.
    """
    cut = weights
    for share in PEAK_SHARES:
        if np.sum(cut) ** 2 >= ENOUGH_EFFECTIVE * np.sum(cut**2):
            break
        cut = np.minimum(weights, np.quantile(weights, 1 - share))
    return cut


def _normals(prepared: Prepared, paths: Ints, stretch: int) -> Floats:
    """Return the yearly normals of some paths, shape (paths, years, sources), made block by block."""
    blocks = np.array_split(paths, max(1, len(paths) // PATHS_AT_ONCE))
    return np.concatenate([yearly_normals(innovations_of(prepared.world, block), stretch) for block in blocks])
