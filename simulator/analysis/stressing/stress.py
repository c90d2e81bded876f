"""The stress test: each stress alone, together and in sequence, how harsh one may get, and what empties the fund."""

from collections.abc import Callable, Sequence

from simulator.analysis.stressing.episodes import NamedStress, laid_over
from simulator.analysis.stressing.reverse_stress import reverse_stress
from simulator.analysis.stressing.severity import smallest_severities
from simulator.analysis.stressing.stress_worlds import compare_worlds
from simulator.analysis.stressing.stressed import NO_STRESS, SEQUENCE, TOGETHER, StressTest
from simulator.scenario.model import Scenario

Progress = Callable[[int, int], None]


def stress_test(
    scenario: Scenario,
    stresses: Sequence[NamedStress],
    *,
    is_together: bool = False,
    sequence: Sequence[NamedStress] = (),
    years: int,
    limit: float,
    threads: int | None = None,
    progress: Progress | None = None,
) -> StressTest:
    """Return the measures under each stress with paired changes, smallest severities and the reverse stress test.

    Parameters
    ----------
    stresses
        Each is laid over the scenario alone, then made milder and harsher.
    is_together
        Whether all are also laid over it at once.
    sequence
        Stresses laid over it at once as they are, usually moved in time; none when empty.
    years, limit
        Horizon and limit of the chance of running dry.
    progress
        Called with (paths done, paths in all) while the worlds are simulated.

    Raises
    ------
    NoAnswerError
        When the scenario cannot be calibrated.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    worlds = {NO_STRESS: scenario, **{stress.name: laid_over(scenario, [stress]) for stress in stresses}}
    if is_together:
        worlds[TOGETHER] = laid_over(scenario, stresses)
    if sequence:
        worlds[SEQUENCE] = laid_over(scenario, sequence)
    found = compare_worlds(worlds, years=years, threads=threads, progress=progress)
    return StressTest(
        scenario=scenario,
        years=years,
        limit=limit,
        stresses=tuple(stresses),
        sequence=tuple(sequence),
        worlds=found.comparison,
        kept_open=found.kept_open,
        severities=smallest_severities(scenario, stresses, years=years, limit=limit, threads=threads),
        reverse=reverse_stress(scenario, years, threads=threads),
    )
