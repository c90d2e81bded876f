"""The workbook: numbers as numbers, texts as texts, charts on the cells beside them, the same bytes every time."""

import html
import io
import re
import zipfile
from dataclasses import replace

import pytest
import python_calamine as calamine

from simulator.estimate import Estimate
from simulator.reporting.office.workbook import SHEETS, workbook
from tests.reporting.synthetic import named_points, synthetic_comparison, synthetic_point, synthetic_scenario


@pytest.fixture(scope="module")
def comparison():
    """Return a made-up comparison with a calendar year."""
    found = synthetic_comparison()
    rows = ("lent_covered", "fund_paid", "fund_recovered", "top_ups", "balance")
    return replace(found, yearly={found.baseline: {row: (Estimate(3e6, 2e6, 4e6, "mean"),) for row in rows}})


def opened(content):
    """Return the sheets of a workbook by name, as rows of values."""
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_table_has_its_sheet_and_nothing_depends_on_the_hour(comparison, language):
    """Names of both languages stand in one table; the bytes are the same again."""
    content = workbook(comparison, language)
    assert list(opened(content)) == [pair[language == "zh"] for pair in SHEETS.values()]
    assert workbook(comparison, language) == content


def test_totals_are_the_estimates_as_numbers(comparison):
    """Value, low and high of the first measure, in yuan, for every policy."""
    rows = opened(workbook(comparison, "en"))["CSV_TOTALS"]
    assert rows[0][1:4] == [
        "additional lending (yuan)",
        "additional lending (yuan): low",
        "additional lending (yuan): high",
    ]
    assert len(rows) == 1 + len(comparison.points)
    for row, point in zip(rows[1:], comparison.points, strict=True):
        estimate = comparison.estimates[point.name, "additional_lending"]
        assert row[1:4] == pytest.approx([estimate.value, estimate.low, estimate.high], rel=1e-12)


def test_what_is_no_number_is_an_empty_cell(comparison):
    """A ratio without a denominator is not 0; bounds beyond all numbers are left out."""
    rows = opened(workbook(comparison, "en"))["CSV_TOTALS"]
    column = next(i for i, heading in enumerate(rows[0]) if heading.startswith("ES 99 %"))
    assert [type(cell) for cell in rows[1][column : column + 3]] == [float, str, str]
    assert rows[1][column + 1 : column + 3] == ["", ""]


def test_calendar_years_stand_with_their_intervals(comparison):
    """One row for the one year there is."""
    rows = opened(workbook(comparison, "en"))["CSV_YEARS"]
    assert rows[1][1:5] == [int(comparison.scenario.clock.start[:4]), 3e6, 2e6, 4e6]


def test_sources_stand_with_value_range_and_confidence(comparison):
    """The fund size of the made-up scenario was read, and may be swept from 5 to 120 million."""
    rows = opened(workbook(comparison, "en"))["CSV_ASSUMPTIONS"]
    row = next(row for row in rows if row[0] == "fund.fund_size")
    assert row[1] == 2e7
    assert row[3:6] == [5e6, 1.2e8, "read"]


def test_charts_are_native_and_read_their_own_sheet(comparison):
    """Optimum curve, depletion by fund size, fan and loss split."""
    with zipfile.ZipFile(io.BytesIO(workbook(comparison, "en"))) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    sheets = {re.search(r"<c:f>'?([^'!<]+)'?!", chart)[1] for chart in charts}
    assert sheets == {"CSV_OPTIMUM", "CSV_DEPLETION", "CSV_FAN", "CSV_LOSS_SPLIT"}


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "@x", "-2", "=Notes!$A$1", "Wow!A1 and more"])
def test_a_policy_s_name_is_no_reference_in_a_chart(name):
    """The title above the balance is a cell's text: the chart refers to that cell, and shows what stands there."""
    made = synthetic_comparison((synthetic_point(name, {}, 0.4, 2e7, True),), name)
    content = workbook(made, "en")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {part: book.read(part).decode() for part in book.namelist() if part.endswith(".xml")}
    drawn = [xml for part, xml in parts.items() if part.startswith("xl/charts/chart")]
    titles = [re.search(r"<c:title>.*?</c:title>", xml, re.DOTALL)[0] for xml in drawn]
    found = [re.search(r"<c:f>(.*?)</c:f>.*?<c:v>(.*?)</c:v>", title, re.DOTALL).groups() for title in titles]
    wanted = f"{name}: balance at the month's end (yuan)"
    assert ("CSV_FAN!$H$2", wanted) in [(place.replace("'", ""), html.unescape(text)) for place, text in found]
    assert opened(content)["CSV_FAN"][1][7] == wanted
    assert not any("<f>" in xml for part, xml in parts.items() if part.startswith("xl/worksheets"))


def test_a_user_s_text_is_no_formula_and_no_link(comparison):
    """Texts that begin with = or name a page stay texts."""
    hostile = "=cmd|' /C calc'!A0"
    points = tuple(replace(p, name=hostile if i == 1 else p.name) for i, p in enumerate(named_points()))
    found = synthetic_comparison(points, baseline=points[0].name, scenario=synthetic_scenario(title="https://a.b/?=1"))
    with zipfile.ZipFile(io.BytesIO(workbook(found, "en"))) as archive:
        sheets = "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/"))
    assert "<f>" not in sheets
    assert "<hyperlink" not in sheets
    assert any(row[0] == hostile for row in opened(workbook(found, "en"))["CSV_TOTALS"])
