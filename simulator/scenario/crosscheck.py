"""What must hold between the values of a scenario: shares that sum to 1, names that exist, sources of known keys."""

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeGuard

from simulator.errors import UnfitError, wrong
from simulator.faults import MOST_FAULTS, did_you_mean, got, names, shown
from simulator.scenario.fields import field_at, known_keys
from simulator.scenario.keys import Path, item_names, item_places, parts_of_key, value_at
from simulator.scenario.prepare import PathFault
from simulator.scenario.types import SHARES_TOLERANCE
from simulator.values import NOTHING

Places = dict[Path, dict[str, int]]
"""Index of each item of a list by the words that stand for it, by the list's path."""
_SHARED_LISTS: tuple[Path, ...] = (("sectors",), ("grades",), ("banks",), ("loans", "terms"))
_NAMED_LISTS: tuple[Path, ...] = (
    ("sectors",), ("grades",), ("banks",), ("book",), ("stress",), ("tools",), ("economy", "regimes"),
    ("bank_rules", "impairment", "outlooks"),
)  # fmt: skip


def cross_faults(values: dict[str, Any]) -> list[PathFault]:
    """Return the faults between prepared values; parts that are faulty in themselves are passed over."""
    return list(islice(_cross_faults(values), MOST_FAULTS + 1))


def _cross_faults(values: dict[str, Any]) -> Iterator[PathFault]:
    for path in _SHARED_LISTS:
        yield from _shares_off(path, value_at(values, path))
    for path in _NAMED_LISTS:
        yield from _double_names(path, value_at(values, path))
    known = {what: _names(values.get(what)) for what in ("sectors", "grades")}
    for number, segment in enumerate(_items(values.get("book"))):
        for key, what in (("sector", "sectors"), ("grade", "grades")):
            name = segment.get(key) if isinstance(segment, dict) else None
            yield from _unknown_name(("book", number, key), name, known[what], what)
    for number, tool in enumerate(_items(values.get("tools"))):
        for place, name in enumerate(_items(tool.get("sectors") if isinstance(tool, dict) else None)):
            yield from _unknown_name(("tools", number, "sectors", place), name, known["sectors"], "sectors")
    for what in ("sectors", "grades"):
        path = ("gate", f"excluded_{what}")
        for number, name in enumerate(_items(value_at(values, path))):
            yield from _unknown_name((*path, number), name, known[what], what)
    sources = values.get("sources")
    places: Places = {}
    for key, source in sources.items() if isinstance(sources, dict) else ():
        yield from _source_faults(key, source, values, places)


def _items(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _shares_off(path: Path, items: Any) -> Iterator[PathFault]:
    shares = [item.get("share") if isinstance(item, dict) else None for item in _items(items)]
    if items == ():
        yield path, wrong("faults.scenario.none_given")
    numbers = [share for share in shares if _is_number(share)]
    if not numbers or len(numbers) < len(shares):
        return
    total = math.fsum(numbers)
    if abs(total - 1) > SHARES_TOLERANCE:
        hint = wrong("faults.hint.per_cent", share="0.7", percent="70") if abs(total - 100) < 1e-3 else NOTHING
        given = f"{' + '.join(shown(share) for share in shares[:8])} = {total:.6g}"
        yield path, wrong("faults.got", what=wrong("faults.scenario.shares"), value=given, hint=hint)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _double_names(path: Path, items: Any) -> Iterator[PathFault]:
    seen = set()
    for number, name in enumerate(item_names(_items(items))):
        if name is not None and name in seen:
            yield (*path, number, "name"), got(wrong("faults.scenario.same_name"), name, wrong("faults.hint.own_name"))
        seen.add(name)


def _names(items: Any) -> dict[str, None]:
    """Return the names of list items in their order, each once."""
    return dict.fromkeys(name for name in item_names(_items(items)) if name is not None)


def _unknown_name(path: Path, name: Any, known: dict[str, None], what: str) -> Iterator[PathFault]:
    if isinstance(name, str) and known and name.strip() not in known:
        words = wrong("faults.scenario.one_of_names", all=what, names=names(map(shown, islice(known, 20))))
        yield path, got(words, name, did_you_mean(name, known))


def _source_faults(key: str, source: Any, values: dict[str, Any], places: Places) -> Iterator[PathFault]:
    path = ("sources", key)
    if path_of_source(key, values, places) is None:
        yield path, wrong("faults.scenario.no_key", hint=did_you_mean(key, known_keys()))
    low, high = (source.get("low"), source.get("high")) if isinstance(source, dict) else (None, None)
    if _is_number(low) and _is_number(high) and low > high:
        both = wrong("list.and", first=shown(low), last=shown(high))
        yield (
            (*path, "low"),
            wrong("faults.got", what=wrong("faults.scenario.not_above", other="high"), value=both, hint=NOTHING),
        )


def path_of_source(key: str, values: Any, places: Places | None = None) -> Path | None:
    """Return the path a source key stands for, or None when there is no such key.

    A list item may be left out ("sectors.pd_multiplier", all of them) or named ("sectors.AI.pd_multiplier").

    Parameters
    ----------
    places
        Items of the lists looked at so far, by their words; filled here, and of use to who asks for many keys.
    """
    places = {} if places is None else places
    try:
        parts = parts_of_key(key)
    except UnfitError:
        return None
    path: Path = ()
    for part in parts:
        items = value_at(values, path)
        if isinstance(items, list | tuple):
            if path not in places:
                places[path] = item_places(items)
            index = places[path].get(part)
            path += (part,) if index is None else (index,)
        else:
            path += (part,)
    words = tuple(part for part in path if not isinstance(part, int))
    return path if field_at(words) is not None else None
