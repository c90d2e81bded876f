"""Sentences, tables and figure of an attribution hold for its numbers."""

import pytest

from simulator.drawing import style
from simulator.drawing.figure import figure_of
from simulator.places import plain
from simulator.places.reading import text_table
from simulator.questions.attribute import QUESTION
from simulator.questions.attribute.curves import Target
from simulator.saying.speaker import Speaker
from simulator.values import Peak
from tests.questions.attribute.books import FAR, HIGHEST, INTERIOR, UNTOLD, ZERO, curve, made_up

ENGLISH = Speaker("en", "CNY")


def sentences(found, speaker=ENGLISH):
    """Return the answer in words."""
    return [speaker.sentence(told) for told in QUESTION.answer(found).said]


def rows_of(found, table):
    """Return the cells of a table as text."""
    answer = QUESTION.answer(found)
    return text_table(answer.table(table), answer.basis, ENGLISH).rows


@pytest.mark.parametrize(
    ("attribution", "begins"),
    [
        (
            made_up([(HIGHEST, FAR)], now=HIGHEST),
            "No interior optimum: no ratio compared lends more than the highest, 1,",
        ),
        (
            made_up([(HIGHEST, FAR)], now=curve(0.0, FAR)),
            "No interior optimum: no ratio lends more than no cover at all",
        ),
        (
            made_up([(HIGHEST, FAR)]),
            "The leverage limit decides: without it there is no interior optimum, and the best ratio is 1 instead of "
            "0.5.",
        ),
        (made_up([(HIGHEST, FAR), (HIGHEST, FAR)]), "The leverage limit and the breaker decide together"),
        (
            made_up([(curve(0.6, FAR, "interior"), FAR)]),
            "No rule decides alone; the leverage limit moves the best ratio most: without it that is 0.6 instead of "
            "0.5, and lends 9 yuan [8, 10] more there.",
        ),
        (made_up([(INTERIOR, ZERO)]), "Several rules decide together"),
        (made_up([(INTERIOR, ZERO)], all_off=INTERIOR), "None of these rules decides"),
        (
            made_up([(HIGHEST, FAR)], now=UNTOLD),
            "Whether there is an interior optimum cannot be determined with 40 paths.",
        ),
        (made_up([(UNTOLD, ZERO)]), "Which rule decides cannot be determined with 40 paths."),
    ],
)
def test_first_sentence_is_the_verdict(attribution, begins):
    """The rule, or that there is none, in words."""
    assert sentences(attribution)[0].startswith(begins)


def test_what_cannot_be_told_is_called_so():
    """The lead with its interval, the rules that stay open, and a word of its own in the table."""
    lead = sentences(made_up([(HIGHEST, FAR)], now=UNTOLD))[1]
    assert "above that of ratio 1 is +9 yuan [-1, +19]: more paths (--paths) may settle it" in lead
    found = made_up([(HIGHEST, FAR), (UNTOLD, ZERO)])
    told = sentences(found)
    assert told[0].startswith("The leverage limit decides")
    assert told[1].startswith("Whether an interior optimum is left without the breaker cannot be determined")
    assert [row[2] for row in rows_of(found, "rules")] == ["yes", "no", "not determined", "no"]
    kept = plain.plain_columns(QUESTION.answer(found).table("rules"))
    assert kept["interior"] == ["interior", "none", "untold", "none"]
    only_all = sentences(made_up([(INTERIOR, ZERO)], all_off=UNTOLD))
    assert only_all[1].startswith(
        "Whether an interior optimum is left without all of them together cannot be determined"
    )


def test_targets_are_summed_up():
    """Range of the best ratio, how often the optimum is interior, and what cannot be calibrated."""
    found = made_up([])
    targets = (Target(0.2, HIGHEST), Target(0.5, INTERIOR, is_own=True), Target(0.8, None))
    object.__setattr__(found, "targets", targets)
    (range_text, lost) = sentences(found)[-2:]
    assert "from 0.2 to 0.5 the best ratio lies between 0.5 and 1 (1 at 0.2, 0.5 at 0.5)" in range_text
    assert range_text.endswith("interior at 1 of 2 targets.")
    assert lost == "No world can be calibrated to 0.8."
    assert [row[1] for row in rows_of(found, "targets")] == ["1", "0.5", "n/a"]
    table = QUESTION.answer(found).table("targets")
    assert table.marked == "0.5"
    assert table.rows[0].cells[1] == Peak(1.0, 1.0, 1.0)


def test_rules_table_has_a_row_for_each_rule():
    """As it stands, each rule off, all off; a best ratio that stays is called so."""
    rows = rows_of(made_up([(HIGHEST, FAR), (INTERIOR, ZERO)]), "rules")
    assert [row[0] for row in rows] == [
        "as it stands", "without the leverage limit", "without the breaker", "all off",
    ]  # fmt: skip
    assert rows[1][1:6] == ("1", "no", "highest is best", "no", "+9 [+8, +10]")
    assert rows[2][1:6] == ("0.5", "yes", "+9 [+8, +10]", "no", "not moved")


def test_curves_have_every_curve_and_ratio():
    """Two rules: six curves, and one more for a target, over four ratios."""
    found = made_up([(HIGHEST, FAR), (INTERIOR, ZERO)])
    object.__setattr__(found, "targets", (Target(0.2, HIGHEST),))
    rows = plain.plain_columns(QUESTION.answer(found).table("curves"))["row"]
    assert len(rows) == 7 * 4
    assert set(rows) >= {"as_it_stands", "alone_leverage", "without_leverage", "all_off"}


def test_chart_has_a_line_and_a_label_for_each_rule():
    """As it stands and each rule off, every line with its best ratio in words."""
    answer = QUESTION.answer(made_up([(HIGHEST, FAR), (INTERIOR, ZERO)]))
    with style.styled():
        figure = figure_of(answer.charts[0], answer.basis, ENGLISH)
    (axes,) = figure.axes
    texts = {text.get_text() for text in axes.texts}
    assert texts == {"as it stands: 0.5", "without the leverage limit: 1", "without the breaker: 0.5"}
