"""Tables and charts of a bank's stress test: typed cells, what programs get, what stays confidential."""

import dataclasses

import pytest

from simulator.drawing import style
from simulator.drawing.figure import figure_of
from simulator.places import files, plain
from simulator.places.reading import text_table
from simulator.questions.bank import QUESTION
from simulator.questions.bank.data import CLASSES
from simulator.questions.bank.draw import draw
from simulator.questions.bank.tell import tell
from simulator.saying.speaker import Speaker
from tests.questions.bank.made_up import synthetic_bank

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


def shown(key, test=None, speaker=ENGLISH):
    """Return a table as text."""
    answer = tell(test or synthetic_bank())
    return text_table(answer.table(key), answer.basis, speaker)


def columns_of(key, test=None):
    """Return a table for programs."""
    return plain.plain_columns(tell(test or synthetic_bank()).table(key))


def test_every_case_has_a_row_without_scheme_first():
    """Two stresses, three covers each; a probability never seen is a bound."""
    table = shown("measures")
    assert [row[:2] for row in table.rows] == [
        ("no stress", "without scheme"), ("no stress", "with scheme"), ("no stress", "ratio 60 %"),
        ("severe", "without scheme"), ("severe", "with scheme"), ("severe", "ratio 60 %"),
    ]  # fmt: skip
    chance = next(i for i, column in enumerate(table.columns) if column.startswith("probability that the NPL"))
    assert (table.rows[1][chance], table.rows[4][chance]) == ("below 0.4", "5 [4, 7]")
    assert shown("cases", speaker=CHINESE).rows[0][:2] == ("无压力", "无补偿政策")


def test_what_is_printed_names_no_loan_and_no_borrower():
    """They stay in files of the run folder; JSON is printed too."""
    answer = tell(synthetic_bank())
    printed = plain.answer_json(answer, ENGLISH)
    names = ("L1", "L2", "firm one", "firm two", "cmd")
    assert not any(name in printed for name in names)
    confidential = {table.key for table in answer.tables if table.is_confidential}
    assert confidential == {"worst_loans", "concentration", "claims_at_risk"}


def test_claims_at_risk_are_a_list_to_work_from():
    """One row per loan, in plain units; a borrower named like a formula gets an apostrophe in the file."""
    columns = columns_of("claims_at_risk")
    assert [columns[key] for key in ("loan", "borrower", "reason")] == [["L2"], ["firm two"], ["late"]]
    assert (columns["days_to_filing"], columns["compensation_at_stake"]) == ([45], [4e5])
    answer = dataclasses.replace(tell(synthetic_bank()), charts=())
    assert b"'=cmd()" in files.files_of(answer, ENGLISH)["tables/worst_loans.csv"]


def test_classes_written_off_and_repaid_are_the_book_every_month():
    """Balance by class + written off + repaid = 100 m, in every row of every case."""
    columns = columns_of("loan_classes")
    assert len(columns["row"]) == 6 * 25
    sums = map(sum, zip(*(columns[key] for key in (*CLASSES, "written_off", "repaid")), strict=True))
    assert {round(total) for total in sums} == {100_000_000}


def test_migration_rows_are_shares_and_an_empty_class_is_blank():
    """80 of 80 m stay normal; nobody was substandard."""
    columns = columns_of("migration")
    shares = dict(zip(columns["row"], columns["share_of_row"], strict=True))
    assert shares["no_stress/without_scheme/normal/normal"] == 1.0
    assert shares["no_stress/without_scheme/substandard/substandard"] is None


def test_programs_get_a_row_for_every_number():
    """24 months of rates in six cases; five ways of breaking down with two parts under two stresses."""
    assert len(columns_of("migration_rates_by_month")["row"]) == 6 * 24
    assert len(columns_of("breakdown")["row"]) == 5 * 2 * 2
    reverse = columns_of("reverse_stress_in_numbers")
    assert reverse["smallest"][:3] == [2.0, 5.0, None]
    assert columns_of("break_even_in_numbers")["break_even"] == [pytest.approx(0.3), None]


def test_facts_have_the_tape_and_the_buffers():
    """20 loans with a balance of 50 on the tape; one claim at risk."""
    facts = tell(synthetic_bank()).facts
    assert (facts["loans"], facts["rows"], facts["settled"]) == (20, 50, 30)
    assert (facts["claims_at_risk"], facts["claims_at_risk_compensation"]) == (1, 4e5)
    assert (facts["margin"], facts["tolerated_npl_ratio"]) == (1e6, 0.05)


def test_part_without_a_name_is_said_to_have_none():
    """The tape need not name a branch."""
    assert {row[0] for row in shown("by_branch").rows} == {"first", "(not given)"}


def test_charts_are_of_each_stress():
    """Five charts; classes, ratios and losses have a panel for each stress, and the tolerance is drawn."""
    charts = {chart.key: chart for chart in draw(synthetic_bank())}
    assert list(charts) == ["loan_classes", "npl_ratio", "losses", "parts_of_book", "provisions_and_capital"]
    assert [len(charts[key].panels) for key in ("loan_classes", "npl_ratio", "losses")] == [2, 2, 2]
    assert charts["npl_ratio"].panels[0].references[0].at == 0.05
    loss = charts["losses"].panels[1]
    assert [group.starts for group in loss.groups] == [(0.0, 2e6 * 3, 0.0, 2e6 * 3)] * 4


@pytest.mark.slow
@pytest.mark.parametrize("speaker", [ENGLISH, CHINESE])
def test_charts_are_drawn_also_without_tolerance_and_stress(speaker):
    """Nothing is left of a limit that nobody named."""
    test = synthetic_bank()
    plain_cases = tuple(case for case in test.cases if case.stress == "no_stress")
    for drawn in (test, synthetic_bank(cases=plain_cases, tolerance=None)):
        answer = QUESTION.answer(drawn)
        with style.styled(speaker.language):
            for chart in answer.charts:
                figure_of(chart, answer.basis, speaker).draw_without_rendering()
