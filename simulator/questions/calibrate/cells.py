"""The parts of what was learnt as values: parameter, method, estimate."""

import math

from simulator.estimate import Estimate
from simulator.questions.calibrate.learnt import Learnt
from simulator.saying.numbers import decimals_for
from simulator.values import Measured, Own, Phrase, Unit, phrase

_UNITS: dict[str, Unit] = {"share per year": "share", "months": "months"}


def parameter_name(row: Learnt) -> Phrase:
    """Return what a parameter is called, with its unit where the estimate does not say it."""
    names = {key: Own(name) for key, name in zip(("first", "last"), row.of, strict=False)}
    return phrase(f"calibrate.parameter.{row.label}", **names)


def method_name(row: Learnt) -> Phrase:
    """Return by which method it was found."""
    return phrase(f"calibrate.method.{row.method}")


def estimate_of(row: Learnt) -> Measured:
    """Return value and interval; a rate a year in per cent, a part of 1 as a number."""
    estimate = Estimate(row.value, row.low, row.high, "mean")
    return Measured(estimate, _UNITS.get(row.unit, "plain"), digits=_digits(row))


def _digits(row: Learnt) -> int | None:
    """Return how many digits of the value to show: two of the distance to the nearer end.

    Intervals are far from even here, so that half their width would round the nearer end onto the value.
    """
    factor = 100.0 if row.unit == "share per year" else 1.0
    low, value, high = (factor * number for number in (row.low, row.value, row.high))
    nearer = min((side for side in (value - low, high - value) if side > 0), default=(high - low) / 2)
    decimals = decimals_for(value, nearer / 10)
    return max(1, decimals + 1 + math.floor(math.log10(abs(value)))) if value else None
