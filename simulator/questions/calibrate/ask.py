"""Calibration: which estimators a history is given to, and what several files teach together."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import Fault, ScenarioError, wrong
from simulator.inputs.history import History, Kind, kind_words, read_history
from simulator.questions.calibrate.default_lessons import lesson_of_counts, lesson_of_rates
from simulator.questions.calibrate.flow_lessons import lesson_of_payouts, lesson_of_stocks
from simulator.questions.calibrate.learnt import Lesson
from simulator.questions.calibrate.migration_lessons import lesson_of_migrations
from simulator.questions.calibrate.patent_lessons import lesson_of_renewals, lesson_of_values
from simulator.questions.calibrate.recovery_lessons import lesson_of_recoveries
from simulator.questions.read_files import Read, read_all

_LESSONS: dict[Kind, Callable[[History], Lesson]] = {
    "default counts": lesson_of_counts,
    "default rates": lesson_of_rates,
    "recoveries": lesson_of_recoveries,
    "stocks": lesson_of_stocks,
    "payouts": lesson_of_payouts,
    "values": lesson_of_values,
    "renewals": lesson_of_renewals,
    "migrations": lesson_of_migrations,
}


@dataclass(frozen=True)
class Calibration:
    """What each file holds, and what it teaches, in their order."""

    read: tuple[Read[History], ...]
    lessons: tuple[Lesson, ...]


def ask(data: Sequence[Path | str], *, units_right: Collection[str] = ()) -> Calibration:
    """Learn parameters from data; nothing is simulated.

    Parameters
    ----------
    data
        Files; the columns say what a file holds: default counts or rates, stocks, payouts, recoveries, values and
        renewals of patents, or migrations between classes.
    units_right
        Columns whose unit is confirmed, however unusual their numbers are.

    Raises
    ------
    ScenarioError
        With the faults of all files, and when two files teach the same setting.
    NoAnswerError
        When a file does not hold what its estimators need.
    """
    read = read_all("calibrate", data, lambda path, say: read_history(path, say, units_right=units_right))
    return Calibration(read, lessons_of([one.content for one in read]))


def lessons_of(histories: Sequence[History]) -> tuple[Lesson, ...]:
    """Return what each history teaches, in their order.

    Raises
    ------
    ScenarioError
        When two files teach the same setting.
    NoAnswerError
        When a history does not hold what its estimators need.
    """
    faults = [
        Fault(wrong("calibrate.fault.no_parameter", kind=kind_words(one.kind)), one.path)
        for one in histories
        if one.kind not in _LESSONS
    ]
    if faults:
        raise ScenarioError("calibrate", faults)
    lessons = tuple(_LESSONS[history.kind](history) for history in histories)
    first: dict[str, str] = {}
    for history, lesson in zip(histories, lessons, strict=True):
        for key in keys_of(lesson):
            if first.setdefault(key, history.path) != history.path:
                what = wrong("calibrate.fault.twice", key=key, other=first[key])
                faults.append(Fault(what, history.path))
                break
    if faults:
        raise ScenarioError("calibrate", faults)
    return lessons


def keys_of(lesson: Lesson) -> list[str]:
    """Return every setting that a lesson gives a value."""
    return [*lesson.settings, *(row.key for row in lesson.learnt if row.key)]
