"""Any chart as a figure: its panels, title, legend, and below it what the numbers rest on and how to read it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulator.answer import Basis
from simulator.charts import Axis, Bars, Chart, Heat, Panel, Plot, Rows
from simulator.drawing import bars, heat, layout, palette, plot, rows, style
from simulator.drawing.axes import Shown, View, shown
from simulator.saying.speaker import Speaker

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HEAD = 0.5
_FOOT = 0.02


def chart_files(chart: Chart, basis: Basis, speaker: Speaker) -> dict[str, bytes]:
    """Return a chart as PNG, SVG and PDF, by its path in the run folder."""
    with style.styled(speaker.language):
        return style.files_of(figure_of(chart, basis, speaker), chart.key)


def figure_of(chart: Chart, basis: Basis, speaker: Speaker) -> "Figure":
    """Return a chart as a figure; draw and save it inside `style.styled`."""
    caption = (*speaker.basis(basis, is_chart=True), *map(speaker.sentence, chart.notes))
    width = layout.width_of(chart)
    rooms = layout.rooms_of(chart, speaker, width)
    common = layout.legend_of(chart.panels[0], speaker) if layout.has_one_legend(chart, speaker) else []
    head = _HEAD + layout.legend_height(common, width)
    height = head + layout.height_of(rooms, chart.columns) + style.caption_inches(width, caption) + _FOOT
    figure = style.new_figure(width, height)
    subject = speaker.say(chart.subject or basis.title)
    title = speaker.words("chart.title", title=subject, chart=speaker.say(chart.title))
    style.head_and_caption(figure, title, caption)
    spots = layout.places_of(chart, rooms, width)
    for panel, view, spot in zip(chart.panels, views_of(chart, speaker), spots, strict=True):
        bottom = 1 - (head + spot.top + spot.height) / height
        axes = figure.add_axes((spot.left / width, bottom, spot.width / width, spot.height / height))
        draw_panel(axes, panel, view, (spot.width, spot.height), has_legend=not common)
    if common:
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.01, 1 - 0.4 / height),
                      ncols=layout.legend_columns(common, width), handlelength=2.6)  # fmt: skip
    return figure


def draw_panel(axes: "Axes", panel: Panel, view: View, size: tuple[float, float], *, has_legend: bool = True) -> None:
    """Draw a panel, its legend above it, and its title above that.

    Parameters
    ----------
    size
        Width and height in inches.
    """
    match panel:
        case Plot():
            plot.draw(axes, panel, view)
            _shade_bar(axes, panel, view)
        case Rows():
            rows.draw(axes, panel, view)
        case Bars():
            bars.draw(axes, panel, view)
        case Heat():
            heat.draw(axes, panel, view)
    legend = layout.legend_of(panel, view.speaker) if has_legend else []
    if legend:
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=layout.legend_columns(legend, size[0]),
                    borderaxespad=0.3, handlelength=2.6)  # fmt: skip
    if panel.title is not None:
        pad = 4 + 72 * layout.legend_height(legend, size[0])
        heading = axes.set_title(style.drawable(title_of(panel, view)), pad=pad)
        wide = style.text_inches(heading.get_text(), float(heading.get_fontsize()))
        heading.set_fontsize(float(heading.get_fontsize()) * min(1.0, max(0.7, (size[0] + 0.3) / wide)))


def title_of(panel: Panel, view: View) -> str:
    """Return a panel's title, with the unit of its numbers where no axis says it."""
    words = "" if panel.title is None else view.speaker.say(panel.title)
    if isinstance(panel, Heat) and view.x.scale.label:
        return view.speaker.words("heading.with_unit", heading=words, unit=view.x.scale.label)
    return words


def _shade_bar(axes: "Axes", panel: Plot, view: View) -> None:
    """Draw what the colours of shaded points count beside the panel."""
    if panel.shade is None:
        return
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    low, high = plot.shade_ends(panel)
    counted = shown(panel.shade, (low, high), view.speaker, has_zero=False, has_room=False)
    scale = ScalarMappable(Normalize(counted.of(low), counted.of(high)), palette.SHADES)
    bar = axes.figure.colorbar(scale, cax=axes.inset_axes((1.03, 0.0, 0.025, 1.0)))
    bar.set_label(style.drawable(view.speaker.with_unit(panel.shade.label, counted.scale)))
    bar.ax.tick_params(labelsize=7)


@dataclass(frozen=True)
class _Held:
    """What an axis must hold; see `axes.shown`."""

    axis: Axis
    values: list[float]
    has_zero: bool
    has_room: bool


def views_of(chart: Chart, speaker: Speaker) -> list[View]:
    """Return the axes of each panel; those that are shared hold the numbers of all panels."""
    across = _axes_of([_across(panel) for panel in chart.panels], speaker, is_shared="x" in chart.shares)
    up = _axes_of([_up(panel) for panel in chart.panels], speaker, is_shared="y" in chart.shares)
    return [
        View(speaker, x, y, layout.shows_names(chart, place))
        for place, (x, y) in enumerate(zip(across, up, strict=True))
    ]


def _axes_of(held: list[_Held], speaker: Speaker, *, is_shared: bool) -> list[Shown]:
    if is_shared:
        values = [value for one in held for value in one.values]
        held = [replace(one, values=values, has_room=all(one.has_room for one in held)) for one in held]
    return [shown(one.axis, one.values, speaker, has_zero=one.has_zero, has_room=one.has_room) for one in held]


def _across(panel: Panel) -> _Held:
    match panel:
        case Plot():
            has_marks = bool(panel.points) or any(line.points for line in panel.lines)
            return _Held(panel.x, plot.across_values(panel), has_zero=False, has_room=has_marks)
        case Rows():
            return _Held(panel.x, rows.across_values(panel), has_zero=False, has_room=True)
        case Bars(direction="across"):
            return _Held(panel.size, bars.size_values(panel), has_zero=True, has_room=True)
        case Bars():
            return _Held(panel.along or Axis(), bars.along_values(panel), has_zero=False, has_room=False)
        case Heat():
            return _Held(Axis(unit=panel.unit), heat.values(panel), has_zero=False, has_room=False)


def _up(panel: Panel) -> _Held:
    match panel:
        case Plot():
            return _Held(panel.y, plot.up_values(panel), has_zero=True, has_room=True)
        case Bars(direction="upright"):
            return _Held(panel.size, bars.size_values(panel), has_zero=True, has_room=True)
        case _:
            return _Held(Axis(), [], has_zero=False, has_room=False)
