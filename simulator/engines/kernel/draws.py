"""Drawing: many blocks at once, and what the bits of a block stand for.

Loops over blocks have no branches, so that SIMD lanes draw several at a time.
"""

import numpy as np

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, RENEWAL

LOW_8 = np.uint64(0xFF)
LOW_12 = np.uint64(0xFFF)
SHIFT_4 = np.uint64(4)
SHIFT_8 = np.uint64(8)
SHIFT_16 = np.uint64(16)
SHIFT_20 = np.uint64(20)


# The block of an applicant (`randomness.streams` has the map of its words): several small quantities share a word, so
# that one block is enough for one applicant.
@inlined
def profile_code(word_1: np.uint64) -> int:
    """Return the code of sector, grade, term, first loan and kind of patent, 16 bits."""
    return int(np.int64(word_1 >> SHIFT_16))


@inlined
def amount_code(word_1: np.uint64) -> int:
    """Return the code of the amount asked for, 12 bits."""
    return int(np.int64((word_1 >> SHIFT_4) & LOW_12))


@inlined
def signal_code(word_2: np.uint64) -> int:
    """Return the code of what the bank sees, 16 bits."""
    return int(np.int64(word_2 >> SHIFT_16))


@inlined
def appraisal_code(word_2: np.uint64) -> int:
    """Return the code of the appraised value, 12 bits."""
    return int(np.int64((word_2 >> SHIFT_4) & LOW_12))


@inlined
def quality_code(word_3: np.uint64) -> int:
    """Return the code of the patents' quality, 12 bits."""
    return int(np.int64(word_3 >> SHIFT_20))


@inlined
def bank_code(word_3: np.uint64) -> int:
    """Return the code of the bank, 12 bits."""
    return int(np.int64((word_3 >> SHIFT_8) & LOW_12))


@inlined
def life_code(word: np.uint64) -> int:
    """Return the code of the patents' remaining legal life, 8 bits; of an applicant in word 3."""
    return int(np.int64(word & LOW_8))


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
    """Fill the row UNIFORM_ASKING for new loans of slots first, first + 1, ...

    A new loan is drawn its asking for the first renewal already now: by it one knows, when the loan is made, whether it
    must be kept until it falls due.
    """
    for i in range(size):
        uniforms[r.UNIFORM_ASKING + i] = renewal_draws(seed, path, first + i, 1, 0)[0]


@inner
def draw_requests(requests: r.Ints, uniforms: r.Floats, seed: np.uint64, path: int, size: int) -> None:
    """Fill code and uniforms of the requests for renewal whose slot, generation and book are given."""
    for i in range(size):
        slot = requests[r.REQUEST_SLOT + i]
        generation = requests[r.REQUEST_GENERATION + i]
        book = requests[r.REQUEST_BOOK + i]
        _, default, code, refusal = renewal_draws(seed, path, slot, generation, book)
        requests[r.REQUEST_CODE + i] = code
        uniforms[r.UNIFORM_DEFAULT + i] = default
        uniforms[r.UNIFORM_REFUSAL + i] = refusal
        # its own asking was drawn with the loan before it
        uniforms[r.UNIFORM_ASKING + i] = renewal_draws(seed, path, slot, generation + 1, book)[0]
