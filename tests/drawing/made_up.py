"""Small charts with numbers that can be checked by eye, and how they are read back from the figure."""

import re

from matplotlib.text import Text

from simulator.answer import Basis
from simulator.charts import Chart
from simulator.drawing import style
from simulator.drawing.figure import figure_of
from simulator.estimate import Estimate
from simulator.saying.speaker import Speaker
from simulator.values import Own, phrase

BASIS = Basis(Own("Test city", "测试市"), Own("Other terms.", "以外地条款代用。"), 1_000, 7, "2026-01", 10, "CNY")
TITLE = phrase("attribute.chart.title")
LENDING = phrase("attribute.column.additional_lending")
RATIO = phrase("attribute.column.ratio")
BREAKER, LEVERAGE, QUOTA = (phrase(f"rule.{key}") for key in ("breaker", "leverage", "quota"))
ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")
LATIN_ALLOWED = frozenset({"a", "b"})
"""Latin words that may stand in a Chinese figure: somebody's own names."""


def around(value, half=1.0, kind="mean"):
    """Return an estimate with an interval of this half-width."""
    return Estimate(value, value - half, value + half, kind)


def drawn(*panels, speaker=ENGLISH, **options):
    """Return the figure of a chart of these panels."""
    with style.styled(speaker.language):
        figure = figure_of(Chart("test", TITLE, panels, **options), BASIS, speaker)
        figure.draw_without_rendering()
    return figure


def texts(figure):
    """Return everything that can be read on a figure."""
    return [text.get_text() for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


def latin_words(figure):
    """Return the Latin words that do not belong in a Chinese figure."""
    found = {word for text in texts(figure) for word in re.findall("[A-Za-z]+", text)}
    return found - LATIN_ALLOWED


def tick_texts(axis):
    """Return what stands at the ticks of an axis, within its ends."""
    low, high = sorted(axis.get_view_interval())
    ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
    return [label.get_text() for place, label in ticks if low <= place <= high and label.get_text()]
