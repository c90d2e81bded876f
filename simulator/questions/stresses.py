"""Stresses in overlay files: shared by the questions that apply them on top of a scenario, `stress` and `bank`."""

from collections.abc import Mapping

from simulator.analysis.episodes import NamedStress, stress_of
from simulator.errors import Fault, ScenarioError, wrong
from simulator.questions.overlays import Overlaid
from simulator.scenario.model import Scenario


def stresses_of(scenario: Scenario, files: Mapping[str, Overlaid]) -> tuple[NamedStress, ...]:
    """Return the episodes of each file; a stress file holds episodes, their sources and nothing else.

    Raises
    ------
    ScenarioError
        Naming each file that holds something else, or no episode.
    """
    found, faults = [], []
    for name, file in files.items():
        stressed = file.reading.scenario
        others = [
            section
            for section in Scenario.model_fields
            if section not in ("stress", "sources") and getattr(stressed, section) != getattr(scenario, section)
        ]
        stress = stress_of(name, scenario, stressed)
        if others:
            faults.append(Fault(wrong("stress.fault.sets_more", sections=", ".join(others)), name))
        elif stress is None:
            faults.append(Fault(wrong("stress.fault.no_stress"), name))
        else:
            found.append(stress)
    if faults:
        raise ScenarioError("stresses", faults)
    return tuple(found)
