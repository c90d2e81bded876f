"""Drawing many blocks at once: loops without branches, so that SIMD lanes draw several."""

import numpy as np

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, RENEWAL

SHIFT_16 = np.uint64(16)


@inlined
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
    """Fill words[:, :size] with the blocks of slots first, first + 1, ...

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


@inner
def draw_asking(uniforms: r.Floats, seed: np.uint64, path: int, first: int, size: int) -> None:
    """Fill the row U_ASKING for new loans of slots first, first + 1, ...: by it they ask for their first renewal."""
    for i in range(size):
        uniforms[r.U_ASKING * r.BLOCKS + i] = renewal_draws(seed, path, first + i, 1, 0)[0]


@inner
def draw_requests(requests: r.Ints, uniforms: r.Floats, seed: np.uint64, path: int, size: int) -> None:
    """Fill code and uniforms of the requests for renewal whose slot, generation and book are given."""
    for i in range(size):
        slot = requests[r.Q_SLOT * r.BLOCKS + i]
        generation = requests[r.Q_GENERATION * r.BLOCKS + i]
        book = requests[r.Q_BOOK * r.BLOCKS + i]
        _, default, code, refusal = renewal_draws(seed, path, slot, generation, book)
        requests[r.Q_CODE * r.BLOCKS + i] = code
        uniforms[r.U_DEFAULT * r.BLOCKS + i] = default
        uniforms[r.U_REFUSAL * r.BLOCKS + i] = refusal
        uniforms[r.U_ASKING * r.BLOCKS + i] = renewal_draws(seed, path, slot, generation + 1, book)[0]
