"""Tornado of each answer, and Sobol indices."""

import math
from typing import TYPE_CHECKING

from simulator.analysis.measures import MeasureDefinition
from simulator.analysis.sensing.answers import BEST
from simulator.analysis.sensing.sensitivity import Sensitivity, Variance
from simulator.analysis.sensing.tornado import Bar
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.reporting import wording
from simulator.reporting.sensing.sensitivity_text import draws_notes, notes_of, range_text, style_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BARS = 14
_LOW, _HIGH = figures_style.COLOURS[1], figures_style.COLOURS[0]
_TERM = "///"


def tornado(found: Sensitivity, measure: MeasureDefinition) -> "Figure":
    """Return the change of one answer at both ends of each range, the widest bar at the top."""
    bars = found.ranked(measure.key)[:MOST_BARS]
    figure = figures_style.new_figure(10.5, 2.9 + 0.34 * len(bars))
    title = f"{found.scenario.about.title}: what {measure.label} depends on"
    bottom, top = figures_style.head_and_caption(figure, title, _tornado_caption(found, measure, len(bars)))
    axes = figure.add_axes((0.36, bottom, 0.61, top - bottom - 0.3 / figure.get_size_inches()[1]))
    style = style_of(found, measure)
    for place, bar in enumerate(bars):
        _bar(axes, bar, measure.key, place, style.factor)
    axes.axvline(0, color=figures_style.INK, linewidth=1.0, zorder=4)
    axes.set_yticks(range(len(bars)), [_label(bar) for bar in bars])
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    now = wording.phrase(found.now.estimate(measure.key), measure, style)
    axes.set_xlabel(f"change of {measure.label} from {now} as it stands ({style.difference_label})")
    _legend(axes)
    return figure


def _label(bar: Bar) -> str:
    return figures_style.drawable(f"{bar.assumption.key}  {range_text(bar.assumption)}")


def _bar(axes: "Axes", bar: Bar, key: str, place: int, factor: float) -> None:
    swing = bar.swings[key]
    ends = [(end, colour) for end, colour in ((swing.low, _LOW), (swing.high, _HIGH)) if end is not None]
    # Where both ends lie on one side, the shorter bar is drawn last, over the longer one.
    for end, colour in sorted(ends, key=lambda pair: -abs(pair[0].value)):
        axes.barh(
            place, end.value * factor, height=0.62, color=colour, edgecolor="white", linewidth=0.6, zorder=2,
            hatch=_TERM if bar.assumption.is_term else "",
        )  # fmt: skip
        _whisker(axes, end, place, factor)


def _whisker(axes: "Axes", end: Estimate, place: int, factor: float) -> None:
    if math.isfinite(end.low) and math.isfinite(end.high) and end.low < end.high:
        axes.plot(
            [end.low * factor, end.high * factor], [place, place], color=figures_style.INK, linewidth=1.2, zorder=3
        )  # fmt: skip


def _legend(axes: "Axes") -> None:
    from matplotlib.patches import Patch

    axes.legend(
        handles=[
            Patch(facecolor=_LOW, label="at the low end"),
            Patch(facecolor=_HIGH, label="at the high end"),
            Patch(facecolor="0.8", edgecolor="white", hatch=_TERM, label="term that the city chooses"),
        ],
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, borderaxespad=0.2,
    )  # fmt: skip


def _tornado_caption(found: Sensitivity, measure: MeasureDefinition, shown: int) -> tuple[str, ...]:
    left = len(found.ranked(measure.key)) - shown
    more = (
        f" {left} more that move it less, or by no more than the simulation error, are in the tables." if left else ""
    )
    return (
        *wording.on_figures(notes_of(found)),
        f"Thin lines: {wording.CONFIDENCE} paired interval of the change at each end.{more}",
    )


def sobol(found: Sensitivity, variance: Variance) -> "Figure":
    """Return first-order and total indices of every answer that has them, one panel each."""
    measures = [m for m in found.answers if m.key in variance.by_answer and variance.by_answer[m.key].indices]
    figure = figures_style.new_figure(11.0, 2.7 + 0.42 * len(variance.assumptions))
    title = f"{found.scenario.about.title}: part of the variance explained"
    bottom, top = figures_style.head_and_caption(figure, title, _sobol_caption(found))
    left, width = 0.245, 0.735 / max(len(measures), 1)
    for number, measure in enumerate(measures):
        axes = figure.add_axes(
            (left + number * width, bottom, width * 0.9, top - bottom - 0.3 / figure.get_figheight())
        )
        _indices(axes, variance, measure, number)
    above = top + 0.3 / figure.get_figheight()
    figure.legend(*axes.get_legend_handles_labels(), loc="upper left", bbox_to_anchor=(0.01, above))
    return figure


def _indices(axes: "Axes", variance: Variance, measure: MeasureDefinition, number: int) -> None:
    for place, index in enumerate(variance.by_answer[measure.key].indices or ()):
        pairs = ((index.first, -0.17, _HIGH, "by itself"), (index.total, 0.17, _LOW, "with its interactions"))
        for estimate, shift, colour, name in pairs:
            axes.barh(
                place + shift, estimate.value, height=0.32, color=colour, label=name if place == 0 else None, zorder=2
            )
            _whisker(axes, estimate, place + shift, 1.0)  # type: ignore[arg-type]
    axes.set_title(measure.label, fontsize=9, loc="left")
    axes.set_xlim(max(-0.4, min(0.0, axes.get_xlim()[0])), max(1.05, min(axes.get_xlim()[1], 1.4)))
    axes.set_xticks([0.0, 0.5, 1.0])
    axes.set_ylim(len(variance.assumptions) - 0.4, -0.6)
    names = [figures_style.drawable(assumption.key) for assumption in variance.assumptions]
    axes.set_yticks(range(len(names)), names if number == 0 else [])
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("part of the variance")


def _sobol_caption(found: Sensitivity) -> tuple[str, ...]:
    return (
        *wording.on_figures(notes_of(found)),
        *draws_notes(found),
        "Bars: part of the variance of the answer that goes with one assumption, by itself and with all its "
        f"interactions; thin lines: {wording.CONFIDENCE} intervals, cut off at the edge of a panel.",
    )


def figure_files(found: Sensitivity) -> dict[str, bytes]:
    """Return every figure as PNG, SVG and PDF, by its path in the run folder."""
    files: dict[str, bytes] = {}
    with figures_style.styled():
        for measure in found.answers:
            if measure.key != BEST and found.ranked(measure.key):
                files |= figures_style.files_of(tornado(found, measure), f"tornado_{measure.key}")
        if found.variance is not None and any(shares.indices for shares in found.variance.by_answer.values()):
            files |= figures_style.files_of(sobol(found, found.variance), "sobol")
    return files
