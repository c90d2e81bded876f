"""What measures, settings, choices, parties and policies are called in English and Chinese."""

import functools
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from simulator.analysis.compare import PolicyPoint
from simulator.analysis.measures import MeasureDefinition, known_definitions
from simulator.questions.sensitivity.answers import OWN_ANSWERS
from simulator.reporting.language import Language, say
from simulator.saying import words
from simulator.scenario.fields import field_at, scenario_fields
from simulator.scenario.keys import parts_of_key
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
_SWITCHES = {True: "yes", False: "no", None: "none"}
_DEPLETED_BY = re.compile(r"p_depleted_year_([0-9]+)")
_RATIO = re.compile(r"ratio ([0-9.e+-]+|[0-9]+/[0-9]+)")
_FUND = re.compile(r"fund ([0-9.e+-]+) (m|bn)")
_BREAKERS = {"breaker on": "有熔断", "breaker off": "无熔断"}


@functools.cache
def _chinese() -> dict[str, Any]:
    folder = Path(words.__file__).parent
    names = ("names_zh.toml", "settings_zh.toml")
    return {key: table for name in names for key, table in tomllib.loads((folder / name).read_text("utf-8")).items()}


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
        return [words.format(year=by_year[1]) for words in _chinese()["measures"]["p_depleted_year"]]
    found: list[str] = _chinese()["measures"].get(measure.key, [measure.label, measure.meaning])
    return found


def section_name(key: str, language: Language = "en") -> str:
    """Return what a section of a scenario, or a table in one, is called: `fund`, `scheme.tiers`."""
    return str(_chinese()["sections"][key][0]) if language == "zh" else key.rpartition(".")[2].replace("_", " ")


def field_name(key: str, language: Language = "en") -> str:
    """Return what a setting is called, without its section; that of a list item or inner table with whose it is."""
    if language == "en":
        parts = parts_of_key(key)
        return ": ".join([*(part.replace("_", " ") for part in parts[1:-1]), parts[-1].replace("_", " ")])
    words, owner = _chinese_field(key)
    return f"{owner}：{words[0]}" if owner else str(words[0])


def field_meaning(key: str, language: Language = "en") -> str:
    """Return what a setting means; nothing for a key that is not known."""
    if language == "zh":
        return str(_chinese_field(key)[0][1])
    info = field_at(_plain(key)[0])
    return "" if info is None else info.meaning


def option_word(key: str, option: object, language: Language = "en") -> str:
    """Return a choice of a setting in words, and what is on, off or left out."""
    if option is None or isinstance(option, bool):
        return str(_chinese()["options"][str(option)]) if language == "zh" else _SWITCHES[option]
    if language == "en":
        return str(option).replace("_", " ")
    words = _chinese_field(key)[0]
    return str(words[2].get(option, option)) if len(words) > 2 else str(option)


def _plain(key: str) -> tuple[tuple[str, ...], list[str]]:
    """Return a key without the names and indexes of list items, and these."""
    node, path, items = scenario_fields(), [], []
    for part in parts_of_key(key):
        inner = node.fields.get(part)
        if inner is None:
            items.append(part)
        else:
            node = inner
            path.append(part)
    return tuple(path), items


def _chinese_field(key: str) -> tuple[list[Any], str]:
    """Return the Chinese words of a setting, and the name of the list item or inner table that it belongs to."""
    path, items = _plain(key)
    chinese = _chinese()
    if not path:
        return [key, ""], ""
    owner = "、".join(text(item, "zh") for item in items)
    own = chinese["sections"].get(".".join(path)) or chinese["fields"].get(path[0], {}).get(".".join(path[1:]))
    if own is not None:
        return own, owner
    return chinese["fields"]["shared"][path[-1]], owner or section_name(".".join(path[:-1]), "zh")


def unit_word(unit: str, language: Language = "en") -> str:
    """Return the unit of a measure or a setting in words; an amount's currency is that of its scenario."""
    return str(_chinese()["units"][unit]) if language == "zh" and unit else unit


def party_name(party: str, language: Language = "en") -> str:
    """Return what a party that bears losses is called."""
    return say(PARTIES, party, language)


def text(written: str, language: Language = "en") -> str:
    """Return a name or a sentence of this repository's scenarios in a language; one not known stays as it is."""
    return str(_chinese()["texts"].get(written, written)) if language == "zh" else written


def sector_words(sectors: Iterable[str]) -> dict[str, str]:
    """Return what sectors are called in Chinese, where it is known, by which a data file may name them."""
    return {chinese: sector for sector in sectors if (chinese := text(sector, "zh")) != sector}


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
        return "." in key and field_at(_plain(key)[0]) is not None
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
