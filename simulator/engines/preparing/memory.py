"""Memory for lane arrays."""

import math

import numpy as np
from numpy.typing import NDArray


def aligned(shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return zeros whose first element starts a 64-byte line, so that SIMD loads do not cross lines."""
    size = math.prod(shape)
    raw = np.zeros(size + 8, dtype=np.int64)
    skip = (-raw.ctypes.data // 8) % 8
    return raw[skip : skip + size].reshape(shape)
