"""Heat map: compensation ratio by fund size, with the baseline marked and near-ties framed."""

from collections.abc import Sequence
from dataclasses import replace

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.charts import Axis, Chart, Frame, Heat
from simulator.questions.compare import points as policies
from simulator.questions.compare.curves import RATIO, title_of
from simulator.values import Value, is_defined, phrase

FUND_SIZE = Axis(phrase("compare.axis.fund_size"), "currency")


def heat_map(comparison: Comparison) -> Chart:
    """Return one panel per grid measure and breaker setting, ratios upwards, fund sizes to the right."""
    breakers = sorted({point.is_breaker_on for point in comparison.points}, reverse=True)
    measures = policies.chosen_measures(comparison, policies.GRID_MEASURES)
    panels = []
    for is_on in breakers:
        for measure in measures:
            titled = title_of(measure, breakers, is_breaker_on=is_on)
            points = [point for point in comparison.points if point.is_breaker_on == is_on]
            panel = panel_of(comparison, measure, points, frames_of(comparison, points), titled)
            # The same colours with and without the breaker.
            ends = _ends(comparison, measure)
            panels.append(replace(panel, low=ends[0], high=ends[1]))
    title, notes = phrase("compare.heat.title"), (phrase("compare.heat.note"),)
    return Chart("heat_map", title, tuple(panels), notes, columns=len(measures))


def panel_of(
    comparison: Comparison,
    measure: MeasureDefinition,
    points: Sequence[PolicyPoint],
    frames: tuple[Frame, ...],
    title: Value,
) -> Heat:
    """Return the grid of one measure."""
    ratios, sizes = axes_of(comparison)
    found = {(p.ratio, p.fund_size): comparison.estimates.get((p.name, measure.key)) for p in points}
    return Heat(
        rows=replace(RATIO, ticks=ratios),
        columns=replace(FUND_SIZE, ticks=sizes),
        unit=measure.unit,
        cells=tuple(tuple(found.get((ratio, size)) for size in sizes) for ratio in ratios),
        frames=frames,
        title=title,
    )


def _ends(comparison: Comparison, measure: MeasureDefinition) -> tuple[float, float]:
    every = [comparison.estimates.get((point.name, measure.key)) for point in comparison.points]
    values = [estimate.value for estimate in every if estimate is not None and is_defined(estimate)]
    return min(values, default=0.0), max(values, default=1.0)


def axes_of(comparison: Comparison) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the ratios and the fund sizes of a grid, both rising."""
    points = comparison.points
    return tuple(sorted({p.ratio for p in points})), tuple(sorted({p.fund_size for p in points}))


def frames_of(comparison: Comparison, points: Sequence[PolicyPoint]) -> tuple[Frame, ...]:
    """Return frames around the near-ties of each fund size, and around the baseline where it is among the points."""
    ratios, sizes = axes_of(comparison)
    frames = []
    for column, size in enumerate(sizes):
        tied = [ratios.index(p.ratio) for p in points if p.fund_size == size and policies.is_near_tie(comparison, p)]
        frames += [Frame(column, min(tied), max(tied))] if tied else []
    base = policies.baseline_of(comparison)
    if base in points:
        row = ratios.index(base.ratio)
        frames.append(Frame(sizes.index(base.fund_size), row, row, is_base=True))
    return tuple(frames)
