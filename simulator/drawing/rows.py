"""Rows: estimates with their intervals, one row a name; groups that meet in a row lie one above the other."""

import math
from typing import TYPE_CHECKING, Any

from simulator.charts import Dots, Rows
from simulator.drawing import palette, style
from simulator.drawing.axes import View, ends_of, interval_of, middle_of, set_across
from simulator.drawing.plot import draw_reference
from simulator.estimate import Estimate
from simulator.values import Phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_APART = 0.28


def across_values(panel: Rows) -> list[float]:
    """Return the numbers that the axis holds."""
    cells = [
        end for group in panel.groups for cell in group.cells if not isinstance(cell, Phrase) for end in ends_of(cell)
    ]
    return cells + [reference.at for reference in panel.references]


def draw(axes: "Axes", panel: Rows, view: View) -> None:
    """Draw rows, the first at the top."""
    set_across(axes, view)
    shifts = _shifts(panel)
    for group, shift in zip(panel.groups, shifts, strict=True):
        _group(axes, group, shift, view)
    for reference in panel.references:
        draw_reference(axes, reference, view)
    set_names(axes, [view.text(name) for name in panel.names] if view.shows_names else [""] * len(panel.names))


def set_names(axes: "Axes", names: list[str]) -> None:
    """Write the names of the rows at the left, the first at the top."""
    axes.set_yticks(range(len(names)), [folded(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def folded(name: str, letters: int = 40) -> str:
    """Return a name in lines of at most so many letters, which leave room for the panel."""
    return "\n".join(style.wrapped(name, max(letters, 4)))


def _shifts(panel: Rows) -> list[float]:
    """Return how far each group lies below the middle of its row: 0 where no two meet in any row."""
    meeting = [group for group in panel.groups if not group.is_tick]
    most = max((sum(group.cells[row] is not None for group in meeting) for row in range(len(panel.names))), default=1)
    if most < 2:
        return [0.0] * len(panel.groups)
    gap = min(_APART, 0.8 / len(meeting))
    return [0.0 if group.is_tick else (meeting.index(group) - (len(meeting) - 1) / 2) * gap for group in panel.groups]


def _group(axes: "Axes", group: Dots, shift: float, view: View) -> None:
    colour = palette.INK if group.is_tick else style.colour_of(group.look)
    marker = "|" if group.is_tick else style.marker_of(group.look)
    looks: dict[str, Any] = {
        "color": colour,
        "marker": marker,
        "linestyle": "",
        "markersize": 14 if group.is_tick else 6,
    }
    for row, cell in enumerate(group.cells):
        if isinstance(cell, Phrase):
            _words(axes, row + shift, view.text(cell))
        elif isinstance(cell, Estimate | float | int) and math.isfinite(middle_of(cell)):
            if (ends := interval_of(cell)) is not None:
                axes.plot([view.x.of(end) for end in ends], [row + shift] * 2, color=colour, linewidth=2.0, zorder=2,
                          solid_capstyle="butt")  # fmt: skip
            face = palette.PAPER if row in group.hollow else colour
            axes.plot(
                [view.x.of(middle_of(cell))], [row + shift], markerfacecolor=face, zorder=3, clip_on=False, **looks
            )
    if group.name is not None:
        axes.plot([], [], label=view.text(group.name), **looks)


def _words(axes: "Axes", row: float, words: str) -> None:
    box = {"facecolor": palette.PAPER, "edgecolor": "none", "pad": 1.5}
    axes.text(
        0.06, row, words, transform=axes.get_yaxis_transform(), fontsize=8, va="center", color=palette.SOFT, bbox=box
    )
