"""Panels of a page are small SVG elements that need neither style nor font of their own."""

import re
from xml.etree import ElementTree

import pytest

from simulator.charts import Axis, BarGroup, Bars, Chart, Frame, Heat, Line, Plot, Rows
from simulator.drawing.inline import inline_panels
from tests.drawing.made_up import BREAKER, CHINESE, ENGLISH, LENDING, LEVERAGE, RATIO, TITLE, around

SPACE = "{http://www.w3.org/2000/svg}"
LINE = Line(BREAKER, (0.0, 0.5, 1.0), (1e7, 2e7, 3e7), 0, points=True)
PLOT = Plot(Axis(RATIO, "ratio"), Axis(LENDING, "currency"), (LINE,), title=LEVERAGE)
HEAT = Heat(Axis(RATIO, "ratio", ticks=(0.2, 0.4)), Axis(LENDING, "currency", ticks=(1e7, 2e7)), "probability",
            ((around(0.1, 0.01), around(0.2, 0.01)),) * 2, (Frame(0, 0, 1),), LEVERAGE)  # fmt: skip
BARS = Bars(Axis(LENDING, "currency"), (BREAKER,), (BarGroup(LEVERAGE, (1e6,), 0),), "stacked", shows="parts")


def panels(*shown, speaker=ENGLISH):
    """Return the panels of a chart as they stand in a page."""
    return inline_panels(Chart("k", TITLE, shown), speaker, ["said"] * len(shown))


def elements(panel):
    """Return the elements of a panel, which must be well-formed."""
    return list(ElementTree.fromstring(panel.svg).iter())


def test_no_element_has_a_style_and_ids_belong_to_the_chart():
    """The page forbids styles, and no id may be used twice in it."""
    found = [element for panel in panels(PLOT, HEAT, BARS) for element in elements(panel)]
    assert not [element for element in found if "style" in element.attrib or element.tag == f"{SPACE}style"]
    ids = [element.attrib["id"] for element in found if "id" in element.attrib]
    assert len(ids) == len(set(ids)) and all(name.startswith("k-") for name in ids)
    used = {element.attrib["href"][1:] for element in found if "href" in element.attrib}
    assert used <= set(ids)


@pytest.mark.parametrize(("speaker", "unit"), [(ENGLISH, "additional lending (m yuan)"), (CHINESE, "净增贷款（万元）")])
def test_words_stay_words(speaker, unit):
    """Text can be found, read aloud and drawn in the page's own font; the title is said before the description."""
    (panel,) = panels(PLOT, speaker=speaker)
    words = [element.text for element in elements(panel) if element.text]
    assert words[:2] == [panel.heading, "said"] and unit in words
    assert "font-family" not in panel.svg


def test_line_goes_through_its_points():
    """Equal steps of ratio and lending are equal steps of the drawing."""
    (panel,) = panels(PLOT)
    (line,) = re.findall(r'd="M[\d.]+ [\d.]+l([\d.]+)(-[\d.]+)l([\d.]+)(-[\d.]+)" stroke="#0072b2"', panel.svg)
    across, up, *rest = map(float, line)
    assert rest == pytest.approx([across, up], abs=0.11)
    uses = [element for element in elements(panel) if element.tag == f"{SPACE}use"]
    places = [float(use.attrib["x"]) for use in uses]
    assert places[1] - places[0] == pytest.approx(across, abs=0.11)


def test_what_leaves_the_panel_is_cut_off():
    """A line beyond the ends of its axis stops at the panel; one inside needs no clip."""
    beyond = Plot(PLOT.x, Axis(LENDING, "currency", low=0.0, high=2e7), (LINE,))
    assert "clip-path" in panels(beyond)[0].svg and "clip-path" not in panels(PLOT)[0].svg


def test_heading_has_the_unit_that_no_axis_says():
    """A heat map's numbers are per cent, said above it; every cell has its number."""
    (panel,) = panels(HEAT)
    assert panel.heading == "the leverage limit (%)"
    assert {"10", "20"} <= {element.text for element in elements(panel)}


def test_rows_are_named_in_every_panel():
    """Panels of a page may stand below one another, so each has its own names."""
    rows = Rows(Axis(), (BREAKER,), ())
    assert all("the breaker" in panel.svg for panel in panels(rows, rows))


def test_same_chart_is_the_same_text_and_short():
    """A page holds tens of panels: each is a few thousand letters, the same every time."""
    first, second = panels(PLOT)[0], panels(PLOT)[0]
    assert first == second and len(first.svg) < 4_000
