"""What a bank knows of a borrower who asks to renew: its first signal, and what the years have added.

Of a borrower it has known for n whole years it has seen n + 1 signals of the same noise. Their mean is one signal with
noise smaller by the root of n + 1, so that one code says it all; that the borrower has paid for n years is in the
thresholds (`preparing.screening`), since it is the same for all who ask.
"""

import math

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.draws import renewal_draws
from simulator.engines.kernel.search import first_at_least
from simulator.randomness.streams import SIGNAL_CODES


@inner
def years_known(world: r.World, month: int, first_month: int) -> int:
    """Return the whole years since the borrower's first loan, as far as the bank's opinion counts them."""
    if world.opinion != r.OPINION_LEARNING:
        return 0
    # an opening book's loans are of month 0: when their borrowers were first met is not known
    return min((month - first_month) // 12, r.OPINION_YEARS)


@inner
def opinion_code(world: r.World, path: int, slot: int, book: int, first_code: int, years: int) -> int:
    """Return the code of the mean of the first signal and those of `years` more years: the rank of its normal."""
    if years == 0:
        return first_code
    normal = world.signal_normal
    total = normal[first_code]
    for year in range(1, years + 1):
        # signals by year, not by loan: how often a loan is renewed must not decide how much a bank learns
        total += normal[renewal_draws(world.seed, path, slot, year, book)[2]]
    return first_at_least(normal, total / math.sqrt(years + 1.0))


@inner
def first_code_of_book(world: r.World, path: int, slot: int, risk: int, is_covered: int) -> int:
    """Return what the bank saw when it made a loan of the opening book: somewhere below what it accepts."""
    drawn = renewal_draws(world.seed, path, slot, 0, 1)[2]
    return drawn * world.book_codes[is_covered, risk] // SIGNAL_CODES
