"""Bars are as long as their numbers, and begin where they should."""

import pytest

from simulator.charts import Axis, BarGroup, Bars
from tests.drawing.made_up import BREAKER, CHINESE, LENDING, LEVERAGE, QUOTA, around, drawn, latin_words, texts

MONEY = Axis(LENDING, "currency")
TWO = (BREAKER, LEVERAGE)


def test_stacked_bars_begin_where_the_last_one_ends():
    """1 and 3 million: the second begins at 1 and takes three quarters of the whole."""
    groups = (BarGroup(QUOTA, (1e6,), 0), BarGroup(LEVERAGE, (3e6,), 1))
    (axes,) = drawn(Bars(MONEY, (BREAKER,), groups, "stacked", shows="parts")).axes
    assert [bar.get_x() for bar in axes.patches] == pytest.approx([0, 1])
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([1, 3])
    assert [text.get_text() for text in axes.texts] == ["25 %", "75 %"]


def test_what_goes_out_hangs_down_and_is_named():
    """Inflow above zero, outflow below it, at months of a calendar."""
    groups = (BarGroup(QUOTA, (2.0, 0.0), 0), BarGroup(LEVERAGE, (-1.0, -3.0), 1))
    panel = Bars(Axis(), (), groups, "stacked", "upright", along=Axis(unit="year"), places=(2026.0, 2026.5),
                 labels=((1, BREAKER),))  # fmt: skip
    (axes,) = drawn(panel).axes
    assert [(bar.get_y(), bar.get_height()) for bar in axes.patches] == [(0, 2), (0, 0), (0, -1), (0, -3)]
    assert axes.texts[0].get_text() == "the breaker" and axes.texts[0].xy == (2026.5, -3)
    assert axes.get_ylim()[0] < -3.5


def test_shorter_bar_lies_over_the_longer():
    """In a tornado both ends may lie on one side; hatched bars are explained."""
    groups = (BarGroup(QUOTA, (around(1e6, 1e5),), 1), BarGroup(LEVERAGE, (around(2e6, 1e5),), 0))
    figure = drawn(Bars(MONEY, (BREAKER,), groups, "over", hatched=frozenset({0}), hatched_name=BREAKER))
    fields = [patch for patch in figure.axes[0].patches if not patch.get_width()]
    short, long = [patch for patch in figure.axes[0].patches if patch.get_width()]
    assert short.get_zorder() > long.get_zorder() and short.get_hatch()
    assert [bool(field.get_hatch()) for field in fields] == [False, False, True]
    assert {"the yearly quota", "the leverage limit", "the breaker"} <= set(texts(figure))


def test_waterfall_bars_have_starts_and_sizes():
    """A loss of 5 of which 3 are paid: what is paid begins at 2."""
    groups = (BarGroup(QUOTA, (around(5e6, 2e5), around(3e6, 2e5)), 0, (0.0, 2e6)),)
    (axes,) = drawn(Bars(MONEY, TWO, groups, direction="upright", shows="sizes")).axes
    assert [bar.get_y() for bar in axes.patches] == pytest.approx([0, 2])
    assert [text.get_text() for text in axes.texts] == ["5.0", "3.0"]
    assert axes.lines[1].get_ydata() == pytest.approx([4.8, 5.2])


def test_bars_apart_share_the_room_of_their_name():
    """Two groups side by side, the first above the other."""
    groups = (BarGroup(QUOTA, (1.0, 2.0), 0), BarGroup(LEVERAGE, (2.0, 1.0), 1))
    (axes,) = drawn(Bars(Axis(), TWO, groups)).axes
    centres = [round(bar.get_y() + bar.get_height() / 2, 3) for bar in axes.patches]
    assert centres == [-0.175, 0.825, 0.175, 1.175]


def test_chinese_bars_have_no_english():
    """Names, legend, parts and unit."""
    groups = (BarGroup(QUOTA, (1e6,), 0), BarGroup(LEVERAGE, (3e6,), 1))
    figure = drawn(Bars(MONEY, (BREAKER,), groups, "stacked", shows="parts"), speaker=CHINESE)
    assert latin_words(figure) == set()
    assert {"25%", "75%", "净增贷款（万元）"} <= set(texts(figure))
