"""Charts as data: what is plotted against what, with which intervals and words; no text, colour or inch is named here.

```text
Chart      title, notes, panels in a grid
  Plot     over two number axes: lines with bands, steps, stacked areas, marks, scattered points
  Rows     one row a name: estimates with their intervals, or words
  Bars     one bar a name: side by side, stacked, or on a start of their own (waterfall)
  Heat     a grid of numbers with framed cells
```

Numbers are in plain units (currency, shares of 1); `drawing` scales them as the reader's language does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from simulator.estimate import Estimate
from simulator.values import Own, Phrase, Unit, Value, is_never_seen

Look: TypeAlias = int | Literal["base", "marked", "muted"]
"""What role something plays: number of its group; what all is compared with; what to look at; background.

A group has one colour, dash, marker and hatch throughout a chart, so that it is known in grey too.
"""
Numbers: TypeAlias = tuple[float, ...]
Direction = Literal["across", "upright"]


@dataclass(frozen=True)
class Axis:
    """An axis of numbers.

    Attributes
    ----------
    label
        What is counted, without the unit; None where the panel's title says it.
    low, high
        Where it begins and ends; None: as the numbers need.
    is_log
        Whether equal steps are equal factors.
    ticks
        Where a number stands; none given: round numbers.
    names
        What stands at the ticks in place of numbers, if anything.
    """

    label: Phrase | None = None
    unit: Unit = "plain"
    low: float | None = None
    high: float | None = None
    is_log: bool = False
    ticks: Numbers = ()
    names: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Band:
    """An area between two values at each x of a line; NaN where there is none.

    Attributes
    ----------
    ends
        Words at the right end of its lower and upper edge; None: no words.
    """

    low: Numbers
    high: Numbers
    ends: tuple[Value, Value] | None = None


@dataclass(frozen=True)
class Line:
    """A line through points.

    Attributes
    ----------
    y
        One value for each x; NaN leaves a gap.
    bands
        Areas around it, widest first.
    form
        `line` joins the points; `steps` keeps each value until the next x; `stacked` lays an area on those before it.
    points
        Whether each point is marked.
    hollow
        Places that are marked as empty: an event never seen, drawn at its bound.
    peak
        Place that is marked, such as the largest value.
    stressed
        Places whose stretch is underlined, such as those statistically indistinguishable from the best.
    is_filled
        Whether the area down to zero is shaded.
    """

    name: Value
    x: Numbers
    y: Numbers
    look: Look = 0
    bands: tuple[Band, ...] = ()
    form: Literal["line", "steps", "stacked"] = "line"
    points: bool = False
    hollow: frozenset[int] = frozenset()
    peak: int | None = None
    stressed: frozenset[int] = frozenset()
    is_filled: bool = False


def measured_line(name: Value, x: Numbers, estimates: Sequence[Estimate], look: Look = 0) -> Line:
    """Return a line of estimates with their intervals; what was seen on no path lies at its bound, marked as empty.

    A point without a number is a gap; one without an interval has no band.
    """
    hollow = frozenset(place for place, estimate in enumerate(estimates) if is_never_seen(estimate))
    y = tuple(e.high if place in hollow else e.value for place, e in enumerate(estimates))
    low = tuple(e.low if math.isfinite(e.low) else e.value for e in estimates)
    high = tuple(e.high if math.isfinite(e.high) else e.value for e in estimates)
    return Line(name, x, y, look, (Band(low, high),), points=True, hollow=hollow)


@dataclass(frozen=True)
class Points:
    """A group of points.

    Attributes
    ----------
    name
        What stands in the legend; None: nothing.
    x, y
        Where each lies: a number, or an estimate that is drawn with its interval.
    labels
        Words beside each point; none given: no words.
    shade
        Number of each point that is shown as its colour, over `Plot.shade`; none given: the group's colour.
    shape
        Number of the marker where it is not that of the look.
    size
        `cloud` for points that only show where others lie, `star` for one to be found at once.
    """

    name: Value | None
    x: tuple[float | Estimate, ...]
    y: tuple[float | Estimate, ...]
    look: Look = 0
    labels: tuple[Value | None, ...] = ()
    shade: Numbers = ()
    shape: int | None = None
    size: Literal["cloud", "usual", "star"] = "usual"


@dataclass(frozen=True)
class Reference:
    """A rule across the panel at one value, such as a limit.

    Attributes
    ----------
    direction
        `across` at a height, `upright` at a place of the horizontal axis.
    name
        Words beside it; None: it is explained below the chart.
    """

    at: float
    direction: Direction
    name: Value | None = None
    form: Literal["dotted", "dashed", "plain"] = "dotted"


@dataclass(frozen=True)
class Span:
    """A shaded stretch of an axis: from `first` to `last` of the horizontal one when upright."""

    first: float
    last: float
    direction: Direction = "upright"
    look: Look = "muted"


@dataclass(frozen=True)
class Plot:
    """Lines and points over two axes of numbers.

    Attributes
    ----------
    names
        Where the lines are named: at their right end, in a legend above, or nowhere.
    shade
        What the colour of shaded points counts, shown as a bar beside the panel.
    remark
        Words in a corner of the panel, such as "no claim".
    """

    x: Axis
    y: Axis
    lines: tuple[Line, ...] = ()
    points: tuple[Points, ...] = ()
    references: tuple[Reference, ...] = ()
    spans: tuple[Span, ...] = ()
    title: Value | None = None
    names: Literal["ends", "legend", "none"] = "ends"
    shade: Axis | None = None
    remark: Value | None = None


RowCell: TypeAlias = Estimate | Phrase | float | None
"""An estimate with its interval, words in its place, a number known exactly, or nothing."""


@dataclass(frozen=True)
class Dots:
    """A group of estimates, at most one a row.

    Attributes
    ----------
    name
        What stands in the legend; None: nothing.
    cells
        One for each row.
    hollow
        Rows whose marker is empty, such as where an interval covers no difference.
    is_tick
        Whether it is a small upright stroke, such as the usual value, in place of a marker.
    """

    name: Value | None
    cells: tuple[RowCell, ...]
    look: Look = 0
    hollow: frozenset[int] = frozenset()
    is_tick: bool = False


@dataclass(frozen=True)
class Rows:
    """One row a name, estimates across; groups that meet in a row lie one above the other.

    Panels side by side with the same names show them once, at the left.
    """

    x: Axis
    names: tuple[Value, ...]
    groups: tuple[Dots, ...]
    references: tuple[Reference, ...] = ()
    title: Value | None = None


@dataclass(frozen=True)
class BarGroup:
    """Bars of one kind, one for each place.

    Attributes
    ----------
    sizes
        Length of each bar; an estimate has its interval.
    starts
        Where each begins; none given: at zero, or on what is stacked before it.
    """

    name: Value
    sizes: tuple[float | Estimate | None, ...]
    look: Look = 0
    starts: Numbers = ()


@dataclass(frozen=True)
class Bars:
    """Bars with names, or at places of an axis of numbers.

    Attributes
    ----------
    size
        Axis along which the bars grow.
    names
        One for each place; none given: places lie on `along`, such as months.
    form
        How the groups of a place meet: `stacked`; `apart`, one beside the other; `over`, the shorter over the longer.
    direction
        In which the bars grow.
    hatched
        Places that are hatched, and what that means in the legend.
    shows
        What stands at the bars: part of the whole inside them, their size at the end, or nothing.
    labels
        Words below or above the bars at some places: place, words.
    """

    size: Axis
    names: tuple[Value, ...]
    groups: tuple[BarGroup, ...]
    form: Literal["stacked", "apart", "over"] = "apart"
    direction: Direction = "across"
    references: tuple[Reference, ...] = ()
    hatched: frozenset[int] = frozenset()
    hatched_name: Value | None = None
    shows: Literal["parts", "sizes", "none"] = "none"
    title: Value | None = None
    along: Axis | None = None
    places: Numbers = ()
    spans: tuple[Span, ...] = ()
    labels: tuple[tuple[int, Value], ...] = ()


@dataclass(frozen=True)
class Frame:
    """A frame around cells of one column, from row `first` to row `last`; `is_base`: the thick one of the baseline."""

    column: int
    first: int
    last: int
    is_base: bool = False


@dataclass(frozen=True)
class Heat:
    """A grid of estimates as colours and numbers, the first row at the bottom.

    Attributes
    ----------
    rows, columns
        Axes whose ticks are the values of the grid.
    cells
        One row for each tick of `rows`, one cell for each of `columns`; None stays blank.
    low, high
        Ends of the colours; None: the smallest and largest cell.
    """

    rows: Axis
    columns: Axis
    unit: Unit
    cells: tuple[tuple[Estimate | None, ...], ...]
    frames: tuple[Frame, ...] = ()
    title: Value | None = None
    low: float | None = None
    high: float | None = None


Panel: TypeAlias = Plot | Rows | Bars | Heat


@dataclass(frozen=True)
class Chart:
    """Panels under one title.

    Attributes
    ----------
    key
        Name of its files.
    notes
        How to read it, below.
    columns
        Panels side by side; they fill the grid row by row.
    widths
        Width of each column as a part of the first; none given: all alike.
    shares
        Axes whose ends are the same in all panels.
    subject
        Whose chart it is, such as a study; None: the scenario's.
    """

    key: str
    title: Phrase
    panels: tuple[Panel, ...]
    notes: tuple[Phrase | Own, ...] = ()
    columns: int = 1
    widths: Numbers = ()
    shares: frozenset[Literal["x", "y"]] = frozenset()
    subject: Own | None = None
