"""Studies: which policies are compared, against which baseline, in one and the same world.

A study file
------------
    title = "How much should the fund pay?"
    question = "Which ratio gives the most additional lending?"
    scenario = "../hefei.toml"                # path from the study's own folder
    overlays = ["../stress/mild.toml"]        # may be left out
    baseline = "as it is"                     # name of one policy

    [[policy]]                                # named policies ...
    name = "as it is"
    set = {}

    [sweep]                                   # ... and every combination of these values
    "scheme.compensation_ratio" = [0.3, 0.5]
    "fund.fund_size" = ["10 million", "20 million"]

Only keys of policy sections may differ between policies. Without `baseline`, the scenario's own policy is the baseline
if it is among them, else the first one.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import (
    MOST_FAULTS,
    capped,
    did_you_mean,
    got,
    must_be,
    names,
    shown,
    shown_name,
    shown_number,
    unknown_key,
)
from simulator.scenario.layers import Layer, Origin, read_layer, setting_from_text
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary
from simulator.scenario.study_files import (
    faults_of_keys,
    faults_of_varied,
    flat_settings,
    no_text_in_quotes,
    read_its_scenario,
)
from simulator.scenario.types import LARGEST_AMOUNT, amount_from_text

MOST_POLICIES = 5_000
RATIO_KEY = "scheme.compensation_ratio"
FUND_KEY = "fund.fund_size"
BREAKER_KEY = "breaker.is_on"
DEFAULT_RATIOS = tuple(step / 10 for step in range(11))
DEFAULT_FUND_MULTIPLES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
_UNLIMITED = "fund.is_unlimited"
_DEFAULT_STUDY = "compare"
"""Where the policies of the standard comparison come from: the command and the function of this name."""
_KNOWN = ("title", "question", "scenario", "overlays", "baseline", "policy", "sweep")


@dataclass(frozen=True)
class Policy:
    """One way to run the scheme."""

    name: str
    settings: dict[str, Any]
    """What differs from the scenario, by dotted key."""
    scenario: Scenario


@dataclass(frozen=True)
class Study:
    """Policies to compare on the same draws."""

    title: str
    question: str
    baseline: str
    """Name of the policy to which the others are compared."""
    policies: tuple[Policy, ...]


@dataclass(frozen=True)
class _Draft:
    """A policy before it is checked."""

    name: str
    settings: dict[str, Any]
    origins: dict[str, Origin]
    """Where each setting was written."""
    place: Origin


def read_study(path: FilePath | str, settings: Iterable[str] = ()) -> tuple[Reading, Study]:
    """Read a study file and the scenario that it names.

    Parameters
    ----------
    path
        The study file.
    settings
        `--set` texts, applied to the scenario before the policies vary it.

    Raises
    ------
    ScenarioError
        With every fault of the study, of its scenario and of its policies.
    """
    path = FilePath(path)
    layer = read_layer(path)
    name = shown_name(path)
    faults = faults_of_keys(layer, name, _KNOWN)
    reading, of_scenario = read_its_scenario(path, layer, settings)
    faults += of_scenario
    drafts, more = _drafts(layer, name)
    faults += more
    policies: list[Policy] = []
    if reading is not None:
        policies, more = _checked(reading, drafts)
        faults += more
    if reading is None or faults or not policies:
        raise ScenarioError(name, capped(faults or [Fault(wrong("faults.scenario.no_policy"), name)]))
    about = reading.scenario.about
    values = layer.values
    baseline = _baseline(layer, name, reading.scenario, policies)
    study = Study(values.get("title", about.title), values.get("question", about.question), baseline, tuple(policies))
    return reading, study


def default_study(
    reading: Reading, ratios: Sequence[float] | None = None, fund_sizes: Sequence[float] | None = None
) -> Study:
    """Return the standard comparison: compensation ratios x fund sizes x breaker on and off.

    Ratios are 0, 0.1, ..., 1 and fund sizes 0.25 to 6 times the scenario's own; the scenario's own ratio and fund
    size are always among them, and its own policy is the baseline. The breaker is switched off as well when the
    scenario has one. Without a fund of its own, or with an unlimited one, only the ratios vary, unless sizes are given.

    Parameters
    ----------
    reading
        The scenario.
    ratios
        Compensation ratios in place of the standard ones.
    fund_sizes
        Fund sizes, in main currency units, in place of the standard ones.

    Raises
    ------
    ScenarioError
        When a ratio or a fund size is not allowed, or fund sizes are given for an unlimited fund.
    """
    scenario = reading.scenario
    own_ratio, own_size = scenario.scheme.compensation_ratio, scenario.fund.fund_size
    sweep: dict[str, list[Any]] = {RATIO_KEY: _with_own(own_ratio, DEFAULT_RATIOS if ratios is None else ratios)}
    if scenario.fund.is_unlimited and fund_sizes is not None:
        raise ScenarioError("--fund-sizes", [Fault(wrong("faults.scenario.size_of_unlimited"), _UNLIMITED)])
    if fund_sizes is not None:
        sweep[FUND_KEY] = _with_own(own_size, fund_sizes)
    elif own_size > 0 and not scenario.fund.is_unlimited:
        sizes = [round(own_size * multiple, 2) for multiple in DEFAULT_FUND_MULTIPLES]
        sweep[FUND_KEY] = _with_own(own_size, [size for size in sizes if size <= LARGEST_AMOUNT])
    if scenario.breaker.is_on:
        sweep[BREAKER_KEY] = [True, False]
    _refuse_too_many(math.prod(len(values) for values in sweep.values()), _DEFAULT_STUDY)
    policies, faults = _checked(reading, _combinations(sweep, {}, Origin(_DEFAULT_STUDY)))
    if faults:
        raise ScenarioError(_DEFAULT_STUDY, capped(faults))
    own = {RATIO_KEY: own_ratio, FUND_KEY: own_size, BREAKER_KEY: True}
    baseline = policy_name({key: own[key] for key in sweep})
    return Study(scenario.about.title, scenario.about.question, baseline, tuple(policies))


def named_study(reading: Reading, policies: Mapping[str, Mapping[str, Any]], baseline: str | None = None) -> Study:
    """Return the study of named policies, each given by its settings.

    Parameters
    ----------
    reading
        The scenario that the policies vary.
    policies
        What differs from the scenario, by dotted key, for each policy by its name.
    baseline
        Name of one policy; default the scenario's own policy if it is among them, else the first.

    Raises
    ------
    ScenarioError
        When there is no policy, and with every fault of a setting: one of the world among them.
    """
    where = "policies"
    if not policies:
        example = f"{{'half': {{'{RATIO_KEY}': 0.5}}}}"
        raise ScenarioError(where, [Fault(wrong("faults.scenario.no_named_policy", example=example), where)])
    _refuse_too_many(len(policies), where)
    drafts, faults = [], []
    for name, settings in policies.items():
        place = Origin(f"policies[{shown(name)}]")
        origins = dict.fromkeys(settings, place)
        drafts.append(_Draft(name, dict(settings), origins, place))
        faults += faults_of_varied(origins)
    checked, more = ([], []) if faults else _checked(reading, drafts)
    if faults or more:
        raise ScenarioError(where, capped(faults or more))
    about = reading.scenario.about
    layer = Layer({} if baseline is None else {"baseline": baseline})
    return Study(about.title, about.question, _baseline(layer, where, reading.scenario, checked), tuple(checked))


def policy_name(settings: Mapping[str, Any]) -> str:
    """Return the name of a swept policy, as in "ratio 0.35, fund 20 m, breaker on"; other settings come last."""
    first = [key for key in (RATIO_KEY, FUND_KEY, BREAKER_KEY) if key in settings]
    keys = first + [key for key in settings if key not in first]
    return ", ".join(_setting_name(key, settings[key]) for key in keys)


def line_of(name: str, settings: Mapping[str, Any]) -> str:
    """Return what the names of swept policies that differ in the ratio only share: "fund 20 m, breaker on".

    Nothing where the ratio is not set, or the policy has a name of somebody's own.
    """
    if RATIO_KEY not in settings or name != policy_name(settings):
        return ""
    return policy_name({key: value for key, value in settings.items() if key != RATIO_KEY})


def _setting_name(key: str, value: Any) -> str:
    if key == RATIO_KEY and (_is_number(value) or isinstance(value, str)):
        return f"ratio {value if isinstance(value, str) else shown_number(value)}"
    if key == FUND_KEY:
        return f"fund {_amount_name(value)}"
    if key == BREAKER_KEY and isinstance(value, bool):
        return f"breaker {'on' if value else 'off'}"
    return f"{key} {value if isinstance(value, str) else shown(value)}"


def _amount_name(value: Any) -> str:
    """Return an amount as "20 m" (millions) or "1.5 bn" (billions)."""
    if isinstance(value, str):
        try:
            value = amount_from_text(value)
        except UnfitError:
            return str(value)
    if not _is_number(value):
        return shown(value)
    return f"{shown_number(value / 1e9)} bn" if value >= 1e9 else f"{shown_number(value / 1e6)} m"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _with_own(own: float, values: Iterable[float]) -> list[Any]:
    """Return the values in ascending order, each once, with the scenario's own among them."""
    return sorted({own, *values}, key=lambda value: (math.isnan(value), value))


def _refuse_too_many(count: int, where: str) -> None:
    if count > MOST_POLICIES:
        raise ScenarioError(
            where, [Fault(wrong("faults.scenario.many_policies", count=count, most=MOST_POLICIES), where)]
        )


def _drafts(layer: Layer, name: str) -> tuple[list[_Draft], list[Fault]]:
    """Return the unchecked policies of a study file, and the faults of how they are written."""
    named, faults = _named(layer, name)
    swept, more = _swept(layer, name)
    drafts, faults = named + swept, faults + more
    seen: set[str] = set()
    for draft in drafts:
        if draft.name in seen:
            faults.append(Fault(got(wrong("faults.scenario.same_name"), draft.name), f"{draft.place}: policy"))
        seen.add(draft.name)
    return drafts, faults


def _named(layer: Layer, name: str) -> tuple[list[_Draft], list[Fault]]:
    policies = layer.values.get("policy", [])
    if not isinstance(policies, list) or not all(isinstance(policy, dict) for policy in policies):
        where = f"{layer.origins.get(('policy',), name)}: policy"
        return [], [Fault(must_be(wrong("faults.allowed.tables", key="policy")), where)]
    _refuse_too_many(len(policies), name)
    drafts, faults = [], []
    for index, policy in enumerate(policies):
        place = layer.origins.get(("policy", index), Origin(name))
        title, changes = policy.get("name"), policy.get("set", {})
        for key in set(policy) - {"name", "set"}:
            place_of_key = layer.origins.get(("policy", index, key), place)
            faults.append(Fault(unknown_key(key, ("name", "set")), f"{place_of_key}: policy.{key[:80]}"))
        if not isinstance(title, str) or not title.strip():
            faults.append(Fault(no_text_in_quotes(title), f"{place}: policy.name"))
        elif not isinstance(changes, dict):
            faults.append(Fault(got(wrong("faults.scenario.table_of_keys"), changes), f"{place}: policy.set"))
        else:
            settings, origins = flat_settings(layer, ("policy", index, "set"))
            drafts.append(_Draft(title.strip(), settings, origins, place))
            faults += faults_of_varied(origins)
    return drafts, faults


def _swept(layer: Layer, name: str) -> tuple[list[_Draft], list[Fault]]:
    sweep = layer.values.get("sweep", {})
    place = layer.origins.get(("sweep",), Origin(name))
    if not isinstance(sweep, dict):
        return [], [Fault(got(wrong("faults.scenario.table_of_lists"), sweep), f"{place}: sweep")]
    values, origins = flat_settings(layer, ("sweep",))
    faults = faults_of_varied(origins)
    for key, items in values.items():
        if not isinstance(items, list) or not items:
            faults.append(Fault(got(wrong("faults.scenario.empty_list"), items), f"{origins[key]}: {key[:80]}"))
    if faults or not values:
        return [], faults
    _refuse_too_many(math.prod(len(items) for items in values.values()), name)
    return _combinations(values, origins, place), []


def _combinations(sweep: Mapping[str, Sequence[Any]], origins: dict[str, Origin], place: Origin) -> list[_Draft]:
    drafts = []
    for values in itertools.product(*sweep.values()):
        settings = dict(zip(sweep, values, strict=True))
        drafts.append(_Draft(policy_name(settings), settings, origins, place))
    return drafts


def _checked(reading: Reading, drafts: Iterable[_Draft]) -> tuple[list[Policy], list[Fault]]:
    policies, faults = list[Policy](), list[Fault]()
    for draft in drafts:
        if len(faults) >= MOST_FAULTS:
            return policies, [*faults[: MOST_FAULTS - 1], Fault(wrong("faults.scenario.unchecked"), str(draft.place))]
        try:
            scenario = vary(reading, draft.settings, origins=draft.origins)
            policies.append(Policy(draft.name, draft.settings, scenario))
        except ScenarioError as error:
            faults += error.faults
    return policies, list(dict.fromkeys(faults))


def _baseline(layer: Layer, name: str, scenario: Scenario, policies: Sequence[Policy]) -> str:
    given = layer.values.get("baseline")
    known = [policy.name for policy in policies]
    if given is None:
        own = [policy.name for policy in policies if policy.scenario == scenario]
        return own[0] if own else known[0]
    if given not in known:
        some = names([shown(one) for one in known[:8]] + ["..."] * (len(known) > 8))
        place = layer.origins.get(("baseline",), Origin(name))
        what = got(wrong("faults.scenario.no_baseline", names=some), given, did_you_mean(given, known))
        raise ScenarioError(name, [Fault(what, f"{place}: baseline")])
    return str(given)


def settings_of_texts(option: str, texts: Sequence[str]) -> dict[str, Any]:
    """Return the settings in "scheme.compensation_ratio=0.5", ... by their dotted key.

    Raises
    ------
    ScenarioError
        When a text is no setting.
    """
    settings: dict[str, Any] = {}
    faults = []
    for text in texts:
        try:
            settings |= flat_settings(setting_from_text(text), ())[0]
        except UnfitError as error:
            faults.append(Fault(error.what, option))
    if faults:
        raise ScenarioError(option, faults)
    return settings
