"""An answer for programs: plain numbers by name, the same in every language."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.answer import Answer, Column, Table
from simulator.estimate import CONFIDENCE
from simulator.saying.speaker import Speaker
from simulator.values import Cell, Measured, Number, Own, Peak, Phrase, Searched, is_defined

Plain = str | float | None


def plain_columns(table: Table) -> dict[str, list[Plain]]:
    """Return a table's columns by name; an estimate has three, its value and the ends of its interval.

    The first column, `row`, has the rows' own keys. None stands where there is no number.
    """
    columns: dict[str, list[Plain]] = {"row": [row.key for row in table.rows]}
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows]
        columns |= _split(column, cells)
    return columns


def _split(column: Column, cells: Sequence[Cell]) -> dict[str, list[Plain]]:
    match column.kind:
        case "words":
            return {column.key: [_code(cell) for cell in cells]}
        case "number":
            return {column.key: [_number(cell) for cell in cells]}
        case "measured" | "peak":
            triples = [_triple(cell) for cell in cells]
            names = (column.key, f"{column.key}_low", f"{column.key}_high")
            return {name: [triple[place] for triple in triples] for place, name in enumerate(names)}


def _number(cell: Cell) -> Plain:
    """Return a number; somebody's own words in its place, such as a day, as they are."""
    if isinstance(cell, Own):
        return cell.text
    return _finite(cell.value) if isinstance(cell, Number) else None


def _triple(cell: Cell) -> tuple[float | None, float | None, float | None]:
    if isinstance(cell, Measured):
        found = cell.estimate
        return _finite(found.value) if is_defined(found) else None, _finite(found.low), _finite(found.high)
    if isinstance(cell, Searched):
        return _finite(cell.value), _finite(cell.low), _finite(cell.high)
    return (cell.best, cell.low, cell.high) if isinstance(cell, Peak) else (None, None, None)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _code(cell: Cell) -> str | None:
    """Return somebody's own words as they are, and of our words the last part of the key that is not "name"."""
    if isinstance(cell, Own):
        return cell.text
    return cell.key.removesuffix(".name").rpartition(".")[2] if isinstance(cell, Phrase) else None


def answer_json(answer: Answer, speaker: Speaker, *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return an answer as JSON: sentences and notes in the speaker's language, and every table as a list of rows.

    Paths, seed and interval are there where paths were simulated; numbers that do not exist are null.
    """
    basis = answer.basis
    simulated = {"paths": basis.paths, "seed": basis.seed, "interval": CONFIDENCE} if basis.paths else {}
    content: Mapping[str, Any] = {
        "question": answer.question,
        "answer": [speaker.sentence(told) for told in answer.said],
        "title": speaker.say(answer.heading),
        "scenario": speaker.say(basis.title),
        "notes": speaker.basis(basis)[1:],
        "currency": basis.currency,
        **simulated,
        **{name: _finite(fact) if isinstance(fact, float) else fact for name, fact in answer.facts.items()},
        "tables": {table.key: _rows(table) for table in answer.tables if not table.is_confidential},
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)


def _rows(table: Table) -> list[dict[str, Plain]]:
    columns = plain_columns(table)
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
