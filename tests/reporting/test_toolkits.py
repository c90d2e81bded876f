"""Sentences, tables and figure of a comparison of tools hold for its numbers."""

import csv
import io
import math

import pytest

from simulator.analysis.tooling.toolkits import EFFECTS
from simulator.drawing import style as figures_style
from simulator.reporting.tooling import figures_toolkits, toolkit_tables, toolkit_text
from tests.analysis.toolkit_books import found, outcome, required

INF = math.inf


def test_the_best_buy_comes_first_with_its_near_ties():
    """Lending per yuan 50, 49.5 (overlapping) and 10: 500,000 yuan per 10,000."""
    best, near = outcome("bonus", lending=1000.0), outcome("pool", lending=990.0)
    sentences = toolkit_text.answer(found(near, best))
    assert sentences[0] == (
        "Per 10,000 yuan of public money most additional lending comes from bonus: 0.500 m yuan [0.495, 0.505]; "
        "the intervals of pool overlap with it."
    )
    assert sentences[1] == (
        "Raising the compensation ratio from 0.4 by 0.1 changes public cost by +10 yuan [+9, +11] and lending by "
        "+100 yuan [+99, +101]: 0.100 m yuan [0.095, 0.105]."
    )


def test_levers_are_sorted_beside_the_ratio():
    """Better, worse and not told, each by its interval; what saves money and lends more comes before all."""
    sentences = toolkit_text.answer(
        found(
            outcome("better", beyond=5.0), outcome("worse", beyond=-5.0), outcome("even", beyond=0.5),
            outcome("saver", cost=-9.0, beyond=5.0), outcome("miser", cost=-9.0, lending=-9.0, beyond=5.0),
            outcome("neutral", cost=-9.0, lending=0.5, beyond=5.0), outcome("gift", cost=0.5, beyond=5.0, priority=7.0),
        )
    )  # fmt: skip
    assert sentences[0] == "More lending and less public cost: saver."
    assert sentences[3:] == (
        "Better than raising the ratio for the same public money: better, saver, miser, neutral and gift.",
        "Worse than raising the ratio for the same public money: worse.",
        "No difference to raising the ratio that we can show: even.",
        "More lending at no public cost that we can show: gift.",
        "Less public cost and less lending: miser.",
        "Less public cost, no change of lending that we can show: neutral.",
        "Lending to priority sectors rises most with gift: +7 yuan [+6, +8].",
    )


def test_a_ratio_that_buys_nothing_is_no_yardstick():
    """The sentence says so, and no lever is sorted by it."""
    sentences = toolkit_text.answer(found(outcome(beyond=None), has_yardstick=False))
    assert sentences[1].endswith("it does not buy lending beyond the intervals, so nothing can be measured against it.")
    assert len(sentences) == 2
    columns = toolkit_tables.levers_table(found(outcome(beyond=None), has_yardstick=False)).columns
    assert not any(column.startswith("beyond") for column in columns)


@pytest.mark.parametrize(
    ("pays", "matches", "sentence"),
    [
        (
            (0.35, 0.30, 0.42), (0.12, 0.10, 0.14),
            "Navigation pays for itself only if it cuts the appraisal error by at least 35 % [30, 42]; it is as good "
            "as raising the ratio by 0.1 only if it cuts the appraisal error by at least 12 % [10, 14] (its file says "
            "20 %).",
        ),
        (
            (INF, INF, INF), (INF, 0.9, INF),
            "Navigation does not pay for itself even if it cuts the appraisal error by 100 %; it cannot be shown to be "
            "as good as raising the ratio by 0.1 even if it cuts the appraisal error by 100 % (its file says 20 %).",
        ),
        (
            (0.0, 0.0, 0.0), None,
            "Navigation pays for itself even if it cuts the appraisal error by 0 % (its file says 20 %).",
        ),
        (
            (0.8, 0.6, INF), None,
            "Navigation pays for itself only if it cuts the appraisal error by at least 80 % [60, above 100] (its file "
            "says 20 %).",
        ),
    ],
)  # fmt: skip
def test_required_effect_in_words(pays, matches, sentence):
    """Found, out of reach, not told, met without any effect, open above."""
    assert toolkit_text.required_sentence(required(pays=pays, matches=matches)) == sentence


def test_every_effect_that_is_searched_has_words():
    """A new effect without a label or a phrase would end in a defect."""
    for effect in EFFECTS:
        assert "%" in toolkit_text.required_sentence(required(effect))
        assert toolkit_text.EFFECT_LABELS[effect]


def test_levers_table_has_words_where_there_is_no_price():
    """A number only where more lending is bought with more public money."""
    outcomes = (outcome(), outcome("saver", cost=-20.0), outcome("reserve", "setting", cost=0.5, lending=-9.0))
    rows = toolkit_tables.levers_table(found(*outcomes)).rows
    assert [row[:2] for row in rows] == [
        ("ratio 0.5 (+0.1)", "0.100 [0.095, 0.105]"), ("navigation", "0.020 [0.015, 0.025]"),
        ("saver", "saves public money"), ("reserve", "less lending"),
    ]  # fmt: skip
    assert rows[1][2:] == ("+20 [+19, +21]", "+40 [+39, +41]", "-160 [-161, -159]", "0 [-1, +1]", "+50 [+49, +51]",
                           "below 0.4")  # fmt: skip


def test_sectors_table_is_tool_by_sector():
    """Tools only; a tool that is not tried in a sector leaves its cell empty."""
    table = toolkit_tables.sectors_table(
        found(outcome(), outcome(sector="chips", cost=40.0), outcome("other"), outcome("gate", "setting"))
    )
    assert table.columns == ("tool", "all sectors", "chips")
    assert table.rows == (
        ("navigation", "0.020 [0.015, 0.025]", "0.010 [0.005, 0.015]"),
        ("other", "0.020 [0.015, 0.025]", ""),
    )


def test_long_file_has_every_number_in_plain_units():
    """Seven numbers for each of two levers and one sector; yuan per yuan, not per 10,000."""
    files = toolkit_tables.files_of(found(outcome(), outcome(sector="chips"), required=[required()]))
    assert {"tables/levers.csv", "tables/sectors.csv", "tables/required_effect.csv"} < set(files)
    rows = list(csv.DictReader(io.StringIO(files["tables/outcomes_long.csv"].decode("utf-8-sig"))))
    assert len(rows) == 3 * 7
    per_cost = [row["value"] for row in rows if row["measure"] == "lending_per_cost"]
    assert per_cost == ["10.0", "2.0", "2.0"]
    assert {row["sector"] for row in rows} == {"all sectors", "chips"}


def test_figure_has_a_row_for_each_lever():
    """Names on the left, three panels, words in the last one where nothing is bought."""
    with figures_style.styled():
        figure = figures_toolkits.levers(found(outcome(), outcome("saver", cost=-20.0), outcome(sector="chips")))
    assert len(figure.axes) == 3
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["ratio 0.5 (+0.1)", "navigation", "saver"]
    assert [text.get_text() for text in figure.axes[2].texts] == ["saves public money"]
