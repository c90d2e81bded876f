"""Uniforms of many keys at once."""

import numpy as np
from numpy.typing import NDArray

from simulator.compiled import rule
from simulator.randomness.philox import keyed_block, uniform


@rule
def keyed_uniforms(
    seed: np.uint64,
    path: int,
    streams: NDArray[np.int64],
    slots: NDArray[np.int64],
    blocks: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the four uniforms of each block, shape (n, 4), in the order of its words.

    Parameters
    ----------
    streams, slots, blocks
        Whom each block belongs to besides seed and path (see `philox.keyed_block`), each (n,).
    """
    drawn = np.zeros((len(slots), 4))
    for i in range(len(slots)):
        words = keyed_block(seed, streams[i], path, slots[i], blocks[i])
        drawn[i, 0] = uniform(words[0])
        drawn[i, 1] = uniform(words[1])
        drawn[i, 2] = uniform(words[2])
        drawn[i, 3] = uniform(words[3])
    return drawn
