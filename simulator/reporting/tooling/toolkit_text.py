"""Which tool is worth its money, in sentences that hold for the numbers."""

import math
from collections.abc import Callable, Sequence

from simulator.analysis.tooling.levers import RATIO_STEPS
from simulator.analysis.tooling.required import FULL, Required, Threshold
from simulator.analysis.tooling.toolkits import Outcome, Toolkits
from simulator.estimate import Estimate
from simulator.reporting import wording

PER = 10_000.0
"""Unit of public money to which lending is related: 万元 in a Chinese scheme."""

EFFECT_LABELS = {
    "application_response": "more applications",
    "default_cut": "cut of the odds of default",
    "appraisal_error_cut": "cut of the appraisal error",
    "obsolescence_cut": "cut of technology shocks",
    "invalidation_cut": "cut of invalidation challenges",
    "pool_value_share": "proceeds per unsold value",
    "warning_sensitivity": "defaults seen coming",
}
_PHRASES = {
    "application_response": "raises applications by {}",
    "default_cut": "cuts the odds of default by {}",
    "appraisal_error_cut": "cuts the appraisal error by {}",
    "obsolescence_cut": "cuts technology shocks by {}",
    "invalidation_cut": "cuts invalidation challenges by {}",
    "pool_value_share": "brings {} of the unsold patents' value",
    "warning_sensitivity": "sees {} of the defaults coming",
}
_PAYS = ("pays for itself", "does not pay for itself", "cannot be shown to pay for itself")
VERDICT_WORDS = {
    "same": "no change at all",
    "free": "more lending, no cost shown",
    "saves": "saves public money",
    "less": "less lending",
    "not shown": "no difference shown",
}


def whole_outcomes(found: Toolkits) -> tuple[Outcome, ...]:
    """Return every lever in all its sectors."""
    return tuple(outcome for outcome in found.outcomes if not outcome.lever.sector)


def per_cost_style(found: Toolkits) -> wording.UnitStyle:
    """Return how lending per 10,000 units of public money is printed, on one scale for all levers."""
    bought = [outcome.per_cost.value * PER for outcome in found.outcomes if outcome.verdict == "buys"]
    return wording.amount_style(max(bought, default=0.0), wording.currency_word(found.scenario))


def per_cost_cell(outcome: Outcome, style: wording.UnitStyle) -> str:
    """Return lending per 10,000 units of public money with its interval; words where there is no such number."""
    if outcome.verdict != "buys":
        return VERDICT_WORDS[outcome.verdict]
    return wording.with_interval(outcome.per_cost, PER * style.factor, is_signed=False)


def answer(found: Toolkits) -> tuple[str, ...]:
    """Return the best buy, then the others beside compensation, then the effects that tools need."""
    dominant = [outcome.lever.name for outcome in whole_outcomes(found) if _is_dominant(outcome)]
    first = [f"More lending and less public cost: {_listed(dominant)}."] if dominant else []
    needed = [required_sentence(part) for part in found.required]
    return (*first, _best(found), _yardstick(found), *_beside(found), *needed)


def _is_dominant(outcome: Outcome) -> bool:
    return outcome.verdict == "saves" and outcome.lending.low > 0


def _best(found: Toolkits) -> str:
    bought = sorted(
        (outcome for outcome in whole_outcomes(found) if outcome.verdict == "buys"),
        key=lambda outcome: outcome.per_cost.value,
        reverse=True,
    )
    unit = f"{PER:,.0f} {wording.currency_word(found.scenario)} of public money"
    if not bought:
        return f"Nothing tried buys more lending for more public money, beyond the intervals ({unit})."
    best, others = bought[0], bought[1:]
    near = [outcome.lever.name for outcome in others if outcome.per_cost.high >= best.per_cost.low]
    close = f"; the intervals of {_listed(near)} overlap with it" if near else ""
    return f"Per {unit} most additional lending comes from {best.lever.name}: {_per_cost(found, best)}{close}."


def _per_cost(found: Toolkits, outcome: Outcome) -> str:
    style = per_cost_style(found)
    number, _, rest = per_cost_cell(outcome, style).partition(" ")
    return f"{number} {style.label} {rest}".strip()


def _yardstick(found: Toolkits) -> str:
    ratios = [outcome for outcome in whole_outcomes(found) if outcome.lever.kind == "ratio"]
    own = f"{found.scenario.scheme.compensation_ratio:g}"
    if not ratios:
        return (
            f"The compensation ratio, {own}, cannot be raised by {RATIO_STEPS[0]:g} here, or nobody would pay for it: "
            "nothing can be measured against it."
        )
    step = ratios[0]
    cost, lending = (wording.amount_phrase(part, found.scenario, is_signed=True) for part in (step.cost, step.lending))
    change = f"changes public cost by {cost} and lending by {lending}"
    if found.has_yardstick:
        return f"Raising the compensation ratio from {own} by {RATIO_STEPS[0]:g} {change}: {_per_cost(found, step)}."
    return (
        f"Raising the compensation ratio from {own} by {RATIO_STEPS[0]:g} {change}; it does not buy lending beyond the "
        "intervals, so nothing can be measured against it."
    )


def _beside(found: Toolkits) -> list[str]:
    others = [outcome for outcome in whole_outcomes(found) if outcome.lever.kind != "ratio"]
    groups: tuple[tuple[str, Callable[[Outcome], bool]], ...] = (
        ("Better than raising the ratio for the same public money", lambda o: _side(o.beyond) > 0),
        ("Worse than raising the ratio for the same public money", lambda o: _side(o.beyond) < 0),
        ("No difference to raising the ratio that we can show", lambda o: o.beyond is not None and not _side(o.beyond)),
        ("More lending at no public cost that we can show", lambda o: o.verdict == "free"),
        ("Less public cost and less lending", lambda o: o.verdict == "saves" and o.lending.high < 0),
        (
            "Less public cost, no change of lending that we can show",
            lambda o: o.verdict == "saves" and not _side(o.lending),
        ),
    )
    named = [(title, [o.lever.name for o in others if holds(o)]) for title, holds in groups]
    return [*(f"{title}: {_listed(names)}." for title, names in named if names), *_priority(found)]


def _priority(found: Toolkits) -> list[str]:
    """Return which lever moves lending to priority sectors most, where one can be shown to."""
    told = [outcome for outcome in whole_outcomes(found) if _side(outcome.priority) > 0]
    if not told:
        return []
    most = max(told, key=lambda outcome: outcome.priority.value)
    more = wording.amount_phrase(most.priority, found.scenario, is_signed=True)
    return [f"Lending to priority sectors rises most with {most.lever.name}: {more}."]


def _side(estimate: Estimate | None) -> int:
    """Return 1 above zero and -1 below it, beyond the interval; 0 where the sign is not known."""
    return 0 if estimate is None else (estimate.low > 0) - (estimate.high < 0)


def required_sentence(required: Required) -> str:
    """Return the effect that a tool needs to pay for itself, and to be as good as raising the ratio."""
    text = _condition(required, required.pays, _PAYS)
    name = required.tool[:1].upper() + required.tool[1:]
    if required.matches is None:
        return f"{name} {text} ({_stated(required)})."
    as_good = f"as good as raising the ratio by {RATIO_STEPS[0]:g}"
    more = _condition(
        required, required.matches, (f"is {as_good}", f"is not {as_good}", f"cannot be shown to be {as_good}")
    )
    return f"{name} {text}; it {more} ({_stated(required)})."


def _condition(required: Required, threshold: Threshold, words: tuple[str, str, str]) -> str:
    holds, fails, is_open = words
    phrase = _PHRASES[required.effect]
    if threshold.is_met_without:
        return f"{holds} even if it {phrase.format('0 %')}"
    if threshold.is_out_of_reach:
        return f"{fails} even if it {phrase.format(_per_cent(FULL))}"
    if math.isinf(threshold.value):
        return f"{is_open} even if it {phrase.format(_per_cent(FULL))}"
    return f"{holds} only if it {phrase.format('at least ' + threshold_cell(threshold))}"


def _stated(required: Required) -> str:
    return f"its file says {_per_cent(required.stated)}"


def _per_cent(share: float) -> str:
    return f"{100 * share:.3g} %"


def threshold_cell(threshold: Threshold) -> str:
    """Return the smallest effect with its interval: "35 % [30, 42]", or that no effect suffices or is needed."""
    if threshold.is_met_without:
        return "0 %"
    if threshold.is_out_of_reach:
        return f"not even at {_per_cent(FULL)}"
    if math.isinf(threshold.value):
        return f"not shown at {_per_cent(FULL)}"
    high = min(threshold.high, FULL)
    decimals = wording.decimals_for(100 * threshold.value, 50 * (high - threshold.low))
    value, low, top = (wording.number_text(100 * end, decimals) for end in (threshold.value, threshold.low, high))
    return f"{value} % [{low}, {f'above {top}' if math.isinf(threshold.high) else top}]"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def notes_of(found: Toolkits) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    scenario = found.scenario
    notes = (
        "Each lever is added alone to the scheme as it stands; differences are paired: all meet the same draws.",
        "A tool's yearly cost is the same in one sector as in all of them.",
    )
    return wording.basis_notes(scenario, scenario.run.paths, scenario.run.seed, (*notes, *found.notes))
