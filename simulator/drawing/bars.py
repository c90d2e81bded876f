"""Bars: side by side, stacked, over one another, or each on a start of its own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.charts import BarGroup, Bars
from simulator.drawing import palette, style
from simulator.drawing.axes import View, interval_of, middle_of, set_across, set_up
from simulator.drawing.plot import draw_reference, draw_span
from simulator.drawing.rows import folded, set_names
from simulator.estimate import Estimate
from simulator.values import Measured, Number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
_WIDTH = 0.7
_HATCH = "///"
_LABEL_ROOM = 0.3
"""Room beyond the bars for words, as a part of the bars' range."""
_SMALLEST_NUMBERED_PART = 0.075


def size_values(panel: Bars) -> list[float]:
    """Return the numbers that the axis of sizes holds; bars are seen from zero."""
    found = [0.0, *(reference.at for reference in panel.references)]
    for group, starts in zip(panel.groups, starts_of(panel), strict=True):
        for start, size in zip(starts.tolist(), group.sizes, strict=True):
            if size is not None:
                found += [start + middle_of(size), *(start + end for end in interval_of(size) or ())]
    if panel.labels:
        room = _LABEL_ROOM * (max(found) - min(found))
        found += [min(found) - room if min(found) < 0 else 0.0, max(found) + (room if min(found) == 0 else 0.0)]
    return found


def along_values(panel: Bars) -> list[float]:
    """Return the ends of the axis on which bars have places of their own, half a bar beyond the outer ones."""
    if not panel.places:
        return []
    half = min(np.diff(panel.places), default=1.0) / 2
    return [panel.places[0] - half, panel.places[-1] + half]


def starts_of(panel: Bars) -> list[Floats]:
    """Return where the bars of each group begin; below zero bars are stacked downwards."""
    count = max((len(group.sizes) for group in panel.groups), default=0)
    above, below = np.zeros(count), np.zeros(count)
    found = []
    for group in panel.groups:
        sizes = np.array([0.0 if size is None else middle_of(size) for size in group.sizes])
        base = np.array(group.starts) if group.starts else np.where(sizes >= 0, above, below)
        found.append(base.astype(np.float64) if panel.form == "stacked" or group.starts else np.zeros(count))
        above, below = above + np.maximum(sizes, 0.0), below + np.minimum(sizes, 0.0)
    return found


def draw(axes: "Axes", panel: Bars, view: View) -> None:
    """Draw bars; those that grow across have the first name at the top."""
    _set_axes(axes, panel, view)
    for span in panel.spans:
        draw_span(axes, span, view)
    places = np.array([view.x.of(at) for at in panel.places] or range(len(panel.names)), dtype=np.float64)
    step = float(np.min(np.diff(places))) if len(places) > 1 else 1.0
    starts = starts_of(panel)
    for number, (group, base) in enumerate(zip(panel.groups, starts, strict=True)):
        wide = step * (1.0 if panel.places else _WIDTH)
        shift = 0.0
        if panel.form == "apart":
            wide /= len(panel.groups)
            shift = (number - (len(panel.groups) - 1) / 2) * wide
        _group(axes, panel, group, (places + shift, base, wide), view)
    _zero(axes, panel)
    for reference in panel.references:
        draw_reference(axes, reference, view)
    _hatched_in_legend(axes, panel, view)
    _labels(axes, panel, (places, starts), view)


def _set_axes(axes: "Axes", panel: Bars, view: View) -> None:
    names = [view.text(name) if view.shows_names else "" for name in panel.names]
    if panel.direction == "across":
        set_across(axes, view)
        set_names(axes, names)
        axes.grid(visible=False, axis="y")
        return
    set_up(axes, view)
    axes.grid(visible=False, axis="x")
    if panel.places:
        set_across(axes, view)
    else:
        wide = style.panel_inches(axes)[0] / max(len(names), 1)
        axes.set_xticks(range(len(names)), [folded(name, int(wide / style.text_inches("x"))) for name in names])
        axes.set_xlim(-0.6, len(names) - 0.4)


def _group(axes: "Axes", panel: Bars, group: BarGroup, spots: tuple[Floats, Floats, float], view: View) -> None:
    places, starts, wide = spots
    label = view.text(group.name)
    if panel.hatched and label:
        _in_legend(axes, label, style.colour_of(group.look), "")
        label = ""
    for number, cell in enumerate(group.sizes):
        if cell is None:
            continue
        spot = (float(places[number]), float(starts[number]))
        looks: dict[str, Any] = {
            "color": style.colour_of(group.look), "hatch": _hatch(panel, group, number), "edgecolor": palette.PAPER,
            "linewidth": 0.3 if panel.places else 0.6, "label": label,
            # Of bars over one another the shorter must be seen.
            "zorder": 2.0 + (_place_in_order(panel, number, cell) / 10 if panel.form == "over" else 0.0),
        }  # fmt: skip
        if panel.direction == "across":
            axes.barh(spot[0], view.x.of(middle_of(cell)), left=view.x.of(spot[1]), height=wide, **looks)
        else:
            axes.bar(spot[0], view.y.of(middle_of(cell)), bottom=view.y.of(spot[1]), width=wide, **looks)
        label = ""
        _interval(axes, panel, cell, spot, view)
        _number(axes, panel, cell, (*spot, number), view)


def _hatch(panel: Bars, group: BarGroup, place: int) -> str:
    if place in panel.hatched:
        return _HATCH
    return style.hatch_of(group.look) if panel.form == "stacked" or group.starts else ""


def _place_in_order(panel: Bars, place: int, cell: float | Estimate) -> int:
    """Return how many bars at a place are longer."""
    sizes = [group.sizes[place] for group in panel.groups]
    return sum(abs(middle_of(size)) > abs(middle_of(cell)) for size in sizes if size is not None)


def _interval(axes: "Axes", panel: Bars, cell: float | Estimate, spot: tuple[float, float], view: View) -> None:
    ends = interval_of(cell)
    if ends is None or ends[0] == ends[1]:
        return
    size = view.x if panel.direction == "across" else view.y
    along, across = [size.of(spot[1] + end) for end in ends], [spot[0]] * 2
    x, y = (along, across) if panel.direction == "across" else (across, along)
    axes.plot(x, y, color=palette.INK, linewidth=1.2, zorder=4)


def _number(axes: "Axes", panel: Bars, cell: float | Estimate, spot: tuple[float, float, int], view: View) -> None:
    place, start, number = spot
    size = view.x if panel.direction == "across" else view.y
    if panel.shows == "parts":
        whole = sum(middle_of(other) for group in panel.groups if (other := group.sizes[number]) is not None)
        if middle_of(cell) > _SMALLEST_NUMBERED_PART * size.high:
            words = view.speaker.say(Number(round(middle_of(cell) / whole, 2), "share"))
            middle = size.of(start + middle_of(cell) / 2)
            _write(axes, style.drawable(words), (middle, place) if panel.direction == "across" else (place, middle))
    elif panel.shows == "sizes":
        end = size.of(start + max((middle_of(cell), *(interval_of(cell) or ()))))
        estimate = cell if isinstance(cell, Estimate) else Estimate(cell, np.nan, np.nan, "mean")
        words = view.speaker.short(Measured(estimate, size.axis.unit), size.scale)
        is_across = panel.direction == "across"
        axes.annotate(
            style.drawable(words), (end, place) if is_across else (place, end), xytext=(3, 0) if is_across else (0, 2),
            textcoords="offset points", fontsize=8, ha="left" if is_across else "center",
            va="center" if is_across else "bottom", color=palette.INK,
        )  # fmt: skip


def _write(axes: "Axes", words: str, place: tuple[float, float]) -> None:
    box = {"boxstyle": "round,pad=0.15", "facecolor": palette.PAPER, "edgecolor": "none"}
    axes.text(*place, words, ha="center", va="center", fontsize=7.5, color=palette.INK, bbox=box, zorder=5)


def _zero(axes: "Axes", panel: Bars) -> None:
    low, high = axes.get_xlim() if panel.direction == "across" else axes.get_ylim()
    if low < 0 < high:
        rule = axes.axvline if panel.direction == "across" else axes.axhline
        rule(0.0, color=palette.INK, linewidth=1.0, zorder=4)


def _hatched_in_legend(axes: "Axes", panel: Bars, view: View) -> None:
    if panel.hatched_name is not None:
        _in_legend(axes, view.text(panel.hatched_name), palette.MUTED, _HATCH)


def _in_legend(axes: "Axes", words: str, colour: str, hatch: str) -> None:
    """Put a field of its own into the legend, where bars of one group are hatched at some places only."""
    from matplotlib.patches import Rectangle

    field = Rectangle((0.0, 0.0), 0.0, 0.0, facecolor=colour, hatch=hatch, edgecolor=palette.PAPER, label=words)
    axes.add_patch(field)


def _labels(axes: "Axes", panel: Bars, spots: tuple[Floats, Sequence[Floats]], view: View) -> None:
    """Write words beyond the end of the bars at some places, below those that hang down."""
    places, starts = spots
    for number, words in panel.labels:
        ends = [0.0]
        for group, base in zip(panel.groups, starts, strict=True):
            cell = group.sizes[number]
            ends.append(0.0 if cell is None else float(base[number]) + middle_of(cell))
        is_below = -min(ends) > max(ends)
        end = (view.y if panel.direction == "upright" else view.x).of(min(ends) if is_below else max(ends))
        axes.annotate(
            view.text(words), (float(places[number]), end), xytext=(0, -3 if is_below else 3), fontsize=7.5,
            ha="center", textcoords="offset points", va="top" if is_below else "bottom", color=palette.INK,
        )  # fmt: skip
