"""Named policies side by side: the difference each makes to the baseline, with its interval."""

import math
from typing import TYPE_CHECKING

from simulator.analysis.compare import Comparison, MeasureDefinition
from simulator.reporting import figures_style, tables, wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_POLICIES = 24
_MEASURES = ("additional_lending", "fiscal_cost", "p_depleted", "idle_share")


def policies(comparison: Comparison) -> "Figure":
    """Return one panel per measure and one row per policy: paired difference to the baseline."""
    names = [point.name for point in comparison.points if point.name != comparison.baseline][:MOST_POLICIES]
    measures = tables.chosen_measures(comparison, _MEASURES)
    figure = figures_style.new_figure(12.0, 0.3 * len(names) + 2.7)
    title = f"{comparison.title}: differences to the baseline ({comparison.baseline})"
    bottom, top = figures_style.head_and_caption(figure, title, _caption(comparison, len(names)))
    left = min(0.34, 0.03 + 0.0075 * max(len(name) for name in names))
    grid = figure.add_gridspec(1, len(measures), left=left, right=0.985, bottom=bottom, top=top - 0.02, wspace=0.12)
    for column, measure in enumerate(measures):
        axes = figure.add_subplot(grid[0, column])
        _panel(axes, comparison, measure, names)
        shown = [figures_style.drawable(name) for name in names] if column == 0 else [""] * len(names)
        axes.set_yticks(range(len(names)), shown)
    return figure


def _caption(comparison: Comparison, shown: int) -> tuple[str, ...]:
    left_out = len(comparison.points) - 1 - shown
    more = f" {left_out} more policies are in the tables." if left_out else ""
    return (
        *figures_style.basis(wording.notes_of(comparison)),
        f"Difference of each policy to the baseline ({comparison.baseline}), paired: every policy meets the same "
        f"draws. Bars: {wording.CONFIDENCE} interval. Where the bar touches the line the sign is not known.{more}",
    )


def _panel(axes: "Axes", comparison: Comparison, measure: MeasureDefinition, names: list[str]) -> None:
    style = wording.unit_style(measure, comparison)
    for place, name in enumerate(names):
        difference = comparison.differences.get((name, measure.key))
        if difference is None or not math.isfinite(difference.value):
            continue
        value = difference.value * style.factor
        ends = [end * style.factor if math.isfinite(end) else value for end in (difference.low, difference.high)]
        colour = figures_style.COLOURS[place % 2]
        axes.plot(ends, [place, place], color=colour, linewidth=2.0, solid_capstyle="butt")
        axes.plot([value], [place], marker=figures_style.MARKERS[place % 2], color=colour)
    axes.axvline(0.0, color=figures_style.INK, linewidth=0.9)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_title(measure.label)
    axes.set_xlabel(style.difference_label)
