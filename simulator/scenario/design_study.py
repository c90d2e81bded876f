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

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import capped, did_you_mean, got, must_be, names, shown, shown_name, unknown_key
from simulator.scenario.fields import FieldInfo, field_at, whole_number
from simulator.scenario.keys import key_of_path, parts_of_key
from simulator.scenario.layers import Layer, Origin, read_layer
from simulator.scenario.read import Reading, vary
from simulator.scenario.study_files import faults_of_varied, read_its_scenario
from simulator.scenario.types import amount_from_text
from simulator.values import NOTHING, Own, phrase

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


def _faults_of_head(layer: Layer, name: str) -> list[Fault]:
    faults = [
        Fault(unknown_key(key, _KNOWN), f"{_place(layer, name, key)}: {key_of_path((key,))}")
        for key in layer.values
        if key not in _KNOWN
    ]
    for key in ("title", "question", "scenario"):
        value = layer.values.get(key, "")
        if not isinstance(value, str):
            place = f"{_place(layer, name, key)}: {key}"
            faults.append(Fault(got(must_be(wrong("faults.allowed.text")), value), place))
    return faults


def _place(layer: Layer, name: str, *path: str) -> Origin:
    while path:
        if path in layer.origins:
            return layer.origins[path]
        path = path[:-1]
    return Origin(name)


def _table(layer: Layer, name: str, key: str) -> tuple[Mapping[str, Any], list[Fault]]:
    value = layer.values.get(key, {})
    if isinstance(value, dict):
        return value, []
    what = got(must_be(wrong("faults.allowed.table", key=key)), value)
    return {}, [Fault(what, f"{_place(layer, name, key)}: {key}")]


def _levers(layer: Layer, name: str) -> tuple[list[Lever], list[Fault]]:
    table, faults = _table(layer, name, LEVERS)
    written_ones = list(_written_levers(layer, name, table, ()))
    if not written_ones and not faults:
        faults.append(Fault(wrong("faults.scenario.no_lever"), f"{_place(layer, name, LEVERS)}: {LEVERS}"))
    levers: list[Lever] = []
    for written, given, place in written_ones:
        unknown = faults_of_varied({written: place})
        faults += unknown
        if unknown:
            continue
        key = key_of_path(tuple(parts_of_key(written)))
        if key in {lever.key for lever in levers}:
            faults.append(Fault(wrong("faults.scenario.lever_twice"), f"{place}: {key}"))
            continue
        try:
            levers.append(Lever(key, _values_of(key, given), place))
        except UnfitError as error:
            faults.append(Fault(error.what, f"{place}: {key}"))
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
    UnfitError
        Saying what is wrong with the list or the range.
    """
    info = field_at(tuple(parts_of_key(key)))
    if isinstance(given, dict):
        return _values_of_range(info, given)
    if not isinstance(given, list) or not given:
        raise UnfitError(got(wrong("faults.scenario.no_values", range="{ low = ..., high = ..., step = ... }"), given))
    if len(given) > MOST_VALUES:
        raise UnfitError(wrong("faults.scenario.many_values", count=len(given), most=MOST_VALUES))
    seen: list[tuple[bool, Any]] = []
    for value in given:
        plain = (isinstance(value, bool), _amount(value) if info is not None and info.unit == "currency" else value)
        if plain in seen:
            raise UnfitError(got(wrong("faults.scenario.value_twice"), value, wrong("faults.hint.keep_one")))
        seen.append(plain)
    return tuple(given)


def _amount(value: Any) -> Any:
    """Return the number of an amount in words; anything else as it is."""
    try:
        return amount_from_text(value) if isinstance(value, str) else value
    except UnfitError:
        return value


def _values_of_range(info: FieldInfo | None, given: Mapping[str, Any]) -> tuple[Any, ...]:
    if info is not None and info.kind not in _NUMBER_KINDS:
        raise UnfitError(wrong("faults.scenario.no_range", allowed=info.allowed))
    unknown = [key for key in given if key not in _RANGE]
    if unknown:
        hint = did_you_mean(unknown[0], _RANGE)
        raise UnfitError(wrong("faults.scenario.unknown_in_range", key=shown(unknown[0]), hint=hint))
    missing = [key for key in _RANGE if key not in given]
    if missing:
        raise UnfitError(wrong("faults.scenario.part_of_range", needed=names(_RANGE), missing=missing[0]))
    low, high, step = (_decimal(given[key]) for key in _RANGE)
    if step <= 0 or high < low:
        raise UnfitError(got(wrong("faults.scenario.empty_range"), [float(end) for end in (low, high, step)]))
    count = int((high - low) / step) + 1
    if count > MOST_VALUES:
        raise UnfitError(wrong("faults.scenario.small_step", most=MOST_VALUES))
    values = [low + step * number for number in range(count)]
    is_whole = info is not None and info.kind == "whole number" and all(value == int(value) for value in values)
    return tuple(int(value) if is_whole else float(value) for value in values)


def _decimal(value: Any) -> Decimal:
    return Decimal(str(_number(value)))


def _number(value: Any) -> float:
    """Return a finite number, or that of an amount in words.

    Raises
    ------
    UnfitError
        When it is neither.
    """
    if isinstance(value, str):
        return amount_from_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UnfitError(got(must_be(wrong("faults.allowed.any_number")), value))
    return float(value)


def _faults_of_values(reading: Reading, levers: Sequence[Lever]) -> list[Fault]:
    """Return what is wrong with values that fit neither alone nor with any value of one other lever.

    What is left are combinations that the scenario's rules exclude: they are not tried, and counted.
    """
    faults: list[Fault] = []
    for lever in levers:
        others = [(other, value) for other in levers if other is not lever for value in other.values]
        for value in lever.values:
            wrong = _faults_of_settings(reading, [(lever, value)])
            if wrong and all(_faults_of_settings(reading, [(lever, value), pair]) for pair in others):
                faults += wrong
    return list(dict.fromkeys(faults))


def _faults_of_settings(reading: Reading, settings: Sequence[tuple[Lever, Any]]) -> list[Fault]:
    origins = {lever.key: lever.place for lever, _ in settings}
    try:
        vary(reading, {lever.key: value for lever, value in settings}, origins=origins)
    except ScenarioError as error:
        return error.faults
    return []


def _limits(layer: Layer, name: str) -> tuple[list[Limit], list[Fault]]:
    table, faults = _table(layer, name, "limits")
    limits = []
    for measure, given in table.items():
        place = _place(layer, name, "limits", measure)
        where = f"{place}: limits.{measure[:80]}"
        if not isinstance(given, dict) or not given or set(given) - set(_SIDES):
            sides = phrase("list.or", first=Own("{ at_most = ... }"), last=Own("{ at_least = ... }"))
            what = wrong("faults.got", what=must_be(sides), value=_shown_table(given), hint=NOTHING)
            faults.append(Fault(what, where))
            continue
        for side, bound in given.items():
            try:
                limits.append(Limit(measure, _number(bound), side == "at_most", place))
            except UnfitError as error:
                faults.append(Fault(error.what, f"{where}.{side}"))
    return limits, faults


def _shown_table(value: Any) -> str:
    return "{ " + ", ".join(str(key)[:40] for key in value) + " }" if isinstance(value, dict) else shown(value)


def _numbers(layer: Layer, name: str) -> tuple[dict[str, int], list[Fault]]:
    table, faults = _table(layer, name, "design")
    found = dict(_DEFAULTS)
    for key, value in table.items():
        place = _place(layer, name, "design", key)
        if key not in _DEFAULTS:
            faults.append(Fault(unknown_key(key, _DEFAULTS), f"{place}: design.{key[:80]}"))
        elif isinstance(value, bool) or not isinstance(value, int) or not _LEAST[key] <= value <= MOST_POLICIES_TRIED:
            allowed = whole_number(_LEAST[key], MOST_POLICIES_TRIED)
            faults.append(Fault(got(must_be(allowed), value), f"{place}: design.{key}"))
        else:
            found[key] = value
    return found, faults
