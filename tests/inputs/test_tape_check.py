"""Checking loan tapes: what is read, and that every fault is found where it is."""

import csv
import dataclasses
import io
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.inputs.tape import read_tape, tape_of
from simulator.inputs.tape_check import check_tape
from simulator.inputs.tape_mapping import TapeMapping
from simulator.saying.speaker import said
from tests.inputs.tapes import AS_OF, HEADINGS, LOAN, SAMPLES, SECOND, TERMS, changed, checked_text, places, text_of


def test_a_tape_is_read_to_the_fen_and_the_day(tmp_path):
    """Amounts become whole fen, days days, names indexes; loans of one borrower share its index."""
    third = changed("loan", "A3", changed("borrower", "甲公司", changed("sector", "AI", SECOND)))
    tape = tape_of(checked_text(tmp_path, text_of(HEADINGS, LOAN, SECOND, third)), AS_OF)
    assert tape.arrays["principal"].tolist() == [300_000_001, 100_000_000, 100_000_000]
    assert tape.arrays["ip_part"].tolist() == tape.arrays["principal"].tolist()
    assert tape.arrays["days_past_due"].tolist() == [0, 12, 12]
    assert tape.arrays["lent_on"][0] == np.datetime64("2026-01-05")
    assert tape.borrower.tolist() == [0, 1, 0]
    assert (tape.borrowers, tape.texts("borrower")) == (2, ["甲公司", "乙公司", "甲公司"])
    assert np.isnan(tape.arrays["pd"]).all()
    assert tape.texts("guarantor") == ["", "", ""]
    with pytest.raises(ValueError, match="read-only"):
        tape.arrays["balance"][0] = 1


def test_units_are_stated_by_the_heading_or_the_option(tmp_path):
    """1.5 万元 are 15,000 yuan; a heading without a unit is a fault unless an option states it."""
    heads = [heading.replace("(元)", "（万元）") for heading in HEADINGS]
    row = changed("principal", "300", changed("balance", "1.500001", LOAN, heads), heads)
    assert tape_of(checked_text(tmp_path, text_of(heads, row)), AS_OF).arrays["balance"].tolist() == [1_500_001]
    bare = text_of([heading.replace(" (元)", "") for heading in HEADINGS], LOAN)
    lines = checked_text(tmp_path, bare).faults.lines()
    assert [line.split(":")[0] for line in lines] == ["row 1, column 5", "row 1, column 6"]
    assert "does not say its unit; write principal (元) or principal (万元), or give --unit" in lines[0]
    stated = dataclasses.replace(TERMS, amount_unit="万元")
    tape = tape_of(checked_text(tmp_path, bare.replace("3000000.01,2500000", "300,250"), stated), AS_OF)
    assert tape.arrays["balance"].tolist() == [250 * 10**6]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headings_words_and_full_width_digits(tmp_path, encoding):
    """A file from a Chinese spreadsheet, also one typed in full width, reads as its English twin."""
    heads = [
        "借据号",
        "借款人",
        "行业",
        "违约概率（％）",
        "贷款金额（元）",
        "贷款余额（元）",
        "放款日",
        "到期日",
        "逾期天数",
        "续贷",
        "担保方式",
    ]
    row = ["１２３", "甲公司", " ai ", "2.5", "１０００００", "0.5", "2026年1月5日", "2027/1/5", "0", "是", "质押"]
    tape = tape_of(checked_text(tmp_path, text_of(heads, row).encode(encoding)), AS_OF)
    assert tape.texts("loan") == ["123"]
    assert tape.arrays["principal"].tolist() == [10_000_000]
    assert tape.arrays["pd"].tolist() == [0.025]
    assert (tape.texts("is_renewal"), tape.texts("security"), tape.texts("sector")) == (["yes"], ["pledge"], ["AI"])


@pytest.mark.parametrize(
    "day", ["2026-01-05", "2026/1/5", "20260105", "2026年1月5日", "2026.1.5", "2026-01-05 00:00:00"]
)
def test_days_with_the_year_first_are_read(tmp_path, day):
    """Every usual way of writing a day with the year first means the same day."""
    tape = tape_of(checked_text(tmp_path, text_of(HEADINGS, changed("lent_on", day))), AS_OF)
    assert str(tape.arrays["lent_on"][0]) == "2026-01-05"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("lent_on", "05/01/2026", "may be read in more than one way; write the year first"),
        ("lent_on", "5-1-26", "may be read in more than one way"),
        ("lent_on", "2026-02-30", "is no day of the calendar"),
        ("lent_on", "2026-13-01", "is no day of the calendar"),
        ("lent_on", "2026/1-5", "must be a day from 1990-01-01 to 2099-12-31"),
        ("lent_on", "46027", "stands for 2026-01-05; give the column a date format"),
        ("lent_on", "1889-01-05", "must be a day from"),
        ("lent_on", "2026-07-01", "must not be later than 2026-06-30"),
        ("lent_on", "", "must not be empty; must be a day from"),
        ("due_on", "2026-01-05", "must be later than the day of lending"),
        ("due_on", "2047-01-05", "must be at most 240 months after the day of lending"),
        ("principal", "-5", "must be an amount from 0.01 to 10000000000000 with at most 2 decimals; no unit and no th"),
        ("principal", "0", "must be an amount from 0.01"),
        ("principal", "1e308", "must be an amount"),
        ("principal", "inf", "must be an amount"),
        ("principal", "3,000,000", "no thousands separators"),
        ("principal", "300万", "no unit"),
        ("principal", "3000000.015", "at most 2 decimals"),
        ("principal", "٣", "must be an amount"),
        ("balance", "3000000.02", "must not be above the principal"),
        ("sector", "A.I.", "must be one of AI, quantum"),
        ("grade", "", "must not be empty: grade or pd is needed"),
        ("loan", "6.2284E+17", "was turned into a rounded number by a spreadsheet"),
        ("loan", "#N/A", "holds a spreadsheet's error in place of a value"),
        ("borrower", "a\x01b", "must be a text of 1 to 80 characters"),
        ("borrower", "x" * 81, "must be a text of 1 to 80 characters"),
        ("days_past_due", "1.5", "must be a whole number from 0 to 10000"),
        ("days_past_due", "177", "must not be more than the days from lending to 2026-06-30"),
    ],
)
def test_a_faulty_cell_is_named_with_what_is_allowed(tmp_path, column, value, words):
    """One wrong cell gives one fault at its row and column; the sound row beside it gives none."""
    checked = checked_text(tmp_path, text_of(HEADINGS, SECOND, changed(column, value)))
    faults = list(checked.faults)
    assert [(fault.row, said(fault.column).split(" ")[0], str(fault.value)) for fault in faults] == [(3, column, value)]
    assert words in said(faults[0].what)


def test_the_longest_time_past_due_is_since_lending(tmp_path):
    """From 2026-01-05 to 2026-06-30 are 176 days: 176 are possible, 177 are not."""
    assert not checked_text(tmp_path, text_of(HEADINGS, changed("days_past_due", "176"))).faults.count


def test_what_rows_must_not_say_together(tmp_path):
    """A loan twice, a borrower in two sectors, a pledge of two borrowers: the later row is at fault."""
    heads = [*HEADINGS, "registration"]
    rows = [
        [*LOAN, "Y1"],
        [*changed("borrower", "乙公司"), "Y2"],
        [*changed("loan", "A3", changed("sector", "quantum")), "Y3"],
        [*SECOND, "Y1"],
    ]
    rows[3][2] = "AI"
    checked = checked_text(tmp_path, text_of(heads, *rows))
    found = [(fault.row, said(fault.column), said(fault.what)[-5:]) for fault in checked.faults]
    assert found == [(3, "loan", "row 2"), (4, "sector", "row 2"), (5, "registration", "row 2")]


CLAIM = (
    "filed_on", "claim_filed_on", "claim_filed (元)", "claim_accepted_on", "claim_accepted (元)", "claim_refused_on",
    "claim_refused (元)", "claim_received_on", "claim_received (元)",
)  # fmt: skip
GOOD_CLAIM = ("2026-01-06", "2026-02-01", "900", "2026-03-01", "600", "2026-03-01", "300", "2026-04-01", "600")


@pytest.mark.parametrize(
    ("column", "value", "at"),
    [
        ("filed_on", "", ["claim_filed"]),
        ("claim_filed_on", "2026-01-04", ["claim_filed_on"]),
        ("claim_accepted_on", "2026-01-31", ["claim_accepted_on"]),
        ("claim_refused_on", "2026-01-31", ["claim_refused_on"]),
        ("claim_received_on", "2026-02-28", ["claim_received_on"]),
        ("claim_refused", "301", ["claim_refused"]),
        ("claim_received", "601", ["claim_received"]),
        ("claim_refused", "901", ["claim_refused"]),
        ("claim_received_on", "", ["claim_received"]),
        ("claim_received", "", ["claim_received_on"]),
        ("claim_refused", "0", ["claim_refused_on"]),
    ],
)
def test_a_claim_goes_through_its_stages_in_order(tmp_path, column, value, at):
    """Filed, decided, received: in this order, with day and amount, never more than the stage before."""
    heads = [*HEADINGS, *CLAIM]
    row = [*LOAN, *GOOD_CLAIM]
    assert not checked_text(tmp_path, text_of(heads, row)).faults.count
    checked = checked_text(tmp_path, text_of(heads, changed(column, value, row, heads)))
    assert [said(fault.column).split(" ")[0] for fault in checked.faults] == at


def test_rows_with_too_many_or_too_few_cells_are_named_once(tmp_path):
    """Slipped cells are not held against the wrong columns; blank rows count, blank cells at the end do not."""
    content = text_of(HEADINGS, LOAN[:-1], (), [*SECOND, "", ""], [*changed("loan", "A3"), "", "extra"])
    checked = checked_text(tmp_path, content)
    assert places(checked) == [(2, ""), (5, "")]
    assert "has 8 cells, but there are 9 headings" in checked.faults.lines()[0]
    assert "has 11 cells" in checked.faults.lines()[1]


def test_headings_are_matched_exactly_and_all_faults_named(tmp_path):
    """An unknown, a repeated and a missing heading, and a faulty cell below, are all told at once."""
    heads = [
        "loan",
        "borower",
        "sector",
        "grade",
        "principal (元)",
        "balance (kg)",
        "lent_on",
        "放款日",
        "days_past_due",
    ]
    row = changed("sector", "nonsense")
    lines = checked_text(tmp_path, text_of(heads, row)).faults.lines()
    assert 'unknown heading; did you mean borrower?; map or ignore it in a mapping file (got "borower")' in lines[0]
    assert "states a unit that balance does not have; allowed: 元, yuan, CNY, 万元" in lines[1]
    assert "is lent_on, as column 7 is already; keep one" in lines[2]
    assert any("the column borrower (借款人) is missing" in line for line in lines)
    assert any("the column due_on (到期日) is missing" in line for line in lines)
    assert any(line.startswith("row 2, sector") for line in lines)


def test_grade_or_pd_is_needed(tmp_path):
    """Without either column a borrower's risk is not known."""
    heads = ["grad" if heading == "grade" else heading for heading in HEADINGS]
    assert any(
        "grade (内部评级) or pd (违约概率) is needed" in line
        for line in checked_text(tmp_path, text_of(heads, LOAN)).faults.lines()
    )


def test_a_mapping_names_headings_words_and_what_to_leave_out(tmp_path):
    """A bank's own words are read as the mapping says, and nothing else is."""
    heads = [*HEADINGS[:4], "金额", *HEADINGS[5:], "备注"]
    row = [*changed("sector", "软件业"), "=1+1"]
    mapping = TapeMapping({"金额": "principal (万元)"}, {"sector": {"软件业": "AI"}}, frozenset({"备注"}))
    terms = dataclasses.replace(TERMS, mapping=mapping)
    row[4:6] = "300.000001", "1"
    tape = tape_of(checked_text(tmp_path, text_of(heads, row), terms), AS_OF)
    assert tape.texts("sector") == ["AI"]
    assert tape.arrays["principal"].tolist() == [300_000_001]


def test_control_totals_are_held_to_the_fen(tmp_path):
    """Right totals pass, one fen too much is a fault, and what is not known is named."""
    control = tmp_path / "control.csv"
    terms = dataclasses.replace(TERMS, control=control)
    content = text_of(HEADINGS, LOAN, SECOND)
    control.write_text("item,total\nloans,2\nprincipal (元),4000000.01\nbalance (万元),350\nip_part (元),\n")
    checked = checked_text(tmp_path, content, terms)
    assert not checked.faults.count
    assert "3 control totals compared with the loans." in map(said, checked.notes)
    control.write_text(
        "item,total\nloans,3\nprincipal (元),4000000.02\nbalance (万元),350.000001\nprofit,1\nsector,1\n"
    )
    lines = checked_text(tmp_path, content, terms).faults.lines()
    assert [line.split(":")[0] for line in lines] == [
        "row 2, control sheet, loans",
        "row 3, control sheet, principal (元)",
        "row 4, control sheet, balance (万元)",
        "row 5, control sheet, profit",
        "row 6, control sheet, sector",
    ]
    assert "must be the sum of the loans, which is 4000000.01" in lines[1]
    assert "which is 350 " in lines[2]


def test_the_sample_is_fine():
    """The tape that comes with the program has no fault, and several loans of one borrower."""
    tape = read_tape(SAMPLES / "loans.csv", TERMS)
    assert len(tape) == 1000
    assert 400 < tape.borrowers < 800
    assert (tape.arrays["days_past_due"] >= 90).sum() > 5


def _plant(rows: list[list[str]]) -> set[tuple[int, str]]:
    """Plant 50 faults of each of 20 kinds, each in a row of its own; return row numbers and headings."""
    heads = rows[0]
    at = {heading.split(" ")[0]: position for position, heading in enumerate(heads)}
    kinds = [
        ("贷款编号", ""), ("贷款编号", "1.2E+17"), ("借款人", ""), ("行业", "房地产"), ("违约概率", "1.5"),
        ("贷款本金", "-1"), ("贷款本金", "五百万"), ("贷款余额", "99999999999.99"), ("贷款余额", "1e308"),
        ("年利率", "3.5"),
        ("放款日", "2026-02-30"), ("放款日", "01/02/2025"), ("到期日", "2020-01-01"), ("到期日", "soon"),
        ("还款方式", "whenever"), ("担保方式", "=1+1"), ("续贷", "maybe"), ("备案日", "2027-01-01"), ("逾期天数", "-3"),
        ("专利剩余期限", "241"),
    ]  # fmt: skip
    planted = set()
    for number in range(1000):
        heading, value = kinds[number % len(kinds)]
        rows[number + 1][at[heading]] = value
        planted.add((number + 2, heads[at[heading]]))
    return planted


def test_a_thousand_planted_faults_of_twenty_kinds_are_all_found(tmp_path):
    """All 1,000 are reported at their row and column, and nothing else is."""
    rows = list(csv.reader(io.StringIO((SAMPLES / "loans.csv").read_text(encoding="utf-8-sig"), newline="")))
    for row in rows[1:]:
        # Loans of their own borrowers, so that a planted fault cannot make another row's fault.
        row[1] += row[0]
    planted = _plant(rows)
    checked = checked_text(tmp_path, text_of(*rows))
    found = places(checked)
    assert len(planted) == 1000
    assert set(found) == planted
    assert len(found) == 1000
    assert len(checked.faults.lines()) == 201


def test_a_tape_with_faults_is_not_used(tmp_path):
    """What has a fault never becomes a tape."""
    path = tmp_path / "tape.csv"
    path.write_text(text_of(HEADINGS, changed("sector", "x")))
    with pytest.raises(ScenarioError, match=r"tape.csv: 1 problem\(s\)"):
        read_tape(path, TERMS)
    assert check_tape(Path(path), TERMS).faults.count == 1
