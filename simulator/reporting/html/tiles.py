"""The headline figures of a report: ratio, fund size, additional lending, chance of running dry."""

from dataclasses import dataclass

from simulator.reporting.html.answer import Speaker
from simulator.reporting.html.evidence import Evidence
from simulator.reporting.html.findings import DEPLETED, IDLE, LENDING, SHUT, Findings
from simulator.reporting.html.page_words import label
from simulator.reporting.language import Language


@dataclass(frozen=True)
class Tile:
    """One headline figure, with what must be read beside it."""

    label: str
    value: str
    notes: tuple[str, ...] = ()


def tiles_of(findings: Findings, evidence: Evidence, language: Language) -> tuple[Tile, ...]:
    """Return the headline figures; the band over the assumptions comes before the simulation interval."""
    speaker = Speaker(findings, language)
    return (
        _choice(speaker),
        *_safe_ratio(speaker),
        _size(speaker),
        _lending(speaker, evidence),
        _depleted(speaker),
    )


def _choice(speaker: Speaker) -> Tile:
    findings, language = speaker.findings, speaker.language
    if findings.kind != "grid":
        return Tile(label("tile_policy", language), speaker.policy(findings.chosen), _ratio_note(speaker))
    name = label("tile_ratio", language)
    if not findings.is_gain_shown or findings.ties is None:
        return Tile(name, label("not_shown", language))
    low, high = findings.ties
    if low == high:
        return Tile(name, f"{low:g}", (label("best", language),))
    cheapest = label("cheapest", language, ratio=f"{findings.chosen.ratio:g}")
    return Tile(name, speaker.say("range", low=f"{low:g}", high=f"{high:g}"), (cheapest,))


def _safe_ratio(speaker: Speaker) -> tuple[Tile, ...]:
    """Return the ratio that keeps to the defensible chance with the present fund, of a grid."""
    findings, language = speaker.findings, speaker.language
    if findings.kind != "grid":
        return ()
    name = label("tile_safe", language, chance=speaker.chance())
    size, safe = speaker.size(findings.baseline), findings.safe_ratio
    if safe is None:
        return (Tile(name, label("none_compared", language), (label("with_fund", language, size=size),)),)
    lends = label("brings", language, amount=speaker.told(safe, LENDING) or "")
    return (Tile(name, f"{safe.ratio:g}", (label("with_fund", language, size=size), lends)),)


def _subject(speaker: Speaker) -> tuple[str, ...]:
    """Return of which policy a figure is; nothing where there is no doubt."""
    findings = speaker.findings
    return (speaker.subject(findings.chosen),) if findings.kind == "grid" else ()


def _ratio_note(speaker: Speaker) -> tuple[str, ...]:
    return (f"{label('ratio', speaker.language)}: {speaker.findings.chosen.ratio:g}",)


def _size(speaker: Speaker) -> Tile:
    findings, language = speaker.findings, speaker.language
    name = label("tile_size", language)
    if findings.kind != "grid" or len(findings.sizes) == 1:
        return Tile(name, speaker.size(findings.chosen))
    value = label("none_compared", language) if findings.safe_size is None else speaker.size(findings.safe_size)
    name = label("tile_needed", language, ratio=f"{findings.chosen.ratio:g}")
    wanted = label("size_for", language, chance=speaker.chance())
    return Tile(name, value, (wanted, label("size_now", language, size=speaker.size(findings.baseline))))


def _lending(speaker: Speaker, evidence: Evidence) -> Tile:
    findings, language = speaker.findings, speaker.language
    value, interval = _parted(speaker.told(findings.chosen, LENDING))
    band = None if evidence.sensitivity is None else evidence.sensitivity.bands[LENDING].band
    if band is None:
        parameter = label("no_parameter_band", language)
    else:
        low, high = (speaker.exact_rounded(end) for end in band)
        parameter = label("parameter_band", language, low=low, high=high)
    notes = (parameter, label("simulation_band", language, interval=interval), label("given", language))
    return Tile(label("tile_lending", language), value, (*_subject(speaker), *notes))


def _depleted(speaker: Speaker) -> Tile:
    findings, language = speaker.findings, speaker.language
    value, interval = _parted(speaker.told(findings.chosen, DEPLETED))
    notes = [label("simulation_band", language, interval=interval)] if interval else []
    for key in ("idle", "shut"):
        words = speaker.told(findings.chosen, {"idle": IDLE, "shut": SHUT}[key])
        notes += [label(key, language, value=words)] if words is not None else []
    return Tile(label("tile_depleted", language), value, (*_subject(speaker), *notes))


def _parted(text: str | None) -> tuple[str, str]:
    """Return a figure without its interval, and the interval."""
    value, bracket, rest = (text or "").partition("[")
    return value.strip(), f"{bracket}{rest}"
