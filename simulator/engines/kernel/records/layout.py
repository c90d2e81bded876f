"""How the kernel's arrays lie in memory, and values that stand for "none"."""

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
ShortInts = NDArray[np.int32]
Floats = NDArray[np.float64]
Bytes = NDArray[np.int8]

STRIDE = 552
"""P: what lies between a field of a lane and the next field of the same lane.

Lane arrays are flat, field after field, and a name such as `CASH` is the place of the field's first lane: the cash of
lane p is `state[CASH + p]`. So the distance of two fields is known when the kernel is compiled, the compiler sees that
they do not overlap, and the innermost loop over lanes runs in SIMD lanes. (An array with an axis for fields would read
the same, but its strides are known only when it runs.)
552 x 8 bytes is not near a multiple of 4,096: fields that far apart would look alike to the processor's store buffer,
and the loop would run at half its speed.
"""
MAX_LANES = 512
"""Most lanes at a time; below the stride, so that lanes rounded up to whole SIMD vectors still fit."""
SIMD_LANES = 1 if numba.config.DISABLE_JIT else 8  # type: ignore[attr-defined]
"""Lanes per SIMD vector; interpreted code has no vectors to fill."""
BLOCKS = 256
"""How many applicants or requests are drawn at once, before any of them is decided."""

OPEN = 1 << 60
"""No limit: more than any principal or month, and a sum of a few such amounts still fits into 64 bits."""
NO_CODE = -1
"""A bank takes what is coded below its cut. This cut takes nobody: codes begin with 0."""
ALL_CODES = 1 << 17
"""This cut takes everybody: codes end below 2^16."""
YES = -1
"""All bits set: `amount & YES` is the amount, without a branch that would stop SIMD."""
NO = 0
"""No bit set: `amount & NO` is 0."""
