"""A comparison as JSON: plain units, and nothing that JSON cannot hold."""

import json
import math
from pathlib import Path

import numpy as np

from simulator.reporting import json_text
from tests.reporting.synthetic import NO_HIT_BOUND, named_points, sweep_points, synthetic_comparison


def test_values_differences_and_definitions_are_there():
    """The same numbers as in the tables, by policy and measure."""
    comparison = synthetic_comparison(sweep_points((0.0, 0.4), (2e7,), (True,)))
    text = json_text.comparison_json(comparison, files=[Path("outputs/x/a.csv")], command="python run.py compare x")
    content = json.loads(text)
    never, base = content["policies"]
    assert never["values"]["p_depleted"] == {"value": 0.0, "low": 0.0, "high": NO_HIT_BOUND, "note": ""}
    assert never["differences"]["lent"]["value"] < 0
    assert base["differences"] == {}
    assert (base["compensation_ratio"], base["fund_size"], base["is_breaker_on"]) == (0.4, 2e7, True)
    assert content["measures"]["cost_per_additional"]["unit"] == "yuan per yuan"
    assert content["notes"] == ["Another city's terms stand in.", "Screening is on."]
    assert content["files"] == ["outputs/x/a.csv"]
    assert content["near_ties"] == {"fund 20 m, breaker on": [0.7, 0.9]}


def test_what_does_not_exist_is_null():
    """JSON has no infinity, and a ratio over nothing has no value."""
    comparison = synthetic_comparison(sweep_points((0.0, 0.4), (2e7,), (True,)))
    values = json.loads(json_text.comparison_json(comparison))["policies"][0]["values"]
    assert values["cost_per_additional"]["value"] is None
    assert values["es99_bank_loss"]["high"] is None


def test_settings_of_any_kind_are_written():
    """Settings may hold lists and tables."""
    comparison = synthetic_comparison(named_points(), "as it stands")
    assert json.loads(json_text.comparison_json(comparison))["policies"][1]["settings"] == {"scheme.shortage": "queue"}


def test_plain_turns_everything_into_json():
    """Numbers of NumPy, tuples and paths included."""
    value = {"a": (np.float64(1.5), np.int64(2), math.nan), "b": None, "c": True, "d": Path("x")}
    assert json_text.plain(value) == {"a": [1.5, 2, None], "b": None, "c": True, "d": "x"}
