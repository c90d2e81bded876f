"""The answer of a report in five sentences, and its headline figures; what is true was decided in `findings`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.analysis.intervals import Estimate
from simulator.reporting import names, wording
from simulator.reporting.deciding import choices
from simulator.reporting.deciding import evidence as evidence_of
from simulator.reporting.deciding.choices import Choice
from simulator.reporting.deciding.evidence import Evidence, Sensitivity, Verdict
from simulator.reporting.deciding.findings import COST, DEPLETED, IDLE, LENDING, SHUT, Findings
from simulator.reporting.deciding.rule_words import RULES
from simulator.reporting.deciding.settings import value_text
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.language import Language, say

MOST_NAMED = 4
MOST_DRIVERS = 2


@dataclass(frozen=True)
class Commands:
    """Commands that give what the report lacks."""

    sensitivity: str = ""
    attribution: str = ""


def sentences(
    findings: Findings, evidence: Evidence, language: Language, commands: Commands | None = None
) -> tuple[str, ...]:
    """Return the answer in five points: which policy, how safe, which fund size, how sure, by which rule."""
    speaker, commands = Speaker(findings, language), commands or Commands()
    return tuple(
        text + speaker.say("end")
        for text in (
            _which(speaker) + _money(speaker),
            _safety(speaker) + _stop(speaker),
            _size(speaker),
            _sureness(speaker, evidence, commands.sensitivity),
            _rule(speaker, evidence, commands.attribution),
        )
    )


def _which(speaker: Speaker) -> str:
    findings = speaker.findings
    if not findings.is_gain_shown:
        return _none(speaker)
    chosen = findings.chosen
    words = {
        "ratio": speaker.ratio(chosen.ratio),
        "place": speaker.place(chosen),
        "amount": speaker.told(chosen, LENDING) or "",
        "years": speaker.years(),
        "count": str(len(findings.comparison.points)),
        "policy": speaker.quoted(chosen),
    }
    if findings.kind == "one policy":
        return speaker.say("one_policy", **words)
    if findings.kind == "grid":
        low, high = findings.ties or (chosen.ratio, chosen.ratio)
        key = "ratio_one" if low == high else "ratio_range"
        return speaker.say(key, ratios=speaker.ratios(low, high), **words) + _standing(speaker)
    if findings.rivals:
        return speaker.say("policy_rivals", rivals=_rivals(speaker), **words) + _standing(speaker)
    return speaker.say("policy_best", **words) + _standing(speaker)


def _none(speaker: Speaker) -> str:
    findings = speaker.findings
    if findings.kind == "grid":
        return speaker.say("ratio_none", place=speaker.place(findings.baseline), paths=speaker.paths())
    if findings.kind == "named policies":
        return speaker.say("policy_none", count=str(len(findings.comparison.points)), paths=speaker.paths())
    amount = speaker.told(findings.chosen, LENDING) or wording.NOT_DEFINED
    return speaker.say("one_policy_none", amount=amount, years=speaker.years(), paths=speaker.paths())


def _rivals(speaker: Speaker) -> str:
    rivals = [speaker.quoted(point) for point in speaker.findings.rivals]
    if len(rivals) > MOST_NAMED:
        more = speaker.say("and_rivals", count=str(len(rivals) - MOST_NAMED))
        rivals = [*rivals[:MOST_NAMED], more]
    return speaker.listed(rivals)


def _standing(speaker: Speaker) -> str:
    findings = speaker.findings
    difference = findings.comparison.differences.get((findings.chosen.name, LENDING))
    amount = ""
    if difference is not None:
        is_signed = findings.standing != "more"
        amount = wording.amount_phrase(difference, speaker.scenario, is_signed=is_signed, language=speaker.language)
    return speaker.say(f"standing_{findings.standing}", baseline=speaker.quoted(findings.baseline), difference=amount)


def _money(speaker: Speaker) -> str:
    """Return where public money goes furthest, and what going on from the baseline costs; nothing outside a grid."""
    frugal, chosen = choices.frugal_of(speaker.findings), speaker.findings.chosen
    if frugal is None:
        return ""
    words = {
        "ratios": speaker.ratios(frugal.low, frugal.high),
        "ratio": speaker.ratio(frugal.point.ratio),
        "cost": speaker.told(frugal.point, choices.AVERAGE_COST) or "",
    }
    text = speaker.say("frugal_one" if frugal.low == frugal.high else "frugal_range", **words)
    if frugal.point != chosen:
        cost = speaker.told(chosen, choices.AVERAGE_COST) or wording.NOT_DEFINED
        text += speaker.say("frugal_against", cost=cost, chosen=speaker.ratio(chosen.ratio))
    return text + _marginal(speaker)


def _marginal(speaker: Speaker) -> str:
    found, measure = choices.marginal_of(speaker.findings), speaker.findings.measure(choices.AVERAGE_COST)
    if found is None or measure is None:
        return ""
    style = wording.unit_style(measure, speaker.comparison, language=speaker.language)
    decimals = max(0, wording.decimals_for(found[0] * style.factor, math.nan) - 1)
    low, high = (wording.number_text(end * style.factor, decimals) for end in found)
    chosen = speaker.ratio(speaker.findings.chosen.ratio)
    return speaker.say("marginal", chosen=chosen, low=low, high=high, unit=style.label)


def _stop(speaker: Speaker) -> str:
    """Return what the breaker switched the other way would do, where any difference is told."""
    findings = speaker.findings
    point = choices.other_stop(findings)
    if point is None:
        return ""
    sides = {key: choices.side_of(findings, point, key) for key in (LENDING, COST, DEPLETED)}
    if set(sides.values()) == {"untold"}:
        return ""
    clauses = [
        speaker.say(f"{key}_{side}", value=speaker.told(point, key) or wording.NOT_DEFINED)
        for key, side in sides.items()
    ]
    place = (
        speaker.say("with_stop", breaks=speaker.breaks(point)) if point.is_breaker_on else speaker.say("without_stop")
    )
    return speaker.say("other_stop", place=place, clauses=speaker.listed(clauses))


def _safety(speaker: Speaker) -> str:
    """Return how likely the chosen policy's fund runs dry, what lies idle, and how long its breaker is tripped."""
    findings, chosen = speaker.findings, speaker.findings.chosen
    idle = speaker.told(chosen, IDLE)
    clauses = [
        speaker.say("safety_unlimited")
        if findings.is_unlimited(chosen)
        else speaker.say("safety_dry", chance=speaker.told(chosen, DEPLETED) or wording.NOT_DEFINED)
    ]
    if idle is not None:
        clauses.append(speaker.say("safety_idle", idle=idle))
    if chosen.is_breaker_on:
        # A grid has explained its breaker where it named it.
        breaks = "" if findings.kind == "grid" else speaker.breaks(chosen)
        shut, months = speaker.told(chosen, SHUT) or wording.NOT_DEFINED, str(12 * speaker.scenario.clock.years)
        clauses.append(speaker.say("safety_shut", shut=shut, months=months, breaks=breaks))
    return speaker.say("safety", subject=speaker.subject(chosen), clauses=speaker.joined(clauses))


def _size(speaker: Speaker) -> str:
    findings = speaker.findings
    if findings.is_unlimited(findings.chosen):
        return speaker.say("size_unlimited")
    return _size_limited(speaker) + _few(speaker)


def _size_limited(speaker: Speaker) -> str:
    findings = speaker.findings
    if findings.kind == "grid":
        return _size_of_grid(speaker) + _ratio_of_size(speaker)
    if findings.kind == "one policy":
        return _size_of_one(speaker)
    safe = [speaker.quoted(point) for point in findings.comparison.points if findings.is_safe(point)]
    if not safe:
        return speaker.say("policies_safe_none", chance=speaker.chance(), paths=speaker.paths())
    return speaker.say("policies_safe", chance=speaker.chance(), policies=speaker.listed(safe))


def _size_of_grid(speaker: Speaker) -> str:
    findings = speaker.findings
    chosen, sizes, safe = findings.chosen, findings.sizes, findings.safe_size
    words = {"ratio": speaker.ratio(chosen.ratio), "chance": speaker.chance(), "paths": speaker.paths()}
    if len(sizes) == 1:
        return speaker.say("size_one" if safe is None else "size_one_safe", size=speaker.size(chosen), **words)
    if safe is None:
        return speaker.say("size_none", largest=speaker.size(sizes[-1]), **words) + _nearly(speaker)
    told = speaker.say("size_found", size=speaker.size(safe), found=speaker.told(safe, DEPLETED) or "", **words)
    return told + _nearly(speaker)


def _nearly(speaker: Speaker) -> str:
    """Return the smaller fund whose estimate keeps to the chance while its interval does not, if there is one."""
    point = speaker.findings.nearly_safe
    if point is None:
        return ""
    found = speaker.told(point, DEPLETED) or ""
    return speaker.say("nearly_safe", size=speaker.size(point), found=found, paths=speaker.paths())


def _few(speaker: Speaker) -> str:
    """Return from how many paths on the chance can be shown at all; nothing where it is shown, or surely above."""
    findings = speaker.findings
    estimate = findings.estimate(findings.chosen, DEPLETED)
    is_above = findings.kind == "one policy" and estimate is not None and estimate.low > findings.chance
    is_few = speaker.comparison.paths < findings.least_paths and not is_above
    return speaker.say("few_paths", least=f"{findings.least_paths:,}") if is_few else ""


def _ratio_of_size(speaker: Speaker) -> str:
    """Return which ratio keeps to the chance with the baseline's fund, where the chosen one does not."""
    findings = speaker.findings
    if findings.is_safe(findings.chosen):
        return ""
    size = speaker.size(findings.baseline)
    if findings.safe_ratio is None:
        return speaker.say("ratio_safe_none", size=size)
    amount = speaker.told(findings.safe_ratio, LENDING) or ""
    return speaker.say("ratio_safe", size=size, ratio=speaker.ratio(findings.safe_ratio.ratio), amount=amount)


def _size_of_one(speaker: Speaker) -> str:
    findings = speaker.findings
    words = {"chance": speaker.chance(), "size": speaker.size(findings.chosen), "paths": speaker.paths()}
    estimate = findings.estimate(findings.chosen, DEPLETED)
    if findings.is_safe(findings.chosen):
        return speaker.say("one_safe", **words)
    is_above = estimate is not None and estimate.low > findings.chance
    return speaker.say("one_unsafe" if is_above else "one_untold", **words)


def _sureness(speaker: Speaker, evidence: Evidence, command: str) -> str:
    found = evidence.sensitivity
    if found is None:
        return speaker.say("no_sensitivity") + _run_for(speaker, command)
    lending, best = found.bands[LENDING], found.bands.get("best_ratio")
    if lending.band is None:
        return speaker.say("no_band") + drivers(speaker, evidence)
    text = _band(speaker, found)
    if best is not None and best.band is not None:
        low, high = (float(f"{end:.2g}") for end in best.band)
        key = "band_ratio_same" if low == high else "band_ratio"
        text += speaker.say(key, low=speaker.ratio(low), high=speaker.ratio(high), part=_band_part(speaker))
    return text + drivers(speaker, evidence) + _only_baseline(speaker)


def _band(speaker: Speaker, found: Sensitivity) -> str:
    lending = found.bands[LENDING]
    low, high = (speaker.exact_rounded(end) for end in lending.band or (lending.low, lending.high))
    alone = Estimate(lending.value, lending.low, lending.high, "mean")
    return speaker.say(
        "band",
        whose=whose_band(speaker),
        low=low,
        high=high,
        part=_band_part(speaker),
        draws=str(found.draws),
        alone=wording.amount_phrase(alone, speaker.scenario, language=speaker.language),
        paths=f"{found.paths:,}",
        here=_same_here(speaker),
    )


def _band_part(speaker: Speaker) -> str:
    return f"{100 * evidence_of.BAND_PART:g}{'' if speaker.language == 'zh' else ' '}%"


def whose_band(speaker: Speaker) -> str:
    """Return which policy the band over the assumptions is of: the scenario's own."""
    scenario = speaker.scenario
    ratio, size = speaker.ratio(scenario.scheme.compensation_ratio), speaker.exact(scenario.fund.fund_size)
    return speaker.say("whose_baseline" if speaker.findings.is_as_it_stands else "whose_own", ratio=ratio, size=size)


def _same_here(speaker: Speaker) -> str:
    """Return what this comparison says of the policy that the band is of, where the baseline is that policy."""
    findings = speaker.findings
    here = speaker.told(findings.baseline, LENDING)
    if not findings.is_as_it_stands or here is None:
        return ""
    return speaker.say("same_here", value=here, count=f"{speaker.comparison.paths:,}")


def _only_baseline(speaker: Speaker) -> str:
    return speaker.say("no_other_band") if len(speaker.comparison.points) > 1 else ""


def drivers(speaker: Speaker, evidence: Evidence) -> str:
    """Return the assumptions that move additional lending most, as a clause; nothing where none is told."""
    found = evidence.sensitivity
    if found is None or not found.drivers:
        return ""
    words = [
        speaker.say(
            "driver",
            name=names.field_name(d.key, speaker.language),
            low=value_text(d.key, d.low, speaker.scenario, speaker.language),
            high=value_text(d.key, d.high, speaker.scenario, speaker.language),
        )
        for d in found.drivers[:MOST_DRIVERS]
    ]
    return speaker.say("drivers", drivers=speaker.say("then").join(words))


def _rule(speaker: Speaker, evidence: Evidence, command: str) -> str:
    verdict = evidence.verdict
    if verdict is None:
        return speaker.say("no_verdict") + _run_for(speaker, command)
    rules = speaker.listed([say(RULES, key, speaker.language) for key in verdict.rules] or [""])
    return (
        speaker.say(
            _rule_key(verdict), rules=rules, best=speaker.ratio(verdict.best), without=_without(speaker, verdict)
        )
        + _targets(speaker, verdict.targets)
        + speaker.say("rule_paths", paths=f"{verdict.paths:,}")
    )


def _rule_key(verdict: Verdict) -> str:
    """Return the phrase of a verdict: a rule whose removal leaves the best ratio where it is moves nothing."""
    is_told = verdict.kind in ("one_rule", "each_needed")
    return f"{verdict.kind}_stays" if is_told and verdict.best in verdict.best_without else verdict.kind


def _without(speaker: Speaker, verdict: Verdict) -> str:
    """Return the best ratios without the deciding rules: of one that moves it, the first alone."""
    found = verdict.best_without[:1] if verdict.kind == "moved" else verdict.best_without
    return speaker.ratios(min(found), max(found)) if found else ""


def _targets(speaker: Speaker, targets: Sequence[tuple[float, float]]) -> str:
    if len(targets) < 2:
        return ""
    shares, best = zip(*targets, strict=True)
    return speaker.say(
        "targets_same" if min(best) == max(best) else "targets",
        low=speaker.ratio(min(shares)),
        high=speaker.ratio(max(shares)),
        least=speaker.ratio(min(best)),
        most=speaker.ratio(max(best)),
    )


def why(speaker: Speaker, choice: Choice) -> str:
    """Return why a policy is put forward."""
    return speaker.say("why_then").join(_reason(speaker, reason) for reason in choice.reasons)


def _reason(speaker: Speaker, reason: str) -> str:
    findings = speaker.findings
    frugal = choices.frugal_of(findings)
    ties = {
        "most": findings.ties,
        "frugal": None if frugal is None else (frugal.low, frugal.high),
    }.get(reason)
    if ties is not None and ties[0] < ties[1]:
        return speaker.say(f"why_{reason}_tied", ratios=speaker.ratios(*ties))
    told = speaker.say(f"why_{reason}", ratio=speaker.ratio(findings.chosen.ratio))
    nearly = findings.nearly_safe
    if reason != "safe_size" or nearly is None:
        return told
    return told + speaker.say("why_nearly", size=speaker.size(nearly), found=speaker.told(nearly, DEPLETED) or "")


def _run_for(speaker: Speaker, command: str) -> str:
    return speaker.say("run_for", command=command) if command else ""
