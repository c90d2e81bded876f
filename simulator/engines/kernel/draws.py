"""Drawing many blocks at once, and the fields of a request for renewal."""

import numpy as np

from simulator.compiled import inner, rule
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, RENEWAL

SHIFT_16 = np.uint64(16)


@rule
def renewal_draws(seed: np.uint64, path: int, slot: int, generation: int, book: int) -> tuple[float, float, int, float]:
    """Return what the request for renewal number `generation` of a loan is drawn from.

    Returns
    -------
    Uniform of asking, uniform of the new loan's default, code of what the bank sees, uniform of a
    default for lack of money when it is refused.
    """
    words = keyed_block(seed, RENEWAL + BOOK_STREAMS * book, path, slot, generation)
    return uniform(words[3]), uniform(words[0]), int(words[1] >> SHIFT_16), uniform(words[2])


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
