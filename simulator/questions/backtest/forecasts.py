"""Past forecasts against what came."""

from dataclasses import dataclass

import numpy as np

from simulator.analysis.intervals import mean_interval, proportion_interval
from simulator.estimate import Estimate
from simulator.inputs.history import History

FORECAST_COVERAGE = 0.95


@dataclass(frozen=True)
class ForecastTest:
    """How past forecasts did."""

    count: int
    inside: Estimate
    """Part of the outcomes inside their range."""
    error: Estimate
    """Mean of outcome less forecast, per width of the range."""
    below: int
    above: int

    @property
    def is_range_fair(self) -> bool:
        """Whether the part inside can be 95 %."""
        return self.inside.low <= FORECAST_COVERAGE <= self.inside.high


def judge_forecasts(history: History) -> ForecastTest:
    """Return how many outcomes lay in the 95 % ranges forecast, and whether the forecasts lean to one side."""
    numbers = history.numbers
    outcome, low, high = numbers["outcome"], numbers["low"], numbers["high"]
    is_inside = (low <= outcome) & (outcome <= high)
    errors = (outcome - numbers["forecast"]) / (high - low)
    return ForecastTest(
        len(outcome),
        proportion_interval(int(is_inside.sum()), len(outcome)),
        mean_interval(errors),
        int(np.sum(outcome < low)),
        int(np.sum(outcome > high)),
    )
