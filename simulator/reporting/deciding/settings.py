"""Settings of a scenario as they are read: names, values, ranges and units."""

from collections.abc import Mapping

from simulator.reporting import names, wording
from simulator.reporting.language import Language
from simulator.saying.words import template
from simulator.scenario.fields import FieldInfo, field_at
from simulator.scenario.keys import parts_of_key
from simulator.scenario.model import Scenario
from simulator.scenario.types import amount_from_text


def setting_name(key: str, language: Language) -> str:
    """Return what a setting is called, with its key in the scenario file."""
    name = names.field_name(key, language)
    return f"{name}（{key}）" if language == "zh" else f"{name} ({key})"


def value_in(scenario: Scenario, key: str) -> object:
    """Return the value of a setting that is in force; list items by name or index; None where there is none.

    The record has numbers where the file or a policy may have written texts, such as "2 million".
    """
    found: object = scenario
    for part in parts_of_key(key):
        if isinstance(found, tuple):
            index = next((i for i, item in enumerate(found) if getattr(item, "name", None) == part), part)
            found = found[int(index)] if str(index).isdecimal() and int(index) < len(found) else None
        elif isinstance(found, Mapping):
            found = found.get(part)
        else:
            found = getattr(found, part, None)
    return found


def value_text(key: str, value: object, scenario: Scenario, language: Language) -> str:
    """Return a setting's value as it is read: amounts on a scale, choices in words."""
    if _is_amount(field_at(tuple(parts_of_key(key)))) and isinstance(value, int | float | str):
        amount = amount_from_text(value) if isinstance(value, str) and value != "none" else value
        if not isinstance(amount, str):
            return wording.exact_amount(float(amount), scenario, language=language)
    if value is None or isinstance(value, bool | str):
        return names.option_word(key, None if value == "none" else value, language)
    return f"{value:.12g}" if isinstance(value, int | float) else template("report.answer.several_values", language)


def _is_amount(info: FieldInfo | None) -> bool:
    return info is not None and info.unit == "currency"


def unit_text(key: str, scenario: Scenario, language: Language) -> str:
    """Return a setting's unit in words; nothing for choices."""
    info = field_at(tuple(parts_of_key(key)))
    if info is None or not info.unit:
        return ""
    if _is_amount(info):
        return wording.currency_word(scenario, language=language)
    return names.unit_word(info.unit, language)


def range_text(key: str, low: float, high: float, scenario: Scenario, language: Language) -> str:
    """Return the range of a setting, with the unit of amounts."""
    return joined(value_text(key, low, scenario, language), value_text(key, high, scenario, language))


def joined(low: str, high: str) -> str:
    """Return both ends of a range; one value alone where they read alike."""
    return low if low == high else f"{low} – {high}"
