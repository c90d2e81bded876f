"""Plots: lines with bands, steps, stacked areas, marks and scattered points over two axes of numbers."""

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from simulator.charts import Line, Plot, Points, Reference, Span
from simulator.drawing import palette, style
from simulator.drawing.axes import View, ends_of, interval_of, middle_of, set_across, set_up
from simulator.values import Value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BANDS = {1: (0.18,), 2: (0.18, 0.38)}
_SIZES = {"cloud": 3.0, "usual": 5.5, "star": 13.0}
_SMALL = 7.0
_STAR, _DOT = "*", "o"


def across_values(panel: Plot) -> list[float]:
    """Return the numbers that the horizontal axis holds."""
    lines = [x for line in panel.lines for x in line.x]
    points = [end for group in panel.points if group.size != "cloud" for x in group.x for end in ends_of(x)]
    return lines + points


def up_values(panel: Plot) -> list[float]:
    """Return the numbers that the vertical axis holds."""
    found = [end for group in panel.points if group.size != "cloud" for y in group.y for end in ends_of(y)]
    found += [reference.at for reference in panel.references if reference.direction == "across"]
    stacked = [line.y for line in panel.lines if line.form == "stacked"]
    found += list(np.sum(stacked, axis=0)) if stacked else []
    for line in panel.lines:
        found += [*line.y, *(end for band in line.bands for end in (*band.low, *band.high))]
    return found


def names_at_ends(panel: Plot) -> list[Value]:
    """Return what stands right of the panel."""
    if panel.names != "ends":
        return []
    ends = [end for line in panel.lines for band in line.bands if band.ends for end in band.ends]
    return [*(line.name for line in panel.lines), *ends]


def shade_ends(panel: Plot) -> tuple[float, float]:
    """Return the numbers at both ends of the colours of shaded points."""
    shades = [shade for group in panel.points for shade in group.shade]
    low, high = min(shades, default=0.0), max(shades, default=1.0)
    return low, high if high > low else low + 1.0


def draw(axes: "Axes", panel: Plot, view: View) -> None:
    """Draw a plot; its axes are set first, since labels are placed within them."""
    set_across(axes, view)
    set_up(axes, view)
    for span in panel.spans:
        draw_span(axes, span, view)
    _stack(axes, panel, view)
    ends = [end for line in panel.lines if line.form != "stacked" for end in _line(axes, line, panel, view)]
    _points(axes, panel, view)
    for reference in panel.references:
        draw_reference(axes, reference, view)
    if panel.remark is not None:
        _remark(axes, view.text(panel.remark))
    if panel.names == "ends":
        style.label_ends(axes, ends)


def draw_span(axes: "Axes", span: Span, view: View) -> None:
    """Shade a stretch of an axis behind everything else."""
    is_muted = span.look == "muted"
    colour, alpha = (palette.SHADED, 1.0) if is_muted else (style.colour_of(span.look), 0.2)
    paint: dict[str, Any] = {"color": colour, "alpha": alpha, "zorder": 0, "linewidth": 0}
    if span.direction == "upright":
        axes.axvspan(view.x.of(span.first), view.x.of(span.last), **paint)
    else:
        axes.axhspan(view.y.of(span.first), view.y.of(span.last), **paint)


def draw_reference(axes: "Axes", reference: Reference, view: View) -> None:
    """Draw a rule across the panel, with words at its end."""
    dashes = {"dotted": ":", "dashed": "--", "plain": "-"}[reference.form]
    paint: dict[str, Any] = {"color": palette.INK, "linestyle": dashes, "linewidth": 0.9, "zorder": 1}
    words: dict[str, Any] = {"fontsize": _SMALL, "color": palette.SOFT, "textcoords": "offset points"}
    if reference.direction == "across":
        height = view.y.of(reference.at)
        axes.axhline(height, **paint)
        if reference.name is not None:
            axes.annotate(view.text(reference.name), (1.0, height), xycoords=("axes fraction", "data"), xytext=(-2, 2),
                          ha="right", va="bottom", **words)  # fmt: skip
        return
    place = view.x.of(reference.at)
    axes.axvline(place, **paint)
    if reference.name is not None:
        is_left = axes.transAxes.inverted().transform(axes.transData.transform((place, 0.0)))[0] < 0.25
        side, shift = ("left", 3) if is_left else ("right", -3)
        axes.annotate(view.text(reference.name), (place, 1.0), xycoords=("data", "axes fraction"), xytext=(shift, -2),
                      ha=side, va="top", **words)  # fmt: skip


def _stack(axes: "Axes", panel: Plot, view: View) -> None:
    lines = [line for line in panel.lines if line.form == "stacked"]
    if not lines:
        return
    areas = axes.stackplot(
        [view.x.of(x) for x in lines[0].x], [[view.y.of(y) for y in line.y] for line in lines],
        labels=[_label(line, panel, view) for line in lines], colors=[style.colour_of(line.look) for line in lines],
        edgecolor=palette.PAPER, linewidth=0.4,
    )  # fmt: skip
    for area, line in zip(areas, lines, strict=True):
        area.set_hatch(style.hatch_of(line.look))


def _label(line: Line, panel: Plot, view: View) -> str:
    return view.text(line.name) if panel.names == "legend" else ""


def _line(axes: "Axes", line: Line, panel: Plot, view: View) -> list[style.EndLabel]:
    """Draw one line and return the labels at its right end."""
    colour = style.colour_of(line.look)
    x, y = [view.x.of(value) for value in line.x], [view.y.of(value) for value in line.y]
    step: Literal["post"] | None = "post" if line.form == "steps" else None
    for band, alpha in zip(line.bands, _BANDS[max(len(line.bands), 1)], strict=False):
        low, high = ([view.y.of(value) for value in edge] for edge in (band.low, band.high))
        axes.fill_between(x, low, high, step=step, color=colour, alpha=alpha, linewidth=0, zorder=2)
    if line.is_filled:
        axes.fill_between(x, 0, y, step=step, color=colour, alpha=0.15, linewidth=0, zorder=1)
    axes.plot(
        x, y, color=colour, linestyle=style.dashes_of(line.look), linewidth=style.width_of(line.look), zorder=3,
        drawstyle="steps-post" if step else "default", label=_label(line, panel, view),
    )  # fmt: skip
    _marks(axes, line, x, y)
    return _end_labels(line, panel, view) if panel.names == "ends" else []


def _marks(axes: "Axes", line: Line, x: list[float], y: list[float]) -> None:
    colour, marker = style.colour_of(line.look), style.marker_of(line.look)
    if line.points:
        for is_hollow in (False, True):
            places = [place for place in range(len(x)) if (place in line.hollow) == is_hollow]
            axes.plot(
                [x[place] for place in places], [y[place] for place in places], linestyle="", marker=marker,
                color=colour, markerfacecolor=palette.PAPER if is_hollow else colour, zorder=4,
            )  # fmt: skip
    if line.stressed:
        places = sorted(line.stressed)
        axes.plot([x[place] for place in places], [y[place] for place in places], color=colour, linewidth=6, alpha=0.3,
                  zorder=2)  # fmt: skip
    if line.peak is not None:
        axes.plot([x[line.peak]], [y[line.peak]], color=colour, linestyle="", marker=marker, markersize=7,
                  markeredgecolor=palette.PAPER, zorder=5, clip_on=False)  # fmt: skip


def _end_labels(line: Line, panel: Plot, view: View) -> list[style.EndLabel]:
    known = [place for place, value in enumerate(line.y) if math.isfinite(value)]
    if not known:
        return []
    last, colour = known[-1], style.colour_of(line.look)
    named = [(line.y, line.name)]
    for band in line.bands:
        named += [] if band.ends is None else [(band.low, band.ends[0]), (band.high, band.ends[1])]
    labels = [(edge, view.speaker.say(name)) for edge, name in named]
    return [
        style.EndLabel(view.x.of(line.x[last]), view.y.of(edge[last]), name, colour) for edge, name in labels if name
    ]


def _points(axes: "Axes", panel: Plot, view: View) -> None:
    for group in panel.points:
        _intervals(axes, group, view)
        _group(axes, group, panel, view)
        for place, label in enumerate(group.labels):
            if label is not None:
                _name(axes, (_x(group, place, view), _y(group, place, view)), view.text(label))


def _x(group: Points, place: int, view: View) -> float:
    return view.x.of(middle_of(group.x[place]))


def _y(group: Points, place: int, view: View) -> float:
    return view.y.of(middle_of(group.y[place]))


def _intervals(axes: "Axes", group: Points, view: View) -> None:
    colour = palette.INK if group.shade else style.colour_of(group.look)
    for place in range(len(group.x)):
        if (ends := interval_of(group.x[place])) is not None:
            height = _y(group, place, view)
            axes.plot([view.x.of(end) for end in ends], [height, height], color=colour, linewidth=1.4, zorder=3)
        if (ends := interval_of(group.y[place])) is not None:
            at = _x(group, place, view)
            axes.plot([at, at], [view.y.of(end) for end in ends], color=colour, linewidth=1.4, zorder=3)


def _group(axes: "Axes", group: Points, panel: Plot, view: View) -> None:
    places = [place for place in range(len(group.x)) if math.isfinite(middle_of(group.y[place]))]
    colour = style.colour_of(group.look)
    marker = style.marker_of(group.look if group.shape is None else group.shape)
    if group.size == "star" or (group.size == "cloud" and group.shape is None):
        marker = _STAR if group.size == "star" else _DOT
    looks: dict[str, Any] = {
        "marker": marker,
        "s": _SIZES[group.size] ** 2, "zorder": 2 if group.size == "cloud" else 5,
        "label": "" if group.name is None else view.text(group.name), "clip_on": group.size == "cloud",
        "edgecolors": "none" if group.size == "cloud" else palette.PAPER if group.size == "star" else palette.INK,
        "linewidths": 0.5,
    }  # fmt: skip
    if group.shade:
        low, high = shade_ends(panel)
        looks |= {"c": [group.shade[place] for place in places], "cmap": palette.SHADES, "vmin": low, "vmax": high}
    else:
        looks["color"] = colour
    axes.scatter([_x(group, place, view) for place in places], [_y(group, place, view) for place in places], **looks)


def _name(axes: "Axes", place: tuple[float, float], words: str) -> None:
    """Write words beside a point, on the side where there is room."""
    across, up = axes.transAxes.inverted().transform(axes.transData.transform(place))
    axes.annotate(
        words, place, xytext=(-6 if across > 0.4 else 6, -5 if up > 0.85 else 5), textcoords="offset points",
        fontsize=7.5, ha="right" if across > 0.4 else "left", va="top" if up > 0.85 else "bottom", color=palette.INK,
        zorder=6,
    )  # fmt: skip


def _remark(axes: "Axes", words: str) -> None:
    axes.text(0.03, 0.95, words, transform=axes.transAxes, va="top", fontsize=8, color=palette.INK,
              bbox={"facecolor": palette.PAPER, "edgecolor": "none", "pad": 2})  # fmt: skip
