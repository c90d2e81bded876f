"""The assumptions of a scenario: every setting whose source states a range, and how to set it to another value."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simulator.scenario.crosscheck import path_of_source
from simulator.scenario.fields import FieldInfo, field_at
from simulator.scenario.keys import Path, key_of_path, value_at
from simulator.scenario.model import Source
from simulator.values import Value

TERMS = ("scheme", "fund", "gate", "breaker")
"""Sections that the city chooses. The bank's habits, in `lender`, are facts that nobody knows."""
_ELSEWHERE = ("operations", "bank_rules")


@dataclass(frozen=True)
class Assumption:
    """One setting, or one setting of all items of a list, and the range that its source states.

    Attributes
    ----------
    key
        Dotted key as in `[sources]`.
    own
        Values in force, one per place.
    low, high
        Ends of the range, in the setting's unit.
    places
        Dotted key of every place that takes the value.
    confidence
        How well the figure is known, as the source says.
    """

    key: str
    own: tuple[float, ...]
    low: float
    high: float
    places: tuple[str, ...]
    field: FieldInfo
    confidence: str

    @property
    def is_term(self) -> bool:
        """Whether the city chooses it; all else is a fact that is not known well."""
        return self.key.partition(".")[0] in TERMS

    @property
    def is_whole(self) -> bool:
        """Whether it takes whole numbers only."""
        return self.field.kind == "whole number"

    def at(self, value: float) -> dict[str, object]:
        """Return the settings that give every place this value, amounts rounded to two decimals."""
        number = round(value) if self.is_whole else round(value, 2) if self.field.unit == "currency" else float(value)
        return dict.fromkeys(self.places, number)

    def drawn(self, part: float) -> float:
        """Return the value at a part of the range, 0 at its low and 1 at its high end.

        Whole numbers have equal chances where `part` is uniform.
        """
        if self.is_whole:
            return min(self.high, self.low + int(part * (self.high - self.low + 1)))
        return self.low + part * (self.high - self.low)


Reason = Literal[
    "one_end", "no_width", "own_ranges", "no_number", "not_set", "outside", "spread", "low_refused", "high_refused"
]


@dataclass(frozen=True)
class LeftOut:
    """A range that cannot be swept, and why.

    Attributes
    ----------
    end, why
        The end of the range that no scenario can have, and why; of `low_refused` and `high_refused` only.
    """

    key: str
    reason: Reason
    end: float = math.nan
    why: Value | None = None


def assumptions_of(
    sources: Mapping[str, Source], values: Mapping[str, Any]
) -> tuple[tuple[Assumption, ...], tuple[LeftOut, ...]]:
    """Return the assumptions of a scenario in the order of its sources, and the ranges that cannot be swept.

    A range for all items of a list leaves out the items that have a source of their own for the same setting. Ranges
    of settings that only other commands read are passed over.

    Parameters
    ----------
    sources
        Sources by dotted key, as in a scenario.
    values
        The scenario as nested tables.
    """
    owned = {path for key in sources if (path := path_of_source(key, values)) is not None}
    found: list[Assumption] = []
    left: list[LeftOut] = []
    for key, source in sources.items():
        path = path_of_source(key, values)
        if path is None or path[0] in _ELSEWHERE or (source.low is None and source.high is None):
            continue
        places = [place for place in _expanded(path, values) if place == path or place not in owned]
        made = _assumption(key, source, places, values)
        if isinstance(made, Assumption):
            found.append(made)
        else:
            left.append(LeftOut(key, made))
    return tuple(found), tuple(left)


def _assumption(key: str, source: Source, places: list[Path], values: Mapping[str, Any]) -> Assumption | Reason:
    """Return the assumption, or why its range cannot be swept."""
    low, high = source.low, source.high
    if low is None or high is None:
        return "one_end"
    if low == high:
        return "no_width"
    info = field_at(places[0]) if places else None
    if info is None:
        return "own_ranges"
    own = [value_at(values, place) for place in places]
    if info.kind not in ("number", "whole number"):
        return "no_number"
    if any(value is None for value in own):
        return "not_set"
    if min(own) < low or max(own) > high:
        return "outside"
    if (min(own), max(own)) == (low, high):
        return "spread"
    names = tuple(key_of_path(place, values) for place in places)
    return Assumption(key, tuple(map(float, own)), low, high, names, info, source.confidence)


def _expanded(path: Path, values: Any, done: Path = ()) -> Iterator[Path]:
    """Return the paths of all places a source's path stands for: a list without an index stands for its items."""
    if not path:
        yield done
    elif isinstance(values, list | tuple) and isinstance(path[0], str):
        for index, item in enumerate(values):
            yield from _expanded(path, item, (*done, index))
    else:
        yield from _expanded(path[1:], value_at(values, path[:1]), (*done, path[0]))
