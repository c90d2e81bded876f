"""Hindcast: the model, started from a scheme's terms, beside what the scheme is known to have done.

A published figure is one history, so it is held against the range in which 95 % of the simulated histories lie;
the interval of their mean is narrower and shown beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import bounded_mean
from simulator.analysis.estimating import ratio
from simulator.analysis.measures import Measure, MeasureDefinition, measures_of
from simulator.analysis.worlds import Case, simulate_cases
from simulator.errors import NoAnswerError, wrong
from simulator.estimate import Estimate
from simulator.questions.names import measure_name
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.scenario.outcomes import Outcome, Outcomes
from simulator.values import Listed

COMPARED = (
    "lent", "covered", "loans_covered", "leverage_cumulative", "default_rate", "defaults_covered", "fund_paid",
    "payout_rate", "claims_paid_share",
)  # fmt: skip
"""Keys of the measures that a published figure can be compared with: means and ratios of means."""
RANGE = (0.025, 0.975)
Verdict = Literal["input", "inside", "above", "below", "reached", "not reached"]
Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class HindcastRow:
    """One published figure beside the model's."""

    outcome: Outcome
    measure: MeasureDefinition
    model: Estimate
    """Mean over the paths, or ratio of means, over `years`."""
    low: float
    high: float
    """Range in which 95 % of the paths lie."""
    verdict: Verdict
    """Where the model stands; when no window is published: whether and when it reaches the figure."""
    years: int
    """Window of the model's figure."""

    @property
    def ratio(self) -> float:
        """The model's figure per unit of the published one."""
        return self.model.value / self.outcome.published


@dataclass(frozen=True)
class Hindcast:
    """Every published figure of one scheme beside the model's."""

    outcomes: Outcomes
    rows: tuple[HindcastRow, ...]
    fitted: Fitted

    @property
    def scenario(self) -> Scenario:
        """The scenario that was simulated."""
        return self.outcomes.scenario


def hindcast(outcomes: Outcomes, *, threads: int | None = None, progress: Progress | None = None) -> Hindcast:
    """Simulate the scheme over its window and hold each published figure against the paths.

    Where it is not published when lending began, amounts and numbers are simulated for 1, 2, ... years, and the first
    window whose mean reaches the published figure is reported.

    Parameters
    ----------
    threads
        Number of threads; default all processors.
    progress
        Called with (paths done, paths in all), over all windows.

    Raises
    ------
    NoAnswerError
        When the scenario cannot be calibrated, or does not have a measure that is compared.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    measures = _measures(outcomes)
    figures = [formula for measure in measures for formula in (measure.formula, measure.denominator or measure.formula)]
    cases = [Case(window, window) for window in outcomes.windows]
    found = simulate_cases(cases, figures, threads=threads, progress=progress)
    rows = [
        _row(outcome, measure, found.values[2 * i], found.values[2 * i + 1], outcomes)
        for i, (outcome, measure) in enumerate(zip(outcomes.outcomes, measures, strict=True))
    ]
    return Hindcast(outcomes, tuple(rows), found.fitted[-1])


def _measures(outcomes: Outcomes) -> list[Measure]:
    by_key = {measure.definition.key: measure for measure in measures_of(outcomes.scenario)}
    found = [by_key[outcome.measure] for outcome in outcomes.outcomes]
    absent = [measure.definition.key for measure in found if not measure.applies(outcomes.scenario)]
    if absent:
        what = wrong("faults.questions.no_limited_fund", measures=Listed(tuple(map(measure_name, absent)), "comma"))
        raise NoAnswerError(wrong("faults.at", place=outcomes.title, what=what))
    return found


def _row(outcome: Outcome, measure: Measure, above: Floats, below: Floats, outcomes: Outcomes) -> HindcastRow:
    """Return one row; numerator and denominator have shape (windows, paths)."""
    is_sum = measure.denominator is None
    place, reached = len(above) - 1, False
    if is_sum and not outcomes.is_window_known:
        enough = np.flatnonzero(above.mean(axis=1) >= outcome.published)
        reached = len(enough) > 0
        place = int(enough[0]) if reached else place
    bounds = measure.definition.bounds
    model = bounded_mean(above[place], bounds) if is_sum else ratio(above[place], below[place], bounds)
    paths = above[place] if is_sum else above[place][below[place] != 0] / below[place][below[place] != 0]
    low, high = np.quantile(paths, RANGE, method="inverted_cdf") if len(paths) else (np.nan, np.nan)
    verdict = _verdict(outcome, model.value, float(low), float(high))
    if verdict != "input" and is_sum and not outcomes.is_window_known:
        verdict = "reached" if reached else "not reached"
    years = outcomes.windows[place].clock.years
    return HindcastRow(outcome, measure.definition, model, float(low), float(high), verdict, years)


def _verdict(outcome: Outcome, model: float, low: float, high: float) -> Verdict:
    if outcome.is_input:
        return "input"
    if low <= outcome.published <= high:
        return "inside"
    return "above" if model > outcome.published else "below"
