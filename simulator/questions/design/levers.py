"""What levers, their values and policies are called."""

from typing import Any

from simulator.analysis.measures import MeasureDefinition, measures_of
from simulator.faults import shown
from simulator.questions.design.designed import Design
from simulator.questions.names import measure_name, setting_name, setting_value
from simulator.scenario.design_study import Lever, Limit
from simulator.scenario.fields import field_at
from simulator.scenario.keys import parts_of_key
from simulator.scenario.study import BREAKER_KEY, FUND_KEY, RATIO_KEY
from simulator.scenario.types import amount_from_text
from simulator.values import Listed, Number, Own, Phrase, Unit, Value, phrase

_SHORT_NAMES = {RATIO_KEY: "design.lever.ratio", FUND_KEY: "design.lever.fund", BREAKER_KEY: "design.lever.breaker"}
_UNITS: dict[str, Unit] = {"currency": "currency", "share": "ratio"}
_NUMBER_KINDS = ("number", "whole number")


def policy_words(settings: dict[str, Any]) -> Listed:
    """Return what a policy sets: "ratio 0.4, fund 20 m yuan, gate.leverage_multiple 20"."""
    parts = (phrase("design.setting", lever=lever_name(key), value=value_of(key, one)) for key, one in settings.items())
    return Listed(tuple(parts), "comma")


def lever_name(key: str) -> Value:
    """Return how a lever is called: ratio, fund and breaker, else its key."""
    return phrase(_SHORT_NAMES[key]) if key in _SHORT_NAMES else Own(key, setting_name(key).chinese)


def value_of(key: str, value: Any) -> Value:
    """Return the value of a lever: a number in its unit, on or off, none, a choice, or a list as it is written."""
    info = field_at(tuple(parts_of_key(key)))
    if value in (None, "none", []):
        return phrase("design.value.none")
    if isinstance(value, bool):
        return phrase("design.value.on" if value else "design.value.off")
    if isinstance(value, list):
        return Own("; ".join(map(_item_text, value)))
    number = None if info is None or info.kind not in _NUMBER_KINDS else number_of(value)
    if info is not None and number is not None:
        return Number(number, unit_of(key))
    return Own(value, setting_value(key, value).chinese) if isinstance(value, str) else Own(shown(value))


def unit_of(key: str) -> Unit:
    """Return the unit of a lever's numbers."""
    info = field_at(tuple(parts_of_key(key)))
    return "plain" if info is None else _UNITS.get(info.unit, "plain")


def number_of(value: Any) -> float | None:
    """Return a value as a number, such as 20000000.0 for "20 million"; None where it is none."""
    try:
        return amount_from_text(value) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        return None


def numbers_of(lever: Lever) -> list[float]:
    """Return the values of a lever of numbers; nothing where one is not a number."""
    info = field_at(tuple(parts_of_key(lever.key)))
    if info is None or info.kind not in _NUMBER_KINDS:
        return []
    found = [number for value in lever.values if (number := number_of(value)) is not None]
    return found if len(found) == len(lever.values) else []


def has_numbers(lever: Lever) -> bool:
    """Whether the values of a lever are numbers, or numbers and none."""
    return all(isinstance(value_of(lever.key, value), Number) for value in lever.values if value not in (None, "none"))


def _item_text(item: Any) -> str:
    if isinstance(item, dict) and "name" in item:
        return str(item["name"])
    if isinstance(item, dict):
        return " ".join(f"{key} {value if isinstance(value, str) else shown(value)}" for key, value in item.items())
    return item if isinstance(item, str) else shown(item)


def definition_of(found: Design, key: str) -> MeasureDefinition:
    """Return what a measure is and in which unit."""
    return next(m.definition for m in measures_of(found.scenario) if m.definition.key == key)


def limit_words(found: Design, limit: Limit) -> Phrase:
    """Return a limit in words: "public cost at most 15 m yuan"."""
    bound = Number(limit.bound, definition_of(found, limit.measure).unit)
    side = "design.limit.at_most" if limit.is_upper else "design.limit.at_least"
    return phrase(side, measure=measure_name(limit.measure), bound=bound)


def limits_words(found: Design) -> Value:
    """Return every limit in words."""
    if not found.study.limits:
        return phrase("design.limit.none")
    return Listed(tuple(limit_words(found, limit) for limit in found.study.limits), "comma")
