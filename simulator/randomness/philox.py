"""Philox4x32-10: a draw is a function of (key, counter), so it can be made anywhere, any time.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

import numpy as np

from simulator.compiled import inlined

MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
LOW_32 = np.uint64(0xFFFFFFFF)
SHIFT_32 = np.uint64(32)
TWO_TO_MINUS_32 = 2.0**-32


@inlined
def _round(
    word_0: np.uint64, word_1: np.uint64, word_2: np.uint64, word_3: np.uint64, key_0: np.uint64, key_1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    product_0 = MULTIPLIER_0 * word_0
    product_1 = MULTIPLIER_1 * word_2
    return (
        (product_1 >> SHIFT_32) ^ word_1 ^ key_0,
        product_1 & LOW_32,
        (product_0 >> SHIFT_32) ^ word_3 ^ key_1,
        product_0 & LOW_32,
    )


@inlined
def philox_block(
    word_0: np.uint64, word_1: np.uint64, word_2: np.uint64, word_3: np.uint64, key_0: np.uint64, key_1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four 32-bit words (each in a uint64) of one block.

    Parameters
    ----------
    word_0, word_1, word_2, word_3
        Counter, four words below 2^32.
    key_0, key_1
        Key, two words below 2^32.
    """
    # written out: a loop here would keep the compiler from drawing several blocks at once in SIMD lanes
    words = _round(word_0, word_1, word_2, word_3, key_0, key_1)
    words = _round(*words, (key_0 + np.uint64(1) * WEYL_0) & LOW_32, (key_1 + np.uint64(1) * WEYL_1) & LOW_32)
    words = _round(*words, (key_0 + np.uint64(2) * WEYL_0) & LOW_32, (key_1 + np.uint64(2) * WEYL_1) & LOW_32)
    words = _round(*words, (key_0 + np.uint64(3) * WEYL_0) & LOW_32, (key_1 + np.uint64(3) * WEYL_1) & LOW_32)
    words = _round(*words, (key_0 + np.uint64(4) * WEYL_0) & LOW_32, (key_1 + np.uint64(4) * WEYL_1) & LOW_32)
    words = _round(*words, (key_0 + np.uint64(5) * WEYL_0) & LOW_32, (key_1 + np.uint64(5) * WEYL_1) & LOW_32)
    words = _round(*words, (key_0 + np.uint64(6) * WEYL_0) & LOW_32, (key_1 + np.uint64(6) * WEYL_1) & LOW_32)
    words = _round(*words, (key_0 + np.uint64(7) * WEYL_0) & LOW_32, (key_1 + np.uint64(7) * WEYL_1) & LOW_32)
    words = _round(*words, (key_0 + np.uint64(8) * WEYL_0) & LOW_32, (key_1 + np.uint64(8) * WEYL_1) & LOW_32)
    words = _round(*words, (key_0 + np.uint64(9) * WEYL_0) & LOW_32, (key_1 + np.uint64(9) * WEYL_1) & LOW_32)
    return words


@inlined
def keyed_block(
    seed: np.uint64, stream: int, path: int, slot: int, block: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the block that belongs to (seed, stream, path, slot, block): four 32-bit words.

    Parameters
    ----------
    seed
        Seed of the run, 64 bits.
    stream
        Which quantity (see `streams`).
    path, slot, block
        Whom the draw belongs to; each below 2^32.
    """
    return philox_block(
        np.uint64(slot) & LOW_32,
        np.uint64(path) & LOW_32,
        np.uint64(block) & LOW_32,
        np.uint64(stream) & LOW_32,
        np.uint64(seed) & LOW_32,
        np.uint64(seed) >> SHIFT_32,
    )


@inlined
def uniform(word: np.uint64) -> float:
    """Return the uniform in (0, 1) of a 32-bit word: its cell's midpoint, never 0 or 1."""
    return (float(word) + 0.5) * TWO_TO_MINUS_32
