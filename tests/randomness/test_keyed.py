"""Uniforms of many keys are those of each key alone."""

import numpy as np

from simulator.randomness.keyed import keyed_uniforms
from simulator.randomness.philox import keyed_block, uniform


def test_many_keys_give_what_each_gives_alone():
    """Row i is the block of key i, word by word; the order of the keys does not matter."""
    seed = np.uint64(20260101)
    streams, slots, blocks = np.array([33, 49, 33]), np.array([65_536, 7, 131_075]), np.array([0, 258, 513])
    drawn = keyed_uniforms(seed, 5, streams, slots, blocks)
    alone = [
        [uniform(word) for word in keyed_block(seed, int(stream), 5, int(slot), int(block))]
        for stream, slot, block in zip(streams, slots, blocks, strict=True)
    ]
    assert drawn.tolist() == alone
    backwards = [keys[::-1].copy() for keys in (streams, slots, blocks)]
    assert keyed_uniforms(seed, 5, *backwards).tolist() == alone[::-1]


def test_no_key_gives_no_draw():
    """Nobody: an empty table of four columns."""
    none = np.zeros(0, dtype=np.int64)
    assert keyed_uniforms(np.uint64(1), 0, none, none, none).shape == (0, 4)
