"""What a hindcast says: verdicts in words, units, windows."""

import csv
import io

import pytest

from simulator.analysis.hindcast import Hindcast, HindcastRow
from simulator.analysis.measures import measures_of
from simulator.estimate import Estimate
from simulator.reporting import hindcast_tables
from simulator.scenario.outcomes import Outcome, Outcomes
from tests.reporting.synthetic import synthetic_scenario

DEFINITIONS = {m.definition.key: m.definition for m in measures_of(synthetic_scenario())}


def row(key, published, model, verdict, years=10):
    """Return one row; the model's interval is 10 % to either side, the paths' range 20 %."""
    estimate = Estimate(model, 0.9 * model, 1.1 * model, "mean")
    outcome = Outcome(key, published, "A page", verdict == "input", f"Note on {key}.")
    return HindcastRow(outcome, DEFINITIONS[key], estimate, 0.8 * model, 1.2 * model, verdict, years)


def found(*rows, is_window_known=True):
    """Return a hindcast of these rows."""
    outcomes = Outcomes("Made up", "Because.", is_window_known, (synthetic_scenario(),), ())
    return Hindcast(outcomes, rows, ("A note.",), 1.0)


@pytest.mark.parametrize(
    ("model", "verdict", "words"),
    [(150, "above", "above by a factor 1.50"), (20, "below", "below by a factor 5.00"),
     (0, "below", "below by a factor without limit"), (2500, "above", "above by a factor 25"),
     (100, "inside", "inside the range"), (100, "input", "input, no test"),
     (100, "reached", "reached in year 10"), (100, "not reached", "not reached in 10 years")],
)  # fmt: skip
def test_verdicts_in_words(model, verdict, words):
    """The factor is how many times one figure is the other."""
    assert hindcast_tables.verdict_words(row("loans_covered", 100, model, verdict)) == words


def test_answer_counts_what_tests_and_what_does_not():
    """Two can test, one was put in, one has no window."""
    sentences = " ".join(
        hindcast_tables.answer(
            [
                found(row("covered", 1, 1, "inside"), row("covered", 1, 2, "above"), row("covered", 1, 1, "input")),
                found(row("covered", 1, 1, "reached"), is_window_known=False),
            ]
        )
    )
    assert "2 published figures can test the model: 1 within the range" in sentences
    assert "1 below the model's, 0 above it" in sentences
    assert "1 cannot, as it is not published when lending began" in sentences
    assert "1 cannot, as the figure itself, or what it follows from, is an input" in sentences


def test_each_figure_is_shown_in_its_unit():
    """Amounts in millions, rates in per cent, numbers as they are; the window stands in the title."""
    rows = (row("covered", 2.197e9, 1.8e9, "below"), row("default_rate", 0.0137, 0.02, "above"),
            row("loans_covered", 302, 450, "above"))  # fmt: skip
    table = hindcast_tables.scheme_table(found(*rows))
    first = [line[:2] for line in table.rows]
    assert first == [("covered lending, m yuan", "2,197"), ("default rate, %", "1.37"), ("covered loans", "302")]
    assert table.rows[0][2] == "1,800 [1,620, 1,980]"
    assert table.rows[2][3:5] == ("360 to 540", "1.49")
    start = synthetic_scenario().clock
    assert str(int(start.start[:4]) + start.years - 1) in table.title


def test_notes_hold_terms_and_reasons_once():
    """Basis first, then the reason of each figure."""
    notes = hindcast_tables.notes_of(found(row("covered", 1, 1, "inside"), row("covered", 2, 1, "below")))
    assert notes[0] == "Because."
    assert notes.count("Covered lending: Note on covered.") == 1


def test_csv_has_plain_units():
    """Amounts in yuan and shares of 1, with source and reason beside them."""
    text = hindcast_tables.hindcast_csv([found(row("covered", 2.197e9, 1.8e9, "below"))]).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert (float(line["published"]), float(line["model"]), line["unit"]) == (2.197e9, 1.8e9, "yuan")
    assert (line["source"], line["verdict"]) == ("A page", "below by a factor 1.22")
