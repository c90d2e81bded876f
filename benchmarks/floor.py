"""The floor: one Philox block for each applicant, and nothing else.

Nobody who draws an applicant from a block of its own can be faster. The loop of `draw_in_lanes`
has no branch, so the compiler draws several blocks at once in SIMD lanes, as the engine does;
`draw_one_by_one` may stop after any block, which keeps the compiler from doing that.
"""

import numpy as np

from simulator.compiled import rule
from simulator.randomness.philox import keyed_block
from simulator.randomness.streams import APPLICANT

SEED = np.uint64(20260101)
NEVER = np.uint64(1 << 40)
"""No word equals it, words have 32 bits; to be handed over at run time: a compiler that knew would use SIMD lanes."""


@rule
def draw_in_lanes(seed: np.uint64, paths: int, applicants: int) -> np.uint64:
    """Draw the blocks of all applicants; return all their words combined by exclusive or, so that none is left out."""
    combined = np.uint64(0)
    for path in range(paths):
        for slot in range(applicants):
            word_0, word_1, word_2, word_3 = keyed_block(seed, APPLICANT, path, slot, 0)
            combined ^= word_0 ^ word_1 ^ word_2 ^ word_3
    return combined


@rule
def draw_one_by_one(seed: np.uint64, paths: int, applicants: int, stop: np.uint64) -> np.uint64:
    """Return the same as `draw_in_lanes`, one block after the other, unless a block's combined word is `stop`."""
    combined = np.uint64(0)
    for path in range(paths):
        for slot in range(applicants):
            word_0, word_1, word_2, word_3 = keyed_block(seed, APPLICANT, path, slot, 0)
            word = word_0 ^ word_1 ^ word_2 ^ word_3
            if word == stop:
                return word
            combined ^= word
    return combined
