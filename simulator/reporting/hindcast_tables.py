"""Tables, sentences and JSON of hindcasts: published figures beside the model's, and why they differ."""

import json
from collections.abc import Sequence
from pathlib import Path

from simulator.analysis.hindcast import Hindcast, HindcastRow
from simulator.estimate import Estimate
from simulator.reporting import csv_files, wording
from simulator.reporting.json_text import estimate_json, plain
from simulator.reporting.tables import Table

_CSV_COLUMNS = (
    "scheme", "measure", "unit", "years", "is_window_published", "published", "model", "low", "high", "paths_low",
    "paths_high", "model_per_published", "verdict", "note", "source", "paths", "interval", "seed", "scenario",
    "stand_in",
)  # fmt: skip


def answer(hindcasts: Sequence[Hindcast]) -> list[str]:
    """Return how many published figures the model meets, and what meeting one means."""
    verdicts = [row.verdict for found in hindcasts for row in found.rows]
    tested = [verdict for verdict in verdicts if verdict in ("inside", "above", "below")]
    inside, inputs = tested.count("inside"), verdicts.count("input")
    undated = len(verdicts) - len(tested) - inputs
    sentences = [
        f"{_figures(tested)} can test the model: {inside} within the range of 95 % of the simulated histories, "
        f"{tested.count('above')} below the model's, {tested.count('below')} above it."
    ]
    if undated:
        sentences.append(f"{undated} cannot, as it is not published when lending began: the year is shown in which the "
                         "model comes to the figure.")  # fmt: skip
    if inputs:
        sentences.append(f"{inputs} cannot, as the figure itself, or what it follows from, is an input.")
    return sentences


def _figures(tested: Sequence[str]) -> str:
    return "1 published figure" if len(tested) == 1 else f"{len(tested)} published figures"


def scheme_table(found: Hindcast) -> Table:
    """Return one row per published figure of a scheme."""
    return Table(
        name="hindcast",
        title=f"{found.outcomes.title} (model: {_window(found)})",
        columns=("figure", "published", "model [95 % interval]", "95 % of paths", "times (published)", "verdict"),
        rows=tuple(_cells(found, row) for row in found.rows),
        notes=notes_of(found),
        text_columns=("verdict",),
    )


def notes_of(found: Hindcast) -> tuple[str, ...]:
    """Return the terms, the reason of each miss, and what the numbers rest on."""
    reasons = tuple(f"{row.measure.label.capitalize()}: {row.outcome.note}" for row in found.rows)
    scenario = found.scenario
    basis = wording.basis_notes(scenario, scenario.run.paths, scenario.run.seed, found.notes)
    return (found.outcomes.basis, *dict.fromkeys(reasons), *basis)


def verdict_words(row: HindcastRow) -> str:
    """Return where the model stands, in words."""
    return {
        "input": "input, no test",
        "inside": "inside the range",
        "above": f"above by a factor {_factor(row.ratio)}",
        "below": f"below by a factor {_factor(1 / row.ratio) if row.ratio > 0 else 'without limit'}",
        "reached": f"reached in year {row.years}",
        "not reached": f"not reached in {row.years} {'year' if row.years == 1 else 'years'}",
    }[row.verdict]


def _factor(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def _cells(found: Hindcast, row: HindcastRow) -> tuple[str, ...]:
    style = _style(found, row)
    label = row.measure.label if style.label == "number" else f"{row.measure.label}, {style.label}"
    half = (row.model.high - row.model.low) / 2 * style.factor
    decimals = wording.decimals_for(row.model.value * style.factor, half)
    published = f"{row.outcome.published * style.factor:,.10g}"
    ends = (wording.number_text(end * style.factor, decimals) for end in (row.low, row.high))
    model = wording.with_interval(row.model, style.factor, is_signed=False)
    return (label, published, model, " to ".join(ends), _factor(row.ratio), verdict_words(row))


def _window(found: Hindcast) -> str:
    if not found.outcomes.is_window_known:
        return "years counted from the first loan"
    clock = found.scenario.clock
    first = int(clock.start[:4])
    return str(first) if clock.years == 1 else f"{first}-{first + clock.years - 1}"


def _style(found: Hindcast, row: HindcastRow) -> wording.UnitStyle:
    if row.measure.unit == "currency":
        return wording.amount_style(max(row.model.value, row.outcome.published), wording.currency_word(found.scenario))
    return wording.UnitStyle(100.0, "%", "") if row.measure.unit == "share" else wording.UnitStyle(1.0, "number", "")


def hindcast_csv(hindcasts: Sequence[Hindcast]) -> bytes:
    """Return every row of every scheme, in plain units."""
    rows = [
        [found.outcomes.title, row.measure.key, _plain_unit(found, row), row.years, found.outcomes.is_window_known,
         row.outcome.published, *_numbers(row.model), row.low, row.high, row.ratio, verdict_words(row),
         row.outcome.note, row.outcome.source, found.scenario.run.paths, wording.CONFIDENCE, found.scenario.run.seed,
         found.scenario.about.title, found.scenario.about.stand_in]
        for found in hindcasts
        for row in found.rows
    ]  # fmt: skip
    return csv_files.csv_bytes([_CSV_COLUMNS, *rows])


def _numbers(model: Estimate) -> tuple[float, float, float]:
    return model.value, model.low, model.high


def _plain_unit(found: Hindcast, row: HindcastRow) -> str:
    return wording.currency_word(found.scenario) if row.measure.unit == "currency" else row.measure.unit


def hindcasts_json(hindcasts: Sequence[Hindcast], *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return the hindcasts as JSON text; numbers that do not exist are null."""
    content = {
        "answer": answer(hindcasts),
        "interval": wording.CONFIDENCE,
        "schemes": [_scheme(found) for found in hindcasts],
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _scheme(found: Hindcast) -> dict[str, object]:
    return {
        "title": found.outcomes.title,
        "basis": found.outcomes.basis,
        "is_window_published": found.outcomes.is_window_known,
        "scenario": found.scenario.about.title,
        "notes": found.notes,
        "paths": found.scenario.run.paths,
        "seed": found.scenario.run.seed,
        "outcomes": [
            {
                "measure": row.measure.key,
                "unit": _plain_unit(found, row),
                "years": row.years,
                "published": row.outcome.published,
                "is_input": row.outcome.is_input,
                "model": estimate_json(row.model),
                "range_of_paths": [row.low, row.high],
                "model_per_published": row.ratio,
                "verdict": row.verdict,
                "verdict_words": verdict_words(row),
                "note": row.outcome.note,
                "source": row.outcome.source,
            }
            for row in found.rows
        ],
    }
