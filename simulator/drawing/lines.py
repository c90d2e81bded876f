"""Charts of lines over one axis, each with its name at its end."""

from typing import TYPE_CHECKING

from simulator.answer import Basis, Lines, Series
from simulator.reporting import figures_style as style
from simulator.saying.speaker import Speaker

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HEADROOM = 1.04


def chart_files(chart: Lines, basis: Basis, speaker: Speaker) -> dict[str, bytes]:
    """Return a chart as PNG, SVG and PDF, by its path in the run folder."""
    with style.styled(speaker.language):
        return style.files_of(figure_of(chart, basis, speaker), chart.key)


def figure_of(chart: Lines, basis: Basis, speaker: Speaker) -> "Figure":
    """Return a chart as a figure; what it rests on stands below it."""
    figure = style.new_figure(11.0, 6.6)
    title = speaker.words("chart.title", title=speaker.say(basis.title), chart=speaker.say(chart.title))
    caption = (*style.basis(speaker.basis(basis)), *map(speaker.sentence, chart.notes))
    bottom, top = style.head_and_caption(figure, title, caption)
    axes = figure.add_axes((0.065, bottom, 0.66, top - bottom))
    axes.set_xlim(chart.x[0], chart.x[-1])
    axes.set_ylim(0, _HEADROOM * (max(max(series.y) for series in chart.series) or 1.0))
    others = [series for series in chart.series if not series.is_base]
    labels = [_line(axes, chart, series, _place(series, others), speaker) for series in chart.series]
    axes.set_xlabel(speaker.say(chart.x_label))
    axes.set_ylabel(speaker.say(chart.y_label))
    style.label_ends(axes, labels)
    return figure


def _place(series: Series, others: list[Series]) -> int:
    return -1 if series.is_base else others.index(series)


def _line(axes: "Axes", chart: Lines, series: Series, index: int, speaker: Speaker) -> style.EndLabel:
    """Draw one line and mark its peak; index -1 is what all others are compared with."""
    is_base = index < 0
    colour = style.INK if is_base else style.COLOURS[index % len(style.COLOURS)]
    dashes = "-" if is_base else style.LINES[index % len(style.LINES)]
    axes.plot(chart.x, series.y, color=colour, linestyle=dashes, linewidth=2.8 if is_base else 1.5, zorder=3)
    if series.peak is not None:
        axes.plot(
            [chart.x[series.peak]], [series.y[series.peak]], color=colour, linestyle="", markersize=7,
            marker=style.MARKERS[index % len(style.MARKERS)], markeredgecolor="white", zorder=4, clip_on=False,
        )  # fmt: skip
    return style.EndLabel(chart.x[-1], series.y[-1], speaker.say(series.name), colour)
