"""What a loan tape says beyond its cells: totals, titles, units, sectors, grades, due dates and spellings."""

import dataclasses

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.inputs.tape import read_tape, tape_of
from simulator.saying.speaker import said
from tests.inputs.tapes import (
    AS_OF,
    HEADINGS,
    LOAN,
    SAMPLES,
    SECOND,
    TERMS,
    changed,
    checked_text,
    places,
    text_of,
)

THIRD = changed("loan", "A3", changed("borrower", "丙公司"))
SUMS = {"principal": "7000000.02", "balance": "6000000"}


def totals_row(word="合计", **cells):
    """Return a row that is blank but for a word and amounts."""
    row = [word, *[""] * (len(HEADINGS) - 1)]
    for column, value in {**SUMS, **cells}.items():
        row = changed(column, value, row)
    return row


@pytest.mark.parametrize("word", ["合计", "合 计：", "总计", "合计（3笔）", "Total", "GRAND TOTAL", "共计3户"])
def test_a_row_of_totals_is_no_loan(tmp_path, word):
    """It is left out, held against the loans, and said."""
    checked = checked_text(tmp_path, text_of(HEADINGS, LOAN, SECOND, THIRD, totals_row(word)))
    tape = tape_of(checked, AS_OF)
    assert (len(tape), tape.borrowers) == (3, 3)
    assert any(
        "Row 5 is a row of totals" in note and "2 of its sums were compared" in note for note in map(said, tape.notes)
    )


def test_a_full_row_of_totals_is_no_loan_either(tmp_path):
    """With grade, sector and days it would pass as a loan of the sum of all."""
    full = ["总计", "总计", "AI", "B1", SUMS["principal"], SUMS["balance"], "2026-01-01", "2027-01-01", "0"]
    tape = tape_of(checked_text(tmp_path, text_of(HEADINGS, LOAN, SECOND, THIRD, full)), AS_OF)
    assert tape.texts("loan") == ["A1", "A2", "A3"]
    assert "总计" not in tape.words["borrower"]


def test_totals_that_are_not_the_sum_are_a_fault(tmp_path):
    """A row is missing, or a number is wrong."""
    content = text_of(HEADINGS, LOAN, SECOND, THIRD, totals_row(balance="6000000.01"))
    (fault,) = checked_text(tmp_path, content).faults
    assert (fault.row, said(fault.column)) == (5, "balance (元)")
    assert "must be the sum of the loans, which is 6000000, as it is a row of totals" in said(fault.what)


def test_subtotals_are_left_out_and_not_added_up(tmp_path):
    """One for each branch; the word may stand in another column where the loan has no number."""
    rows = (LOAN, totals_row("东城支行小计", principal="1", balance="1"), SECOND, ["", "小计", *[""] * 7])
    tape = tape_of(checked_text(tmp_path, text_of(HEADINGS, *rows)), AS_OF)
    assert tape.texts("loan") == ["A1", "A2"]
    assert sum("is a row of totals" in note for note in map(said, tape.notes)) == 2


def test_a_sum_without_a_word_is_refused(tmp_path):
    """A row with a number of its own whose principal and balance are those of all others; of four it may be chance."""
    last = changed("loan", "A9", changed("borrower", "丁公司"))
    last = changed("principal", SUMS["principal"], changed("balance", SUMS["balance"], last))
    few = checked_text(tmp_path, text_of(HEADINGS, LOAN, SECOND, THIRD, last))
    assert (few.faults.count, few.warnings.count) == (0, 1)
    more = [changed("loan", f"B{i}", changed("borrower", f"F{i}")) for i in range(2)]
    sums = changed("principal", "13000000.04", changed("balance", "11000000", last))
    checked = checked_text(tmp_path, text_of(HEADINGS, LOAN, SECOND, THIRD, *more, sums))
    assert places(checked) == [(7, "principal (元)")]
    assert "a row of totals is no loan" in checked.faults.lines()[0]


def test_titles_above_the_headings_are_said(tmp_path):
    """Two rows and a blank one; rows keep their numbers."""
    content = text_of(
        ["某银行台账"], ["2026-06-30", "", "单位：元"], [], HEADINGS, LOAN, changed("sector", "x", SECOND)
    )
    checked = checked_text(tmp_path, content)
    assert places(checked) == [(6, "sector")]
    (note,) = map(said, checked.notes)
    assert note.startswith('Rows 1 to 2 stand above the headings and were not read: "某银行台账", "2026-06-30"')


def test_without_any_known_heading_the_first_row_is_named(tmp_path):
    """As before: it must hold the headings."""
    with pytest.raises(ScenarioError, match="row 1: holds no known heading"):
        checked_text(tmp_path, "a,b\n1,2\n")


@pytest.mark.parametrize(
    "unit",
    [
        "(单位：万元)",
        "（人民币万元）",
        "【万元】",
        "[单位: 万元]",
        "：万元",
        "_万元",
        "/万元",
        "万元",
        "(万元人民币)",
        "（Unit: 10k yuan）",
    ],
)
def test_units_are_read_in_other_brackets(tmp_path, unit):
    """300.000001 in each of them are 3,000,000.01 yuan."""
    heads = [heading.replace(" (元)", unit) for heading in HEADINGS]
    row = changed("principal", "300.000001", changed("balance", "250"))
    tape = tape_of(checked_text(tmp_path, text_of(heads, row)), AS_OF)
    assert (tape.arrays["principal"].tolist(), tape.arrays["balance"].tolist()) == ([300_000_001], [250_000_000])


@pytest.mark.parametrize("heading", ["balance_eur", "贷款余额(美元)", "余额（千元）", "balance (1000 yuan)"])
def test_an_unknown_unit_is_never_guessed(tmp_path, heading):
    """Neither another currency nor another multiple."""
    heads = [heading if name.startswith("balance") else name for name in HEADINGS]
    assert checked_text(tmp_path, text_of(heads, LOAN)).faults.count


def test_sectors_have_their_chinese_names(tmp_path):
    """As the caller knows them; the mapping file goes before."""
    terms = dataclasses.replace(TERMS, sector_words={"人工智能": "AI"})
    tape = tape_of(checked_text(tmp_path, text_of(HEADINGS, changed("sector", "人工智能")), terms), AS_OF)
    assert tape.texts("sector") == ["AI"]


def test_an_unknown_grade_needs_a_pd(tmp_path):
    """What a stress test would refuse: owed, not in default, without PD; with PD, settled or in default it is fine."""
    terms = dataclasses.replace(TERMS, grades=("B1", "B2"))
    unknown = changed("grade", "AA+")
    heads = [*HEADINGS, "pd"]
    (fault,) = checked_text(tmp_path, text_of(heads, [*unknown, ""]), terms).faults
    assert (fault.row, said(fault.column)) == (2, "grade")
    assert "is no grade of the scenario, which has B1, B2, and the loan has no pd" in said(fault.what)
    fine = ([*unknown, "0.02"], [*changed("balance", "0", unknown), ""], [*changed("days_past_due", "90", unknown), ""])
    for row in fine:
        assert not checked_text(tmp_path, text_of(heads, row), terms).faults.count


@pytest.mark.parametrize(
    ("due", "late", "is_told"),
    [
        ("2026-06-29", "0", True),
        ("2026-05-31", "29", True),
        ("2026-05-31", "30", False),
        ("2026-06-30", "0", False),
    ],
)
def test_loans_past_their_due_date_are_told_by_row(tmp_path, due, late, is_told):
    """A balance is left and the days past due are fewer than the days since: possible, and more often a mistake."""
    checked = checked_text(tmp_path, text_of(HEADINGS, SECOND, changed("due_on", due, changed("days_past_due", late))))
    assert not checked.faults.count
    assert [(fault.row, said(fault.column)) for fault in checked.warnings] == [(3, "days_past_due")] * is_told


def test_today_is_not_taken_for_the_day_of_an_old_tape():
    """The sample of June, five months later and without --as-of: refused; with the day named it is only warned of."""
    later = dataclasses.replace(TERMS, as_of=np.datetime64("2026-11-30"))
    with pytest.raises(ScenarioError, match=r"today is taken as the day of the tape, but .* name the day of the tape"):
        read_tape(SAMPLES / "loans.csv", dataclasses.replace(later, is_day_given=False))
    tape = read_tape(SAMPLES / "loans.csv", later)
    assert any("cells are doubtful" in note for note in map(said, tape.notes))
    assert not any("doubtful" in note for note in map(said, read_tape(SAMPLES / "loans.csv", TERMS).notes))


@pytest.mark.parametrize("other", ["甲 公司", "甲公司。", "（甲）公司"])
def test_two_spellings_of_one_firm_are_said(tmp_path, other):
    """They differ in blanks and signs alone, and count as two."""
    rows = (LOAN, changed("loan", "A3", changed("borrower", other)))
    checked = checked_text(tmp_path, text_of(HEADINGS, *rows))
    assert [(fault.row, said(fault.column)) for fault in checked.warnings] == [(3, "borrower")]
    assert "is spelt almost like '甲公司' and counts as another borrower" in checked.warnings.lines()[0]
    assert tape_of(checked, AS_OF).borrowers == 2
