"""The panel of a comparison: every measure that a single path has, path by path and policy by policy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import UNBOUNDED
from simulator.analysis.credit_years import additional_years, covered_years
from simulator.analysis.measures import Measure, MeasureDefinition, measures_of
from simulator.analysis.path_totals import PathTotals
from simulator.scenario.study import Policy

Floats = NDArray[np.float64]

BLOCK = 1 << 16
"""Most rows held at once, so that memory does not grow with the number of paths."""

_COVERED_YEARS = Measure(
    MeasureDefinition(
        "covered_years", "covered lending times years", "currency times years", "mean",
        "Performing covered principal times the years it is outstanding: the denominator of the default rate.",
    ),
    covered_years,
)  # fmt: skip
_ADDITIONAL_YEARS = Measure(
    MeasureDefinition(
        "additional_years", "additional credit times years", "currency times years", "mean",
        "Performing principal times the years it is outstanding, less the same without any scheme.", UNBOUNDED,
    ),
    additional_years,
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Some paths of one policy.

    Attributes
    ----------
    place
        Of the policy in the study.
    first_path
        Number of the first path.
    values
        By the key of each measure, shape (paths,); nan where the policy, or the path, does not have it.
    """

    place: int
    first_path: int
    values: Mapping[str, Floats]


def panel_measures(policies: Sequence[Policy]) -> tuple[Measure, ...]:
    """Return the measures that have a number on every path and that at least one policy has.

    Ratios of means are left out, as a mean of ratios is another figure: numerator and denominator are there.
    A value at risk or expected shortfall is read off the column of its total.
    """
    scenarios = [policy.scenario for policy in policies]
    every = measures_of(scenarios[0])
    keys = {measure.definition.key for measure in every}
    found = [measure for measure in every if measure.denominator is None and measure.column not in keys]
    place = [measure.definition.key for measure in found].index("covered") + 1
    found[place:place] = [_COVERED_YEARS, _ADDITIONAL_YEARS]
    return tuple(measure for measure in found if any(map(measure.applies, scenarios)))


def blocks(
    totals: PathTotals, members: Sequence[int], measures: Sequence[Measure], *, with_baseline: bool
) -> Iterator[Block]:
    """Return the panel of a batch, policy by policy and then path by path.

    Parameters
    ----------
    members
        Place in the study of each policy of the totals.
    with_baseline
        Whether the first policy, which is the baseline in every batch, is wanted from this one.
    """
    paths = totals.values.shape[2]
    for row in range(0 if with_baseline else 1, len(members)):
        place = members[row]
        for first in range(0, paths, BLOCK):
            part = _part(totals, row, slice(first, first + BLOCK))
            yield Block(place, first, {measure.definition.key: _values(measure, part) for measure in measures})


def _values(measure: Measure, totals: PathTotals) -> Floats:
    if measure.applies(totals.policies[0]):
        found: Floats = measure.formula(totals)[0]
        return found
    return np.full(totals.values.shape[2], np.nan)


def _part(totals: PathTotals, row: int, paths: slice) -> PathTotals:
    """Return the totals of some paths of one policy, without a copy."""
    arm = int(totals.arm_of[row])
    shut_rows = totals.shut_rows if isinstance(totals.shut_rows, int) else totals.shut_rows[row : row + 1]
    return PathTotals(
        (totals.policies[row],),
        totals.values[:, row : row + 1, paths],
        totals.arms[:, arm : arm + 1, paths],
        np.zeros(1, dtype=np.int64),
        shut_rows,
    )
