"""Tables and JSON of a sensitivity: the tornado of every answer, Sobol indices, bands, and policy against policy."""

import json
from collections.abc import Sequence
from pathlib import Path

from simulator.analysis.measures import MeasureDefinition
from simulator.analysis.sensing.answers import COST, LENDING
from simulator.analysis.sensing.assumptions import Assumption
from simulator.analysis.sensing.joint import Contest
from simulator.analysis.sensing.sensitivity import Sensitivity
from simulator.analysis.sensing.tornado import Bar
from simulator.estimate import Estimate
from simulator.reporting import csv_files, wording
from simulator.reporting.json_text import estimate_json, plain
from simulator.reporting.sensing.sensitivity_text import (
    NEVER,
    answer,
    difference_text,
    draws_notes,
    estimate_text,
    notes_of,
    number_text,
    own_text,
    percent,
    range_text,
    style_of,
    without_effect,
)
from simulator.reporting.tables import Table

MOST_ROWS = 12
KINDS = {True: "term", False: "fact"}


def tornado_table(found: Sensitivity, measure: MeasureDefinition, most: int | None = None) -> Table:
    """Return the assumptions that move one answer, the widest first; at most so many."""
    bars = found.ranked(measure.key)
    shown = bars if most is None else bars[:most]
    label = "ratio" if measure.key == "best_ratio" else style_of(found, measure).difference_label
    more = f" (the first {len(shown)} of {len(bars)} that move it)" if len(shown) < len(bars) else ""
    now = estimate_text(found, measure, found.now.estimate(measure.key))
    return Table(
        name=f"tornado_{measure.key}",
        title=f"{measure.label}: {now} as it stands, and its change at both ends{more}",
        columns=("assumption", "kind", "value", "range", f"at low ({label})", f"at high ({label})", f"width ({label})"),
        rows=tuple(_tornado_row(found, measure, bar) for bar in shown),
        notes=(*notes_of(found), "Width: the largest difference between low end, high end and as it stands."),
    )


def _tornado_row(found: Sensitivity, measure: MeasureDefinition, bar: Bar) -> tuple[str, ...]:
    swing, assumption = bar.swings[measure.key], bar.assumption
    return (
        assumption.key, KINDS[assumption.is_term], own_text(assumption), range_text(assumption),
        difference_text(found, measure, swing.low), difference_text(found, measure, swing.high),
        difference_text(found, measure, swing.width) if swing.is_told else "not told from zero",
    )  # fmt: skip


def variance_table(found: Sensitivity) -> Table | None:
    """Return the Sobol indices, one row per assumption and answer; None where none were asked for."""
    variance = found.variance
    if variance is None:
        return None
    labels = {measure.key: measure.label for measure in found.answers}
    rows = [
        (labels[key], assumption.key, range_text(assumption), percent(index.first), percent(index.total))
        for key, shares in variance.by_answer.items()
        if shares.indices is not None
        for assumption, index in zip(variance.assumptions, shares.indices, strict=True)
    ]
    return Table(
        name="sobol",
        title=f"Part of the variance explained, {len(variance.assumptions)} assumptions drawn together",
        columns=("answer", "assumption", "range", "by itself", "with interactions"),
        rows=tuple(rows),
        notes=(*notes_of(found), *draws_notes(found)),
    )


def bands_table(found: Sensitivity) -> Table | None:
    """Return each answer's simulation interval beside its band over the joint draws."""
    together = found.together
    if together is None or not together.bands:
        return None
    rows = []
    for measure in found.answers:
        band = together.bands.get(measure.key)
        if band is None:
            continue
        style = style_of(found, measure)
        numbers = [_band_cell(found, measure, value) for value in (band.low, band.middle, band.high)]
        unit = "ratio" if measure.key == "best_ratio" else style.label
        as_it_stands = estimate_text(found, measure, found.now.estimate(measure.key))
        rows.append((measure.label, unit, as_it_stands, *numbers, str(band.draws)))
    return Table(
        name="bands",
        title="Simulation interval and parameter band",
        columns=("answer", "unit", f"as it stands [{wording.CONFIDENCE}]", "5 % of draws", "median", "95 % of draws",
                 "draws"),
        rows=tuple(rows),
        notes=(*notes_of(found), *draws_notes(found)),
    )  # fmt: skip


def _band_cell(found: Sensitivity, measure: MeasureDefinition, value: float) -> str:
    text = number_text(found, measure, value)
    return text if text == NEVER else text.partition(" ")[0]


def contests_table(found: Sensitivity) -> Table | None:
    """Return how often the scenario beats the other policy over the joint draws."""
    together = found.together
    if together is None:
        return None
    names = {LENDING: "more additional lending", COST: "less public cost per additional unit"}
    return Table(
        name="against",
        title=f"The scenario as it stands against {together.other}, over the draws",
        columns=("the scenario has", "better", "worse", "not told apart", "not defined", "most hangs on"),
        rows=tuple(
            (names[key], *_contest_cells(contest)) for key, contest in together.contests.items()
        ),
        notes=(*notes_of(found), *draws_notes(found)),
    )  # fmt: skip


def _contest_cells(contest: Contest) -> tuple[str, ...]:
    decider = "none by itself" if contest.decided_by is None else contest.decided_by.key
    if not contest.draws:
        return (*[wording.NOT_DEFINED] * 3, str(contest.undefined), decider)
    shares = (percent(contest.share(count)) for count in (contest.wins, contest.loses, contest.untold))
    return (*shares, str(contest.undefined), decider)


def left_out_table(found: Sensitivity) -> Table:
    """Return the ranges, or ends of ranges, that were not tried, and those that change nothing."""
    idle = tuple((key, "moves no answer on any path") for key in without_effect(found))
    return Table(
        name="left_out",
        title="Ranges that were not tried, or that change nothing",
        columns=("assumption", "why"),
        rows=(*((left.key, left.reason) for left in found.left_out), *idle),
        notes=notes_of(found),
        text_columns=("why",),
    )


def tables_of(found: Sensitivity) -> list[Table]:
    """Return the tables that there are beside the tornados."""
    tables = (variance_table(found), bands_table(found), contests_table(found))
    return [table for table in tables if table is not None]


def tornado_csv(found: Sensitivity) -> bytes:
    """Return every swing of every answer in plain units, one row per assumption and answer."""
    scenario = found.scenario
    columns = ["answer", "unit", "assumption", "kind", "confidence", "low", "high", "own_low", "own_high", "now",
               *(f"{end}_{part}" for end in ("at_low", "at_high", "width") for part in ("value", "low", "high")),
               "paths", "interval", "seed", "scenario", "stand_in"]  # fmt: skip
    rows = [
        [measure.key, plain_unit(found, measure), a.key, KINDS[a.is_term], a.confidence, a.low, a.high, min(a.own),
         max(a.own), found.now.value(measure.key), *_numbers(swing.low), *_numbers(swing.high), *_numbers(swing.width),
         scenario.run.paths, wording.CONFIDENCE, scenario.run.seed, scenario.about.title, scenario.about.stand_in]
        for measure in found.answers
        for bar in found.bars
        if (swing := bar.swings.get(measure.key)) is not None and (a := bar.assumption) is not None
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def _numbers(estimate: Estimate | None) -> tuple[float | None, ...]:
    return (None,) * 3 if estimate is None else (estimate.value, estimate.low, estimate.high)


def plain_unit(found: Sensitivity, measure: MeasureDefinition) -> str:
    """Return the unit in which an answer is stored."""
    word = wording.currency_word(found.scenario)
    if measure.key == "best_ratio":
        return "share"
    return {"currency": word, "per currency": f"{word} per {word}"}.get(measure.unit, measure.unit)


def files_of(found: Sensitivity) -> dict[str, bytes]:
    """Return every table file by its path in the run folder."""
    tables = [*(tornado_table(found, measure) for measure in found.answers), *tables_of(found), left_out_table(found)]
    files = {f"tables/{table.name}.csv": csv_files.table_csv(table) for table in tables}
    files["tables/tornado_long.csv"] = tornado_csv(found)
    return files


def sensitivity_json(found: Sensitivity, *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return the sensitivity as JSON text; numbers that do not exist are null."""
    scenario = found.scenario
    content = {
        "answer": answer(found),
        "scenario": scenario.about.title,
        "notes": [*notes_of(found)[1:], *draws_notes(found)],
        "currency": wording.currency_word(scenario),
        "paths": scenario.run.paths,
        "seed": scenario.run.seed,
        "interval": wording.CONFIDENCE,
        "joint_draws": 0 if found.together is None else found.together.draws,
        "answers": [_answer_json(found, measure) for measure in found.answers],
        "sobol": _variance_json(found),
        "against": _contests_json(found),
        "left_out": {left.key: left.reason for left in found.left_out},
        "without_effect": without_effect(found),
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _answer_json(found: Sensitivity, measure: MeasureDefinition) -> dict[str, object]:
    band = found.together.bands.get(measure.key) if found.together is not None else None
    return {
        "key": measure.key,
        "label": measure.label,
        "unit": plain_unit(found, measure),
        "meaning": measure.meaning,
        "as_it_stands": estimate_json(found.now.estimate(measure.key)),
        "parameter_band": None if band is None else {"5 %": band.low, "50 %": band.middle, "95 %": band.high},
        "assumptions": [_bar_json(bar, measure) for bar in found.ranked(measure.key)],
    }


def _bar_json(bar: Bar, measure: MeasureDefinition) -> dict[str, object]:
    swing = bar.swings[measure.key]
    return {
        **_assumption_json(bar.assumption),
        "change_at_low": None if swing.low is None else estimate_json(swing.low),
        "change_at_high": None if swing.high is None else estimate_json(swing.high),
        "width": estimate_json(swing.width),
        "is_told_from_zero": swing.is_told,
    }


def _assumption_json(assumption: Assumption) -> dict[str, object]:
    return {
        "key": assumption.key,
        "kind": KINDS[assumption.is_term],
        "range": [assumption.low, assumption.high],
        "confidence": assumption.confidence,
    }


def _variance_json(found: Sensitivity) -> object:
    variance = found.variance
    if variance is None:
        return None
    return {
        "rows": variance.rows,
        "rows_left_out": variance.left_out,
        "answers": {
            key: {
                "simulation_noise": shares.noise,
                "indices": {
                    a.key: {"first_order": estimate_json(index.first), "total": estimate_json(index.total)}
                    for a, index in zip(variance.assumptions, shares.indices or (), strict=False)
                },
            }
            for key, shares in variance.by_answer.items()
        },
    }


def _contests_json(found: Sensitivity) -> object:
    together = found.together
    if together is None:
        return None
    return {
        "policy": together.other,
        "draws": together.draws,
        "draws_left_out": together.left_out,
        **{
            key: {
                "better": contest.wins,
                "worse": contest.loses,
                "not_told_apart": contest.untold,
                "not_defined": contest.undefined,
                "most_hangs_on": None if contest.decided_by is None else contest.decided_by.key,
                "rank_correlation": contest.correlation,
            }
            for key, contest in together.contests.items()
        },
    }
