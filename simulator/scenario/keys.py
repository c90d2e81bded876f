"""Dotted keys: `fund.fund_size`, `sectors.AI.share`, `sectors."U.S. tech".share`, `loans.terms.0.months`."""

import re
from typing import Any

from simulator.errors import UnfitError, wrong
from simulator.faults import shown

Path = tuple[str | int, ...]

_PART = re.compile(r"""\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^."'=\n]+))\s*(\.|$)""")
_PLAIN = re.compile(r"""^[^\s."'=](?:[^."'=\n]*[^\s."'=])?$""")


def parts_of_key(text: str) -> list[str]:
    """Return the parts of a dotted key; a part with a dot in it stands in quotes.

    Raises
    ------
    UnfitError
        When the text is not a dotted key.
    """
    parts, position = [], 0
    while True:
        match = _PART.match(text, position)
        if match is None:
            raise UnfitError(wrong("faults.scenario.no_dotted_key", text=shown(text)))
        parts.append(next(group for group in match.groups()[:3] if group is not None).strip())
        position = match.end()
        if not match[4]:
            return parts


def key_of_path(path: Path, values: Any = None) -> str:
    """Return a path as a dotted key, naming list items by their `name` where `values` has one."""
    words = []
    for part in path:
        values = _inside(values, part)
        name = values.get("name") if isinstance(part, int) and isinstance(values, dict) else None
        words.append(_quoted(name.strip() if isinstance(name, str) and name.strip() else str(part)))
    return ".".join(words)


def _quoted(word: str) -> str:
    return word[:80] if _PLAIN.match(word) else f'"{word[:80]}"'


def _inside(values: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return values[part] if isinstance(values, list | tuple) and part < len(values) else None
    return values.get(part) if isinstance(values, dict) else None


def value_at(values: Any, path: Path) -> Any:
    """Return what stands at a path of nested tables and lists, or None."""
    for part in path:
        values = _inside(values, part)
    return values


def item_places(items: list[Any] | tuple[Any, ...]) -> dict[str, int]:
    """Return the index of each list item by every word that stands for it: its `name`, else its index."""
    places = {str(index): index for index in range(len(items))}
    own: dict[str, int] = {}
    for index, name in enumerate(item_names(items)):
        if name is not None:
            own.setdefault(name, index)
    return {**places, **own}


def item_names(items: list[Any] | tuple[Any, ...]) -> list[str | None]:
    """Return the `name` of each item, None for an item without one."""
    names = [item.get("name") if isinstance(item, dict) else None for item in items]
    return [name.strip() if isinstance(name, str) else None for name in names]
