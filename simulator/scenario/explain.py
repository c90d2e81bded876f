"""Every effective value of a scenario: which file and line set it, in which unit, and on whose word."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.faults import shown
from simulator.scenario.crosscheck import path_of_source
from simulator.scenario.fields import FieldInfo, scenario_fields
from simulator.scenario.keys import Path, key_of_path
from simulator.scenario.model import Source
from simulator.scenario.read import Origin, Reading
from simulator.scenario.types import Side
from simulator.values import NOTHING, Own


@dataclass(frozen=True)
class ExplainedValue:
    """One effective value."""

    key: str
    value: Any
    unit: str
    side: Side
    origin: Origin | None
    """Where it was set; None for a default."""
    meaning: str
    source: Own = NOTHING
    """Paper, rule, page or table; nothing when the scenario names none."""
    confidence: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def set_by(self) -> str:
        """Return "file:line", or "default"."""
        return "default" if self.origin is None else str(self.origin)

    @property
    def shown_value(self) -> str:
        """Return the value as a scenario file would give it."""
        return shown(self.value)


def explain(reading: Reading) -> tuple[ExplainedValue, ...]:
    """Return one row for each effective value, in the order of the record.

    The items of lists of tables are named by their `name`, else by their index from 0. A source given for a list item
    comes before one for all items, and that before one for the whole section. The amounts' unit is the currency.

    Parameters
    ----------
    reading
        A scenario as read.
    """
    values = reading.scenario.model_dump(exclude={"sources"})
    sources = _sources_by_path(reading, values)
    rows = []
    for path, info, value in _leaves(scenario_fields(), values, ()):
        origin = reading.places.get(path)
        source = _source_of(path, sources, _rank(origin, reading))
        rows.append(
            ExplainedValue(
                key=key_of_path(path, values),
                value=value,
                unit=reading.scenario.currency if info.unit == "currency" else info.unit,
                side=info.side,
                origin=origin,
                meaning=info.meaning,
                source=source.words if source else NOTHING,
                confidence=source.confidence if source else "",
                low=source.low if source else None,
                high=source.high if source else None,
            )
        )
    return tuple(rows)


def _rank(origin: Origin | None, reading: Reading) -> int:
    """Return how late a value was laid on: 0 for the base file or a default, highest for a `--set` option."""
    if origin is None:
        return 0
    return reading.files.index(origin.file) if origin.file in reading.files else len(reading.files)


def _leaves(info: FieldInfo, value: Any, path: Path) -> Iterator[tuple[Path, FieldInfo, Any]]:
    if info.kind == "tables" and value:
        for index, item in enumerate(value):
            for key, child in info.fields.items():
                yield from _leaves(child, item[key], (*path, index, key))
    elif info.kind == "table" and value is not None:
        for key, child in info.fields.items():
            if key in value:
                yield from _leaves(child, value[key], (*path, key))
    else:
        yield path, info, value


def _sources_by_path(reading: Reading, values: dict[str, Any]) -> dict[Path, tuple[int, Source]]:
    sources = {}
    for key, source in reading.scenario.sources.items():
        path = path_of_source(key, values)
        if path is not None:
            sources[path] = (_rank(reading.places.get(("sources", key)), reading), source)
    return sources


def _source_of(path: Path, sources: dict[Path, tuple[int, Source]], rank: int) -> Source | None:
    """Return the source for a path, for its key in all list items, or for the nearest table or list around it.

    A source given in a lower layer than the value itself describes an older value and is passed over.
    """
    while path:
        for known in (path, tuple(part for part in path if not isinstance(part, int))):
            if known in sources and sources[known][0] >= rank:
                return sources[known][1]
        path = path[:-1]
    return None
