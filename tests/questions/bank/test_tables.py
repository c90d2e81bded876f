"""Tables, files and figures of a bank's stress test."""

import csv
import io
import json

import pytest
from rich.cells import cell_len
from simulator.reporting.banking import bank_files, bank_tables, figures_bank

from tests.questions.bank.made_up import synthetic_bank


def rows_of(content):
    """Return the rows of a file that begins with its heading."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_case_has_a_row_without_scheme_first():
    """Two stresses, three covers each."""
    table = bank_tables.cases_table(synthetic_bank())
    assert [row[0] for row in table.rows] == [
        "no stress, without scheme", "no stress, with scheme", "no stress, ratio 60 %",
        "severe, without scheme", "severe, with scheme", "severe, ratio 60 %",
    ]  # fmt: skip
    chance = next(i for i, column in enumerate(table.columns) if column.startswith("chance that the NPL"))
    assert (table.rows[1][chance], table.rows[4][chance]) == ("below 0.4", "5 [4, 7]")


def test_what_is_printed_names_no_loan_and_no_borrower():
    """They stay in the run folder; JSON is printed too."""
    test = synthetic_bank()
    shown = " ".join(cell for table in bank_tables.first_tables(test) for row in table.rows for cell in row)
    printed = shown + bank_files.bank_json(test)
    assert not any(name in printed for name in ("L1", "L2", "firm one", "firm two", "cmd"))


def test_claims_at_risk_are_a_list_to_work_from():
    """One row per loan, in plain units."""
    (row,) = rows_of(bank_files.at_risk_csv(synthetic_bank()))
    assert (row["loan"], row["borrower"], row["reason"]) == ("L2", "firm two", "filed late")
    assert (row["days_from_lending_to_filing"], row["compensation_at_stake"]) == ("45", "400000.0")


def test_a_name_cannot_become_a_formula():
    """A borrower named like one gets an apostrophe."""
    assert b"'=cmd()" in bank_files.files_of(synthetic_bank())["tables/worst_loans.csv"]


def test_classes_written_off_and_repaid_are_the_book_every_month():
    """Balance by class + written off + repaid = 100 m, in every row of every case."""
    rows = rows_of(bank_files.classes_csv(synthetic_bank()))
    assert len(rows) == 6 * 25
    keys = (*bank_files.CLASSES, "written_off", "repaid")
    assert {round(sum(float(row[key]) for key in keys)) for row in rows} == {100_000_000}


def test_migration_rows_are_shares_and_an_empty_class_is_blank():
    """80 of 80 m stay normal; nobody was substandard."""
    rows = rows_of(bank_files.migration_csv(synthetic_bank()))
    own = {(row["class_of_tape"], row["class_after_12_months"]): row for row in rows[:25]}
    assert own["normal", "normal"]["share_of_row"] == "1.0"
    assert own["substandard", "substandard"]["share_of_row"] == ""


def test_long_files_have_a_row_for_every_number():
    """24 months of rates in six cases; five ways of breaking down with two parts under two stresses."""
    test = synthetic_bank()
    assert len(rows_of(bank_files.rates_csv(test))) == 6 * 24
    assert len(rows_of(bank_files.breakdown_csv(test))) == 5 * 2 * 2
    reverse = rows_of(bank_files.reverse_csv(test))
    assert [row["smallest"] for row in reverse if row["driver"] == "PD multiplier"] == ["2.0", "5.0", ""]


def test_json_holds_cases_and_null_where_there_is_no_number():
    """Infinity is no JSON."""
    content = json.loads(bank_files.bank_json(synthetic_bank(), command="again"))
    assert (content["break_even_ratio"]["severe"]["value"], content["command"]) == (None, "again")
    assert content["cases"][1]["values"]["net_loss"]["value"] == 2e6
    assert content["tape"]["loans"] == 20


def test_names_that_are_cut_to_the_same_are_told_apart():
    """Two firms of one group fill the room with the same letters; a third is short enough to stand whole."""
    long = "合肥高新技术产业开发区"
    shown = figures_bank.short_names([f"{long}甲公司", "乙公司", f"{long}丙公司"])
    assert shown == ["合肥高新技术… 1", "乙公司", "合肥高新技术… 2"]
    assert all(cell_len(name) <= figures_bank.MOST_PLACES for name in shown)


def test_part_without_a_name_is_said_to_have_none():
    """The tape need not name a branch."""
    table = bank_tables.breakdown_table(synthetic_bank(), "branch")
    assert {row[0] for row in table.rows} == {"first", "(not given)"}


@pytest.mark.slow
def test_figures_are_drawn_also_without_tolerance_and_stress():
    """Five figures in three formats."""
    test = synthetic_bank()
    plain = tuple(case for case in test.cases if case.stress == "no stress")
    for drawn in (test, synthetic_bank(cases=plain, tolerance=None)):
        assert len(figures_bank.figure_files(drawn)) == 15
