"""A stress test in words: which stress matters, how harsh one may get, what it takes to empty the fund."""

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist

from simulator.analysis.measures import MeasureDefinition
from simulator.analysis.stressing.episodes import NamedStress, scaled
from simulator.analysis.stressing.reverse_stress import SEARCH_PATHS
from simulator.analysis.stressing.stressed import Downturn, Severity, StressTest
from simulator.estimate import Estimate
from simulator.faults import counted
from simulator.reporting import wording
from simulator.scenario.world import Stress

KEPT = MeasureDefinition(
    "kept_open", "lending kept open", "share", "ratio",
    "Lending under the stress per unit of lending without it, over all lending years; ratio of means.",
)  # fmt: skip
SHARE = wording.UnitStyle(100.0, "%", "percentage points")
BLOCKADE = "tech_blockade"
RAREST = 1e-6
"""Below this chance only that it is smaller is told: no record of any economy could bear more out."""


def notes_of(test: StressTest) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    episodes = f"Sequence: {stresses_text(test.sequence)}." if test.sequence else ""
    return (*wording.notes_of(test.worlds), *([episodes] if episodes else []))


def answer(test: StressTest) -> list[str]:
    """Return the answer in sentences."""
    return [
        *_depletion_sentences(test),
        _lending_sentence(test),
        *_kept_sentences(test),
        *severity_sentences(test),
        *reverse_sentences(test),
    ]


def years_text(test: StressTest) -> str:
    """Return the horizon in words."""
    return counted(test.years, "year")


def limit_text(test: StressTest) -> str:
    """Return the limit of the chance in words."""
    return f"{100 * test.limit:g} %"


def chance_key(test: StressTest) -> str:
    """Return the key of the chance of running dry by the horizon."""
    return f"p_depleted_year_{test.years}"


def definition(test: StressTest, key: str) -> MeasureDefinition:
    """Return the measure with this key."""
    return next(measure for measure in test.worlds.measures if measure.key == key)


def is_shown(difference: Estimate | None) -> bool:
    """Return whether a difference can be told from none."""
    return difference is not None and not difference.low <= 0 <= difference.high


def _depletion_sentences(test: StressTest) -> list[str]:
    """Return which worlds change the chance of running dry, the largest change first."""
    key = chance_key(test)
    worlds = test.worlds
    style = wording.unit_style(definition(test, key), worlds)
    plain = wording.phrase(worlds.estimates[worlds.baseline, key], definition(test, key), style)
    first = f"Without stress the chance that the fund runs dry within {years_text(test)} is {plain}."
    changed = [name for name in _names(test) if is_shown(worlds.differences.get((name, key)))]
    if not changed:
        return [f"{first} No stress changes it by an amount that these paths can show."]
    changed.sort(key=lambda name: -abs(worlds.differences[name, key].value))
    told = [f"{wording.phrase(worlds.estimates[n, key], definition(test, key), style)} ({n})" for n in changed]
    same = len(_names(test)) - len(changed)
    others = "one" if same == 1 else str(same)
    rest = f"; under the other {others} there is no difference that these paths can show" if same else ""
    return [f"{first} It becomes {_listed(told)}{rest}."]


def _lending_sentence(test: StressTest) -> str:
    """Return which world changes additional lending most."""
    key = "additional_lending"
    worlds = test.worlds
    style = wording.unit_style(definition(test, key), worlds)
    shown = [name for name in _names(test) if is_shown(worlds.differences.get((name, key)))]
    if not shown:
        return "No stress changes additional lending by an amount that these paths can show."
    worst = min(shown, key=lambda name: worlds.differences[name, key].value)
    change = worlds.differences[worst, key]
    verb = "lowers" if change.value < 0 else "raises"
    amount = wording.phrase(_absolute(change), definition(test, key), style)
    most = "most" if change.value < 0 else "least, and none lowers it"
    return f"Additional lending: {worst} {verb} it {most}, by {amount}."


def _absolute(change: Estimate) -> Estimate:
    if change.value >= 0:
        return change
    return Estimate(-change.value, -change.high, -change.low, change.kind, change.note)


def _names(test: StressTest) -> list[str]:
    return [point.name for point in test.worlds.points if point.name != test.worlds.baseline]


def _kept_sentences(test: StressTest) -> list[str]:
    """Return how much lending the harshest world and a blockade leave: to priority sectors where there are any."""
    groups = list(dict.fromkeys(group for group, _ in test.kept_open))
    if not groups:
        return []
    kept = {name: value for (group, name), value in test.kept_open.items() if group == groups[-1]}
    known = {name: value.with_scheme.value for name, value in kept.items() if math.isfinite(value.with_scheme.value)}
    told = dict.fromkeys([*sorted(known, key=lambda name: known[name])[:1], *({BLOCKADE} & set(known))])
    return [kept_sentence(test, groups[-1], name) for name in told]


def kept_sentence(test: StressTest, group: str, name: str) -> str:
    """Return how much lending to a group of sectors stays under a stress, with and without the scheme."""
    kept = test.kept_open[group, name]
    with_scheme = wording.phrase(kept.with_scheme, KEPT, SHARE)
    text = f"Lending to {group} kept open under {name}: {with_scheme} with the scheme"
    if not math.isfinite(kept.without_scheme.value):
        return f"{text}; without it there is none."
    text = f"{text}, {wording.phrase(kept.without_scheme, KEPT, SHARE)} of what is lent without it"
    if not is_shown(kept.difference):
        return f"{text}: no difference that these paths can show."
    if kept.difference.value > 0:
        return f"{text}: with the scheme a larger part of it stays."
    return f"{text}: with the scheme a smaller part of it stays."


def severity_sentences(test: StressTest) -> list[str]:
    """Return the smallest severities, the mildest first; those never reached in one sentence."""
    reached = sorted((s for s in test.severities if not math.isinf(s.smallest.value)), key=lambda s: s.smallest.value)
    found = [_severity_sentence(test, severity) for severity in reached]
    above = [severity for severity in test.severities if math.isinf(severity.smallest.value)]
    found += [_unclear_sentence(test, severity) for severity in above if severity.smallest.low < severity.largest]
    never = [severity for severity in above if severity.smallest.low >= severity.largest]
    for largest in sorted({severity.largest for severity in never}, reverse=True):
        names = [severity.stress.name for severity in never if severity.largest == largest]
        found.append(
            f"Even at {largest:g} times its size, {_listed(names, 'or')} does not bring the chance of running dry "
            f"within {years_text(test)} to {limit_text(test)}."
        )
    return found


def _unclear_sentence(test: StressTest, severity: Severity) -> str:
    chance = wording.phrase(dict(severity.curve)[severity.largest], definition(test, chance_key(test)), SHARE)
    return (
        f"At {severity.largest:g} times {severity.stress.name} that chance is {chance}: whether it reaches "
        f"{limit_text(test)} these paths cannot tell."
    )


def _severity_sentence(test: StressTest, severity: Severity) -> str:
    chance = f"the chance of running dry within {years_text(test)} reaches {limit_text(test)}"
    if severity.smallest.value == 0:
        return f"Without {severity.stress.name} {chance} already."
    harsher = scaled(severity.stress, severity.smallest.value) or severity.stress
    what = "; ".join(change_text(episode) for episode in harsher.episodes)
    return f"At {severity_text(severity)} times {severity.stress.name} {chance} ({what})."


def severity_text(severity: Severity) -> str:
    """Return a smallest severity with its interval: "2.3 [2.2, 2.4]", "above 3"."""
    found, largest = severity.smallest, f"above {severity.largest:g}"
    if math.isinf(found.value):
        return largest if found.low >= severity.largest else f"{largest} [{found.low:.1f}, {largest}]"
    high = largest if math.isinf(found.high) else f"{found.high:.1f}"
    return f"{found.value:.1f} [{found.low:.1f}, {high}]"


def change_text(episode: Stress) -> str:
    """Return what an episode changes in words: "defaults x 3, sale proceeds x 0.6"."""
    factors = (
        ("defaults", episode.pd_multiplier), ("sale proceeds", episode.sale_factor),
        ("renewals asked for", episode.renewal_factor), ("applications", episode.application_factor),
    )  # fmt: skip
    parts = [f"{name} x {factor:.3g}" for name, factor in factors if factor != 1]
    if episode.value_jump:
        half = episode.value_half_life_years
        back = f", half of it made good in {half:g} {'year' if half == 1 else 'years'}" if half else ", for good"
        parts.append(f"patent value {100 * episode.value_jump:+.0f} %{back}")
    if episode.loan_rate_shift:
        parts.append(f"lending rate {100 * episode.loan_rate_shift:+.2g} percentage points")
    if episode.factor_shift:
        parts.append(f"the economy {episode.factor_shift:+.2g} standard deviations")
    return ", ".join(parts) or "nothing"


def reverse_sentences(test: StressTest) -> list[str]:
    """Return what it takes to empty the fund by the horizon."""
    reverse, down = test.reverse, test.reverse.downturn
    worthless = wording.phrase(reverse.worthless, definition(test, chance_key(test)), SHARE)
    barren = (
        f"If no pledged patent brought anything at all, and no fall of their values is worse, the chance of running "
        f"dry within {years_text(test)} would be {worthless}."
    )
    if down is None:
        return [
            f"No downturn of the whole economy empties the fund within {years_text(test)} in half of the histories: "
            f"stretches of years up to {reverse.deepest:g} standard deviations below normal were tried.",
            barren,
        ]
    return [_downturn_sentence(test, down), rarity_sentence(down), *_technology_sentences(down), barren, *_both(test)]


def stretch_text(test: StressTest, down: Downturn) -> str:
    """Return the downturn's stretch in calendar years."""
    start = int(test.scenario.clock.start[:4]) - 1
    first, last = start + down.first_year, start + down.last_year
    return f"in {first}" if first == last else f"from {first} to {last}"


def _downturn_sentence(test: StressTest, down: Downturn) -> str:
    return (
        f"Reverse stress: the fund is as likely as not to run dry within {years_text(test)} when the economy is on "
        f"average {-down.average:.1f} standard deviations below normal {stretch_text(test, down)}. Of all stretches of "
        f"whole years this one needs the least unlikely downturn, as far as {SEARCH_PATHS} paths for each can tell."
    )


def rarity_sentence(down: Downturn) -> str:
    """Return how often so bad a stretch comes in the model."""
    chance = NormalDist().cdf(-down.depth.value)
    often, seldom = NormalDist().cdf(-down.depth.low), NormalDist().cdf(-down.depth.high)
    depth = wording.with_interval(down.depth, 1.0, is_signed=False)
    start = f"That is {depth} standard deviations of such an average: in the model a stretch as bad or worse comes"
    if often < RAREST:
        return f"{start} less than once in {1 / RAREST:,.0f}."
    ends = "" if math.isinf(down.depth.high) else f" [{_once(often)}, {_once(max(seldom, RAREST))}]"
    return f"{start} once in {_once(chance)}{ends}."


def _once(chance: float) -> str:
    times = 1 / chance
    digits = max(0, math.floor(math.log10(times)) - 1)
    return f"{round(times, -digits):,.0f}"


def _technology_sentences(down: Downturn) -> list[str]:
    if not down.shocks:
        return []
    shown = [shock for shock in down.shocks if is_shown(shock.difference)]
    if not shown:
        return [
            "Technology: in that downturn the histories in which the fund runs dry have no more and no fewer "
            "technology shocks than the others, as far as these paths show."
        ]
    told = [
        f"{wording.with_interval(_absolute(shock.difference), 1.0, is_signed=False)} "
        f"{'more' if shock.difference.value > 0 else 'fewer'} in {shock.sector} (usual {shock.usual:g})"
        for shock in shown
    ]
    return [f"Technology shocks in that downturn where the fund runs dry, against where it does not: {_listed(told)}."]


def _both(test: StressTest) -> list[str]:
    depth, down = test.reverse.worthless_depth, test.reverse.downturn
    if depth is None or down is None or math.isinf(depth.value):
        return []
    text = wording.with_interval(depth, 1.0, is_signed=False)
    if depth.value == 0:
        return ["With worthless patents no downturn is needed for that."]
    return [f"With worthless patents a downturn of {text} such standard deviations is enough."]


def _listed(parts: Sequence[str] | Iterable[str], word: str = "and") -> str:
    texts = list(parts)
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def stresses_text(stresses: Iterable[NamedStress]) -> str:
    """Return stresses with their first months: "mild from month 13, severe from month 49"."""
    return ", ".join(f"{stress.name} from month {stress.start_month}" for stress in stresses)
