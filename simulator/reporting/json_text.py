"""What JSON documents share: estimates with their intervals, and only what JSON knows."""

import math

from simulator.estimate import Estimate
from simulator.values import is_defined


def estimate_json(estimate: Estimate) -> dict[str, object]:
    """Return an estimate with its interval as JSON has it; the value is None when it is not defined."""
    return {
        "value": estimate.value if is_defined(estimate) else None,
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
