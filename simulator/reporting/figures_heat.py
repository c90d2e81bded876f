"""Heat map: compensation ratio by fund size, with the baseline marked and near-ties outlined."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.drawing import style as figures_style
from simulator.reporting import names, tables, wording
from simulator.reporting.language import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Runs evenly from dark to light, so that it reads the same in grey and for the colour-blind.
_COLOUR_MAP = "cividis"
_MOST_NUMBERED_CELLS = 200
_GAP = 0.9
"""Room between two rows of panels, in inches."""
_WORDS = {
    "title": ("{title}: compensation ratio by fund size", "{title}：补偿比例与资金规模"),
    "on": (", breaker on", "，有熔断"),
    "off": (", breaker off", "，无熔断"),
    "caption": (
        "Thick frame: the baseline. Dashed frames: ratios that cannot be told apart from the one with the most "
        'additional lending at this fund size. "<": happened on no path, upper bound. Intervals of every cell are in '
        "the tables.",
        "粗框：基准方案。虚框：该资金规模下与净增贷款最多的比例差异不显著的补偿比例。“<”：没有路径发生，为上限。"
        "各格的区间见表。",
    ),
    "size": ("fund size ({unit})", "资金规模（{unit}）"),
    "ratio": ("compensation ratio", "补偿比例"),
}


def heat_map(comparison: Comparison, language: Language = "en") -> "Figure":
    """Return one panel per grid measure and breaker setting, ratios upwards, fund sizes to the right."""
    breakers = sorted({point.is_breaker_on for point in comparison.points}, reverse=True)
    measures = tables.chosen_measures(comparison, tables.GRID_MEASURES)
    ratios = sorted({point.ratio for point in comparison.points})
    panel_height = 0.245 * len(ratios) + 0.9
    figure = figures_style.new_figure(12.5, panel_height * len(breakers) + 2.2)
    about = names.text_of(comparison.title, comparison.scenario, language)
    title = say(_WORDS, "title", language, title=about)
    bottom, top = figures_style.head_and_caption(figure, title, _caption(comparison, language))
    rows_height = (top - bottom) * figure.get_size_inches()[1] - _GAP * (len(breakers) - 1)
    hspace = _GAP * len(breakers) / max(rows_height, _GAP)
    grid = figure.add_gridspec(
        len(breakers), len(measures), left=0.05, right=0.99, bottom=bottom, top=top, wspace=0.13, hspace=hspace
    )
    for row, is_on in enumerate(breakers):
        for column, measure in enumerate(measures):
            axes = figure.add_subplot(grid[row, column])
            _panel(axes, comparison, measure, is_on, language)
            words = say(_WORDS, "on" if is_on else "off", language) if len(breakers) > 1 else ""
            unit = wording.unit_style(measure, comparison, language).label
            axes.set_title(tables.heading(names.measure_label(measure, language), unit, language) + words)
    return figure


def _caption(comparison: Comparison, language: Language) -> tuple[str, ...]:
    return (*wording.on_figures(wording.notes_of(comparison, language)), say(_WORDS, "caption", language))


def _panel(
    axes: "Axes", comparison: Comparison, measure: MeasureDefinition, is_breaker_on: bool, language: Language
) -> None:
    cells = {(p.ratio, p.fund_size): p for p in comparison.points if p.is_breaker_on == is_breaker_on}
    ratios = sorted({point.ratio for point in comparison.points})
    sizes = sorted({point.fund_size for point in comparison.points})
    values = np.full((len(ratios), len(sizes)), math.nan)
    for (ratio, size), point in cells.items():
        estimate = comparison.estimates.get((point.name, measure.key))
        if estimate is not None:
            values[ratios.index(ratio), sizes.index(size)] = estimate.value
    axes.pcolormesh(
        values, cmap=_COLOUR_MAP, vmin=_smallest(comparison, measure), vmax=_largest(comparison, measure),
        edgecolors="white", linewidth=0.6,
    )  # fmt: skip
    axes.grid(False)
    axes.set_xticks(np.arange(len(sizes)) + 0.5, [wording.amount_text(size, language) for size in sizes])
    axes.set_yticks(np.arange(len(ratios)) + 0.5, [f"{ratio:g}" for ratio in ratios])
    axes.tick_params(length=0)
    axes.set_xlabel(say(_WORDS, "size", language, unit=wording.currency_word(comparison.scenario, language)))
    axes.set_ylabel(say(_WORDS, "ratio", language))
    _write_numbers(axes, comparison, measure, values, cells, (ratios, sizes), language)
    _frame_cells(axes, comparison, cells, (ratios, sizes))


def _all_values(comparison: Comparison, measure: MeasureDefinition) -> list[float]:
    estimates = (comparison.estimates.get((point.name, measure.key)) for point in comparison.points)
    return [e.value for e in estimates if e is not None and math.isfinite(e.value)]


def _smallest(comparison: Comparison, measure: MeasureDefinition) -> float:
    return min(_all_values(comparison, measure), default=0.0)


def _largest(comparison: Comparison, measure: MeasureDefinition) -> float:
    smallest = _smallest(comparison, measure)
    largest = max(_all_values(comparison, measure), default=1.0)
    return largest if largest > smallest else smallest + 1.0


def _write_numbers(
    axes: "Axes",
    comparison: Comparison,
    measure: MeasureDefinition,
    values: NDArray[np.float64],
    cells: dict[tuple[float, float], PolicyPoint],
    places: tuple[list[float], list[float]],
    language: Language,
) -> None:
    ratios, sizes = places
    if len(ratios) * len(sizes) > _MOST_NUMBERED_CELLS:
        return
    middle = (_smallest(comparison, measure) + _largest(comparison, measure)) / 2
    style = wording.unit_style(measure, comparison, language)
    for (ratio, size), point in cells.items():
        row, column = ratios.index(ratio), sizes.index(size)
        text = tables.short_cell(comparison, point, measure, style, language)
        colour = "black" if values[row, column] > middle else "white"
        axes.text(column + 0.5, row + 0.48, text, ha="center", va="center", fontsize=6.8, color=colour)


def _frame_cells(
    axes: "Axes",
    comparison: Comparison,
    cells: dict[tuple[float, float], PolicyPoint],
    places: tuple[list[float], list[float]],
) -> None:
    from matplotlib.patches import Rectangle

    ratios, sizes = places
    for size in sizes:
        tied = [ratio for ratio in ratios if (p := cells.get((ratio, size))) and tables.is_near_tie(comparison, p)]
        if tied:
            corner = (sizes.index(size) + 0.06, ratios.index(tied[0]) + 0.08)
            height = ratios.index(tied[-1]) - ratios.index(tied[0]) + 0.84
            for colour, line in (("white", "-"), ("black", (0, (3, 2)))):
                axes.add_patch(
                    Rectangle(corner, 0.88, height, fill=False, edgecolor=colour, linestyle=line, linewidth=1.5)
                )
    base = tables.point_named(comparison, comparison.baseline)
    if cells.get((base.ratio, base.fund_size)) is base:
        corner = (float(sizes.index(base.fund_size)), float(ratios.index(base.ratio)))
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor="white", linewidth=4.5, zorder=5, clip_on=False))
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor="#D55E00", linewidth=2.6, zorder=6, clip_on=False))
