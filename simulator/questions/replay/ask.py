"""A book of loans whose outcome is known, run through a scheme's rules loan by loan; nothing is drawn."""

from dataclasses import dataclass
from pathlib import Path

from simulator.engines.replay import ReplayResult, replay
from simulator.inputs.replay import ReplayBook, read_replay
from simulator.questions.read_files import Read, read_all
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading


@dataclass(frozen=True)
class Replay:
    """A replayed book: the file it was read from, and what its loans moved."""

    scenario: Scenario
    read: Read[ReplayBook]
    result: ReplayResult


def ask(reading: Reading, loans: Path | str) -> Replay:
    """Run loans whose outcome is known through the scheme's rules, loan by loan; nothing is drawn.

    Parameters
    ----------
    loans
        File with one loan a row; its columns are those of the command `replay`.

    Raises
    ------
    ScenarioError
        When the file cannot be read or a row is wrong, with every fault.
    NoAnswerError
        When the file and the scenario do not fit together.
    """
    (read,) = read_all("replay", [loans], read_replay)
    return Replay(reading.scenario, read, replay(reading.scenario, read.content))
