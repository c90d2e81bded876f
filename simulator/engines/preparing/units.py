"""Amounts and shares as the kernel counts them."""

from simulator.rules.money import MILLION

FEN = 100
"""Fen (cents) per unit of the main currency."""


def fen(amount: float) -> int:
    """Return an amount of main currency units in fen (cents)."""
    return round(amount * FEN)


def ppm(share: float) -> int:
    """Return a share in parts per million."""
    return round(share * MILLION)
