"""Digits: how many of them, thousands apart, and bounds that still hold when rounded."""

import math


def decimals_for(value: float, half_width: float) -> int:
    """Return how many decimals to print: down to the first digit of the interval's half-width.

    Three digits are printed where there is no interval.
    """
    if math.isfinite(half_width) and half_width > 0:
        return min(max(0, -math.floor(math.log10(half_width))), 8)
    return decimals_of(value, 3)


def decimals_of(value: float, digits: int) -> int:
    """Return how many decimals give a number so many digits at least."""
    if value == 0 or not math.isfinite(value):
        return 0
    return min(max(0, digits - 1 - math.floor(math.log10(abs(value)))), 8)


def number_text(value: float, decimals: int, *, is_signed: bool = False) -> str:
    """Return a number with thousands separators, never "-0"."""
    rounded = round(value, decimals) + 0.0
    return f"{rounded:+,.{decimals}f}" if is_signed and rounded != 0 else f"{rounded:,.{decimals}f}"


def upper_bound(bound: float) -> tuple[float, int]:
    """Return a small upper bound rounded up to one digit (two when the first is a 1), and its decimals."""
    exponent = math.floor(math.log10(bound))
    digits = 1 if bound / 10.0**exponent >= 2 else 2
    decimals = max(0, digits - 1 - exponent)
    return math.ceil(round(bound * 10.0**decimals, 9)) / 10.0**decimals, decimals


def bound_text(bound: float) -> str:
    """Return a small upper bound as text, such as "0.04"; it is never below the bound."""
    rounded, decimals = upper_bound(bound)
    return f"{rounded:.{decimals}f}"
