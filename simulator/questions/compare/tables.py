"""Tables of a comparison that people read: differences, totals, measures of one policy, grids, near-ties, years."""

import math
from collections.abc import Iterable, Sequence

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.analysis.yearly import first_year
from simulator.answer import Column, Row, Table
from simulator.estimate import Estimate
from simulator.questions.compare import points as policies
from simulator.questions.compare.said import equal_rows, moved_alone
from simulator.questions.names import measure_meaning, measure_name, measured
from simulator.values import NOTHING, Cell, Measured, Number, Own, Phrase, Unit, Value, phrase

YEARS = ("lent_covered", "defaulted_covered", "fund_paid", "fund_recovered", "top_ups", "balance")
_NOT_DEFINED = phrase("value.not_applicable")
_POLICY = Column("policy", phrase("compare.column.policy"))
_RATIO = Column("ratio", phrase("compare.column.ratio"), "number", "ratio")


def tables(found: Comparison) -> tuple[Table, ...]:
    """Return the tables that the terminal shows, then those that are in files only."""
    line, keys = policies.baseline_line(found), policies.first_measures(found)
    if len(found.points) == 1:
        return (measures_table(found, found.points[0]),)
    wide = [totals_table(found, line, keys, has_notes=True)]
    if len(line) > 1:
        wide.insert(0, differences_table(found, line, keys))
    ties = [_near_ties_table(found)] if found.near_ties else []
    return (*wide, *_grids(found), *ties)


def differences_table(found: Comparison, shown: Sequence[PolicyPoint], keys: Sequence[str]) -> Table:
    """Return the paired differences to the baseline: one row per policy, one column per measure."""
    base = policies.said_policy(policies.baseline_of(found))
    return _wide(found, "differences", phrase("compare.table.differences", baseline=base), shown, keys)


def totals_table(
    found: Comparison, shown: Sequence[PolicyPoint], keys: Sequence[str], *, has_notes: bool = False
) -> Table:
    """Return the measures themselves: one row per policy, one column per measure.

    Parameters
    ----------
    has_notes
        Whether to say below it which rows are equal, and which policies change lending without the scheme.
    """
    shared = policies.shared_settings(shown)
    title = phrase("compare.table.totals_of", policies=shared) if shared != NOTHING else phrase("compare.table.totals")
    notes = (*equal_rows(found, shown), *moved_alone(found)) if has_notes else ()
    return _wide(found, "totals", title, shown, keys, notes)


def _wide(
    found: Comparison,
    key: str,
    title: Phrase,
    shown: Sequence[PolicyPoint],
    keys: Sequence[str],
    notes: tuple[Phrase, ...] = (),
) -> Table:
    measures = policies.chosen_measures(found, keys)
    is_difference = key == "differences"
    is_line = policies.shared_settings(shown) != NOTHING
    rows = (
        Row(
            point.name,
            (
                policies.said_ratio(point.ratio) if is_line else policies.said_policy(point),
                *(_cell(found, point, measure, is_difference=is_difference) for measure in measures),
            ),
        )
        for point in shown
    )
    columns = (
        _RATIO if is_line else _POLICY,
        *(_measured_column(measure, is_difference=is_difference) for measure in measures),
    )
    paired = (phrase("compare.note.paired"),) if is_difference else ()
    return Table(key, title, columns, tuple(rows), (*paired, *notes), marked=found.baseline)


def _measured_column(measure: MeasureDefinition, *, is_difference: bool) -> Column:
    unit: Unit = measure.unit
    if is_difference and unit in ("share", "probability"):
        unit = "points"
    return Column(measure.key, measure_name(measure.key), "measured", unit)


def _cell(found: Comparison, point: PolicyPoint, measure: MeasureDefinition, *, is_difference: bool = False) -> Cell:
    if is_difference and point.name == found.baseline:
        return phrase("compare.baseline")
    estimates = found.differences if is_difference else found.estimates
    estimate = estimates.get((point.name, measure.key))
    return _NOT_DEFINED if estimate is None else measured(measure, estimate, is_difference=is_difference)


def measures_table(found: Comparison, point: PolicyPoint) -> Table:
    """Return every measure of one policy: one row per measure, with its meaning."""
    rows = (
        Row(measure.key, (measure_name(measure.key), _cell(found, point, measure), measure_meaning(measure.key)))
        for measure in found.measures
    )
    columns = (
        Column("measure", phrase("compare.column.measure")),
        Column("value", phrase("compare.column.value"), "measured"),
        Column("meaning", phrase("compare.column.meaning")),
    )
    title = phrase("compare.table.measures", policy=policies.said_policy(point))
    return Table("measures", title, columns, tuple(rows))


def _grids(found: Comparison) -> tuple[Table, ...]:
    """Return one ratio by fund size table per grid measure and breaker setting; none outside a sweep.

    On the screen only those with the baseline's breaker.
    """
    if not policies.is_grid(found):
        return ()
    breakers = sorted({point.is_breaker_on for point in found.points}, reverse=True)
    return tuple(
        _grid(found, measure, is_breaker_on=is_on)
        for measure in policies.chosen_measures(found, policies.GRID_TABLES)
        for is_on in breakers
    )


def _grid(found: Comparison, measure: MeasureDefinition, *, is_breaker_on: bool) -> Table:
    shown = {(p.ratio, p.fund_size): p for p in found.points if p.is_breaker_on == is_breaker_on}
    ratios, sizes = sorted({ratio for ratio, _ in shown}), sorted({size for _, size in shown})
    base = policies.baseline_of(found)
    has_base = base.is_breaker_on == is_breaker_on
    columns = (Column(f"fund_{size:.12g}", Number(size, "currency"), "measured", measure.unit) for size in sizes)
    rows = (
        Row(
            f"{ratio:.12g}",
            (
                policies.said_ratio(ratio),
                *(_grid_cell(found, shown.get((ratio, size)), measure) for size in sizes),
            ),
        )
        for ratio in ratios
    )
    unit: Unit = "points" if measure.unit in ("share", "probability") else measure.unit
    half = Number(widest_half(found, measure, shown.values()), unit, digits=1)
    breaker = policies.said_breaker(is_on=is_breaker_on)
    return Table(
        f"grid_{measure.key}_breaker_{'on' if is_breaker_on else 'off'}",
        phrase("compare.table.grid", measure=measure_name(measure.key), breaker=breaker),
        (_RATIO, *columns),
        tuple(rows),
        (phrase("compare.note.grid", half=half),),
        marked=f"{base.ratio:.12g}" if has_base else "",
        screen_rows=None if has_base else 0,
        has_one_unit=True,
    )


def _grid_cell(found: Comparison, point: PolicyPoint | None, measure: MeasureDefinition) -> Cell:
    estimate = None if point is None else found.estimates.get((point.name, measure.key))
    if point is None or estimate is None:
        return None if point is None else _NOT_DEFINED
    tie = "~" if measure.key == "additional_lending" and policies.is_near_tie(found, point) else ""
    return Measured(estimate, measure.unit, brief=f"{'*' if point.name == found.baseline else ''}{tie}")


def widest_half(found: Comparison, measure: MeasureDefinition, shown: Iterable[PolicyPoint]) -> float:
    """Return half of the widest interval of a measure over some policies, in the measure's own unit."""
    known = (found.estimates.get((point.name, measure.key)) for point in shown)
    halves = ((estimate.high - estimate.low) / 2 for estimate in known if estimate is not None)
    return max((half for half in halves if math.isfinite(half)), default=0.0)


def _near_ties_table(found: Comparison) -> Table:
    """Return the range of ratios statistically indistinguishable from the best, for each line of the grid."""
    rows = (
        Row(line, (_said_line(found, line), *map(policies.said_ratio, ends))) for line, ends in found.near_ties.items()
    )
    columns = (
        Column("line", phrase("compare.column.line")),
        Column("lowest", phrase("compare.column.lowest"), "number", "ratio"),
        Column("highest", phrase("compare.column.highest"), "number", "ratio"),
    )
    return Table("near_ties", phrase("compare.table.near_ties"), columns, tuple(rows), screen_rows=0)


def _said_line(found: Comparison, line: str) -> Value:
    return policies.said_settings(*policies.on_line(found, line))


def calendar_years(found: Comparison, name: str) -> tuple[int, ...]:
    """Return the calendar years that are known of a policy; none where they were not kept."""
    start = first_year(found.scenario)
    return tuple(range(start, start + len(found.yearly.get(name, {}).get("balance", ()))))


def years_table(found: Comparison, shown: Sequence[PolicyPoint]) -> Table | None:
    """Return means by calendar year with intervals, one row per year and policy; None where none were kept."""
    known = [point for point in shown if calendar_years(found, point.name)]
    if not known:
        return None
    rows_known = [row for row in YEARS if all(row in found.yearly[point.name] for point in known)]
    years = calendar_years(found, known[0].name)
    is_alone = len(known) == 1
    rows = (
        Row(
            f"{year} {point.name}",
            (
                Number(year, "year"),
                *(() if is_alone else (policies.said_policy(point),)),
                *(_amount(found.yearly[point.name][row][place]) for row in rows_known),
            ),
        )
        for place, year in enumerate(years)
        for point in known
    )
    columns = (
        Column("year", phrase("compare.column.year"), "number", "year"),
        *(() if is_alone else (_POLICY,)),
        *(Column(row, phrase(f"compare.year.{row}"), "measured", "currency") for row in rows_known),
    )
    last = years[0] + found.scenario.clock.years - 1
    note = phrase("compare.note.years", first=Own(str(years[0])), last=Own(str(last)))
    alone = phrase("compare.table.years_of", policy=policies.said_policy(known[0]))
    return Table("years", alone if is_alone else phrase("compare.table.years"), columns, tuple(rows), (note,))


def _amount(estimate: Estimate) -> Measured:
    return Measured(estimate, "currency")
