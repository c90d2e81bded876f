"""What a stress test says: which stress matters, how harsh one may get, what it takes to empty the fund."""

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

from simulator.analysis.episodes import NamedStress, scaled
from simulator.estimate import Estimate
from simulator.questions.names import measured, own_name
from simulator.questions.stress.found import RESERVED, Downturn, KeptOpen, Severity, StressTest
from simulator.questions.stress.reverse_stress import SEARCH_PATHS
from simulator.scenario.world import Stress
from simulator.values import Listed, Measured, Number, Own, Phrase, Searched, Value, phrase

BLOCKADE = "tech_blockade"
RAREST = 1e-6
"""Below this chance only that it is smaller is told: no record of any economy could bear more out."""
_FACTORS = ("pd_multiplier", "sale_factor", "renewal_factor", "application_factor")


def said(test: StressTest) -> tuple[Phrase, ...]:
    """Return the answer in sentences."""
    return (
        _depletion(test),
        _lending(test),
        *_kept(test),
        *severities_said(test),
        *_reverse(test),
    )


def years_of(test: StressTest) -> Phrase:
    """Return the horizon."""
    return phrase("count.years", n=Number(test.years, "count"))


def limit_of(test: StressTest) -> Number:
    """Return the limit of the chance."""
    return Number(test.limit, "share")


def stress_name(stress: NamedStress) -> Own:
    """Return what a stress is called: as asked for, in Chinese as its episode if it has only one."""
    return Own(stress.name, own_name(stress.episodes[0].name).chinese if len(stress.episodes) == 1 else "")


def world_name(test: StressTest, world: str) -> Value:
    """Return what a world is called."""
    if world in RESERVED:
        return phrase(f"stress.world.{world.replace(' ', '_')}")
    return next((stress_name(stress) for stress in test.stresses if stress.name == world), Own(world))


def is_shown(difference: Estimate | None) -> bool:
    """Return whether a difference is statistically distinguishable from none."""
    return difference is not None and not difference.low <= 0 <= difference.high


def chance_of(estimate: Estimate) -> Measured:
    """Return a chance of running dry."""
    return Measured(estimate, "probability")


def severity_size(severity: Severity) -> Searched:
    """Return a smallest severity with its interval, as finely as it was searched."""
    found = severity.smallest
    return Searched(found.value, found.low, found.high, severity.largest, decimals=1)


def _depletion(test: StressTest) -> Phrase:
    """Return which worlds change the chance of running dry, the largest change first."""
    key, worlds = test.chance_key, test.worlds
    parts: dict[str, Value] = {"years": years_of(test), "chance": chance_of(worlds.estimates[worlds.names[0], key])}
    changed = [name for name in worlds.stressed if is_shown(worlds.differences.get((name, key)))]
    if not changed:
        return phrase("stress.depletion.none", **parts)
    changed.sort(key=lambda name: -abs(worlds.differences[name, key].value))
    parts["changed"] = Listed(
        tuple(
            phrase("stress.chance_under", chance=chance_of(worlds.estimates[name, key]), stress=world_name(test, name))
            for name in changed
        )
    )
    same = len(worlds.stressed) - len(changed)
    if not same:
        return phrase("stress.depletion.all", **parts)
    return phrase("stress.depletion.some", n=Number(same, "count"), **parts)


def _lending(test: StressTest) -> Phrase:
    """Return which world changes additional lending most."""
    key, worlds = "additional_lending", test.worlds
    shown = [name for name in worlds.stressed if is_shown(worlds.differences.get((name, key)))]
    if not shown:
        return phrase("stress.lending.none")
    worst = min(shown, key=lambda name: worlds.differences[name, key].value)
    change = worlds.differences[worst, key]
    amount = measured(worlds.measure(key), _absolute(change))
    return phrase(
        "stress.lending.lowers" if change.value < 0 else "stress.lending.raises",
        stress=world_name(test, worst),
        amount=amount,
    )


def _absolute(change: Estimate) -> Estimate:
    if change.value >= 0:
        return change
    return replace(change, value=-change.value, low=-change.high, high=-change.low)


def _kept(test: StressTest) -> list[Phrase]:
    """Return how much lending the harshest world and a blockade leave: to priority sectors where there are any."""
    groups = list(dict.fromkeys(group for group, _ in test.worlds.kept_open))
    if not groups:
        return []
    kept = {name: value for (group, name), value in test.worlds.kept_open.items() if group == groups[-1]}
    known = {name: value.with_scheme.value for name, value in kept.items() if math.isfinite(value.with_scheme.value)}
    told = dict.fromkeys([*sorted(known, key=lambda name: known[name])[:1], *({BLOCKADE} & set(known))])
    return [kept_said(test, groups[-1], name) for name in told]


def kept_said(test: StressTest, group: str, name: str) -> Phrase:
    """Return how much lending to a group of sectors stays under a stress, with and without the scheme."""
    kept = test.worlds.kept_open[group, name]
    parts: dict[str, Value] = {
        "group": phrase(f"stress.group.{group}"),
        "stress": world_name(test, name),
        "kept": Measured(kept.with_scheme, "share"),
    }
    if not math.isfinite(kept.without_scheme.value):
        return phrase("stress.kept.alone", **parts)
    return phrase(_kept_key(kept), alone=Measured(kept.without_scheme, "share"), **parts)


def _kept_key(kept: KeptOpen) -> str:
    if not is_shown(kept.difference):
        return "stress.kept.same"
    return "stress.kept.more" if kept.difference.value > 0 else "stress.kept.less"


def severities_said(test: StressTest) -> list[Phrase]:
    """Return the smallest severities, the mildest first; those never reached in one sentence."""
    reached = sorted((s for s in test.severities if not math.isinf(s.smallest.value)), key=lambda s: s.smallest.value)
    found = [_severity(test, severity) for severity in reached]
    above = [severity for severity in test.severities if math.isinf(severity.smallest.value)]
    found += [_unclear(test, severity) for severity in above if severity.smallest.low < severity.largest]
    never = [severity for severity in above if severity.smallest.low >= severity.largest]
    for largest in sorted({severity.largest for severity in never}, reverse=True):
        names = tuple(stress_name(severity.stress) for severity in never if severity.largest == largest)
        found.append(
            phrase(
                "stress.severity.never",
                largest=Number(largest),
                stresses=Listed(names, "or"),
                years=years_of(test),
                limit=limit_of(test),
            )
        )
    return found


def _unclear(test: StressTest, severity: Severity) -> Phrase:
    return phrase(
        "stress.severity.unclear",
        largest=Number(severity.largest),
        stress=stress_name(severity.stress),
        chance=chance_of(dict(severity.curve)[severity.largest]),
        limit=limit_of(test),
    )


def _severity(test: StressTest, severity: Severity) -> Phrase:
    parts: dict[str, Value] = {
        "stress": stress_name(severity.stress),
        "years": years_of(test),
        "limit": limit_of(test),
    }
    if severity.smallest.value == 0:
        return phrase("stress.severity.without", **parts)
    harsher = scaled(severity.stress, severity.smallest.value) or severity.stress
    changes = Listed(tuple(change_of(episode) for episode in harsher.episodes))
    return phrase("stress.severity.at", size=severity_size(severity), changes=changes, **parts)


def change_of(episode: Stress) -> Value:
    """Return what an episode changes: "defaults x 3 and sale proceeds x 0.6"."""
    factors = [(name, getattr(episode, name)) for name in _FACTORS]
    parts = [phrase(f"stress.change.{name}", factor=Number(factor)) for name, factor in factors if factor != 1]
    if episode.value_jump:
        change, half = Number(episode.value_jump, "share"), episode.value_half_life_years
        if half:
            parts.append(phrase("stress.change.value_fades", change=change, n=Number(half)))
        else:
            parts.append(phrase("stress.change.value_for_good", change=change))
    if episode.loan_rate_shift:
        parts.append(phrase("stress.change.loan_rate", change=Number(episode.loan_rate_shift, "points")))
    if episode.factor_shift:
        parts.append(phrase("stress.change.economy", change=Number(episode.factor_shift)))
    return Listed(tuple(parts)) if parts else phrase("stress.change.nothing")


def _reverse(test: StressTest) -> list[Phrase]:
    """Return what it takes to empty the fund by the horizon."""
    reverse, down = test.reverse, test.reverse.downturn
    barren = phrase("stress.reverse.worthless", years=years_of(test), chance=chance_of(reverse.worthless))
    if down is None:
        return [phrase("stress.reverse.none", years=years_of(test), deepest=Number(reverse.deepest)), barren]
    return [_downturn(test, down), rarity_said(down), *_technology(down), barren, *_both(test)]


def stretch_of(test: StressTest, down: Downturn) -> Phrase:
    """Return the downturn's stretch in calendar years."""
    start = int(test.scenario.clock.start[:4]) - 1
    first, last = (Number(start + year, "year") for year in (down.first_year, down.last_year))
    return (
        phrase("stress.stretch.one", year=first)
        if first == last
        else phrase("stress.stretch.more", first=first, last=last)
    )


def depth_below(down: Downturn) -> Number:
    """Return how far the macro factor lies below normal on average over the stretch."""
    return Number(round(-down.average, 1))


def _downturn(test: StressTest, down: Downturn) -> Phrase:
    return phrase(
        "stress.reverse.downturn",
        years=years_of(test),
        average=depth_below(down),
        stretch=stretch_of(test, down),
        paths=Number(SEARCH_PATHS, "count"),
    )


def rarity_said(down: Downturn) -> Phrase:
    """Return how often so bad a stretch comes in the model."""
    chance, often, seldom = (NormalDist().cdf(-end) for end in (down.depth.value, down.depth.low, down.depth.high))
    depth = Measured(down.depth, "plain")
    if often < RAREST:
        return phrase("stress.rarity.rarest", depth=depth, times=Number(1 / RAREST, "count"))
    if math.isinf(down.depth.high):
        return phrase("stress.rarity.once", depth=depth, times=_once(chance))
    ends = {"low": _once(often), "high": _once(max(seldom, RAREST))}
    return phrase("stress.rarity.between", depth=depth, times=_once(chance), **ends)


def _once(chance: float) -> Number:
    """Return once in how many times something comes, in two digits."""
    times = 1 / chance
    return Number(round(times, -max(0, math.floor(math.log10(times)) - 1)), "count")


def _technology(down: Downturn) -> list[Phrase]:
    if not down.shocks:
        return []
    shown = [shock for shock in down.shocks if is_shown(shock.difference)]
    if not shown:
        return [phrase("stress.technology.same")]
    told = tuple(
        phrase(
            "stress.technology.more" if shock.difference.value > 0 else "stress.technology.fewer",
            difference=Measured(_absolute(shock.difference), "plain"),
            sector=own_name(shock.sector),
            usual=Number(shock.usual),
        )
        for shock in shown
    )
    return [phrase("stress.technology.shown", shocks=Listed(told))]


def _both(test: StressTest) -> list[Phrase]:
    depth = test.reverse.worthless_depth
    if depth is None or math.isinf(depth.value):
        return []
    if depth.value == 0:
        return [phrase("stress.both.no_downturn")]
    return [phrase("stress.both.downturn", depth=Measured(depth, "plain"))]


def sequence_notes(stresses: Sequence[NamedStress]) -> tuple[Phrase, ...]:
    """Return the stresses of a sequence with their first months; nothing without one."""
    told = tuple(
        phrase("stress.from_month", stress=stress_name(stress), month=Number(stress.start_month, "count"))
        for stress in stresses
    )
    return (phrase("stress.note.sequence", stresses=Listed(told)),) if told else ()
