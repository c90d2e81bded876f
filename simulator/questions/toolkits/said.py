"""What a comparison of tools says: the best buy, the others beside compensation, the effects that tools need."""

import math
from collections.abc import Callable
from dataclasses import replace

from simulator.estimate import Estimate
from simulator.questions.names import own_name
from simulator.questions.toolkits.found import Outcome, Toolkits
from simulator.questions.toolkits.levers import RATIO_STEPS, Lever
from simulator.questions.toolkits.required import FULL, Required, Threshold
from simulator.values import Listed, Measured, Number, Phrase, Searched, Value, phrase

PER = 10_000.0
"""Unit of public money to which lending is related: 万元 in a Chinese scheme."""
STEP = Number(RATIO_STEPS[0], "points")


def said(found: Toolkits) -> tuple[Phrase, ...]:
    """Return the best buy, then the others beside compensation, then the effects that tools need."""
    dominant = [outcome for outcome in found.whole if outcome.verdict == "saves" and outcome.lending.low > 0]
    first = [phrase("toolkits.dominant", levers=_named(found, dominant))] if dominant else []
    needed = [required_said(part) for part in found.required]
    return (*first, _best(found), _yardstick(found), *_beside(found), *_priority(found), *needed)


def lever_name(found: Toolkits, lever: Lever) -> Value:
    """Return what a lever is called."""
    if lever.kind == "ratio":
        return phrase("toolkits.lever.ratio", ratio=Number(lever.policy.scheme.compensation_ratio, "ratio"))
    if lever.kind == "fund":
        times = lever.policy.fund.fund_size / found.scenario.fund.fund_size
        return phrase("toolkits.lever.fund", times=Number(times))
    return own_name(lever.name)


def per_money() -> Number:
    """Return the public money to which lending is related."""
    return Number(PER, "currency")


def per_cost(outcome: Outcome) -> Measured:
    """Return lending per 10,000 units of public money."""
    found = outcome.per_cost
    return Measured(
        replace(found, value=PER * found.value, low=PER * found.low, high=PER * found.high), "currency"
    )  # fmt: skip


def _named(found: Toolkits, outcomes: list[Outcome]) -> Listed:
    return Listed(tuple(lever_name(found, outcome.lever) for outcome in outcomes))


def _change(estimate: Estimate) -> Measured:
    return Measured(estimate, "currency", is_difference=True)


def _best(found: Toolkits) -> Phrase:
    bought = [outcome for outcome in found.whole if outcome.verdict == "buys"]
    if not bought:
        return phrase("toolkits.best.none", per=per_money())
    best, *others = sorted(bought, key=lambda outcome: outcome.per_cost.value, reverse=True)
    near = [outcome for outcome in others if outcome.per_cost.high >= best.per_cost.low]
    parts: dict[str, Value] = {"per": per_money(), "lever": lever_name(found, best.lever), "lending": per_cost(best)}
    if near:
        return phrase("toolkits.best.close", near=_named(found, near), **parts)
    return phrase("toolkits.best.one", **parts)


def _yardstick(found: Toolkits) -> Phrase:
    own = Number(found.scenario.scheme.compensation_ratio, "ratio")
    step = next((outcome for outcome in found.whole if outcome.lever.kind == "ratio"), None)
    if step is None:
        return phrase("toolkits.yardstick.none", own=own, step=STEP)
    parts: dict[str, Value] = {"own": own, "step": STEP, "cost": _change(step.cost), "lending": _change(step.lending)}
    if found.has_yardstick:
        return phrase("toolkits.yardstick.buys", per=per_money(), per_cost=per_cost(step), **parts)
    return phrase("toolkits.yardstick.idle", **parts)


def _beside(found: Toolkits) -> list[Phrase]:
    others = [outcome for outcome in found.whole if outcome.lever.kind != "ratio"]
    groups: tuple[tuple[str, Callable[[Outcome], bool]], ...] = (
        ("toolkits.beside.better", lambda o: _side(o.beyond) > 0),
        ("toolkits.beside.worse", lambda o: _side(o.beyond) < 0),
        ("toolkits.beside.even", lambda o: o.beyond is not None and not _side(o.beyond)),
        ("toolkits.beside.free", lambda o: o.verdict == "free"),
        ("toolkits.beside.saves_and_lends_less", lambda o: o.verdict == "saves" and o.lending.high < 0),
        ("toolkits.beside.saves", lambda o: o.verdict == "saves" and not _side(o.lending)),
    )
    named = [(key, [outcome for outcome in others if holds(outcome)]) for key, holds in groups]
    return [phrase(key, levers=_named(found, members)) for key, members in named if members]


def _priority(found: Toolkits) -> list[Phrase]:
    """Return which lever raises lending to priority sectors most, where one can be shown to."""
    shown = [outcome for outcome in found.whole if _side(outcome.priority) > 0]
    if not shown:
        return []
    most = max(shown, key=lambda outcome: outcome.priority.value)
    return [phrase("toolkits.priority", lever=lever_name(found, most.lever), more=_change(most.priority))]


def _side(estimate: Estimate | None) -> int:
    """Return 1 above zero and -1 below it, beyond the interval; 0 where the sign is not known."""
    return 0 if estimate is None else (estimate.low > 0) - (estimate.high < 0)


def required_said(required: Required) -> Phrase:
    """Return the effect that a tool needs to pay for itself, and to be as good as raising the ratio."""
    parts: dict[str, Value] = {
        "tool": own_name(required.tool),
        "pays": _condition(required, required.pays, "toolkits.pays"),
        "stated": Number(required.stated, "share"),
    }
    if required.matches is None:
        return phrase("toolkits.required.pays", **parts)
    return phrase("toolkits.required.both", matches=_condition(required, required.matches, "toolkits.matches"), **parts)


def _condition(required: Required, threshold: Threshold, key: str) -> Phrase:
    if threshold.is_met_without:
        case, size = "always", Number(0.0, "share")
    elif math.isinf(threshold.value):
        case, size = "never" if threshold.is_out_of_reach else "open", Number(FULL, "share")
    else:
        at_least = phrase("toolkits.at_least", size=effect_needed(threshold))
        return phrase(f"{key}.from", does=phrase(f"toolkits.does.{required.effect}", size=at_least), step=STEP)
    return phrase(f"{key}.{case}", does=phrase(f"toolkits.does.{required.effect}", size=size), step=STEP)


def effect_needed(threshold: Threshold) -> Searched:
    """Return the smallest effect with its interval."""
    return Searched(threshold.value, threshold.low, threshold.high, FULL, "share")
