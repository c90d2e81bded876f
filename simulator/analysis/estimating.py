"""From the paths of each policy to estimates with intervals, and to paired differences to the baseline."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import UNBOUNDED, Bounds, bounded_mean, bounded_ratio
from simulator.analysis.intervals import (
    mean_difference,
    proportion_interval,
    quantile_difference,
    quantile_interval,
    ratio_difference,
)
from simulator.analysis.measures import Measure
from simulator.analysis.path_totals import PathTotals
from simulator.analysis.shortfall import expected_shortfall, expected_shortfall_difference
from simulator.estimate import NO_DENOMINATOR, TOO_FEW, Estimate
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]

NOTHING_GAINED = "lending falls"


@dataclass(frozen=True)
class Estimated:
    """One measure of every policy of a batch: None where a policy does not have it."""

    values: tuple[Estimate | None, ...]
    differences: tuple[Estimate | None, ...]
    """To the baseline, paired; None for the baseline itself."""


def estimated(measure: Measure, totals: PathTotals, baseline: int) -> Estimated:
    """Return the estimates of one measure for all policies, and their paired differences to the baseline.

    Parameters
    ----------
    baseline
        Index of the baseline in the batch.
    """
    below = measure.denominator(totals) if measure.denominator is not None else None
    return estimated_rows(measure, totals.policies, (measure.formula(totals), below), baseline)


def estimated_rows(
    measure: Measure, policies: Sequence[Scenario], rows: tuple[Floats, Floats | None], baseline: int
) -> Estimated:
    """Return the same from what the measure's formula, and its denominator if it has one, gave of every path.

    Parameters
    ----------
    rows
        Shape (policies, paths) each.
    baseline
        Index of the baseline among the policies.
    """
    above, below = rows
    has_it = [measure.applies(policy) for policy in policies]
    values = tuple(
        _value(measure, above, below, i, may_be_rare=measure.may_be_rare(policy)) if has_it[i] else None
        for i, policy in enumerate(policies)
    )
    differences = tuple(
        None if i == baseline or values[i] is None or values[baseline] is None
        else _difference(measure, above, below, (i, baseline))
        for i in range(len(policies))
    )  # fmt: skip
    return Estimated(values, differences)


def _value(measure: Measure, above: Floats, below: Floats | None, i: int, *, may_be_rare: bool) -> Estimate | None:
    kind, row, bounds = measure.definition.kind, above[i], measure.definition.bounds
    if below is not None:
        return ratio(row, below[i], bounds, may_be_rare=may_be_rare)
    if kind == "proportion":
        return proportion(round(float(row.sum())), len(row), may_be_rare=may_be_rare)
    if kind == "quantile":
        return _quantile(row, measure.level)
    if kind == "expected_shortfall":
        return expected_shortfall(row, measure.level, may_be_rare=may_be_rare)
    return bounded_mean(row, bounds, may_be_rare=may_be_rare)


def proportion(hits: int, paths: int, *, may_be_rare: bool) -> Estimate:
    """Return the chance of an event; one that no rule can bring about is 0 for certain."""
    if hits == 0 and not may_be_rare:
        return Estimate(0.0, 0.0, 0.0, "proportion")
    return proportion_interval(hits, paths)


def _difference(measure: Measure, rows: Floats, below: Floats | None, pair: tuple[int, int]) -> Estimate | None:
    kind, row, base = measure.definition.kind, rows[pair[0]], rows[pair[1]]
    if below is not None:
        return difference_of_ratios((row, below[pair[0]]), (base, below[pair[1]]))
    if kind == "quantile":
        if np.isnan(row).any() or np.isnan(base).any():
            # The two would be read from different paths: no pairs.
            return None
        return quantile_difference(row, base, measure.level)
    if kind == "expected_shortfall":
        return expected_shortfall_difference(row, base, measure.level)
    return mean_difference(row, base)


def _quantile(row: Floats, level: float) -> Estimate | None:
    known = row[~np.isnan(row)]
    if not len(known):
        return None
    found = quantile_interval(known, level)
    if len(known) == len(row):
        return found
    among = f"of the {len(known):,} {'path' if len(known) == 1 else 'paths'} where it happens"
    return replace(found, note=f"{found.note}, {among}" if found.note else among)


def ratio(numerator: Floats, denominator: Floats, bounds: Bounds = UNBOUNDED, *, may_be_rare: bool = True) -> Estimate:
    """Return a ratio of means, or no number (infinite, with a note) where the denominator does not carry one.

    That is where its mean is negative, is 0, or cannot be told apart from 0.
    """
    found = bounded_ratio(numerator, denominator, bounds, may_be_rare=may_be_rare)
    note = "" if found.note == TOO_FEW else found.note
    note = note or (NOTHING_GAINED if float(np.mean(denominator)) < 0 else "")
    return _without_number(note) if note and len(numerator) > 1 else found


def difference_of_ratios(first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Estimate:
    """Return the first (numerator, denominator) ratio less the second; no number where either has none."""
    notes = [found.note for found in (ratio(*first), ratio(*second)) if math.isinf(found.value)]
    return _without_number(notes[0]) if notes else ratio_difference(*first, *second)


def _without_number(note: str) -> Estimate:
    return Estimate(math.inf, -math.inf, math.inf, "ratio", note or NO_DENOMINATOR)
