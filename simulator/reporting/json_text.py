"""A comparison or a sizing as JSON: the same numbers as in the tables, in plain units."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.analysis.extreme_paths import ExtremePath
from simulator.estimate import Estimate
from simulator.reporting import wording
from simulator.reporting.csv_files import extreme_value, number_of_extreme, plain_unit


def comparison_json(
    comparison: Comparison, *, files: Sequence[Path] = (), command: str = "", precision: object = None
) -> str:
    """Return the comparison as JSON text; numbers that do not exist are null.

    `precision` is what was found to a wanted precision, if one was wanted.
    """
    scenario = comparison.scenario
    content = {
        "title": comparison.title,
        "question": comparison.question,
        "scenario": scenario.about.title,
        "notes": wording.notes_of(comparison)[1:],
        "currency": wording.currency_word(scenario),
        "paths": comparison.paths,
        "seed": comparison.seed,
        "interval": wording.CONFIDENCE,
        "baseline": comparison.baseline,
        "measures": {measure.key: _definition(comparison, measure) for measure in comparison.measures},
        "policies": [_policy(comparison, point) for point in comparison.points],
        "near_ties": {line: list(ends) for line, ends in comparison.near_ties.items()},
        "extreme_paths": {
            name: [_extreme(comparison, found) for found in paths] for name, paths in comparison.extremes.items()
        },
        "loss_split": comparison.loss_split,
        **({} if precision is None else {"precision": precision}),
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _definition(comparison: Comparison, measure: MeasureDefinition) -> dict[str, str]:
    return {"label": measure.label, "unit": plain_unit(comparison, measure), "meaning": measure.meaning}


def _policy(comparison: Comparison, point: PolicyPoint) -> dict[str, object]:
    keys = [measure.key for measure in comparison.measures]
    return {
        "name": point.name,
        "settings": point.settings,
        "compensation_ratio": point.ratio,
        "fund_size": point.fund_size,
        "is_breaker_on": point.is_breaker_on,
        "values": {k: estimate_json(e) for k in keys if (e := comparison.estimates.get((point.name, k)))},
        "differences": {k: estimate_json(e) for k in keys if (e := comparison.differences.get((point.name, k)))},
    }


def _extreme(comparison: Comparison, found: ExtremePath) -> dict[str, object]:
    value, unit = extreme_value(comparison, found)
    return {
        "measure": found.measure,
        "percent_no_worse": found.percent,
        "value": value,
        "unit": unit,
        "path": number_of_extreme(found),
    }


def estimate_json(estimate: Estimate) -> dict[str, object]:
    """Return an estimate with its interval as JSON has it; the value is None when it is not defined."""
    is_defined = wording.is_defined(estimate)
    return {
        "value": estimate.value if is_defined else None,
        "low": estimate.low,
        "high": estimate.high,
        "note": estimate.remark,
    }


def plain(value: object) -> object:
    """Return a value with every number that is not finite as None, and only what JSON knows."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "item"):
        return plain(value.item())
    return value if value is None or isinstance(value, str | int | bool) else str(value)
