"""Exact arithmetic on int64 fen: rates in parts per million, and shares as ratios of two whole numbers."""

from simulator.compiled import rule

MILLION = 1_000_000
PLAIN = 9_000_000_000_000
"""Below this many fen, amount x share up to 1 fits into 64 bits."""
FITTING = 9e18
"""A product of two integers that is below this in floating point fits into 64 bits."""
LIMITLESS = 1 << 60


@rule
def part_of(amount: int, share_ppm: int) -> int:
    """Return floor(amount x share), exact.

    (A div 10^6) s + ((A mod 10^6) s) div 10^6; a plain product overflows above 92 bn yuan.
    No overflow for shares up to 1 and any int64 amount, nor for multiples up to 1,000 (10^9 ppm)
    and amounts up to 9e15 fen.

    Parameters
    ----------
    amount
        Fen, not negative.
    share_ppm
        Share in parts per million, not negative.
    """
    if float(amount) * share_ppm < FITTING:
        return amount * share_ppm // MILLION
    return (amount // MILLION) * share_ppm + ((amount % MILLION) * share_ppm) // MILLION


@rule
def is_at_least(numerator: int, denominator: int, ratio_ppm: int) -> bool:
    """Return whether numerator / denominator >= ratio, compared as integers; over nothing it counts as 0."""
    if denominator <= 0:
        return ratio_ppm <= 0
    if -PLAIN < numerator < PLAIN and denominator < PLAIN and ratio_ppm <= MILLION:
        return numerator * MILLION >= denominator * ratio_ppm
    whole = part_of(denominator, ratio_ppm)
    rest = (denominator % MILLION) * ratio_ppm % MILLION
    return numerator >= whole + (1 if rest > 0 else 0)


@rule
def monthly_part(amount: int, rate_ppm: int) -> int:
    """Return floor(amount x rate / 12), exact, for a yearly rate in parts per million."""
    twelve = 12 * MILLION
    if float(amount) * rate_ppm < FITTING:
        return amount * rate_ppm // twelve
    return (amount // twelve) * rate_ppm + ((amount % twelve) * rate_ppm) // twelve


@rule
def portion(amount: int, part: int, whole: int) -> int:
    """Return floor(amount x part / whole), exact; 0 when the whole or the part is not positive.

    Long division bit by bit, so that the product never has to fit into 64 bits.

    Parameters
    ----------
    amount
        Fen, not negative, below 2^60.
    part, whole
        Numerator and denominator of the ratio, such as two amounts in fen; below 2^60 each.
    """
    if whole <= 0 or part <= 0:
        return 0
    if float(amount) * part < FITTING:
        return amount * part // whole
    left = amount % whole
    result = 0
    rest = 0
    for place in range(60):
        rest = 2 * rest + (left if (part >> (59 - place)) & 1 else 0)
        result = 2 * result + rest // whole
        rest = rest % whole
    return (amount // whole) * part + result
