"""Which column of a file is which field: exactly by its heading, or by a mapping file, never by likeness."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.counting import counted
from simulator.faults import MOST_FAULTS, did_you_mean
from simulator.inputs.tape_cells import folded
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

_WITH_UNIT = re.compile(r"(.*\S)\s*\(([^()]*)\)")


@dataclass(frozen=True)
class Bound:
    """One column of the file that is a field."""

    column: int
    field: Field
    unit: int
    """What one in the file stands for: 1 or 10,000 yuan; for shares, the file's number for a share of 1."""


def _plain(heading: str) -> str:
    return re.sub(r"[\s_]+", " ", folded(heading)).casefold()


_FIELD_OF_HEADING = {_plain(name): field for field in FIELDS for name in (field.key, *field.chinese)}


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
        if isinstance(found, str):
            unknown = sum(fault.allowed.startswith("unknown") for fault in faults)
            guess = did_you_mean(heading, _names(bound)) if not found and unknown < MOST_FAULTS else ""
            words = found or f"unknown heading{guess}; map or ignore it in a mapping file"
            faults.append(CellFault(heading_row, f"column {column + 1}", heading, words))
        elif found.field.key in bound:
            earlier = bound[found.field.key].column + 1
            words = f"is {found.field.key}, as column {earlier} is already; keep one"
            faults.append(CellFault(heading_row, f"column {column + 1}", heading, words))
        else:
            bound[found.field.key] = found
    return bound, [*faults, *_missing(bound, headings, faults, heading_row)]


def _names(bound: dict[str, Bound]) -> Iterator[str]:
    return (name for field in FIELDS if field.key not in bound for name in (field.key, *field.chinese))


def bound_to(heading: str, column: int, amount_unit: str | None) -> Bound | str:
    """Return the field of a heading, or what is wrong with it; an empty text where the heading is not known."""
    match = _WITH_UNIT.fullmatch(folded(heading))
    field = _FIELD_OF_HEADING.get(_plain(heading)) or (_FIELD_OF_HEADING.get(_plain(match[1])) if match else None)
    if field is None:
        return ""
    stated = match[2].strip() if match and _plain(heading) not in _FIELD_OF_HEADING else None
    if field.kind == "amount":
        stated = amount_unit if stated is None else stated
        if stated is None:
            return f"does not say its unit; write {heading} (元) or {heading} (万元), or give --unit"
        return _with_unit(column, field, stated, AMOUNT_UNITS)
    if field.kind == "share":
        return _with_unit(column, field, stated or "share", SHARE_UNITS)
    return _with_unit(column, field, stated or "", dict.fromkeys(("", *OTHER_UNITS.get(field.unit, ())), 1))


def _with_unit(column: int, field: Field, stated: str, units: dict[str, int]) -> Bound | str:
    for name, unit in units.items():
        if name.casefold() == stated.casefold():
            return Bound(column, field, unit)
    allowed = ", ".join(name for name in units if name) or "none"
    return f"states a unit that {field.key} does not have; allowed: {allowed}"


def _missing(
    bound: dict[str, Bound], headings: Sequence[str], faults: Sequence[CellFault], heading_row: int
) -> Iterator[CellFault]:
    """Give one fault for each field that must be there and is neither bound nor named by a faulty heading."""
    named = {_FIELD_OF_HEADING.get(_plain(str(fault.value))) for fault in faults}
    for field in FIELDS:
        if field.is_required and field.key not in bound and field not in named:
            words = f"the column {field.key} ({field.chinese[0]}) is missing"
            yield CellFault(heading_row, "headings", counted(len(headings), "column"), words)
    if "grade" not in bound and "pd" not in bound:
        words = f"a column grade ({FIELD_OF['grade'].chinese[0]}) or pd ({FIELD_OF['pd'].chinese[0]}) is needed"
        yield CellFault(heading_row, "headings", counted(len(headings), "column"), words)
