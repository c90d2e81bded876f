"""Observed values beside the range in which the fitted model puts them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.analysis.learning.learnt import Fit, Lesson
from simulator.drawing import style as figures_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def figure_files(lessons: Sequence[Lesson]) -> dict[str, bytes]:
    """Return the fit plots of all files, by path in the run folder."""
    files: dict[str, bytes] = {}
    with figures_style.styled():
        plots = [fit_plot(lesson, fit) for lesson in lessons for fit in lesson.fits]
        for number, plot in enumerate(plots, start=1):
            files |= figures_style.files_of(plot, f"fit-{number}")
    return files


def fit_plot(lesson: Lesson, fit: Fit) -> "Figure":
    """Return the observations over the band of the model."""
    figure = figures_style.new_figure(7.6, 5.0)
    bottom, top = figures_style.head_and_caption(figure, lesson.title, (f"Source: {lesson.source}.", fit.band))
    axes = figure.add_axes((0.10, bottom, 0.86, top - bottom))
    _band(axes, fit)
    style = {"drawstyle": "steps-post"} if fit.is_line else {"linestyle": "", "marker": figures_style.MARKERS[0]}
    axes.plot(fit.x, fit.observed, color=figures_style.INK, zorder=4, label="observed", **style)  # type: ignore[arg-type]
    axes.set_ylim(bottom=0)
    axes.set_xlabel(fit.x_label)
    axes.set_ylabel(fit.y_label)
    if fit.x_label == "year":
        from matplotlib.ticker import MaxNLocator

        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, borderaxespad=0.3)
    return figure


def _band(axes: "Axes", fit: Fit) -> None:
    # Half a step beyond the first and the last, so that a single point has a band too.
    colour = figures_style.COLOURS[0]
    if len(fit.x) == 1 or not fit.is_line:
        for x, low, middle, high in zip(fit.x, fit.low, fit.middle, fit.high, strict=True):
            is_first = x == fit.x[0]
            axes.bar(x, high - low, bottom=low, width=0.7, color=colour, alpha=0.22, linewidth=0,
                     label="model" if is_first else None)  # fmt: skip
            axes.plot([x - 0.35, x + 0.35], [middle, middle], color=colour, label="middle" if is_first else None)
        return
    axes.fill_between(fit.x, fit.low, fit.high, color=colour, alpha=0.22, linewidth=0, label="model")
    axes.plot(fit.x, fit.middle, color=colour, label="middle")
