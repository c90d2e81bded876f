"""What every kind of study file has: its keys, the scenario that it names, and settings that policies may vary."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import got, must_be, shown, shown_name, unknown_key
from simulator.scenario.fields import field_at, known_keys
from simulator.scenario.keys import Path, key_of_path, parts_of_key, value_at
from simulator.scenario.layers import Layer, Origin
from simulator.scenario.read import Reading, read_scenario
from simulator.values import Phrase


def faults_of_keys(layer: Layer, name: str, known: Sequence[str]) -> list[Fault]:
    """Return a fault for each key of a study file that is not known, and for each text that is none."""
    faults = [
        Fault(unknown_key(key, known), f"{layer.origins.get((key,), name)}: {key_of_path((key,))}")
        for key in layer.values
        if key not in known
    ]
    for key in ("title", "question", "scenario", "baseline"):
        value = layer.values.get(key, "")
        if not isinstance(value, str):
            place = f"{layer.origins.get((key,), name)}: {key}"
            faults.append(Fault(got(must_be(wrong("faults.allowed.text")), value), place))
    return faults


def read_its_scenario(path: FilePath, layer: Layer, settings: Iterable[str]) -> tuple[Reading | None, list[Fault]]:
    """Return the scenario that a study names, with its overlays, and every fault of the names and of the scenario.

    There is no scenario where there are faults, or where what the study names is no text (said already).
    """
    name = layer.values.get("scenario")
    overlays = layer.values.get("overlays", [])
    faults = []
    if name is None or name == "":
        faults.append(Fault(wrong("faults.scenario.no_scenario"), f"{shown_name(path)}: scenario"))
    if not isinstance(overlays, list) or not all(isinstance(item, str) for item in overlays):
        place = layer.origins.get(("overlays",), shown_name(path))
        faults.append(Fault(got(wrong("faults.scenario.no_paths"), overlays), f"{place}: overlays"))
    if faults or not isinstance(name, str):
        return None, faults
    files = [FilePath(os.path.normpath(path.parent / item)) for item in (name, *overlays)]
    try:
        return read_scenario(files[0], files[1:], settings), []
    except ScenarioError as error:
        return None, error.faults


def no_text_in_quotes(value: object) -> Phrase:
    """Return that a value must be text in quotes."""
    what = must_be(wrong("faults.allowed.text"))
    return wrong("faults.scenario.and_missing", what=what) if value is None else got(what, value)


def flat_settings(layer: Layer, path: Path) -> tuple[dict[str, Any], dict[str, Origin]]:
    """Return the values below a path and where they stand, by dotted key; "a.b" and the nested a.b are the same key."""
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    tables = [(path, value_at(layer.values, path))]
    while tables:
        here, table = tables.pop(0)
        for part, value in (table or {}).items():
            place = (*here, part)
            if isinstance(value, dict):
                tables.append((place, value))
                continue
            key = ".".join(str(word) for word in place[len(path) :])
            values[key] = value
            origins[key] = layer.origins.get(place, Origin("study"))
    return values, origins


def faults_of_varied(origins: Mapping[str, Origin]) -> list[Fault]:
    """Return a fault for each key that is unknown or describes the world."""
    faults = []
    for key, origin in origins.items():
        try:
            section = field_at(tuple(parts_of_key(key)[:1]))
        except UnfitError as error:
            faults.append(Fault(error.what, str(origin)))
            continue
        if section is None:
            faults.append(Fault(unknown_key(key, known_keys()), f"{origin}: {shown(key)[1:-1]}"))
        elif section.side != "policy":
            what = wrong("faults.scenario.not_of_policy", side=wrong(f"faults.side.{section.side}"))
            faults.append(Fault(what, f"{origin}: {key[:80]}"))
    return faults
