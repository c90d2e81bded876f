"""Named policies side by side: the difference each makes to the baseline, with its interval."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from simulator.analysis.compare import Comparison, MeasureDefinition
from simulator.drawing import style as figures_style
from simulator.reporting import names, tables, wording
from simulator.reporting.language import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_POLICIES = 24
POLICY_MEASURES = ("additional_lending", "fiscal_cost", "p_depleted", "idle_share")
_WORDS = {
    "title": ("{title}: differences to the baseline ({baseline})", "{title}：与基准方案之差（{baseline}）"),
    "caption": (
        "Difference of each policy to the baseline ({baseline}), paired: every policy meets the same draws. Bars: 95 % "
        "interval. Where the bar touches the line the sign is not known.",
        "各方案与基准方案（{baseline}）之差（同一模拟路径下的差额）：各方案面对相同的随机抽样。"
        "横条：95% 区间。横条触及竖线时，增减方向无法判定。",
    ),
    "more": (" Policies that are in the tables only: {count}.", "另有 {count} 个方案见表。"),
}


def policies(comparison: Comparison, language: Language = "en") -> "Figure":
    """Return one panel per measure and one row per policy: paired difference to the baseline."""
    shown = policy_names(comparison)
    told = [names.policy_name(name, language) for name in shown]
    measures = tables.chosen_measures(comparison, POLICY_MEASURES)
    figure = figures_style.new_figure(12.0, 0.3 * len(shown) + 2.7)
    words = {
        "title": names.text_of(comparison.title, comparison.scenario, language),
        "baseline": names.policy_name(comparison.baseline, language),
    }
    caption = _caption(comparison, len(shown), language)
    bottom, top = figures_style.head_and_caption(figure, say(_WORDS, "title", language, **words), caption)
    left = min(0.34, 0.03 + 0.0075 * max(map(cell_len, told)))
    grid = figure.add_gridspec(1, len(measures), left=left, right=0.985, bottom=bottom, top=top - 0.02, wspace=0.12)
    for column, measure in enumerate(measures):
        axes = figure.add_subplot(grid[0, column])
        _panel(axes, comparison, measure, shown, language)
        marks = [figures_style.drawable(name) for name in told] if column == 0 else [""] * len(shown)
        axes.set_yticks(range(len(shown)), marks)
    return figure


def policy_names(comparison: Comparison) -> tuple[str, ...]:
    """Return the policies that get a row: the first of those beside the baseline."""
    found = [point.name for point in comparison.points if point.name != comparison.baseline]
    return tuple(found[:MOST_POLICIES])


def _caption(comparison: Comparison, shown: int, language: Language) -> tuple[str, ...]:
    left_out = len(comparison.points) - 1 - shown
    more = say(_WORDS, "more", language, count=left_out) if left_out else ""
    baseline = names.policy_name(comparison.baseline, language)
    return (
        *wording.on_figures(wording.notes_of(comparison, language)),
        say(_WORDS, "caption", language, baseline=baseline) + more,
    )


def _panel(
    axes: "Axes", comparison: Comparison, measure: MeasureDefinition, shown: Sequence[str], language: Language
) -> None:
    style = wording.unit_style(measure, comparison, language)
    for place, name in enumerate(shown):
        difference = comparison.differences.get((name, measure.key))
        if difference is None or not math.isfinite(difference.value):
            continue
        value = difference.value * style.factor
        ends = [end * style.factor if math.isfinite(end) else value for end in (difference.low, difference.high)]
        colour = figures_style.COLOURS[place % 2]
        axes.plot(ends, [place, place], color=colour, linewidth=2.0, solid_capstyle="butt")
        axes.plot([value], [place], marker=figures_style.MARKERS[place % 2], color=colour)
    axes.axvline(0.0, color=figures_style.INK, linewidth=0.9)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_title(names.measure_label(measure, language))
    axes.set_xlabel(style.difference_label)
