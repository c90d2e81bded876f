"""Tables and JSON of a comparison of tools: one row per lever, tool by sector, and the effects that tools need."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from simulator.analysis.tooling.levers import RATIO_STEPS
from simulator.analysis.tooling.required import Threshold
from simulator.analysis.tooling.toolkits import Outcome, Toolkits
from simulator.estimate import Estimate
from simulator.reporting import csv_files, wording
from simulator.reporting.json_text import estimate_json, plain
from simulator.reporting.tables import Table
from simulator.reporting.tooling import toolkit_text

ALL_SECTORS = "all sectors"
_BEYOND_KEY = "beyond_ratio"
_BEYOND = f"beyond ratio +{RATIO_STEPS[0]:g}"
# Key in files, heading, and how it is read; in the order of the table.
_CHANGES: tuple[tuple[str, str, Callable[[Outcome], Estimate | None]], ...] = (
    ("public_cost", "public cost", lambda outcome: outcome.cost),
    ("lending", "lending", lambda outcome: outcome.lending),
    (_BEYOND_KEY, _BEYOND, lambda outcome: outcome.beyond),
    ("priority_lending", "priority lending", lambda outcome: outcome.priority),
    ("tool_cost", "tools' cost", lambda outcome: outcome.tool_cost),
)


def levers_table(found: Toolkits) -> Table:
    """Return every lever in all its sectors: lending per 10,000 units of public money, and the changes behind it."""
    outcomes = toolkit_text.whole_outcomes(found)
    per_cost = toolkit_text.per_cost_style(found)
    changes = [(label, read) for key, label, read in _CHANGES if key != _BEYOND_KEY or found.has_yardstick]
    styles = [_style(found, read) for _, read in changes]
    headings = [f"{label} ({style.label})" for (label, _), style in zip(changes, styles, strict=True)]
    rows = [
        (
            outcome.lever.name,
            toolkit_text.per_cost_cell(outcome, per_cost),
            *(_change(read(outcome), style) for (_, read), style in zip(changes, styles, strict=True)),
            _chance(outcome.depleted),
        )
        for outcome in outcomes
    ]
    return Table(
        name="levers",
        title="Additional lending per unit of public money, and the changes to the scheme as it stands",
        columns=("lever", _per_cost_heading(found), *headings, "chance of running dry (%)"),
        rows=tuple(rows),
        notes=(*toolkit_text.notes_of(found), *_meanings()),
    )


def _meanings() -> tuple[str, ...]:
    return (
        "Public cost is a present value and holds the tools' cost, which is shown undiscounted beside it.",
        f"{_BEYOND}: lending beyond what the same public money brings by raising the compensation ratio.",
    )


def _per_cost_heading(found: Toolkits) -> str:
    style = toolkit_text.per_cost_style(found)
    return f"lending per {toolkit_text.PER:,.0f} ({style.label})"


def _style(found: Toolkits, read: Callable[[Outcome], Estimate | None]) -> wording.UnitStyle:
    values = [abs(estimate.value) for outcome in found.outcomes if (estimate := read(outcome)) is not None]
    return wording.amount_style(max(values, default=0.0), wording.currency_word(found.scenario))


def _change(estimate: Estimate | None, style: wording.UnitStyle) -> str:
    return wording.NOT_DEFINED if estimate is None else wording.difference_cell(estimate, style)


def _chance(estimate: Estimate) -> str:
    if estimate.value == 0:
        return f"below {wording.bound_text(100 * estimate.high)}"
    return wording.with_interval(estimate, 100.0, is_signed=False)


def sectors_table(found: Toolkits) -> Table:
    """Return additional lending per 10,000 units of public money, tool by sector."""
    style = toolkit_text.per_cost_style(found)
    cells = {(o.lever.name, o.lever.sector): toolkit_text.per_cost_cell(o, style) for o in found.outcomes}
    names = dict.fromkeys(outcome.lever.name for outcome in found.outcomes if outcome.lever.kind == "tool")
    return Table(
        name="sectors",
        title=f"Additional {_per_cost_heading(found)} of public money, each tool in one sector alone",
        columns=("tool", ALL_SECTORS, *found.sectors),
        rows=tuple((name, *(cells.get((name, sector), "") for sector in ("", *found.sectors))) for name in names),
        notes=toolkit_text.notes_of(found),
    )


def required_table(found: Toolkits) -> Table:
    """Return the smallest effects at which tools pay for themselves, and are as good as raising the ratio."""
    rows = [
        (
            part.tool,
            toolkit_text.EFFECT_LABELS[part.effect],
            f"{100 * part.stated:.3g} %",
            toolkit_text.threshold_cell(part.pays),
            wording.NOT_DEFINED if part.matches is None else toolkit_text.threshold_cell(part.matches),
        )
        for part in found.required
    ]
    return Table(
        name="required_effect",
        title="Smallest effect at which a tool is worth its money (its other effects as its file says)",
        columns=(
            "tool", "effect", "in its file", "pays for itself from", f"as good as ratio +{RATIO_STEPS[0]:g} from",
        ),
        rows=tuple(rows),
        notes=toolkit_text.notes_of(found),
        text_columns=("effect",),
    )  # fmt: skip


def outcomes_csv(found: Toolkits) -> bytes:
    """Return every number of every lever and sector, one row per number, in plain units."""
    scenario = found.scenario
    word = wording.currency_word(scenario)
    columns = ["lever", "kind", "sector", "verdict", "measure", "unit", "value", "low", "high", "note", "paths",
               "interval", "seed", "scenario", "stand_in"]  # fmt: skip
    rows = [
        [outcome.lever.name, outcome.lever.kind, outcome.lever.sector or ALL_SECTORS, outcome.verdict, key, unit,
         estimate.value, estimate.low, estimate.high, estimate.note, scenario.run.paths, wording.CONFIDENCE,
         scenario.run.seed, scenario.about.title, scenario.about.stand_in]
        for outcome in found.outcomes
        for key, unit, estimate in (
            ("lending_per_cost", f"{word} per {word}", outcome.per_cost),
            *((key, word, read(outcome)) for key, _, read in _CHANGES),
            ("p_depleted", "probability", outcome.depleted),
        )
        if estimate is not None
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def files_of(found: Toolkits) -> dict[str, bytes]:
    """Return every table file by its path in the run folder."""
    files = {
        "tables/levers.csv": csv_files.table_csv(levers_table(found)),
        "tables/outcomes_long.csv": outcomes_csv(found),
    }
    if found.sectors:
        files["tables/sectors.csv"] = csv_files.table_csv(sectors_table(found))
    if found.required:
        files["tables/required_effect.csv"] = csv_files.table_csv(required_table(found))
    return files


def toolkits_json(found: Toolkits, *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return the comparison of tools as JSON text; numbers that do not exist are null."""
    scenario = found.scenario
    content = {
        "answer": toolkit_text.answer(found),
        "scenario": scenario.about.title,
        "notes": toolkit_text.notes_of(found)[1:],
        "currency": wording.currency_word(scenario),
        "paths": scenario.run.paths,
        "seed": scenario.run.seed,
        "interval": wording.CONFIDENCE,
        "levers": [_outcome_json(outcome) for outcome in found.outcomes],
        "required_effects": [
            {
                "tool": part.tool,
                "effect": part.effect,
                "stated": part.stated,
                "pays_for_itself_from": _threshold_json(part.pays),
                "as_good_as_ratio_from": None if part.matches is None else _threshold_json(part.matches),
            }
            for part in found.required
        ],
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    changes = {key: read(outcome) for key, _, read in _CHANGES}
    return {
        "lever": outcome.lever.name,
        "kind": outcome.lever.kind,
        "sector": outcome.lever.sector or None,
        "verdict": outcome.verdict,
        "lending_per_cost": estimate_json(outcome.per_cost),
        **{key: None if estimate is None else estimate_json(estimate) for key, estimate in changes.items()},
        "p_depleted": estimate_json(outcome.depleted),
    }


def _threshold_json(threshold: Threshold) -> dict[str, float]:
    return {"value": threshold.value, "low": threshold.low, "high": threshold.high}
