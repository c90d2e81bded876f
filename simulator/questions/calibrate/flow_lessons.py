"""Published stocks and payout rates as flows: the part of the firms that default within a year.

Defaults come throughout the year on a book that may grow. With exposure the time-average of the sound book,

    rate = 1 - exp(-new defaults / exposure).
"""

import numpy as np

from simulator.errors import NoAnswerError, wrong
from simulator.faults import names
from simulator.inputs.history import History
from simulator.questions.calibrate.default_lessons import lesson_of_rates
from simulator.questions.calibrate.learnt import Floats, Lesson
from simulator.values import Phrase, phrase


def lesson_of_stocks(history: History) -> Lesson:
    """Return what year-end balances teach: sound and non-performing ones, and what of the latter was resolved.

    New defaults of a year are npl - npl of the year before + resolved; the exposure is the mean of the sound balances
    at its ends. The first year only opens the series.

    Raises
    ------
    NoAnswerError
        When years are missing, there are too few, or a balance fell by more than was resolved.
    """
    order = np.argsort(history.numbers["year"])
    year, sound, npl, resolved = (
        history.numbers[name][order] for name in ("year", "performing_balance", "npl_balance", "npl_resolved")
    )
    if np.any(np.diff(year) != 1):
        raise NoAnswerError(history.at(wrong("calibrate.fault.gap")))
    new = np.diff(npl) + resolved[1:]
    # Cents lost in summing balances are no contradiction.
    new = np.where(np.abs(new) < 1e-9 * (npl[1:] + resolved[1:]), 0.0, new)
    if np.any(new < 0):
        years = names(f"{value:.0f}" for value in year[1:][new < 0])
        raise NoAnswerError(history.at(wrong("calibrate.fault.negative", years=years)))
    rates = 1 - np.exp(-new / ((sound[1:] + sound[:-1]) / 2))
    return _lesson(history, year[1:], rates, phrase("calibrate.note.stocks"))


def lesson_of_payouts(history: History) -> Lesson:
    """Return what payout rates teach: a year's payouts over the balance at its end, which has grown by `growth`.

    A balance that grows evenly to B at the end of the year was B g / ((1 + g) log(1 + g)) on the average of the year.

    Raises
    ------
    NoAnswerError
        When there are fewer than three years.
    """
    growth = history.numbers["growth"]
    is_steady = np.abs(growth) < 1e-9
    safe = np.where(is_steady, 1.0, growth)
    average = np.where(is_steady, 1.0, safe / ((1 + safe) * np.log1p(safe)))
    rates = 1 - np.exp(-history.numbers["payout_ratio"] / average)
    return _lesson(history, history.numbers["year"], rates, phrase("calibrate.note.payouts"))


def _lesson(history: History, year: Floats, rates: Floats, note: Phrase) -> Lesson:
    converted = History(history.path, "default rates", {"year": year, "default_rate": rates}, history.texts)
    return lesson_of_rates(converted, (note,))
