"""Heat maps: a grid of estimates as colours and numbers, with framed cells."""

import math
from typing import TYPE_CHECKING

import numpy as np

from simulator.charts import Axis, Frame, Heat
from simulator.drawing import palette, style
from simulator.drawing.axes import View
from simulator.saying.speaker import Speaker
from simulator.values import Measured, is_defined

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_NUMBERED_CELLS = 200


def values(panel: Heat) -> list[float]:
    """Return the numbers that the colours show."""
    ends = [end for end in (panel.low, panel.high) if end is not None]
    return ends + [cell.value for row in panel.cells for cell in row if cell is not None and is_defined(cell)]


def draw(axes: "Axes", panel: Heat, view: View) -> None:
    """Draw a grid, the first row at the bottom."""
    known = values(panel)
    low = min(known, default=0.0) if panel.low is None else panel.low
    high = max(known, default=1.0) if panel.high is None else panel.high
    high = high if high > low else low + 1.0
    grid = np.array([[_value(cell) for cell in row] for row in panel.cells])
    axes.pcolormesh(grid, cmap=palette.SHADES, vmin=low, vmax=high, edgecolors=palette.PAPER, linewidth=0.6)
    axes.grid(visible=False)
    axes.set_xticks(np.arange(grid.shape[1]) + 0.5, tick_names(panel.columns, view.speaker))
    axes.set_yticks(np.arange(grid.shape[0]) + 0.5, tick_names(panel.rows, view.speaker))
    axes.tick_params(length=0)
    axes.set_xlabel(_label(panel.columns, view.speaker))
    axes.set_ylabel(_label(panel.rows, view.speaker))
    if grid.size <= _MOST_NUMBERED_CELLS:
        _numbers(axes, panel, (low + high) / 2, view)
    for frame in sorted(panel.frames, key=lambda frame: frame.is_base):
        _frame(axes, frame)


def tick_names(axis: Axis, speaker: Speaker) -> list[str]:
    """Return what stands at each row or column."""
    scale = speaker.scale(axis.unit, axis.ticks)
    words = [speaker.say(name) for name in axis.names] or [speaker.tick(tick, axis.unit, scale) for tick in axis.ticks]
    return [style.drawable(word) for word in words]


def _label(axis: Axis, speaker: Speaker) -> str:
    return style.drawable(speaker.with_unit(axis.label, speaker.scale(axis.unit, axis.ticks)))


def _value(cell: object) -> float:
    return math.nan if cell is None or not is_defined(cell) else cell.value  # type: ignore[arg-type,attr-defined]


def _numbers(axes: "Axes", panel: Heat, middle: float, view: View) -> None:
    known = [(r, c, cell) for r, cells in enumerate(panel.cells) for c, cell in enumerate(cells) if cell is not None]
    words = [style.drawable(view.speaker.short(Measured(cell, panel.unit), view.x.scale)) for _, _, cell in known]
    wide = style.panel_inches(axes)[0] / len(panel.cells[0])
    size = min(8.0, 8.0 * wide / max(style.text_inches(word) for word in words))
    for (row, column, cell), word in zip(known, words, strict=True):
        is_light = not is_defined(cell) or cell.value > middle
        colour = palette.INK if is_light else palette.PAPER
        axes.text(column + 0.5, row + 0.48, word, ha="center", va="center", fontsize=size, color=colour)


def _frame(axes: "Axes", frame: Frame) -> None:
    from matplotlib.patches import Rectangle

    rows = frame.last - frame.first + 1
    if frame.is_base:
        for colour, wide in ((palette.PAPER, 4.5), (palette.MARKED, 2.6)):
            axes.add_patch(Rectangle((frame.column, frame.first), 1, rows, fill=False, edgecolor=colour, linewidth=wide,
                                     zorder=5, clip_on=False))  # fmt: skip
        return
    for colour, line in ((palette.PAPER, "-"), (palette.INK, (0, (3, 2)))):
        axes.add_patch(Rectangle((frame.column + 0.06, frame.first + 0.08), 0.88, rows - 0.16, fill=False,
                                 edgecolor=colour, linestyle=line, linewidth=1.5))  # fmt: skip
