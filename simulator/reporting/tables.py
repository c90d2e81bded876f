"""Tables of a comparison, as text cells: the same cells go to the terminal and to the files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.analysis.intervals import Estimate
from simulator.reporting import wording

# What a regulator asks first; the terminal shows as many of them as fit.
FIRST_MEASURES = ("additional_lending", "cost_per_additional", "p_depleted", "idle_share", "fiscal_cost", "bank_loss")
GRID_MEASURES = ("additional_lending", "p_depleted")


@dataclass(frozen=True)
class Table:
    """A table ready to be printed or written; its notes make it readable alone."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    marked_row: int | None = None
    """Row of the baseline, if it is in the table."""
    text_columns: tuple[str, ...] = ()
    """Columns of running text, which may be broken into lines."""


def point_named(comparison: Comparison, name: str) -> PolicyPoint:
    """Return the compared policy of this name."""
    return next(point for point in comparison.points if point.name == name)


def chosen_measures(comparison: Comparison, keys: Sequence[str] | None = None) -> tuple[MeasureDefinition, ...]:
    """Return the measures with these keys, in this order; all of them when none are asked for."""
    if keys is None:
        return comparison.measures
    by_key = {measure.key: measure for measure in comparison.measures}
    return tuple(by_key[key] for key in keys if key in by_key)


def is_sweep(comparison: Comparison) -> bool:
    """Return whether the policies form a grid of ratios: each (ratio, fund size, breaker) once, two ratios or more."""
    places = {(point.ratio, point.fund_size, point.is_breaker_on) for point in comparison.points}
    ratios = {point.ratio for point in comparison.points}
    return len(places) == len(comparison.points) and len(ratios) > 1


def baseline_line(comparison: Comparison) -> tuple[PolicyPoint, ...]:
    """Return the policies that differ from the baseline in the ratio only; all of them outside a sweep."""
    if not is_sweep(comparison):
        return comparison.points
    base = point_named(comparison, comparison.baseline)
    line = [p for p in comparison.points if (p.fund_size, p.is_breaker_on) == (base.fund_size, base.is_breaker_on)]
    return tuple(sorted(line, key=lambda point: point.ratio))


def differences_table(
    comparison: Comparison, points: Iterable[PolicyPoint] | None = None, keys: Sequence[str] | None = None
) -> Table:
    """Return the paired differences to the baseline: one row per policy, one column per measure."""
    rows, marked = _rows(comparison, points, keys, is_difference=True)
    return Table(
        name="differences",
        title=f"Differences to the baseline ({comparison.baseline})",
        columns=("policy", *_headings(comparison, keys, is_difference=True)),
        rows=rows,
        notes=(*wording.notes_of(comparison), "Differences are paired: every policy meets the same draws."),
        marked_row=marked,
    )


def totals_table(
    comparison: Comparison, points: Iterable[PolicyPoint] | None = None, keys: Sequence[str] | None = None
) -> Table:
    """Return the measures themselves: one row per policy, one column per measure."""
    rows, marked = _rows(comparison, points, keys, is_difference=False)
    return Table(
        name="totals",
        title="Totals",
        columns=("policy", *_headings(comparison, keys, is_difference=False)),
        rows=rows,
        notes=wording.notes_of(comparison),
        marked_row=marked,
    )


def _headings(comparison: Comparison, keys: Sequence[str] | None, *, is_difference: bool) -> tuple[str, ...]:
    headings = []
    for measure in chosen_measures(comparison, keys):
        style = wording.unit_style(measure, comparison)
        headings.append(f"{measure.label} ({style.difference_label if is_difference else style.label})")
    return tuple(headings)


def _rows(
    comparison: Comparison,
    points: Iterable[PolicyPoint] | None,
    keys: Sequence[str] | None,
    *,
    is_difference: bool,
) -> tuple[tuple[tuple[str, ...], ...], int | None]:
    shown = comparison.points if points is None else tuple(points)
    columns = [(measure, wording.unit_style(measure, comparison)) for measure in chosen_measures(comparison, keys)]
    rows = []
    for point in shown:
        cells = [
            _difference(comparison, point, measure, style)
            if is_difference
            else _total(comparison, point, measure, style)
            for measure, style in columns
        ]
        rows.append((point.name, *cells))
    names = [point.name for point in shown]
    return tuple(rows), names.index(comparison.baseline) if comparison.baseline in names else None


def _total(comparison: Comparison, point: PolicyPoint, measure: MeasureDefinition, style: wording.UnitStyle) -> str:
    estimate = comparison.estimates.get((point.name, measure.key))
    return wording.NOT_DEFINED if estimate is None else wording.cell(estimate, measure, style)


def _difference(
    comparison: Comparison, point: PolicyPoint, measure: MeasureDefinition, style: wording.UnitStyle
) -> str:
    difference = comparison.differences.get((point.name, measure.key))
    if difference is None and point.name != comparison.baseline:
        return wording.NOT_DEFINED
    return wording.difference_cell(difference, style)


def without_common_ending(table: Table) -> Table:
    """Return the table with what all policy names end in ("fund 20 m, breaker on") in its title instead."""
    endings = {row[0].partition(", ")[2] for row in table.rows}
    ending = endings.pop()
    if endings or not ending:
        return table
    rows = tuple((row[0].partition(", ")[0], *row[1:]) for row in table.rows)
    title = table.title if ending in table.title else f"{table.title}: {ending}"
    return replace(table, title=title, rows=rows)


def measures_table(comparison: Comparison, name: str) -> Table:
    """Return every measure of one policy: one row per measure, with its unit and meaning."""
    point = point_named(comparison, name)
    rows = []
    for measure in comparison.measures:
        style = wording.unit_style(measure, comparison)
        rows.append((measure.label, _total(comparison, point, measure, style), style.label, measure.meaning))
    return Table(
        name="measures",
        title=f"All measures: {name}",
        columns=("measure", f"value [{wording.CONFIDENCE} interval]", "unit", "meaning"),
        rows=tuple(rows),
        notes=wording.notes_of(comparison),
        text_columns=("meaning",),
    )


def grids(comparison: Comparison) -> tuple[Table, ...]:
    """Return one ratio by fund size table per grid measure and breaker setting; none outside a sweep."""
    if not is_sweep(comparison) or len({point.fund_size for point in comparison.points}) < 2:
        return ()
    breakers = sorted({point.is_breaker_on for point in comparison.points}, reverse=True)
    return tuple(
        _grid(comparison, measure, is_on)
        for measure in chosen_measures(comparison, GRID_MEASURES)
        for is_on in breakers
    )


def _grid(comparison: Comparison, measure: MeasureDefinition, is_breaker_on: bool) -> Table:
    style = wording.unit_style(measure, comparison)
    cells = {(p.ratio, p.fund_size): p for p in comparison.points if p.is_breaker_on == is_breaker_on}
    ratios = sorted({ratio for ratio, _ in cells})
    sizes = sorted({size for _, size in cells})
    names = [(ratio, [cells.get((ratio, size)) for size in sizes]) for ratio in ratios]
    base = point_named(comparison, comparison.baseline)
    rows = tuple((f"{ratio:g}", *(_grid_cell(comparison, point, measure) for point in line)) for ratio, line in names)
    breaker = "on" if is_breaker_on else "off"
    widest = _widest_half(comparison, measure, cells.values()) * style.factor
    return Table(
        name=f"grid_{measure.key}_breaker_{breaker}",
        title=f"{measure.label} ({style.label}), compensation ratio by fund size, breaker {breaker}",
        columns=("ratio", *(f"fund {wording.amount_text(size)}" for size in sizes)),
        rows=rows,
        notes=(
            *wording.notes_of(comparison),
            f"* baseline; ~ cannot be told apart from the best ratio of its column; half of an interval is at most "
            f"{wording.number_text(widest, wording.decimals_for(0.0, widest))} {style.label}.",
        ),
        marked_row=ratios.index(base.ratio) if base.is_breaker_on == is_breaker_on else None,
    )


def _grid_cell(comparison: Comparison, point: PolicyPoint | None, measure: MeasureDefinition) -> str:
    if point is None:
        return ""
    text = short_cell(comparison, point, measure)
    tie = "~" if measure.key == "additional_lending" and is_near_tie(comparison, point) else ""
    return f"{'*' if point.name == comparison.baseline else ''}{tie}{text}"


def short_cell(comparison: Comparison, point: PolicyPoint, measure: MeasureDefinition) -> str:
    """Return the value alone, for grids whose note gives the widest interval: "24.1", "<0.04"."""
    text = _total(comparison, point, measure, wording.unit_style(measure, comparison))
    return text.partition(" [")[0].replace("below ", "<").replace("above ", ">")


def _widest_half(comparison: Comparison, measure: MeasureDefinition, points: Iterable[PolicyPoint]) -> float:
    known: list[Estimate] = [
        comparison.estimates[point.name, measure.key]
        for point in points
        if (point.name, measure.key) in comparison.estimates
    ]
    halves = [(estimate.high - estimate.low) / 2 for estimate in known]
    return max((half for half in halves if half == half), default=0.0)


def near_tie_range(comparison: Comparison, point: PolicyPoint) -> tuple[float, float] | None:
    """Return the lowest and highest ratio that cannot be told apart from the best of a policy's line.

    The line is what follows the ratio in the policy's name: "fund 20 m, breaker on".
    """
    full = f"fund {wording.amount_text(point.fund_size)}, breaker {'on' if point.is_breaker_on else 'off'}"
    line = point.name.partition(", ")[2]
    return comparison.near_ties.get(line if line in comparison.near_ties else full)


def is_near_tie(comparison: Comparison, point: PolicyPoint) -> bool:
    """Return whether a policy's ratio cannot be told apart from the best of its line."""
    ties = near_tie_range(comparison, point)
    return ties is not None and ties[0] <= point.ratio <= ties[1]


def near_ties_table(comparison: Comparison) -> Table:
    """Return the range of ratios that cannot be told apart from the best, for each line of the grid."""
    return Table(
        name="near_ties",
        title="Ratios with the most additional lending (near-ties)",
        columns=("line", "lowest ratio", "highest ratio"),
        rows=tuple((line, f"{low:g}", f"{high:g}") for line, (low, high) in comparison.near_ties.items()),
        notes=wording.notes_of(comparison),
    )
