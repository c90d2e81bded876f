"""A chart can be read without the text around it, and is the same bytes every time."""

import pytest

from simulator.charts import Axis, BarGroup, Bars, Chart, Dots, Heat, Line, Plot, Rows
from simulator.drawing import layout
from simulator.drawing.figure import chart_files
from tests.drawing.made_up import (
    BASIS,
    BREAKER,
    CHINESE,
    ENGLISH,
    LENDING,
    LEVERAGE,
    RATIO,
    TITLE,
    around,
    drawn,
    texts,
)

LINE = Line(BREAKER, (0.0, 1.0), (1e6, 2e6), 0)
PLOT = Plot(Axis(RATIO, "ratio"), Axis(LENDING, "currency"), (LINE,), names="legend", title=LEVERAGE)
ALL = (
    PLOT,
    Rows(Axis(), (BREAKER,), (Dots(None, (around(1.0),)),)),
    Bars(Axis(), (BREAKER,), (BarGroup(LEVERAGE, (1.0,)),)),
    Heat(Axis(RATIO, ticks=(1.0,)), Axis(LENDING, ticks=(1.0,)), "plain", ((around(1.0),),)),
)


def test_chart_says_what_it_rests_on():
    """Title, stand-in, paths, seed, interval and currency."""
    said = " ".join(texts(drawn(PLOT)))
    for words in (
        "Test city: which rule decides",
        "1,000 paths",
        "seed 7",
        "95 % intervals, currency: yuan",
        "Other terms.",
    ):
        assert words in said


@pytest.mark.parametrize("speaker", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_files_are_the_same_bytes_every_time(speaker):
    """PNG, SVG and PDF, without a date, a random name or a missing shape."""
    chart = Chart("test", TITLE, ALL, columns=2)
    files = chart_files(chart, BASIS, speaker)
    assert files == chart_files(chart, BASIS, speaker)
    assert set(files) == {"figures/test.png", "figures/test.svg", "figures/test.pdf"}
    assert files["figures/test.png"].startswith(b"\x89PNG") and files["figures/test.pdf"].startswith(b"%PDF")
    assert b"dc:date" not in files["figures/test.svg"] and b"CreationDate" not in files["figures/test.pdf"]


def test_legend_that_all_panels_share_stands_once():
    """Two panels of the same lines have one legend above them; other panels each have their own."""
    figure = drawn(PLOT, PLOT, columns=2)
    assert len(figure.legends) == 1 and all(axes.get_legend() is None for axes in figure.axes)
    other = Plot(PLOT.x, PLOT.y, (Line(LEVERAGE, (0.0, 1.0), (1.0, 2.0), 1),), names="legend")
    figure = drawn(PLOT, other, columns=2)
    assert not figure.legends and all(axes.get_legend() for axes in figure.axes)


def test_shared_axes_have_one_scale_and_end():
    """A panel of thousands beside one of millions: both in m yuan, both as high."""
    small = Plot(PLOT.x, PLOT.y, (Line(BREAKER, (0.0, 1.0), (1e3, 2e3), 0),))
    first, second = drawn(PLOT, small, columns=2, shares=frozenset({"y"})).axes
    assert first.get_ylim() == second.get_ylim()
    assert second.get_ylabel() == "additional lending (m yuan)"


def test_panels_lie_apart_and_inside():
    """No panel covers another, whatever they are."""
    chart = Chart("test", TITLE, ALL, columns=2, widths=(2.0, 1.0))
    width = layout.width_of(chart)
    places = layout.places_of(chart, layout.rooms_of(chart, ENGLISH, width), width)
    assert places[0].width == pytest.approx(2 * places[1].width)
    assert places[0].left + places[0].width < places[1].left
    assert places[0].top + places[0].height < places[2].top
    assert places[1].left + places[1].width < width
