"""What measures, settings, choices, parties and policies are called in English and Chinese."""

import functools
import re

from simulator.analysis.compare import PolicyPoint
from simulator.analysis.measures import MeasureDefinition, known_definitions
from simulator.questions import names as shared_names
from simulator.questions.sensitivity.answers import OWN_ANSWERS
from simulator.reporting.language import Language, say
from simulator.scenario.fields import field_at
from simulator.scenario.model import Scenario
from simulator.values import Own

PARTIES = {
    "fund": ("fund", "补偿资金"),
    "guarantor": ("guarantor", "担保机构"),
    "reinsurer": ("re-guarantor", "再担保机构"),
    "insurer": ("insurer", "保险机构"),
    "appraiser": ("appraiser", "评估机构"),
    "bank": ("bank", "银行"),
}
_DEPLETED_BY = re.compile(r"p_depleted_year_([0-9]+)")
_RATIO = re.compile(r"ratio ([0-9.e+-]+|[0-9]+/[0-9]+)")
_FUND = re.compile(r"fund ([0-9.e+-]+) (m|bn)")
_BREAKERS = {"breaker on": "有熔断", "breaker off": "无熔断"}


@functools.cache
def _english_measures() -> dict[str, MeasureDefinition]:
    return known_definitions() | {definition.key: definition for definition in OWN_ANSWERS}


def _defined(measure: MeasureDefinition | str) -> MeasureDefinition:
    return _english_measures()[measure] if isinstance(measure, str) else measure


def measure_label(measure: MeasureDefinition | str, language: Language = "en") -> str:
    """Return what a measure, or the one with this key, is called."""
    measure = _defined(measure)
    return _chinese_measure(measure)[0] if language == "zh" else measure.label


def measure_meaning(measure: MeasureDefinition | str, language: Language = "en") -> str:
    """Return what a measure, or the one with this key, means."""
    measure = _defined(measure)
    return _chinese_measure(measure)[1] if language == "zh" else measure.meaning


def counting_word(measure: MeasureDefinition | str, language: Language = "en") -> str:
    """Return the unit of a count: "number" in English, in Chinese the word for what is counted."""
    words = _chinese_measure(_defined(measure)) if language == "zh" else ()
    return words[2] if len(words) > 2 else unit_word("number", language)


def _chinese_measure(measure: MeasureDefinition) -> list[str]:
    by_year = _DEPLETED_BY.fullmatch(measure.key)
    if by_year is not None:
        return [words.format(year=by_year[1]) for words in shared_names.chinese_names()["measures"]["p_depleted_year"]]
    found: list[str] = shared_names.chinese_names()["measures"].get(measure.key, [measure.label, measure.meaning])
    return found


def section_name(key: str, language: Language = "en") -> str:
    """Return what a section of a scenario, or a table in one, is called: `fund`, `scheme.tiers`."""
    return (
        str(shared_names.chinese_names()["sections"][key][0])
        if language == "zh"
        else key.rpartition(".")[2].replace("_", " ")
    )


def field_name(key: str, language: Language = "en") -> str:
    """Return what a setting is called, without its section; that of a list item or inner table with whose it is."""
    return _in(shared_names.setting_name(key), language)


def field_meaning(key: str, language: Language = "en") -> str:
    """Return what a setting means; nothing for a key that is not known."""
    return _in(shared_names.setting_meaning(key), language)


def option_word(key: str, option: object, language: Language = "en") -> str:
    """Return a choice of a setting in words, and what is on, off or left out."""
    return _in(shared_names.setting_value(key, option), language)


def _in(name: Own, language: Language) -> str:
    return name.chinese if language == "zh" else name.text


def unit_word(unit: str, language: Language = "en") -> str:
    """Return the unit of a measure or a setting in words; an amount's currency is that of its scenario."""
    return str(shared_names.chinese_names()["units"][unit]) if language == "zh" and unit else unit


def party_name(party: str, language: Language = "en") -> str:
    """Return what a party that bears losses is called."""
    return say(PARTIES, party, language)


def text(written: str, language: Language = "en") -> str:
    """Return a name or a sentence of this repository's scenarios in a language; one not known stays as it is."""
    return str(shared_names.chinese_names()["texts"].get(written, written)) if language == "zh" else written


def policy_name(policy: PolicyPoint | str, language: Language = "en") -> str:
    """Return a policy's name; one made of a ratio, a fund size and a breaker is said part by part."""
    name = policy if isinstance(policy, str) else policy.name
    known = text(name, language)
    if language == "en" or known != name:
        return known
    parts = [_part(part) for part in name.split(", ")]
    return "，".join(part for part in parts if part is not None) if None not in parts else name


def said_policy(policy: PolicyPoint | str) -> Own:
    """Return a policy's name in both languages."""
    return Own(policy_name(policy), policy_name(policy, "zh"))


def said(words: str, scenario: Scenario) -> Own:
    """Return a title, question or sentence in both languages."""
    return Own(words, text_of(words, scenario, "zh"))


def _part(part: str) -> str | None:
    """Return one part of the name of a swept policy in Chinese, or None where it is somebody's own text."""
    ratio, fund = _RATIO.fullmatch(part), _FUND.fullmatch(part)
    if ratio is not None:
        return f"补偿比例 {ratio[1] if '/' in ratio[1] else f'{100 * float(ratio[1]):.12g}%'}"
    if fund is not None:
        return f"资金 {amount_in_wan(float(fund[1]) * (1e9 if fund[2] == 'bn' else 1e6))}"
    key, _, value = part.partition(" ")
    if part in _BREAKERS or not _is_setting(key):
        return _BREAKERS.get(part)
    return f"{field_name(key, 'zh')} {option_word(key, {'true': True, 'false': False}.get(value, value), 'zh')}"


def _is_setting(key: str) -> bool:
    """Return whether a text is the key of a setting; a policy's name may be any text."""
    try:
        return "." in key and field_at(shared_names.plain_key(key)[0]) is not None
    except ValueError:
        return False


def amount_in_wan(amount: float) -> str:
    """Return an exact amount without its currency as it is said in Chinese: "2000 万", "1.2 亿"."""
    return f"{amount / 1e8:.12g} 亿" if amount >= 1e8 else f"{amount / 1e4:.12g} 万"


def scenario_title(scenario: Scenario, language: Language = "en") -> str:
    """Return a scenario's title."""
    return text_of(scenario.about.title, scenario, language)


def stand_in(scenario: Scenario, language: Language = "en") -> str:
    """Return the sentence on terms that stand in for those not known; nothing where none do."""
    return text_of(scenario.about.stand_in, scenario, language)


def text_of(words: str, scenario: Scenario, language: Language = "en") -> str:
    """Return a title, question or sentence in a language: the scenario's own Chinese where it gives one."""
    about = scenario.about
    own = {about.title: about.title_zh, about.question: about.question_zh, about.stand_in: about.stand_in_zh}
    return (own.get(words) or text(words, language)) if language == "zh" else words
