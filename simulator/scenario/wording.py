"""The strict record's errors in plain words: what is wrong, what was given, what is allowed, the way out."""

import math
import re
from typing import Any

from pydantic_core import ErrorDetails

from simulator.faults import did_you_mean, shown
from simulator.scenario.fields import FieldInfo, field_at, scenario_fields
from simulator.scenario.keys import Path, value_at
from simulator.scenario.prepare import PathFault

_RANGE_WORDS = {
    "greater_than_equal": ("ge", "must be at least"),
    "greater_than": ("gt", "must be above"),
    "less_than_equal": ("le", "must be at most"),
    "less_than": ("lt", "must be below"),
}
_FIRST_WORD = re.compile(r"^(\w+) ")
_TRUTHS = ("true", "false")


def plain_fault(error: ErrorDetails, values: dict[str, Any]) -> PathFault:
    """Return one error of the strict record as a path and plain words.

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
        return path, f"is required, but missing; give {_allowed(info)}{_unit(info)}"
    if kind == "extra_forbidden":
        return path, f"unknown key{_nearest_key(path)}"
    if kind == "value_error":
        return _section_fault(path, str(error["ctx"]["error"]), value)
    if kind in _RANGE_WORDS:
        name, words = _RANGE_WORDS[kind]
        return path, f"{words} {shown(error['ctx'][name])}{_unit(info)} (got {shown(value)}){_share_hint(info, value)}"
    if kind == "literal_error" and info is not None and isinstance(value, str):
        choices = _choices(info)
        return path, f"must be {_allowed(info)} (got {shown(value)}){did_you_mean(value, choices)}"
    if kind in ("string_too_short", "string_too_long"):
        limits = ", ".join(f"{words} {error['ctx'][key]}" for key, words in _LENGTHS if key in error["ctx"])
        return path, f"must be text of {limits} characters (got {len(str(value))} characters)"
    if kind == "string_pattern_mismatch":
        return path, f'must be text such as "2026-01", a January (got {shown(value)})'
    return path, f"must be {_allowed(info)} (got {shown(value)}){_type_hint(info, value)}"


_LENGTHS = (("min_length", "at least"), ("max_length", "at most"))


def _allowed(info: FieldInfo | None) -> str:
    return info.allowed if info is not None else "a value that fits"


def _choices(info: FieldInfo) -> tuple[str, ...]:
    return info.item.choices if info.item is not None else info.choices


def _unit(info: FieldInfo | None) -> str:
    """Return the unit in brackets, where it says more than the words around it."""
    is_number = info is not None and info.kind in ("number", "whole number") and info.unit not in ("", "number")
    return f" ({info.unit})" if info is not None and is_number else ""


def _nearest_key(path: Path) -> str:
    word = str(path[-1])
    owner = field_at(path[:-1])
    near = did_you_mean(word, owner.fields) if owner is not None else ""
    if near:
        return near
    for section in scenario_fields().fields.values():
        if word in section.fields:
            return f"; did you mean {section.key}.{word}?"
    known = list(owner.fields) if owner is not None and len(owner.fields) <= 8 else []
    return f"; known here: {', '.join(known)}" if known else ""


def _section_fault(path: Path, message: str, value: Any) -> PathFault:
    """Return a fault of a whole section at the key that its message begins with, if it does."""
    section = field_at(path)
    word = _FIRST_WORD.match(message)
    if section is not None and word and word[1] in section.fields:
        path = (*path, word[1])
        given = value.get(word[1]) if isinstance(value, dict) else None
        message = message[word.end() :] + (f" (got {shown(given)})" if given is not None else "")
    elif section is not None and not section.fields and "got" not in message:
        message = f"{message} (got {shown(value)})"
    return path, message


def _share_hint(info: FieldInfo | None, value: Any) -> str:
    if info is not None and info.unit == "share" and isinstance(value, int | float) and 1 < value <= 100:
        return f"; write {shown(value / 100)} for {shown(value)} %"
    return ""


def _type_hint(info: FieldInfo | None, value: Any) -> str:
    """Return the way out for a value of the wrong type."""
    if info is None:
        return ""
    if isinstance(value, str):
        return _hint_for_text(info, value)
    if info.kind == "whole number" and isinstance(value, float) and value.is_integer():
        return f"; write {shown(value)} without a decimal point"
    if info.kind in ("text", "choice") and not isinstance(value, dict | list | tuple):
        return f'; write "{value}"' if not isinstance(value, bool | float) else ""
    if info.kind == "truth" and value in (0, 1):
        return f"; write {'true' if value else 'false'}"
    if info.kind == "tables" and isinstance(value, dict):
        return f"; write [[{info.key}]] with two brackets"
    return ""


def _hint_for_text(info: FieldInfo, value: str) -> str:
    if info.kind == "truth" and value.strip().lower() in _TRUTHS:
        return f"; write {value.strip().lower()} without quotes"
    if info.kind in ("number", "whole number"):
        text = value.strip()
        try:
            number = float(text.rstrip("%％ "))
        except ValueError:
            return ""
        if not math.isfinite(number):
            return ""
        if text.endswith(("%", "％")):
            return f"; write {shown(number / 100)}"
        return f"; write {text} without quotes"
    return ""
