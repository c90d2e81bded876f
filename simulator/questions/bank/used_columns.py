"""Which fields of a tape move a figure of the stress test, and which the test leaves aside."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.inputs.tape_fields import FIELDS, Field
from simulator.scenario.model import Scenario

USED = frozenset((
    "loan", "borrower", "bank", "branch", "product", "sector", "grade", "pd", "principal", "balance", "rate", "lent_on",
    "due_on", "repayment", "ip_part", "other_collateral", "filed_on", "registration", "days_past_due", "patent_type",
    "appraised_value",
))  # fmt: skip
"""The others move no figure, whatever the scenario."""


def unused_of(
    scenario: Scenario, of: dict[str, NDArray[Any]], *, is_with_new_business: bool = False
) -> tuple[str, ...]:
    """Return the fields that say something of a loan and move no figure of the test under a scenario.

    Parameters
    ----------
    of
        Fields of the loans with a balance, as in `Tape.arrays`.
    is_with_new_business
        The banks on the tape then say which applications they receive.
    """
    idle = _idle(scenario, is_with_new_business=is_with_new_business)
    found = (field for field in FIELDS if field.key not in USED or field.key in idle)
    return tuple(field.key for field in found if _is_filled(field, of[field.key]).any())


def _idle(scenario: Scenario, *, is_with_new_business: bool) -> set[str]:
    """Return the used fields that no rule of this scenario reads."""
    idle = {"appraised_value", "patent_type"} if scenario.disposal.method == "fixed" else set()
    scheme, breaker = scenario.scheme, scenario.breaker
    is_by_bank = breaker.scope == "bank" and (breaker.is_on or bool(scheme.step_down))
    has_bank_rule = scheme.bank_line_per_year is not None or is_by_bank or is_with_new_business
    return idle if has_bank_rule and len(scenario.banks) > 1 else {*idle, "bank"}


def _is_filled(field: Field, values: NDArray[Any]) -> NDArray[np.bool_]:
    if field.kind == "amount":
        return np.asarray(values > 0)
    if field.kind == "date":
        return np.asarray(~np.isnat(values))
    return np.asarray(~np.isnan(values) if field.kind == "share" else values >= 0)
