"""Names in both languages: everything that a reader meets has one, and it is said as the record has it."""

import re
from pathlib import Path

import pytest

from simulator.analysis.measures import depleted_by, known_definitions
from simulator.questions import names as shared_names
from simulator.questions.sensitivity.answers import OWN_ANSWERS
from simulator.reporting import names, wording
from simulator.scenario.fields import field_at, known_keys
from simulator.scenario.read import read_scenario
from tests.reporting.synthetic import synthetic_comparison, synthetic_scenario

ROOT = Path(__file__).parents[2]
HAN = re.compile("[\u4e00-\u9fff]")
OTHER_MEASURES = ()
MEASURES = (*known_definitions().values(), *OWN_ANSWERS, *OTHER_MEASURES)
SHIPPED = sorted(path for name in ("*.toml", "schemes/*.toml") for path in (ROOT / "scenarios").glob(name))
ENGLISH = re.compile("(?<![A-Za-z])(the|of|and|is|are|for) ")


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_every_measure_has_a_chinese_name_meaning_and_unit(measure):
    """No table falls back to English in the middle of a Chinese page."""
    assert HAN.search(names.measure_label(measure, "zh"))
    assert HAN.search(names.measure_meaning(measure, "zh"))
    assert HAN.search(wording.style_of(measure, 1e6, synthetic_scenario(), "zh").difference_label)


def test_labels_of_measures_are_told_apart():
    """Two measures of one name, such as two leverages, could not be told apart on a page."""
    for language in ("en", "zh"):
        labels = [names.measure_label(measure, language) for measure in known_definitions().values()]
        assert len(set(labels)) == len(labels)


def test_chance_of_running_dry_by_any_year_is_named():
    """Years other than those of the tables are asked for when a fund is sized."""
    assert names.measure_label(depleted_by(7).definition, "zh") == "7年内资金耗尽概率"


@pytest.mark.parametrize("key", known_keys())
def test_every_setting_has_a_chinese_name_meaning_unit_and_choices(key):
    """A change of a policy is shown by name, old and new value, and unit."""
    info = field_at(tuple(key.split(".")))
    assert HAN.search(names.field_name(key, "zh"))
    assert HAN.search(names.field_meaning(key, "zh"))
    assert not info.unit or HAN.search(names.unit_word(info.unit, "zh"))
    choices = info.choices or (info.item.choices if info.item else ())
    said = [names.option_word(key, choice, "zh") for choice in choices]
    assert all(HAN.search(word) or word == "t" for word in said)
    assert len(set(said)) == len(said)
    assert names.field_meaning(key, "en") == info.meaning


def test_no_chinese_name_is_left_without_its_setting():
    """A setting that is renamed takes its Chinese along."""
    known = set(known_keys())
    words = shared_names.chinese_names()
    assert set(words["sections"]) <= known
    own = {f"{section}.{key}" for section in words["fields"] if section != "shared" for key in words["fields"][section]}
    assert own <= known
    assert set(words["fields"]["shared"]) <= {key.rpartition(".")[2] for key in known}


@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [
        ("scheme.compensation_ratio", "compensation ratio", "补偿比例"),
        ("sectors.AI.pd_multiplier", "AI: pd multiplier", "人工智能：违约概率乘数"),
        ("operations.court.mean_days", "court: mean days", "审理执行用时：平均天数"),
        ("scheme.tiers.0.factor", "tiers: 0: factor", "0：比例系数"),
    ],
)
def test_settings_of_list_items_say_whose_they_are(key, english, chinese):
    """`sectors.AI.pd_multiplier` and that of another sector are two settings."""
    assert names.field_name(key) == english
    assert names.field_name(key, "zh") == chinese


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_speak_chinese(path):
    """Title, question and the sentence on terms that stand in."""
    scenario = read_scenario(path).scenario
    about = scenario.about
    for words in (names.text_of(said, scenario, "zh") for said in (about.title, about.question, about.stand_in)):
        assert HAN.search(words)
        assert not ENGLISH.search(words)


def test_text_set_anew_loses_its_chinese():
    """A city that starts from Hefei's file must not be called Hefei in Chinese."""
    scenario = read_scenario(ROOT / "scenarios" / "hefei.toml", settings=['about.title="My city"']).scenario
    assert names.scenario_title(scenario, "zh") == "My city"
    assert HAN.search(names.text_of(scenario.about.question, scenario, "zh"))


def test_numbers_are_the_same_in_both_languages():
    """Chinese changes words and scale: 100 m yuan are 10,000 万元, and the interval goes along."""
    comparison = synthetic_comparison()
    measure = next(measure for measure in comparison.measures if measure.key == "additional_lending")
    estimate = comparison.estimates["ratio 0.8, fund 60 m, breaker on", "additional_lending"]
    english = wording.in_words(estimate, measure, comparison.scenario)
    chinese = wording.in_words(estimate, measure, comparison.scenario, "zh")
    in_yuan = [float(number.replace(",", "")) * 1e6 for number in re.findall(r"[0-9][0-9.,]*[0-9]", english)]
    in_wan = [float(number.replace(",", "")) * 1e4 for number in re.findall(r"[0-9][0-9.,]*[0-9]", chinese)]
    assert in_wan == pytest.approx(in_yuan, rel=5e-3)
    assert " 万元 [" in chinese


def test_amounts_of_money_in_chinese():
    """万 up to 10 亿, as budgets are written."""
    scenario = synthetic_scenario()
    assert wording.exact_amount(2e7, scenario, "zh") == "2000 万元"
    assert wording.exact_amount(1.5e9, scenario, "zh") == "15 亿元"
    assert wording.exact_amount(2e7, scenario) == "20 m yuan"
    assert wording.amount_style(9e3, "元", "zh").label == "元"
    assert wording.amount_style(2e9, "元", "zh").label == "万元"
    assert wording.amount_style(2e10, "元", "zh").label == "亿元"
