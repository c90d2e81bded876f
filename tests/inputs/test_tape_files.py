"""Files of loan tapes: workbooks, Parquet, and what somebody may send to do harm or by mistake."""

import datetime
import re
import zipfile

import pytest

from simulator.errors import ScenarioError
from simulator.inputs.tables import grid, parts
from simulator.inputs.tables.cells import cell_text
from simulator.inputs.tape import tape_of
from simulator.inputs.tape_check import Terms, check_tape
from simulator.saying.speaker import said
from tests.inputs.tapes import AS_OF, HEADINGS, LOAN, SECOND, SECTORS, TERMS, changed, checked_text, places, text_of

TYPED = (*LOAN[:4], 3000000.01, 2500000, datetime.date(2026, 1, 5), datetime.datetime(2027, 1, 5), 0)


def write_book(path, sheets, *, hidden=(), formulas=()):
    """Write a workbook: rows by sheet name, and formulas as (cell, formula, saved result) on the first sheet."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        for number, (name, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
            if name in hidden:
                sheet.hide()
            for cell, formula, result in formulas if number == 0 else ():
                sheet.write_formula(cell, formula, value=result)
    return path


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook and returns its path."""
    return lambda sheets, **how: write_book(tmp_path / "tape.xlsx", sheets, **how)


def refusal(path, terms=TERMS):
    """Return the one fault for which a file is refused."""
    with pytest.raises(ScenarioError, match=r"problem\(s\)") as caught:
        check_tape(path, terms)
    assert len(caught.value.lines) == 1
    return caught.value.lines[0]


def test_a_workbook_says_what_its_csv_says(book):
    """Numbers, days and texts of a workbook are read as the same cells of a CSV file."""
    tape = tape_of(check_tape(book({"loans": [HEADINGS, TYPED, SECOND]}), TERMS), AS_OF)
    assert tape.arrays["principal"].tolist() == [300_000_001, 100_000_000]
    assert [str(day) for day in tape.arrays["due_on"]] == ["2027-01-05", "2027-01-05"]
    assert tape.arrays["days_past_due"].tolist() == [0, 12]


def test_which_sheet_is_read_is_never_guessed(book):
    """One sheet of loans, the only visible one, or the one named; else a fault that names them."""
    rows = [HEADINGS, TYPED]
    checked = check_tape(book({"old": [["x"]], "台账": rows, "secret": rows}, hidden=["secret"]), TERMS)
    assert tuple(map(said, checked.notes)) == (
        'Read from the sheet "台账".',
        'Hidden in the workbook: 1 of 3 sheets, not read: "secret".',
    )
    unclear = book({"one": rows, "two": rows})
    assert 'it is not clear which sheet is meant ("one", "two"); name it with --sheet' in refusal(unclear)
    assert check_tape(unclear, Terms(AS_OF, SECTORS, sheet="two")).table.rows == 1
    assert "there is no sheet" in refusal(unclear, Terms(AS_OF, SECTORS, sheet="tow"))


def test_a_control_sheet_is_held_against_the_loans(book):
    """A workbook brings its totals along; a wrong one is a fault at its row."""
    control = [["项目", "合计"], ["笔数", 1], ["贷款本金 (万元)", 300.000001], ["贷款余额 (元)", 1]]
    checked = check_tape(book({"loans": [HEADINGS, TYPED], "合计核对": control}), TERMS)
    assert places(checked) == [(4, "control sheet, 贷款余额 (元)")]


def computed(path):
    """Let a workbook say that a spreadsheet program computed it."""
    return rewritten(path, "xl/workbook.xml", lambda xml: xml.replace(b' fullCalcOnLoad="1"', b""))


def test_formulas_count_with_their_saved_results(book):
    """A saved result is read and said; without one, or where nobody computed it, the cell is at fault."""
    rows = [HEADINGS, TYPED]
    path = book({"loans": rows}, formulas=[("F2", "=1+1", 777)])
    assert places(check_tape(path, TERMS)) == [(2, "balance (元)")]
    checked = check_tape(computed(path), TERMS)
    assert tape_of(checked, AS_OF).arrays["balance"].tolist() == [77_700]
    assert "1 cell holds a formula: the results saved with the file were read." in map(said, checked.notes)
    for result in (b"<v></v>", b"<v/>", b""):
        rewritten(path, "xl/worksheets/sheet1.xml", lambda xml, result=result: xml.replace(b"<v>777</v>", result))
        assert "holds a formula without a saved result" in check_tape(path, TERMS).faults.lines()[0]
        computed(book({"loans": rows}, formulas=[("F2", "=1+1", 777)]))


def test_a_formula_that_gives_no_text_is_an_empty_cell(book):
    """An empty result is a result: an optional cell with it is empty, not broken."""
    path = computed(book({"loans": [(*HEADINGS, "guarantor"), TYPED]}, formulas=[("J2", '=""', "x")]))
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>x</v>", b"<v></v>"))
    assert tape_of(check_tape(path, TERMS), AS_OF).texts("guarantor") == [""]


def test_merged_cells_are_faults_but_for_the_first(book):
    """A merged cell has a value in one row only; for which others it is meant is not guessed."""
    rows = [HEADINGS, TYPED, changed("loan", "A2", TYPED)]
    path = book({"loans": rows})
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", merged))
    checked = check_tape(path, TERMS)
    assert places(checked) == [(3, "borrower")]
    assert "belongs to the merged cells B2:B3; unmerge them" in checked.faults.lines()[0]


def test_truth_values_and_rounded_numbers_of_a_workbook(book):
    """TRUE is not 1, and 0.1 + 0.2 is 0.3 as the spreadsheet shows it."""
    row = changed("balance", 0.1 + 0.2, changed("days_past_due", True, TYPED))
    checked = check_tape(book({"loans": [HEADINGS, row]}), TERMS)
    assert places(checked) == [(2, "days_past_due")]
    nothing = check_tape(book({"loans": [HEADINGS, changed("principal", 0, changed("balance", 0, TYPED))]}), TERMS)
    assert nothing.faults.lines()[0].endswith('(got "0")')
    assert cell_text(0.1 + 0.2) == "0.3"
    assert cell_text(1e22) == "1e+22"


def rewritten(path, name, change):
    """Change one part of a workbook."""
    content = {}
    with zipfile.ZipFile(path) as archive:
        content = {member: archive.read(member) for member in archive.namelist()}
    content[name] = change(content[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in content.items():
            archive.writestr(member, data)
    return path


def test_a_workbook_that_would_fill_the_memory_is_refused(book):
    """One cell in the last corner of the sheet is no table of 16,384 columns."""
    path = book({"loans": [HEADINGS, TYPED]})
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    assert "has a cell in XFD1048576; at most 300 columns can be read" in refusal(path)


def test_cells_without_an_address_follow_the_one_before(book):
    """A program may leave addresses out; the next cell is meant."""
    path = book({"loans": [HEADINGS, TYPED]})
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb'<c r="[A-Z]+2"', b"<c", xml))
    assert tape_of(check_tape(path, TERMS), AS_OF).arrays["balance"].tolist() == [250_000_000]


def test_a_bomb_is_refused_unopened(book, monkeypatch):
    """What unpacks to more than the limit is not unpacked."""
    monkeypatch.setattr(parts, "LARGEST_UNPACKED_BYTES", 1000)
    assert "unpacks to" in refusal(book({"loans": [HEADINGS, TYPED]}))


@pytest.mark.parametrize("content", [b"PK\x03\x04 junk", b"loan,borrower\n", b"\xd0\xcf\x11\xe0" * 200])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    """A renamed or damaged file ends in one clear fault."""
    path = tmp_path / "tape.xlsx"
    path.write_bytes(content)
    assert "is no workbook in the format .xlsx, or damaged" in refusal(path)


def test_an_archive_with_a_wrong_directory_is_refused(book):
    """Also where the archive's own offsets point before its beginning."""
    path = book({"loans": [HEADINGS, TYPED]})
    content = bytearray(path.read_bytes())
    # The directory's offset, 16 bytes into the record at the end.
    end = content.rindex(b"PK\x05\x06")
    content[end + 16 : end + 20] = (2**31).to_bytes(4, "little")
    path.write_bytes(content)
    assert "is no workbook in the format .xlsx, or damaged" in refusal(path)


def test_parquet_says_what_its_csv_says(tmp_path):
    """Typed and text columns, missing cells and dictionaries are read; a fault has the row a spreadsheet would show."""
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    columns = dict(zip(HEADINGS, zip(TYPED, changed("loan", "A2", TYPED), strict=True), strict=True))
    columns["guarantor"] = (None, "丙公司")
    columns["grade"] = pa.array(columns["grade"]).dictionary_encode()
    columns["product"] = pa.array(["乙", None]).dictionary_encode()
    table = pa.table({name: cells if hasattr(cells, "type") else list(cells) for name, cells in columns.items()})
    path = tmp_path / "tape.parquet"
    parquet.write_table(table, path)
    tape = tape_of(check_tape(path, TERMS), AS_OF)
    assert tape.arrays["principal"].tolist() == [300_000_001] * 2
    assert tape.texts("guarantor") == ["", "丙公司"]
    assert tape.texts("product") == ["乙", ""]
    assert str(tape.arrays["lent_on"][1]) == "2026-01-05"
    parquet.write_table(table.set_column(0, "loan", [["A1", "A1"]]), path)
    assert places(check_tape(path, TERMS)) == [(3, "loan")]
    parquet.write_table(table.set_column(0, "loan", [[["A1"], ["A2"]]]), path)
    assert "is of the type" in check_tape(path, TERMS).faults.lines()[0]
    parquet.write_table(table, path)
    path.write_bytes(path.read_bytes().replace(b"borrower", b"borrowe\xd6"))
    assert "cannot be read as Parquet" in refusal(path)
    path.write_bytes(b"PAR1 and no more")
    assert "cannot be read as Parquet" in refusal(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (b",,,\n,,\n", "is empty"),
        (text_of(HEADINGS).encode(), "has headings, but no loans"),
        (b"loan\0,borrower\n", "is not a text file"),
        ("贷款台账\nnumber,firm\nA,B\n".encode(), "row 1: holds no known heading; the first row that is not blank"),
        (b"\xff\xfe\xff\xff,\x80\n", "is neither UTF-8, UTF-16 nor GB18030"),
        (b"loan;borrower\nA;B\n", "columns must be separated by commas"),
        (b'loan,borrower\n"A,B\n', "is not valid CSV"),
        (b'loan,borrower\n"A"x,B\n', "is not valid CSV"),
        (",".join(f"h{number}" for number in range(10_000)).encode() + b"\n1\n", "has 10,000 columns; at most 300"),
        (b"loan,borrower\n" + b"x" * 200_000 + b",1\n", "is not valid CSV (field larger than"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, words):
    """Empty, binary, in the wrong encoding, too wide: one fault, and nothing is read on."""
    path = tmp_path / "tape.csv"
    path.write_bytes(content)
    assert words in refusal(path)


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path):
    """The size is looked at before the content."""
    path = tmp_path / "tape.csv"
    with path.open("wb") as file:
        file.truncate(10**9)
    assert "is too large (1,000.0 MB); at most 200 MB can be read" in refusal(path)


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    """Rows are counted while they come."""
    monkeypatch.setattr(grid, "MOST_ROWS", 2)
    path = tmp_path / "tape.csv"
    path.write_text(text_of(HEADINGS, LOAN, SECOND))
    assert "has more than 2 rows" in refusal(path)


def test_all_wrong_is_told_quickly(tmp_path):
    """300 unknown headings and 2,000 faulty rows: all counted, 200 lines shown."""
    heads = [*HEADINGS, *(f"x{number}" for number in range(280))]
    rows = [[*changed("loan", ""), *[""] * 280] for _ in range(2000)]
    checked = checked_text(tmp_path, text_of(heads, *rows))
    assert checked.faults.count == 280 + 2000
    assert checked.faults.lines()[-1] == "and 2,080 more"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quotes_and_ends_of_lines_change_nothing(tmp_path, encoding, end):
    """Every row has its number and its cells, whether the file can be split at commas or needs a parser."""
    rows = [changed("loan", f"A{number}", changed("borrower", "甲，乙")) for number in range(6)]
    rows[3] = changed("sector", "none", rows[3])
    last = changed("loan", "B1")
    lines = [",".join(row) for row in (HEADINGS, *rows[:2], (), *rows[2:], LOAN[:4], [*last, "", ""])]
    quoted = ['"' + line.replace(",", '","') + '"' for line in lines]
    for number, text in enumerate((lines, quoted)):
        checked = checked_text(tmp_path, end.join(text).encode(encoding), name=f"{number}.csv")
        assert places(checked) == [(6, "sector"), (9, "")]
        assert checked.table.row_numbers.tolist() == [2, 3, 5, 6, 7, 8, 9, 10]
        assert checked.table.cells_in_row.tolist() == [9, 9, 9, 9, 9, 9, 4, 9]
        assert [checked.table.cells[0][code] for code in checked.table.codes[0]][:3] == ["A0", "A1", "A2"]
        assert checked.columns["borrower"].words == ("甲,乙", "甲公司")


def test_a_row_of_zeros_is_a_row(book):
    """Only empty cells make a row blank."""
    checked = check_tape(book({"loans": [HEADINGS, TYPED, [0] * len(HEADINGS)]}), TERMS)
    assert checked.table.row_numbers.tolist() == [2, 3]


def test_a_sheet_is_for_workbooks_only(tmp_path):
    """--sheet on a CSV file is a mistake, not something to ignore."""
    path = tmp_path / "tape.csv"
    path.write_text(text_of(HEADINGS, LOAN))
    assert "is no workbook" in refusal(path, Terms(AS_OF, SECTORS, sheet="loans"))
