"""TOML that people write by hand: read within limits that such a file keeps, and refused in words where broken."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import read_limited, shown_name
from simulator.values import Phrase

LARGEST_TOML_BYTES = 1_000_000
"""Twenty times the largest scenario that comes with the program, and more than a study of 5,000 policies needs."""
MOST_ENTRIES = 50_000
"""Keys, tables and list items of one file."""
DEEPEST = 20
_MOST_DOTS = 100
_DOT = re.compile(r"\.\s*[^.\s]")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

_DETAILS = {
    "Expected '='": "equals",
    "initial character": "key",
    "newline or end of document": "rest",
    "end of a table declaration": "table",
    "end of an array declaration": "list_of_tables",
    "Unclosed array": "list",
    "Unclosed inline table": "inline_table",
    "Unterminated string": "string",
    "date or datetime": "date",
    "Invalid value": "value",
    "Unescaped": "escape",
    "Escaped": "escape",
    "hex value": "escape",
    "llegal character": "character",
    "invalid character": "character",
    "Invalid statement": "statement",
    "Expected": "string",
}
"""What the reader's messages hold, and the key of what is said."""


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
        raise ScenarioError(name, [Fault(wrong("faults.toml.encoding"), f"{name}:{line}")]) from None
    values = _parsed(text, name)
    _refuse_large(values, name)
    return text, values


def _parsed(text: str, name: str) -> dict[str, Any]:
    for number, line in enumerate(text.split("\n"), start=1):
        key = "" if line.lstrip().startswith("#") else line.split("=", 1)[0]
        if len(_DOT.findall(key)) > _MOST_DOTS:
            raise ScenarioError(name, [Fault(wrong("faults.toml.dots", n=_MOST_DOTS), f"{name}:{number}")])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ScenarioError(name, [Fault(wrong("faults.toml.too_deep"), name)]) from None
    except ValueError as error:
        raise ScenarioError(name, [_syntax_fault(name, str(error))]) from None


def _syntax_fault(name: str, message: str) -> Fault:
    place = _PLACE.search(message)
    line = place[1] if place else None
    return Fault(_syntax(message, is_at_end=line is None), f"{name}:{line}" if line else name)


def _syntax(message: str, *, is_at_end: bool) -> Phrase:
    """Return what a message of the TOML reader means; it gives no code of its own."""
    if "integer string conversion" in message:
        return wrong("faults.toml.digits")
    if re.search("overwrite|twice|already|mutate|Duplicate|redefine", message):
        return wrong("faults.toml.twice")
    detail = next((key for words, key in _DETAILS.items() if words in message), "other")
    return wrong(f"faults.toml.invalid{'_at_end' * is_at_end}", detail=wrong(f"faults.toml.detail.{detail}"))


def _refuse_large(values: dict[str, Any], name: str) -> None:
    """Refuse what is too much or too deep, level by level so that no depth can exhaust the stack."""
    count = 0
    for depth, parts in enumerate(_levels(values)):
        count += len(parts)
        if count > MOST_ENTRIES:
            raise ScenarioError(name, [Fault(wrong("faults.toml.entries", n=MOST_ENTRIES), name)])
        if depth > DEEPEST:
            raise ScenarioError(name, [Fault(wrong("faults.toml.deeper", n=DEEPEST), name)])


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
