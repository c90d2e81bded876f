"""Calibration: which estimators a history is given to, and what several files teach together."""

from collections.abc import Callable, Sequence

from simulator.analysis.learning.default_lessons import lesson_of_counts, lesson_of_rates
from simulator.analysis.learning.flow_lessons import lesson_of_payouts, lesson_of_stocks
from simulator.analysis.learning.learnt import Lesson
from simulator.analysis.learning.migration_lessons import lesson_of_migrations
from simulator.analysis.learning.patent_lessons import lesson_of_renewals, lesson_of_values
from simulator.analysis.learning.recovery_lessons import lesson_of_recoveries
from simulator.errors import ScenarioError
from simulator.inputs.history import History, Kind

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


def calibrate(histories: Sequence[History]) -> tuple[Lesson, ...]:
    """Return what each history teaches, in their order.

    Raises
    ------
    ScenarioError
        When two files teach the same setting.
    NoAnswerError
        When a history does not hold what its estimators need.
    """
    faults = [f"{one.path}: holds {one.kind}, which teach no parameter; give it to backtest" for one in histories
              if one.kind not in _LESSONS]  # fmt: skip
    if faults:
        raise ScenarioError("calibrate", faults)
    lessons = tuple(_LESSONS[history.kind](history) for history in histories)
    first: dict[str, str] = {}
    for history, lesson in zip(histories, lessons, strict=True):
        for key in keys_of(lesson):
            if first.setdefault(key, history.path) != history.path:
                faults.append(f"{history.path}: teaches {key}, as {first[key]} does; calibrate them one at a time")
                break
    if faults:
        raise ScenarioError("calibrate", faults)
    return lessons


def keys_of(lesson: Lesson) -> list[str]:
    """Return every setting that a lesson gives a value."""
    return [*lesson.settings, *(row.key for row in lesson.learnt if row.key)]
