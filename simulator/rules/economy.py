"""The factor that moves all firms of a sector together."""

import math

from simulator.compiled import rule


@rule
def next_factor(previous: float, persistence: float, innovation: float) -> float:
    """Return Z_t = phi Z_{t-1} + sqrt(1 - phi^2) e_t: AR(1) with variance 1."""
    return persistence * previous + math.sqrt(1.0 - persistence * persistence) * innovation


@rule
def sector_factor(macro: float, own: float, macro_weight: float) -> float:
    """Return F_s = sqrt(w) Z + sqrt(1 - w) X_s, of variance 1."""
    return math.sqrt(macro_weight) * macro + math.sqrt(1.0 - macro_weight) * own
