"""The effective scenario as a scenario file: written so that reading it gives the same record."""

from collections.abc import Mapping

import tomli_w

from simulator.scenario.cities import CityStudy
from simulator.scenario.design_study import DesignStudy
from simulator.scenario.model import Scenario
from simulator.scenario.study import Study


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
    return tomli_w.dumps(values)
