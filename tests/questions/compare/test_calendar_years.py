"""Calendar years as a table: one row per year and policy, every figure with its interval."""

from dataclasses import replace

import pytest

from simulator.estimate import Estimate
from simulator.questions.compare.tables import YEARS, years_table
from simulator.questions.compare.tell import basis_of
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import findings_of
from simulator.reporting.html import page, part
from simulator.reporting.tables import text_table
from simulator.saying.speaker import Speaker
from tests.reporting.synthetic import named_points, synthetic_comparison
from tests.reporting.test_report_page import ORIGIN


def kept(policies, rows=YEARS):
    """Return a comparison that kept two years: 3 and 5 million in every row, of these policies."""
    years = (Estimate(3e6, 2e6, 4e6, "mean"), Estimate(5e6, 4e6, 6e6, "mean"))
    points = named_points()
    found = synthetic_comparison(points, points[0].name)
    return replace(found, yearly={points[place].name: dict.fromkeys(rows, years) for place in policies})


@pytest.mark.parametrize(
    ("language", "unit", "cells"),
    [("en", "m yuan", ("3 [2, 4]", "5 [4, 6]")), ("zh", "万元", ("300 [200 至 400]", "500 [400 至 600]"))],
)
def test_years_of_two_policies_stand_under_each_other(language, unit, cells):
    """3 and 5 million yuan are 300 and 500 wan; each year has a row for either policy."""
    comparison = kept((0, 2))
    points = comparison.points
    typed = years_table(comparison, (points[0], points[2]))
    table = text_table(typed, basis_of(comparison), Speaker(language, "CNY"))
    assert all(unit in column for column in table.columns[2:])
    assert [row[0] for row in table.rows] == ["2026", "2026", "2027", "2027"]
    assert [row[2] for row in table.rows] == [cells[0], cells[0], cells[1], cells[1]]
    assert len(table.columns) == 2 + len(YEARS)


def test_one_policy_alone_needs_no_column_for_its_name():
    """The baseline is left alone where the other policy's years were not kept."""
    comparison = kept((0,))
    table = years_table(comparison, comparison.points)
    assert len(table.columns) == 1 + len(YEARS)
    assert [row.cells[0].value for row in table.rows] == [2026, 2027]
    assert years_table(kept(()), comparison.points) is None


def test_a_row_that_a_run_did_not_keep_is_left_out():
    """A folder from before defaults were kept by year shows the other rows."""
    comparison = kept((0,), [row for row in YEARS if row != "defaulted_covered"])
    table = years_table(comparison, comparison.points)
    assert "defaulted_covered" not in [column.key for column in table.columns]


def test_page_shows_the_years_and_says_of_whom_they_are_missing():
    """The page has the baseline's years; where the policy spoken of has none, it says so."""
    for policies, is_lacking in (((0, 1, 2), False), ((0,), True)):
        found = findings_of(kept(policies))
        text = page.page([part.part_of(found, Evidence(), ORIGIN, "en")])
        assert "By calendar year" in text
        assert ("the run kept no calendar years" in text) == is_lacking
