"""Sentences, tables and figure of an attribution hold for its numbers."""

import csv
import io
import json

import pytest

from simulator.analysis.attributing.attributed import Target
from simulator.reporting import figures_style
from simulator.reporting.attributing import attribution_tables, attribution_text, figures_attribution
from tests.analysis.attribution_books import FAR, HIGHEST, INTERIOR, UNTOLD, ZERO, curve, made_up


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
        (made_up([(HIGHEST, FAR)], now=UNTOLD), "Whether there is an interior optimum cannot be told with 40 paths."),
        (made_up([(UNTOLD, ZERO)]), "Which rule decides cannot be told with 40 paths."),
    ],
)
def test_first_sentence_is_the_verdict(attribution, begins):
    """The rule, or that there is none, in words."""
    assert attribution_text.answer(attribution)[0].startswith(begins)


def test_what_cannot_be_told_is_called_so():
    """The lead with its interval, the rules that stay open, and a word of its own in the table."""
    lead = attribution_text.answer(made_up([(HIGHEST, FAR)], now=UNTOLD))[1]
    assert "above that of ratio 1 is +9 yuan [-1, +19]: more paths (--paths) may tell" in lead
    found = made_up([(HIGHEST, FAR), (UNTOLD, ZERO)])
    told = attribution_text.answer(found)
    assert told[0].startswith("The leverage limit decides")
    assert told[1].startswith("Whether an interior optimum is left without the breaker cannot be told")
    assert [row[2] for row in attribution_tables.rules_table(found).rows] == ["yes", "no", "not told", "no"]
    kept = json.loads(attribution_tables.attribution_json(found))
    assert [rule["off"]["is_interior"] for rule in kept["rules"]] == [False, None]
    only_all = attribution_text.answer(made_up([(INTERIOR, ZERO)], all_off=UNTOLD))
    assert only_all[1].startswith("Whether an interior optimum is left without all of them together cannot be told")


def test_targets_are_summed_up():
    """Range of the best ratio, how often the optimum is interior, and what cannot be calibrated."""
    found = made_up([])
    targets = (Target(0.2, HIGHEST), Target(0.5, INTERIOR, is_own=True), Target(0.8, None))
    object.__setattr__(found, "targets", targets)
    (range_text, lost) = attribution_text.answer(found)[-2:]
    assert "from 0.2 to 0.5 the best ratio lies between 0.5 and 1 (1 at 0.2, 0.5 at 0.5)" in range_text
    assert range_text.endswith("interior at 1 of 2 targets.")
    assert lost == "No world can be calibrated to 0.8."
    table = attribution_tables.targets_table(found)
    assert [row[1] for row in table.rows] == ["1", "0.5", "n/a"]
    assert table.marked_row == 1


def test_rules_table_has_a_row_for_each_rule():
    """As it stands, each rule off, all off; a best ratio that stays is called so."""
    rows = attribution_tables.rules_table(made_up([(HIGHEST, FAR), (INTERIOR, ZERO)])).rows
    assert [row[0] for row in rows] == [
        "as it stands", "without the leverage limit", "without the breaker", "all off",
    ]  # fmt: skip
    assert rows[1][1:6] == ("1", "no", "highest is best", "no", "+9 [+8, +10]")
    assert rows[2][1:6] == ("0.5", "yes", "+9 [+8, +10]", "no", "not moved")


def test_curves_file_has_every_curve_and_ratio():
    """Two rules: six curves, and one more for a target, over three ratios."""
    found = made_up([(HIGHEST, FAR), (INTERIOR, ZERO)])
    object.__setattr__(found, "targets", (Target(0.2, HIGHEST),))
    text = attribution_tables.files_of(found)["tables/curves.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 7 * 3
    assert {row["policy"] for row in rows} >= {"as it stands", "the leverage limit alone", "all off"}


def test_figure_has_a_line_and_a_label_for_each_rule():
    """As it stands and each rule off, every line with its best ratio in words."""
    with figures_style.styled():
        figure = figures_attribution.curves(made_up([(HIGHEST, FAR), (INTERIOR, ZERO)]))
    (axes,) = figure.axes
    texts = {text.get_text() for text in axes.texts}
    assert texts == {"as it stands: 0.5", "without the leverage limit: 1", "without the breaker: 0.5"}
