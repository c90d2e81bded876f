"""Reverse stress test: the mildest downturn of the whole economy in which the fund is as likely as not to run dry.

The macro factor Z is a stationary Gaussian AR(1). Among all its paths whose average over a stretch of years is so many
standard deviations k of that average below normal, the likeliest has the innovations -k g / |g|, g the gradient of
the average in the innovations; its distance from normal is k, and a stretch as bad or worse has the chance
Phi(-k). For every stretch of whole years within the horizon the smallest k is sought at which half of the
paths run dry, everything but the mean of Z being drawn as usual; the stretch with the smallest k is the answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import bounded_mean
from simulator.analysis.episodes import first_years, with_sections
from simulator.analysis.intervals import proportion_interval
from simulator.analysis.rare_events.rare import depletion, tilted
from simulator.engines.events.tables import path_memory
from simulator.engines.kernel.single import fill_economy
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared, prepare
from simulator.estimate import CONFIDENCE, Estimate
from simulator.questions.stress.found import Downturn, ReverseStress, ShockCount
from simulator.questions.stress.severity import find_severity
from simulator.rules.economy import next_factor
from simulator.scenario.model import Scenario
from simulator.scenario.world import Disposal

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

DEEPEST = 8.0
"""Standard deviations; a deeper stretch has a chance below 1e-15, and the table of default probabilities ends at 10."""
SEARCH_PATHS = 300
ROUGH = 0.1
NEAR = 0.4
HALF = 0.5
FEWEST = 20
"""Paths of each kind below which technology shocks are not compared."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of whole model years, counted from 1, and what pushes the macro factor down over it.

    Attributes
    ----------
    innovations
        Of length 1 and pointing down, shape (steps,).
    spread
        Standard deviation of the factor's average over the stretch.
    """

    first_year: int
    last_year: int
    innovations: Floats
    spread: float


def reverse_stress(scenario: Scenario, years: int, *, threads: int | None = None) -> ReverseStress:
    """Return the mildest downturn that empties the fund by a year as likely as not.

    Parameters
    ----------
    years
        Horizon; only the scenario's first `years` years are simulated.
    """
    short = first_years(scenario, years)
    search = _Search(prepare(short, [short]), years, threads)
    barren = worthless_patents(short)
    worst = _Search(prepare(barren, [barren]), years, threads)
    paths = scenario.run.paths
    found = search.mildest()
    if found is None:
        return ReverseStress(None, DEEPEST, worst.chance_as_it_stands(paths), None)
    stretch, rough = found
    depth, _ = worst.depth(stretch, worst.narrowed(stretch, rough), paths)
    return ReverseStress(search.downturn(*found, paths), DEEPEST, worst.chance_as_it_stands(paths), depth)


def worthless_patents(scenario: Scenario) -> Scenario:
    """Return the scenario in which no pledged patent brings anything: no fall of patent values is worse."""
    terms = {**scenario.disposal.model_dump(), "method": "fixed", "fixed_recovery": 0.0}
    return with_sections(scenario, {"disposal": Disposal.model_validate(terms)})


def stretch_of(first_year: int, last_year: int, steps_per_year: int, steps: int, persistence: float) -> Stretch:
    """Return a stretch of years: the gradient of the factor's average over it, in each innovation.

    With Z_1 = e_1 and Z_t = phi Z_{t-1} + sqrt(1 - phi^2) e_t the average over the stretch is g e, of variance |g|^2.

    Parameters
    ----------
    steps_per_year, steps
        How often the factor moves in a year, and in all.
    """
    begin, end = (first_year - 1) * steps_per_year, last_year * steps_per_year
    gradient = np.zeros(steps)
    later = 0.0
    for step in range(end - 1, -1, -1):
        later = persistence * later + (1.0 if step >= begin else 0.0)
        gradient[step] = later if step == 0 else later * np.sqrt(1 - persistence**2)
    gradient /= end - begin
    spread = float(np.sqrt(np.sum(gradient**2)))
    return Stretch(first_year, last_year, -gradient / spread, spread)


def macro_path(innovations: Floats, persistence: float, months_per_step: int) -> Floats:
    """Return the mean of the macro factor by month given the means of its innovations; shapes (steps,), (months,)."""
    levels = np.zeros(len(innovations))
    for step, shock in enumerate(innovations):
        levels[step] = shock if step == 0 else next_factor(levels[step - 1], persistence, shock)
    return np.repeat(levels, months_per_step)


@dataclass(frozen=True)
class _Search:
    """The scenario's first years, simulated again and again under a shifted macro factor."""

    prepared: Prepared
    years: int
    threads: int | None

    @property
    def months_per_step(self) -> int:
        return 12 if self.prepared.world.is_yearly else 1

    @property
    def steps(self) -> int:
        return -(-self.prepared.world.last // self.months_per_step)

    def stretches(self) -> list[Stretch]:
        """Return every stretch of whole years, the longest first."""
        each = [(first, last) for first in range(1, self.years + 1) for last in range(first, self.years + 1)]
        each.sort(key=lambda pair: pair[0] - pair[1])
        per_year = 12 // self.months_per_step
        return [stretch_of(*pair, per_year, self.steps, self.prepared.world.phi) for pair in each]

    def tilt(self, stretch: Stretch, depth: float) -> Floats:
        """Return the shift of every innovation, shape (steps, 1 + sectors); only the macro factor's are shifted."""
        shift = np.zeros((self.steps, 1 + self.prepared.world.sectors))
        shift[:, 0] = depth * stretch.innovations
        return shift

    def is_dry(self, stretch: Stretch, depth: float, paths: int) -> Truths:
        """Return on which paths the fund runs dry by the horizon in a downturn of a depth, shape (paths,)."""
        event = depletion(12 * self.years)
        world = tilted(self.prepared, self.tilt(stretch, depth), 0.0)
        return event.has_happened(simulate(world, paths, threads=self.threads, columns=event.columns))

    def mildest(self) -> tuple[Stretch, float] | None:
        """Return the stretch with the smallest depth at which half of a few paths run dry, and that depth."""
        best, least = None, DEEPEST
        for stretch in self.stretches():
            if self._is_half(stretch, least):
                best, least = stretch, self.narrowed(stretch, least)
        return None if best is None else (best, least)

    def _is_half(self, stretch: Stretch, depth: float) -> bool:
        return bool(self.is_dry(stretch, depth, SEARCH_PATHS).mean() >= HALF)

    def narrowed(self, stretch: Stretch, enough: float) -> float:
        """Return the smallest depth at which half of a few paths run dry, looking down from one that is enough."""
        step = NEAR
        low = max(0.0, enough - step)
        while low > 0 and self._is_half(stretch, low):
            step *= 2
            low, enough = max(0.0, low - step), low
        while enough - low > ROUGH:
            middle = (low + enough) / 2
            low, enough = (low, middle) if self._is_half(stretch, middle) else (middle, enough)
        return enough

    def chance(self, stretch: Stretch, depth: float, paths: int) -> Estimate:
        """Return the chance of running dry in a downturn of a depth."""
        return proportion_interval(int(self.is_dry(stretch, depth, paths).sum()), paths)

    def chance_as_it_stands(self, paths: int) -> Estimate:
        """Return the chance of running dry without any downturn."""
        return self.chance(self.stretches()[0], 0.0, paths)

    def depth(self, stretch: Stretch, rough: float, paths: int) -> tuple[Estimate, Estimate | None]:
        """Return the depth at which half of the paths run dry, with its interval, and the chance there."""

        def chances(depths: Sequence[float]) -> list[Estimate]:
            return [self.chance(stretch, depth, paths) for depth in depths]

        near = {max(rough - NEAR, 0.0), min(rough + NEAR, DEEPEST)}
        found, curve = find_severity(chances, HALF, sorted({0.0, *near, DEEPEST}))
        return found, dict(curve).get(found.value)

    def downturn(self, stretch: Stretch, rough: float, paths: int) -> Downturn | None:
        """Return the downturn with its depth found anew on all paths; None when the deepest one is not enough."""
        depth, chance = self.depth(stretch, rough, paths)
        if chance is None:
            return None
        macro = macro_path(depth.value * stretch.innovations, self.prepared.world.phi, self.months_per_step)
        return Downturn(
            first_year=stretch.first_year,
            last_year=stretch.last_year,
            depth=depth,
            average=-depth.value * stretch.spread,
            macro=macro[: 12 * self.years],
            chance=chance,
            shocks=self._shocks(self.is_dry(stretch, depth.value, paths)),
        )

    def _shocks(self, is_dry: Truths) -> tuple[ShockCount, ...]:
        """Return the technology shocks up to the horizon, by sector that has any.

        They do not depend on the economy, so that the rate of the world is what is usual in the downturn too.
        """
        memory, month = path_memory(self.prepared), 12 * self.years
        counts = np.empty((len(is_dry), self.prepared.world.sectors))
        for path in range(len(is_dry)):
            fill_economy(self.prepared.world, memory, path)
            counts[path] = memory.shocks[month]
        rates = self.prepared.world.shock_rate.tolist()
        shaken = [place for place, rate in enumerate(rates) if rate > 0]
        if min(is_dry.sum(), (~is_dry).sum()) < FEWEST:
            return ()
        names = [sector.name for sector in self.prepared.scenario.sectors]
        return tuple(
            shock_count(names[place], rates[place] * self.years, counts[:, place], is_dry, len(shaken))
            for place in shaken
        )


def shock_count(sector: str, usual: float, counts: Floats, is_dry: Truths, sectors: int) -> ShockCount:
    """Return shocks where the fund runs dry and where it does not.

    The difference has an interval for unequal variances at such a confidence that all sectors' intervals
    together err with at most 5 % (Bonferroni).

    Parameters
    ----------
    counts, is_dry
        Shape (paths,); at least two paths of each kind.
    sectors
        Number of sectors looked at.
    """
    dry, others = counts[is_dry], counts[~is_dry]
    value = float(dry.mean() - others.mean())
    error = math.sqrt(dry.var(ddof=1) / len(dry) + others.var(ddof=1) / len(others))
    reach = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / (2 * sectors)) * error
    return ShockCount(sector, usual, bounded_mean(dry), Estimate(value, value - reach, value + reach, "mean"))
