"""The questions that hold the model and its rules against what happened."""

from collections.abc import Callable
from pathlib import Path

from simulator.analysis import hindcast as hindcasts
from simulator.analysis.hindcast import Hindcast
from simulator.api.answer import Answer
from simulator.engines import replay as replays
from simulator.engines.replay import ReplayResult
from simulator.inputs.replay import read_replay
from simulator.reporting import hindcast_tables, replay_tables
from simulator.scenario.outcomes import read_outcomes
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


def hindcast(
    outcomes: Path | str,
    *,
    paths: int = 500,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Answer[Hindcast]:
    """Simulate a real scheme from its terms and show published outcomes beside the range of the paths.

    Parameters
    ----------
    outcomes
        A file of published outcomes, such as those in `scenarios/outcomes`; it names the scheme's scenario.
    paths
        Number of paths: a range is wanted, not a mean to the last digit.
    """
    read = read_outcomes(Path(outcomes), hindcasts.COMPARED, {"run.paths": paths})
    found = hindcasts.hindcast(read, threads=threads, progress=progress)
    shown = hindcast_tables.scheme_table(found)
    files = {"tables/hindcast.csv": hindcast_tables.hindcast_csv([found])}
    return Answer(found, read.title, hindcast_tables.answer([found]), shown, lambda: files)
