"""What a page asks: a scenario with changed settings, and the grid of ratios and fund sizes around it."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import got, must_be, shown, unknown_key
from simulator.questions.names import title_of
from simulator.scenario.fields import FieldInfo, field_at, known_keys
from simulator.scenario.keys import parts_of_key
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, read_scenario, vary
from simulator.scenario.study import BREAKER_KEY, DEFAULT_RATIOS, FUND_KEY, RATIO_KEY, Policy, Study, policy_name
from simulator.scenario.types import LARGEST_AMOUNT, Side

AS_LOADED = "as loaded"
FUND_MULTIPLES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0)
GRID_KEYS = (RATIO_KEY, FUND_KEY, BREAKER_KEY)
SEED_KEY = "run.seed"
MOST_SETTINGS = 100
MOST_LOANS = 200_000
"""Applications and opening loans of one path above which the page would not answer while one waits."""


@dataclass(frozen=True)
class Source:
    """A scenario file and the overlays applied on top; the files are the server's own, never named by a page."""

    path: Path
    overlays: tuple[Path, ...] = ()
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What one page asks.

    Attributes
    ----------
    reading
        The scenario with the world that was asked for; its own policy is the baseline.
    study
        The baseline, and every ratio, fund size and breaker of the grid with the policy settings asked for.
    chosen
        Name of the policy that the page is about.
    key
        Equal for questions that have the same study.
    loans
        Expected applications and opening loans of one path.
    """

    reading: Reading
    study: Study
    chosen: str
    key: str
    loans: float

    @property
    def scenario(self) -> Scenario:
        """Return the scenario of the chosen policy."""
        return next(policy.scenario for policy in self.study.policies if policy.name == self.chosen)


def read_source(source: Source, settings: Mapping[str, Any] | None = None) -> Reading:
    """Return the scenario of a source with world settings applied on top.

    Raises
    ------
    ScenarioError
        With every fault, and when the page could not answer for so many loans.
    """
    texts = [f"{key}={_toml(value)}" for key, value in (settings or {}).items()]
    reading = read_scenario(source.path, source.overlays, (*source.settings, *texts))
    _refuse_large(reading.scenario)
    return reading


def ask(source: Source, settings: Mapping[str, Any]) -> Question:
    """Return the question of a page.

    Parameters
    ----------
    settings
        Values by dotted key. Policy settings change the policies; settings of the world, and the seed, change the
        baseline as well.

    Raises
    ------
    ScenarioError
        With every fault of the settings.
    """
    sides = _sides(settings)
    reading = read_source(source, {key: settings[key] for key, side in sides.items() if side != "policy"})
    terms = {key: settings[key] for key, side in sides.items() if side == "policy"}
    chosen = vary(reading, terms) if terms else reading.scenario
    others = {key: value for key, value in terms.items() if key not in GRID_KEYS}
    study, name = _study(reading, chosen, others)
    key = json.dumps([str(source), sorted(map(str, settings.items() - terms.items())), _told(study)])
    return Question(reading, study, name, key, loans_of(reading.scenario))


def _told(study: Study) -> list[object]:
    return [[policy.name, policy.settings] for policy in study.policies]


def _sides(settings: Mapping[str, Any]) -> dict[str, Side]:
    """Return the side of each setting.

    Raises
    ------
    ScenarioError
        Naming every setting that is no single value of a policy or of the world.
    """
    faults: list[Fault] = []
    sides: dict[str, Side] = {}
    if len(settings) > MOST_SETTINGS:
        what = got(wrong("faults.explorer.many_settings", most=MOST_SETTINGS), len(settings))
        raise ScenarioError("settings", [Fault(what)])
    for key, value in settings.items():
        info = _field_of(key)
        if info is None:
            faults.append(Fault(unknown_key(key[:80], known_keys()), shown(key)[1:-1]))
        elif not isinstance(value, str | int | float | bool | None):
            faults.append(Fault(got(must_be(info.allowed), value), key))
        elif info.side not in ("policy", "world") and key != SEED_KEY:
            faults.append(Fault(wrong("faults.explorer.not_here"), key))
        else:
            sides[key] = info.side
    if faults:
        raise ScenarioError("settings", faults)
    return sides


def _field_of(key: str) -> FieldInfo | None:
    try:
        return field_at(tuple(parts_of_key(key)))
    except UnfitError:
        return None


def _toml(value: object) -> str:
    return '"none"' if value is None else json.dumps(value, ensure_ascii=False)


def _study(reading: Reading, chosen: Scenario, others: Mapping[str, Any]) -> tuple[Study, str]:
    """Return the study of a grid around the baseline and the chosen policy, and the chosen policy's name."""
    base = reading.scenario
    breakers = [True, False] if base.breaker.is_on or chosen.breaker.is_on else [False]
    ratios = sorted({*DEFAULT_RATIOS, base.scheme.compensation_ratio, chosen.scheme.compensation_ratio})
    policies = []
    for is_on, size, ratio in itertools.product(breakers, _sizes(base, chosen), ratios):
        place = {RATIO_KEY: ratio, FUND_KEY: size, BREAKER_KEY: is_on}
        settings = {**others, **place}
        policies.append(Policy(policy_name(place), settings, vary(reading, settings)))
    same = [policy.name for policy in policies if policy.scenario == base]
    baseline = same[0] if same else AS_LOADED
    if not same:
        policies.insert(0, Policy(AS_LOADED, {}, base))
    name = next(policy.name for policy in policies if policy.scenario == chosen)
    return Study(base.about.title, base.about.question, baseline, tuple(policies)), name


def _sizes(base: Scenario, chosen: Scenario) -> Sequence[float]:
    own = {base.fund.fund_size, chosen.fund.fund_size}
    if chosen.fund.is_unlimited or base.fund.fund_size == 0:
        return sorted(own)
    multiples = {round(base.fund.fund_size * multiple, 2) for multiple in FUND_MULTIPLES}
    return sorted(own | {size for size in multiples if size <= LARGEST_AMOUNT})


def loans_of(scenario: Scenario) -> float:
    """Return the expected number of applications and opening loans of one path."""
    asked, growth = scenario.applications.per_month * 12.0, scenario.applications.growth_per_year
    total = float(sum(segment.count for segment in scenario.book))
    for _ in range(scenario.clock.years):
        total += asked
        asked *= 1 + growth
        growth *= scenario.applications.growth_kept
    return total


def _refuse_large(scenario: Scenario) -> None:
    loans = loans_of(scenario)
    if loans > MOST_LOANS:
        what = wrong("faults.explorer.many_loans", loans=round(loans), most=MOST_LOANS)
        raise ScenarioError(title_of(scenario), [Fault(what, "applications.per_month")])
