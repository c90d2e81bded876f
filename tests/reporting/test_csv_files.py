"""Comma-separated files: readable by spreadsheets and by programs, the same bytes every time."""

import csv
import dataclasses
import io
import math

import pytest

from simulator.reporting import csv_files
from tests.reporting.synthetic import NO_HIT_BOUND, named_points, sweep_points, synthetic_comparison


@pytest.fixture(scope="module")
def comparison():
    """Return a small grid."""
    return synthetic_comparison(sweep_points((0.0, 0.4), (2e7, 6e7), (True, False)))


def _rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_numbers_survive_the_file_exactly():
    """A number read back is the number written; what does not exist is empty."""
    numbers = [0.1 + 0.2, 1e-300, 123456789.123456789, -0.5]
    rows = _rows(csv_files.csv_bytes([numbers, [math.nan, math.inf, None], [True, False, 7, "合肥, 市"]]))
    assert [float(text) for text in rows[0]] == numbers
    assert rows[1:] == [["", "", ""], ["on", "off", "7", "合肥, 市"]]


def test_long_file_has_one_row_per_policy_and_measure(comparison):
    """Programs read this file: plain units, shares of 1, every interval."""
    head, *rows = _rows(csv_files.long_csv(comparison))
    assert head[:10] == [
        "policy", "measure", "unit", "value", "low", "high", "difference", "difference_low", "difference_high", "paths",
    ]  # fmt: skip
    assert len(rows) == len(comparison.points) * len(comparison.measures)
    by_key = {(row[0], row[1]): dict(zip(head, row, strict=True)) for row in rows}
    never = by_key["ratio 0, fund 20 m, breaker on", "p_depleted"]
    assert (float(never["value"]), float(never["high"])) == (0.0, NO_HIT_BOUND)
    assert never["unit"] == "probability"
    assert "Another city's terms stand in." in never["stand_in"]
    base = by_key["ratio 0.4, fund 20 m, breaker on", "cost_per_additional"]
    assert base["unit"] == "yuan per yuan"
    assert base["difference"] == ""


def test_wide_file_says_what_it_is_before_the_table(comparison):
    """Title, scenario, stand-in and paths stand in the file itself."""
    rows = _rows(csv_files.csv_files(comparison)["tables/totals.csv"])
    assert rows[0] == ["Totals"]
    assert "10,000 paths" in rows[1][0]
    assert rows[2] == ["Another city's terms stand in."]
    assert rows[4] == []
    assert rows[5][0] == "policy"


def test_fan_and_split_hold_the_figures_numbers(comparison):
    """A figure never carries a number that is not also in a table."""
    fan = _rows(csv_files.fan_csv(comparison))
    assert fan[1][:2] == ["ratio 0.4, fund 20 m, breaker on", "2026-01"]
    assert [float(text) for text in fan[1][2:7]] == [2e7] * 5
    assert fan[13][1] == "2027-01"
    split = _rows(csv_files.split_csv(comparison))
    loss = sum(float(row[3]) for row in split[1:] if row[0] == "ratio 0.4, fund 20 m, breaker on")
    assert loss == pytest.approx(4e7 * 1.4)


def test_files_of_a_sweep(comparison):
    """Differences first, then totals, grids and what the figures show."""
    assert list(csv_files.csv_files(comparison)) == [
        "tables/differences.csv",
        "tables/totals.csv",
        "tables/grid_additional_lending_breaker_on.csv",
        "tables/grid_additional_lending_breaker_off.csv",
        "tables/grid_p_depleted_breaker_on.csv",
        "tables/grid_p_depleted_breaker_off.csv",
        "tables/grid_cost_per_additional_breaker_on.csv",
        "tables/grid_cost_per_additional_breaker_off.csv",
        "tables/near_ties.csv",
        "tables/measures_long.csv",
        "tables/fund_balance.csv",
        "tables/loss_split.csv",
    ]


def test_files_of_a_single_policy_without_extras():
    """One policy has no differences; what was not computed has no file."""
    alone = synthetic_comparison(named_points()[:1], "as it stands")
    bare = dataclasses.replace(alone, balance_fan={}, loss_split={})
    assert list(csv_files.csv_files(bare)) == ["tables/totals.csv", "tables/measures_long.csv"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\r=1", "--1", " =1+1", "＝1+1", "　＠SUM(A1)"]
)
def test_no_cell_can_become_a_formula(text):
    """What a user calls a policy is shown, not run."""
    assert csv_files.csv_bytes([[text]]).decode("utf-8-sig").strip("\r\n").strip('"').startswith("'")


@pytest.mark.parametrize("text", ["-71 [-74, -69]", "+3 [-4, +9]", "-0.5", "+1,234.5 %", "plain", ""])
def test_numbers_with_a_sign_stay_numbers(text):
    """With or without their interval."""
    (row,) = csv.reader(io.StringIO(csv_files.csv_bytes([["first", text]]).decode("utf-8-sig")))
    assert row == ["first", text]
