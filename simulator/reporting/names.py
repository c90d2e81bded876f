"""What measures, settings, choices, parties and policies are called in English and Chinese."""

from simulator.analysis.compare import PolicyPoint
from simulator.analysis.measures import MeasureDefinition
from simulator.questions import names as shared_names
from simulator.questions.compare.points import own_words, said_policy
from simulator.reporting.language import Language
from simulator.saying.speaker import Speaker
from simulator.scenario.model import Scenario
from simulator.values import Own, Phrase

PARTIES = ("fund", "guarantor", "reinsurer", "insurer", "appraiser", "bank")


def measure_label(measure: MeasureDefinition | str, language: Language = "en") -> str:
    """Return what a measure, or the one with this key, is called."""
    return _in(shared_names.measure_name(_key(measure)), language)


def measure_meaning(measure: MeasureDefinition | str, language: Language = "en") -> str:
    """Return what a measure, or the one with this key, means."""
    return _in(shared_names.measure_meaning(_key(measure)), language)


def counting_word(measure: MeasureDefinition, language: Language = "en") -> str:
    """Return the unit of a count: "number" in English, in Chinese the word for what is counted."""
    words = shared_names.chinese_names()["counted"] if language == "zh" else {}
    return str(words.get(measure.key) or unit_word("number", language))


def _key(measure: MeasureDefinition | str) -> str:
    return measure if isinstance(measure, str) else measure.key


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


def _in(name: Own | Phrase, language: Language) -> str:
    return Speaker(language, "").say(name)


def unit_word(unit: str, language: Language = "en") -> str:
    """Return the unit of a measure or a setting in words; an amount's currency is that of its scenario."""
    return str(shared_names.chinese_names()["units"][unit]) if language == "zh" and unit else unit


def party_name(party: str, language: Language = "en") -> str:
    """Return what a party that bears losses is called."""
    return _in(shared_names.party_name(party), language)


def text(written: str, language: Language = "en") -> str:
    """Return a name or a sentence of this repository's scenarios in a language; one not known stays as it is."""
    return _in(shared_names.own_name(written), language)


def policy_name(point: PolicyPoint, language: Language = "en") -> str:
    """Return what a policy is called."""
    return Speaker(language, point.scenario.currency).say(said_policy(point))


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
    return Speaker(language, scenario.currency).say(own_words(words, scenario))
