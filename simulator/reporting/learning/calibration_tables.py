"""Tables, CSV and JSON of a calibration."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simulator.analysis.learning.learnt import Learnt, Lesson
from simulator.reporting import csv_files, wording
from simulator.reporting.json_text import plain
from simulator.reporting.tables import Table

_CSV_COLUMNS = (
    "data", "parameter", "unit", "value", "low", "high", "interval", "method", "at_search_limit", "setting",
    "identified_by", "source",
)  # fmt: skip
_PERCENT = {"share per year": "% a year"}


def lesson_table(lesson: Lesson) -> Table:
    """Return one row per parameter and method."""
    return Table(
        name="calibration",
        title=lesson.title,
        columns=("parameter", f"estimate ({wording.CONFIDENCE} interval)", "method", "told by", "sets"),
        rows=tuple(
            (_label(row), estimate_text(row), row.method, row.identified_by, row.key or "-") for row in lesson.learnt
        ),
        notes=(f"Source: {lesson.source}.", *lesson.notes),
        text_columns=("method", "told by"),
    )


def _label(row: Learnt) -> str:
    unit = _PERCENT.get(row.unit, "" if row.unit in ("share", "number") else row.unit)
    return f"{row.label}, {unit}" if unit else row.label


def estimate_text(row: Learnt) -> str:
    """Return value and interval in the unit of the table."""
    factor = 100.0 if row.unit in _PERCENT else 1.0
    low, value, high = (factor * number for number in (row.low, row.value, row.high))
    # The shorter side decides, so that the nearer end is not rounded onto the value.
    nearer = min((side for side in (value - low, high - value) if side > 0), default=(high - low) / 2)
    decimals = wording.decimals_for(value, nearer / 10)
    low_text, value_text, high_text = (wording.number_text(number, decimals) for number in (low, value, high))
    return f"{value_text} [{low_text}, {high_text}]{_limit_text(row)}"


def _limit_text(row: Learnt) -> str:
    """Return the words that mark what stands at an end of the search: there the data say only "or beyond"."""
    return f" ({row.at_search_limit} at the search limit)" if row.at_search_limit else ""


def answer(lessons: Sequence[Lesson]) -> list[str]:
    """Return in words what was found for the settings."""
    sentences = []
    for lesson in lessons:
        found = [f"{_label(row)} {estimate_text(row)}" for row in lesson.learnt if row.key]
        sentences.append(f"{lesson.title}: " + "; ".join(found) + "." if found else f"{lesson.title}: sets nothing.")
    return sentences


def calibration_csv(lessons: Sequence[Lesson]) -> bytes:
    """Return every parameter of every method, in plain units."""
    rows = [
        [lesson.title, row.label, row.unit, row.value, row.low, row.high, wording.CONFIDENCE, row.method,
         row.at_search_limit, row.key, row.identified_by, lesson.source]
        for lesson in lessons
        for row in lesson.learnt
    ]  # fmt: skip
    return csv_files.csv_bytes([_CSV_COLUMNS, *rows])


def draws_csv(lessons: Sequence[Lesson]) -> bytes:
    """Return draws of the parameters' uncertainty, one setting a column; the draws of one file are joint."""
    columns = {key: values for lesson in lessons for key, values in lesson.draws.items()}
    return csv_files.csv_bytes([list(columns), *np.column_stack(list(columns.values())).tolist()])


def calibration_json(
    lessons: Sequence[Lesson], *, read: Sequence[str] = (), files: Sequence[Path] = (), command: str = ""
) -> str:
    """Return the calibration as JSON text; `read` says what the numbers of each file are."""
    content = {
        "answer": answer(lessons),
        "interval": wording.CONFIDENCE,
        "data": [
            {
                "title": lesson.title,
                "source": lesson.source,
                "notes": lesson.notes,
                "settings": lesson.settings,
                "parameters": [vars(row) | {"at_search_limit": row.at_search_limit} for row in lesson.learnt],
            }
            for lesson in lessons
        ],
        "read": read,
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)
