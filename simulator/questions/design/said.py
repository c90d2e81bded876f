"""What the search for the best policies says in sentences, the most important first."""

from dataclasses import replace
from typing import Any

from simulator.estimate import Estimate
from simulator.questions.design.designed import CHANCE, COST, LENDING, PER_ADDITIONAL, Design, FrontPolicy, Role
from simulator.questions.design.levers import definition_of, lever_name, limits_words, numbers_of, policy_words
from simulator.questions.names import measured
from simulator.scenario.design_study import Lever
from simulator.values import NOTHING, Listed, Measured, Number, Phrase, Value, phrase

_MOST_NAMED = 12


def said(found: Design) -> tuple[Phrase, ...]:
    """Return the recommended policies, how they were found, and what of it was luck."""
    return (*_recommended(found), _searched(found), _fresh(found), *_luck(found), *_ties(found), *_ends(found))


def count(number: int) -> Number:
    """Return a count."""
    return Number(number, "count")


def measure_of(found: Design, policy: FrontPolicy, key: str) -> Measured:
    """Return what a policy does."""
    return measured(definition_of(found, key), policy.values[key])


def _amount(estimate: Estimate) -> Measured:
    return Measured(estimate, "currency")


def _recommended(found: Design) -> list[Phrase]:
    limits = limits_words(found)
    if not found.has_front:
        (nearest,) = found.front
        return [phrase("design.said.none_within", limits=limits, **_policy(nearest), **_three(found, nearest))]
    if not found.picks:
        return [phrase("design.said.none_kept", limits=limits)]
    most = found.picks["most"]
    told = [_most(found, most), _gain(most)]
    if "cheapest" not in found.picks:
        return [*told, phrase("design.said.none_as_much")]
    cheapest, safest = (_named(found, role) for role in ("cheapest", "safest"))
    price = measure_of(found, found.picks["cheapest"], PER_ADDITIONAL)
    chance = measure_of(found, found.picks["safest"], CHANCE)
    return [
        *told,
        phrase("design.said.cheapest", policy=cheapest, price=price),
        phrase("design.said.safest", policy=safest, chance=chance),
    ]


def _policy(policy: FrontPolicy) -> dict[str, Value]:
    return {"number": count(policy.number), "policy": policy_words(dict(policy.settings))}


def _three(found: Design, policy: FrontPolicy) -> dict[str, Value]:
    names = {"lending": LENDING, "cost": COST, "chance": CHANCE}
    return {name: measure_of(found, policy, key) for name, key in names.items()}


def _most(found: Design, most: FrontPolicy) -> Phrase:
    within = phrase("design.within", limits=limits_words(found)) if found.study.limits else NOTHING
    doubt = NOTHING if most.limit == "kept" else phrase("design.doubt")
    return phrase("design.said.most", within=within, doubt=doubt, **_policy(most), **_three(found, most))


def _gain(policy: FrontPolicy) -> Phrase:
    gain = policy.gain
    if gain.low <= 0 <= gain.high:
        return phrase("design.said.no_difference", gain=_amount(gain))
    key = "design.said.more" if gain.value > 0 else "design.said.less"
    return phrase(key, size=_amount(_without_sign(gain)))


def _without_sign(estimate: Estimate) -> Estimate:
    if estimate.value > 0:
        return estimate
    return replace(estimate, value=-estimate.value, low=-estimate.high, high=-estimate.low)


def _named(found: Design, role: Role) -> Phrase:
    """Return a policy by number, with what it sets and does where no sentence above has said it."""
    policy = found.picks[role]
    before = list(found.picks)[: list(found.picks).index(role)]
    if any(found.picks[other] is policy for other in before):
        return phrase("design.named_again", number=count(policy.number))
    three = _three(found, policy)
    return phrase("design.named", lending=three["lending"], cost=three["cost"], **_policy(policy))


def _searched(found: Design) -> Phrase:
    study, tried = found.study, len(found.tried.choices)
    some = phrase("design.searched.some", tried=count(tried), n=count(study.combinations))
    within = int(found.tried.is_within.sum())
    return phrase(
        "design.said.searched",
        which=phrase("design.searched.all", n=count(tried)) if found.is_complete else some,
        paths=phrase("count.paths", n=count(study.search_paths)),
        refused=phrase("design.searched.refused", n=count(found.refused)) if found.refused else NOTHING,
        within=phrase("design.searched.within", n=count(within)),
        unbeaten=phrase("design.searched.unbeaten", n=count(found.on_searched_front)) if within else NOTHING,
    )


def _fresh(found: Design) -> Phrase:
    paths, shown = count(found.paths), len(found.front)
    if shown == 1:
        return phrase("design.said.fresh_one", paths=paths)
    is_spread = shown < found.on_searched_front
    which = phrase("design.fresh.spread", shown=count(shown)) if is_spread else phrase("design.fresh.these")
    states = [policy.limit for policy in found.front]
    beaten = sum(policy.standing == "beaten" for policy in found.front)
    parts = (
        [phrase("design.fresh.kept", kept=count(states.count("kept")), of=count(shown))] if found.study.limits else []
    )
    parts += [phrase(f"design.fresh.{s}", n=count(states.count(s))) for s in ("open", "broken") if s in states]
    parts.append(phrase("design.fresh.beaten", n=count(beaten)))
    return phrase("design.said.fresh", which=which, paths=paths, states=Listed(tuple(parts), "comma"))


def _luck(found: Design) -> list[Phrase]:
    """Return what of the search's promise was luck, on average over the front."""
    promised = found.promised_too_much
    if len(found.front) < 2:
        return []
    if promised.low <= 0 <= promised.high:
        return [phrase("design.said.no_luck", amount=_amount(promised))]
    key = "design.said.luck" if promised.value > 0 else "design.said.bad_luck"
    return [phrase(key, amount=_amount(_without_sign(promised)))]


def _ties(found: Design) -> list[Phrase]:
    groups: dict[int, list[int]] = {}
    for policy in found.front:
        groups.setdefault(policy.group, []).append(policy.number)
    alike = [phrase("design.group", numbers=Listed(tuple(map(count, g)))) for g in groups.values() if len(g) > 1]
    if not alike:
        return []
    left_out = len(alike) - _MOST_NAMED
    more = phrase("design.more_groups", n=count(left_out)) if left_out > 0 else NOTHING
    return [phrase("design.said.ties", groups=Listed(tuple(alike[:_MOST_NAMED])), more=more)]


def _ends(found: Design) -> list[Phrase]:
    """Return which levers of the policy with the most lending stand at the end of what the study allows."""
    if "most" not in found.picks:
        return []
    most = found.picks["most"]
    at_end = [
        phrase(f"design.end.{end}", lever=lever_name(lever.key))
        for lever in found.study.levers
        if (end := _end(lever, most.settings[lever.key]))
    ]
    if not at_end:
        return []
    return [phrase("design.said.ends", number=count(most.number), levers=Listed(tuple(at_end)))]


def _end(lever: Lever, value: Any) -> str:
    numbers = numbers_of(lever)
    if len(numbers) < 2:
        return ""
    own = numbers[lever.values.index(value)]
    return "largest" if own == max(numbers) else "smallest" if own == min(numbers) else ""
