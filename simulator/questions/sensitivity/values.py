"""Answers, their changes and the values of settings as they are told throughout a sensitivity."""

from collections.abc import Mapping

from simulator.analysis.measures import MeasureDefinition
from simulator.estimate import Estimate
from simulator.questions.names import measured, setting_name, setting_value
from simulator.questions.sensitivity.answers import BEST
from simulator.questions.sensitivity.assumptions import Assumption
from simulator.scenario.study import BREAKER_KEY, FUND_KEY, RATIO_KEY
from simulator.scenario.types import amount_from_text
from simulator.values import Listed, Measured, Number, Own, Peak, Unit, Value, phrase

_UNITS: Mapping[str, Unit] = {
    "currency": "currency",
    "share": "ratio",
    "months": "months",
    "years": "years",
    "days": "days",
}
"""Of settings; a share is shown as it is written in a file, in Chinese in per cent."""


def answer_value(measure: MeasureDefinition, estimate: Estimate) -> Measured | Peak:
    """Return an answer with its interval; of the best ratio, the ratios statistically indistinguishable from it."""
    if measure.key == BEST:
        return Peak(estimate.value, estimate.low, estimate.high)
    return measured(measure, estimate)


def change_value(measure: MeasureDefinition, estimate: Estimate) -> Measured:
    """Return a paired difference in an answer."""
    if measure.key == BEST:
        return Measured(estimate, "points", is_difference=True)
    return measured(measure, estimate, is_difference=True)


def point_value(measure: MeasureDefinition, value: float) -> Value:
    """Return an answer without an interval; a chance that no path met is not called 0."""
    if measure.unit == "probability" and value == 0:
        return phrase("sensitivity.never")
    return Number(value, "ratio") if measure.key == BEST else Number(value, measure.unit, digits=3)


def setting_number(assumption: Assumption, value: float) -> Number:
    """Return a value of an assumption in its unit."""
    return Number(value, _UNITS.get(assumption.field.unit, "count"))


def range_of(assumption: Assumption) -> Value:
    """Return the range that the source of an assumption states."""
    return _span(assumption, assumption.low, assumption.high)


def own_of(assumption: Assumption) -> Value:
    """Return the value in force; of items with different values, the smallest and the largest."""
    low, high = min(assumption.own), max(assumption.own)
    return setting_number(assumption, low) if low == high else _span(assumption, low, high)


def _span(assumption: Assumption, low: float, high: float) -> Value:
    return phrase("sensitivity.span", low=setting_number(assumption, low), high=setting_number(assumption, high))


def assumption_name(key: str) -> Own:
    """Return the key of an assumption, by which it is set; in Chinese what it is called."""
    return Own(key, setting_name(key).chinese)


def policy_value(settings: Mapping[str, object]) -> Value:
    """Return what a policy is called that differs from the scenario in some settings."""
    return Listed(tuple(_setting(key, value) for key, value in settings.items()))


def _setting(key: str, value: object) -> Value:
    if key == RATIO_KEY and isinstance(value, int | float):
        return phrase("sensitivity.policy.ratio", ratio=Number(value, "ratio"))
    if key == FUND_KEY and (size := _amount(value)) is not None:
        return phrase("sensitivity.policy.fund", size=Number(size, "currency"))
    if key == BREAKER_KEY and isinstance(value, bool):
        return phrase("sensitivity.policy.breaker_on" if value else "sensitivity.policy.breaker_off")
    return phrase("sensitivity.policy.setting", name=assumption_name(key), value=setting_value(key, value))


def _amount(value: object) -> float | None:
    """Return an amount given as a number or in words; None where it is neither."""
    if isinstance(value, str):
        try:
            return amount_from_text(value)
        except ValueError:
            return None
    return float(value) if isinstance(value, int | float) else None
