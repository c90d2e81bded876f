"""What sizing a fund says: the sentences, one row for each ratio, the curves."""

import math
from collections.abc import Mapping

from simulator.analysis.measures import MeasureDefinition, depleted_by, measures_of
from simulator.answer import Answer, Column, Fact, Kind, Row, Table, data_table
from simulator.estimate import NOT_TRIED, Estimate
from simulator.questions.basis import basis_of
from simulator.questions.names import measure_name, measured
from simulator.questions.size.said import DIGITS, amount, ratio_of, said, size_of, span, wanted
from simulator.questions.size.size_by_search import SAFETY_STEPS
from simulator.questions.size.sized import SizedRatio, Sizing
from simulator.values import Cell, Measured, Number, Phrase, Unit, phrase


def tell(found: Sizing) -> Answer:
    """Return the answer without its charts."""
    return Answer(
        question="size",
        basis=basis_of(found.scenario, found.fitted),
        said=said(found),
        tables=_tables(found),
        facts=_facts(found),
    )


def _facts(found: Sizing) -> dict[str, Fact]:
    top_up = found.top_up
    return {
        "wanted_chance": found.chance,
        "years": found.years,
        "rules_that_tie_claims_to_size": list(found.ties),
        "rules_that_act_once_dry": list(found.ties_once_dry),
        "yearly_top_up": None if top_up is None else top_up.value,
        "yearly_top_up_low": None if top_up is None else top_up.low,
        "yearly_top_up_high": None if top_up is None else top_up.high,
    }


def _tables(found: Sizing) -> tuple[Table, ...]:
    safety = [_safety_table(found)] if found.safety else []
    return (_sizes_table(found), *safety, _search_table(found), _curve_table(found))


def _sizes_table(found: Sizing) -> Table:
    """Return one row per compensation ratio, and first the fund as it stands."""
    known = {measure.definition.key: measure.definition for measure in measures_of(found.scenario)}
    by_year = depleted_by(found.years).definition
    known[by_year.key] = by_year
    keys = (("p_depleted", "additional_lending", "idle_share"), (by_year.key, "covered", "fiscal_cost"))
    first, last = (tuple(known[key] for key in part) for part in keys)
    columns = (
        Column("fund", phrase("size.column.fund")),
        Column("ratio", phrase("size.column.ratio"), "number", "ratio"),
        Column("shown_size", phrase("size.column.shown_size"), "number", "currency"),
        Column("size", phrase("size.column.size"), "measured", "currency"),
        *map(_measure_column, first),
        Column("same_lending", phrase("size.column.same_lending"), "measured", "currency"),
        *map(_measure_column, last),
    )
    rows = [_own_row(found, first, last), *(_sized_row(sized, first, last) for sized in found.ratios)]
    title = phrase("size.table.sizes", span=span(found), wanted=wanted(found))
    return Table("sizes", title, columns, tuple(rows), marked=_row_key(found.own.ratio))


def _measure_column(definition: MeasureDefinition) -> Column:
    return Column(definition.key, measure_name(definition.key), "measured", definition.unit)


Definitions = tuple[MeasureDefinition, ...]


def _own_row(found: Sizing, first: Definitions, last: Definitions) -> Row:
    size = found.scenario.fund.fund_size
    exact = size_of(Estimate(size, size, size, "mean"))
    name, missing = phrase("size.fund.as_it_stands"), phrase("value.not_applicable")
    standing = found.as_it_stands
    cells = (name, ratio_of(found.own.ratio), missing, exact, *_measures(standing, first), missing)
    return Row("as_it_stands", (*cells, *_measures(standing, last)))


def _sized_row(sized: SizedRatio, first: Definitions, last: Definitions) -> Row:
    missing = phrase("value.not_applicable")
    same = missing if sized.same_lending is None else size_of(sized.same_lending)
    standing = sized.standing or {}
    name = phrase("size.fund.sized")
    cells = (name, ratio_of(sized.ratio), _shown(sized), size_of(sized.size), *_measures(standing, first), same)
    return Row(_row_key(sized.ratio), (*cells, *_measures(standing, last)))


def _row_key(ratio: float) -> str:
    return f"{ratio:.12g}"


def _shown(sized: SizedRatio) -> Cell:
    """Return the fund that the paths show to do, or why there is none."""
    if not sized.has_size:
        return phrase("value.not_applicable")
    if math.isfinite(sized.size.high):
        return amount(sized.size.high)
    return phrase("value.not_tried" if sized.size.note == NOT_TRIED else "value.too_few_paths")


def _measures(values: Mapping[str, Estimate], definitions: Definitions) -> tuple[Cell, ...]:
    return tuple(
        measured(definition, values[definition.key]) if definition.key in values else phrase("value.not_applicable")
        for definition in definitions
    )


def _safety_table(found: Sizing) -> Table:
    """Return the capital that is as safe beside each yearly top-up."""
    rows = tuple(
        Row(f"{point.top_up:.12g}", (Number(point.top_up, "currency", DIGITS), size_of(point.capital)))
        for point in found.safety
    )
    columns = (
        Column("yearly_top_up", phrase("size.column.yearly_top_up"), "number", "currency"),
        Column("capital", phrase("size.column.size"), "measured", "currency"),
    )
    title = phrase("size.table.equal_safety", ratio=ratio_of(found.own.ratio))
    return Table("equal_safety", title, columns, rows, safety_notes(found))


def safety_notes(found: Sizing) -> tuple[Phrase, ...]:
    """Return how finely the curve of equal safety was searched, and that ends are not known."""
    is_open = any(math.isinf(point.capital.high) for point in found.safety)
    steps = [phrase("size.note.steps", steps=Number(SAFETY_STEPS, "count"))] if found.ties else []
    return (*steps, *([phrase("size.note.open")] if is_open else []))


def _search_table(found: Sizing) -> Table:
    """Return the largest size that fails, up to which smaller ones are safe too, and between which the chance rises."""
    rows = []
    for sized in found.ratios:
        rise = (None, None) if sized.rise is None else (sized.rise.smaller.size, sized.rise.larger.size)
        sizes = (sized.fails_below, sized.also_safe_up_to, *rise)
        cells = (None if size is None else Number(size, "currency") for size in sizes)
        rows.append(Row(_row_key(sized.ratio), (ratio_of(sized.ratio), *cells)))
    names = ("fails_below", "also_safe_up_to", "rises_from", "rises_to")
    amounts: Unit = "currency"
    return data_table("search", {"ratio": ("number", "ratio"), **dict.fromkeys(names, ("number", amounts))}, rows)


def _curve_table(found: Sizing) -> Table:
    """Return the chance of running dry at every size, by ratio."""
    rows = (
        Row(
            _row_key(sized.ratio),
            (ratio_of(sized.ratio), Number(point.size, "currency"), Measured(point.chance, "probability")),
        )
        for sized in found.ratios
        for point in sized.curve
    )
    kinds: dict[str, tuple[Kind, Unit]] = {
        "ratio": ("number", "ratio"), "fund_size": ("number", "currency"), "p_depleted": ("measured", "probability"),
    }  # fmt: skip
    return data_table("chance_by_size", kinds, rows)
