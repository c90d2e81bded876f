"""What a calibration says: what was found for the settings, the tables, and the overlay that may be used."""

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np

from simulator.answer import Answer, Basis, Column, Row, Table
from simulator.questions.calibrate.ask import Calibration, keys_of
from simulator.questions.calibrate.cells import estimate_of, method_name, parameter_name
from simulator.questions.calibrate.learnt import SEED, Floats, Learnt, Lesson
from simulator.questions.calibrate.overlay import overlay_toml
from simulator.questions.read_files import columns_table, copies_of, remarks_of
from simulator.values import Cell, Listed, Own, Phrase, phrase


def tell(found: Calibration) -> Answer:
    """Return the answer without its charts."""
    title = phrase("calibrate.heading")
    return Answer(
        question="calibrate",
        basis=Basis(title, None, paths=0, seed=SEED, start="", years=0, currency="CNY", first=_first_note()),
        said=tuple(map(_said, found.lessons)),
        tables=(
            *(_lesson_table(lesson, number) for number, lesson in enumerate(found.lessons, start=1)),
            *columns_table([(one.path.name, one.content.facts) for one in found.read], remarks_of(found.read)),
        ),
        facts={"seed_of_draws": SEED},
        attached=_overlay(found.lessons) | copies_of([one.path for one in found.read]),
    )


def _first_note() -> Phrase:
    return phrase("calibrate.note.first")


def _overlay(lessons: Sequence[Lesson]) -> dict[str, bytes]:
    """Return the overlay and the draws of the uncertainty, where anything was learnt that a scenario sets."""
    if not any(keys_of(lesson) for lesson in lessons):
        return {}
    columns = {key: values for lesson in lessons for key, values in lesson.draws.items()}
    draws = {"data/draws.csv": _draws(columns)} if columns else {}
    return {"learnt.toml": overlay_toml(lessons).encode("utf-8"), **draws}


def _draws(columns: Mapping[str, Floats]) -> bytes:
    """Return draws of the parameters' uncertainty, one setting a column; the draws of one file are joint."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(np.column_stack(list(columns.values())).tolist())
    return text.getvalue().encode("utf-8-sig")


def _said(lesson: Lesson) -> Phrase:
    """Return what was found for the settings of one file."""
    found = tuple(
        phrase("calibrate.found", parameter=parameter_name(row), estimate=estimate_of(row))
        for row in lesson.learnt
        if row.key
    )
    if not found:
        return phrase("calibrate.sets_nothing", title=lesson.title)
    return phrase("calibrate.sets", title=lesson.title, found=Listed(found))


def _lesson_table(lesson: Lesson, number: int) -> Table:
    """Return one row per parameter and method; what stands at an end of the search in a column of its own."""
    has_limits = any(row.at_search_limit for row in lesson.learnt)
    words = ("method", "told_by", "sets", *(["at_search_limit"] if has_limits else []))
    columns = (
        Column("parameter", phrase("calibrate.column.parameter")),
        Column("estimate", phrase("calibrate.column.estimate"), "measured"),
        *(Column(key, phrase(f"calibrate.column.{key}")) for key in words),
    )
    rows = tuple(Row(_row_key(row), _cells(row)[: len(columns)]) for row in lesson.learnt)
    notes = (phrase("calibrate.note.source", source=lesson.source), *lesson.notes)
    return Table("calibration" if number == 1 else f"calibration_{number}", lesson.title, columns, rows, notes)


def _row_key(row: Learnt) -> str:
    return "/".join([row.label, *row.of, row.method])


def _cells(row: Learnt) -> tuple[Cell, ...]:
    limits = tuple(phrase(f"calibrate.limit.{end}") for end in row.at_search_limit)
    return (
        parameter_name(row), estimate_of(row), method_name(row), phrase(f"calibrate.by.{row.identified_by}"),
        Own(row.key) if row.key else None, Listed(limits) if limits else None,
    )  # fmt: skip
