"""What measures, settings, choices, parties and sectors are called: values that can be said in any language."""

import functools
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from simulator.analysis.measures import MeasureDefinition
from simulator.estimate import Estimate
from simulator.saying import words
from simulator.scenario.fields import field_at, scenario_fields
from simulator.scenario.keys import parts_of_key
from simulator.scenario.model import Scenario
from simulator.values import Measured, Number, Own, Phrase, Unit, phrase

_BY_YEAR = "p_depleted_year_"
_SWITCHES = {True: "yes", False: "no", None: "none"}


def measure_name(key: str) -> Phrase:
    """Return what the measure of this key is called."""
    return _of_measure(key, "name")


def measure_meaning(key: str) -> Phrase:
    """Return what the measure of this key means."""
    return _of_measure(key, "meaning")


def _of_measure(key: str, what: str) -> Phrase:
    if key.startswith(_BY_YEAR):
        return phrase(f"measure.p_depleted_year.{what}", year=Number(int(key.removeprefix(_BY_YEAR))))
    return phrase(f"measure.{key}.{what}")


def measured(definition: MeasureDefinition, estimate: Estimate, *, is_difference: bool = False) -> Measured:
    """Return the estimate of a measure, or of its difference between two policies, in its unit."""
    unit: Unit = definition.unit
    if is_difference and unit in ("share", "probability"):
        unit = "points"
    return Measured(estimate, unit, is_difference)


def party_name(party: str) -> Phrase:
    """Return what a party that bears losses is called."""
    return phrase(f"party.{party}")


def title_of(scenario: Scenario) -> Own:
    """Return a scenario's title, in the languages it gives."""
    return Own(scenario.about.title, scenario.about.title_zh)


def own_name(text: str) -> Own:
    """Return a name in a scenario, such as that of a sector; those of the shipped scenarios are known in Chinese."""
    return Own(text, chinese_names()["texts"].get(text, ""))


def sector_words(sectors: Iterable[str]) -> dict[str, str]:
    """Return what sectors are called in Chinese, where it is known, by which a data file may name them."""
    known = {sector: own_name(sector).chinese for sector in sectors}
    return {chinese: sector for sector, chinese in known.items() if chinese}


def setting_name(key: str) -> Own:
    """Return what a setting is called, without its section; that of a list item or inner table with whose it is."""
    parts = parts_of_key(key)
    english = ": ".join([*(part.replace("_", " ") for part in parts[1:-1]), parts[-1].replace("_", " ")])
    found, owner = _chinese_field(key)
    return Own(english, f"{owner}：{found[0]}" if owner else str(found[0]))


def setting_value(key: str, value: object) -> Own:
    """Return a choice of a setting in words, and what is on, off or left out; anything else as it is written."""
    if value is None or isinstance(value, bool):
        return Own(_SWITCHES[value], str(chinese_names()["options"][str(value)]))
    found = _chinese_field(key)[0]
    chinese = str(found[2].get(value, value)) if len(found) > 2 else str(value)
    return Own(str(value).replace("_", " "), chinese)


@functools.cache
def chinese_names() -> dict[str, Any]:
    """Return the Chinese names of settings, choices, units and of what the shipped scenarios name."""
    folder = Path(words.__file__).parent
    names = ("names_zh.toml", "settings_zh.toml")
    return {key: table for name in names for key, table in tomllib.loads((folder / name).read_text("utf-8")).items()}


def plain_key(key: str) -> tuple[tuple[str, ...], list[str]]:
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
    path, items = plain_key(key)
    chinese = chinese_names()
    if not path:
        return [key, ""], ""
    owner = "、".join(own_name(item).chinese or item for item in items)
    own = chinese["sections"].get(".".join(path)) or chinese["fields"].get(path[0], {}).get(".".join(path[1:]))
    if own is not None:
        return own, owner
    return chinese["fields"]["shared"][path[-1]], owner or str(chinese["sections"][".".join(path[:-1])][0])


def unit_name(unit: str) -> Own:
    """Return what the unit of a setting is called; a currency's code, and what has no unit, as it is."""
    return Own(unit, str(chinese_names()["units"].get(unit, unit)))


def setting_meaning(key: str) -> Own:
    """Return what a setting means; nothing for a key that is not known."""
    info = field_at(plain_key(key)[0])
    return Own("" if info is None else info.meaning, str(_chinese_field(key)[0][1]))
