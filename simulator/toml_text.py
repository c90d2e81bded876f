"""TOML that people write by hand: read within limits that such a file keeps, and refused in words where broken."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.errors import ScenarioError
from simulator.faults import read_limited, shown_name

LARGEST_TOML_BYTES = 1_000_000
"""Twenty times the largest scenario that comes with the program, and more than a study of 5,000 policies needs."""
MOST_ENTRIES = 50_000
"""Keys, tables and list items of one file."""
DEEPEST = 20
_MOST_DOTS = 100
_DOT = re.compile(r"\.\s*[^.\s]")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a file and its tables.

    Raises
    ------
    ScenarioError
        When the file cannot be read, is too large or holds too much for one that is written by hand, is not UTF-8 or
        not valid TOML; the fault names the line where there is one.
    """
    name = shown_name(path)
    content = read_limited(path, LARGEST_TOML_BYTES)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ScenarioError(name, [f"{name}:{line}: is not UTF-8 text; save the file as UTF-8"]) from None
    values = _parsed(text, name)
    _refuse_large(values, name)
    return text, values


def _parsed(text: str, name: str) -> dict[str, Any]:
    for number, line in enumerate(text.split("\n"), start=1):
        key = "" if line.lstrip().startswith("#") else line.split("=", 1)[0]
        if len(_DOT.findall(key)) > _MOST_DOTS:
            raise ScenarioError(name, [f"{name}:{number}: a key with more than {_MOST_DOTS} dots cannot be read"])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ScenarioError(name, [f"{name}: tables or lists are nested too deeply"]) from None
    except ValueError as error:
        raise ScenarioError(name, [_syntax_fault(name, str(error))]) from None


def _syntax_fault(name: str, message: str) -> str:
    place = _PLACE.search(message)
    where = f"{name}:{place[1]}" if place and place[1] else name
    what = message[: place.start()] if place else message
    if "integer string conversion" in what:
        return f"{where}: a number has too many digits"
    if re.search("overwrite|twice|already|mutate|Duplicate", what):
        return f"{where}: this key or table is given twice; keep one ({what})"
    return f"{where}: not valid TOML: {what[:1].lower()}{what[1:200]}" + ("" if where != name else "; at the end")


def _refuse_large(values: dict[str, Any], name: str) -> None:
    """Refuse what is too much or too deep, level by level so that no depth can exhaust the stack."""
    count = 0
    for depth, parts in enumerate(_levels(values)):
        count += len(parts)
        if count > MOST_ENTRIES:
            fault = f"{name}: holds more than {MOST_ENTRIES:,} keys, tables and list items; no such file needs so many"
            raise ScenarioError(name, [fault])
        if depth > DEEPEST:
            raise ScenarioError(name, [f"{name}: tables or lists are nested more than {DEEPEST} deep"])


def _levels(value: Any) -> Iterator[list[Any]]:
    """Yield what is nested no deeper than a value, one deeper, and so on."""
    level = [value]
    while level:
        yield level
        inner: list[Any] = []
        for part in level:
            inner.extend(part.values() if isinstance(part, dict) else part if isinstance(part, list) else ())
        level = inner


def depth_of(value: Any) -> int:
    """Return the depth of nesting: 1 for a single value."""
    return sum(1 for _ in _levels(value))
