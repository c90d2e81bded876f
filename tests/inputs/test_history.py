"""Histories: what a file holds is told by its columns, and every faulty cell is named."""

import pytest

from simulator.errors import ScenarioError
from simulator.inputs.history import read_history


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a file and returns its path."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "history.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_columns_say_what_a_file_holds(written):
    """In any order, in either case, with sources once each."""
    found = read_history(written("Defaults,year,obligors,source\n3,2020,100,bank\n4,2021,110,bank\n0,2022,120,\n"))
    assert (found.kind, found.source.text) == ("default counts", "bank")
    assert found.numbers["obligors"].tolist() == [100, 110, 120]
    assert read_history(written("year,default_rate\n2020,0.02\n")).kind == "default rates"


def test_a_file_in_gb18030_is_read(written):
    """As Chinese spreadsheets write it."""
    found = read_history(written("year,grade,obligors,defaults\n2020,甲级,10,1\n", "gb18030"))
    assert found.texts["grade"] == ("甲级",)


def test_all_faulty_cells_are_named_at_once(written):
    """Row, column, value and what is allowed."""
    text = "year,obligors,defaults\n2020,10.5,1\nlast year,10,nan\n2021,1e400,-1\n2022,0,0\n2023,1x2,1\n2024,5\n"
    with pytest.raises(ScenarioError) as caught:
        read_history(written(text))
    assert caught.value.lines == [
        "row 2, obligors: must be a whole number from 1 to 10000000 (got \"10.5\")",
        "row 3, year: must be a whole number from 1900 to 2200 (got \"last year\")",
        "row 3, defaults: must be a whole number from 0 to 10000000 (got \"nan\")",
        "row 4, obligors: must be a whole number from 1 to 10000000 (got \"1e400\")",
        "row 4, defaults: must be a whole number from 0 to 10000000 (got \"-1\")",
        "row 5, obligors: must be a whole number from 1 to 10000000 (got \"0\")",
        "row 6, obligors: must be a whole number from 1 to 10000000 (got \"1x2\")",
        "row 7: has 2 cells, but the header has 3 columns",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("year,defaults\n2020,1\n", "row 1: the columns must be .year, obligors, defaults., .year, default_rate."),
        ("year,obligors,defaults,grades\n2020,9,1,A\n", 'unknown column "grades".*did you mean grade?'),
        ("year,year,obligors,defaults\n2020,2020,9,1\n", "the column year is given twice"),
        ("year,obligors,defaults\n", "has headings, but no rows"),
        ("year,obligors,defaults\n2020,9,10\n", "row 2, defaults: must not be above obligors, 9"),
        ("year,obligors,defaults\n2020,9,1\n2020,9,1\n", "row 3, year: 2020 stands in row 2 already"),
        ("year,grade,obligors,defaults\n2020,,9,1\n", "row 2, grade: must be a text"),
        ("year,grade,obligors,defaults\n2020,=1+1,9,1\n", "row 2, grade: must not begin with = . - @"),
        ("year,default_rate\n2020,1\n", "must be a number from 0 to below 1"),
        ("year,default_rate\n2020,200 %\n", "must be a number from 0 to below 1"),
        ("", "is empty"),
    ],
)
def test_a_contradiction_is_refused(written, text, fault):
    """One clear line."""
    with pytest.raises(ScenarioError, match=fault):
        read_history(written(text))


@pytest.mark.parametrize("header", ["year,default_rate", "year,payout_ratio,growth"])
def test_a_year_without_defaults_is_data(written, header):
    """A rate of 0 is what a good year looks like."""
    row = "2020,0" + (",0.1" if "growth" in header else "")
    assert read_history(written(f"{header}\n{row}\n")).numbers[header.split(",")[1]].tolist() == [0.0]
