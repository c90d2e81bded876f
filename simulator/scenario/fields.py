"""The fields of a scenario as a tree, read from the record: kind, unit, range, default, side and meaning of each."""

import copy
import functools
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.errors import wrong
from simulator.faults import names, range_of, shown
from simulator.scenario.keys import Path
from simulator.scenario.model import Scenario
from simulator.scenario.types import Side
from simulator.values import NOTHING, Phrase, Value

Kind = Literal["table", "tables", "named tables", "number", "whole number", "truth", "text", "choice", "list"]

_KINDS: dict[str, Kind] = {
    "object": "table",
    "array": "list",
    "number": "number",
    "integer": "whole number",
    "boolean": "truth",
    "string": "text",
}


@dataclass(frozen=True)
class FieldInfo:
    """One field: a value, a list of values, a table, or a list of tables."""

    key: str
    """Dotted key; list items and table names are left out, as in `sectors.pd_multiplier`."""
    kind: Kind
    side: Side
    meaning: str
    unit: str = ""
    """Unit of a number, or form of a text; nothing for plain text, choices and truth values."""
    minimum: float | None = None
    maximum: float | None = None
    is_minimum_excluded: bool = False
    is_maximum_excluded: bool = False
    choices: tuple[str, ...] = ()
    is_required: bool = False
    default: Any = None
    can_be_none: bool = False
    fields: dict[str, "FieldInfo"] = field(default_factory=dict)
    """Fields of a table, or of each table of a list."""
    item: "FieldInfo | None" = None
    """What each value of a list is."""

    @property
    def allowed(self) -> Phrase:
        """Return what may be written: "a number from 0 to 1"."""
        allowed = _allowed(self)
        return wrong("faults.allowed.or_none", allowed=allowed) if self.can_be_none else allowed

    @property
    def range(self) -> Value:
        """Return the range: "from 0 to 1", "above 0 and at most 10"; nothing when there is none."""
        return _range(self)


def field_at(path: Path) -> FieldInfo | None:
    """Return the field at a path (indexes and names of list items included or left out), or None."""
    node: FieldInfo | None = scenario_fields()
    for part in path:
        node = _step(node, part) if node is not None else None
    return node


def _step(node: FieldInfo, part: str | int) -> FieldInfo | None:
    if isinstance(part, int):
        return node.item if node.kind == "list" else node if node.kind == "tables" else None
    if node.kind == "named tables":
        return node.item
    return node.fields.get(part)


def known_keys() -> list[str]:
    """Return every dotted key, sections and tables included, in the order of the record."""
    return [info.key for info in _below(scenario_fields())]


def _below(info: FieldInfo) -> list[FieldInfo]:
    return [found for child in info.fields.values() for found in (child, *_below(child))]


@functools.cache
def scenario_fields() -> FieldInfo:
    """Return the root of the tree: one table whose fields are the sections."""
    schema = Scenario.model_json_schema()
    sides: dict[str, Side] = {
        name: getattr(_record_of(info.annotation), "side", "text") for name, info in Scenario.model_fields.items()
    }
    children = {}
    for name, node in schema["properties"].items():
        is_required = name in schema.get("required", [])
        children[name] = _field(name, node, schema["$defs"], sides[name], is_required)
    return FieldInfo("", "table", "text", schema.get("description", ""), fields=children)


def _record_of(annotation: Any) -> Any:
    """Return the record inside `tuple[Record, ...]`, `Record | None` or `dict[str, Record]`, else the annotation."""
    for inner in getattr(annotation, "__args__", ()):
        if hasattr(inner, "side"):
            return inner
    return annotation


def _field(key: str, schema: dict[str, Any], parts: dict[str, Any], side: Side, is_required: bool) -> FieldInfo:
    node, can_be_none = _without_none(schema)
    meaning = schema.get("description", "")
    if "$ref" in node:
        node = parts[node["$ref"].rsplit("/", 1)[1]]
        meaning = meaning or node.get("description", "")
    kind: Kind = "choice" if "enum" in node else _KINDS[node["type"]]
    fields, item = {}, None
    if kind == "list":
        item = _field(key, node["items"], parts, side, False)
        if item.kind == "table":
            kind, fields, meaning, item = "tables", item.fields, meaning or item.meaning, None
    elif "additionalProperties" in node and "properties" not in node:
        kind, item = "named tables", _field(key, node["additionalProperties"], parts, side, False)
        meaning = meaning or item.meaning
    elif kind == "table":
        required = node.get("required", [])
        for name, child in node["properties"].items():
            fields[name] = _field(f"{key}.{name}", child, parts, side, name in required)
    return FieldInfo(
        key=key,
        kind=kind,
        side=side,
        meaning=meaning,
        unit=_unit_of(kind, node, item),
        minimum=node.get("minimum", node.get("exclusiveMinimum")),
        maximum=node.get("maximum", node.get("exclusiveMaximum")),
        is_minimum_excluded="exclusiveMinimum" in node,
        is_maximum_excluded="exclusiveMaximum" in node,
        choices=tuple(node.get("enum", ())),
        is_required=is_required,
        default=copy.deepcopy(schema.get("default")),
        can_be_none=can_be_none,
        fields=fields,
        item=item,
    )


def _without_none(schema: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    if "anyOf" not in schema:
        return schema, False
    return next(part for part in schema["anyOf"] if part.get("type") != "null"), True


def _unit_of(kind: Kind, node: dict[str, Any], item: FieldInfo | None) -> str:
    if kind == "list" and item is not None:
        return item.unit
    unit = str(node.get("unit", ""))
    return "" if unit == "text" else unit


def _allowed(info: FieldInfo) -> Phrase:
    if info.kind in ("number", "whole number"):
        kind = "whole_number" if info.kind == "whole number" else "amount" if info.unit == "currency" else "number"
        found = _range(info)
        return wrong(f"faults.allowed.any_{kind}") if found == NOTHING else wrong(f"faults.allowed.{kind}", range=found)
    if info.kind == "choice":
        return wrong("faults.allowed.choice", choices=names(map(shown, info.choices)))
    if info.kind == "list" and info.item is not None:
        return wrong("faults.allowed.list", item=_allowed(info.item))
    return wrong(f"faults.allowed.{info.kind.replace(' ', '_')}", key=info.key)


def _range(info: FieldInfo) -> Value:
    ends = (not info.is_minimum_excluded, not info.is_maximum_excluded)
    return range_of(info.minimum, info.maximum, ends_count=ends)


def whole_number(low: int, high: int) -> Phrase:
    """Return that a whole number in a range may be written."""
    found = wrong("faults.range.from_to", low=low, high=high)
    return wrong("faults.allowed.whole_number", range=found)
