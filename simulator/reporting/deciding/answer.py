"""The answer of a report in five sentences, and its headline figures; what is true was decided in `findings`."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.analysis.compare import PolicyPoint
from simulator.estimate import Estimate
from simulator.questions.compare.said import largest_ratio
from simulator.reporting import names, wording
from simulator.reporting.deciding import choices, lead
from simulator.reporting.deciding import evidence as evidence_of
from simulator.reporting.deciding.choices import Choice
from simulator.reporting.deciding.evidence import Evidence, Sensitivity, Verdict
from simulator.reporting.deciding.findings import COST, DEPLETED, IDLE, LENDING, SHUT, Findings
from simulator.reporting.deciding.settings import value_text
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.language import Language
from simulator.saying.words import template

MOST_NAMED = 4
MOST_DRIVERS = 2
STOP_KEYS = (LENDING, COST, choices.AVERAGE_COST, DEPLETED)
LONGEST_SOURCE = 80
"""Characters of a source up to its first colon that are still said in a sentence."""


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
            _which(speaker),
            _beyond(speaker) + _safety(speaker) + _stop(speaker),
            _size(speaker),
            _sureness(speaker, evidence, commands.sensitivity),
            _rule(speaker, evidence, commands.attribution),
        )
    )


def _which(speaker: Speaker) -> str:
    findings = speaker.findings
    if not findings.is_gain_shown:
        return _none(speaker)
    if findings.kind == "grid":
        return lead.choice(speaker)
    chosen = findings.chosen
    words = {
        "amount": speaker.told(chosen, LENDING) or "",
        "years": speaker.years(),
        "count": str(len(findings.comparison.points)),
        "policy": speaker.quoted(chosen),
    }
    if findings.kind == "one policy":
        return speaker.say("one_policy", **words)
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


def _beyond(speaker: Speaker) -> str:
    """Return what the ratios named lend beyond the baseline; nothing outside a grid, where the first point says it."""
    is_told = speaker.findings.kind == "grid" and speaker.findings.is_gain_shown
    return lead.beyond(speaker) if is_told else ""


def _stop(speaker: Speaker) -> str:
    """Return what the breaker switched the other way would do, where any difference is told."""
    findings = speaker.findings
    point = choices.other_stop(findings)
    if point is None:
        return ""
    own = choices.lead_of(findings).point
    keys = [key for key in STOP_KEYS if _is_known(speaker, own, key) and _is_known(speaker, point, key)]
    sides = {key: choices.side_of(findings, point, key, own) for key in keys}
    told = {key: side for key, side in sides.items() if side != "untold"}
    if not told:
        return ""
    words = {key: speaker.told(point, key) or "" for key in sides}
    clauses = speaker.listed([speaker.say(f"{key}_{side}", value=words[key]) for key, side in told.items()])
    place = (
        speaker.say("with_stop", breaks=speaker.breaks(point)) if point.is_breaker_on else speaker.say("without_stop")
    )
    alike = [speaker.say(f"{key}_alike", value=words[key]) for key in sides if key not in told]
    text = speaker.say("other_stop", place=place, clauses=clauses)
    text += speaker.say("other_alike", what=speaker.listed(alike)) if alike else ""
    is_idle = own.is_breaker_on and sides.get(LENDING) == "more"
    not_worse = all(sides.get(key, "more") != "more" for key in (choices.AVERAGE_COST, DEPLETED))
    return text + (speaker.say("no_use") if is_idle and not_worse else "")


def _is_known(speaker: Speaker, point: PolicyPoint, key: str) -> bool:
    estimate = speaker.findings.estimate(point, key)
    return estimate is not None and wording.is_defined(estimate)


def _safety(speaker: Speaker) -> str:
    """Return how likely the leading policy's fund runs dry, what lies idle, and how long its breaker is tripped."""
    findings = speaker.findings
    chosen = choices.lead_of(findings).point
    idle = speaker.told(chosen, IDLE)
    clauses = [
        speaker.say("safety_unlimited")
        if findings.is_unlimited(chosen)
        else speaker.say("safety_dry", chance=speaker.told(chosen, DEPLETED) or wording.NOT_DEFINED)
    ]
    if idle is not None:
        clauses.append(speaker.say("safety_idle", idle=idle))
    if chosen.is_breaker_on:
        breaks = speaker.breaks(chosen)
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
        return _size_of_grid(speaker)
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
    return told + (speaker.say("size_edge") if safe == sizes[-1] else "") + _nearly(speaker)


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
    is_above = findings.kind == "one policy" and choices.keeps_limit(findings, findings.chosen) == "no"
    is_few = speaker.comparison.paths < findings.least_paths and not is_above
    return speaker.say("few_paths", least=f"{findings.least_paths:,}") if is_few else ""


def _size_of_one(speaker: Speaker) -> str:
    findings = speaker.findings
    words = {"chance": speaker.chance(), "size": speaker.size(findings.chosen), "paths": speaker.paths()}
    keys = {"yes": "one_safe", "no": "one_unsafe", "untold": "one_untold"}
    return speaker.say(keys[choices.keeps_limit(findings, findings.chosen)], **words)


def _sureness(speaker: Speaker, evidence: Evidence, command: str) -> str:
    return _assumed(speaker) + _varied(speaker, evidence, command)


def _assumed(speaker: Speaker) -> str:
    """Return on which additionality all figures rest, and where in the world it comes from, in short."""
    aims = speaker.scenario.calibration
    if aims is None:
        return speaker.say("assumed_behaviour")
    source = speaker.scenario.sources.get("calibration.additional_share")
    whole = "" if source is None else (speaker.language == "zh" and source.source_zh) or source.source
    short = whole.partition("：" if speaker.language == "zh" and "：" in whole else ": ")[0]
    said = short if len(short) <= LONGEST_SOURCE else ""
    return speaker.say(
        "assumed",
        share=speaker.percent(aims.additional_share),
        cover=speaker.percent(aims.additional_share_at_ratio),
        source=speaker.say("assumed_source", source=said) if said else "",
    )


def _varied(speaker: Speaker, evidence: Evidence, command: str) -> str:
    found = evidence.sensitivity
    if found is None:
        is_partly = evidence.verdict is not None and len(evidence.verdict.targets) > 1
        return speaker.say("no_other_sensitivity" if is_partly else "no_sensitivity") + _run_for(speaker, command)
    lending, best = found.bands[LENDING], found.bands.get("best_ratio")
    if lending.band is None:
        return speaker.say("no_band") + drivers(speaker, evidence)
    text = _band(speaker, found)
    if best is not None and best.band is not None:
        low, high = (float(f"{end:.2g}") for end in best.band)
        key = "band_ratio_same" if low == high else "band_ratio"
        text += speaker.say(
            key, low=speaker.ratio(low), high=speaker.ratio(high), part=speaker.percent(evidence_of.BAND_PART)
        )
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
        part=speaker.percent(evidence_of.BAND_PART),
        draws=str(found.draws),
        alone=wording.amount_phrase(alone, speaker.scenario, language=speaker.language),
        paths=f"{found.paths:,}",
        here=_same_here(speaker),
    )


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
    rules = speaker.listed([template(f"rule.{key}", speaker.language) for key in verdict.rules] or [""])
    words = {"best": speaker.ratio(verdict.best), "paths": f"{verdict.paths:,}"}
    told = speaker.say(_rule_key(verdict), rules=rules, without=_without(speaker, verdict), **words)
    return told + _targets(speaker, verdict.targets)


def _rule_key(verdict: Verdict) -> str:
    """Return the phrase of a verdict: a rule whose removal leaves the ratio where it is moves nothing."""
    is_told = verdict.kind in ("one_rule", "each_needed")
    return f"{verdict.kind}_stays" if is_told and verdict.best in verdict.best_without else verdict.kind


def _without(speaker: Speaker, verdict: Verdict) -> str:
    """Return to which ratios it moves without the deciding rules, rules with the same ratio together."""
    rules = verdict.rules[:1] if verdict.kind == "moved" else verdict.rules
    by_ratio: dict[float, list[str]] = {}
    for rule, ratio in zip(rules, verdict.best_without, strict=False):
        by_ratio.setdefault(ratio, []).append(rule)
    return speaker.say("and_to").join(
        speaker.say(
            "moves_to",
            without=speaker.either([template(f"report.without.{rule}", speaker.language) for rule in same]),
            ratio=speaker.ratio(ratio),
            above=_nothing_above(speaker, ratio, same),
        )
        for ratio, same in by_ratio.items()
    )


def _nothing_above(speaker: Speaker, ratio: float, rules: Sequence[str]) -> str:
    """Return that the stacking limit makes all higher ratios the same, where it does and is not itself removed."""
    is_limited = "caps" not in rules and largest_ratio(speaker.scenario) <= ratio < 1
    return speaker.say("nothing_above") if is_limited else ""


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
    if reason == "safe_any":
        return _any_size(speaker)
    frugal = choices.frugal_of(findings)
    if reason == "most" and findings.ties is not None and findings.ties[0] < findings.ties[1]:
        return speaker.say("why_most_tied", ratios=speaker.ratios(*findings.ties))
    if reason == "frugal" and frugal is not None and len(frugal.ratios) > 1:
        return speaker.say("why_frugal_tied", ratios=speaker.ratio_list(frugal.ratios))
    told = speaker.say(f"why_{reason}", ratio=speaker.ratio(findings.chosen.ratio))
    nearly = findings.nearly_safe
    if reason != "safe_size" or nearly is None:
        return told
    return told + speaker.say("why_nearly", size=speaker.size(nearly), found=speaker.told(nearly, DEPLETED) or "")


def _any_size(speaker: Speaker) -> str:
    """Return why a policy is put forward that has the most lending of all sizes compared, and up to which size."""
    found, points = choices.any_size_of(speaker.findings), speaker.comparison.points
    if found is None:
        return ""
    key = "why_safe_any"
    if len(found.tied) > 1:
        is_by_size = len({point.fund_size for point in found.tied}) > 1
        key = "why_safe_any_smallest" if is_by_size else "why_safe_any_cheapest"
    largest = max(points, key=lambda point: point.fund_size)
    edge = speaker.say("why_edge") if found.point.fund_size == largest.fund_size else ""
    return speaker.say(key, largest=speaker.size(largest)) + edge


def _run_for(speaker: Speaker, command: str) -> str:
    return speaker.say("run_for", command=command) if command else ""
