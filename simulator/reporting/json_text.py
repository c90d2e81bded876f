"""What JSON documents share: only what JSON knows."""

import math


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
