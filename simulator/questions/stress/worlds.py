"""Worlds under stress on the same draws: every measure with its paired change, and lending kept open."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import AT_LEAST_0
from simulator.analysis.estimating import difference_of_ratios, estimated, ratio
from simulator.analysis.measures import Measure, depleted_by, measures_of
from simulator.analysis.path_totals import COLUMNS, PathTotals
from simulator.analysis.worlds import Case, simulate_cases
from simulator.engines.preparing.settings import is_by_bank
from simulator.estimate import Estimate
from simulator.questions.stress.found import KeptOpen, Worlds
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

LENDING = {"all": ("lent_covered", "lent_uncovered"), "priority": ("lent_priority",)}
"""Totals that make up the lending of each group of sectors."""


def compare_worlds(
    worlds: Mapping[str, Scenario], *, years: int, threads: int | None = None, progress: Progress | None = None
) -> Worlds:
    """Return the measures of the same policy in several worlds; the first is the baseline.

    Parameters
    ----------
    worlds
        By name; they differ in their episodes only.
    years
        Horizon whose chance of running dry is among the measures.

    Raises
    ------
    NoAnswerError
        When the world cannot be calibrated.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    scenarios = tuple(worlds.values())
    names, own = tuple(worlds), scenarios[0]
    readings = [_column(name, is_alone) for is_alone in (False, True) for name in COLUMNS]
    found = simulate_cases([Case(world, world) for world in scenarios], readings, threads=threads, progress=progress)
    totals = _joined(scenarios, found.values)
    estimates: dict[tuple[str, str], Estimate] = {}
    differences: dict[tuple[str, str], Estimate] = {}
    measures = _measures(own, years)
    for measure in measures:
        numbers = estimated(measure, totals, 0)
        for kept, values in ((estimates, numbers.values), (differences, numbers.differences)):
            kept |= {(n, measure.definition.key): v for n, v in zip(names, values, strict=True) if v is not None}
    known = {key for _, key in estimates}
    return Worlds(
        names=names,
        measures=tuple(m.definition for m in measures if m.definition.key in known),
        estimates=estimates,
        differences=differences,
        kept_open=_kept_open(names, totals),
        fitted=found.fitted[0],
    )


def _measures(scenario: Scenario, years: int) -> tuple[Measure, ...]:
    own, wanted = measures_of(scenario), depleted_by(years)
    return own if wanted.definition in [m.definition for m in own] else (*own, wanted)


def _column(name: str, is_alone: bool) -> Callable[[PathTotals], Floats]:
    """Return a reading of one total; fen up to 2^53 are exact as floats."""

    def read(totals: PathTotals) -> Floats:
        whole = totals.whole_alone(name) if is_alone else totals.whole(name)
        return whole.astype(np.float64)

    return read


def _joined(scenarios: tuple[Scenario, ...], values: Floats) -> PathTotals:
    """Return the totals of all worlds as one batch, each with a no-scheme arm of its own."""
    whole = values.astype(np.int64)
    rows = np.array([[len(world.banks) if is_by_bank(world) else 1] for world in scenarios])
    return PathTotals(scenarios, whole[: len(COLUMNS)], whole[len(COLUMNS) :], np.arange(len(scenarios)), rows)


def _kept_open(names: Sequence[str], totals: PathTotals) -> dict[tuple[str, str], KeptOpen]:
    found: dict[tuple[str, str], KeptOpen] = {}
    for group, columns in LENDING.items():
        lent, alone = totals.amount(*columns), totals.alone(*columns)
        if lent[0].any():
            found |= {(group, name): kept_open(lent, alone, i) for i, name in enumerate(names) if i > 0}
    return found


def kept_open(lent: Floats, alone: Floats, place: int) -> KeptOpen:
    """Return lending of a world as a part of that of world 0, with and without the scheme.

    Parameters
    ----------
    lent, alone
        With the scheme and without any, shape (worlds, paths), in currency.
    place
        Index of the world.
    """
    pairs = (lent[place], lent[0]), (alone[place], alone[0])
    return KeptOpen(ratio(*pairs[0], AT_LEAST_0), ratio(*pairs[1], AT_LEAST_0), difference_of_ratios(*pairs))
