"""Answers: tables as arrays and frames, and what a notebook shows."""

import sys

import numpy as np
import pytest

from simulator.api.answer import Answer, columns_of_csv
from simulator.errors import NoAnswerError
from simulator.reporting.csv_files import csv_bytes, table_csv
from simulator.reporting.tables import Table

SHOWN = Table("chances", "Chance <of> ruin", ("policy", "chance (%)"), (("half & half", "3 [2, 4]"),), ("One <note>.",))
LONG = csv_bytes([["policy", "paths", "value", "breaker", "note"], ["=a", 5, 0.1, True, ""], ["b", 7, None, False, ""]])


@pytest.fixture
def answer():
    """An answer with a table for people and one of plain numbers."""
    files = {"tables/chances.csv": table_csv(SHOWN), "tables/long.csv": LONG, "policies/one.toml": b""}
    return Answer("record", "Title <1>", ("Half is best.",), SHOWN, lambda: files)


def test_columns_keep_their_kind():
    """Whole numbers, numbers with gaps, truth values and texts come back as they were written."""
    columns = columns_of_csv(LONG)
    assert list(columns["policy"]) == ["=a", "b"]
    assert columns["paths"].dtype == np.int64
    np.testing.assert_array_equal(columns["value"], [0.1, np.nan])
    assert list(columns["breaker"]) == [True, False]
    assert list(columns["note"]) == ["", ""]


@pytest.mark.parametrize("names", [["007", "8"], ["1_0", "2"], ["1e5", "2"], ["inf", "nan"], ["2026-01", "1"]])
def test_names_that_look_like_numbers_stay_names(names):
    """Only a number's own shortest text is a number, so that nothing is lost on the way."""
    assert list(columns_of_csv(csv_bytes([["name"], *([name] for name in names)]))["name"]) == names


def test_title_and_notes_are_no_rows(answer):
    """Of a table for people only headings and cells are columns."""
    assert {name: list(column) for name, column in answer.columns("chances").items()} == {
        "policy": ["half & half"],
        "chance (%)": ["3 [2, 4]"],
    }


def test_tables_are_named_as_in_the_run_folder(answer):
    """Files that are no tables are left out; a wrong name gets the right ones."""
    assert answer.tables == ("chances", "long")
    with pytest.raises(NoAnswerError, match=r"no table 'chance' .*did you mean chances"):
        answer.columns("chance")


def test_a_notebook_shows_words_and_table_escaped(answer):
    """No text of a scenario becomes markup."""
    shown = answer._repr_html_()
    assert "<h4>Title &lt;1&gt;</h4><p>Half is best.</p>" in shown
    assert "<caption>Chance &lt;of&gt; ruin</caption>" in shown
    assert "<tr><td>half &amp; half</td><td>3 [2, 4]</td></tr>" in shown
    assert "One &lt;note&gt;." in shown
    assert repr(answer) == "Title <1>\nHalf is best.\nTables: chances, long"


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_frames_hold_the_columns(answer, package):
    """Both kinds of frame have the arrays as their columns."""
    pytest.importorskip(package)
    frame = getattr(answer, f"to_{package}")("long")
    assert list(frame.columns) == ["policy", "paths", "value", "breaker", "note"]
    assert list(frame["policy"]) == ["=a", "b"]
    assert frame["paths"].sum() == 12


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_missing_package_is_named(answer, package, monkeypatch):
    """Frames are optional; the message says what to install or to use instead."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(NoAnswerError, match=rf"{package} is not installed; .*pip install {package}.*`columns`"):
        getattr(answer, f"to_{package}")("long")
