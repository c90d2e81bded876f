"""The effective scenario as a scenario file: written so that reading it gives the same record."""

import json
import re
from collections.abc import Mapping, Sequence

from simulator.scenario.cities import CityStudy
from simulator.scenario.design_study import DesignStudy
from simulator.scenario.model import Scenario
from simulator.scenario.study import Study

_BARE_KEY = re.compile(r"^[A-Za-z0-9_-]+$")


def scenario_toml(scenario: Scenario) -> str:
    """Return the TOML text of a scenario, with every effective value, defaults included."""
    return toml_text(scenario.model_dump(exclude_none=True))


def study_toml(study: Study, scenario: str = "scenario.toml") -> str:
    """Return the TOML text of a study with every policy by name, for a scenario file beside it."""
    policies = [{"name": policy.name, "set": _without_none(policy.settings)} for policy in study.policies]
    head = {"title": study.title, "question": study.question, "scenario": scenario, "baseline": study.baseline}
    return toml_text({**head, "policy": policies})


def design_toml(study: DesignStudy, scenario: str = "scenario.toml") -> str:
    """Return the TOML text of a design study with every value of its levers, for a scenario file beside it."""
    limits: dict[str, dict[str, float]] = {}
    for limit in study.limits:
        limits.setdefault(limit.measure, {})["at_most" if limit.is_upper else "at_least"] = limit.bound
    head = {"title": study.title, "question": study.question, "scenario": scenario}
    levers = {lever.key: list(lever.values) for lever in study.levers}
    numbers = {"policies": study.policies, "search_paths": study.search_paths}
    return toml_text({**head, "levers": levers, "limits": limits, "design": numbers})


def cities_toml(study: CityStudy, scenario: str = "scenario.toml") -> str:
    """Return the TOML text of a study of cities, for a scenario file beside it."""
    cities = [{"name": city.name, "count": city.count, "set": _without_none(city.settings)} for city in study.cities]
    centre: dict[str, object] = {"covers": study.centre.covers}
    if study.centre.covers == "excess":
        centre["share"] = study.centre.share
    if study.centre.capital is not None:
        centre["capital"] = study.centre.capital
    head = {"title": study.title, "question": study.question, "scenario": scenario}
    return toml_text({**head, "city": cities, "centre": centre})


def _without_none(settings: Mapping[str, object]) -> dict[str, object]:
    # TOML has no empty value: a setting that is left out is switched off with a word.
    return {key: "none" if value is None else value for key, value in settings.items()}


def toml_text(values: Mapping[str, object]) -> str:
    """Return the TOML text of nested dictionaries, lists, texts, numbers and truth values."""
    return "\n".join(_table_lines(values, ())).lstrip("\n") + "\n"


def _table_lines(values: Mapping[str, object], path: tuple[str, ...]) -> list[str]:
    """Return the plain keys of one table, then its sub-tables: TOML allows no other order."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in values.items() if not _is_table(value)]
    for key, value in values.items():
        inner = (*path, key)
        if isinstance(value, Mapping):
            has_own_keys = not value or any(not _is_table(item) for item in value.values())
            lines += ["", f"[{_dotted(inner)}]"] if has_own_keys else []
            lines += _table_lines(value, inner)
        elif _is_table(value):
            for item in value:  # type: ignore[attr-defined]
                lines += ["", f"[[{_dotted(inner)}]]", *_table_lines(item, inner)]
    return lines


def _is_table(value: object) -> bool:
    if isinstance(value, Mapping):
        return True
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _dotted(path: Sequence[str]) -> str:
    return ".".join(_key(part) for part in path)


def _key(key: str) -> str:
    return key if _BARE_KEY.match(key) else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + " }"
    raise TypeError(f"no TOML form for {type(value).__name__}")


def _text(text: str) -> str:
    # JSON's escapes are TOML's, but for the delete character, which TOML wants escaped too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
