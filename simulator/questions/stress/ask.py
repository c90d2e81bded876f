"""The stress test: each stress alone, together and in sequence, how harsh one may get, and what empties the fund."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from simulator.analysis.episodes import NamedStress, laid_over, moved
from simulator.errors import Fault, ScenarioError, wrong
from simulator.questions.overlays import overlaid
from simulator.questions.stress.found import NO_STRESS, RESERVED, SEQUENCE, TOGETHER, StressTest
from simulator.questions.stress.reverse_stress import reverse_stress
from simulator.questions.stress.severity import smallest_severities
from simulator.questions.stress.worlds import compare_worlds
from simulator.questions.stresses import stresses_of
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading
from simulator.scenario.shipped import stress_files
from simulator.values import Number, phrase

Progress = Callable[[int, int], None]


def ask(
    reading: Reading,
    stresses: Mapping[str, Path | str] | None = None,
    *,
    is_together: bool = False,
    sequence: str | None = None,
    years: int = 5,
    limit: float = 0.1,
    threads: int | None = None,
    progress: Progress | None = None,
) -> StressTest:
    """Find what stresses do to a scenario, how harsh they may get, and what would empty the fund.

    Parameters
    ----------
    stresses
        Overlay files that hold [[stress]], by the name to show; default those in `scenarios/stress`. Each is applied
        on top of the scenario alone, then made milder and harsher.
    is_together
        Whether all are also applied at once.
    sequence
        Stresses by name with the month in which each begins, "mild@13,severe@49": also applied at once so moved.
    years
        Horizon of the chance of running dry.
    limit
        Chance of running dry that a severity may reach, above 0 and below 1.
    threads
        Number of threads; default all processors.
    progress
        Called with (paths done, paths in all) while the worlds are simulated.

    Raises
    ------
    ScenarioError
        When a file holds no stress or something else, or the horizon or the sequence does not go with the scenario.
    NoAnswerError
        When the scenario cannot be calibrated.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    scenario = reading.scenario
    _refuse_years(scenario, years)
    files = overlaid(reading, stress_files() if stresses is None else stresses)
    _refuse_reserved(files)
    named = stresses_of(scenario, files)
    in_turn = _sequence_of(sequence, named, 12 * scenario.clock.years)
    worlds = {NO_STRESS: scenario, **{stress.name: laid_over(scenario, [stress]) for stress in named}}
    if is_together:
        worlds[TOGETHER] = laid_over(scenario, named)
    if in_turn:
        worlds[SEQUENCE] = laid_over(scenario, in_turn)
    return StressTest(
        scenario=scenario,
        years=years,
        limit=limit,
        stresses=named,
        files=files,
        sequence=in_turn,
        worlds=compare_worlds(worlds, years=years, threads=threads, progress=progress),
        severities=smallest_severities(scenario, named, years=years, limit=limit, threads=threads),
        reverse=reverse_stress(scenario, years, threads=threads),
    )


def _refuse_years(scenario: Scenario, years: int) -> None:
    has = scenario.clock.years
    if not 1 <= years <= has:
        what = wrong("stress.fault.years", has=phrase("count.years", n=Number(has, "count")), years=years)
        raise ScenarioError("years", [Fault(what, "years")])


def _refuse_reserved(names: Mapping[str, object]) -> None:
    taken = [name for name in names if name in RESERVED]
    if taken:
        faults = [wrong("stress.fault.reserved", name=name) for name in taken]
        raise ScenarioError("stresses", [Fault(what, "stresses") for what in faults])


def _sequence_of(text: str | None, stresses: Sequence[NamedStress], last_month: int) -> tuple[NamedStress, ...]:
    """Return the stresses in "mild@13,severe@49", each moved to its month; none when nothing is given.

    Raises
    ------
    ScenarioError
        Naming each part that is wrong.
    """
    by_name = {stress.name: stress for stress in stresses}
    found, faults = [], []
    for part in (text or "").replace("，", ",").split(",") if text is not None else ():
        name, _, month = (word.strip() for word in part.partition("@"))
        if name not in by_name:
            faults.append(wrong("stress.fault.not_asked", name=name, stresses=", ".join(by_name)))
        elif not month.isascii() or not month.isdigit() or not 1 <= int(month) <= last_month:
            faults.append(wrong("stress.fault.month", part=part.strip(), name=name, last=last_month))
        else:
            try:
                found.append(moved(by_name[name], int(month)))
            except ValidationError:
                faults.append(wrong("stress.fault.too_late", part=part.strip()))
    if faults:
        raise ScenarioError("sequence", [Fault(what, "sequence") for what in faults])
    return tuple(found)
