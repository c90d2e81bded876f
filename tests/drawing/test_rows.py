"""Rows show each estimate with its interval beside its name."""

import pytest

from simulator.charts import Axis, Dots, Reference, Rows
from tests.drawing.made_up import (
    BREAKER,
    CHINESE,
    LENDING,
    LEVERAGE,
    QUOTA,
    around,
    drawn,
    latin_words,
    texts,
    tick_texts,
)

NAMES = (BREAKER, LEVERAGE)
MONEY = Axis(LENDING, "currency")


def test_first_name_is_at_the_top_with_its_interval():
    """2 m yuan, from 1 to 3."""
    (axes,) = drawn(Rows(MONEY, NAMES, (Dots(None, (around(2e6, 1e6), around(5e6, 1e6))),))).axes
    assert tick_texts(axes.yaxis) == ["the breaker", "the leverage limit"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert axes.lines[0].get_xdata() == pytest.approx([1, 3]) and axes.lines[1].get_xdata() == pytest.approx([2])


def test_groups_that_meet_lie_apart_and_others_in_the_middle():
    """Two groups in one row must both be seen; groups of different rows need no shift."""
    meeting = (Dots(BREAKER, (around(1), None), 0), Dots(LEVERAGE, (around(2), around(3)), 1))
    (axes,) = drawn(Rows(Axis(), NAMES, meeting)).axes
    assert axes.lines[0].get_ydata()[0] == pytest.approx(-axes.lines[3].get_ydata()[0])
    alone = (Dots(BREAKER, (around(1), None), 0), Dots(LEVERAGE, (None, around(3)), 1))
    (axes,) = drawn(Rows(Axis(), NAMES, alone)).axes
    assert {line.get_ydata()[0] for line in axes.lines if len(line.get_ydata())} == {0, 1}


def test_words_stand_in_place_of_a_number():
    """A row without a number says why; a number known exactly has no interval, a stroke shows the usual one."""
    groups = (Dots(None, (QUOTA, 3.0)), Dots(LEVERAGE, (2.0, None), is_tick=True))
    (axes,) = drawn(Rows(Axis(), NAMES, groups)).axes
    assert "the yearly quota" in [text.get_text() for text in axes.texts]
    assert [line.get_marker() for line in axes.lines] == ["o", "|", "|"]


def test_hollow_marker_is_empty():
    """What these paths cannot show is not filled."""
    (axes,) = drawn(Rows(MONEY, NAMES, (Dots(None, (around(1.0), around(2.0)), hollow=frozenset({1})),))).axes
    assert [axes.lines[place].get_markerfacecolor() == "#FFFFFF" for place in (1, 3)] == [False, True]


def test_panels_with_the_same_names_show_them_once():
    """Names at the left serve all panels beside them; a reference lies at zero."""
    panel = Rows(Axis(None, "points"), NAMES, (Dots(None, (around(0.1, 0.05), None)),),
                 (Reference(0.0, "upright", form="plain"),))  # fmt: skip
    first, second = drawn(panel, panel, columns=2).axes
    assert tick_texts(first.yaxis) and not tick_texts(second.yaxis)
    assert first.get_xlabel() == "percentage points" and first.lines[-1].get_xdata() == [0, 0]


def test_chinese_rows_have_no_english():
    """Names, unit, legend and caption."""
    figure = drawn(Rows(MONEY, NAMES, (Dots(QUOTA, (around(2e6, 1e6), None)),)), speaker=CHINESE)
    assert latin_words(figure) == set()
    assert {"熔断机制", "年度额度", "净增贷款（万元）"} <= set(texts(figure))
