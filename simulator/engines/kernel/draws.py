"""Drawing many blocks at once."""

import numpy as np

from simulator.compiled import inner
from simulator.randomness.philox import keyed_block


@inner
def draw_blocks(words: np.ndarray, seed: np.uint64, keys: tuple[int, int, int], first: int, size: int) -> None:
    """Fill words[:, :size] with the blocks of slots first, first + 1, ...: SIMD lanes draw several at once.

    Parameters
    ----------
    words
        Shape (4, blocks).
    keys
        Stream, path and block number.
    """
    for i in range(size):
        word_0, word_1, word_2, word_3 = keyed_block(seed, keys[0], keys[1], first + i, keys[2])
        words[0, i] = word_0
        words[1, i] = word_1
        words[2, i] = word_2
        words[3, i] = word_3
