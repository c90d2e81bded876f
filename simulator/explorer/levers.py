"""The levers of the page, from the record: name, unit, range, choices, help and value in force."""

from collections.abc import Iterator
from typing import Any

from simulator.reporting.language import LANGUAGES, Language
from simulator.reporting.names import field_meaning, field_name, option_word, section_name, unit_word
from simulator.scenario.fields import FieldInfo, scenario_fields
from simulator.scenario.keys import value_at
from simulator.scenario.model import Scenario

GROUPS = {
    "cover": (
        "scheme.compensation_ratio",
        "scheme.cap_per_loan",
        "scheme.budget_per_year",
        "scheme.guarantor_share",
        "scheme.claim_lag_months",
        "scheme.shortage",
    ),
    "fund": ("fund.fund_size", "fund.top_up", "fund.top_up_budget"),
    "breaker": ("breaker.is_on", "breaker.on_at_least", "breaker.off_below", "breaker.minimum_loans"),
    "gate": ("gate.leverage_multiple", "gate.quota_per_year", "gate.refused_cover"),
    "bank": ("lender.loan_rate", "lender.screening_response", "lender.monitoring_response"),
}
"""Levers shown at once; every other single value of a policy or of the world can be searched for."""

_SINGLE = ("number", "whole number", "truth", "choice")
# No figure on the page depends on these.
_NO_EFFECT = ("operations", "bank_rules")


def levers_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Return every lever in the order of its group, those without a group last."""
    values = scenario.model_dump()
    fields = {info.key: info for info in _single_values(scenario_fields())}
    group_of = {key: group for group, keys in GROUPS.items() for key in keys}
    keys = [*group_of, *(key for key in fields if key not in group_of)]
    found = []
    for key in keys:
        path = tuple(key.split("."))
        if value_at(values, path[:-1]) is not None:
            found.append(_lever(fields[key], group_of.get(key, ""), value_at(values, path)))
    return found


def _single_values(info: FieldInfo) -> Iterator[FieldInfo]:
    """Yield the values that stand alone: not in lists, and not text."""
    for name, child in info.fields.items():
        if child.kind == "table" and name not in _NO_EFFECT:
            yield from _single_values(child)
        elif child.kind in _SINGLE and child.side in ("policy", "world"):
            yield child


def _lever(info: FieldInfo, group: str, value: Any) -> dict[str, Any]:
    return {
        "key": info.key,
        "group": group,
        "kind": info.kind,
        "is_amount": info.unit == "currency",
        "side": info.side,
        "minimum": info.minimum,
        "maximum": info.maximum,
        "choices": list(info.choices),
        "can_be_none": info.can_be_none,
        "value": value,
        "text": {language: _words(info, language) for language in LANGUAGES},
    }


def _words(info: FieldInfo, language: Language) -> dict[str, Any]:
    return {
        "section": section_name(info.key.partition(".")[0], language),
        "name": field_name(info.key, language),
        "meaning": field_meaning(info.key, language),
        "unit": unit_word(info.unit, language) if info.unit else "",
        "choices": {choice: option_word(info.key, choice, language) for choice in info.choices},
    }
