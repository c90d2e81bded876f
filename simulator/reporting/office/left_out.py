"""What is in force under a policy and in none of its draft clauses: found from the settings, so that none is missed."""

from collections.abc import Collection, Iterator

from simulator.analysis.compare import PolicyPoint
from simulator.reporting import names
from simulator.reporting.deciding.settings import setting_name, value_in, value_text
from simulator.reporting.deciding.speaker import Speaker
from simulator.scenario.fields import FieldInfo, field_at, scenario_fields
from simulator.scenario.keys import parts_of_key
from simulator.scenario.part import Part
from simulator.scenario.policy import Tool

NO_TERMS = {
    "lender": "the bank's own terms and behaviour; what a policy itself sets there is told all the same",
    "bank_rules": "supervision and accounting, which the fund's rules do not make",
    "fund.discount_rate_per_year": "how public money is valued",
}
"""Sections and settings of the policy side that a clause of the fund's rules would not word, and why."""

RESTS_ON: dict[str, tuple[tuple[str, object], ...]] = {
    "scheme.tier_rule": (("scheme.tiers", ...),),
    "scheme.public_parties": (("scheme.stacking_limit", ...),),
    "scheme.budget_excess": (("scheme.budget_per_year", ...),),
    "scheme.purchase_price_share": (("scheme.timing", "purchase"),),
    "scheme.fee_payer": (("scheme.fee_upfront", ...), ("scheme.fee_per_year", ...)),
    "scheme.fee_payee": (("scheme.fee_upfront", ...), ("scheme.fee_per_year", ...)),
    "fund.top_up_budget": (("fund.top_up", ...),),
    "fund.top_up_floor": (("fund.top_up", "below_floor"),),
    "gate.leverage_base": (("gate.leverage_multiple", ...),),
    "gate.leverage_counts": (("gate.leverage_multiple", ...),),
    "gate.leverage_exposure": (("gate.leverage_multiple", ...),),
    "gate.leverage_refusal": (("gate.leverage_multiple", ...),),
    "gate.priority_reserve": (("gate.leverage_multiple", ...),),
    "breaker.measure": (("breaker.is_on", ...), ("scheme.step_down", ...)),
    "breaker.scope": (("breaker.is_on", ...), ("scheme.step_down", ...)),
    "breaker.minimum_loans": (("breaker.is_on", ...), ("scheme.step_down", ...)),
    "breaker.on_at_least": (("breaker.is_on", ...),),
    "breaker.off_below": (("breaker.is_on", ...),),
    "breaker.effect": (("breaker.is_on", ...),),
    "breaker.reading": (("breaker.is_on", ...),),
    "breaker.reopens": (("breaker.is_on", ...),),
    "breaker.review_months": (("breaker.is_on", ...),),
}
"""Settings that count only while another one is on (`...`), or has this value; any one of several will do."""


def left_out(speaker: Speaker, point: PolicyPoint, worded: Collection[str]) -> tuple[str, ...]:
    """Return each term in force under a policy that is not among the keys worded, with its value in words.

    A term is in force where it differs from its default, which is off; a choice always says something.
    """
    return tuple(
        f"{setting_name(key, speaker.language)}{speaker.pick((': ', '：'))}{_words(speaker, key, value)}"
        for key, value in _in_force(point)
        if key not in worded
    )


def _in_force(point: PolicyPoint) -> Iterator[tuple[str, object]]:
    own = {key for key in point.settings if key.partition(".")[0] in NO_TERMS}
    for info in _terms():
        value = value_in(point.scenario, info.key)
        if _counts(point, info.key) and _says_something(info, value):
            yield info.key, value
    for key in sorted(own):
        yield key, value_in(point.scenario, key)


def _terms() -> Iterator[FieldInfo]:
    for name, section in scenario_fields().fields.items():
        if section.side != "policy" or name in NO_TERMS:
            continue
        fields = (section,) if section.kind == "tables" else section.fields.values()
        for info in fields:
            # Seats and working times of desks are how an office works, and no term.
            is_work = info.kind == "table" or (name == "operations" and info.unit == "number")
            if info.key not in NO_TERMS and not is_work:
                yield info


def _counts(point: PolicyPoint, key: str) -> bool:
    owners = RESTS_ON.get(key)
    return owners is None or any(_is_on(point, owner, wanted) for owner, wanted in owners)


def _is_on(point: PolicyPoint, key: str, wanted: object) -> bool:
    info, value = field_at(tuple(parts_of_key(key))), value_in(point.scenario, key)
    return value == wanted if wanted is not ... else info is not None and _differs(info, value)


def _says_something(info: FieldInfo, value: object) -> bool:
    return value is not None and (info.kind == "choice" or _differs(info, value))


def _differs(info: FieldInfo, value: object) -> bool:
    default = tuple(info.default) if isinstance(info.default, list) else info.default
    return value != (() if info.kind in ("list", "tables") and default is None else default)


def _words(speaker: Speaker, key: str, value: object) -> str:
    """Return a value in words: shares in per cent, lists one by one, other numbers with their unit."""
    if isinstance(value, tuple):
        has_parts = any(isinstance(item, Part) for item in value)
        between = speaker.pick(("; ", "；") if has_parts else (", ", "、"))
        return between.join(_item(speaker, key, item) for item in value)
    info = field_at(tuple(parts_of_key(key)))
    unit = "" if info is None else info.unit
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and unit in ("share", "per year"):
        yearly = speaker.pick((" a year", "（每年）")) if unit == "per year" else ""
        return f"{speaker.percent(round(float(value), 12))}{yearly}"  # type: ignore[arg-type]
    text = value_text(key, value, speaker.scenario, speaker.language)
    if not is_number or unit in ("", "currency"):
        return text
    if speaker.language == "zh":
        return f"{text} {names.unit_word(unit, 'zh')}"
    if unit in ("multiple", "factor"):
        return text
    return f"{text} {unit.removesuffix('s') if value == 1 else unit}"


def _item(speaker: Speaker, key: str, item: object) -> str:
    if not isinstance(item, Part):
        return names.option_word(key, item, speaker.language)
    if isinstance(item, Tool):
        return names.text(item.name, speaker.language)
    parts = (
        f"{names.field_name(f'{key}.{name}', speaker.language).rpartition(': ')[2]} "
        f"{_words(speaker, f'{key}.{name}', value)}"
        for name, value in item
    )
    return speaker.pick((", ", "，")).join(parts)
