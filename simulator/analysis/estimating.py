"""From what is known of the paths of each policy to estimates, and to paired differences to the baseline.

The same for paths in memory and in shards: a measure's kind decides which question is put to its numbers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import UNBOUNDED, Bounds, mean_within, ratio_within
from simulator.analysis.intervals import mean_from_error, proportion_interval
from simulator.analysis.measures import Measure
from simulator.analysis.path_totals import PathTotals
from simulator.analysis.samples import Held, Numbers, Sample
from simulator.estimate import NO_DENOMINATOR, NOTHING_GAINED, Estimate
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimated:
    """One measure of every policy of a batch: None where a policy does not have it."""

    values: tuple[Estimate | None, ...]
    differences: tuple[Estimate | None, ...]
    """To the baseline, paired; None for the baseline itself."""


class Reading(Protocol):
    """What is known of one measure on the paths of every policy, however they are kept."""

    def own(self, policy: int) -> Sample:
        """Return the measure of a policy; of a ratio numerator and denominator."""

    def apart(self, policy: int) -> Sample:
        """Return how far a policy is from the baseline, path by path; of a ratio the parts of both."""

    def numbers(self, policy: int) -> Numbers:
        """Return the measure of a policy to take quantiles of."""


@dataclass(frozen=True)
class HeldReading:
    """A measure held path by path.

    Attributes
    ----------
    measure
        Whose numbers they are.
    above, below
        What the measure's formula, and its denominator if it has one, gave, shape (policies, paths).
    baseline
        Place of the baseline among the policies.
    """

    measure: Measure
    above: Floats
    below: Floats | None
    baseline: int

    def own(self, policy: int) -> Sample:
        """Return the measure of a policy; of a ratio numerator and denominator."""
        return Held(self._parts(policy), self.measure.definition.bounds.highest)

    def apart(self, policy: int) -> Sample:
        """Return how far a policy is from the baseline, path by path; of a ratio the parts of both."""
        if self.below is None:
            return Held((self.above[policy] - self.above[self.baseline],))
        return Held((*self._parts(policy), *self._parts(self.baseline)))

    def numbers(self, policy: int) -> Numbers:
        """Return the measure of a policy to take quantiles of."""
        return Held((self.above[policy],))

    def _parts(self, policy: int) -> tuple[Floats, ...]:
        return (self.above[policy],) if self.below is None else (self.above[policy], self.below[policy])


def estimated(measure: Measure, totals: PathTotals, baseline: int) -> Estimated:
    """Return the estimates of one measure for all policies, and their paired differences to the baseline.

    Parameters
    ----------
    baseline
        Index of the baseline in the batch.
    """
    return estimated_of(measure, totals.policies, held_reading(measure, totals, baseline), baseline)


def held_reading(measure: Measure, totals: PathTotals, baseline: int) -> HeldReading:
    """Return a measure of the paths of a batch."""
    below = measure.denominator(totals) if measure.denominator is not None else None
    return HeldReading(measure, measure.formula(totals), below, baseline)


def estimated_of(measure: Measure, policies: Sequence[Scenario], reading: Reading, baseline: int) -> Estimated:
    """Return the same from what is known of the paths."""
    values = tuple(
        _value(measure, reading, i, may_be_rare=measure.may_be_rare(policy)) if measure.applies(policy) else None
        for i, policy in enumerate(policies)
    )
    differences = tuple(
        None if i == baseline or values[i] is None or values[baseline] is None
        else _difference(measure, reading, i, baseline)
        for i in range(len(policies))
    )  # fmt: skip
    return Estimated(values, differences)


def _value(measure: Measure, reading: Reading, policy: int, *, may_be_rare: bool) -> Estimate | None:
    bounds = measure.definition.bounds
    match measure.definition.kind:
        case "ratio":
            return ratio_estimate(reading.own(policy), bounds, may_be_rare=may_be_rare)
        case "proportion":
            sample = reading.own(policy)
            return proportion(sample.hits(), sample.paths, may_be_rare=may_be_rare)
        case "quantile":
            return _quantile(reading.numbers(policy), measure.level)
        case "expected_shortfall":
            return reading.numbers(policy).shortfall(measure.level, may_be_rare=may_be_rare)
        case _:
            return mean_estimate(reading.own(policy), bounds, may_be_rare=may_be_rare)


def _quantile(numbers: Numbers, level: float) -> Estimate | None:
    """Return the quantile of the paths that have a number."""
    known = numbers.known()
    if not known.paths:
        return None
    found = known.quantile(level)
    return found if known.paths == numbers.paths else replace(found, among=known.paths)


def _difference(measure: Measure, reading: Reading, policy: int, baseline: int) -> Estimate | None:
    match measure.definition.kind:
        case "ratio":
            return ratio_difference_estimate(reading.apart(policy))
        case "quantile":
            pair = [reading.numbers(i) for i in (policy, baseline)]
            if any(numbers.known().paths < numbers.paths for numbers in pair):
                # The two would be read from different paths: no pairs.
                return None
            return pair[0].quantile_less(pair[1], measure.level)
        case "expected_shortfall":
            return reading.numbers(policy).shortfall_less(reading.numbers(baseline), measure.level)
        case _:
            return mean_estimate(reading.apart(policy))


def proportion(hits: int, paths: int, *, may_be_rare: bool) -> Estimate:
    """Return the chance of an event; one that no rule can bring about is 0 for certain."""
    if hits == 0 and not may_be_rare:
        return Estimate(0.0, 0.0, 0.0, "proportion")
    return proportion_interval(hits, paths)


def mean_estimate(sample: Sample, bounds: Bounds = UNBOUNDED, *, may_be_rare: bool = True) -> Estimate:
    """Return the mean of one variable, with its interval (see `bounded` and `intervals.mean_interval`)."""
    return mean_within(sample.mean(), bounds, may_be_rare=may_be_rare)


def ratio(numerator: Floats, denominator: Floats, bounds: Bounds = UNBOUNDED, *, may_be_rare: bool = True) -> Estimate:
    """Return a ratio of means from the paths of both, shape (paths,) each (see `ratio_estimate`)."""
    return ratio_estimate(Held((numerator, denominator)), bounds, may_be_rare=may_be_rare)


def ratio_estimate(sample: Sample, bounds: Bounds = UNBOUNDED, *, may_be_rare: bool = True) -> Estimate:
    """Return a ratio of means, or no number (infinite, with a note) where the denominator does not carry one.

    That is where its mean is negative, is 0, or cannot be told apart from 0.
    """
    found = sample.ratio()
    note = found.note or (NOTHING_GAINED if found.denominator < 0 else "")
    if note and found.seen.paths > 1:
        return _without_number(note)
    return ratio_within(found, bounds, may_be_rare=may_be_rare)


def difference_of_ratios(first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Estimate:
    """Return the first (numerator, denominator) ratio less the second; no number where either has none."""
    return ratio_difference_estimate(Held((*first, *second)))


def ratio_difference_estimate(sample: Sample) -> Estimate:
    """Return the first ratio of four variables less the second, on common draws; no number where either has none."""
    first, second, error = sample.ratios()
    if first.seen.paths > 1:
        for found in (first, second):
            if found.note or found.denominator < 0:
                return _without_number(found.note or NOTHING_GAINED)
    elif NO_DENOMINATOR in (first.note, second.note):
        difference = first.value - second.value
        return _without_number(NO_DENOMINATOR, difference if math.isfinite(difference) else math.inf)
    telling = max(first.telling, second.telling)
    moved = mean_from_error(first.value - second.value, error, first.seen.paths, telling)
    return replace(moved, kind="ratio")


def _without_number(note: str, value: float = math.inf) -> Estimate:
    return Estimate(value, -math.inf, math.inf, "ratio", note)
