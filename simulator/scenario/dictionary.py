"""The reference of scenario files, generated from the record: rows, a Markdown page, and a JSON Schema for editors."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.faults import shown
from simulator.saying.speaker import said
from simulator.saying.words import speaking
from simulator.scenario.fields import FieldInfo, scenario_fields
from simulator.scenario.model import Scenario
from simulator.scenario.types import Side
from simulator.values import Own, phrase

_SIDES = {
    "world": "world setting: drawn once for all policies",
    "policy": "policy setting: may differ between the policies of a study",
    "run": "run setting: how much is computed",
    "text": "text",
}
_TYPES = {"truth": "true or false", "tables": "list of tables", "named tables": "tables"}


@dataclass(frozen=True)
class ReferenceRow:
    """One key of a scenario file."""

    section: str
    """Table in which the key stands; nothing for the top of the file."""
    key: str
    type: str
    unit: str
    allowed: str
    """Range or choices."""
    default: str
    """Default as a file would give it, or "required"."""
    side: Side
    meaning: str


def reference_rows() -> tuple[ReferenceRow, ...]:
    """Return one row for each key, in the order of the record; tables that only hold keys have no row of their own."""
    return tuple(_rows(scenario_fields()))


def _rows(section: FieldInfo) -> Iterator[ReferenceRow]:
    for key, info in section.fields.items():
        if info.kind not in ("table", "tables", "named tables"):
            yield _row(section.key, key, info)
    for info in section.fields.values():
        yield from _rows(info.item if info.kind == "named tables" and info.item else info)


def _row(section: str, key: str, info: FieldInfo) -> ReferenceRow:
    words = _TYPES.get(info.kind, info.kind)
    if info.kind == "list" and info.item is not None:
        words = f"list of {_TYPES.get(info.item.kind, info.item.kind)}s"
    about = info.item if info.item is not None else info
    allowed = ", ".join(about.choices) if about.choices else said(about.range)
    if info.can_be_none:
        allowed = said(phrase("explain.or_none", allowed=Own(allowed) if allowed else phrase("explain.any")))
    default = said(phrase("explain.required")) if info.is_required else shown(info.default)
    return ReferenceRow(section, key, words, info.unit, allowed, default, info.side, info.meaning)


def reference_page() -> str:
    """Return the reference as a Markdown page, one heading and one table for each section."""
    with speaking("en"):
        return "\n".join(_page()).rstrip() + "\n"


def _page() -> list[str]:
    parts = [
        "# Scenario files: every key",
        "",
        "Generated from the scenario record.",
        'Amounts are in the main unit of the scenario\'s currency, as in `5_000_000`, `"500 万元"` or `"5 million"`.',
        'Shares run from 0 to 1; one that is no decimal number may be written as a ratio, as in `"1/3"`.',
        '`extends = "base.toml"` at the top of a file starts from another file; the file then gives only what differs.',
        "",
        *_table(scenario_fields()),
    ]
    for info in _sections(scenario_fields()):
        parts += [f"## {_heading(info)}", "", f"{info.meaning}", "", f"*{_presence(info)}; {_SIDES[info.side]}.*", ""]
        parts += _table(info.item if info.kind == "named tables" and info.item else info)
    return parts


def _sections(info: FieldInfo) -> Iterator[FieldInfo]:
    for child in info.fields.values():
        if child.kind in ("table", "tables", "named tables"):
            yield child
            yield from _sections(child)


def _heading(info: FieldInfo) -> str:
    others = {"tables": f"[[{info.key}]]", "named tables": f'[{info.key}."dotted.key"]'}
    return f"`{others.get(info.kind, f'[{info.key}]')}`"


def _presence(info: FieldInfo) -> str:
    return "Required" if info.is_required else "May be left out"


def _table(info: FieldInfo) -> list[str]:
    rows = [
        _row(info.key, key, child)
        for key, child in info.fields.items()
        if child.kind not in ("table", "tables", "named tables")
    ]
    lines = ["| key | type | unit | allowed | default | meaning |", "|---|---|---|---|---|---|"]
    for row in rows:
        cells = [f"`{row.key}`", row.type, row.unit, row.allowed, f"`{row.default}`", row.meaning]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def json_schema() -> dict[str, Any]:
    """Return a JSON Schema of scenario files for editors, with the unit and the side of each key.

    A file may give only what differs from the one it extends: no key is marked as required, but its description says
    so. Amounts may be text, what may be left out may be "none", and single items of a list may be given by name.
    """
    schema = copy.deepcopy(Scenario.model_json_schema())
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    _relax(schema)
    for part in schema["$defs"].values():
        _relax(part)
    for key, info in scenario_fields().fields.items():
        schema["properties"][key]["side"] = info.side
    schema["properties"]["extends"] = {"type": "string", "description": "File to start from, by path from this one."}
    return schema


def _relax(part: dict[str, Any]) -> None:
    required = part.pop("required", [])
    for key, node in part["properties"].items():
        if key in required:
            node["description"] = f"{node.get('description', '')} (required)".strip()
        options = node.pop("anyOf", None) or [_taken_out(node)]
        if any(option.get("unit") == "currency" for option in options):
            options.append({"type": "string", "unit": "currency"})
        if any(option.get("unit") == "share" and option.get("type") == "number" for option in options):
            options.append({"type": "string", "unit": "share"})
        if {"type": "null"} in options:
            options[options.index({"type": "null"})] = {"const": "none"}
            node.pop("default", None)
        if any("items" in option and "$ref" in option["items"] for option in options):
            options.append({"type": "object"})
        node.update(options[0] if len(options) == 1 else {"anyOf": options})


def _taken_out(node: dict[str, Any]) -> dict[str, Any]:
    """Move what describes the value (not its title, meaning or default) out of a node and return it."""
    return {key: node.pop(key) for key in list(node) if key not in ("title", "description", "default")}
