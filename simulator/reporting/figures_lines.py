"""Curves against the compensation ratio: lending, its cost, idle money and the chance of running dry."""

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.reporting import names, tables, wording
from simulator.reporting.language import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LONGEST_TITLE = 52
"""Characters of a panel's title that fit beside the other panel; longer ones are set smaller."""
CURVE_MEASURES = ("additional_lending", "cost_per_additional", "marginal_cost", "idle_share", "p_depleted")
MOST_LINES = 5
_WORDS = {
    "title": ("{title}: what the compensation ratio buys, by fund size", "{title}：不同资金规模下补偿比例的效果"),
    "on": (", breaker on", "，有熔断"),
    "off": (", breaker off", "，无熔断"),
    "few": (
        " ({shown} of {count} sizes shown, all are in the tables)",
        "（显示 {count} 种规模中的 {shown} 种，全部见表）",
    ),
    "lines": (
        "One line per fund size{few}; bands: 95 % interval of each value. Hollow marker: happened on no path, drawn at "
        "the upper bound. Lines are shifted sideways by up to a fifth of a step so that equal ones can be told apart. "
        "A value whose interval is wider than the value itself does not set the scale.",
        "每条线为一种资金规模{few}；色带：各值的 95% 区间。空心点：没有路径发生，画在上限处。"
        "各线左右错开至多五分之一格，以便区分重合的线。区间比数值本身更宽的值不决定坐标尺度。",
    ),
    "marks": (
        "Grey: ratios that cannot be told apart from the best at the baseline's fund size; thick line: the same at "
        "each other size. Dotted: the baseline ({baseline}).",
        "灰色：基准资金规模下与最优者差异不显著的补偿比例；粗线：其他规模下同此。点线：基准方案（{baseline}）。",
    ),
    "ratio": ("compensation ratio", "补偿比例"),
    "fund": ("fund {size}", "资金 {size}"),
}

# Neighbouring lines are drawn this part of a ratio step apart, so that equal ones can both be seen.
_SHIFT = 0.09
_INK = figures_style.INK


@dataclass(frozen=True)
class Line:
    """One fund size on one panel: its policies by rising ratio and how it looks."""

    index: int
    fund_size: float
    points: tuple[PolicyPoint, ...]
    shift: float


def chosen_sizes(comparison: Comparison) -> tuple[float, ...]:
    """Return at most five of the fund sizes, evenly chosen in order, the baseline's always among them."""
    sizes = sorted({point.fund_size for point in comparison.points})
    if len(sizes) <= MOST_LINES:
        return tuple(sizes)
    base = sizes.index(tables.point_named(comparison, comparison.baseline).fund_size)
    chosen = [round(step * (len(sizes) - 1) / (MOST_LINES - 1)) for step in range(MOST_LINES)]
    if base not in chosen:
        nearest = min(range(1, MOST_LINES - 1), key=lambda place: abs(chosen[place] - base))
        chosen[nearest] = base
    return tuple(sizes[place] for place in sorted(chosen))


def lines_of(comparison: Comparison, *, is_breaker_on: bool) -> tuple[Line, ...]:
    """Return the lines of one panel, one per chosen fund size."""
    ratios = sorted({point.ratio for point in comparison.points})
    step = min(after - before for before, after in itertools.pairwise(ratios))
    sizes = chosen_sizes(comparison)
    lines = []
    for index, size in enumerate(sizes):
        points = [p for p in comparison.points if p.fund_size == size and p.is_breaker_on == is_breaker_on]
        shift = (index - (len(sizes) - 1) / 2) * _SHIFT * step
        lines.append(Line(index, size, tuple(sorted(points, key=lambda point: point.ratio)), shift))
    return tuple(line for line in lines if line.points)


def curves(comparison: Comparison, language: Language = "en") -> "Figure":
    """Return the main figure: one panel per measure, one column per breaker setting, one line per fund size."""
    breakers = sorted({point.is_breaker_on for point in comparison.points}, reverse=True)
    measures = tables.chosen_measures(comparison, CURVE_MEASURES)
    panels = [(measure, is_on) for measure in measures for is_on in breakers]
    rows = math.ceil(len(panels) / 2)
    figure = figures_style.new_figure(10.0, 2.3 * rows + 2.4)
    about = names.text_of(comparison.title, comparison.scenario, language)
    title = say(_WORDS, "title", language, title=about)
    bottom, top = figures_style.head_and_caption(figure, title, _caption(comparison, language))
    grid = figure.add_gridspec(rows, 2, left=0.085, right=0.895, bottom=bottom, top=top, wspace=0.42, hspace=0.42)
    for place, (measure, is_on) in enumerate(panels):
        axes = figure.add_subplot(grid[place // 2, place % 2])
        _panel(axes, comparison, measure, is_on, language)
        breaker = say(_WORDS, "on" if is_on else "off", language) if len(breakers) > 1 else ""
        heading = axes.set_title(names.measure_label(measure, language) + breaker)
        heading.set_fontsize(float(heading.get_fontsize()) * min(1.0, _LONGEST_TITLE / len(heading.get_text())))
    return figure


def _caption(comparison: Comparison, language: Language) -> tuple[str, ...]:
    shown = len(chosen_sizes(comparison))
    count = len({point.fund_size for point in comparison.points})
    few = say(_WORDS, "few", language, shown=shown, count=count) if shown < count else ""
    return (
        *wording.on_figures(wording.notes_of(comparison, language)),
        say(_WORDS, "lines", language, few=few),
        say(_WORDS, "marks", language, baseline=names.policy_name(comparison.baseline, language)),
    )


def _panel(
    axes: "Axes", comparison: Comparison, measure: MeasureDefinition, is_breaker_on: bool, language: Language
) -> None:
    style = wording.unit_style(measure, comparison, language)
    lines = lines_of(comparison, is_breaker_on=is_breaker_on)
    _mark_baseline(axes, comparison, is_breaker_on)
    labels = []
    for line in lines:
        end = _draw_line(axes, comparison, measure, style, line)
        if end is not None:
            size = wording.amount_text(line.fund_size, language)
            colour = figures_style.COLOURS[line.index]
            labels.append(figures_style.EndLabel(*end, say(_WORDS, "fund", language, size=size), colour))
    ratios = [point.ratio for point in comparison.points]
    margin = 0.05 * (max(ratios) - min(ratios))
    axes.set_xlim(min(ratios) - margin, max(ratios) + margin)
    axes.set_ylim(*_limits(comparison, measure, style))
    axes.set_xlabel(say(_WORDS, "ratio", language))
    axes.set_ylabel(style.label)
    figures_style.label_ends(axes, labels)


def _mark_baseline(axes: "Axes", comparison: Comparison, is_breaker_on: bool) -> None:
    base = tables.point_named(comparison, comparison.baseline)
    same_line = [p for p in comparison.points if p.fund_size == base.fund_size and p.is_breaker_on == is_breaker_on]
    ties = tables.near_tie_range(comparison, same_line[0]) if same_line else None
    if ties is not None:
        half_step = 0.012
        axes.axvspan(ties[0] - half_step, ties[1] + half_step, color="0.9", zorder=0, linewidth=0)
    if base.is_breaker_on == is_breaker_on:
        axes.axvline(base.ratio, color=_INK, linestyle=":", linewidth=0.9, zorder=1)


def _draw_line(
    axes: "Axes", comparison: Comparison, measure: MeasureDefinition, style: wording.UnitStyle, line: Line
) -> tuple[float, float] | None:
    """Draw a line and return where it ends, or None where there is nothing to draw."""
    known = [(point, comparison.estimates.get((point.name, measure.key))) for point in line.points]
    places = [(point, estimate) for point, estimate in known if estimate and wording.is_defined(estimate)]
    if not places:
        return None
    x = [point.ratio + line.shift for point, _ in places]
    y = [_height(estimate, measure) * style.factor for _, estimate in places]
    colour = figures_style.COLOURS[line.index]
    low = [style.factor * (e.low if math.isfinite(e.low) else e.value) for _, e in places]
    high = [style.factor * (e.high if math.isfinite(e.high) else e.value) for _, e in places]
    axes.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0, zorder=2)
    axes.plot(x, y, color=colour, linestyle=figures_style.LINES[line.index], zorder=3)
    for is_hollow in (False, True):
        spots = [i for i, (_, e) in enumerate(places) if wording.is_never_seen(e) == is_hollow]
        axes.plot(
            [x[i] for i in spots],
            [y[i] for i in spots],
            linestyle="",
            marker=figures_style.MARKERS[line.index],
            color=colour,
            markerfacecolor="white" if is_hollow else colour,
            zorder=4,
        )
    if measure.key == "additional_lending":
        tied = [i for i, (point, _) in enumerate(places) if tables.is_near_tie(comparison, point)]
        axes.plot([x[i] for i in tied], [y[i] for i in tied], color=colour, linewidth=6, alpha=0.3, zorder=2)
    return x[-1], y[-1]


def _height(estimate: Estimate, measure: MeasureDefinition) -> float:
    return estimate.high if wording.is_never_seen(estimate) else estimate.value


def _limits(comparison: Comparison, measure: MeasureDefinition, style: wording.UnitStyle) -> tuple[float, float]:
    """Return the range of the panel, the same with and without the breaker, from the values known well enough."""
    sizes = chosen_sizes(comparison)
    low, high = 0.0, 0.0
    for point in comparison.points:
        estimate = comparison.estimates.get((point.name, measure.key))
        if estimate is None or point.fund_size not in sizes or not wording.is_defined(estimate):
            continue
        ends = [end for end in (estimate.low, estimate.high) if math.isfinite(end)]
        is_vague = len(ends) == 2 and ends[1] - ends[0] > 2 * abs(estimate.value) and estimate.kind == "ratio"
        if not is_vague:
            low = min(low, estimate.value, *ends)
            high = max(high, estimate.value, *ends)
    margin = 0.06 * (high - low) or 1.0 / style.factor
    return (low - margin) * style.factor, (high + margin) * style.factor
