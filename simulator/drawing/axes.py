"""Axes of numbers: their scale in the reader's language, where they end, and what stands at them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.charts import Axis
from simulator.drawing import style
from simulator.estimate import Estimate
from simulator.saying.speaker import Scale, Speaker
from simulator.values import Value

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis as DrawnAxis

_ROOM = 0.05
_MOST_YEARS = 14
_MONTHS_PER_TICK = (1, 2, 3, 6, 12, 24, 60)
_PER_NUMBER, _PER_LINE = 0.36, 0.26
"""Room for a number along and across a line of text, in inches."""


@dataclass(frozen=True)
class Shown:
    """An axis with its scale; `low` and `high` are in plain units."""

    axis: Axis
    scale: Scale
    low: float
    high: float

    def of(self, value: float) -> float:
        """Return a number as it is drawn."""
        return value * self.scale.factor


@dataclass(frozen=True)
class View:
    """What a panel is drawn with: words, both axes, and whether its rows are named on its left."""

    speaker: Speaker
    x: Shown
    y: Shown
    shows_names: bool = True

    def text(self, value: Value) -> str:
        """Return words as they can be drawn."""
        return style.drawable(self.speaker.say(value))


def shown(axis: Axis, values: Iterable[float], speaker: Speaker, *, has_zero: bool, has_room: bool = True) -> Shown:
    """Return an axis that holds the values.

    Parameters
    ----------
    has_zero
        Whether it begins at zero where no value is negative.
    has_room
        Whether there is a little room beyond the values.
    """
    known = sorted(value for value in values if math.isfinite(value))
    given = [end for end in (axis.low, axis.high) if end is not None]
    deciding = given if len(given) == 2 else [*known, *given]
    scale = speaker.scale(axis.unit, deciding)
    low, high = _log_ends(known) if axis.is_log else _ends(known, has_zero=has_zero, has_room=has_room)
    low, high = low if axis.low is None else axis.low, high if axis.high is None else axis.high
    return Shown(axis, scale, low, high if high > low else low + 1.0 / scale.factor)


def _ends(known: Sequence[float], *, has_zero: bool, has_room: bool) -> tuple[float, float]:
    low, high = (known[0], known[-1]) if known else (0.0, 0.0)
    if has_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = _ROOM * (high - low) if has_room else 0.0
    return low if has_zero and low == 0 else low - room, high if has_zero and high == 0 else high + room


def _log_ends(known: Sequence[float]) -> tuple[float, float]:
    positive = [value for value in known if value > 0]
    return (positive[0], positive[-1]) if positive else (0.1, 1.0)


def ends_of(value: float | Estimate | None) -> list[float]:
    """Return the numbers that an axis must hold to show a value with its interval."""
    if isinstance(value, Estimate):
        return [value.value, value.low, value.high]
    return [] if value is None else [value]


def middle_of(value: float | Estimate) -> float:
    """Return the number itself."""
    return value.value if isinstance(value, Estimate) else value


def interval_of(value: float | Estimate) -> tuple[float, float] | None:
    """Return the ends of an estimate's interval where it has one."""
    if isinstance(value, Estimate) and math.isfinite(value.low) and math.isfinite(value.high):
        return value.low, value.high
    return None


def set_across(axes: "Axes", view: View) -> None:
    """Set up the horizontal axis of a panel."""
    if view.x.axis.is_log:
        axes.set_xscale("log")
    axes.set_xlim(view.x.of(view.x.low), view.x.of(view.x.high))
    _set_ticks(axes.xaxis, view, view.x)
    axes.set_xlabel(style.drawable(view.speaker.with_unit(view.x.axis.label, view.x.scale)))


def set_up(axes: "Axes", view: View) -> None:
    """Set up the vertical axis of a panel."""
    if view.y.axis.is_log:
        axes.set_yscale("log")
    axes.set_ylim(view.y.of(view.y.low), view.y.of(view.y.high))
    _set_ticks(axes.yaxis, view, view.y)
    axes.set_ylabel(style.drawable(view.speaker.with_unit(view.y.axis.label, view.y.scale)))


def _set_ticks(drawn: "DrawnAxis", view: View, shown: Shown) -> None:
    from matplotlib.ticker import NullLocator

    axis = shown.axis
    if axis.ticks:
        names = [view.text(name) for name in axis.names] or [_tick(tick, view, shown) for tick in axis.ticks]
        drawn.set_ticks([shown.of(tick) for tick in axis.ticks], names)
        drawn.set_minor_locator(NullLocator())
        return
    _set_locator(drawn, shown, _most_ticks(drawn))
    drawn.set_major_formatter(lambda place, _: _tick(place / shown.scale.factor, view, shown))
    drawn.set_minor_formatter(lambda *_: "")


def _tick(value: float, view: View, shown: Shown) -> str:
    return style.drawable(view.speaker.tick(value, shown.axis.unit, shown.scale))


def _most_ticks(drawn: "DrawnAxis") -> int:
    """Return how many numbers stand apart along an axis of this length."""
    from matplotlib.axis import XAxis

    width, height = style.panel_inches(drawn.axes)
    return max(2, min(_MOST_YEARS, int(width / _PER_NUMBER if isinstance(drawn, XAxis) else height / _PER_LINE)))


def _set_locator(drawn: "DrawnAxis", shown: Shown, most: int) -> None:
    from matplotlib.ticker import FixedLocator, LogLocator, MaxNLocator, MultipleLocator

    length = shown.high - shown.low
    if shown.axis.is_log:
        if shown.high < 100 * shown.low:
            drawn.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    elif shown.axis.unit == "year":
        years = range(math.ceil(shown.low), math.floor(shown.high) + 1, max(1, math.ceil(length / most)))
        drawn.set_major_locator(FixedLocator(list(years)))
    elif shown.axis.unit == "months":
        step = next((step for step in _MONTHS_PER_TICK if length <= most * step), 120)
        drawn.set_major_locator(MultipleLocator(step))
    elif shown.axis.unit == "count":
        drawn.set_major_locator(MaxNLocator(nbins=min(6, most), integer=True, steps=[1, 2, 2.5, 5, 10]))
    else:
        steps = [1, 2, 5, 10] if shown.axis.unit == "ratio" else [1, 2, 2.5, 5, 10]
        drawn.set_major_locator(MaxNLocator(nbins=min(7, most), steps=steps))
