"""Cells of workbooks: each says what it is, however a program wrote it."""

import datetime

import pytest

from simulator.inputs.tables.cells import Broken, PerCent
from simulator.inputs.tables.grid import headed
from simulator.inputs.tables.workbooks import SheetChoice, workbook_grids
from simulator.saying.speaker import said
from tests.inputs.tables.workbooks import HEAD, TAIL, sheet_of, text, write


@pytest.fixture
def cells(tmp_path):
    """Return a function that writes cells below the heading "x", one a row, and returns what is read."""

    def read(*xml, **how):
        path = write(tmp_path / "book.xlsx", sheet_of(text("x"), *xml), **how)
        grid = workbook_grids(path.read_bytes(), SheetChoice())[0]
        return [grid.row(position)[0] for position in range(1, len(grid.row_numbers))]

    return read


def test_a_number_is_read_with_its_format(cells):
    """0.0075 shown as 0.75 % is a share, whatever stands above it."""
    formats = (0, 10, '0!.0,"万"', "yyyy-mm-dd", 14, 67)
    found = cells(*(f'<c s="{number}"><v>0.0075</v></c>' for number in (0, 1)), formats=formats)
    assert found == [0.0075, PerCent(0.0075)]
    (scaled, day, built_in, unknown) = cells(*(f'<c s="{n}"><v>46037</v></c>' for n in (2, 3, 4, 5)), formats=formats)
    assert (
        isinstance(scaled, Broken)
        and '0!.0,\\"万\\"' in said(scaled.reason)
        and "give the column a plain" in said(scaled.reason)
    )
    assert day == built_in == datetime.date(2026, 1, 15)
    assert isinstance(unknown, Broken)


def test_days_count_from_1900_or_1904(cells):
    """The day before 1 March 1900 is 28 February, and serial numbers of 1904 are 1,462 smaller."""
    days = [f'<c s="1"><v>{number}</v></c>' for number in ("59", "61", "44575", "44575.5", "60", "1e9")]
    found = cells(*days, formats=(0, 14))
    assert found[:2] == [datetime.date(1900, 2, 28), datetime.date(1900, 3, 1)]
    assert found[3] == datetime.datetime(2022, 1, 14, 12)
    assert all(isinstance(cell, Broken) for cell in found[4:])
    found = cells(days[2], formats=(0, 14), properties='<workbookPr date1904="1"/>')
    assert found == [datetime.date(2026, 1, 15)]


def test_errors_are_no_empty_cells(cells):
    """Whether the program stores an error as such or as a text; a cell with a format and no value is empty."""
    errors = ['<c t="e"><f>A1</f><v>#N/A</v></c>', text("#REF!"), text("########"), '<c t="e"><v>#DIV/0!</v></c>']
    assert all(isinstance(cell, Broken) for cell in cells(*errors))
    unnamed = ['<c t="e"/>', "<c t='e'/>", '<c t="e"></c>', '<c r="A5" t="e"/>', '<c t="e"><v></v></c>']
    assert [isinstance(cell, Broken) for cell in cells(*unnamed)] == [True] * 5
    assert said(cells('<c t="n"><v>x</v></c>')[0].reason) == "is not a number, but stored as one; type it again"
    assert cells('<c s="0"/>' + text("beside"), formats=(10,)) == [None]


def test_what_is_no_truth_value_is_not_taken_for_false(cells):
    """1 and 0, or the words; anything else that is stored as a truth value is broken."""
    stored = cells(*(f'<c t="b"><v>{value}</v></c>' for value in ("1", "0", "true", "false", "2", "zq", "")))
    assert stored[:4] == ["TRUE", "FALSE", "TRUE", "FALSE"]
    assert all(isinstance(cell, Broken) for cell in stored[4:])


def test_texts_come_whole_and_without_reading_aids(cells):
    """Rich texts, shared texts, references and escaped letters; a truth value is a word."""
    shared = "<si><r><t>甲</t></r><r><t xml:space='preserve'> 公司</t></r><rPh sb='0' eb='1'><t>jia</t></rPh></si>"
    rich = '<c t="inlineStr"><is><r><t>A</t></r><r><t>B</t></r></is></c>'
    found = cells('<c t="s"><v>0</v></c>', rich, text("a &amp; b&#x20;_x0041_"), '<c t="b"><v>1</v></c>', texts=shared)
    assert found == ["甲 公司", "AB", "a & b A", "TRUE"]
    assert isinstance(cells('<c t="s"><v>7</v></c>', texts=shared)[0], Broken)


def test_every_way_of_writing_a_sheet_is_one_sheet(tmp_path):
    """Prefixes, comments, single quotes, other orders of attributes, parts of any name: the same cells."""
    plain = HEAD + '<row r="1"><c r="A1" s="1"><v>0.5</v></c></row><row r="3"><c r="C3" t="b"><v>0</v></c></row>' + TAIL
    ways = [
        plain,
        plain.replace("<", "<q:").replace("<q:/", "</q:").replace("xmlns=", "xmlns:q="),
        plain.replace("<row", "<!-- a --><row"),
        plain.replace('"', "'"),
        plain.replace('r="A1" s="1"', 's="1" r="A1"'),
        plain.replace("<v>0.5</v>", "<v><![CDATA[0.5]]></v>"),
    ]
    for part, xml in [*(("xl/worksheets/sheet1.xml", way) for way in ways), ("Odd/Place.BIN", plain)]:
        path = write(tmp_path / "book.xlsx", xml, formats=(0, 9), part=part)
        grid = workbook_grids(path.read_bytes(), SheetChoice())[0]
        assert grid.row(0) == [PerCent(0.5), None, None] and grid.row(1) == [None, None, "FALSE"]
        assert grid.row_numbers.tolist() == [1, 3]


def test_what_a_workbook_hides_is_read_and_said(tmp_path):
    """Rows hidden by hand or by a filter, rows and columns without height or width."""
    rows = "".join(
        f'<row r="{n}"{how}>{text("a") * 2}</row>' for n, how in ((2, ' hidden="1"'), (3, ""), (4, ' ht="0"'))
    )
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    sheet = (
        HEAD.replace("<sheetData>", f"{columns}<sheetData>") + f'<row r="1">{text("x")}{text("y")}</row>{rows}' + TAIL
    )
    grid = workbook_grids(write(tmp_path / "book.xlsx", sheet).read_bytes(), SheetChoice())[0]
    table = headed(grid, 0, "loans")
    assert (table.rows, table.cells) == (3, (("a",), ("a",)))
    assert tuple(map(said, table.notes[1:])) == (
        "Hidden in the workbook: 2 of 3 rows, read as the others.",
        "Hidden in the workbook: 1 of 2 columns (y), read as the others.",
    )
