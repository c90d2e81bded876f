"""The strict record's errors in plain words: what is wrong, what was given, what is allowed, the way out."""

import math
from typing import Any, Literal

from pydantic_core import ErrorDetails

from simulator.errors import UnfitError, wrong
from simulator.faults import bound, did_you_mean, got, must_be, names, shown
from simulator.scenario.fields import FieldInfo, field_at, scenario_fields
from simulator.scenario.keys import Path, value_at
from simulator.scenario.prepare import PathFault
from simulator.values import NOTHING, Phrase, Value

_RANGE_SIDES: dict[str, tuple[str, Literal["above", "at_least", "below", "at_most"]]] = {
    "greater_than_equal": ("ge", "at_least"),
    "greater_than": ("gt", "above"),
    "less_than_equal": ("le", "at_most"),
    "less_than": ("lt", "below"),
}
_TRUTHS = ("true", "false")


def plain_fault(error: ErrorDetails, values: dict[str, Any]) -> PathFault:
    """Return one error of the strict record as a path and what is wrong there.

    Parameters
    ----------
    error
        One of `ValidationError.errors()`.
    values
        The tables as the user wrote them, from which the value is shown.
    """
    path: Path = error["loc"]
    value = value_at(values, path)
    info = field_at(path)
    kind = error["type"]
    if kind == "missing":
        return path, wrong("faults.scenario.missing", allowed=_allowed(info), unit=_unit(info))
    if kind == "extra_forbidden":
        return path, wrong("faults.unknown_key", hint=_nearest_key(path))
    if kind == "value_error":
        return _section_fault(path, error["ctx"]["error"], value)
    if kind in _RANGE_SIDES:
        name, side = _RANGE_SIDES[kind]
        words = wrong("faults.scenario.out_of_range", range=bound(side, error["ctx"][name]), unit=_unit(info))
        return path, got(words, value, _share_hint(info, value))
    if kind == "literal_error" and info is not None and isinstance(value, str):
        return path, got(must_be(_allowed(info)), value, did_you_mean(value, _choices(info)))
    if kind in ("string_too_short", "string_too_long"):
        side = "at_least" if kind == "string_too_short" else "at_most"
        limit = bound(side, error["ctx"].get("min_length", error["ctx"].get("max_length")))
        return path, wrong("faults.scenario.length", limit=limit, count=str(len(str(value))))
    if kind == "string_pattern_mismatch":
        return path, got(wrong("faults.scenario.no_january", example="2026-01"), value)
    return path, got(must_be(_allowed(info)), value, _type_hint(info, value))


def _allowed(info: FieldInfo | None) -> Phrase:
    return info.allowed if info is not None else wrong("faults.allowed.fitting")


def _choices(info: FieldInfo) -> tuple[str, ...]:
    return info.item.choices if info.item is not None else info.choices


def _unit(info: FieldInfo | None) -> Value:
    """Return the unit in brackets, where it says more than the words around it."""
    if info is None or info.kind not in ("number", "whole number") or info.unit in ("", "number"):
        return NOTHING
    return wrong("faults.in_unit", unit=wrong(f"faults.unit.{info.unit.replace(' ', '_').replace('-', '_')}"))


def _nearest_key(path: Path) -> Value:
    word = str(path[-1])
    owner = field_at(path[:-1])
    near = did_you_mean(word, owner.fields) if owner is not None else NOTHING
    if near != NOTHING:
        return near
    for section in scenario_fields().fields.values():
        if word in section.fields:
            return wrong("faults.did_you_mean", name=f"{section.key}.{word}")
    known = list(owner.fields) if owner is not None and len(owner.fields) <= 8 else []
    return wrong("faults.known_here", names=names(known)) if known else NOTHING


def _section_fault(path: Path, error: Exception, value: Any) -> PathFault:
    """Return a fault of a whole section, at the key that it is about if there is one."""
    assert isinstance(error, UnfitError)
    section = field_at(path)
    if section is not None and error.key:
        given = value.get(error.key) if isinstance(value, dict) else None
        return (*path, error.key), error.what if given is None else got(error.what, given)
    is_value = section is not None and not section.fields and section.kind not in ("tables", "named tables")
    return path, got(error.what, value) if is_value else error.what


def _share_hint(info: FieldInfo | None, value: Any) -> Value:
    if info is not None and info.unit == "share" and isinstance(value, int | float) and 1 < value <= 100:
        return wrong("faults.hint.per_cent", share=shown(value / 100), percent=shown(value))
    return NOTHING


def _type_hint(info: FieldInfo | None, value: Any) -> Value:
    """Return the way out for a value of the wrong type."""
    if info is None:
        return NOTHING
    if isinstance(value, str):
        return _hint_for_text(info, value)
    if info.kind == "whole number" and isinstance(value, float) and value.is_integer():
        return wrong("faults.hint.no_point", value=shown(value))
    if info.kind in ("text", "choice") and not isinstance(value, dict | list | tuple | bool | float):
        return wrong("faults.hint.write", value=f'"{value}"')
    if info.kind == "truth" and value in (0, 1):
        return wrong("faults.hint.write", value="true" if value else "false")
    if info.kind == "tables" and isinstance(value, dict):
        return wrong("faults.hint.two_brackets", key=info.key)
    return NOTHING


def _hint_for_text(info: FieldInfo, value: str) -> Value:
    if info.kind == "truth" and value.strip().lower() in _TRUTHS:
        return wrong("faults.hint.no_quotes", value=value.strip().lower())
    if info.kind in ("number", "whole number"):
        text = value.strip()
        try:
            number = float(text.rstrip("%％ "))
        except ValueError:
            return NOTHING
        if not math.isfinite(number):
            return NOTHING
        if text.endswith(("%", "％")):
            return wrong("faults.hint.write", value=shown(number / 100))
        return wrong("faults.hint.no_quotes", value=text)
    return NOTHING
