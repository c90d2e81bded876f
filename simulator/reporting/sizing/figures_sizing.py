"""The chance of running dry against the fund's size, and capital against yearly top-up at equal safety."""

import math
from typing import TYPE_CHECKING

from simulator.analysis.intervals import proportion_interval
from simulator.analysis.sizing.sized import SizedRatio, Sizing
from simulator.drawing import style as figures_style
from simulator.faults import counted
from simulator.reporting import wording
from simulator.reporting.sizing.sizing_text import amount, notes_of, safety_notes, span_text, wanted_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = figures_style.INK
MOST_LINES = 5


def chosen_ratios(sizing: Sizing) -> tuple[SizedRatio, ...]:
    """Return at most five ratios that have a curve, the scenario's own always among them."""
    drawn = [sized for sized in sizing.ratios if sized.curve]
    others = [sized for sized in drawn if sized is not sizing.own]
    if len(drawn) > MOST_LINES:
        step = (len(others) - 1) / (MOST_LINES - 2)
        others = [others[round(place * step)] for place in range(MOST_LINES - 1)]
    own = [sizing.own] if sizing.own.curve else []
    return tuple(sorted([*others, *own], key=lambda sized: sized.ratio))


def chance_curves(sizing: Sizing) -> "Figure":
    """Return the chance of running dry against the fund's size, one line per ratio, both axes logarithmic."""
    figure = figures_style.new_figure(10.0, 6.4)
    title = f"{sizing.scenario.about.title}: chance of running dry {span_text(sizing)}"
    bottom, top = figures_style.head_and_caption(figure, title, _curves_caption(sizing))
    axes = figure.add_axes((0.085, bottom, 0.885, top - bottom - 0.035))
    run_off = sizing.scenario.clock.run_off
    lines = chosen_ratios(sizing)
    scale = wording.amount_style(max(s.curve[-1].size for s in lines), wording.currency_word(sizing.scenario))
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(100 * _floor(sizing), 100.0)
    axes.set_xlim(min(s.curve[0].size for s in lines) * scale.factor, _right_end(lines) * scale.factor)
    for index, sized in enumerate(lines):
        _curve(axes, sizing, sized, index, scale.factor)
    _marks(axes, sizing, scale.factor)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.10g}")
    axes.yaxis.set_major_formatter(lambda y, _: f"{y:,.10g}")
    axes.set_xlabel(f"fund size ({scale.label})")
    axes.set_ylabel("chance of running dry, run-off included (%)" if run_off else "chance of running dry (%)")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(lines), borderaxespad=0.3, handlelength=3.2)
    return figure


def _floor(sizing: Sizing) -> float:
    """Return the lowest chance drawn: half a path."""
    return 0.5 / sizing.paths


def _right_end(lines: tuple[SizedRatio, ...]) -> float:
    """Return the largest size drawn: a little beyond the last one at which any path ran dry."""
    last = max((point.size for sized in lines for point in sized.curve if point.chance.value > 0), default=0.0)
    largest = max(sized.curve[-1].size for sized in lines)
    return min(largest, 2 * last) if last > 0 else largest


def _curve(axes: "Axes", sizing: Sizing, sized: SizedRatio, index: int, factor: float) -> None:
    colour, marker = figures_style.COLOURS[index], figures_style.MARKERS[index]
    sizes = [point.size * factor for point in sized.curve]
    is_seen = [point.chance.value > 0 for point in sized.curve]
    lows = [100 * max(point.chance.low, _floor(sizing)) for point in sized.curve]
    highs = [100 * point.chance.high for point in sized.curve]
    seen = [100 * point.chance.value if point.chance.value > 0 else math.nan for point in sized.curve]
    axes.fill_between(sizes, lows, highs, where=is_seen, color=colour, alpha=0.18, linewidth=0, zorder=2)
    axes.plot(
        sizes, seen, color=colour, linestyle=figures_style.LINES[index], label=_label(sizing, sized),
        linewidth=2.8 if sized is sizing.own else 1.5, zorder=3,
    )  # fmt: skip
    if sized.has_size:
        wanted = 100 * sizing.chance
        left, right = axes.get_xlim()
        ends = [max(sized.size.low * factor, left), min(sized.size.high * factor, right)]
        axes.plot(ends, [wanted, wanted], color=colour, linewidth=5, alpha=0.55, solid_capstyle="butt", zorder=4)
        axes.plot([sized.size.value * factor], [wanted], color=colour, marker=marker, markersize=7,
                  markeredgecolor="white", linestyle="", zorder=5)  # fmt: skip


def _label(sizing: Sizing, sized: SizedRatio) -> str:
    return f"ratio {sized.ratio:g}" + (f": {amount(sizing, sized.size.value)}" if sized.has_size else "")


def _marks(axes: "Axes", sizing: Sizing, factor: float) -> None:
    axes.axhline(100 * sizing.chance, color=_INK, linestyle=":", linewidth=0.9, zorder=1)
    own = sizing.scenario.fund.fund_size * factor
    if axes.get_xlim()[0] < own < axes.get_xlim()[1]:
        axes.axvline(own, color=_INK, linestyle=":", linewidth=0.9, zorder=1)
        axes.annotate("as it stands", (own, 1.0), xycoords=("data", "axes fraction"), fontsize=7, rotation=90,
                      xytext=(-2, -3), textcoords="offset points", va="top", ha="right", color="0.3")  # fmt: skip


def _curves_caption(sizing: Sizing) -> tuple[str, ...]:
    left_out = len([sized for sized in sizing.ratios if sized.curve]) - len(chosen_ratios(sizing))
    more = f" {counted(left_out, 'more ratio is', 'more ratios are')} in the tables." if left_out else ""
    return (
        *wording.on_figures(notes_of(sizing)),
        f"One line per compensation ratio, thick: the scenario's own; bands: {wording.CONFIDENCE} interval of each "
        f"chance. There is no line where no path ran dry: the chance is below {_unseen(sizing)} % there. Marker, and "
        f"number above: the smallest fund for {wanted_text(sizing)} (dotted, across); bar: its {wording.CONFIDENCE} "
        f"interval. Dotted, upright: the fund as it stands.{more}",
    )


def _unseen(sizing: Sizing) -> str:
    return wording.bound_text(100 * proportion_interval(0, sizing.paths).high)


def equal_safety(sizing: Sizing) -> "Figure":
    """Return the capital that is as safe beside each yearly top-up."""
    figure = figures_style.new_figure(7.6, 5.2)
    title = f"Capital and yearly top-up of equal safety, ratio {sizing.own.ratio:g}"
    bottom, top = figures_style.head_and_caption(figure, title, _safety_caption(sizing))
    axes = figure.add_axes((0.11, bottom, 0.84, top - bottom))
    word = wording.currency_word(sizing.scenario)
    points = [point for point in sizing.safety if math.isfinite(point.capital.value)]
    across = wording.amount_style(max(point.top_up for point in points), word)
    up = wording.amount_style(max(point.capital.value for point in points), word)
    top_ups = [point.top_up * across.factor for point in points]
    capitals = [point.capital.value * up.factor for point in points]
    highs = [p.capital.high if math.isfinite(p.capital.high) else p.capital.value for p in points]
    axes.fill_between(
        top_ups, [p.capital.low * up.factor for p in points], [high * up.factor for high in highs],
        color=figures_style.COLOURS[0], alpha=0.18, linewidth=0,
    )  # fmt: skip
    axes.plot(top_ups, capitals, color=figures_style.COLOURS[0], marker="o")
    axes.set_ylim(0, 1.1 * max(high * up.factor for high in highs))
    axes.set_xlim(0, 1.03 * max(top_ups))
    axes.set_xlabel(f"top-up each January from the second year on ({across.label})")
    axes.set_ylabel(f"smallest fund ({up.label})")
    return figure


def _safety_caption(sizing: Sizing) -> tuple[str, ...]:
    return (
        *wording.on_figures(notes_of(sizing)),
        f"Every point has, by the point estimate, a chance of running dry of at most {wanted_text(sizing)} "
        f"{span_text(sizing)}; band: {wording.CONFIDENCE} interval of the smallest fund.",
        *safety_notes(sizing),
    )


def figure_files(sizing: Sizing) -> dict[str, bytes]:
    """Return every figure of a sizing as PNG, SVG and PDF, by its path in the run folder."""
    files: dict[str, bytes] = {}
    with figures_style.styled():
        if chosen_ratios(sizing):
            files |= figures_style.files_of(chance_curves(sizing), "chance_by_size")
        if sum(math.isfinite(point.capital.value) for point in sizing.safety) > 1:
            files |= figures_style.files_of(equal_safety(sizing), "equal_safety")
    return files
