"""Where a book breaks: the ratio at which it breaks even, and how bad it must get to empty its buffers."""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.episodes import NamedStress, laid_over, scaled
from simulator.engines.preparing import prepare
from simulator.estimate import Estimate
from simulator.questions.bank.book_of_tape import TapeBook
from simulator.questions.bank.case_measures import first_year, simulated
from simulator.questions.bank.outcomes import Outcomes, outcomes_of
from simulator.questions.bank.tested import Emptied
from simulator.scenario.model import Scenario
from simulator.scenario.world import Stress

PD_MULTIPLIER, SALE_PROCEEDS = "pd_multiplier", "sale_proceeds"
Floats = NDArray[np.float64]
Curve = Sequence[tuple[float, Estimate]]

MULTIPLIERS = (1.5, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 40.0)
SALE_FACTORS = (0.75, 0.5, 0.25, 0.0)
SEVERITIES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
WHOLE_LIFE = 240


def break_even(by_ratio: Mapping[float, Floats], margin: float, balance: float) -> Estimate:
    """Return the smallest compensation ratio at which the margin carries the mean net loss.

    0 where none is needed, infinite where full compensation is not enough; between two ratios tried the mean is taken
    as straight.

    Parameters
    ----------
    by_ratio
        Net loss of a year's defaults by ratio, shape (paths,) each.
    margin
        In currency.
    balance
        Largest loss of one path, in currency.
    """
    curve = [(ratio, _mean_loss(losses, balance)) for ratio, losses in sorted(by_ratio.items(), reverse=True)]

    def at(end: Callable[[Estimate], float]) -> float:
        losses = [(ratio, end(estimate)) for ratio, estimate in curve]
        if losses[0][1] > margin:
            return math.inf
        found = crossing(losses, margin)
        return 0.0 if math.isinf(found) else found

    return Estimate(at(lambda e: e.value), at(lambda e: e.low), at(lambda e: e.high), "quantile")


def crossing(curve: Sequence[tuple[float, float]], level: float) -> float:
    """Return where a curve first reaches a level, straight between its points; infinite where it does not."""
    before: tuple[float, float] | None = None
    for place, value in curve:
        if value >= level:
            if before is None or value == before[1]:
                return place
            return before[0] + (place - before[0]) * (level - before[1]) / (value - before[1])
        before = place, value
    return math.inf


def emptied(
    book: TapeBook,
    plain: Outcomes,
    stresses: Sequence[NamedStress],
    buffers: Mapping[str, float],
    tried: Callable[[int], None],
    *,
    threads: int | None = None,
) -> tuple[Emptied, ...]:
    """Return how bad it must get until the mean net loss of a year's defaults takes each buffer, one after the other.

    Parameters
    ----------
    plain
        Defaults without stress, with the scheme as it is.
    buffers
        In the order in which losses take them, in currency; what one lacks is taken from the next.
    tried
        Called with how many worlds are done, or need not be tried since milder ones empty every buffer.
    """
    levels = np.maximum(np.cumsum(list(buffers.values())), 0.0).tolist()
    found = []
    for driver, (first, worlds) in _drivers(book.scenario, stresses).items():
        curve = [(first, _mean_loss(first_year(plain), float(book.balance.sum())))]
        for number, (place, world) in enumerate(worlds):
            if curve[-1][1].low >= max(levels):
                tried(len(worlds) - number)
                break
            curve.append((place, _loss(book, world, threads)))
            tried(1)
        found += [
            Emptied(name, amount, driver, _where(curve, level), curve[-1][0])
            for (name, amount), level in zip(buffers.items(), levels, strict=True)
        ]
    return tuple(found)


def worlds_to_try(stresses: Sequence[NamedStress]) -> int:
    """Return how many worlds `emptied` tries at most."""
    severities = sum(scaled(stress, severity) is not None for stress in stresses for severity in SEVERITIES)
    return len(MULTIPLIERS) + len(SALE_FACTORS) + severities


def _where(curve: Curve, level: float) -> Estimate:
    def at(end: Callable[[Estimate], float]) -> float:
        return crossing([(place, end(estimate)) for place, estimate in curve], level)

    ends = sorted((at(lambda e: e.low), at(lambda e: e.high)))
    return Estimate(at(lambda e: e.value), ends[0], ends[1], "quantile")


def _drivers(
    scenario: Scenario, stresses: Sequence[NamedStress]
) -> dict[str, tuple[float, list[tuple[float, Scenario]]]]:
    """Return what is made worse step by step: by driver its value as things stand, and worse ones with their worlds."""
    found = {
        PD_MULTIPLIER: (1.0, [(k, _under(scenario, pd_multiplier=k)) for k in MULTIPLIERS]),
        SALE_PROCEEDS: (1.0, [(k, _under(scenario, sale_factor=k)) for k in SALE_FACTORS]),
    }
    for stress in stresses:
        steps = [(severity, scaled(stress, severity)) for severity in SEVERITIES]
        worlds = [(severity, laid_over(scenario, [one])) for severity, one in steps if one is not None]
        found[stress.name] = (0.0, worlds)
    return found


def _under(scenario: Scenario, **changes: float) -> Scenario:
    episode = Stress.model_validate({"name": "lasting", "start_month": 1, "months": WHOLE_LIFE, **changes})
    return laid_over(scenario, [NamedStress("lasting", (episode,))])


def _loss(book: TapeBook, world: Scenario, threads: int | None) -> Estimate:
    prepared = prepare(world, [world], book=book.opening)
    lane = int(prepared.layout.lane_of[0])
    found = outcomes_of(prepared, [lane], world.run.paths, threads=threads)[0]
    return _mean_loss(first_year(found), float(book.balance.sum()))


def _mean_loss(losses: Floats, balance: float) -> Estimate:
    """Return the mean loss; where no path has any, full compensation or full security is taken to see to it."""
    return simulated("net_loss", losses, balance, may_be_rare=False)
