"""Heat maps write each number in its cell and frame what is to be seen."""

import pytest

from simulator.charts import Axis, Frame, Heat
from simulator.estimate import Estimate
from tests.drawing.made_up import CHINESE, LENDING, RATIO, around, drawn, latin_words, texts, tick_texts

ROWS, COLUMNS = Axis(RATIO, "ratio", ticks=(0.2, 0.4)), Axis(LENDING, "currency", ticks=(1e7, 2e7, 3e7))
NEVER = Estimate(0.0, 0.0, 0.004, "proportion")
CHANCES = ((NEVER, around(0.02, 0.001), None), (around(0.03, 0.001), around(0.04, 0.001), around(0.05, 0.001)))


def test_first_row_is_at_the_bottom_and_bounds_are_marked():
    """Five of six cells have a number; what was never seen has its bound."""
    (axes,) = drawn(Heat(ROWS, COLUMNS, "probability", CHANCES)).axes
    assert [text.get_text() for text in axes.texts] == ["<0.4", "2.0", "3.0", "4.0", "5.0"]
    assert axes.texts[0].get_position()[1] < axes.texts[-1].get_position()[1]
    assert tick_texts(axes.xaxis) == ["10", "20", "30"] and tick_texts(axes.yaxis) == ["0.2", "0.4"]
    assert axes.get_xlabel() == "additional lending (m yuan)"


def test_frames_lie_around_their_cells():
    """Dashed around two rows of the first column, thick around the baseline."""
    frames = (Frame(1, 1, 1, is_base=True), Frame(0, 0, 1))
    (axes,) = drawn(Heat(ROWS, COLUMNS, "probability", CHANCES, frames)).axes
    boxes = [(box.get_x(), box.get_y(), box.get_height()) for box in axes.patches]
    assert boxes[0] == pytest.approx((0.06, 0.08, 1.84)) and boxes[-1] == (1, 1, 1)


def test_large_grid_has_colours_only_and_equal_values_do_not_fail():
    """Beyond 200 cells numbers could not be read."""
    cells = tuple((around(1.0),) * 101 for _ in range(2))
    (axes,) = drawn(Heat(ROWS, Axis(LENDING, ticks=tuple(map(float, range(101)))), "plain", cells)).axes
    assert not axes.texts


def test_chinese_map_is_in_chinese_units():
    """10 million yuan are 1,000 万元, ratio 0.2 is 20%."""
    figure = drawn(Heat(ROWS, COLUMNS, "probability", CHANCES), speaker=CHINESE)
    assert latin_words(figure) == set()
    assert {"1,000", "20%", "净增贷款（万元）"} <= set(texts(figure))
