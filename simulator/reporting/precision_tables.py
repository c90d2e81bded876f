"""Figures to a wanted precision: one row per figure, how it was found, and how far it can be trusted."""

import math

from simulator.analysis.compare import Comparison
from simulator.analysis.rare_events.precision import PreciseFigure, Precision
from simulator.reporting import csv_files, wording
from simulator.reporting.json_text import estimate_json
from simulator.reporting.tables import Table

PLAIN = "plain"
WEIGHTED = "weighted"
CONTROLLED = "control variates"
_LONG = (
    "key", "unit", "value", "low", "high", "wanted_part", "reached_part", "is_met", "method", "paths",
    "effective_size", "largest_weight", "gain", "note", "interval", "seed", "scenario", "stand_in",
)  # fmt: skip


def precision_table(comparison: Comparison, precision: Precision) -> Table:
    """Return one row per figure with its interval, its relative half-width and what the weights say."""
    return Table(
        name="precision",
        title=f"To within {wanted_text(precision)} of the value",
        columns=(
            "figure", f"value [{wording.CONFIDENCE} interval]", "unit", "within", "paths",
            "effective (size)", "largest (weight)", "gain",
        ),
        rows=tuple(_row(comparison, figure) for figure in precision.figures),
        notes=(*wording.notes_of(comparison), *notes_of(precision)),
    )  # fmt: skip


def _row(comparison: Comparison, figure: PreciseFigure) -> tuple[str, ...]:
    definition = figure.definition
    style = wording.unit_style(definition, comparison)
    return (
        definition.label,
        wording.cell(figure.estimate, definition, style),
        style.label,
        _part_text(figure.reached),
        f"{figure.paths:,}",
        *_weights(figure),
    )


def _weights(figure: PreciseFigure) -> tuple[str, str, str]:
    found = figure.weighted
    if found is None:
        return "", "", "" if figure.control_gain is None else _gain_text(figure.control_gain)
    return f"{found.effective_size:,.0f}", f"{100 * found.largest_weight:.2g} %", _gain_text(found.gain)


def _gain_text(gain: float) -> str:
    return f"{gain:,.{0 if gain >= 10 else 1}f}"


def _part_text(part: float) -> str:
    if not math.isfinite(part):
        return "not known"
    return f"{100 * part:.2g} %" if part < 1 else f"{100 * part:.0f} %"


def wanted_text(precision: Precision) -> str:
    """Return the wanted precision, such as "5 %"."""
    return f"{100 * precision.plan.wanted:g} %"


def notes_of(precision: Precision) -> tuple[str, ...]:
    """Return how the paths were chosen, what the columns mean, and which figures stayed wider than wanted."""
    plan = precision.plan
    notes = [
        f"A pilot of {plan.pilot_paths:,} paths fixed the number of paths; the figures rest on fresh paths, whose "
        "number nothing seen on them changed. Within: half of the interval as a part of the value."
    ]
    if any(figure.weighted for figure in precision.figures):
        notes.append(
            "Rows with an effective size: bad times are drawn more often and weighted back. Effective size: so many "
            "equally weighted paths of the event; largest weight: part of the chance that one path carries; gain: so "
            "many times as many plain paths would be needed."
        )
    if any(figure.control_gain is not None for figure in precision.figures):
        notes.append(
            "Rows with a gain alone: what bad or good luck of the economy adds to the mean is taken out (control "
            "variates); without that, so many times as many paths would be needed."
        )
    for figure in precision.missed:
        notes.append(_missed(figure, precision))
    return tuple(notes)


def _missed(figure: PreciseFigure, precision: Precision) -> str:
    label, because = figure.definition.label, f" ({figure.note})" if figure.note else ""
    if math.isfinite(figure.reached):
        return f"{label}: known to {_part_text(figure.reached)}, not {wanted_text(precision)}{because}."
    return f"{label}: no precision can be given, only what the plain paths bound{because}."


def precision_csv(comparison: Comparison, precision: Precision) -> bytes:
    """Return all numbers in plain units, one row per figure."""
    about = comparison.scenario.about
    rows: list[list[object]] = []
    for figure in precision.figures:
        values = _content(comparison, figure, precision)
        rows.append(
            [*(values[name] for name in _LONG[: _LONG.index("interval")]),
             wording.CONFIDENCE, comparison.seed, about.title, about.stand_in]
        )  # fmt: skip
    return csv_files.csv_bytes([list(_LONG), *rows])


def precision_json(comparison: Comparison, precision: Precision) -> dict[str, object]:
    """Return the figures and how they were found, for a JSON document."""
    return {
        "wanted_part": precision.plan.wanted,
        "pilot_paths": precision.plan.pilot_paths,
        "plain_paths": precision.plan.paths,
        "notes": list(notes_of(precision)),
        "figures": [_content(comparison, figure, precision) for figure in precision.figures],
    }


def _content(comparison: Comparison, figure: PreciseFigure, precision: Precision) -> dict[str, object]:
    weighted = figure.weighted
    return {
        "key": figure.definition.key,
        "unit": csv_files.plain_unit(comparison, figure.definition),
        **estimate_json(figure.estimate),
        "wanted_part": precision.plan.wanted,
        "reached_part": figure.reached,
        "is_met": figure not in precision.missed,
        "method": _method(figure),
        "paths": figure.paths,
        "effective_size": None if weighted is None else weighted.effective_size,
        "largest_weight": None if weighted is None else weighted.largest_weight,
        "gain": figure.control_gain if weighted is None else weighted.gain,
        "note": figure.note or figure.estimate.note,
    }


def _method(figure: PreciseFigure) -> str:
    if figure.weighted is not None:
        return WEIGHTED
    return PLAIN if figure.control_gain is None else CONTROLLED


def files_of(comparison: Comparison, precision: Precision) -> dict[str, bytes]:
    """Return the table files by their path in the run folder."""
    return {
        "tables/precision.csv": csv_files.table_csv(precision_table(comparison, precision)),
        "tables/precision_long.csv": precision_csv(comparison, precision),
    }
