"""Comma-separated files: readable by spreadsheets and by programs, the same bytes every time."""

import csv
import io
import math

import pytest

from simulator.reporting import csv_files
from simulator.reporting.tables import Figure


def _rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_numbers_survive_the_file_exactly():
    """A number read back is the number written; what does not exist is empty."""
    numbers = [0.1 + 0.2, 1e-300, 123456789.123456789, -0.5]
    rows = _rows(csv_files.csv_bytes([numbers, [math.nan, math.inf, None], [True, False, 7, "合肥, 市"]]))
    assert [float(text) for text in rows[0]] == numbers
    assert rows[1:] == [["", "", ""], ["on", "off", "7", "合肥, 市"]]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\r=1", "--1", " =1+1", "＝1+1", "　＠SUM(A1)"]
)
def test_no_cell_can_become_a_formula(text):
    """What a user calls a policy is shown, not run."""
    assert csv_files.csv_bytes([[text]]).decode("utf-8-sig").strip("\r\n").strip('"').startswith("'")


@pytest.mark.parametrize("text", ["-71 [-74, -69]", "+3 [-4, +9]", "-0.5", "+1,234.5 %", "+200 万元 [+100 至 +300]"])
def test_numbers_with_a_sign_stay_numbers(text):
    """With or without their interval and unit; the same text as somebody's own name is guarded."""
    (row,) = csv.reader(io.StringIO(csv_files.csv_bytes([[Figure(text), text]]).decode("utf-8-sig")))
    assert row == [text, f"'{text}"]
