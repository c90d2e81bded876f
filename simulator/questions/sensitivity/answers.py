"""The answers whose dependence is asked for, and how they are read from the paths of one scenario."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis import estimating
from simulator.analysis.ample import AMPLE_MULTIPLE, ample_fund
from simulator.analysis.intervals import (
    mean_difference,
    mean_interval,
    proportion_interval,
    quantile_difference,
    quantile_interval,
)
from simulator.analysis.measures import MeasureDefinition, additional, definitions_of, fiscal_cost
from simulator.analysis.path_totals import PathTotals
from simulator.estimate import Estimate
from simulator.scenario.model import Scenario
from simulator.scenario.types import LARGEST_AMOUNT

Floats = NDArray[np.float64]

NEED_LEVEL = 0.95
LENDING, COST, DEPLETED, NEED, BEST = (
    "additional_lending", "cost_per_additional", "p_depleted", "money_needed", "best_ratio",
)  # fmt: skip
OWN_ANSWERS = (
    MeasureDefinition(
        NEED, "money needed", "currency", "quantile",
        "Capital with which every claim is paid on 95 % of the paths, at the lending that the limit of the fund as it "
        "stands allows; without interest.",
    ),
    MeasureDefinition(
        BEST, "best ratio", "count", "mean",
        "Ratio compared that brings the most additional lending; its interval: the ratios around it statistically "
        "indistinguishable from it.",
    ),
)  # fmt: skip


def answers_of(scenario: Scenario) -> tuple[MeasureDefinition, ...]:
    """Return the answers that a scenario has, the main one first."""
    known = {measure.key: measure for measure in (*definitions_of(scenario), *OWN_ANSWERS)}
    keys = (LENDING, COST, DEPLETED, *([NEED] if ample_money(scenario) else []), BEST)
    return tuple(known[key] for key in keys)


def ample_money(scenario: Scenario) -> dict[str, object]:
    """Return the settings under which money is never short and the leverage limit stays as it is.

    Nothing where the fund has no capital of its own to ask for: none, an unlimited one, or one that is topped up.
    """
    fund = scenario.fund
    ample = fund.fund_size * AMPLE_MULTIPLE
    if fund.is_unlimited or fund.top_up != "none" or not 0 < ample <= LARGEST_AMOUNT:
        return {}
    return {**ample_fund(scenario), "fund.interest_per_year": 0.0}


def _needed(totals: PathTotals) -> Floats:
    """Return how far the balance fell below the capital on each path, shape (policies, paths), in currency."""
    found: Floats = totals.setting(lambda policy: policy.fund.fund_size) - totals.amount("lowest_balance")
    return found


def _is_depleted(totals: PathTotals) -> Floats:
    return (totals.whole("first_depleted") > 0).astype(np.float64)


FIGURES: tuple[Callable[[PathTotals], Floats], ...] = (additional, fiscal_cost, _is_depleted, _needed)
"""What is read of every path: additional lending, public cost, whether the fund ran dry, money needed."""


@dataclass(frozen=True)
class Outcome:
    """What one scenario left on every path.

    Attributes
    ----------
    lending, cost, is_depleted, need
        Shape (paths,); `need` is empty where it is not asked for.
    ratios
        The ratios compared.
    line
        Additional lending at each of them, shape (ratios, paths).
    """

    lending: Floats
    cost: Floats
    is_depleted: Floats
    need: Floats
    ratios: tuple[float, ...]
    line: Floats

    @property
    def best(self) -> int:
        """Place of the ratio with the most additional lending."""
        return int(self.line.mean(axis=1).argmax())

    def value(self, key: str) -> float:
        """Return an answer's point estimate; nan where there is none."""
        found = self.estimate(key).value
        return found if math.isfinite(found) else math.nan

    def estimate(self, key: str) -> Estimate:
        """Return an answer with its interval."""
        return _ESTIMATES[key](self)

    def half(self, number: int) -> "Outcome":
        """Return what the first (0) or the second (1) half of the paths says."""
        middle = len(self.lending) // 2
        part = slice(0, middle) if number == 0 else slice(middle, None)
        need = self.need[part] if len(self.need) else self.need
        return Outcome(
            self.lending[part], self.cost[part], self.is_depleted[part], need, self.ratios, self.line[:, part]
        )


def difference(key: str, first: Outcome, second: Outcome) -> Estimate:
    """Return an answer of the first outcome less that of the second, paired path by path.

    The best ratio has moved only where, in the first outcome, the new one lends more than the old one beyond the paired
    interval; else the interval reaches to 0.
    """
    return _DIFFERENCES[key](first, second)


def _needed_capital(outcome: Outcome) -> Estimate:
    if not len(outcome.need):
        return Estimate(math.inf, -math.inf, math.inf, "quantile", "no capital of its own")
    return quantile_interval(outcome.need, NEED_LEVEL)


def _more_needed(first: Outcome, second: Outcome) -> Estimate:
    if np.array_equal(first.need, second.need):
        return Estimate(0.0, 0.0, 0.0, "quantile")
    return quantile_difference(first.need, second.need, NEED_LEVEL)


def _best(outcome: Outcome) -> Estimate:
    means, best = outcome.ratios, outcome.best
    low = high = best
    while low > 0 and not _is_above(outcome, best, low - 1):
        low -= 1
    while high < len(means) - 1 and not _is_above(outcome, best, high + 1):
        high += 1
    return Estimate(means[best], means[low], means[high], "mean")


def _is_above(outcome: Outcome, first: int, second: int) -> bool:
    return mean_difference(outcome.line[first], outcome.line[second]).low > 0


def _best_moved(first: Outcome, second: Outcome) -> Estimate:
    move = first.ratios[first.best] - second.ratios[second.best]
    if first.best == second.best or _is_above(first, first.best, second.best):
        return Estimate(move, move, move, "mean")
    return Estimate(move, min(0.0, move), max(0.0, move), "mean")


_ESTIMATES: Mapping[str, Callable[[Outcome], Estimate]] = {
    LENDING: lambda found: mean_interval(found.lending),
    COST: lambda found: estimating.ratio(found.cost, found.lending),
    DEPLETED: lambda found: proportion_interval(round(float(found.is_depleted.sum())), len(found.is_depleted)),
    NEED: _needed_capital,
    BEST: _best,
}
_DIFFERENCES: Mapping[str, Callable[[Outcome, Outcome], Estimate]] = {
    LENDING: lambda a, b: mean_difference(a.lending, b.lending),
    COST: lambda a, b: estimating.difference_of_ratios((a.cost, a.lending), (b.cost, b.lending)),
    DEPLETED: lambda a, b: mean_difference(a.is_depleted, b.is_depleted),
    NEED: _more_needed,
    BEST: _best_moved,
}


def outcome_of(values: Floats, ratios: Sequence[float], has_need: bool) -> Outcome:
    """Return the outcome of values of shape (figures, cases, paths).

    The cases are: the scenario itself, the same with ample money where `has_need`, and one per ratio.
    """
    first = 2 if has_need else 1
    need = values[3, 1] if has_need else np.zeros(0)
    return Outcome(
        values[0, 0], values[1, 0], values[2, 0], need, tuple(ratios), values[0, first : first + len(ratios)]
    )
