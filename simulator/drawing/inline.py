"""Charts for a page: each panel alone as a small SVG element in the page's own font."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from simulator.charts import Bars, Chart, Heat, Panel, Plot
from simulator.drawing import layout, style
from simulator.drawing.axes import View
from simulator.drawing.figure import draw_panel, title_of, views_of
from simulator.saying.speaker import Speaker

_WIDTH, _WIDTH_OF_BARS = 3.9, 6.2
_PER_COLUMN = 0.58
_BODY = 1.9


@dataclass(frozen=True)
class Inline:
    """One panel: the words above it, and the drawing."""

    heading: str
    svg: Markup


def inline_panels(chart: Chart, speaker: Speaker, descriptions: Sequence[str]) -> list[Inline]:
    """Return each panel of a chart as an SVG element; its ids begin with the chart's key.

    Parameters
    ----------
    descriptions
        What screen readers say of each panel after its heading.
    """
    with style.styled(speaker.language):
        views = views_of(chart, speaker)
        return [
            _inline(replace(chart, panels=(panel,), key=f"{chart.key}-{place}"), view, description)
            for place, (panel, view, description) in enumerate(zip(chart.panels, views, descriptions, strict=True))
        ]


def _inline(chart: Chart, view: View, description: str) -> Inline:
    from simulator.drawing.svg_renderer import svg_of

    heading = title_of(chart.panels[0], view)
    panel = replace(chart.panels[0], title=None)
    width = _width_of(panel)
    (room,) = layout.rooms_of(replace(chart, panels=(panel,), columns=1), view.speaker, width)
    body = _BODY if isinstance(panel, Plot) else room.body
    size = (width - room.left - room.right, body)
    height = room.above + body + room.below
    figure = style.new_figure(width, height)
    figure.patch.set_visible(False)
    axes = figure.add_axes((room.left / width, room.below / height, size[0] / width, body / height))
    axes.patch.set_visible(False)
    draw_panel(axes, panel, replace(view, shows_names=True), size)
    axes.tick_params(length=0, width=0)
    return Inline(heading, svg_of(figure, chart.key, heading, description))


def _width_of(panel: Panel) -> float:
    if isinstance(panel, Heat):
        return max(_WIDTH, 1.0 + _PER_COLUMN * len(panel.columns.ticks))
    return _WIDTH_OF_BARS if is_wide(panel) else _WIDTH


def is_wide(panel: Panel) -> bool:
    """Return whether a panel needs the whole width of a page."""
    return isinstance(panel, Heat | Bars)
