"""Overlays that a question lays over its scenario one by one: what each makes of it, and the file to keep beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import Fault, ScenarioError
from simulator.scenario.read import Reading


@dataclass(frozen=True)
class Overlaid:
    """A scenario with one overlay on top, and the overlay's file as it was read."""

    reading: Reading
    content: bytes


def overlaid(reading: Reading, files: Mapping[str, Path | str]) -> dict[str, Overlaid]:
    """Return the scenario with each of the overlays on top, by the overlay's name.

    Raises
    ------
    ScenarioError
        With the faults of all files.
    """
    found: dict[str, Overlaid] = {}
    faults: list[Fault] = []
    for name, file in files.items():
        try:
            found[name] = Overlaid(reading.with_overlay(file), Path(file).read_bytes())
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError("overlays", faults)
    return found


def copies(folder: str, found: Mapping[str, Overlaid]) -> dict[str, bytes]:
    """Return the files by their path in the run folder, from which the question can be asked again."""
    return {f"{folder}/{name}.toml": one.content for name, one in found.items()}
