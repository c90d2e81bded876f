"""Figures to a wanted precision: one row per figure, how it was found, and how far it can be trusted."""

import math
from dataclasses import replace

from simulator.analysis.rare_events.precision import PreciseFigure, Precision
from simulator.answer import Answer, Column, Kind, Row, Table, data_table
from simulator.questions.names import measure_name, measured
from simulator.values import NOTHING, Cell, Number, Own, Phrase, Unit, Value, phrase


def with_precision(answer: Answer, found: Precision) -> Answer:
    """Return the answer to a comparison of one policy, with its figures to a wanted precision before all tables."""
    plan = found.plan
    facts = {"wanted_part": plan.wanted, "pilot_paths": plan.pilot_paths, "plain_paths": plan.paths}
    return replace(
        answer,
        tables=(_table(found), *answer.tables, _data(found)),
        facts={**answer.facts, **facts},
        misses_threshold=bool(found.missed),
    )


def _table(found: Precision) -> Table:
    """Return one row per figure with its interval, its relative half-width and what the weights say."""
    columns = (
        Column("figure", phrase("compare.column.figure")),
        Column("value", phrase("compare.column.value"), "measured"),
        Column("within", phrase("compare.column.within"), "number", "share"),
        Column("paths", phrase("compare.column.paths"), "number", "count"),
        Column("effective_size", phrase("compare.column.effective_size"), "number", "count"),
        Column("largest_weight", phrase("compare.column.largest_weight"), "number", "share"),
        Column("gain", phrase("compare.column.gain"), "number"),
    )
    title = phrase("compare.table.precision", wanted=_wanted(found))
    return Table("precision", title, columns, tuple(map(_row, found.figures)), _notes(found))


def _row(figure: PreciseFigure) -> Row:
    name, value = measure_name(figure.definition.key), measured(figure.definition, figure.estimate)
    return Row(figure.definition.key, (name, value, _reached(figure), Number(figure.paths, "count"), *_weights(figure)))


def _reached(figure: PreciseFigure) -> Value:
    return _part(figure.reached) if math.isfinite(figure.reached) else phrase("compare.precision.unknown")


def _part(part: float) -> Number:
    return Number(part, "share", digits=2)


def _wanted(found: Precision) -> Number:
    return Number(found.plan.wanted, "share")


def _weights(figure: PreciseFigure) -> tuple[Cell, Cell, Cell]:
    found = figure.weighted
    if found is None:
        return None, None, None if figure.control_gain is None else Number(figure.control_gain, digits=2)
    return Number(round(found.effective_size), "count"), _part(found.largest_weight), Number(found.gain, digits=2)


def _notes(found: Precision) -> tuple[Phrase, ...]:
    """Return how the paths were chosen, what the columns mean, and which figures stayed wider than wanted."""
    notes = [phrase("compare.precision.pilot", paths=Number(found.plan.pilot_paths, "count"))]
    if any(figure.weighted for figure in found.figures):
        notes.append(phrase("compare.precision.weighted"))
    if any(figure.control_gain is not None for figure in found.figures):
        notes.append(phrase("compare.precision.controlled"))
    return (*notes, *(_missed(figure, found) for figure in found.missed))


def _missed(figure: PreciseFigure, found: Precision) -> Phrase:
    why = NOTHING if figure.note == NOTHING else phrase("compare.precision.because", why=figure.note)
    name = measure_name(figure.definition.key)
    if not math.isfinite(figure.reached):
        return phrase("compare.precision.none", measure=name, why=why)
    reached = _part(figure.reached)
    return phrase("compare.precision.missed", measure=name, reached=reached, wanted=_wanted(found), why=why)


def _data(found: Precision) -> Table:
    """Return all numbers in plain units, one row per figure."""
    words: tuple[Kind, Unit] = ("words", "plain")
    number: tuple[Kind, Unit] = ("number", "plain")
    kinds: dict[str, tuple[Kind, Unit]] = {
        "unit": words, "value": ("measured", "plain"), "wanted_part": number, "reached_part": number, "is_met": words,
        "method": words, "paths": number, "effective_size": number, "largest_weight": number, "gain": number,
        "note": words,
    }  # fmt: skip
    return data_table("precision_long", kinds, (_data_row(figure, found) for figure in found.figures))


def _data_row(figure: PreciseFigure, found: Precision) -> Row:
    weighted = figure.weighted
    gain = figure.control_gain if weighted is None else weighted.gain
    is_met = figure not in found.missed
    cells = (
        Own(figure.definition.unit),
        measured(figure.definition, figure.estimate),
        Number(found.plan.wanted),
        Number(figure.reached),
        Own("yes" if is_met else "no"),
        Own(_method(figure)),
        Number(figure.paths),
        None if weighted is None else Number(weighted.effective_size),
        None if weighted is None else Number(weighted.largest_weight),
        None if gain is None else Number(gain),
        Own(figure.estimate.note) if figure.note == NOTHING else figure.note,
    )
    return Row(figure.definition.key, cells)


def _method(figure: PreciseFigure) -> str:
    if figure.weighted is not None:
        return "weighted"
    return "plain" if figure.control_gain is None else "control variates"
