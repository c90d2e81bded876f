"""Tables are read in a process with limits: a file made to do harm ends that process, and the limit is told."""

import dataclasses
import datetime

import pytest

from simulator.errors import ScenarioError, wrong
from simulator.inputs.tables.cells import Broken, PerCent
from simulator.inputs.tables.read import COMMAND_LINE, Limits, read_table
from simulator.inputs.tables.text_tables import text_grid
from simulator.inputs.tables.wire import packed, unpacked
from tests.inputs.tables.workbooks import HEAD, TAIL, sheet_of, text, write

SMALL = Limits(memory_bytes=100_000_000, seconds=60)


def refusal(path, limits=SMALL):
    """Return the one fault for which a file is refused."""
    with pytest.raises(ScenarioError) as caught:
        read_table(path, "loans", limits=limits)
    (fault,) = caught.value.lines
    return fault


@pytest.mark.own_process
def test_a_table_comes_whole_from_the_other_process(tmp_path):
    """Kinds of cells, notes and numbers of rows are those of the file; nothing is imported from the caller's folder."""
    sheet = sheet_of(text("x") + text("y"), '<c s="1"><v>0.0075</v></c><c t="e"><v>#N/A</v></c>')
    table = read_table(write(tmp_path / "book.xlsx", sheet, formats=(0, 10)), "loans")
    assert table.cells[0] == (PerCent(0.0075),)
    assert isinstance(table.cells[1][0], Broken)
    assert (table.headings, table.row_numbers.tolist()) == (("x", "y"), [2])


@pytest.mark.own_process
def test_what_unpacks_to_more_than_the_memory_is_told(tmp_path):
    """Three hundred megabytes of shared texts in a file of less than one."""
    texts = ("<si><t>" + "x" * 1000 + "</t></si>") * 300_000
    path = write(tmp_path / "book.xlsx", sheet_of(text("x"), text("y")), texts=texts)
    assert path.stat().st_size < 1_000_000
    assert "cannot be read within 100 MB of memory" in refusal(path)


@pytest.mark.own_process
def test_what_takes_too_long_is_told(tmp_path):
    """Rows without end: the process ends when its time is over."""
    row = "<row>" + "<c><v>1</v></c>" * 200 + "</row>"
    path = write(tmp_path / "book.xlsx", HEAD + row * 50_000 + TAIL)
    assert "takes more than 1 seconds to read" in refusal(path, dataclasses.replace(COMMAND_LINE, seconds=1))


@pytest.mark.own_process
def test_a_parquet_file_of_long_texts_is_told(tmp_path):
    """A text of a thousand letters in each of a hundred thousand rows, all different at their ends."""
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    path = tmp_path / "table.parquet"
    parquet.write_table(pa.table({"x": ["y" * 990 + str(row) for row in range(100_000)]}), path, compression="zstd")
    assert path.stat().st_size < 3_000_000
    assert "cannot be read within 100 MB of memory" in refusal(path)


def test_a_far_cell_is_told_without_a_rectangle(tmp_path):
    """Wherever the sheet lies in the file, and however its tags are written."""
    far = HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + TAIL
    prefixed = far.replace("<", "<q:").replace("<q:/", "</q:").replace("xmlns=", "xmlns:q=")
    for part, xml in (("xl/worksheets/sheet1.xml", far), ("ODD/SHEET.XML", far), ("a.bin", prefixed)):
        assert "has a cell in XFD1048576" in refusal(write(tmp_path / "book.xlsx", xml, part=part))


def test_entities_of_a_workbook_are_refused(tmp_path):
    """A few letters that stand for millions are no spreadsheet."""
    sheet = '<!DOCTYPE a [<!ENTITY b "bb">]>' + sheet_of(text("&b;"), text("y"))
    assert "declares XML entities of its own" in refusal(write(tmp_path / "book.xlsx", sheet))


@pytest.mark.own_process
@pytest.mark.parametrize("place", ["</worksheet>", "</row>"])
def test_deep_nesting_is_passed_over_within_the_limits(tmp_path, place):
    """A hundred thousand elements in each other, behind the rows or in one."""
    nest = "<a>" * 100_000 + "</a>" * 100_000
    sheet = sheet_of(text("x"), "<c><v>1</v></c>").replace(place, nest + place, 1)
    path = write(tmp_path / "book.xlsx", sheet)
    assert read_table(path, "loans", limits=SMALL).cells[0] == (1.0,)


def test_a_value_that_holds_other_elements_is_refused(tmp_path):
    """What stands behind them would pass as blank, or as half a text."""
    for value, texts in (("<v><a/>1</v>", ""), ("<is><t>1<a/>2</t></is>", ""), ("<v>0</v>", "<si><t>1<a/>2</t></si>")):
        path = write(tmp_path / "book.xlsx", sheet_of(text("x"), f"<c>{value}</c>"), texts=texts)
        assert "a value or a text holds other elements" in refusal(path)


@pytest.mark.parametrize("ending", [".xls", ".xlsb", ".ods"])
def test_other_workbooks_are_refused_by_name(tmp_path, ending):
    """They are told from broken text."""
    path = tmp_path / f"book{ending}"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    assert f"workbooks of the kind {ending} are not read" in refusal(path)


def test_every_kind_of_cell_comes_back_as_it_was():
    """What is written between the processes is the grid."""
    cells = (
        1,
        0.1,
        "a",
        None,
        PerCent(0.5),
        Broken("b", wrong("faults.cell.no_day")),
        datetime.date(2026, 1, 5),
        datetime.datetime(2026, 1, 5, 7),
    )
    note = wrong("faults.table.many_rows", most=5)
    grid = dataclasses.replace(text_grid(b"x\ny\n"), cells=(cells,), notes=(note,), hidden_columns=(0,))
    _, (again,) = unpacked(packed({}, [grid]))
    assert (again.cells, again.notes, again.hidden_columns) == (
        (cells,),
        (note,),
        (0,),
    )
    assert again.codes[0].tolist() == [0, 1]
