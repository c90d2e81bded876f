"""Design studies: which levers of the policy may be moved, within which limits, to find the best policies.

A design study
--------------
    title = "Hefei: the best policies within a budget"
    question = "Which policies bring the most additional lending?"
    scenario = "../hefei.toml"                # path from the study's own folder
    overlays = ["../stress/mild.toml"]        # may be left out

    [levers]                                  # any setting of the policy: a range, or a list of values
    "scheme.compensation_ratio" = { low = 0.2, high = 0.8, step = 0.05 }
    "fund.fund_size" = ["10 million", "20 million"]
    "scheme.stacking_limit" = [0.8]           # one value: the same for every policy

    [limits]                                  # any measure of the tables, by its key; may be left out
    fiscal_cost = { at_most = "10 million" }
    p_depleted = { at_most = 0.05 }

    [design]                                  # may be left out
    policies = 2000                           # most policies tried
    search_paths = 500                        # paths on which each of them is tried
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import ScenarioError
from simulator.faults import capped, did_you_mean, shown, shown_name
from simulator.scenario.fields import FieldInfo, field_at
from simulator.scenario.keys import key_of_path, parts_of_key
from simulator.scenario.layers import Layer, Origin, read_layer
from simulator.scenario.read import Reading, vary
from simulator.scenario.study import faults_of_varied, read_its_scenario
from simulator.scenario.types import amount_from_text

LEVERS = "levers"
MOST_VALUES = 1_000
MOST_POLICIES_TRIED = 1_000_000
_KNOWN = ("title", "question", "scenario", "overlays", LEVERS, "limits", "design")
_RANGE = ("low", "high", "step")
_SIDES = ("at_most", "at_least")
_DEFAULTS = {"policies": 2_000, "search_paths": 500}
_LEAST = {"policies": 1, "search_paths": 50}
_NUMBER_KINDS = ("number", "whole number")


@dataclass(frozen=True)
class Lever:
    """One setting of the policy, and the values among which it is chosen."""

    key: str
    values: tuple[Any, ...]
    place: Origin


@dataclass(frozen=True)
class Limit:
    """A bound on one measure of every policy wanted, in the measure's plain unit (currency, shares of 1)."""

    measure: str
    bound: float
    is_upper: bool
    """Whether the measure must be at most the bound, or else at least."""
    place: Origin


@dataclass(frozen=True)
class DesignStudy:
    """Levers and limits of a search for the best policies of one scenario."""

    title: str
    question: str
    levers: tuple[Lever, ...]
    limits: tuple[Limit, ...]
    policies: int
    """Most policies tried."""
    search_paths: int

    @property
    def combinations(self) -> int:
        """Return the number of policies that the levers allow."""
        return math.prod(len(lever.values) for lever in self.levers)

    def settings(self, choices: Iterable[int]) -> dict[str, Any]:
        """Return the settings of one policy, given the place of each lever's value in its list."""
        return {lever.key: lever.values[place] for lever, place in zip(self.levers, choices, strict=True)}


def read_design(path: FilePath | str, settings: Iterable[str] = ()) -> tuple[Reading, DesignStudy]:
    """Read a design study and the scenario that it names.

    Parameters
    ----------
    path
        The study file.
    settings
        `--set` texts, applied to the scenario before the levers vary it.

    Raises
    ------
    ScenarioError
        With every fault of the study, of its scenario and of every value of a lever.
    """
    path = FilePath(path)
    layer, name = read_layer(path), shown_name(path)
    faults = _faults_of_head(layer, name)
    reading, of_scenario = read_its_scenario(path, layer, settings)
    faults += of_scenario
    levers, more = _levers(layer, name)
    limits, of_limits = _limits(layer, name)
    numbers, of_numbers = _numbers(layer, name)
    faults += more + of_limits + of_numbers
    if reading is not None:
        faults += _faults_of_values(reading, levers)
    if reading is None or faults:
        raise ScenarioError(name, capped(faults))
    about = reading.scenario.about
    title, question = layer.values.get("title", about.title), layer.values.get("question", about.question)
    return reading, DesignStudy(title, question, tuple(levers), tuple(limits), **numbers)


def _faults_of_head(layer: Layer, name: str) -> list[str]:
    faults = [
        f"{_place(layer, name, key)}: {key_of_path((key,))}: unknown key{did_you_mean(key, _KNOWN)}"
        for key in layer.values
        if key not in _KNOWN
    ]
    for key in ("title", "question", "scenario"):
        value = layer.values.get(key, "")
        if not isinstance(value, str):
            faults.append(f"{_place(layer, name, key)}: {key}: must be text in quotes (got {shown(value)})")
    return faults


def _place(layer: Layer, name: str, *path: str) -> Origin:
    while path:
        if path in layer.origins:
            return layer.origins[path]
        path = path[:-1]
    return Origin(name)


def _table(layer: Layer, name: str, key: str) -> tuple[Mapping[str, Any], list[str]]:
    value = layer.values.get(key, {})
    if isinstance(value, dict):
        return value, []
    return {}, [f"{_place(layer, name, key)}: {key}: must be a table [{key}] (got {shown(value)})"]


def _levers(layer: Layer, name: str) -> tuple[list[Lever], list[str]]:
    table, faults = _table(layer, name, LEVERS)
    written_ones = list(_written_levers(layer, name, table, ()))
    if not written_ones and not faults:
        faults.append(f"{_place(layer, name, LEVERS)}: levers: give at least one lever in a table [levers]")
    levers: list[Lever] = []
    for written, given, place in written_ones:
        unknown = faults_of_varied({written: place})
        faults += unknown
        if unknown:
            continue
        key = key_of_path(tuple(parts_of_key(written)))
        if key in {lever.key for lever in levers}:
            faults.append(f"{place}: {key}: this lever is given twice; keep one")
            continue
        try:
            levers.append(Lever(key, _values_of(key, given), place))
        except ValueError as error:
            faults.append(f"{place}: {key}: {error}")
    return levers, faults


def _written_levers(
    layer: Layer, name: str, table: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[str, Any, Origin]]:
    """Yield key, what is given and its place; "a.b" in quotes and the nested a.b are the same key."""
    for part, value in table.items():
        here = (*path, part)
        if isinstance(value, dict) and not set(value) & set(_RANGE):
            yield from _written_levers(layer, name, value, here)
        else:
            yield ".".join(here), value, _place(layer, name, LEVERS, *here)


def _values_of(key: str, given: Any) -> tuple[Any, ...]:
    """Return the values of a lever from a list or a range.

    Raises
    ------
    ValueError
        Saying what is wrong with the list or the range.
    """
    info = field_at(tuple(parts_of_key(key)))
    if isinstance(given, dict):
        return _values_of_range(info, given)
    if not isinstance(given, list) or not given:
        raise ValueError(f"must be a list of values or {{ low = ..., high = ..., step = ... }} (got {shown(given)})")
    if len(given) > MOST_VALUES:
        raise ValueError(f"{len(given):,} values are too many; at most {MOST_VALUES:,}")
    seen: list[tuple[bool, Any]] = []
    for value in given:
        plain = (isinstance(value, bool), _amount(value) if info is not None and info.unit == "currency" else value)
        if plain in seen:
            raise ValueError(f"a value is given twice (got {shown(value)}); keep one")
        seen.append(plain)
    return tuple(given)


def _amount(value: Any) -> Any:
    """Return the number of an amount in words; anything else as it is."""
    try:
        return amount_from_text(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _values_of_range(info: FieldInfo | None, given: Mapping[str, Any]) -> tuple[Any, ...]:
    if info is not None and info.kind not in _NUMBER_KINDS:
        raise ValueError(f"only numbers have a range; give a list of values, each {info.allowed}")
    unknown = [key for key in given if key not in _RANGE]
    if unknown:
        raise ValueError(f"unknown key {shown(unknown[0])} in a range{did_you_mean(unknown[0], _RANGE)}")
    missing = [key for key in _RANGE if key not in given]
    if missing:
        raise ValueError(f"a range needs {', '.join(_RANGE)} ({missing[0]} is missing)")
    low, high, step = (_decimal(given[key]) for key in _RANGE)
    if step <= 0 or high < low:
        raise ValueError(f"a range needs a step above 0 and high not below low (got {low}, {high}, {step})")
    count = int((high - low) / step) + 1
    if count > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES:,} values; take a larger step")
    values = [low + step * number for number in range(count)]
    is_whole = info is not None and info.kind == "whole number" and all(value == int(value) for value in values)
    return tuple(int(value) if is_whole else float(value) for value in values)


def _decimal(value: Any) -> Decimal:
    return Decimal(str(_number(value)))


def _number(value: Any) -> float:
    """Return a finite number, or that of an amount in words.

    Raises
    ------
    ValueError
        When it is neither.
    """
    if isinstance(value, str):
        return amount_from_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"must be a number (got {shown(value)})")
    return float(value)


def _faults_of_values(reading: Reading, levers: Sequence[Lever]) -> list[str]:
    """Return what is wrong with values that fit neither alone nor with any value of one other lever.

    What is left are combinations that the scenario's rules exclude: they are not tried, and counted.
    """
    faults: list[str] = []
    for lever in levers:
        others = [(other, value) for other in levers if other is not lever for value in other.values]
        for value in lever.values:
            wrong = _faults_of_settings(reading, [(lever, value)])
            if wrong and all(_faults_of_settings(reading, [(lever, value), pair]) for pair in others):
                faults += wrong
    return list(dict.fromkeys(faults))


def _faults_of_settings(reading: Reading, settings: Sequence[tuple[Lever, Any]]) -> list[str]:
    origins = {lever.key: lever.place for lever, _ in settings}
    try:
        vary(reading, {lever.key: value for lever, value in settings}, origins=origins)
    except ScenarioError as error:
        return error.faults
    return []


def _limits(layer: Layer, name: str) -> tuple[list[Limit], list[str]]:
    table, faults = _table(layer, name, "limits")
    limits = []
    for measure, given in table.items():
        place = _place(layer, name, "limits", measure)
        where = f"{place}: limits.{measure[:80]}"
        if not isinstance(given, dict) or not given or set(given) - set(_SIDES):
            faults.append(f"{where}: must be {{ at_most = ... }} or {{ at_least = ... }} (got {_shown_table(given)})")
            continue
        for side, bound in given.items():
            try:
                limits.append(Limit(measure, _number(bound), side == "at_most", place))
            except ValueError as error:
                faults.append(f"{where}.{side}: {error}")
    return limits, faults


def _shown_table(value: Any) -> str:
    return "{ " + ", ".join(str(key)[:40] for key in value) + " }" if isinstance(value, dict) else shown(value)


def _numbers(layer: Layer, name: str) -> tuple[dict[str, int], list[str]]:
    table, faults = _table(layer, name, "design")
    found = dict(_DEFAULTS)
    for key, value in table.items():
        place = _place(layer, name, "design", key)
        if key not in _DEFAULTS:
            faults.append(f"{place}: design.{key[:80]}: unknown key{did_you_mean(key, _DEFAULTS)}")
        elif isinstance(value, bool) or not isinstance(value, int) or not _LEAST[key] <= value <= MOST_POLICIES_TRIED:
            allowed = f"a whole number from {_LEAST[key]} to {MOST_POLICIES_TRIED}"
            faults.append(f"{place}: design.{key}: must be {allowed} (got {shown(value)})")
        else:
            found[key] = value
    return found, faults
