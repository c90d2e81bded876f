"""What a calibration says: estimates with enough digits, ends of the search, charts of the fits."""

from pathlib import Path

import pytest

from simulator.inputs.history import History
from simulator.places import plain
from simulator.questions.calibrate import QUESTION
from simulator.questions.calibrate.ask import Calibration
from simulator.questions.calibrate.cells import estimate_of, parameter_name
from simulator.questions.calibrate.learnt import Learnt, Lesson
from simulator.questions.read_files import Read
from simulator.saying.speaker import Speaker
from simulator.values import Own, phrase

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")
DRIFTING = Learnt("persistence", "number", 0.95, 0.4, 0.95, "likelihood", "memory", "economy.persistence", (0.0, 0.95))


def made_up(tmp_path, *rows):
    """Return a calibration of one file that taught these."""
    path = tmp_path / "rates.csv"
    path.write_text("year,default_rate")
    lesson = Lesson(phrase("calibrate.title.renewals", n=Own("7")), Own("a book"), rows, ())
    return Calibration((Read(path, History(str(path), "default rates", {}, {}), ()),), (lesson,))


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Learnt("pd", "share per year", 0.03456, 0.0277, 0.0478, "bayes", "level"), "3.46 % [2.77, 4.78]"),
        (Learnt("pd", "share per year", 0.0346, 0.0, 0.9, "bayes", "level"), "3.5 % [0.0, 90.0]"),
        (Learnt("asset_correlation", "share", 0.0057, 0.0018, 0.074, "bayes", "swing"), "0.0057 [0.0018, 0.0740]"),
        (Learnt("mean_time", "months", 13.84, 11.3, 16.4, "gamma", "closing"), "13.8 months [11.3, 16.4]"),
        (Learnt("decay", "per year", 0.0, -0.1, 0.3, "likelihood", "mean_change"), "0.0 [-0.1, 0.3]"),
    ],
)
def test_digits_follow_the_nearer_end(row, text):
    """Two digits of the distance to it, so that it is not rounded onto the value."""
    assert ENGLISH.say(estimate_of(row)) == text


def test_names_in_the_data_are_shown_as_they_are():
    """A grade and two classes."""
    grade = Learnt("pd_of_grade", "share per year", 0.1, 0.0, 0.2, "likelihood", "level_of_grade", of=("B+",))
    move = Learnt("migration", "share per year", 0.1, 0.0, 0.2, "exact", "moves", of=("正常", "关注"))
    assert ENGLISH.say(parameter_name(grade)) == "PD of grade B+ a year"
    assert CHINESE.say(parameter_name(move)) == "年迁移：正常 至 关注"


def test_an_end_of_the_search_has_a_column(tmp_path):
    """Only where something stands there."""
    table = QUESTION.answer(made_up(tmp_path, DRIFTING)).table("calibration")
    assert [column.key for column in table.columns][-1] == "at_search_limit"
    assert ENGLISH.say(table.rows[0].cells[-1]) == "estimate and upper end"
    plain_row = Learnt("pd", "share per year", 0.03, 0.02, 0.04, "moments", "level")
    columns = plain.plain_columns(QUESTION.answer(made_up(tmp_path, plain_row)).table("calibration"))
    assert "at_search_limit" not in columns
    assert (columns["row"], columns["method"], columns["sets"]) == (["pd/moments"], ["moments"], [None])


def test_nothing_learnt_for_a_scenario_writes_no_overlay(tmp_path):
    """The copy of the file alone is attached."""
    shown = Learnt("pd", "share per year", 0.03, 0.02, 0.04, "moments", "level")
    answer = QUESTION.answer(made_up(tmp_path, shown))
    assert list(answer.attached) == [str(Path("given/1-rates.csv"))]
    assert ENGLISH.sentence(answer.said[0]) == "Renewals, 7 fees due: sets nothing."
