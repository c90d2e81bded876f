"""Where the panels of a chart lie: room for their names and labels is measured, the rest is shared out."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.charts import Bars, Chart, Heat, Panel, Plot, Rows
from simulator.drawing import heat, plot, style
from simulator.drawing.rows import folded
from simulator.saying.speaker import Speaker
from simulator.values import Value

_ROOM = 0.14
_AXIS_LABELS = 0.72
"""Room for numbers and label at the left of a vertical axis, in inches."""
_BELOW = 0.56
_TITLE = 0.28
LEGEND_LINE = 0.24
_SHADE = 1.15
_HEIGHTS = {1: 4.2, 2: 2.0}
_ONE_ROW_OF_SEVERAL = 3.0
_WIDTHS = {1: 10.0, 2: 10.5, 3: 11.0}
_WIDEST = 12.5
_PER_ROW, _PER_BAR, _PER_CELL = 0.32, 0.36, 0.26


@dataclass(frozen=True)
class Room:
    """Room around and for one panel, in inches."""

    left: float
    right: float
    above: float
    below: float
    body: float


@dataclass(frozen=True)
class Place:
    """Where one panel lies in the block of panels, in inches from its left and top."""

    left: float
    top: float
    width: float
    height: float


def width_of(chart: Chart) -> float:
    """Return the width of a figure in inches."""
    return _WIDTHS.get(chart.columns, _WIDEST)


def legend_of(panel: Panel, speaker: Speaker) -> list[str]:
    """Return the words of a panel's legend, in order."""
    named: list[Value | None] = []
    if isinstance(panel, Plot):
        named += [line.name for line in panel.lines] if panel.names == "legend" else []
        named += [group.name for group in panel.points]
    elif isinstance(panel, Rows):
        named += [group.name for group in panel.groups]
    elif isinstance(panel, Bars):
        named += [*(group.name for group in panel.groups), panel.hatched_name]
    words = [speaker.say(name) for name in named if name is not None]
    return [word for word in dict.fromkeys(words) if word]


def has_one_legend(chart: Chart, speaker: Speaker) -> bool:
    """Return whether several panels have the same legend, which then stands above all of them."""
    legends = [tuple(legend_of(panel, speaker)) for panel in chart.panels]
    return len(legends) > 1 and len(set(legends)) == 1 and bool(legends[0])


def legend_columns(words: Sequence[str], width: float) -> int:
    """Return how many entries of a legend stand side by side."""
    widest = max((style.text_inches(word) + 0.65 for word in words), default=1.0)
    return max(1, min(len(words), int(width / widest)))


def legend_height(words: Sequence[str], width: float) -> float:
    """Return the height of a legend in inches."""
    return LEGEND_LINE * -(-len(words) // legend_columns(words, width)) if words else 0.0


def shows_names(chart: Chart, place: int) -> bool:
    """Return whether a panel names its rows: not where the one on its left has the same."""
    if place % chart.columns == 0:
        return True
    own, other = chart.panels[place], chart.panels[place - 1]
    return not (has_named_rows(own) and has_named_rows(other) and _names(own) == _names(other))


def has_named_rows(panel: Panel) -> bool:
    """Return whether names stand at the left of a panel, one a row."""
    return isinstance(panel, Rows) or (isinstance(panel, Bars) and panel.direction == "across")


def _names(panel: Panel) -> tuple[Value, ...]:
    return panel.names if isinstance(panel, Rows | Bars) else ()


def rooms_of(chart: Chart, speaker: Speaker, width: float) -> list[Room]:
    """Return the room that each panel needs in a figure of this width."""
    is_shared = has_one_legend(chart, speaker)
    return [_room(chart, place, speaker, width, has_legend=not is_shared) for place in range(len(chart.panels))]


def _room(chart: Chart, place: int, speaker: Speaker, width: float, *, has_legend: bool) -> Room:
    panel = chart.panels[place]
    legend = legend_of(panel, speaker) if has_legend else []
    above = (_TITLE if panel.title is not None else 0.06) + legend_height(legend, width / chart.columns - 0.8)
    left = _left(panel, speaker, has_names=shows_names(chart, place))
    return Room(left, _right(panel, speaker), above, _BELOW, _body(panel, chart))


def _left(panel: Panel, speaker: Speaker, *, has_names: bool) -> float:
    if has_named_rows(panel):
        names = _names(panel) if has_names else ()
        return max((0.2 + style.text_inches(folded(speaker.say(name))) for name in names), default=_ROOM)
    if isinstance(panel, Heat):
        return 0.42 + max((style.text_inches(name) for name in heat.tick_names(panel.rows, speaker)), default=0.0)
    return _AXIS_LABELS


def _right(panel: Panel, speaker: Speaker) -> float:
    if not isinstance(panel, Plot):
        return _ROOM
    if panel.shade is not None:
        return _SHADE
    widest = max((style.text_inches(speaker.say(name)) for name in plot.names_at_ends(panel)), default=0.0)
    return widest + 0.32 if widest else _ROOM


def _body(panel: Panel, chart: Chart) -> float:
    if isinstance(panel, Rows):
        return _PER_ROW * len(panel.names) + 0.15
    if isinstance(panel, Bars) and panel.direction == "across":
        per_bar = 0.44 if panel.form == "apart" and len(panel.groups) > 1 else _PER_BAR
        return per_bar * len(panel.names) + 0.15
    if isinstance(panel, Heat):
        return _PER_CELL * len(panel.cells)
    if len(chart.panels) > chart.columns:
        return _HEIGHTS[2]
    return _HEIGHTS[1] if chart.columns == 1 else _ONE_ROW_OF_SEVERAL


def places_of(chart: Chart, rooms: Sequence[Room], width: float) -> list[Place]:
    """Return where each panel lies, its title, labels and names apart."""
    columns = range(chart.columns)
    lefts = [max(room.left for room in rooms[column :: chart.columns]) for column in columns]
    rights = [max(room.right for room in rooms[column :: chart.columns]) for column in columns]
    weights = chart.widths or (1.0,) * chart.columns
    free = width - sum(lefts) - sum(rights)
    widths = [free * weight / sum(weights) for weight in weights]
    places, top = [], 0.0
    for first in range(0, len(rooms), chart.columns):
        row = rooms[first : first + chart.columns]
        above, body = max(room.above for room in row), max(room.body for room in row)
        for column in range(len(row)):
            left = sum(lefts[: column + 1]) + sum(rights[:column]) + sum(widths[:column])
            places.append(Place(left, top + above, widths[column], body))
        top += above + body + max(room.below for room in row)
    return places


def height_of(rooms: Sequence[Room], columns: int) -> float:
    """Return the height of all panels with what is around them, in inches."""
    rows = [rooms[first : first + columns] for first in range(0, len(rooms), columns)]
    return sum(
        max(room.above for room in row) + max(room.body for room in row) + max(room.below for room in row)
        for row in rows
    )
