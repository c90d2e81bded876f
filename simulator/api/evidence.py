"""The questions that hold the model and its rules against what happened."""

from pathlib import Path

from simulator.api.answer import Answer
from simulator.engines import replay as replays
from simulator.engines.replay import ReplayResult
from simulator.inputs.replay import read_replay
from simulator.reporting import replay_tables
from simulator.scenario.read import Reading


def replay(scenario: Reading, loans: Path | str) -> Answer[ReplayResult]:
    """Run loans whose outcome is known through the scheme's rules, loan by loan; nothing is drawn.

    Parameters
    ----------
    loans
        File with one loan a row; its columns are those of the command `replay`.
    """
    own = scenario.scenario
    found = replays.replay(own, read_replay(loans))
    shown = replay_tables.ledger_table(own, found)
    return Answer(found, own.about.title, (), shown, lambda: replay_tables.files_of(found))
