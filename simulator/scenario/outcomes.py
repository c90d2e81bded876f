"""Outcome files: what a scheme is known to have done, and the terms under which it did so.

An outcome file
---------------
    title = "Haidian, 2016-2024"
    scenario = "../schemes/haidian.toml"   # path from the file's own folder
    basis = "Why these terms and this window."
    is_window_known = true                 # false: it is not published when lending began

    [set]                                  # differences from the scenario
    "clock.start" = "2016-01"
    "clock.years" = 9                      # the window

    [[outcome]]
    measure = "loans_covered"              # key of a measure
    published = 160                        # amounts may be written "879 million"
    source = "Who published it, when"
    is_input = false                       # true: the figure, or what it follows from, was put in
    note = "Why model and outcome differ, or why this is no test."

`title_zh`, `basis_zh` and `note_zh` say the same in Chinese; they may be left out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import capped, did_you_mean, got, must_be, names, shown_name
from simulator.scenario.keys import Path
from simulator.scenario.layers import Layer, Origin, read_layer
from simulator.scenario.model import Scenario
from simulator.scenario.read import read_scenario, vary
from simulator.scenario.types import amount_from_text
from simulator.values import NOTHING, Value

_KEYS = ("title", "title_zh", "scenario", "basis", "basis_zh", "is_window_known", "set", "outcome")
_OUTCOME_KEYS = ("measure", "published", "source", "is_input", "note", "note_zh")


@dataclass(frozen=True)
class Outcome:
    """One published figure."""

    measure: str
    """Key of the measure it is compared with."""
    published: float
    """In the unit of that measure; amounts in main currency units."""
    source: str
    is_input: bool
    """Whether the figure, or what it follows from, is among the scenario's inputs: then it tests nothing."""
    note: str
    note_zh: str = ""


@dataclass(frozen=True)
class Outcomes:
    """What is known of one scheme, and the scenario that begins from its terms."""

    title: str
    basis: str
    is_window_known: bool
    """Whether it is published when lending began; the window is the scenario's clock."""
    windows: tuple[Scenario, ...]
    """The scenario; where the window is not known, that of 1, 2, ... years up to the scenario's clock."""
    outcomes: tuple[Outcome, ...]
    title_zh: str = ""
    basis_zh: str = ""

    @property
    def scenario(self) -> Scenario:
        """The scenario over its whole clock."""
        return self.windows[-1]


def read_outcomes(path: FilePath | str, measures: Collection[str], settings: Mapping[str, object]) -> Outcomes:
    """Read an outcome file and the scenario that it names.

    Parameters
    ----------
    path
        The outcome file.
    measures
        Keys of the measures that can be compared.
    settings
        Values by dotted key that are set last, such as the number of paths.

    Raises
    ------
    ScenarioError
        With every fault of the file, else with every fault of the scenario that it makes.
    """
    path = FilePath(path)
    layer, name = read_layer(path), shown_name(path)
    faults = _Faults(layer, name)
    values = layer.values
    faults.unknown((), values, _KEYS)
    title, basis, base = (faults.text((key,), values.get(key)) for key in ("title", "basis", "scenario"))
    chinese = [faults.text((key,), values[key]) if key in values else "" for key in ("title_zh", "basis_zh")]
    is_known = faults.truth(("is_window_known",), values.get("is_window_known", True))
    own = values.get("set", {})
    if not isinstance(own, dict):
        faults.add(("set",), got(wrong("faults.scenario.table_of_settings"), own))
    outcomes = _outcomes(values.get("outcome"), measures, faults)
    if faults.found:
        raise ScenarioError(name, capped(faults.found))
    reading = read_scenario(path.parent / base)
    origins = {key: layer.origins.get(("set", key), Origin(name)) for key in own}
    wanted = {**own, **settings}
    whole = vary(reading, wanted, origins=origins)
    shorter = () if is_known else range(1, whole.clock.years)
    windows = tuple(vary(reading, {**wanted, "clock.years": years}, origins=origins) for years in shorter)
    return Outcomes(title, basis, is_known, (*windows, whole), outcomes, *chinese)


def _outcomes(rows: Any, measures: Collection[str], faults: "_Faults") -> tuple[Outcome, ...]:
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        faults.add(("outcome",), wrong("faults.scenario.no_outcome"))
        return ()
    return tuple(_outcome(("outcome", i), row, measures, faults) for i, row in enumerate(rows))


def _outcome(place: Path, row: dict[str, Any], measures: Collection[str], faults: "_Faults") -> Outcome:
    faults.unknown(place, row, _OUTCOME_KEYS)
    measure = faults.text((*place, "measure"), row.get("measure"))
    if measure and measure not in measures:
        allowed = must_be(wrong("faults.allowed.choice", choices=names(sorted(measures))))
        faults.add((*place, "measure"), got(allowed, measure, did_you_mean(measure, measures)))
    return Outcome(
        measure,
        faults.figure((*place, "published"), row.get("published")),
        faults.text((*place, "source"), row.get("source")),
        faults.truth((*place, "is_input"), row.get("is_input", False)),
        faults.text((*place, "note"), row.get("note")),
        faults.text((*place, "note_zh"), row["note_zh"]) if "note_zh" in row else "",
    )


def _other_keys(key: str, known: tuple[str, ...]) -> Value:
    others = wrong("faults.known_here", names=names(known))
    near = did_you_mean(key, known)
    return others if near == NOTHING else wrong("faults.hints", first=near, second=others)


class _Faults:
    """Collects every fault of one file with its line."""

    def __init__(self, layer: Layer, name: str) -> None:
        self.layer = layer
        self.name = name
        self.found: list[Fault] = []

    def add(self, place: Path, what: Value) -> None:
        near = place
        while near and near not in self.layer.origins:
            near = near[:-1]
        key = ".".join(str(part) for part in place)
        self.found.append(Fault(what, f"{self.layer.origins.get(near, Origin(self.name))}: {key[:80]}"))

    def unknown(self, place: Path, values: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in values:
            if key not in known:
                self.add((*place, key), wrong("faults.unknown_key", hint=_other_keys(key, known)))

    def text(self, place: Path, value: Any) -> str:
        if isinstance(value, str) and value.strip():
            return value
        missing, no_text = wrong("faults.scenario.missing_text"), wrong("faults.scenario.no_text")
        self.add(place, missing if value is None else got(no_text, value))
        return ""

    def truth(self, place: Path, value: Any) -> bool:
        if not isinstance(value, bool):
            self.add(place, got(wrong("faults.scenario.no_truth"), value))
        return value is True

    def figure(self, place: Path, value: Any) -> float:
        """Return a figure above 0: it is divided by."""
        try:
            number = amount_from_text(value) if isinstance(value, str) else value
        except UnfitError as error:
            self.add(place, got(error.what, value))
            return 1.0
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number <= 1e15:
            self.add(place, got(wrong("faults.scenario.no_figure"), value))
            return 1.0
        return float(number)
