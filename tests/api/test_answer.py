"""Answers: tables as arrays and frames, and what a notebook shows."""

import sys

import numpy as np
import pytest

from simulator import answer as answers
from simulator.api.answer import Answer
from simulator.errors import NoAnswerError
from simulator.values import Number, Own, phrase

CHANCES = answers.Table(
    "chances",
    Own("Chance <of> ruin"),
    (
        answers.Column("policy", Own("policy")),
        answers.Column("paths", Own("paths"), "number", "count"),
        answers.Column("value", Own("value"), "number", "currency"),
    ),
    (
        answers.Row("=a", (Own("half & half"), Number(5, "count"), Number(0.1, "currency"))),
        answers.Row("b", (Own("other"), Number(7, "count"), None)),
    ),
)


@pytest.fixture
def answer():
    """An answer with one table."""
    basis = answers.Basis(Own("Title <1>"), None, 5, 1, "2026-01", 10, "CNY")
    return Answer(
        "record", answers.Answer("hurdle", basis, (phrase("count.paths", n=Number(5, "count")),), (CHANCES,)), "en"
    )


def test_columns_keep_their_kind(answer):
    """Whole numbers and numbers with gaps are numbers, names are texts."""
    columns = answer.columns("chances")
    assert list(columns["row"]) == ["=a", "b"]
    assert columns["paths"].dtype == np.int64
    np.testing.assert_array_equal(columns["value"], [0.1, np.nan])


def test_a_wrong_name_gets_the_right_ones(answer):
    """What there is is said, and what was probably meant."""
    assert answer.tables == ("chances",)
    with pytest.raises(NoAnswerError, match=r"no table 'chance' .*did you mean chances"):
        answer.columns("chance")


def test_a_notebook_shows_words_and_table_escaped(answer):
    """No text of a scenario becomes markup."""
    shown = answer._repr_html_()
    assert "Title &lt;1&gt;" in shown
    assert "<p>5 paths" in shown
    assert "<caption>Chance &lt;of&gt; ruin" in shown
    assert "half &amp; half" in shown
    assert repr(answer).endswith("Tables: chances")


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_frames_hold_the_columns(answer, package):
    """Both kinds of frame have the arrays as their columns."""
    pytest.importorskip(package)
    frame = getattr(answer, f"to_{package}")("chances")
    assert {"policy", "paths", "value"} <= set(frame.columns)
    assert frame["paths"].sum() == 12


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_missing_package_is_named(answer, package, monkeypatch):
    """Frames are optional; the message says what to install or to use instead."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(NoAnswerError, match=rf"{package} is not installed; .*pip install {package}.*`columns`"):
        getattr(answer, f"to_{package}")("chances")
