"""What JSON documents share: nothing that JSON cannot hold."""

import math
from pathlib import Path

import numpy as np

from simulator.estimate import NO_DENOMINATOR, Estimate
from simulator.reporting import json_text


def test_a_ratio_over_nothing_has_no_value():
    """Its interval stays open."""
    nothing = json_text.estimate_json(Estimate(0.0, -math.inf, math.inf, "ratio", NO_DENOMINATOR))
    assert nothing["value"] is None
    assert json_text.plain(nothing)["high"] is None


def test_plain_turns_everything_into_json():
    """Numbers of NumPy, tuples and paths included."""
    value = {"a": (np.float64(1.5), np.int64(2), math.nan), "b": None, "c": True, "d": Path("x")}
    assert json_text.plain(value) == {"a": [1.5, 2, None], "b": None, "c": True, "d": "x"}
