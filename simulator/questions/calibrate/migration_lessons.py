"""What moves between classes within a year teach: the yearly transition matrix and a valid monthly root."""

import numpy as np

from simulator.analysis.intervals import clopper_pearson
from simulator.errors import NoAnswerError, wrong
from simulator.inputs.history import History
from simulator.questions.calibrate.learnt import Floats, Learnt, Lesson
from simulator.values import Listed, Number, Own, Phrase, phrase

_MOST_CLASSES = 20


def monthly_root(yearly: Floats) -> Floats:
    """Return a monthly transition matrix, (classes, classes), whose twelfth power is as near as a generator allows.

    The logarithm of the yearly matrix with its negative rates off the diagonal set to 0 and the diagonal adjusted
    (Israel, Rosenthal and Wei 2001), divided by twelve, and its exponential: never negative, rows that sum to 1.

    Raises
    ------
    NoAnswerError
        When the matrix has no real logarithm.
    """
    from scipy import linalg

    if abs(linalg.det(yearly)) < 1e-12:
        raise NoAnswerError(wrong("calibrate.fault.singular"))
    logarithm = linalg.logm(yearly)
    if np.abs(np.imag(logarithm)).max() > 1e-6:
        raise NoAnswerError(wrong("calibrate.fault.no_logarithm"))
    rates = np.maximum(np.real(logarithm), 0)
    np.fill_diagonal(rates, 0)
    np.fill_diagonal(rates, -rates.sum(axis=1))
    return np.asarray(linalg.expm(rates / 12))


def lesson_of_migrations(history: History) -> Lesson:
    """Return every yearly and monthly chance between classes; a class that nothing leaves keeps what it has.

    Raises
    ------
    NoAnswerError
        When there are too many classes or the matrix has no monthly root.
    """
    start, end = history.texts["from_class"], history.texts["to_class"]
    classes = list(dict.fromkeys([*start, *end]))
    if len(classes) > _MOST_CLASSES:
        raise NoAnswerError(history.at(wrong("calibrate.fault.classes", n=len(classes), most=str(_MOST_CLASSES))))
    counts = np.zeros((len(classes), len(classes)))
    for first, last, count in zip(start, end, history.numbers["count"], strict=True):
        counts[classes.index(first), classes.index(last)] += count
    if not counts.any():
        raise NoAnswerError(history.at(wrong("calibrate.fault.no_counts")))
    total = counts.sum(axis=1, keepdims=True)
    yearly = np.where(total > 0, counts / np.maximum(total, 1), np.eye(len(classes)))
    root = monthly_root(yearly)
    miss = float(np.abs(np.linalg.matrix_power(root, 12) - yearly).max())
    low, high = clopper_pearson(counts, np.maximum(total, 1))
    rows = [
        Learnt("migration", "share per year", float(yearly[i, j]), float(low[i, j]), float(high[i, j]), "exact",
               "moves", of=(classes[i], classes[j]))
        for i, j in np.argwhere(counts > 0)
    ]  # fmt: skip
    notes = (
        phrase("calibrate.note.monthly", chances=Listed(tuple(_monthly(classes, root)))),
        phrase("calibrate.note.root", miss=Number(miss, "points")),
        phrase("calibrate.note.independent"),
    )
    title = phrase("calibrate.title.migrations", n=Number(int(counts.sum()), "count"))
    return Lesson(title, history.source, tuple(rows), notes)


def _monthly(classes: list[str], root: Floats) -> list[Phrase]:
    """Return the monthly chances from each class to each."""
    return [
        phrase("calibrate.monthly", first=Own(first), last=Own(last), chance=Number(float(chance), "share"))
        for first, row in zip(classes, root, strict=True)
        for last, chance in zip(classes, row, strict=True)
    ]
