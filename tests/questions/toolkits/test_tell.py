"""Sentences, tables and chart of a comparison of tools hold for its numbers."""

import math

import pytest

from simulator.places import plain
from simulator.questions.toolkits import QUESTION
from simulator.questions.toolkits.ask import EFFECTS
from simulator.questions.toolkits.said import required_said
from simulator.saying.speaker import Speaker
from simulator.values import Measured, Searched, phrase
from tests.questions.toolkits.books import found, outcome, required

INF = math.inf
ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


def sentences(found, speaker=ENGLISH):
    """Return the answer in words."""
    return [speaker.sentence(told) for told in QUESTION.answer(found).said]


def test_the_best_buy_comes_first_with_its_near_ties():
    """Lending per yuan 50, 49.5 (overlapping) and 10: 500,000 yuan per 10,000."""
    best, near = outcome("bonus", lending=1000.0), outcome("pool", lending=990.0)
    told = sentences(found(near, best))
    assert told[0] == (
        "Per 10,000 yuan of public money most additional lending comes from bonus: 0.500 m yuan [0.495, 0.505]; "
        "the intervals of pool overlap with it."
    )
    assert told[1] == (
        "Raising the compensation ratio from 0.4 by 10 percentage points changes public cost by +10 yuan [+9, +11] and "
        "lending by +100 yuan [+99, +101]: 0.100 m yuan [0.095, 0.105] per 10,000 yuan of public money."
    )


def test_the_best_buy_is_said_in_chinese():
    """Amounts in 万元, ratios in per cent, shipped tools by their Chinese names."""
    told = sentences(found(outcome("bank bonus", lending=1000.0)), CHINESE)
    assert told[:2] == [
        "每 1 万元财政资金带动净增贷款最多的是银行奖励：50.0 万元 [49.5 至 50.5]。",
        "补偿比例由 40% 提高 10 个百分点，财政成本变动 +10 元 [+9 至 +11]，贷款变动 +100 元 [+99 至 +101]："
        "每 1 万元财政资金带动 10.0 万元 [9.5 至 10.5]。",
    ]


def test_levers_are_sorted_beside_the_ratio():
    """Better, worse and not shown, each by its interval; what saves money and lends more comes before all."""
    told = sentences(
        found(
            outcome("better", beyond=5.0), outcome("worse", beyond=-5.0), outcome("even", beyond=0.5),
            outcome("saver", cost=-9.0, beyond=5.0), outcome("miser", cost=-9.0, lending=-9.0, beyond=5.0),
            outcome("neutral", cost=-9.0, lending=0.5, beyond=5.0), outcome("gift", cost=0.5, beyond=5.0, priority=7.0),
        )
    )  # fmt: skip
    assert told[0] == "More lending and less public cost: saver."
    assert told[3:] == [
        "Better than raising the ratio for the same public money: better, saver, miser, neutral and gift.",
        "Worse than raising the ratio for the same public money: worse.",
        "Statistically indistinguishable from raising the ratio: even.",
        "More lending, and no public cost that these paths can show: gift.",
        "Less public cost and less lending: miser.",
        "Less public cost, and no change of lending that these paths can show: neutral.",
        "Lending to priority sectors rises most with gift: +7 yuan [+6, +8].",
    ]


def test_a_ratio_that_buys_nothing_is_no_yardstick():
    """The sentence says so, and no lever is sorted by it."""
    made = found(outcome(beyond=None), has_yardstick=False)
    told = sentences(made)
    assert told[1].endswith("it does not buy lending beyond the intervals, so nothing can be measured against it.")
    assert len(told) == 2
    assert "beyond_ratio" not in [column.key for column in QUESTION.answer(made).table("levers").columns]


@pytest.mark.parametrize(
    ("pays", "matches", "sentence"),
    [
        (
            (0.35, 0.30, 0.42), (0.12, 0.10, 0.14),
            "navigation pays for itself only if it cuts the appraisal error by at least 35 % [30, 42]; it is as good "
            "as raising the ratio by 10 percentage points only if it cuts the appraisal error by at least 12 % "
            "[10, 14] (its file says 20 %).",
        ),
        (
            (INF, INF, INF), (INF, 0.9, INF),
            "navigation does not pay for itself even if it cuts the appraisal error by 100 %; it cannot be shown to be "
            "as good as raising the ratio by 10 percentage points even if it cuts the appraisal error by 100 % (its "
            "file says 20 %).",
        ),
        (
            (0.0, 0.0, 0.0), None,
            "navigation pays for itself even if it cuts the appraisal error by 0 % (its file says 20 %).",
        ),
        (
            (0.8, 0.6, INF), None,
            "navigation pays for itself only if it cuts the appraisal error by at least 80 % [60, above 100] (its file "
            "says 20 %).",
        ),
    ],
)  # fmt: skip
def test_required_effect_in_words(pays, matches, sentence):
    """Found, out of reach, not shown, met without any effect, open above."""
    assert ENGLISH.sentence(required_said(required(pays=pays, matches=matches))) == sentence


@pytest.mark.parametrize("speaker", [ENGLISH, CHINESE])
def test_every_effect_that_is_searched_has_words(speaker):
    """A new effect without a label or a phrase would end in a defect."""
    for effect in EFFECTS:
        assert "20" in speaker.sentence(required_said(required(effect)))
        assert speaker.say(phrase(f"toolkits.effect.{effect}"))


def test_levers_table_has_words_where_there_is_no_price():
    """A number only where more lending is bought with more public money: 10 and 2 per yuan, for 10,000 of them."""
    outcomes = (outcome(), outcome("saver", cost=-20.0), outcome("reserve", "setting", cost=0.5, lending=-9.0))
    rows = QUESTION.answer(found(*outcomes)).table("levers").rows
    bought = [row.cells[1].estimate.value for row in rows[:2]]
    assert bought == pytest.approx([100_000.0, 20_000.0])
    assert [row.cells[1] for row in rows[2:]] == [phrase("toolkits.verdict.saves"), phrase("toolkits.verdict.less")]
    cost, lending, beyond, priority, tool_cost, depleted = rows[1].cells[2:]
    assert [cell.estimate.value for cell in (cost, lending, beyond, priority, tool_cost)] == [20, 40, -160, 0, 50]
    assert (depleted, ENGLISH.say(depleted)) == (Measured(outcome().depleted, "probability"), "below 0.4 %")


def test_sectors_table_is_tool_by_sector():
    """Tools only; a tool that is not tried in a sector leaves its cell empty."""
    made = found(outcome(), outcome(sector="chips", cost=40.0), outcome("other"), outcome("gate", "setting"))
    kept = plain.plain_columns(QUESTION.answer(made).table("sectors"))
    assert kept["row"] == ["navigation", "other"]
    assert kept["all_sectors"] == pytest.approx([20_000.0, 20_000.0])
    assert kept["chips"] == [pytest.approx(10_000.0), None]


def test_outcomes_have_every_number_in_plain_units():
    """Each lever and sector; yuan per yuan, not per 10,000, whatever the verdict."""
    made = found(outcome(), outcome(sector="chips", cost=-40.0))
    kept = plain.plain_columns(QUESTION.answer(made).table("outcomes"))
    assert kept["lending_per_cost"] == [10.0, 2.0, -1.0]
    assert (kept["sector"], kept["verdict"]) == (["all_sectors", "all_sectors", "chips"], ["buys", "buys", "saves"])
    assert (kept["public_cost"], kept["p_depleted_high"]) == ([10.0, 20.0, -40.0], [0.0037] * 3)


def test_required_effects_keep_their_thresholds():
    """As numbers, with what no effect tried reaches left out."""
    made = found(required=[required(pays=(0.8, 0.6, INF), matches=None)])
    table = QUESTION.answer(made).table("required_effect")
    assert table.rows[0].cells[3] == Searched(0.8, 0.6, INF, 1.0, "share")
    kept = plain.plain_columns(table)
    assert [kept[f"pays_for_itself_from{end}"] for end in ("", "_low", "_high")] == [[0.8], [0.6], [None]]
    assert (kept["stated"], kept["as_good_as_ratio_from"]) == ([0.2], [None])


def test_chart_has_a_row_for_each_lever_and_words_where_nothing_is_bought():
    """Three panels over the same names; a group for each kind of lever, and the ratio's own rate as a rule."""
    (chart,) = QUESTION.answer(found(outcome(), outcome("saver", cost=-20.0), outcome(sector="chips"))).charts
    assert [len(panel.names) for panel in chart.panels] == [3, 3, 3]
    tools, ratio = chart.panels[2].groups
    assert tools.cells[0] is None
    assert (tools.cells[1].value, ratio.cells[0].value) == (20_000.0, 100_000.0)
    assert tools.cells[2] == phrase("toolkits.verdict.saves")
    assert chart.panels[2].references[1].at == 100_000.0
