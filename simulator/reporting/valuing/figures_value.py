"""Fan charts of what patents are worth over the life of a loan, plain and if the loan defaults."""

from typing import TYPE_CHECKING

import numpy as np

from simulator.analysis.valuing.value import FAN_LEVELS, Valuation, Valued
from simulator.drawing import style as figures_style
from simulator.faults import counted
from simulator.reporting import wording
from simulator.reporting.valuing.value_text import notes_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 6
_COLUMNS = 3
_PLAIN, _DEFAULT, _VALID = figures_style.COLOURS[0], figures_style.COLOURS[4], figures_style.COLOURS[2]
_SMALLEST_TOP = 100.0


def value_fans(found: Valuation) -> "Figure":
    """Return one fan chart for each of the first six patents, in per cent of the appraised value."""
    shown = found.valued[:MOST_PANELS]
    columns = min(_COLUMNS, len(shown))
    rows = -(-len(shown) // columns)
    figure = figures_style.new_figure(3.6 * columns + 3.2 * (columns == 1), 2.9 * rows + 2.0 + 0.6 * (rows == 1))
    left_out = len(found.valued) - len(shown)
    title = "Value over the life of the loan, % of appraised value"
    bottom, top = figures_style.head_and_caption(figure, title, _caption(found, left_out))
    axes = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    height = figure.get_size_inches()[1]
    figure.subplots_adjust(
        left=0.75 / figure.get_size_inches()[0], right=0.98, bottom=bottom, top=top - 0.4 / height,
        wspace=0.08, hspace=0.22,
    )  # fmt: skip
    for place, panel in enumerate(axes.ravel()):
        if place < len(shown):
            _panel(panel, shown[place])
        else:
            panel.set_axis_off()
    highest = max(float(valued.fan[-1].max()) for valued in shown) * 100
    axes[0, 0].set_ylim(0, max(_SMALLEST_TOP * 1.05, 1.05 * highest))
    axes[0, 0].set_xlim(0, found.question.term_months)
    _label_axes(axes, len(shown), columns)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.015, top + 0.32 / height), ncols=3)
    return figure


def _label_axes(axes: "np.ndarray[tuple[int, int], np.dtype[np.object_]]", shown: int, columns: int) -> None:
    for place in range(shown):
        panel = axes[divmod(place, columns)]
        if place + columns >= shown:
            panel.set_xlabel("months since the loan")
            panel.tick_params(labelbottom=True)
    for row in axes:
        row[0].set_ylabel("% of appraised value")


def _panel(axes: "Axes", valued: Valued) -> None:
    months = np.arange(valued.fan.shape[1])
    fan = dict(zip(FAN_LEVELS, 100 * valued.fan, strict=True))
    given = dict(zip(FAN_LEVELS, 100 * valued.fan_given_default, strict=True))
    axes.fill_between(months, fan[0.05], fan[0.95], color=_PLAIN, alpha=0.14, linewidth=0, label="5 % to 95 %")
    axes.fill_between(months, fan[0.25], fan[0.75], color=_PLAIN, alpha=0.26, linewidth=0, label="25 % to 75 %")
    axes.plot(months, fan[0.5], color=_PLAIN, linewidth=1.8, label="median")
    axes.plot(
        months[1:], given[0.5], color=_DEFAULT, linestyle=figures_style.LINES[1], linewidth=1.8,
        label="median if the loan defaults in the month",
    )  # fmt: skip
    axes.plot(
        months, 100 * valued.valid, color=_VALID, linestyle=figures_style.LINES[2], linewidth=1.5,
        label="chance that the patent is still valid (%)",
    )  # fmt: skip
    axes.axhline(
        100 * valued.rate_in_use, color=figures_style.INK, linestyle=figures_style.LINES[3], linewidth=1.0,
        label="loan at the scenario's pledge rate",
    )  # fmt: skip
    axes.set_title(figures_style.drawable(valued.patent.name), fontsize=9, loc="left")


def _caption(found: Valuation, left_out: int) -> tuple[str, ...]:
    more = f" {counted(left_out, 'more patent is', 'more patents are')} in the tables." if left_out > 0 else ""
    return (
        *wording.on_figures(notes_of(found)),
        "True value, one loan a path, nothing once invalid or expired. Broken line: if the loan defaults in the month, "
        f"which it does more often when its sector does badly.{more} What a sale then brings is in table proceeds.",
    )


def figure_files(found: Valuation) -> dict[str, bytes]:
    """Return the figure as PNG, SVG and PDF, by its path in the run folder."""
    with figures_style.styled():
        return figures_style.files_of(value_fans(found), "value_fans")
