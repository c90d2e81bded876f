"""Native charts of a workbook, which read the cells beside them and can be told apart in grey."""

from dataclasses import dataclass
from typing import Any

from simulator.drawing import palette

_GROUPS = palette.GROUPS[:6]
_DASHES = ("solid", "dash", "round_dot", "long_dash_dot", "square_dot", "long_dash")
_MARKERS = ("circle", "square", "diamond", "triangle", "x", "plus")
_PATTERNS = ("solid", "wide_upward_diagonal", "dotted_grid", "horizontal_brick", "small_check", "light_vertical")
_SIZE = {"width": 760, "height": 420}
_MOST_MARKED = 40


@dataclass(frozen=True)
class Lines:
    """Which cells of a sheet a chart shows: first column across, heading row as names.

    Attributes
    ----------
    rows
        Number of rows below the headings.
    columns
        One line each.
    unit, axis_unit
        Scale of the values and of the first column on the chart, as the file format names it; nothing for plain.
    """

    sheet: str
    title: str
    axis: str
    rows: int
    columns: tuple[int, ...]
    unit: str = ""
    axis_unit: str = ""


def title_place(lines: Lines) -> tuple[int, int]:
    """Return row and column of the cell above the chart that holds its title.

    A title from a cell stays text, whatever it says; one given as text is read as a reference where it looks like one.
    """
    return (1, lines.columns[-1] + 2) if lines.rows > _MOST_MARKED else (lines.rows + 1, 0)


def add_lines(book: Any, sheet: Any, lines: Lines) -> None:
    """Add a chart of lines below the table, told apart by dash and marker as well as by colour."""
    chart = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    for number, column in enumerate(lines.columns):
        style = number % len(_GROUPS)
        is_marked = lines.rows <= _MOST_MARKED
        chart.add_series(
            {
                "name": [lines.sheet, 0, column],
                "categories": [lines.sheet, 1, 0, lines.rows, 0],
                "values": [lines.sheet, 1, column, lines.rows, column],
                "line": {"color": _GROUPS[style], "dash_type": _DASHES[style], "width": 1.75},
                "marker": {"type": _MARKERS[style] if is_marked else "none", "size": 6},
            }
        )
    _finish(sheet, chart, lines)
    chart.set_y_axis(
        {"min": 0, "major_gridlines": {"visible": True, "line": {"color": palette.GRID}}, **_scale(lines.unit)}
    )
    chart.set_x_axis({"name": lines.axis, "min": 0, **_scale(lines.axis_unit)})
    row, column = title_place(lines)
    sheet.insert_chart(row + 1, column, chart)


def add_stack(book: Any, sheet: Any, lines: Lines) -> None:
    """Add a chart of stacked bars below the table, told apart by pattern as well as by colour."""
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for number, column in enumerate(lines.columns):
        style = number % len(_GROUPS)
        fill: dict[str, Any] = (
            {"fill": {"color": _GROUPS[style]}}
            if number == 0
            else {"pattern": {"pattern": _PATTERNS[style], "fg_color": _GROUPS[style], "bg_color": palette.PAPER}}
        )
        chart.add_series(
            {
                "name": [lines.sheet, 0, column],
                "categories": [lines.sheet, 1, 0, lines.rows, 0],
                "values": [lines.sheet, 1, column, lines.rows, column],
                "border": {"color": _GROUPS[style]},
                **fill,
            }
        )
    _finish(sheet, chart, lines)
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis(_scale(lines.unit))
    row, column = title_place(lines)
    sheet.insert_chart(row + 1, column, chart)


def _scale(unit: str) -> dict[str, Any]:
    return {"display_units": unit, "display_units_visible": True} if unit else {}


def _finish(sheet: Any, chart: Any, lines: Lines) -> None:
    sheet.write_string(*title_place(lines), lines.title)
    chart.set_title({"name": [lines.sheet, *title_place(lines)], "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_size(_SIZE)
