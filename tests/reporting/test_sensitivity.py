"""Sentences, tables and figures of a sensitivity hold for its numbers."""

import csv
import dataclasses
import io
import json

import pytest

from simulator.analysis.sensing.answers import LENDING, NEED
from simulator.analysis.sensing.joint import Contest
from simulator.analysis.sensing.sensitivity import sensitivity
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.reporting.sensing import figures_sensitivity, sensitivity_tables, sensitivity_text
from tests.analysis.sensitivity_books import book, ranges

SOURCES = ranges(
    applications__per_month=(50.0, 200.0), patents__volatility=(0.0, 0.5), fund__fund_size=(0.0, 2e9),
    lender__loan_rate=(0.04, 0.05),
)  # fmt: skip
KEY = "applications.per_month"


@pytest.fixture(scope="module")
def found():
    """Return the sensitivity of a scheme in which lending goes with the number of applications."""
    return sensitivity(book(SOURCES), draws=32, threads=1)


def test_first_sentence_names_what_matters_most(found):
    """With the answer at both ends and as it stands."""
    first = sensitivity_text.answer(found)[0]
    assert first.startswith(f"Additional lending depends most on {KEY}: ")
    assert "m yuan at 50, " in first
    assert "m yuan as it stands, at 100)" in first


def test_widths_that_cannot_be_told_from_zero_are_said_to_be_so(found):
    """In the table and in the sentences: no number for them."""
    (bar,) = [bar for bar in found.bars if bar.assumption.key == KEY]
    vague = dataclasses.replace(bar.swings[LENDING], width=Estimate(1e6, -1e6, 3e6, "mean"))
    other = dataclasses.replace(found, bars=(dataclasses.replace(bar, swings={LENDING: vague}),))
    (row,) = sensitivity_tables.tornado_table(other, found.answers[0]).rows
    assert row[-1] == "not told from zero"
    assert sensitivity_text.answer(other)[0] == (
        "Additional lending: no assumption moves it by more than the simulation error."
    )


def test_too_few_paths_are_not_called_no_effect(found):
    """Forty paths have no interval for the difference of two 95 % quantiles."""
    measure = next(measure for measure in found.answers if measure.key == NEED)
    assert found.has_too_few_paths(NEED)
    assert f"{measure.label.capitalize()}: too few paths to tell what moves it." in sensitivity_text.answer(found)


def test_chance_that_was_never_met_is_not_called_zero(found):
    """No path ran dry: in words, and in the band."""
    measure = found.answers[2]
    assert sensitivity_text.number_text(found, measure, 0.0) == "on no path"
    rows = {row[0]: row for row in sensitivity_tables.bands_table(found).rows}
    assert rows["chance of running dry"][3:6] == ("on no path",) * 3


def test_tornado_table_has_changes_range_and_kind(found):
    """A fact with its value and range; the change at each end in one unit."""
    table = sensitivity_tables.tornado_table(found, found.answers[0])
    (row,) = [row for row in table.rows if row[0] == KEY]
    assert row[1:4] == ("fact", "100", "50 to 200")
    assert row[4].startswith("-")
    assert row[5].startswith("+")
    depleted = sensitivity_tables.tornado_table(found, found.answers[2])
    assert [row[:2] for row in depleted.rows if row[0] == "fund.fund_size"] == [("fund.fund_size", "term")]
    assert len(sensitivity_tables.tornado_table(found, found.answers[0], most=1).rows) == 1


def test_answer_that_an_end_does_not_have_is_left_out(found):
    """A fund of nothing has no capital to ask for: its bar is missing there, and stays in the other answers."""
    (bar,) = [bar for bar in found.bars if bar.assumption.key == "fund.fund_size"]
    assert NEED not in bar.swings
    assert LENDING in bar.swings


def test_what_was_not_tried_or_does_nothing_is_listed(found):
    """Each with its reason."""
    rows = dict(sensitivity_tables.left_out_table(found).rows)
    assert rows["patents.volatility"] == "moves no answer on any path"
    assert rows["lender.loan_rate"] == "the value in force lies outside the range"


def test_contest_is_told_in_parts_of_the_draws(found):
    """Better in 3 of 4, worse in none: parts with the interval of a proportion."""
    (bar,) = [bar for bar in found.bars if bar.assumption.key == KEY]
    contest = Contest(
        wins=30, loses=0, untold=10, undefined=0, decided_by=bar.assumption, correlation=0.9,
        wins_low=Estimate(0.5, 0.3, 0.7, "proportion"), wins_high=Estimate(1.0, 0.83, 1.0, "proportion"),
    )  # fmt: skip
    together = dataclasses.replace(found.together, contests={LENDING: contest}, other="ratio 0.4")
    sentence = sensitivity_text.answer(dataclasses.replace(found, together=together))[-1]
    assert "more additional lending than ratio 0.4 in 75 % [59, 87], less in 0 % [0, 9]" in sentence
    assert "in 25 % [13, 41] no difference can be shown" in sentence
    assert f"Most hangs on {KEY} (range 50 to 200): in the lower half" in sentence
    assert "50 % [30, 70], in the upper half in 100 % [83, 100]" in sentence


def test_long_table_has_every_answer_and_assumption(found):
    """In plain units, the ends apart."""
    files = sensitivity_tables.files_of(found)
    text = files["tables/tornado_long.csv"].decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["assumption"] == KEY]
    assert {row["answer"] for row in rows} == {answer.key for answer in found.answers}
    assert {(row["low"], row["high"], row["own_low"], row["unit"]) for row in rows if row["answer"] == LENDING} == {
        ("50.0", "200.0", "100.0", "yuan")
    }
    names = {"sobol", "bands", "against", "left_out", "tornado_long", *(f"tornado_{a.key}" for a in found.answers)}
    assert set(files) == {f"tables/{name}.csv" for name in names}


def test_json_holds_the_same_numbers(found):
    """Ranked assumptions, indices, band, policy against policy."""
    content = json.loads(sensitivity_tables.sensitivity_json(found))
    first = content["answers"][0]
    assert (first["key"], first["assumptions"][0]["key"]) == (LENDING, KEY)
    assert set(content["sobol"]["answers"][LENDING]["indices"]) == {KEY}
    assert first["parameter_band"]["50 %"] == found.together.bands[LENDING].middle
    assert content["against"]["draws"] == 32


def test_figures_name_every_bar(found):
    """The tornado has a label with its range for each bar, the indices one for each assumption."""
    with figures_style.styled():
        tornado = figures_sensitivity.tornado(found, found.answers[0])
        sobol = figures_sensitivity.sobol(found, found.variance)
    labels = [label.get_text() for label in tornado.axes[0].get_yticklabels()]
    assert f"{KEY}  50 to 200" in labels
    assert len(labels) == len(found.ranked(LENDING))
    assert [label.get_text() for label in sobol.axes[0].get_yticklabels()] == [KEY]


def test_rows_without_an_answer_are_counted(found):
    """Where nothing is additional there is no cost per additional unit: said beside the indices."""
    shares = dataclasses.replace(found.variance.by_answer["cost_per_additional"], undefined=5)
    by_answer = {**found.variance.by_answer, "cost_per_additional": shares}
    other = dataclasses.replace(found, variance=dataclasses.replace(found.variance, by_answer=by_answer))
    said = "Public cost per unit of additional lending does not exist in 5 of 32 Sobol rows."
    assert said in sensitivity_text.draws_notes(other)
