"""A wanted relative precision: how many paths a pilot says it takes, and which figures need weights or controls.

In two stages, without peeking (Stein, Ann. Math. Stat. 16 (1945) 243): a pilot fixes the number of paths, then that
many fresh paths give the figures. What the final paths show never changes their number, so that the intervals are
those of a run whose size was fixed beforehand.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import bounded_mean
from simulator.analysis.intervals import proportion_interval, quantile_interval
from simulator.analysis.measures import TAIL, MeasureDefinition, known_definitions, measures_of
from simulator.analysis.path_totals import FEN_PER_UNIT
from simulator.analysis.rare_events.controls import (
    SMALLEST_GAIN,
    Controlled,
    controlled_mean,
    expected_defaults,
    fit_controls,
)
from simulator.analysis.rare_events.rare import Event, depletion, exceedance, find_mixture, tilted, weights_of
from simulator.analysis.rare_events.weighted import RareEstimate, weighted_probability, weighted_tail_estimates
from simulator.analysis.shortfall import expected_shortfall
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared, prepare
from simulator.errors import NoAnswerError, wrong
from simulator.estimate import Estimate
from simulator.ledger import Ledger
from simulator.scenario.model import Scenario
from simulator.values import NOTHING, Value

Floats = NDArray[np.float64]

DEPLETED = "p_depleted"
TAILS = {"bank_loss": ("var99_bank_loss", "es99_bank_loss"), "fund_paid": ("var99_fund_paid", "es99_fund_paid")}
MEANS = {"fund_paid": "fund_paid", "bank_loss": "bank_loss", "fiscal_cost": "public_in_present"}
"""Total of each mean."""
COLUMNS = ("first_depleted", *dict.fromkeys((*TAILS, *MEANS.values())))

FEWEST_PATHS = 2_000
MOST_PILOT_PATHS = 32_000
ENOUGH_HITS = 100
MOST_PATHS = 200_000
WEIGHTED_PILOT_PATHS = 8_000
PILOT_FIRST = 1 << 24
PLAIN_FIRST = 1 << 25
MEANS_FIRST = 3 << 24
WEIGHTED_FIRST = 1 << 26
STRETCH = 1 << 24
"""Pilots, paths of means and weighted paths have numbers of their own, far above those of the final plain paths."""

MARGIN = 1.2
BATCH_MARGIN = 2.0
"""Paths beyond what the pilot says, as it errs; an interval from the few paths of a tail, or from 20 batches, errs
more: with twice the paths it is narrow enough in 93 of 100 cases (F law with 19 and 19 degrees of freedom)."""


@dataclass(frozen=True)
class Plan:
    """What the pilot decided.

    Attributes
    ----------
    wanted
        Largest half-width of a 95 % interval, as a part of the value.
    pilot_paths
        Paths of the pilot.
    paths
        Plain paths to take.
    most
        Paths that one figure may take.
    needs
        Plain paths that each figure needs by the pilot; infinite where the pilot cannot tell.
    thresholds
        The pilot's quantile of each tail's total, fen.
    controls
        Coefficients of the control variates of each mean that these help, shape (years,).
    """

    wanted: float
    pilot_paths: int
    paths: int
    most: int
    needs: Mapping[str, float]
    thresholds: Mapping[str, int]
    controls: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class PreciseFigure:
    """One figure, and how precisely it is known.

    Attributes
    ----------
    definition
        The measure.
    estimate
        Value and interval.
    paths
        Paths that it rests on, pilots left out.
    weighted
        What the weights say; None without weights.
    control_gain
        How many times as many paths the mean would need without control variates; None without these.
    note
        Why weighted paths gave no estimate, if they were wanted.
    """

    definition: MeasureDefinition
    estimate: Estimate
    paths: int
    weighted: RareEstimate | None = None
    control_gain: float | None = None
    note: Value = NOTHING

    @property
    def reached(self) -> float:
        """Half-width of the interval as a part of the value."""
        return relative_width(self.estimate)


@dataclass(frozen=True)
class Precision:
    """The figures of a run to a wanted precision."""

    plan: Plan
    figures: tuple[PreciseFigure, ...]

    @property
    def missed(self) -> tuple[PreciseFigure, ...]:
        """Figures whose interval is wider than wanted."""
        return tuple(figure for figure in self.figures if figure.reached > self.plan.wanted)


def relative_width(estimate: Estimate) -> float:
    """Return half the interval's width as a part of the value; 0 for a constant, infinite for a value of 0."""
    half = (estimate.high - estimate.low) / 2
    if half == 0:
        return 0.0
    return half / abs(estimate.value) if estimate.value else math.inf


def plan_paths(scenario: Scenario, wanted: float, *, most: int = MOST_PATHS, threads: int | None = None) -> Plan:
    """Return how many plain paths a precision takes, from a pilot that doubles until it has seen enough.

    Parameters
    ----------
    wanted
        Half-width of a 95 % interval as a part of the value, above 0.
    most
        Paths that one figure may take; the pilot stops at a quarter of them.
    """
    prepared = prepare(scenario, [scenario])
    paths, ledger = FEWEST_PATHS, _pilot(prepared, FEWEST_PATHS, threads)
    while np.count_nonzero(ledger.of("first_depleted")) < ENOUGH_HITS and 2 * paths <= min(MOST_PILOT_PATHS, most // 4):
        paths *= 2
        ledger = _pilot(prepared, paths, threads)
    helped = _helped(prepared, ledger)
    estimates = _plain_estimates(ledger) | {key: found.estimate for key, (_, found) in helped.items()}
    needs = {
        key: paths_needed(estimate, paths, wanted, BATCH_MARGIN if estimate.kind == "expected_shortfall" else MARGIN)
        for key, estimate in estimates.items()
    }
    thresholds = {name: int(quantile_interval(ledger.of(name)[:, 0], TAIL).value) for name in TAILS}
    plain = [need for key, need in needs.items() if key not in helped and need <= most]
    controls = {key: coefficients for key, (coefficients, _) in helped.items()}
    return Plan(wanted, paths, min(most, _thousands(plain)), most, needs, thresholds, controls)


def _thousands(needs: Sequence[float]) -> int:
    return math.ceil(max([FEWEST_PATHS, *needs]) / 1_000) * 1_000


def _helped(prepared: Prepared, pilot: Ledger) -> dict[str, tuple[tuple[float, ...], Controlled]]:
    """Return the coefficients of each mean that control variates help, and what they make of the pilot's mean."""
    found = {}
    expected = expected_defaults(prepared, PILOT_FIRST, len(pilot.totals))
    for key, column in MEANS.items():
        amounts = pilot.of(column)[:, 0] / FEN_PER_UNIT
        coefficients, gain = fit_controls(amounts, expected)
        if gain > SMALLEST_GAIN:
            found[key] = coefficients, controlled_mean(amounts, expected, coefficients, known_definitions()[key].bounds)
    return found


def _pilot(prepared: Prepared, paths: int, threads: int | None) -> Ledger:
    return simulate(prepared, paths, first_path=PILOT_FIRST, threads=threads, columns=COLUMNS)


def _plain_estimates(ledger: Ledger) -> dict[str, Estimate]:
    months = ledger.of("first_depleted")[:, 0]
    found = {DEPLETED: proportion_interval(int(np.count_nonzero(months)), len(months))}
    for name, (quantile, shortfall) in TAILS.items():
        amounts = ledger.of(name)[:, 0] / FEN_PER_UNIT
        found[quantile] = quantile_interval(amounts, TAIL)
        found[shortfall] = expected_shortfall(amounts, TAIL)
    for key, column in MEANS.items():
        found[key] = bounded_mean(ledger.of(column)[:, 0] / FEN_PER_UNIT, known_definitions()[key].bounds)
    return found


def paths_needed(estimate: Estimate, paths: int, wanted: float, margin: float = MARGIN) -> float:
    """Return how many paths bring an estimate's interval to the wanted width, if it shrinks with their root.

    Parameters
    ----------
    estimate
        From a pilot.
    paths
        Paths of the pilot.
    wanted
        Half-width as a part of the value.
    margin
        By how many times to exceed what the pilot says.
    """
    return margin * paths * (relative_width(estimate) / wanted) ** 2


def reach(scenario: Scenario, plan: Plan, plain: Mapping[str, Estimate], *, threads: int | None = None) -> Precision:
    """Return the figures: from the plain paths where these are enough, else from weighted paths.

    Means that control variates help come from as many fresh paths as these make enough. Where weighted paths give
    no estimate either, the figure comes from as many plain paths as it may take, and says why.

    Parameters
    ----------
    plan
        From `plan_paths`.
    plain
        Estimates of the final plain paths by key.
    """
    known = {measure.definition.key: measure.definition for measure in measures_of(scenario)}
    found = {key: PreciseFigure(known[key], plain[key], plan.paths) for key in plan.needs}
    prepared = prepare(scenario, [scenario])
    found |= _means(prepared, plan, known, threads)
    unaided = [key for key in MEANS if key not in plan.controls and plan.needs[key] > plan.most]
    refused: dict[str, Value] = dict.fromkeys(unaided, NOTHING)
    for number, target in enumerate(_targets(prepared, plan)):
        rare = [key for key in target.keys if plan.needs[key] > plan.most]
        if not rare:
            continue
        try:
            weighted = _weighted(prepared, target, plan, WEIGHTED_FIRST + number * STRETCH, threads)
        except NoAnswerError as error:
            refused |= dict.fromkeys(rare, error.what)
            continue
        for key, figure in zip(target.keys, weighted, strict=True):
            if key in rare:
                found[key] = PreciseFigure(known[key], figure.estimate, figure.paths, figure)
    if refused:
        ledger = simulate(prepared, plan.most, first_path=PLAIN_FIRST, threads=threads, columns=COLUMNS)
        estimates = _plain_estimates(ledger)
        found |= {key: PreciseFigure(known[key], estimates[key], plan.most, note=why) for key, why in refused.items()}
    return Precision(plan, tuple(found.values()))


def _means(
    prepared: Prepared, plan: Plan, known: Mapping[str, MeasureDefinition], threads: int | None
) -> dict[str, PreciseFigure]:
    """Return the means that control variates help, from paths of their own."""
    if not plan.controls:
        return {}
    paths = min(plan.most, _thousands([min(plan.needs[key], plan.most) for key in plan.controls]))
    columns = tuple(MEANS[key] for key in plan.controls)
    ledger = simulate(prepared, paths, first_path=MEANS_FIRST, threads=threads, columns=columns)
    expected = expected_defaults(prepared, MEANS_FIRST, paths)
    figures = {}
    for key, coefficients in plan.controls.items():
        amounts = ledger.of(MEANS[key])[:, 0] / FEN_PER_UNIT
        found = controlled_mean(amounts, expected, coefficients, known[key].bounds)
        figures[key] = PreciseFigure(known[key], found.estimate, paths, control_gain=found.gain)
    return figures


@dataclass(frozen=True)
class _Target:
    """Figures that share an event, hence a tilt, and how they follow from weighted paths."""

    keys: tuple[str, ...]
    event: Event
    figures: Callable[[Ledger, Floats], tuple[RareEstimate, ...]]
    margin: float


def _targets(prepared: Prepared, plan: Plan) -> list[_Target]:
    ever = depletion(prepared.size.last)
    found = [_Target((DEPLETED,), ever, partial(_chance, ever), MARGIN)]
    for name, keys in TAILS.items():
        found.append(_Target(keys, exceedance(name, plan.thresholds[name]), partial(_tail, name), BATCH_MARGIN))
    return found


def _chance(event: Event, ledger: Ledger, weights: Floats) -> tuple[RareEstimate, ...]:
    return (weighted_probability(event.has_happened(ledger), weights),)


def _tail(name: str, ledger: Ledger, weights: Floats) -> tuple[RareEstimate, ...]:
    return weighted_tail_estimates(ledger.of(name)[:, 0] / FEN_PER_UNIT, weights, TAIL)


def _weighted(
    prepared: Prepared, target: _Target, plan: Plan, first: int, threads: int | None
) -> tuple[RareEstimate, ...]:
    """Return a target's figures from as many fresh weighted paths as a weighted pilot asks for.

    A pilot whose weights collapse is followed by one of four times as many paths, as long as a figure may take them.

    Raises
    ------
    NoAnswerError
        When the event does not become common, the weights collapse, or plain paths would do better.
    """
    event = target.event
    mixture, used = find_mixture(prepared, event, first=first, threads=threads)
    world = tilted(prepared, mixture)

    def estimates(start: int, paths: int) -> tuple[RareEstimate, ...]:
        ledger = simulate(world, paths, first_path=start, threads=threads, columns=event.columns)
        return target.figures(ledger, weights_of(world, start, paths))

    start, paths, pilot = first + used, WEIGHTED_PILOT_PATHS, None
    while pilot is None:
        try:
            pilot = estimates(start, paths)
        except NoAnswerError:
            if 4 * paths > plan.most:
                raise
            start, paths = start + paths, 4 * paths
    if min(figure.gain for figure in pilot) < 1:
        raise NoAnswerError(wrong("faults.rare.no_gain", event=event.name))
    needs = [paths_needed(figure.estimate, paths, plan.wanted, target.margin) for figure in pilot]
    return estimates(start + paths, min(max(WEIGHTED_PILOT_PATHS, math.ceil(max(needs))), plan.most))
