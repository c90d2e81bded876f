"""Columns of numbers taken together: what they are, and whether their unit can be right."""

import dataclasses
import math

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.inputs.history import read_history
from simulator.inputs.number_columns import facts_of, question_of_unit, sentence_of
from simulator.inputs.patents import facts_of_patents, read_patents
from simulator.inputs.replay import read_replay
from simulator.inputs.replay_facts import facts_of_book
from simulator.inputs.tape_fields import FIELDS, heading_of
from simulator.saying.speaker import said
from tests.inputs.tapes import HEADINGS, LOAN, SECOND, TERMS, changed, checked_text, text_of


def tape_with(folder, heading, *cells, terms=TERMS, **changes):
    """Return a checked tape of loans A0, A1, ... with one more column."""
    rows = []
    for i, cell in enumerate(cells):
        row = changed("borrower", f"F{i}", changed("loan", f"A{i}"))
        for column, value in changes.items():
            row = changed(column, value, row)
        rows.append([*row, cell])
    return checked_text(folder, text_of([*HEADINGS, heading], *rows), terms)


def test_facts_are_those_of_the_cells():
    """Worked by hand: 1, 2, 6, 11 have median 4 and sum 20; of four days the second is in the middle."""
    facts = facts_of("x", "number", np.array([11.0, 1.0, 6.0, 2.0]))
    assert (facts.smallest, facts.median, facts.largest, facts.total, facts.count) == (1, 4, 11, 20, 4)
    days = np.array(["2026-03-01", "2026-01-01", "2026-04-01", "2026-02-01"], dtype="datetime64[D]")
    facts = facts_of("day", "day", days)
    assert (facts.smallest, facts.median, facts.largest) == ("2026-01-01", "2026-02-01", "2026-04-01")
    assert facts.total is None


def test_facts_are_told_with_their_unit():
    """Shares in per cent, large amounts in 万元, one cell in the singular."""
    told = said(sentence_of(facts_of("pd", "share", np.array([0.0043, 0.069]))))
    assert told == "pd: from 0.43 % to 6.9 %, median 3.665 % (2 cells)"
    told = said(sentence_of(facts_of("balance", "yuan", np.array([5_000_000.0]))))
    assert told == "balance: from 500 万元 to 500 万元, median 500 万元, sum 500 万元 (1 cell)"


@pytest.mark.parametrize(
    ("key", "median", "is_asked"),
    [("pd", 0.0005, False), ("pd", 0.2, False), ("rate", 0.001, False), ("default_rate", 0.2, False)]
    + [(key, math.nextafter(limit, side), True) for key, limit, side in
       (("pd", 0.2, 1), ("pd", 0.0005, 0), ("rate", 0.001, 0), ("default_rate", 0.2, 1), ("payout_ratio", 0.2, 1))],
)  # fmt: skip
def test_a_median_outside_what_is_usual_is_asked_about(key, median, is_asked):
    """At the limit nothing is asked, beyond it the question is; a confirmed unit silences it."""
    facts = facts_of(key, "share", np.array([median]))
    assert bool(question_of_unit(key, facts, (), "map it")) == is_asked
    assert not question_of_unit(key, facts, (key,), "map it")


def test_per_cent_numbers_under_a_heading_of_shares_are_asked_about(tmp_path):
    """PDs of 0.6 to 0.9 % given without a unit are read as 60 to 90 %: refused, with the ways out."""
    cells = ("0.6", "0.7", "0.9")
    (line,) = tape_with(tmp_path, "违约概率", *cells).faults.lines()
    assert "pd: the median of the column is read as 70 %, and is hardly ever above 20 %: is the unit right?" in line
    assert "map 违约概率 to pd (%) or pd (share); if it is, say so with --unit-is-right pd" in line
    assert not tape_with(tmp_path, "违约概率（%）", *cells).faults.count
    sure = dataclasses.replace(TERMS, units_right=frozenset({"pd"}))
    assert not tape_with(tmp_path, "违约概率", *cells, terms=sure).faults.count


def test_shares_under_a_heading_with_per_cent_are_asked_about(tmp_path):
    """A rate of 0.04 under (%) is 0.04 % a year."""
    (line,) = tape_with(tmp_path, "年利率（%）", "0.038", "0.04", "0.045").faults.lines()
    assert "rate: the median of the column is read as 0.04 %, and is hardly ever below 0.1 %" in line


def test_amounts_in_the_other_unit_are_asked_about(tmp_path):
    """300 under 元 is a loan of 300 yuan; three million under 万元 one of 30 billion."""
    for value, unit in (("300", "元"), ("3000000", "万元")):
        heads = [heading.replace("元", unit) for heading in HEADINGS]
        row = changed("balance", "1", changed("principal", value))
        (line,) = checked_text(tmp_path, text_of(heads, row)).faults.lines()
        assert "principal: the median of the column is read as" in line


def test_loans_in_default_do_not_count_among_the_pds(tmp_path):
    """Two of three loans are in default and have a PD of 1: the question is that of the third, 2 %."""
    late = [[*changed("days_past_due", "100", changed("loan", f"D{i}")), "1"] for i in range(2)]
    content = text_of([*HEADINGS, "pd"], *late, [*LOAN, "0.02"])
    assert not checked_text(tmp_path, content).faults.count


def test_every_column_of_numbers_and_days_is_summed_up(tmp_path):
    """No field of the kinds amount, share, count and date is left out."""
    cells = {"amount": "600000", "share": "0.02", "count": "5", "date": "2026-03-01"}
    fields = [field for field in FIELDS if field.kind in cells]
    kept = [heading for heading in HEADINGS if heading.split(" ")[0] not in {field.key for field in fields}]
    row = [LOAN[HEADINGS.index(heading)] for heading in kept]
    special = {"lent_on": "2026-01-05", "due_on": "2027-01-05", "claim_refused": "0", "claim_refused_on": ""}
    row += [special.get(field.key, cells[field.kind]) for field in fields]
    heads = [*kept, *(heading_of(field, "en").replace(" (%)", "") for field in fields)]
    checked = checked_text(tmp_path, text_of(heads, row))
    assert {facts.column for facts in checked.facts} == {field.key for field in fields} - {"claim_refused_on"}


def test_a_history_in_per_cent_is_asked_about_and_its_heading_may_say_so(tmp_path):
    """Rates of 0.7 to 0.9 % of the obligors would be 70 to 90 % of them."""
    path = tmp_path / "rates.csv"
    rows = "2020,0.7\n2021,0.8\n2022,0.9\n"
    path.write_text(f"year,default_rate\n{rows}")
    with pytest.raises(ScenarioError, match=r"read as 80 %.*write default_rate \(%\) over the column"):
        read_history(path)
    assert read_history(path, units_right=("default_rate",)).numbers["default_rate"].tolist() == [0.7, 0.8, 0.9]
    path.write_text(f"year,default_rate（%）\n{rows}")
    history = read_history(path)
    assert history.numbers["default_rate"] == pytest.approx([0.007, 0.008, 0.009])
    assert [facts.column for facts in history.facts] == ["default_rate"]
    path.write_text("year,default_rate (%)\n2020,0.007\n2021,0.008\n2022,0.009\n")
    with pytest.raises(ScenarioError, match=r"read as 0.008 %.*write default_rate over the column"):
        read_history(path)


def test_pds_and_payouts_in_per_cent_are_asked_about(tmp_path):
    """Every share of every kind of history."""
    path = tmp_path / "history.csv"
    for text, key in (
        ("year,obligors,defaults,pd\n2020,100,1,0.9\n", "pd"),
        ("year,payout_ratio,growth\n2020,0.9,0.1\n", "payout_ratio"),
        ("year,payout_ratio,growth\n2020,0.03,5\n", "growth"),
    ):
        path.write_text(text)
        with pytest.raises(ScenarioError, match=f"--unit-is-right {key}"):
            read_history(path)


def test_patents_and_past_loans_are_summed_up(tmp_path):
    """A royalty of 0.5 (per cent) would be half of the revenue; the sector may have its Chinese name."""
    path = tmp_path / "patents.csv"
    heads = "patent,sector,kind,remaining_life_years,revenue,royalty_rate\n"
    path.write_text(f"{heads}P1,人工智能,invention,8,1000000,0.5\n", "utf-8")
    words = {"人工智能": "AI"}
    with pytest.raises(ScenarioError, match="royalty_rate: the median of the column is read as 50 %"):
        read_patents(path, ["AI"], sector_words=words)
    (patent,) = read_patents(path, ["AI"], sector_words=words, units_right=("royalty_rate",))
    assert patent.sector == "AI"
    columns = {facts.column: facts.largest for facts in facts_of_patents([patent])}
    assert columns == {"remaining_life_years": 8, "royalty_rate": 0.5, "revenue": 1e6}


def test_past_loans_are_summed_up(tmp_path):
    """Proceeds and lags are those of the loans that defaulted."""
    path = tmp_path / "loans.csv"
    heads = "loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months\n"
    path.write_text(f"{heads}A,1,1000,12,,,\nB,3,3000,24,9,500,6\n")
    found = {facts.column: (facts.smallest, facts.largest) for facts in facts_of_book(read_replay(path))}
    assert found["principal"] == (1000, 3000)
    assert (found["sale_proceeds"], found["default_month"]) == ((500, 500), (9, 9))


def test_the_second_sample_row_is_usual(tmp_path):
    """Nothing is asked of an ordinary book."""
    assert not checked_text(tmp_path, text_of(HEADINGS, LOAN, SECOND)).faults.count


def test_a_cell_in_per_cent_under_a_heading_in_per_cent_is_read_once(tmp_path):
    """0.9% and 0.9 under (%) are the same 0.009."""
    path = tmp_path / "rates.csv"
    path.write_text("year,default_rate (%)\n2020,0.9%\n2021,0.9\n")
    assert read_history(path).numbers["default_rate"].tolist() == pytest.approx([0.009, 0.009])


def test_a_broken_cell_is_a_fault_and_no_placeholder(tmp_path):
    """An error of a spreadsheet among registrations: what stood there is not known."""
    content = text_of([*HEADINGS, "registration"], [*LOAN, "#N/A"])
    (line,) = checked_text(tmp_path, content).faults.lines()
    assert line.startswith("row 2, registration: holds a spreadsheet's error")
