"""Tables of a sizing: one row per ratio, the curve of the chance, and the curve of equal safety."""

import math
from collections.abc import Iterable, Mapping

from simulator.analysis.measures import MeasureDefinition, depleted_by, measures_of
from simulator.analysis.sizing.sized import SizedRatio, Sizing
from simulator.estimate import Estimate
from simulator.reporting import csv_files, wording
from simulator.reporting.sizing.sizing_text import (
    CHANCE,
    SAME,
    SHOWN,
    SIZE,
    SIZES,
    notes_of,
    safety_notes,
    size_cell,
    span_text,
    style_of,
    wanted_text,
)
from simulator.reporting.tables import Table

LAST = ("covered", "fiscal_cost")
_FIXED = {
    "probability": wording.UnitStyle(100.0, "%", "percentage points"),
    "share": wording.UnitStyle(100.0, "%", "percentage points"),
}
_LONG = ("ratio", "fund", "measure", "unit", "value", "low", "high", "note", "years", "wanted_chance")
_BASIS = ("paths", "interval", "seed", "scenario", "stand_in")

Row = tuple[str, Mapping[str, Estimate]]


def rows_of(sizing: Sizing) -> list[tuple[SizedRatio | None, Mapping[str, Estimate]]]:
    """Return the fund as it stands (None), then each ratio, with all that is known of it by key."""
    own_size = sizing.scenario.fund.fund_size
    exact = Estimate(own_size, own_size, own_size, "mean")
    found: list[tuple[SizedRatio | None, Mapping[str, Estimate]]] = [(None, {**sizing.as_it_stands, SIZE.key: exact})]
    for sized in sizing.ratios:
        same = {} if sized.same_lending is None else {SAME.key: sized.same_lending}
        found.append((sized, {SIZE.key: sized.size, **same, **(sized.standing or {})}))
    return found


def definitions_of(sizing: Sizing) -> tuple[MeasureDefinition, ...]:
    """Return the columns of the table of sizes, in order."""
    known = {measure.definition.key: measure.definition for measure in measures_of(sizing.scenario)}
    first = (SIZE, CHANCE, known["additional_lending"], known["idle_share"], SAME)
    return (*first, depleted_by(sizing.years).definition, *(known[key] for key in LAST))


def sizes_table(sizing: Sizing) -> Table:
    """Return one row per compensation ratio, and first the fund as it stands."""
    rows = [(sized, _with_shown(sized, values)) for sized, values in rows_of(sizing)]
    definitions = (SHOWN, *definitions_of(sizing))
    styles = {d.key: _style(sizing, d, [values for _, values in rows]) for d in definitions}
    cells = tuple(
        (_name(sizing, sized), *(_cell(values.get(d.key), d, styles[d.key]) for d in definitions))
        for sized, values in rows
    )
    places = [sized.ratio if sized else None for sized, _ in rows]
    return Table(
        name="sizes",
        title=f"Smallest fund whose chance of running dry {span_text(sizing)} is at most {wanted_text(sizing)}",
        columns=("fund", *(f"{d.label} ({styles[d.key].label})" for d in definitions)),
        rows=cells,
        notes=notes_of(sizing),
        marked_row=places.index(sizing.own.ratio),
    )


def _with_shown(sized: SizedRatio | None, values: Mapping[str, Estimate]) -> Mapping[str, Estimate]:
    if sized is None or not sized.has_size:
        return values
    high = sized.size.high
    return {SHOWN.key: Estimate(high, high, high, "quantile", sized.size.note), **values}


def _style(sizing: Sizing, definition: MeasureDefinition, rows: Iterable[Mapping[str, Estimate]]) -> wording.UnitStyle:
    if definition.unit in _FIXED:
        return _FIXED[definition.unit]
    if definition in SIZES:
        return style_of(sizing)
    amounts = [row[definition.key].value for row in rows if definition.key in row]
    largest = max((abs(value) for value in amounts if math.isfinite(value)), default=0.0)
    return wording.amount_style(largest, wording.currency_word(sizing.scenario))


def _name(sizing: Sizing, sized: SizedRatio | None) -> str:
    if sized is None:
        return f"ratio {sizing.own.ratio:g}, as it stands"
    return f"ratio {sized.ratio:g}, sized"


def _cell(estimate: Estimate | None, definition: MeasureDefinition, style: wording.UnitStyle) -> str:
    if estimate is None:
        return wording.NOT_DEFINED
    if definition == SHOWN and not math.isfinite(estimate.value):
        return estimate.note
    return size_cell(estimate, style) if definition in SIZES else wording.cell(estimate, definition, style)


def safety_table(sizing: Sizing) -> Table:
    """Return the capital that is as safe beside each yearly top-up."""
    style = style_of(sizing)
    rows = []
    for point in sizing.safety:
        shown = point.top_up * style.factor
        text = wording.number_text(shown, wording.decimals_for(shown, math.nan))
        rows.append((text, size_cell(point.capital, style)))
    return Table(
        name="equal_safety",
        title=f"Capital and yearly top-up of equal safety, ratio {sizing.own.ratio:g}, by the point estimate",
        columns=(f"yearly top-up ({style.label})", f"{SIZE.label} ({style.label})"),
        rows=tuple(rows),
        notes=(*notes_of(sizing), *safety_notes(sizing)),
    )


def long_csv(sizing: Sizing) -> bytes:
    """Return all numbers of the sizes, one row per fund and measure, in plain units."""
    word = wording.currency_word(sizing.scenario)
    rows: list[list[object]] = []
    for sized, values in rows_of(sizing):
        for definition in definitions_of(sizing):
            estimate = values.get(definition.key)
            if estimate is not None:
                unit = word if definition.unit == "currency" else definition.unit
                fund = "as it stands" if sized is None else "sized"
                ratio = sizing.own.ratio if sized is None else sized.ratio
                rows.append(
                    [ratio, fund, definition.key, unit, estimate.value, estimate.low, estimate.high, estimate.note,
                     sizing.years, sizing.chance, *_basis(sizing)]
                )  # fmt: skip
    if sizing.top_up is not None:
        top_up = sizing.top_up
        rows.append(
            [sizing.own.ratio, "as it stands", "yearly_top_up", word, top_up.value, top_up.low, top_up.high,
             top_up.note, sizing.years, sizing.chance, *_basis(sizing)]
        )  # fmt: skip
    return csv_files.csv_bytes([[*_LONG, *_BASIS], *rows])


def curve_csv(sizing: Sizing) -> bytes:
    """Return the chance of running dry at every size, by ratio."""
    columns = ["ratio", "fund_size", "unit", "p_depleted", "low", "high", "years", *_BASIS]
    word = wording.currency_word(sizing.scenario)
    rows = [
        [sized.ratio, point.size, word, point.chance.value, point.chance.low, point.chance.high, sizing.years,
         *_basis(sizing)]
        for sized in sizing.ratios
        for point in sized.curve
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def safety_csv(sizing: Sizing) -> bytes:
    """Return the curve of equal safety in plain units."""
    columns = ["ratio", "yearly_top_up", "capital", "low", "high", "unit", "years", "wanted_chance", *_BASIS]
    word = wording.currency_word(sizing.scenario)
    rows = [
        [sizing.own.ratio, point.top_up, point.capital.value, point.capital.low, point.capital.high, word,
         sizing.years, sizing.chance, *_basis(sizing)]
        for point in sizing.safety
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def _basis(sizing: Sizing) -> list[object]:
    about = sizing.scenario.about
    return [sizing.paths, wording.CONFIDENCE, sizing.seed, about.title, about.stand_in]


def files_of(sizing: Sizing) -> dict[str, bytes]:
    """Return every table file of a sizing by its path in the run folder."""
    files = {
        "tables/sizes.csv": csv_files.table_csv(sizes_table(sizing)),
        "tables/sizes_long.csv": long_csv(sizing),
        "tables/chance_by_size.csv": curve_csv(sizing),
    }
    if sizing.safety:
        files["tables/equal_safety.csv"] = safety_csv(sizing)
    return files
