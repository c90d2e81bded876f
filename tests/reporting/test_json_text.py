"""What JSON documents share: nothing that JSON cannot hold."""

import math
from pathlib import Path

import numpy as np

from simulator.reporting import json_text


def test_plain_turns_everything_into_json():
    """Numbers of NumPy, tuples and paths included."""
    value = {"a": (np.float64(1.5), np.int64(2), math.nan), "b": None, "c": True, "d": Path("x")}
    assert json_text.plain(value) == {"a": [1.5, 2, None], "b": None, "c": True, "d": "x"}
