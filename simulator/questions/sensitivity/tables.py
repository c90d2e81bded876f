"""Tables of a sensitivity: the tornado of every answer, Sobol indices, bands, and policy against policy."""

from collections.abc import Sequence

from simulator.analysis.measures import MeasureDefinition
from simulator.answer import Column, Row, Table, data_table
from simulator.estimate import Estimate
from simulator.questions.names import measure_name
from simulator.questions.sensitivity.answers import BEST
from simulator.questions.sensitivity.found import Sensitivity
from simulator.questions.sensitivity.joint import Contest
from simulator.questions.sensitivity.said import draws_notes
from simulator.questions.sensitivity.tornado import Bar
from simulator.questions.sensitivity.values import (
    answer_value,
    assumption_name,
    change_value,
    own_of,
    point_value,
    policy_value,
    range_of,
)
from simulator.values import Cell, Measured, Number, Own, Phrase, Unit, Value, phrase

MOST_ROWS = 12
KINDS = {True: "term", False: "fact"}


def tables(found: Sensitivity) -> tuple[Table, ...]:
    """Return the tornado of the main answer, what was drawn, the other tornados, and every number for programs."""
    main, *others = found.answers
    drawn = [*_variance_table(found), *_bands_table(found), *_contests_table(found)]
    return (
        _tornado_table(found, main, MOST_ROWS),
        *drawn,
        *(_tornado_table(found, measure, 0) for measure in others),
        _left_out_table(found),
        _answers_data(found),
        _tornado_data(found),
        *_contests_data(found),
    )


def _heading(key: str) -> Phrase:
    return phrase(f"sensitivity.column.{key}")


def _words(*keys: str) -> tuple[Column, ...]:
    return tuple(Column(key, _heading(key)) for key in keys)


def _measured(unit: Unit, *keys: str) -> tuple[Column, ...]:
    return tuple(Column(key, _heading(key), "measured", unit) for key in keys)


def _tornado_table(found: Sensitivity, measure: MeasureDefinition, screen_rows: int) -> Table:
    """Return the assumptions that move one answer, the widest first."""
    bars = found.ranked(measure.key)
    now = answer_value(measure, found.now.estimate(measure.key))
    notes = [phrase("sensitivity.note.width")]
    if 0 < screen_rows < len(bars):
        counts = {"shown": Number(screen_rows, "count"), "of": Number(len(bars), "count")}
        notes.append(phrase("sensitivity.note.first_rows", **counts))
    return Table(
        f"tornado_{measure.key}",
        phrase("sensitivity.table.tornado", answer=measure_name(measure.key), now=now),
        (
            *_words("assumption", "kind", "value", "range"),
            *_measured(change_value(measure, _NONE).unit, "at_low", "at_high", "width"),
        ),
        tuple(_tornado_row(measure, bar) for bar in bars),
        tuple(notes),
        screen_rows=screen_rows if screen_rows < len(bars) else None,
    )


_NONE = Estimate(0.0, 0.0, 0.0, "mean")


def _tornado_row(measure: MeasureDefinition, bar: Bar) -> Row:
    swing, assumption = bar.swings[measure.key], bar.assumption
    width = change_value(measure, swing.width) if swing.is_shown else phrase("sensitivity.not_shown")
    return Row(
        assumption.key,
        (
            assumption_name(assumption.key),
            phrase(f"sensitivity.kind.{KINDS[assumption.is_term]}"),
            own_of(assumption),
            range_of(assumption),
            _change(measure, swing.low),
            _change(measure, swing.high),
            width,
        ),
    )


def _change(measure: MeasureDefinition, change: Estimate | None) -> Cell:
    return phrase("value.not_applicable") if change is None else change_value(measure, change)


def _variance_table(found: Sensitivity) -> list[Table]:
    """Return the Sobol indices, one row per assumption and answer; nothing where none were asked for."""
    variance = found.variance
    if variance is None:
        return []
    rows = [
        Row(
            f"{key}, {assumption.key}",
            (
                measure_name(key),
                assumption_name(assumption.key),
                range_of(assumption),
                Measured(index.first, "share"),
                Measured(index.total, "share"),
            ),
        )
        for key, shares in variance.by_answer.items()
        if shares.indices is not None
        for assumption, index in zip(variance.assumptions, shares.indices, strict=True)
    ]
    title = phrase("sensitivity.table.sobol", n=Number(len(variance.assumptions), "count"))
    columns = (*_words("answer", "assumption", "range"), *_measured("share", "by_itself", "with_interactions"))
    return [Table("sobol", title, columns, tuple(rows), draws_notes(found))]


def _bands_table(found: Sensitivity) -> list[Table]:
    """Return each answer's simulation interval beside its band over the joint draws."""
    together = found.together
    if together is None or not together.bands:
        return []
    rows = []
    for measure in found.answers:
        band = together.bands.get(measure.key)
        if band is not None:
            quantiles = (point_value(measure, value) for value in (band.low, band.middle, band.high))
            now = answer_value(measure, found.now.estimate(measure.key))
            draws = Number(band.draws, "count")
            rows.append(Row(measure.key, (measure_name(measure.key), now, *quantiles, draws)))
    columns = (
        *_words("answer", "as_it_stands", "low_quantile", "median", "high_quantile"),
        Column("draws", _heading("draws"), "number", "count"),
    )
    return [Table("bands", phrase("sensitivity.table.bands"), columns, tuple(rows), draws_notes(found))]


def _contests_table(found: Sensitivity) -> list[Table]:
    """Return how often the scenario beats the other policy over the joint draws."""
    together = found.together
    if together is None:
        return []
    rows = tuple(Row(key, (_heading(key), *_contest_cells(contest))) for key, contest in together.contests.items())
    columns = (
        *_words("scenario_has"),
        *_measured("share", "better", "worse", "not_shown"),
        Column("undefined", _heading("undefined"), "number", "count"),
        *_words("decided_by"),
    )
    title = phrase("sensitivity.table.against", other=policy_value(together.other))
    return [Table("against", title, columns, rows, draws_notes(found))]


def _contest_cells(contest: Contest) -> tuple[Cell, ...]:
    counts = (contest.wins, contest.loses, contest.untold)
    missing = phrase("value.not_applicable")
    shares = [Measured(contest.share(count), "share") if contest.draws else missing for count in counts]
    key = contest.decided_by
    decider = phrase("sensitivity.none_by_itself") if key is None else assumption_name(key.key)
    return (*shares, Number(contest.undefined, "count"), decider)


def without_effect(found: Sensitivity) -> tuple[str, ...]:
    """Return the assumptions that move no answer on any path."""
    return tuple(bar.assumption.key for bar in found.bars if not bar.has_effect)


def _left_out_table(found: Sensitivity) -> Table:
    """Return the ranges, or ends of ranges, that were not tried, and those that change nothing."""
    rows = [
        Row(left.key, (assumption_name(left.key), _reason(left.reason, left.end, left.why))) for left in found.left_out
    ]
    idle = phrase("sensitivity.left_out.idle")
    rows += [Row(key, (assumption_name(key), idle)) for key in without_effect(found)]
    title = phrase("sensitivity.table.left_out")
    return Table("left_out", title, _words("assumption", "why"), tuple(rows), screen_rows=0)


def _reason(reason: str, end: float, why: Value | None) -> Phrase:
    if why is None:
        return phrase(f"sensitivity.left_out.{reason}")
    return phrase(f"sensitivity.left_out.{reason}", end=Number(end, "count"), why=why)


def _answers_data(found: Sensitivity) -> Table:
    """Return each answer as it stands, its band over the draws, and what its Sobol indices rest on."""
    bands = {} if found.together is None else found.together.bands
    shares = {} if found.variance is None else found.variance.by_answer
    rows = []
    for measure in found.answers:
        band, share = bands.get(measure.key), shares.get(measure.key)
        numbers = (None,) * 4 if band is None else (band.low, band.middle, band.high, float(band.draws))
        rest = (None, None) if share is None else (share.noise, float(share.undefined))
        unit = "ratio" if measure.key == BEST else measure.unit
        now = Measured(found.now.estimate(measure.key), unit)
        rows.append(Row(measure.key, (Own(unit), now, *_numbers((*numbers, *rest)))))
    kinds = ("band_low", "band_middle", "band_high", "band_draws", "simulation_noise", "rows_undefined")
    return data_table(
        "answers",
        {
            "unit": ("words", "plain"),
            "as_it_stands": ("measured", "plain"),
            **dict.fromkeys(kinds, ("number", "plain")),
        },
        rows,
    )


def _numbers(values: Sequence[float | None]) -> tuple[Cell, ...]:
    return tuple(None if value is None else Number(value) for value in values)


def _tornado_data(found: Sensitivity) -> Table:
    """Return every swing of every answer, one row per assumption and answer, in each answer the widest first."""
    rows = []
    for measure in found.answers:
        ranked = found.ranked(measure.key)
        idle = [bar for bar in found.bars if measure.key in bar.swings and bar not in ranked]
        rows += [_swing_row(found, measure, bar) for bar in (*ranked, *idle)]
    return data_table(
        "tornado",
        {
            **dict.fromkeys(("answer", "kind", "confidence"), ("words", "plain")),
            **dict.fromkeys(("low", "high", "own_low", "own_high", "now"), ("number", "plain")),
            **dict.fromkeys(("at_low", "at_high", "width"), ("measured", "plain")),
        },
        rows,
    )


def _swing_row(found: Sensitivity, measure: MeasureDefinition, bar: Bar) -> Row:
    assumption, swing = bar.assumption, bar.swings[measure.key]
    ends = (assumption.low, assumption.high, min(assumption.own), max(assumption.own), found.now.value(measure.key))
    changes = (None if end is None else Measured(end, "plain") for end in (swing.low, swing.high, swing.width))
    words = (Own(measure.key), Own(KINDS[assumption.is_term]), Own(assumption.confidence))
    return Row(assumption.key, (*words, *_numbers(ends), *changes))


def _contests_data(found: Sensitivity) -> list[Table]:
    """Return the counts behind policy against policy."""
    together = found.together
    if together is None:
        return []
    rows = []
    for key, contest in together.contests.items():
        counts = (contest.wins, contest.loses, contest.untold, contest.undefined, contest.correlation)
        halves = (None if half is None else Measured(half, "share") for half in (contest.wins_low, contest.wins_high))
        decided = None if contest.decided_by is None else Own(contest.decided_by.key)
        rows.append(Row(key, (*_numbers(counts), *halves, decided)))
    numbers = ("better", "worse", "not_shown", "undefined", "rank_correlation")
    return [
        data_table(
            "against_draws",
            {
                **dict.fromkeys(numbers, ("number", "count")),
                **dict.fromkeys(("better_in_lower_half", "better_in_upper_half"), ("measured", "share")),
                "decided_by": ("words", "plain"),
            },
            rows,
        )
    ]
