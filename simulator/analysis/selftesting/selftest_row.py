"""One row of the self-test, and the reference numbers it is held against."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from simulator.errors import wrong
from simulator.values import Own, Phrase


@dataclass(frozen=True)
class SelfTestRow:
    """One of our numbers beside the same number from elsewhere.

    Parameters
    ----------
    quantity
        What is compared: a phrase `selftest.what.NAME` of the case it is compared in (`where`).
    ours, reference
        The two numbers.
    source
        Where the reference comes from.
    difference
        ours - reference.
    tolerance
        Largest difference, either way, that the reference's own digits leave room for.
    is_met
        Whether the difference is within the tolerance; nan never is.
    """

    quantity: Phrase
    ours: float
    reference: float
    source: Own
    difference: float
    tolerance: float
    is_met: bool


def quantity_of(where: Phrase, name: str) -> Phrase:
    """Return what is compared, by the name a reference gives it ("quantile_0.999"), and in which case."""
    kind, _, level = name.rpartition("_")
    if not level.replace(".", "").isdigit():
        kind, level = name, ""
    return wrong(f"selftest.what.{kind}", where=where, level=level)


def compare_row(
    quantity: Phrase, ours: float, reference: float, source: Own, tolerance: float = 0.0, *, relative: float = 0.0
) -> SelfTestRow:
    """Return the row; the tolerance is absolute, plus a part of the reference when `relative` is given."""
    difference = float(ours) - float(reference)
    allowed = tolerance + relative * abs(float(reference))
    return SelfTestRow(
        quantity, float(ours), float(reference), source, difference, allowed, bool(abs(difference) <= allowed)
    )


@lru_cache(maxsize=1)
def reference_data() -> dict[str, Any]:
    """Return the reference numbers and their sources, by check, from the data file beside this module."""
    text = files("simulator.analysis.selftesting").joinpath("selftest_references.json").read_text(encoding="utf-8")
    found = dict(json.loads(text))
    for group in found.values():
        group["source"] = Own(group["source"], group.pop("source_zh"))
    return found
