"""From scenario files to a checked record: `extends`, overlays, settings; all faults at once, with file and line.

How files combine
-----------------
A file may begin with `extends = "base.toml"` (a path from its own folder; chains are allowed). Overlays are laid over
it in the order given, then the `--set` options. Tables merge key by key; a list is replaced as a whole. To change one
item of a list, write a table in its place whose keys are the items' names, or their index from 0:

    [sectors.AI]                   # the item of [[sectors]] with name = "AI"
    pd_multiplier = 1.5

Only the episodes of `[[stress]]` and the entries of `[[tools]]` are added to those already there (one of the same name
takes its place, an empty list removes all), so that several overlays add up.
A value that may be left out is switched off again with the text "none". A value that is set anew loses the source
that `[sources]` gave for it further down, unless the same file gives a new one; a text of `[about]` loses its
Chinese alike.
"""

import copy
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import MOST_FAULTS, capped, got, shown_name
from simulator.scenario.crosscheck import cross_faults
from simulator.scenario.fields import scenario_fields
from simulator.scenario.keys import Path, key_of_path, value_at
from simulator.scenario.layers import (
    Layer,
    Origin,
    drop_stale_chinese,
    drop_stale_sources,
    lay_over,
    read_layer,
    setting_from_text,
    setting_layer,
)
from simulator.scenario.model import Scenario
from simulator.scenario.prepare import PathFault, prepared
from simulator.scenario.wording import plain_fault
from simulator.values import Value

__all__ = ["Origin", "Reading", "build_scenario", "read_scenario", "vary"]


@dataclass(frozen=True)
class Reading:
    """A checked scenario, and where each of its values was set."""

    scenario: Scenario
    values: dict[str, Any]
    """Nested tables after merging, before validation; not to be changed."""
    origins: dict[str, Origin]
    """Where each value was set, by dotted key; values left at their default have none."""
    files: tuple[str, ...] = ()
    """Files read, in the order in which they were laid over each other: base first."""
    places: dict[Path, Origin] = field(default_factory=dict, repr=False)
    """The same by path, tables included."""

    def __repr__(self) -> str:
        run = self.scenario.run
        return f"Reading({self.scenario.about.title!r}, files={self.files!r}, paths={run.paths}, seed={run.seed})"

    def with_settings(self, settings: Mapping[str, object]) -> "Reading":
        """Return the scenario with other settings, through the same checks; this one stays as it is.

        Parameters
        ----------
        settings
            Values by dotted key, such as {"fund.fund_size": 5e6}, applied in order; "none" leaves a value out.

        Raises
        ------
        ScenarioError
            With every fault found.
        """
        layers, faults = _setting_layers(settings, {})
        return _laid_over(Layer(copy.deepcopy(self.values), dict(self.places)), layers, faults, _SETTINGS, self.files)

    def with_overlay(self, path: FilePath | str) -> "Reading":
        """Return the scenario with an overlay file laid over it, through the same checks; this one stays as it is.

        Raises
        ------
        ScenarioError
            With every fault found, such as that the file is no overlay.
        """
        layer, faults = _overlay(FilePath(path))
        main, files = Origin(shown_name(FilePath(path))), (*self.files, shown_name(FilePath(path)))
        return _laid_over(Layer(copy.deepcopy(self.values), dict(self.places)), [layer], faults, main, files)


_SETTINGS = Origin("settings")
_LONGEST_CHAIN = 20


def read_scenario(
    path: FilePath | str, overlays: Iterable[FilePath | str] = (), settings: Iterable[str] = ()
) -> Reading:
    """Read a scenario file, what it extends, overlays and settings, and check the whole.

    Parameters
    ----------
    path
        The scenario file.
    overlays
        Files with differences, laid over the scenario in this order; they extend nothing.
    settings
        Texts such as "fund.fund_size=500 万元" or "sectors.AI.share=0.3", applied last, in this order.

    Raises
    ------
    ScenarioError
        With every fault found, each as `file:line: key: what is wrong (got VALUE); what is allowed; way out`.
    """
    layers, files, faults = _layers(FilePath(path), [FilePath(overlay) for overlay in overlays])
    for text in settings:
        try:
            layers.append(setting_from_text(text))
        except UnfitError as error:
            faults.append(Fault(error.what, "--set"))
    return _laid_over(Layer(), layers, faults, Origin(shown_name(FilePath(path))), files)


def _laid_over(
    merged: Layer, layers: Iterable[Layer], faults: list[Fault], main: Origin, files: tuple[str, ...]
) -> Reading:
    """Lay layers over the values of `merged`, in place, and check the whole; `faults` are those found before."""
    for layer in layers:
        drop_stale_sources(merged, layer)
        drop_stale_chinese(merged, layer)
        faults += lay_over(merged, layer)
    if faults:
        raise ScenarioError(main.file, capped(faults))
    scenario = _checked(merged, main)
    origins = {key_of_path(place, merged.values): origin for place, origin in _leaves(merged)}
    return Reading(scenario, merged.values, origins, files, merged.origins)


def _setting_layers(settings: Mapping[str, object], origins: Mapping[str, Origin]) -> tuple[list[Layer], list[Fault]]:
    """Return a layer for each setting, and a fault for each whose key is none."""
    layers, faults = [], []
    for key, value in settings.items():
        origin = origins.get(key, _SETTINGS)
        try:
            layers.append(setting_layer(key, _as_lists(value), origin))
        except UnfitError as error:
            faults.append(Fault(error.what, str(origin)))
    return layers, faults


def build_scenario(values: Mapping[str, Any], where: str) -> Scenario:
    """Return the checked scenario of nested tables.

    Parameters
    ----------
    values
        Nested tables as a scenario file would give them; they are not changed.
    where
        Name of the source, for messages.

    Raises
    ------
    ScenarioError
        With every fault found.
    """
    return _checked(Layer(copy.deepcopy(dict(values))), Origin(where))


def vary(reading: Reading, settings: Mapping[str, object], *, origins: Mapping[str, Origin] | None = None) -> Scenario:
    """Return the scenario with other settings, through the same checks.

    Sections that are not touched are shared with `reading.scenario`.

    Parameters
    ----------
    reading
        The scenario to start from; it is not changed.
    settings
        Values by dotted key, applied in order; None or "none" leaves a value out.
    origins
        Where each setting was written, for messages.

    Raises
    ------
    ScenarioError
        With every fault found.
    """
    layers, faults = _setting_layers(settings, origins or {})
    touched = {name for layer in layers for name in layer.values}
    changed = Layer(dict(reading.values), dict(reading.places))
    for name in touched & set(changed.values):
        changed.values[name] = copy.deepcopy(changed.values[name])
    for layer in layers:
        faults += lay_over(changed, layer)
    if faults:
        raise ScenarioError(_SETTINGS.file, capped(faults))
    return _varied(reading, changed, touched)


def _varied(reading: Reading, changed: Layer, touched: set[str]) -> Scenario:
    fields = scenario_fields().fields
    part = {name: changed.values[name] for name in touched}
    new, faults = prepared(part, changed.values.get("currency", "CNY"))
    kept = {name: getattr(reading.scenario, name) for name in Scenario.model_fields if name not in touched}
    is_known_to_record = all(name in fields and fields[name].side in ("policy", "run") for name in touched)
    try:
        if not faults and is_known_to_record:
            return Scenario.model_validate({**kept, **new})
    except ValidationError:
        pass  # the full check below words the faults
    return _checked(changed, _SETTINGS)


def _as_lists(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _as_lists(item) for key, item in value.items()}
    return [_as_lists(item) for item in value] if isinstance(value, list | tuple) else value


def _layers(path: FilePath, overlays: Sequence[FilePath]) -> tuple[list[Layer], tuple[str, ...], list[Fault]]:
    """Return all layers that could be read, base first, the names of their files, and the faults."""
    layers, files, faults = _chain(path)
    for overlay in overlays:
        layer, more = _overlay(overlay)
        faults += more
        layers.append(layer)
        files.append(shown_name(overlay))
    return layers, tuple(files), faults


def _overlay(path: FilePath) -> tuple[Layer, list[Fault]]:
    """Return the layer of an overlay file, empty when it cannot be read, and its faults."""
    try:
        layer = read_layer(path)
    except ScenarioError as error:
        return Layer(), list(error.faults)
    if "extends" not in layer.values:
        return layer, []
    place = layer.origins.get(("extends",), Origin(shown_name(path)))
    return layer, [Fault(wrong("faults.scenario.overlay_extends"), f"{place}: extends")]


def _chain(path: FilePath) -> tuple[list[Layer], list[str], list[Fault]]:
    layers: list[Layer] = []
    files: list[str] = []
    seen: dict[str, str] = {}
    place = None
    while True:
        if len(seen) > _LONGEST_CHAIN:
            return layers, files, [Fault(wrong("faults.scenario.long_chain", n=_LONGEST_CHAIN), f"{place}: extends")]
        true_path = os.path.realpath(str(path).replace("\0", "?"))
        if true_path in seen:
            chain = " -> ".join([*reversed(files), seen[true_path]])
            return layers, files, [Fault(wrong("faults.scenario.circle", chain=chain), f"{place}: extends")]
        seen[true_path] = shown_name(path)
        try:
            layer = read_layer(path)
        except ScenarioError as error:
            return layers, files, [fault.within(f"{place}: extends") if place else fault for fault in error.faults]
        layers.insert(0, layer)
        files.insert(0, shown_name(path))
        if "extends" not in layer.values:
            return layers, files, []
        base = layer.values.pop("extends")
        place = layer.origins.pop(("extends",), Origin(shown_name(path)))
        if not isinstance(base, str) or not base or "\0" in base:
            return layers, files, [Fault(got(wrong("faults.scenario.no_path"), base), f"{place}: extends")]
        path = FilePath(os.path.normpath(path.parent / base))


def _checked(layer: Layer, where: Origin) -> Scenario:
    values = layer.values
    new, amount_faults = prepared(values, values.get("currency", "CNY"))
    faults = amount_faults + cross_faults(new)
    errors: list[PathFault] = []
    unsaid = 0
    try:
        scenario = Scenario.model_validate(new)
        if not faults:
            return scenario
    except ValidationError as error:
        details = error.errors(include_url=False)
        of_whole = [detail for detail in details if detail["loc"] == ()]
        details = [detail for detail in details if detail["loc"] != ()] + ([] if faults else of_whole)
        # Only those that are said are put into words: a file may have as many faults as it has keys.
        details.sort(key=lambda detail: _order(_nearest_place(detail["loc"], layer, where)))
        unsaid = max(0, len(details) - MOST_FAULTS)
        errors = [plain_fault(detail, values) for detail in details[:MOST_FAULTS]]
    known = {path for path, _ in faults}
    faults += [(path, what) for path, what in errors if not _is_said(path, what, known)]
    raise ScenarioError(where.file, capped(_with_places(faults, layer, where), unsaid))


def _is_said(path: Path, what: Value, known: set[Path]) -> bool:
    """Return whether an error of the record only repeats a fault that is worded better already."""
    of_shares = ("faults.scenario.shares_sum", "faults.scenario.one_of")
    is_about_shares = path == ("loans",) and ("loans", "terms") in known and Fault(what).code in of_shares
    return path in known or is_about_shares


def _with_places(faults: Sequence[PathFault], layer: Layer, where: Origin) -> list[Fault]:
    placed = []
    for path, what in faults:
        place = _nearest_place(path, layer, where)
        placed.append((*_order(place), key_of_path(path, layer.values) or "scenario", place, what))
    return [Fault(what, f"{place}: {key}") for *_, key, place, what in sorted(placed, key=lambda one: one[:3])]


def _order(place: Origin) -> tuple[str, int]:
    return place.file, place.line


def _nearest_place(path: Path, layer: Layer, where: Origin) -> Origin:
    while path:
        if path in layer.origins:
            return layer.origins[path]
        path = path[:-1]
    return where


def _leaves(layer: Layer) -> list[tuple[Path, Origin]]:
    """Return the paths of values: not of tables, of lists of tables, nor of the items of plain lists."""
    return [(path, origin) for path, origin in layer.origins.items() if _is_leaf(path, layer.values)]


def _is_leaf(path: Path, values: dict[str, Any]) -> bool:
    value, owner = value_at(values, path), value_at(values, path[:-1])
    is_list_of_tables = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    return not isinstance(value, dict) and not is_list_of_tables and not isinstance(owner, list)
