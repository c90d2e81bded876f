"""What the search for the best policies found, in sentences that hold for the numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.analysis.designing.designed import CHANCE, COST, LENDING, PER_ADDITIONAL, Design, FrontPolicy, Role
from simulator.analysis.measures import MeasureDefinition, measures_of
from simulator.estimate import Estimate
from simulator.faults import counted, shown
from simulator.reporting import wording
from simulator.scenario.design_study import Lever, Limit
from simulator.scenario.fields import field_at
from simulator.scenario.keys import parts_of_key
from simulator.scenario.study import BREAKER_KEY, FUND_KEY, RATIO_KEY
from simulator.scenario.types import amount_from_text

ROLES: Mapping[Role, str] = {"most": "most lending", "cheapest": "least cost", "safest": "safest"}
AS_IT_STANDS = "as it stands"
_SHORT_NAMES = {RATIO_KEY: "ratio", FUND_KEY: "fund", BREAKER_KEY: "breaker"}
_MOST_NAMED = 12


def policy_text(policy: FrontPolicy) -> str:
    """Return what a policy sets: "ratio 0.4, fund 20 m, gate.leverage_multiple 20"."""
    return ", ".join(f"{lever_name(key)} {value_text(key, value)}" for key, value in policy.settings.items())


def lever_name(key: str) -> str:
    """Return how a lever is called in names of policies: its key, or ratio, fund and breaker."""
    return _SHORT_NAMES.get(key, key)


def value_text(key: str, value: Any) -> str:
    """Return a lever's value as in names of policies: "20 m", "0.35", "on", "none"."""
    info = field_at(tuple(parts_of_key(key)))
    if value in (None, "none", []):
        return "none"
    if info is not None and info.unit == "currency" and not isinstance(value, list):
        return wording.amount_text(amount_from_text(value) if isinstance(value, str) else value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return "; ".join(_item_text(item) for item in value)
    return value if isinstance(value, str) else shown(value)


def _item_text(item: Any) -> str:
    if isinstance(item, dict) and "name" in item:
        return str(item["name"])
    if isinstance(item, dict):
        return " ".join(f"{key} {value if isinstance(value, str) else shown(value)}" for key, value in item.items())
    return item if isinstance(item, str) else shown(item)


def definition(design: Design, key: str) -> MeasureDefinition:
    """Return what a measure is called and in which unit it is."""
    return next(m.definition for m in measures_of(design.scenario) if m.definition.key == key)


def style_of(design: Design, key: str) -> wording.UnitStyle:
    """Return how a measure is printed throughout, on one scale for all policies."""
    every = [design.as_it_stands, *(policy.values for policy in design.front)]
    values = [abs(values[key].value) for values in every if key in values]
    largest = max((value for value in values if value < float("inf")), default=0.0)
    return wording.style_of(definition(design, key), largest, wording.currency_word(design.scenario))


def phrase(design: Design, key: str, estimate: Estimate) -> str:
    """Return a measure with unit and interval: "1,119 m yuan [1,117, 1,122]"."""
    return wording.phrase(estimate, definition(design, key), style_of(design, key))


def limit_text(design: Design, limit: Limit) -> str:
    """Return a limit in words: "public cost at most 15 m yuan"."""
    measure = definition(design, limit.measure)
    style = wording.style_of(measure, abs(limit.bound), wording.currency_word(design.scenario))
    side = "at most" if limit.is_upper else "at least"
    return f"{measure.label} {side} {limit.bound * style.factor:,.12g} {style.label}"


def answer(design: Design) -> tuple[str, ...]:
    """Return the answer, the most important sentence first."""
    sentences = [
        *_recommended(design),
        _searched(design),
        _fresh(design),
        _luck(design),
        *_ties(design),
        *_ends(design),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _recommended(design: Design) -> list[str]:
    if not design.tried.is_within.any():
        (nearest,) = design.front
        return [
            f"No policy tried keeps every limit ({_limits_text(design)}). Least beyond them is policy {nearest.number} "
            f"({policy_text(nearest)}): {_three(design, nearest)}."
        ]
    if not design.picks:
        return [f"On the fresh paths no policy of the front keeps every limit ({_limits_text(design)})."]
    found = [_most_sentence(design, design.picks["most"]), _gain_sentence(design, design.picks["most"])]
    if "cheapest" not in design.picks:
        found.append("No policy within the limits can be shown to bring as much additional lending as it stands.")
        return found
    return [*found, _cheapest_sentence(design), _safest_sentence(design)]


def _limits_text(design: Design) -> str:
    return "; ".join(limit_text(design, limit) for limit in design.study.limits) or "there is none"


def _three(design: Design, policy: FrontPolicy) -> str:
    lending, cost, chance = (phrase(design, key, policy.values[key]) for key in (LENDING, COST, CHANCE))
    return f"additional lending {lending}, public cost {cost}, chance of running dry {chance}"


def _most_sentence(design: Design, most: FrontPolicy) -> str:
    within = f" within the limits ({_limits_text(design)})" if design.study.limits else ""
    doubt = "" if most.limit == "kept" else " A limit is too close to call: the interval holds its bound."
    return (
        f"Most additional lending{within}: policy {most.number} ({policy_text(most)}): {_three(design, most)}.{doubt}"
    )


def _gain_sentence(design: Design, policy: FrontPolicy) -> str:
    gain = policy.gain
    style = style_of(design, LENDING)
    measure = definition(design, LENDING)
    if gain.low <= 0 <= gain.high:
        return (
            "There is no difference we can show in additional lending to the scenario as it stands "
            f"({wording.phrase(gain, measure, style)})."
        )
    word = "more" if gain.value > 0 else "less"
    size = gain if gain.value > 0 else Estimate(-gain.value, -gain.high, -gain.low, gain.kind, gain.note)
    return f"That is {wording.phrase(size, measure, style)} {word} than the scenario as it stands."


def _cheapest_sentence(design: Design) -> str:
    policy = design.picks["cheapest"]
    lead = (
        "Least public cost per unit of additional lending, among policies that bring at least as much of it as the "
        "scenario as it stands"
    )
    price = phrase(design, PER_ADDITIONAL, policy.values[PER_ADDITIONAL])
    return f"{lead}: {_named(design, policy, 'cheapest')}, {price}."


def _safest_sentence(design: Design) -> str:
    policy = design.picks["safest"]
    lead = "Safest of these (of equals, the one that costs least)"
    chance = phrase(design, CHANCE, policy.values[CHANCE])
    return f"{lead}: {_named(design, policy, 'safest')}, chance of running dry {chance}."


def _named(design: Design, policy: FrontPolicy, role: Role) -> str:
    """Return a policy by number, with what it sets and does where no sentence above has said it."""
    before = list(design.picks)[: list(design.picks).index(role)]
    if any(design.picks[other] is policy for other in before):
        return f"policy {policy.number} again"
    lending, cost = (phrase(design, key, policy.values[key]) for key in (LENDING, COST))
    return f"policy {policy.number} ({policy_text(policy)}): additional lending {lending}, public cost {cost}"


def _searched(design: Design) -> str:
    study, tried = design.study, len(design.tried.choices)
    which = (
        f"All {counted(tried, 'combination')}"
        if design.is_complete
        else f"{tried:,} of {counted(study.combinations, 'combination')}"
    )
    refused = (
        f" ({counted(design.refused, 'more is', 'more are')} excluded by the scenario's own rules)"
        if design.refused
        else ""
    )
    within = int(design.tried.is_within.sum())
    each = f"{which} of the levers were tried on {counted(study.search_paths, 'path')} each{refused}"
    text = f"{each}; {counted(within, 'keeps', 'keep')} every limit"
    if not within:
        return f"{text}."
    return f"{text}, and {counted(design.on_searched_front, 'of them is', 'of them are')} beaten by no other."


def _fresh(design: Design) -> str:
    basis = f"run on {design.paths:,} fresh paths, on which every figure here rests"
    if len(design.front) == 1:
        return f"It was {basis}."
    shown_ones = len(design.front)
    spread = f"{shown_ones} of these, spread evenly," if shown_ones < design.on_searched_front else "These"
    states = [policy.limit for policy in design.front]
    standings = [policy.standing for policy in design.front]
    parts = []
    if design.study.limits:
        parts.append(f"{states.count('kept')} of {shown_ones} keep every limit with their whole interval")
    if "open" in states:
        parts.append(f"{counted(states.count('open'), 'is', 'are')} too close to call, as the interval holds a bound")
    if "broken" in states:
        parts.append(f"{counted(states.count('broken'), 'breaks', 'break')} a limit with the whole interval")
    parts.append(f"{counted(standings.count('beaten'), 'is', 'are')} beaten by another of them")
    return f"{spread} were {basis}: {'; '.join(parts)}."


def _luck(design: Design) -> str:
    """Return what of the search's promise was luck, on average over the front."""
    found, measure, style = design.promised_too_much, definition(design, LENDING), style_of(design, LENDING)
    if len(design.front) < 2:
        return ""
    if found.low <= 0 <= found.high:
        amount = wording.phrase(found, measure, style)
        return f"On average over the front, no luck of the search can be shown in additional lending ({amount})."
    size = found if found.value > 0 else Estimate(-found.value, -found.high, -found.low, found.kind, found.note)
    word = "more" if found.value > 0 else "less"
    return (
        f"On average over the front the search promised {wording.phrase(size, measure, style)} {word} additional "
        "lending than the fresh paths bring."
    )


def _ties(design: Design) -> list[str]:
    groups: dict[int, list[int]] = {}
    for policy in design.front:
        groups.setdefault(policy.group, []).append(policy.number)
    alike = [" and ".join(map(str, numbers)) for numbers in groups.values() if len(numbers) > 1]
    if not alike:
        return []
    more = f"; and {len(alike) - _MOST_NAMED} more groups" if len(alike) > _MOST_NAMED else ""
    return [f"Cannot be told apart in any of the three: policies {'; '.join(alike[:_MOST_NAMED])}{more}."]


def _ends(design: Design) -> list[str]:
    """Return which levers of the policy with the most lending stand at the end of what the study allows."""
    if "most" not in design.picks:
        return []
    settings = design.picks["most"].settings
    at_end = [f"{lever_name(lever.key)} ({which} value)" for lever in design.study.levers
              if (which := _end(lever, settings[lever.key]))]  # fmt: skip
    if not at_end:
        return []
    number = design.picks["most"].number
    return [f"Policy {number} stands at the end of a lever: {', '.join(at_end)}; values beyond may do better."]


def _end(lever: Lever, value: Any) -> str:
    numbers = _numbers(lever)
    if len(numbers) < 2:
        return ""
    own = numbers[lever.values.index(value)] if len(numbers) == len(lever.values) else None
    return "largest" if own == max(numbers) else "smallest" if own == min(numbers) else ""


def _numbers(lever: Lever) -> Sequence[float]:
    """Return the values of a lever of numbers; nothing where one is not a number."""
    info = field_at(tuple(parts_of_key(lever.key)))
    if info is None or info.kind not in ("number", "whole number"):
        return ()
    try:
        return [amount_from_text(value) if isinstance(value, str) else float(value) for value in lever.values]
    except ValueError:
        return ()


def notes_of(design: Design) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    return wording.basis_notes(design.scenario, design.paths, design.seed, design.notes)
