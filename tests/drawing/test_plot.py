"""Plots show the numbers of their lines and points, in the unit and language of the reader."""

import math

import pytest

from simulator.charts import Axis, Band, Line, Plot, Points, Reference, Span, measured_line
from simulator.estimate import Estimate
from simulator.values import Own
from tests.drawing.made_up import (
    BREAKER,
    CHINESE,
    LENDING,
    LEVERAGE,
    RATIO,
    around,
    drawn,
    latin_words,
    texts,
    tick_texts,
)

X, Y = Axis(RATIO, "ratio"), Axis(LENDING, "currency")
STEEP = Line(BREAKER, (0.0, 0.5, 1.0), (1e7, 2e7, 3e7), 0)


def test_line_has_its_numbers_on_the_scale_of_its_label():
    """30 million yuan are 30 on an axis of m yuan."""
    (axes,) = drawn(Plot(X, Y, (STEEP,))).axes
    assert axes.lines[0].get_ydata().tolist() == pytest.approx([10, 20, 30])
    assert axes.get_ylabel() == "additional lending (m yuan)"
    assert axes.get_ylim()[0] == 0


def test_chinese_axis_is_in_wan_and_ratios_in_per_cent():
    """30 million yuan are 3,000 万元, ratio 0.5 is 50%; nothing on the figure is in English."""
    figure = drawn(Plot(X, Y, (STEEP,)), speaker=CHINESE)
    (axes,) = figure.axes
    assert axes.lines[0].get_ydata().tolist() == pytest.approx([1_000, 2_000, 3_000])
    assert axes.get_ylabel() == "净增贷款（万元）"
    assert "40%" in tick_texts(axes.xaxis)
    assert latin_words(figure) == set()


def test_lines_are_named_at_their_end_or_in_a_legend():
    """The same words stand in one place, never in both."""
    (ends,) = drawn(Plot(X, Y, (STEEP,))).axes
    (legend,) = drawn(Plot(X, Y, (STEEP,), names="legend")).axes
    assert [text.get_text() for text in ends.texts] == ["the breaker"] and ends.get_legend() is None
    assert [text.get_text() for text in legend.get_legend().get_texts()] == ["the breaker"] and not legend.texts


def test_estimate_never_seen_is_a_hollow_mark_at_its_bound():
    """Of an event on no path only the bound is known; a number that does not exist is a gap."""
    estimates = (Estimate(0.0, 0.0, 0.004, "proportion"), Estimate(0.02, 0.01, 0.03, "proportion"))
    line = measured_line(BREAKER, (0.0, 1.0), (*estimates,))
    (axes,) = drawn(Plot(X, Axis(None, "probability"), (line,))).axes
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "#FFFFFF"]
    assert hollow[0].get_ydata().tolist() == pytest.approx([0.4])
    assert axes.get_ylabel() == "%"


def test_band_has_words_at_both_edges():
    """A fan names its levels at the right, besides its middle."""
    band = Band((5e6, 1e7, 2e7), (2e7, 3e7, 4e7), (Own("a"), Own("b")))
    line = Line(BREAKER, STEEP.x, STEEP.y, 0, (band,))
    (axes,) = drawn(Plot(X, Y, (line,))).axes
    assert [text.get_text() for text in axes.texts] == ["the breaker", "a", "b"]
    assert axes.collections[0].get_paths()[0].vertices[:, 1].max() == pytest.approx(40)


def test_stacked_areas_add_up():
    """Two areas of 1 and 2 end at 3, which the axis holds."""
    lines = tuple(Line(name, (0.0, 1.0), (size, size), n, form="stacked") for n, (name, size) in
                  enumerate(((BREAKER, 1.0), (LEVERAGE, 2.0))))  # fmt: skip
    (axes,) = drawn(Plot(X, Axis(), lines, names="legend")).axes
    assert [area.get_paths()[0].vertices[:, 1].max() for area in axes.collections] == [1.0, 3.0]
    assert axes.get_ylim()[1] > 3.0


def test_steps_keep_a_value_until_the_next():
    """Balance at the end of a month is a step, with the area below it shaded."""
    line = Line(BREAKER, (2026.0, 2026.5, 2027.0), (1.0, 2.0, 2.0), 0, form="steps", is_filled=True)
    (axes,) = drawn(Plot(Axis(unit="year"), Axis(), (line,), names="none")).axes
    assert axes.lines[0].get_drawstyle() == "steps-post"
    assert tick_texts(axes.xaxis)[-1] == "2027" and axes.collections


def test_gap_stays_a_gap_and_ends_the_label():
    """A line that stops early is named where it stops."""
    line = Line(BREAKER, (0.0, 0.5, 1.0), (1e7, 2e7, math.nan), 0)
    (axes,) = drawn(Plot(X, Y, (line,))).axes
    assert axes.texts[0].xy == pytest.approx((0.5, 20))


def test_references_and_spans_lie_where_they_are():
    """A limit across, a date upright with its words, a shaded stretch behind."""
    panel = Plot(X, Y, (STEEP,), references=(Reference(2e7, "across"), Reference(0.4, "upright", LEVERAGE)),
                 spans=(Span(0.2, 0.3),))  # fmt: skip
    (axes,) = drawn(panel).axes
    assert axes.lines[1].get_ydata() == [20, 20] and axes.lines[2].get_xdata() == [0.4, 0.4]
    assert "the leverage limit" in [text.get_text() for text in axes.texts]
    assert axes.patches[0].get_x() == 0.2 and axes.patches[0].get_width() == pytest.approx(0.1)


def test_points_have_intervals_words_and_a_bar_for_their_colours():
    """Each estimate has its own interval both ways; the colours are counted beside the panel, in per cent."""
    points = Points(BREAKER, (around(2e6, 1e6),), (around(4e6, 2e6),), labels=(LEVERAGE,), shade=(0.02,))
    figure = drawn(Plot(Axis(RATIO, "currency"), Y, points=(points,), shade=Axis(LENDING, "share")))
    axes = figure.axes[0]
    assert axes.lines[0].get_xdata() == pytest.approx([1, 3]) and axes.lines[1].get_ydata() == pytest.approx([2, 6])
    assert {"the leverage limit", "the breaker", "additional lending (%)"} <= set(texts(figure))


def test_logarithmic_axis_has_plain_numbers():
    """Sizes from 1 to 100 million: 1, 10, 100, never powers."""
    line = Line(BREAKER, (1e6, 1e7, 1e8), (1e-3, 1e-2, 1e-1), 0)
    (axes,) = drawn(Plot(Axis(RATIO, "currency", is_log=True), Axis(None, "probability", is_log=True), (line,))).axes
    assert axes.get_xscale() == axes.get_yscale() == "log"
    assert {"1", "10", "100"} <= set(tick_texts(axes.xaxis))
    assert {"0.1", "1", "10"} <= set(tick_texts(axes.yaxis))


def test_remark_stands_in_the_panel():
    """A panel with nothing to draw says why."""
    assert "the breaker" in texts(drawn(Plot(X, Y, remark=BREAKER)))
