"""Replay files: checked columns, and all row faults at once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import ScenarioError
from simulator.inputs.replay import NOT_SAID, ReplayBook, read_replay

HEADER = "loan,month_lent,principal,ip_part,term_months,default_month,sale_proceeds,sale_lag_months,bank,sector\n"
GOOD = HEADER + "L1,1,3000000.01,,12,,,,甲银行,AI\nL2,1,2000000,1500000.5,12,4,777777.77,3,乙银行,AI\n"
NEEDED = "loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months\n"

Book = Callable[..., ReplayBook]
Faults = Callable[[str | bytes], list[str]]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Read a text as a replay file."""

    def read(text: str, encoding: str = "utf-8") -> ReplayBook:
        path = tmp_path / "loans.csv"
        path.write_bytes(text.encode(encoding))
        return read_replay(path)

    return read


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    """Return the faults of a text or of bytes."""

    def read(content: str | bytes) -> list[str]:
        path = tmp_path / "loans.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with pytest.raises(ScenarioError, match=r"loans.csv: \d+ problem\(s\)") as caught:
            read_replay(path)
        return caught.value.lines

    return read


def test_a_book_is_read_to_the_fen(book: Book) -> None:
    """Amounts become whole fen, empty cells their defaults, names indexes."""
    loans = book(GOOD)
    assert loans.loans == ("L1", "L2")
    assert loans.principal_fen.tolist() == [300_000_001, 200_000_000]
    assert loans.ip_part_fen.tolist() == [NOT_SAID, 150_000_050]
    assert loans.default_month.tolist() == [0, 4]
    assert loans.sale_proceeds_fen.tolist() == [0, 77_777_777]
    assert loans.sale_lag_months.tolist() == [0, 3]
    assert (loans.bank.tolist(), loans.bank_names) == ([0, 1], ("甲银行", "乙银行"))
    assert (loans.sector.tolist(), loans.sector_names) == ([0, 0], ("AI",))


def test_columns_are_whole_numbers_that_cannot_be_changed(book: Book) -> None:
    """Money is int64 fen, and a book stays as it was read."""
    loans = book(GOOD)
    assert loans.principal_fen.dtype == np.int64
    with pytest.raises(ValueError, match="read-only"):
        loans.principal_fen[0] = 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_usual_encodings_of_chinese_tables_are_read(book: Book, encoding: str) -> None:
    """Files from a Chinese spreadsheet are read like any other."""
    assert book(GOOD, encoding).bank_names == ("甲银行", "乙银行")


def test_optional_columns_may_be_missing_and_order_is_free(book: Book) -> None:
    """What is left out is marked, for the scenario to fill; without names there is one bank and one sector."""
    loans = book("Sale_Lag_Months,loan,default_month,sale_proceeds,term_months,principal,month_lent\n,A,,0,12,5,1\n\n")
    for column in (loans.ip_part_fen, loans.balance_fen, loans.other_proceeds_fen, loans.guarantee_proceeds_fen):
        assert column.tolist() == [NOT_SAID]
    assert (loans.bank_names, loans.sector_names) == (("bank",), ("sector",))


def test_whole_numbers_may_end_in_zero_decimals(book: Book) -> None:
    """Tables with empty cells are often saved with 4.0 in place of 4."""
    loans = book(NEEDED + "A,1.0,5.10,12.0,4.0,0.5,3.\n")
    assert (loans.default_month.tolist(), loans.sale_proceeds_fen.tolist()) == ([4], [50])


def test_the_largest_amount_is_exact(book: Book) -> None:
    """Ten trillion to the fen is read without rounding."""
    assert book(NEEDED + "A,1,9999999999999.99,12,,,\n").principal_fen.tolist() == [999_999_999_999_999]


@given(st.integers(1, 10**15))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_amount_is_exact(book: Book, fen: int) -> None:
    """No amount in fen changes on the way from the file to the book."""
    assert book(f"{NEEDED}A,1,{fen // 100}.{fen % 100:02d},12,,,\n").principal_fen.tolist() == [fen]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("A,0,5,12,,,", 'row 2, month_lent: must be a whole number from 1 to 240 (got "0")'),
        ("A,241,5,12,,,", 'row 2, month_lent: must be a whole number from 1 to 240 (got "241")'),
        ("A,1.5,5,12,,,", 'row 2, month_lent: must be a whole number from 1 to 240 (got "1.5")'),
        ("A,,5,12,,,", 'row 2, month_lent: must be a whole number from 1 to 240 (got "")'),
        ("A,1,5,0,,,", 'row 2, term_months: must be a whole number from 1 to 240 (got "0")'),
        ("A,1,-5,12,,,", "row 2, principal: must be an amount from 0.01 to 10000000000000, with at most two decimals"),
        ("A,1,0,12,,,", "row 2, principal: must be an amount from 0.01"),
        ("A,1,nan,12,,,", "row 2, principal: must be an amount"),
        ("A,1,inf,12,,,", "row 2, principal: must be an amount"),
        ("A,1,1e6,12,,,", "row 2, principal: must be an amount"),
        ("A,1,5.001,12,,,", "row 2, principal: must be an amount"),
        ("A,1,500万,12,,,", 'no unit (got "500万")'),
        ('A,1,"5,000",12,,,', 'no unit (got "5,000")'),
        ("A,1,10000000000000.01,12,,,", "row 2, principal: must be an amount"),
        ("A,1,,12,,,", "row 2, principal: must be an amount from 0.01 to 10000000000000, with at most two decimals"),
        ("A,3,5,12,3,1,1", 'row 2, default_month: must be a whole number from 4 to 75, or empty (got "3")'),
        ("A,3,5,12,76,1,1", 'row 2, default_month: must be a whole number from 4 to 75, or empty (got "76")'),
        ("A,3,5,12,x,1,1", 'row 2, default_month: must be a whole number from 4 to 75, or empty (got "x")'),
        ("A,3,5,12,4,,1", "row 2, sale_proceeds: must be an amount from 0 to 10000000000000"),
        ("A,3,5,12,4,-1,1", "row 2, sale_proceeds: must be an amount from 0 to 10000000000000"),
        ("A,3,5,12,4,1,", 'row 2, sale_lag_months: must be a whole number from 0 to 240 (got "")'),
        ("A,3,5,12,,7,", 'row 2, sale_proceeds: must be 0 or empty without a default_month (got "7")'),
        (",3,5,12,,,", 'row 2, loan: must be a name of 1 to 80 characters (got "")'),
        (f"{'A' * 81},3,5,12,,,", "row 2, loan: must be a name of 1 to 80 characters"),
        ("A,3,5", "row 2: has 3 cells, but the header has 7 columns"),
        ('A,3,"5', "row 2: is not valid CSV"),
    ],
)
def test_a_bad_cell_is_refused_with_row_and_column(faults: Faults, row: str, fault: str) -> None:
    """The message names the row as in the file, the column, the value and what is allowed."""
    (line,) = faults(NEEDED + row + "\n")
    assert fault in line


def test_the_ip_part_must_not_exceed_the_principal(faults: Faults) -> None:
    """Patents cannot secure more than was lent."""
    assert faults(HEADER + "A,1,5,5.01,12,,,,b,s\n") == [
        'row 2, ip_part: must not be above the principal 5 (got "5.01")'
    ]


OUTCOMES = NEEDED.strip() + ",balance_at_default,other_proceeds,guarantee_proceeds\n"


def test_outcomes_of_a_default_are_read_to_the_fen(book: Book) -> None:
    """Balance, other collateral and guarantee beside the sale of the patents; an empty cell is not zero."""
    loans = book(OUTCOMES + "A,1,100,12,15,0,1,61.5,0,\nB,1,100,12,,,,,,\n")
    assert loans.default_month.tolist() == [15, 0]
    assert loans.balance_fen.tolist() == [6_150, NOT_SAID]
    assert loans.other_proceeds_fen.tolist() == [0, NOT_SAID]
    assert loans.guarantee_proceeds_fen.tolist() == [NOT_SAID, NOT_SAID]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("A,1,100,12,5,0,1,100.01,,", 'balance_at_default: must not be above the principal 100 (got "100.01")'),
        ("A,1,100,12,5,0,1,0,,", "balance_at_default: must be above 0"),
        ("A,1,100,12,,,,50,,", 'balance_at_default: must be empty without a default_month (got "50")'),
        ("A,1,100,12,,,,,7,", 'other_proceeds: must be empty without a default_month (got "7")'),
        ("A,1,100,12,,,,,,7", 'guarantee_proceeds: must be empty without a default_month (got "7")'),
    ],
)
def test_outcomes_that_cannot_be_are_refused(faults: Faults, row: str, fault: str) -> None:
    """Nothing is owed at default, more than was lent, or a repaid loan was enforced."""
    (line,) = faults(OUTCOMES + row + "\n")
    assert fault in line


def test_names_of_banks_and_sectors_must_be_given(faults: Faults) -> None:
    """A column that is there must be filled."""
    lines = faults(HEADER + "A,1,5,,12,,,,,s\nB,1,5,,12,,,,b,\n")
    assert [line.split(":")[0] for line in lines] == ["row 2, bank", "row 3, sector"]


def test_loans_must_differ(faults: Faults) -> None:
    """Two loans of one name cannot be told apart in the ledger."""
    (line,) = faults(NEEDED + "A,1,5,12,,,\nB,1,5,12,,,\nA,1,5,12,,,\n")
    assert line == 'row 4, loan: is the same loan as in row 2; each needs its own name (got "A")'


def test_all_faults_of_all_rows_come_at_once(faults: Faults) -> None:
    """Thirty broken rows give thirty lines, with the rows' numbers in the file, blank lines counted."""
    lines = faults(NEEDED + "\n" + "".join(f"L{number},0,5,12,,,\n" for number in range(30)))
    assert [int(line.split(",")[0].removeprefix("row ")) for line in lines] == list(range(3, 33))


def test_a_cell_over_several_lines_does_not_shift_the_rows(faults: Faults) -> None:
    """Rows are counted as a spreadsheet counts them."""
    (line,) = faults(NEEDED + '"A\nB",1,5,12,,,\nC,0,5,12,,,\n')[1:]
    assert line.startswith("row 3, month_lent")


def test_very_many_faults_are_cut_off_with_their_number(faults: Faults) -> None:
    """After 200 faults only their number is told."""
    lines = faults(NEEDED + "".join(f"L{number},0,5,12,,,\n" for number in range(250)))
    assert (len(lines), lines[-1]) == (201, "and 50 more")


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (HEADER.replace("principal", "principle"), 'row 1: unknown column "principle"; did you mean principal?'),
        (HEADER.replace("principal,", ""), "row 1: the column principal is missing"),
        (HEADER.replace("bank", "loan"), 'row 1: the column "loan" is given twice'),
        (HEADER.replace(",", ";"), "row 1: columns must be separated by commas"),
    ],
)
def test_a_bad_header_is_refused(faults: Faults, header: str, fault: str) -> None:
    """Unknown, missing and double columns are named, with the nearest known name."""
    assert fault in faults(header + "A,1,5,5,12,,,,b,s\n")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04\0\0", "is not a text file (it holds binary data)"),
        (b"loan\xff\xff\n", "is neither UTF-8, UTF-16 nor GB18030 text; save it as CSV UTF-8"),
        (NEEDED.encode(), "has headings, but no loans"),
    ],
)
def test_files_that_are_no_tables_are_refused(faults: Faults, content: bytes, fault: str) -> None:
    """One clear message for each."""
    (line,) = faults(content)
    assert line.endswith(fault)


def test_a_directory_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    """The message names the path."""
    with pytest.raises(ScenarioError, match=r"is a directory; name one file in it"):
        read_replay(tmp_path)
    with pytest.raises(ScenarioError, match=r"none.csv: there is no such file"):
        read_replay(tmp_path / "none.csv")


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """The size is looked at first: a sparse file of 210 MB costs nothing."""
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(210_000_000)
    with pytest.raises(ScenarioError, match=r"is too large \(210.0 MB\); at most 200 MB can be read"):
        read_replay(path)


@given(st.lists(st.tuples(st.integers(0, 240), st.binary(max_size=3)), min_size=1, max_size=5))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_mutated_file_is_read_or_refused(tmp_path: Path, mutations: list[tuple[int, bytes]]) -> None:
    """Whatever happens to the bytes of a table, the outcome is a book or a list of faults."""
    content = GOOD.encode()
    for place, new in mutations:
        content = content[:place] + new + content[place + 1 :]
    path = tmp_path / "mutated.csv"
    path.write_bytes(content)
    try:
        assert len(read_replay(path).loans) >= 1
    except ScenarioError as error:
        assert error.lines
