"""Which column of a file is which field: exactly by its heading, or by a mapping file, never by likeness."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.errors import wrong
from simulator.faults import MOST_FAULTS, did_you_mean, names
from simulator.inputs.tables.cells import folded
from simulator.inputs.tables.grid import column_place
from simulator.inputs.tape_faults import CellFault
from simulator.inputs.tape_fields import (
    AMOUNT_UNITS,
    FIELD_OF,
    FIELDS,
    MARK_HEADING,
    OTHER_UNITS,
    SHARE_UNITS,
    Field,
)
from simulator.inputs.tape_mapping import TapeMapping
from simulator.inputs.tape_titles import MOST_TITLE_ROWS
from simulator.values import NOTHING, Phrase

LEAST_HEADINGS = 3
_UNKNOWN = "faults.tape.unknown_heading"
NO_UNIT, OTHER_UNIT = "faults.tape.no_unit", "faults.tape.other_unit"
"""Faults of a heading that is known, but for its unit."""
_IN_BRACKETS = re.compile(r"(.*[^\s:/_,-])[\s:/_,-]*(?:\(([^()]*)\)|\[([^\[\]]*)\])")
_BEHIND_SIGN = re.compile(r"(.*[^\s:/_,-])\s*[:/_,-]\s*([^:/_,-]+)")
_BRACKETS = str.maketrans("【】〔〕［］｛｝{}〈〉《》「」", "[][][][][][][][]")
_BEFORE_UNIT = re.compile(r"(?:金额)?(?:计量)?单位\s*[:=]?\s*|unit\s*[:=]?\s*", re.IGNORECASE)
_CURRENCY = re.compile(r"人民币|RMB\s*|CNY\s+(?=\S)|¥", re.IGNORECASE)


@dataclass(frozen=True)
class Bound:
    """One column of the file that is a field."""

    column: int
    field: Field
    unit: int
    """What one in the file stands for: 1 or 10,000 yuan; for shares, the file's number for a share of 1."""


def _plain(heading: str) -> str:
    return re.sub(r"[\s_]+", " ", folded(heading)).casefold()


_UNITS_WITHOUT_SIGN = ("万元", "元", "%")
_UNITS = {unit.casefold() for units in (AMOUNT_UNITS, SHARE_UNITS, *OTHER_UNITS.values()) for unit in units}
_FIELD_OF_HEADING = {_plain(name): field for field in FIELDS for name in (field.key, *field.chinese)}


def heading_position(rows: Sequence[Sequence[str]], mapping: TapeMapping) -> int:
    """Return which of the first rows of a file holds the headings: titles may stand above them.

    The first row with three known headings, or else with one; the first of all where none has any.
    """
    known = [sum(_is_known(cell, mapping) for cell in row) for row in rows[:MOST_TITLE_ROWS]]
    for least in (LEAST_HEADINGS, 1):
        found = next((position for position, count in enumerate(known) if count >= least), None)
        if found is not None:
            return found
    return 0


def _is_known(cell: str, mapping: TapeMapping) -> bool:
    text = folded(cell)
    return bool(text) and bound_to(mapping.headings.get(text.casefold(), text), 0, None) is not None


def bind(
    headings: Sequence[str], heading_row: int, mapping: TapeMapping, amount_unit: str | None
) -> tuple[dict[str, Bound], list[CellFault]]:
    """Return the columns that are fields, by the field's key, and the faults of the headings.

    Parameters
    ----------
    amount_unit
        Unit of the amounts whose heading does not state one; None: that is a fault.
    """
    bound: dict[str, Bound] = {}
    faults: list[CellFault] = []
    for column, heading in enumerate(headings):
        if _plain(heading) == _plain(MARK_HEADING) or heading.casefold() in mapping.ignored:
            continue
        found = bound_to(mapping.headings.get(heading.casefold(), heading), column, amount_unit)
        if not isinstance(found, Bound):
            unknown = sum(fault.fault.code == _UNKNOWN for fault in faults)
            guess = did_you_mean(heading, _names(bound)) if found is None and unknown < MOST_FAULTS else NOTHING
            what = found or wrong(_UNKNOWN, hint=guess)
            faults.append(CellFault(heading_row, column_place(column), heading, what))
        elif found.field.key in bound:
            earlier = str(bound[found.field.key].column + 1)
            what = wrong("faults.tape.same_heading", field=found.field.key, column=earlier)
            faults.append(CellFault(heading_row, column_place(column), heading, what))
        else:
            bound[found.field.key] = found
    return bound, [*faults, *_missing(bound, headings, faults, heading_row)]


def _names(bound: dict[str, Bound]) -> Iterator[str]:
    return (name for field in FIELDS if field.key not in bound for name in (field.key, *field.chinese))


def bound_to(heading: str, column: int, amount_unit: str | None) -> Bound | Phrase | None:
    """Return the field of a heading, or what is wrong with it; None where the heading is not known."""
    field, stated = _FIELD_OF_HEADING.get(_plain(heading)), None
    if field is None:
        name, stated = _name_and_unit(heading)
        field = _FIELD_OF_HEADING.get(_plain(name))
    if field is None:
        return None
    if field.kind == "amount":
        stated = amount_unit if stated is None else stated
        if stated is None:
            return wrong(NO_UNIT, heading=heading)
        return _with_unit(column, field, stated, AMOUNT_UNITS)
    if field.kind == "share":
        return _with_unit(column, field, stated or "share", SHARE_UNITS)
    return _with_unit(column, field, stated or "", dict.fromkeys(("", *OTHER_UNITS.get(field.unit, ())), 1))


def _name_and_unit(heading: str) -> tuple[str, str | None]:
    """Return a heading without its unit, and the unit: "balance [单位:人民币万元]" states 万元."""
    text = folded(heading).translate(_BRACKETS)
    match = _IN_BRACKETS.fullmatch(text)
    if match:
        return match[1], _unit(match[2] if match[2] is not None else match[3])
    match = _BEHIND_SIGN.fullmatch(text)
    if match and _unit(match[2]).casefold() in _UNITS:
        return match[1], _unit(match[2])
    bare = next((unit for unit in _UNITS_WITHOUT_SIGN if text.endswith(unit)), None)
    return (text.removesuffix(bare), bare) if bare else (text, None)


def _unit(text: str) -> str:
    """Return a unit without what stands before it and without the name of the currency, unless that is all."""
    unit = _BEFORE_UNIT.sub("", text, count=1)
    return _CURRENCY.sub("", unit).strip() or unit.strip()


def _with_unit(column: int, field: Field, stated: str, units: dict[str, int]) -> Bound | Phrase:
    for name, unit in units.items():
        if name.casefold() == stated.casefold():
            return Bound(column, field, unit)
    allowed = [name for name in units if name]
    known = names(allowed) if allowed else wrong("faults.tape.no_units")
    return wrong(OTHER_UNIT, field=field.key, allowed=known)


def _missing(
    bound: dict[str, Bound], headings: Sequence[str], faults: Sequence[CellFault], heading_row: int
) -> Iterator[CellFault]:
    """Give one fault for each field that must be there and is neither bound nor named by a faulty heading."""
    place, count = wrong("faults.tape.headings"), wrong("faults.count.columns", n=len(headings))
    named = {_FIELD_OF_HEADING.get(_plain(str(fault.value))) for fault in faults}
    for field in FIELDS:
        if field.is_required and field.key not in bound and field not in named:
            what = wrong("faults.tape.missing_column", field=field.key, chinese=field.chinese[0])
            yield CellFault(heading_row, place, count, what)
    if "grade" not in bound and "pd" not in bound:
        chinese = {"grade": FIELD_OF["grade"].chinese[0], "pd": FIELD_OF["pd"].chinese[0]}
        yield CellFault(heading_row, place, count, wrong("faults.tape.no_grade", **chinese))
