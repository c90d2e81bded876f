"""A scheme with made-up ranges in which it is known what matters."""

from typing import Any

from simulator.scenario.read import Reading
from tests.engines.books import merged, scenario
from tests.questions.attribute.books import reading_of

# Banks lend whatever is covered and no loan that is not, so additional lending is the number of applications times
# their amount: 100 of exactly one million a month, for a year.
LENDS_ALL: dict[str, Any] = {
    "run": {"paths": 40},
    "applications": {"per_month": 100.0, "amount_mean": 1e6},
    "fund": {"fund_size": 1e9},
    "grades": ({"name": "one", "share": 1.0, "pd_per_year": 0.02},),
    "lender": {"is_screening": True, "signal_noise": 0.0, "equity_spread": 0.0, "other_income": 0.0},
    "scheme": {"compensation_ratio": 0.8},
}


def ranges(**ends: tuple[float | None, float | None]) -> dict[str, Any]:
    """Return sources with these ranges; two underscores stand for a dot."""
    return {
        key.replace("__", "."): {"source": "none found", "confidence": "assumption", "low": low, "high": high}
        for key, (low, high) in ends.items()
    }


def book(sources: dict[str, Any], **changes: Any) -> Reading:
    """Return the plain scheme with sources and changes, as if read from a file."""
    return reading_of(scenario(**merged({**LENDS_ALL, "sources": sources}, changes)))
