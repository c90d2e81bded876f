"""Several cities' funds in one economy, and who stands behind them all.

A study of cities names a scenario and what each city changes of it:

    title = "Four cities of one province"
    scenario = "../hefei.toml"                # path from the study's own folder
    overlays = ["../stress/mild.toml"]        # may be left out

    [[city]]
    name = "Hefei"
    set = {}

    [[city]]
    name = "County town"
    count = 12                                # so many like this one, each with firms of its own; 1 unless said
    set = { "fund.fund_size" = "50 million", "applications.per_month" = 8 }

    [centre]                                  # may be left out
    covers = "excess"                         # what a city's fund cannot pay; or "reinsurance"
    share = 1.0                               # of that excess
    capital = "10 million"                    # what it holds; may be left out

A city may change any setting but those that make the economy, the calendar and the number of paths: these are one for
all cities.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any, Literal

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import capped, got, must_be, shown_name, unknown_key
from simulator.scenario.fields import whole_number
from simulator.scenario.layers import Layer, Origin, read_layer
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary
from simulator.scenario.study_files import faults_of_keys, flat_settings, no_text_in_quotes, read_its_scenario
from simulator.scenario.types import LARGEST_AMOUNT, amount_from_text
from simulator.values import NOTHING, Own, phrase

FEWEST, MOST = 2, 1_000
"""Funds of a study."""
COVERS = ("excess", "reinsurance")
_KNOWN = ("title", "question", "scenario", "overlays", "city", "centre")
_CITY_KEYS = ("name", "count", "set")
_CENTRE_KEYS = ("covers", "share", "capital")
_COMMON = ("currency", "run", "clock", "economy", "stress")
"""Sections that are one for all cities."""


@dataclass(frozen=True)
class City:
    """One city with a fund of its own, or several alike.

    Attributes
    ----------
    settings
        What differs from the common scenario, by dotted key.
    count
        Number of such cities, each with a fund, banks and firms of its own.
    """

    name: str
    settings: dict[str, Any]
    scenario: Scenario
    count: int = 1


@dataclass(frozen=True)
class Centre:
    """Who stands behind the cities' funds.

    Attributes
    ----------
    covers
        `excess`: a share of each approved claim that a city's fund lacks the money to pay; `reinsurance`: the
        reinsurer's share of each city's loss (`scheme.reinsurer_share`).
    share
        Part of the excess that the centre pays; 1 under `reinsurance`.
    capital
        What the centre holds, in main currency units; None where it is only asked what it would need.
    """

    covers: Literal["excess", "reinsurance"] = "excess"
    share: float = 1.0
    capital: float | None = None


@dataclass(frozen=True)
class CityStudy:
    """Funds to simulate side by side.

    Attributes
    ----------
    scenario
        The common scenario; its seed is that of the common economy.
    centre
        Without a [centre] in the file: one that pays all of the excess and of which no capital is known.
    """

    title: str
    question: str
    scenario: Scenario
    cities: tuple[City, ...]
    centre: Centre

    @property
    def funds(self) -> int:
        """Return the number of funds: that of all cities."""
        return sum(city.count for city in self.cities)

    @property
    def money(self) -> float:
        """Return the capital of all funds, in main currency units."""
        return sum(city.count * city.scenario.fund.fund_size for city in self.cities)


def read_cities(path: FilePath | str, settings: tuple[str, ...] = ()) -> CityStudy:
    """Read a study of cities and the scenario that it names.

    Parameters
    ----------
    settings
        `--set` texts, applied to the common scenario before the cities vary it.

    Raises
    ------
    ScenarioError
        With every fault of the study, of its scenario and of its cities.
    """
    path = FilePath(path)
    name = shown_name(path)
    layer = read_layer(path)
    faults = faults_of_keys(layer, name, _KNOWN)
    reading, of_scenario = read_its_scenario(path, layer, settings)
    faults += of_scenario
    centre, more = _centre(layer, name)
    faults += more
    cities, more = _cities(layer, name, reading)
    faults += more
    if reading is None or faults:
        raise ScenarioError(name, capped(faults))
    faults = _faults_of_reinsurance(layer, name, centre, cities)
    if faults:
        raise ScenarioError(name, capped(faults))
    about = reading.scenario.about
    title, question = layer.values.get("title", about.title), layer.values.get("question", about.question)
    return CityStudy(title, question, reading.scenario, tuple(cities), centre)


def _cities(layer: Layer, name: str, reading: Reading | None) -> tuple[list[City], list[Fault]]:
    items = layer.values.get("city", [])
    place = layer.origins.get(("city",), Origin(name))
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return [], [Fault(must_be(wrong("faults.allowed.tables", key="city")), f"{place}: city")]
    faults = _faults_of_number(items, place)
    if faults:
        return [], faults
    cities: list[City] = []
    for index, item in enumerate(items):
        here = layer.origins.get(("city", index), Origin(name))
        found = _faults_of_city(layer, index, item, here)
        title = str(item.get("name")).strip()
        if title in [city.name for city in cities]:
            found.append(Fault(got(wrong("faults.scenario.same_name"), title), f"{here}: city.name"))
        faults += found
        if not found and reading is not None:
            try:
                cities.append(replace(_city(layer, index, title, reading), count=item.get("count", 1)))
            except ScenarioError as error:
                faults += error.faults
    return cities, faults


def _faults_of_number(items: list[dict[str, Any]], place: Origin) -> list[Fault]:
    counts = [item.get("count", 1) for item in items]
    funds = sum(count if _is_count(count) else 1 for count in counts)
    if FEWEST <= funds <= MOST:
        return []
    allowed = wrong("faults.scenario.number_of_funds", least=FEWEST, most=MOST)
    what = wrong("faults.got", what=allowed, value=funds, hint=NOTHING)
    return [Fault(what, f"{place}: city")]


def _faults_of_city(layer: Layer, index: int, item: Mapping[str, Any], here: Origin) -> list[Fault]:
    faults = _unknown_keys(layer, ("city", index), item, _CITY_KEYS, here)
    title = item.get("name")
    if not isinstance(title, str) or not title.strip():
        faults.append(Fault(no_text_in_quotes(title), f"{here}: city.name"))
    if not _is_count(item.get("count", 1)):
        place = layer.origins.get(("city", index, "count"), here)
        faults.append(Fault(got(must_be(whole_number(1, MOST)), item["count"]), f"{place}: city.count"))
    if not isinstance(item.get("set", {}), dict):
        place = layer.origins.get(("city", index, "set"), here)
        faults.append(Fault(got(wrong("faults.scenario.table_of_keys"), item["set"]), f"{place}: city.set"))
    return faults


def _city(layer: Layer, index: int, name: str, reading: Reading) -> City:
    """Return one city, through the scenario's checks.

    Raises
    ------
    ScenarioError
        With every fault of its settings.
    """
    settings, origins = flat_settings(layer, ("city", index, "set"))
    faults = [
        Fault(wrong("faults.scenario.one_for_all"), f"{origins[key]}: {key[:80]}")
        for key in settings
        if key.split(".")[0].strip() in _COMMON or key.endswith(".macro_weight")
    ]
    if faults:
        raise ScenarioError(name, faults)
    scenario = vary(reading, settings, origins=origins)
    here = layer.origins.get(("city", index), Origin(name))
    if scenario.fund.is_unlimited:
        raise ScenarioError(name, [Fault(wrong("faults.scenario.never_dry"), f"{here}: {name}: fund.is_unlimited")])
    if [sector.name for sector in scenario.sectors] != [sector.name for sector in reading.scenario.sectors]:
        raise ScenarioError(name, [Fault(wrong("faults.scenario.sectors_of_all"), f"{here}: {name}: sectors")])
    return City(name, settings, scenario)


def _centre(layer: Layer, name: str) -> tuple[Centre, list[Fault]]:
    values = layer.values.get("centre", {})
    place = layer.origins.get(("centre",), Origin(name))
    if not isinstance(values, dict):
        return Centre(), [Fault(got(must_be(wrong("faults.allowed.table", key="centre")), values), f"{place}: centre")]
    faults = _unknown_keys(layer, ("centre",), values, _CENTRE_KEYS, place)
    covers, share, capital = values.get("covers", "excess"), values.get("share", 1.0), values.get("capital")
    if covers not in COVERS:
        allowed = phrase("list.or", first=Own('"excess"'), last=Own('"reinsurance"'))
        faults.append(Fault(got(must_be(allowed), covers), f"{_at(layer, 'covers', place)}: centre.covers"))
    of_share = f"{_at(layer, 'share', place)}: centre.share"
    if not _is_number(share) or not 0 < share <= 1:
        faults.append(Fault(got(wrong("faults.scenario.share_above_0"), share), of_share))
    elif covers == "reinsurance" and "share" in values:
        faults.append(Fault(wrong("faults.scenario.share_of_excess"), of_share))
    amount = None
    if capital is not None:
        try:
            amount = amount_from_text(capital) if isinstance(capital, str) else capital
            if not _is_number(amount) or not 0 <= amount <= LARGEST_AMOUNT:
                raise UnfitError(got(wrong("faults.scenario.capital", most=f"{LARGEST_AMOUNT:,.0f}"), capital))
        except UnfitError as error:
            faults.append(Fault(error.what, f"{_at(layer, 'capital', place)}: centre.capital"))
    return (Centre() if faults else Centre(covers, float(share), None if amount is None else float(amount))), faults


def _faults_of_reinsurance(layer: Layer, name: str, centre: Centre, cities: list[City]) -> list[Fault]:
    if centre.covers != "reinsurance":
        return []
    place = _at(layer, "covers", Origin(name))
    return [
        Fault(wrong("faults.scenario.no_reinsurer", city=city.name), f"{place}: centre.covers")
        for city in cities
        if city.scenario.scheme.reinsurer_share == 0
    ]


def _unknown_keys(
    layer: Layer, path: tuple[str | int, ...], values: Mapping[str, Any], known: tuple[str, ...], place: Origin
) -> list[Fault]:
    return [
        Fault(unknown_key(key, known), f"{layer.origins.get((*path, key), place)}: {path[0]}.{key[:80]}")
        for key in values
        if key not in known
    ]


def _at(layer: Layer, key: str, otherwise: Origin) -> Origin:
    return layer.origins.get(("centre", key), otherwise)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
