"""Sentences, tables and charts of a sensitivity hold for its numbers."""

import dataclasses

import pytest

from simulator.estimate import Estimate
from simulator.places import plain
from simulator.questions.sensitivity import QUESTION
from simulator.questions.sensitivity.answers import COST, DEPLETED, LENDING, NEED
from simulator.questions.sensitivity.ask import ask
from simulator.questions.sensitivity.joint import Contest
from simulator.questions.sensitivity.values import point_value
from simulator.saying.speaker import Speaker
from simulator.values import Number, phrase
from tests.questions.sensitivity.books import book, ranges

SOURCES = ranges(
    applications__per_month=(50.0, 200.0), patents__volatility=(0.0, 0.5), fund__fund_size=(0.0, 2e9),
    lender__loan_rate=(0.04, 0.05),
)  # fmt: skip
KEY = "applications.per_month"
ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


@pytest.fixture(scope="module")
def found():
    """Return the sensitivity of a scheme in which lending goes with the number of applications."""
    return ask(book(SOURCES), draws=32, threads=1)


def sentences(found, speaker=ENGLISH):
    """Return the answer in words."""
    return [speaker.sentence(told) for told in QUESTION.answer(found).said]


def columns(found, table):
    """Return the columns of a table as programs read them."""
    return plain.plain_columns(QUESTION.answer(found).table(table))


def test_first_sentence_names_what_matters_most(found):
    """With the answer at both ends and as it stands."""
    first = sentences(found)[0]
    assert first.startswith(f"Additional lending depends most on {KEY}: ")
    assert "m yuan at 50 and " in first
    assert "m yuan as it stands, at 100)" in first


def test_first_sentence_in_chinese_calls_the_setting_by_its_name(found):
    """No key is left in it; amounts in 亿元 or 万元."""
    first = sentences(found, CHINESE)[0]
    assert first.startswith("对净增贷款影响最大的是月均申请数：取 50 时为")
    assert "元" in first


def test_widths_within_the_error_have_no_number(found):
    """In the table and in the sentences."""
    (bar,) = [bar for bar in found.bars if bar.assumption.key == KEY]
    vague = dataclasses.replace(bar.swings[LENDING], width=Estimate(1e6, -1e6, 3e6, "mean"))
    other = dataclasses.replace(found, bars=(dataclasses.replace(bar, swings={LENDING: vague}),))
    (row,) = QUESTION.answer(other).table("tornado_additional_lending").rows
    assert row.cells[-1] == phrase("sensitivity.not_shown")
    assert sentences(other)[0] == "Additional lending: no assumption moves it by more than the simulation error."


def test_too_few_paths_are_not_called_no_effect(found):
    """Forty paths have no interval for the difference of two 95 % quantiles."""
    assert found.has_too_few_paths(NEED)
    assert "Money needed: too few paths to determine what moves it." in sentences(found)


def test_chance_that_was_never_met_is_not_called_zero(found):
    """No path ran dry: in words, and in the band."""
    assert ENGLISH.say(point_value(found.answers[2], 0.0)) == "on no path"
    rows = {row.key: row for row in QUESTION.answer(found).table("bands").rows}
    assert rows[DEPLETED].cells[2:5] == (phrase("sensitivity.never"),) * 3


def test_tornado_table_has_changes_range_and_kind(found):
    """A fact with its value and range; the change at each end; of the main answer some rows on the screen."""
    answer = QUESTION.answer(found)
    (row,) = [row for row in answer.table("tornado_additional_lending").rows if row.key == KEY]
    assert (row.cells[1], row.cells[2]) == (phrase("sensitivity.kind.fact"), Number(100.0, "count"))
    assert ENGLISH.say(row.cells[3]) == "50 to 200"
    assert row.cells[4].estimate.value < 0 < row.cells[5].estimate.value
    depleted = answer.table("tornado_p_depleted")
    assert [row.cells[1] for row in depleted.rows if row.key == "fund.fund_size"] == [phrase("sensitivity.kind.term")]
    assert depleted.screen_rows == 0


def test_answer_that_an_end_does_not_have_is_left_out(found):
    """A fund of nothing has no capital to ask for: its bar is missing there, and stays in the other answers."""
    (bar,) = [bar for bar in found.bars if bar.assumption.key == "fund.fund_size"]
    assert NEED not in bar.swings
    assert LENDING in bar.swings


def test_what_was_not_tried_or_does_nothing_is_listed(found):
    """Each with its reason."""
    kept = columns(found, "left_out")
    assert dict(zip(kept["row"], kept["why"], strict=True)) == {
        "patents.volatility": "idle", "lender.loan_rate": "outside",
    }  # fmt: skip
    assert QUESTION.answer(found).facts["without_effect"] == ["patents.volatility"]


def test_contest_is_told_in_parts_of_the_draws(found):
    """Better in 3 of 4, worse in none: parts with the interval of a proportion."""
    (bar,) = [bar for bar in found.bars if bar.assumption.key == KEY]
    contest = Contest(
        wins=30, loses=0, untold=10, undefined=0, decided_by=bar.assumption, correlation=0.9,
        wins_low=Estimate(0.5, 0.3, 0.7, "proportion"), wins_high=Estimate(1.0, 0.83, 1.0, "proportion"),
    )  # fmt: skip
    other = {"scheme.compensation_ratio": 0.4}
    together = dataclasses.replace(found.together, contests={LENDING: contest}, other=other)
    made = dataclasses.replace(found, together=together)
    assert sentences(made)[-1] == (
        "Over these draws the scenario as it stands, against ratio 0.4, brings more additional lending in 75 % "
        "[59, 87] of them, less in below 9 %; no difference can be shown in 25 % [13, 41]. Most depends on "
        f"{KEY} (range 50 to 200): in the lower half of its range the scenario is better in 50 % [30, 70] of the "
        "draws, in the upper half in above 83 %."
    )
    kept = columns(made, "against_draws")
    assert (kept["better"], kept["worse"], kept["decided_by"]) == ([30], [0], [KEY])


def test_tornado_data_has_every_answer_and_assumption(found):
    """In plain units, the ends apart."""
    kept = columns(found, "tornado")
    rows = [place for place, row in enumerate(kept["row"]) if row == KEY]
    assert {kept["answer"][place] for place in rows} == {answer.key for answer in found.answers}
    (lending,) = [place for place in rows if kept["answer"][place] == LENDING]
    assert [kept[name][lending] for name in ("low", "high", "own_low", "kind")] == [50.0, 200.0, 100.0, "fact"]
    assert kept["width_low"][lending] > 0


def test_answers_data_hold_bands_and_units(found):
    """What a report repeats."""
    kept = columns(found, "answers")
    assert kept["row"][0] == LENDING
    assert kept["band_middle"][0] == found.together.bands[LENDING].middle
    assert (kept["unit"][0], kept["unit"][-1]) == ("currency", "ratio")
    assert QUESTION.answer(found).facts["joint_draws"] == 32


def test_charts_name_every_bar(found):
    """A tornado for each answer but the best ratio, hatched where a term is; indices for each assumption."""
    charts = {chart.key: chart for chart in QUESTION.answer(found).charts}
    assert set(charts) == {f"tornado_{key}" for key in (LENDING, COST, DEPLETED, NEED)} | {"sobol"}
    (panel,) = charts["tornado_additional_lending"].panels
    names = [ENGLISH.say(name) for name in panel.names]
    assert f"{KEY}  50 to 200" in names
    assert len(names) == len(found.ranked(LENDING))
    assert [ENGLISH.say(name) for name in charts["sobol"].panels[0].names] == [KEY]


def test_rows_without_an_answer_are_counted(found):
    """Where nothing is additional there is no cost per additional unit: said beside the indices."""
    shares = dataclasses.replace(found.variance.by_answer[COST], undefined=5)
    by_answer = {**found.variance.by_answer, COST: shares}
    other = dataclasses.replace(found, variance=dataclasses.replace(found.variance, by_answer=by_answer))
    notes = [ENGLISH.sentence(note) for note in QUESTION.answer(other).table("sobol").notes]
    assert "Public cost per unit of additional lending does not exist in 5 of 32 Sobol rows." in notes
