"""What a scenario takes over from another one: sources, and the sentence on terms that stand in."""

from dataclasses import dataclass

from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading


@dataclass(frozen=True)
class Inherited:
    """What is taken over.

    Attributes
    ----------
    files
        Where from, base first.
    sources
        Number of values that have a source.
    taken_over, assumed
        How many of these sources are taken over, and how many of those are assumptions.
    is_stand_in
        Whether the sentence on terms that stand in is taken over.
    """

    files: tuple[str, ...]
    sources: int
    taken_over: int
    assumed: int
    is_stand_in: bool


def inherited(reading: Reading) -> Inherited | None:
    """Return what a scenario takes over from the files that it extends; None where it extends none."""
    *bases, own = reading.files
    if not bases:
        return None
    places = {path: origin.file for path, origin in reading.places.items()}
    keys = {key for key in reading.scenario.sources if places.get(("sources", key), own) != own}
    return _inherited(reading.scenario, tuple(bases), keys, places.get(("about", "stand_in"), own) != own)


def copied(scenario: Scenario, other: Scenario, file: str) -> Inherited | None:
    """Return what a scenario has word for word from another; None where the sentence on stand-ins is its own."""
    if not other.about.stand_in or scenario.about.stand_in != other.about.stand_in:
        return None
    keys = {key for key, source in scenario.sources.items() if other.sources.get(key) == source}
    return _inherited(scenario, (file,), keys, is_stand_in=True)


def _inherited(scenario: Scenario, files: tuple[str, ...], keys: set[str], is_stand_in: bool) -> Inherited:
    assumed = sum(scenario.sources[key].confidence == "assumption" for key in keys)
    return Inherited(files, len(scenario.sources), len(keys), assumed, is_stand_in)
