"""What a hindcast says: verdicts, counts, units, windows, reasons."""

import pytest

from simulator.answer import Answer
from simulator.places.plain import plain_columns
from simulator.places.reading import text_table
from simulator.questions.hindcast.tell import tell, verdict_words
from simulator.saying.speaker import Speaker
from tests.questions.hindcast.made_up import found, row, scheme
from tests.reporting.synthetic import synthetic_scenario

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


@pytest.mark.parametrize(
    ("model", "verdict", "words"),
    [(150, "above", "above by a factor 1.50"), (20, "below", "below by a factor 5.00"),
     (0, "below", "below: none in the model"), (2500, "above", "above by a factor 25.0"),
     (100, "inside", "inside the range"), (100, "input", "input, no test"),
     (100, "reached", "reached in year 10"), (100, "not reached", "not reached in 10 years")],
)  # fmt: skip
def test_verdicts_in_words(model, verdict, words):
    """The factor is how many times one figure is the other."""
    assert ENGLISH.say(verdict_words(row("loans_covered", 100, model, verdict))) == words


def told(*schemes) -> Answer:
    """Return the answer to made-up schemes."""
    return tell(found(*schemes))


def test_answer_counts_what_tests_and_what_does_not():
    """Two can test, one was put in, one has no window."""
    answer = told(
        scheme(row("covered", 1, 1, "inside"), row("covered", 1, 2, "above"), row("covered", 1, 1, "input")),
        scheme(row("covered", 1, 1, "reached"), is_window_known=False),
    )
    sentences = " ".join(ENGLISH.say(sentence) for sentence in answer.said)
    assert "2 published figures can test the model: 1 within the range" in sentences
    assert "1 below the model's, 0 above it" in sentences
    assert "1 cannot, as it is not published when lending began" in sentences
    assert "1 cannot, as the figure itself, or what it follows from, is an input" in sentences


def test_each_figure_is_shown_in_its_unit():
    """Amounts in millions, rates in per cent, numbers as they are; the window stands in the title."""
    rows = (row("covered", 2.197e9, 1.8e9, "below"), row("default_rate", 0.0137, 0.02, "above"),
            row("loans_covered", 302, 450, "above"))  # fmt: skip
    answer = told(scheme(*rows))
    table = text_table(answer.tables[0], answer.basis, ENGLISH)
    assert [line[1] for line in table.rows] == ["2,197 m yuan", "1.37 %", "302"]
    assert table.rows[0][2] == "1,800 m yuan [1,620, 1,980]"
    assert table.rows[2][3:5] == ("360 to 540", "1.49")
    start = synthetic_scenario().clock
    assert str(int(start.start[:4]) + start.years - 1) in table.title


def test_notes_hold_terms_and_reasons_once():
    """Terms first, then the reason of each figure, in the language of the reader."""
    answer = told(scheme(row("covered", 1, 1, "inside"), row("covered", 2, 1, "below")))
    notes = text_table(answer.tables[0], answer.basis, ENGLISH).notes
    assert notes[0] == "Because."
    assert notes.count("Covered lending: Note on covered.") == 1
    assert "纳入补偿贷款：关于covered。" in text_table(answer.tables[0], answer.basis, CHINESE).notes


def test_plain_table_has_plain_units():
    """Amounts in yuan and shares of 1, with source and reason beside them."""
    columns = plain_columns(told(scheme(row("default_rate", 0.0137, 0.02, "above"))).table("hindcast"))
    assert (columns["published"], columns["model"], columns["paths_high"]) == ([0.0137], [0.02], [0.024])
    assert (columns["verdict"], columns["source"]) == (["above"], ["A page"])
