"""The first point of the answer on a grid, which names the choice, and what it brings beyond the baseline."""

import math

from simulator.analysis.compare import PolicyPoint
from simulator.reporting import wording
from simulator.reporting.deciding import choices
from simulator.reporting.deciding.findings import DEPLETED, LENDING, standing_of
from simulator.reporting.deciding.speaker import Speaker


def choice(speaker: Speaker) -> str:
    """Return which ratio keeps the limit with the most additional lending, where money goes furthest, what lends most.

    A policy that is several of these is named once.
    """
    lead, chosen = choices.lead_of(speaker.findings).point, speaker.findings.chosen
    frugal = choices.frugal_of(speaker.findings)
    is_lead = _is_lead(speaker)
    named = {lead.name} if is_lead else set()
    others = []
    if frugal is not None and frugal.point.name not in named | {chosen.name}:
        key = "furthest_one" if len(frugal.ratios) == 1 else "furthest_tied"
        cost = speaker.told(frugal.point, choices.AVERAGE_COST) or ""
        ratio = speaker.ratio(frugal.point.ratio)
        others.append(speaker.say(key, ratio=ratio, ratios=speaker.ratio_list(frugal.ratios), cost=cost))
    if chosen.name not in named:
        others.append(_most(speaker))
    second = speaker.say("and_then").join(others)
    return _lead(speaker) + (speaker.say("next") + speaker.capital(second) if second else "")


def _is_lead(speaker: Speaker) -> bool:
    """Return whether the first sentence names a policy: one that keeps the limit, or any where there is none."""
    return speaker.findings.is_safe(choices.lead_of(speaker.findings).point)


def _lead(speaker: Speaker) -> str:
    findings, lead = speaker.findings, choices.lead_of(speaker.findings)
    words = {"place": speaker.place(findings.baseline), "chance": speaker.chance(), "paths": speaker.paths()}
    if not _is_lead(speaker):
        return speaker.say("lead_unsafe" if findings.safe_ratio is None else "lead_no_gain", **words)
    if lead.point.name != findings.chosen.name:
        key = "lead_safe"
    else:
        key = "lead_unlimited" if findings.is_unlimited(lead.point) else "lead_most"
    return speaker.say(
        key if len(lead.ratios) == 1 else f"{key}_tied",
        ratio=speaker.ratio(lead.point.ratio),
        ratios=speaker.ratio_list(lead.ratios),
        amount=speaker.told(lead.point, LENDING) or "",
        years=speaker.years(),
        **words,
    ) + _cost(speaker, lead.point)


def _cost(speaker: Speaker, point: PolicyPoint) -> str:
    """Return what a policy's additional lending costs on average, and whether money goes furthest there."""
    estimate = speaker.findings.estimate(point, choices.AVERAGE_COST)
    if estimate is None or not wording.is_defined(estimate):
        return ""
    text = speaker.say("at_cost", cost=speaker.told(point, choices.AVERAGE_COST) or "")
    frugal = choices.frugal_of(speaker.findings)
    if frugal is None or frugal.point.name != point.name:
        return text
    key = "lowest_one" if len(frugal.ratios) == 1 else "lowest_tied"
    return text + speaker.say(key, ratios=speaker.ratio_list(frugal.ratios))


def _most(speaker: Speaker) -> str:
    """Return what lends most without being shown to keep the limit, and its chance of running dry."""
    findings, chosen = speaker.findings, speaker.findings.chosen
    low, high = findings.ties or (chosen.ratio, chosen.ratio)
    words = {
        "ratio": speaker.ratio(chosen.ratio),
        "ratios": speaker.ratios(low, high),
        "amount": speaker.told(chosen, LENDING) or "",
    }
    frugal = choices.frugal_of(findings)
    cost = _cost(speaker, chosen) if frugal is not None and frugal.point.name == chosen.name else ""
    keeps = "fails" if choices.keeps_limit(findings, chosen) == "no" else "not_shown"
    chance = speaker.told(chosen, DEPLETED) or wording.NOT_DEFINED
    return speaker.say("most_one" if low == high else "most_tied", **words) + cost + speaker.say(keeps, found=chance)


def beyond(speaker: Speaker) -> str:
    """Return what the policies named lend beyond the baseline, and at which cost."""
    lead, chosen = choices.lead_of(speaker.findings).point, speaker.findings.chosen
    text = _beyond(speaker, lead)
    if chosen.name != lead.name:
        is_also = standing_of(speaker.comparison, lead) == standing_of(speaker.comparison, chosen) == "more"
        text += speaker.say("and_then") + _beyond(speaker, chosen, "also" if is_also else None)
    return speaker.capital(text) + _marginal(speaker) + speaker.say("next")


def _beyond(speaker: Speaker, point: PolicyPoint, word: str | None = None) -> str:
    comparison = speaker.comparison
    standing, difference = standing_of(comparison, point), comparison.differences.get((point.name, LENDING))
    amount = ""
    if difference is not None:
        is_signed = standing != "more"
        amount = wording.amount_phrase(difference, speaker.scenario, is_signed=is_signed, language=speaker.language)
    base = speaker.ratio(speaker.findings.baseline.ratio)
    return speaker.say(f"beyond_{word or standing}", ratio=speaker.ratio(point.ratio), baseline=base, difference=amount)


def _marginal(speaker: Speaker) -> str:
    found, measure = choices.marginal_of(speaker.findings), speaker.findings.measure(choices.AVERAGE_COST)
    if found is None or measure is None:
        return ""
    style = wording.unit_style(measure, speaker.comparison, language=speaker.language)
    decimals = max(0, wording.decimals_for(found[0] * style.factor, math.nan) - 1)
    low, high = (wording.number_text(end * style.factor, decimals) for end in found)
    chosen = speaker.ratio(speaker.findings.chosen.ratio)
    return speaker.say("marginal", chosen=chosen, low=low, high=high, unit=style.label)
