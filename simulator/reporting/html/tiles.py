"""The headline figures of a report without a grid: policy, fund size, additional lending, chance of running dry."""

from dataclasses import dataclass

from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import DEPLETED, IDLE, LENDING, SHUT, Findings
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.html.page_words import label
from simulator.reporting.language import Language


@dataclass(frozen=True)
class Tile:
    """One headline figure, with what must be read beside it."""

    label: str
    value: str
    notes: tuple[str, ...] = ()


def tiles_of(findings: Findings, evidence: Evidence, language: Language) -> tuple[Tile, ...]:
    """Return the headline figures of the policy that the report speaks of; none for a grid, which has its choices."""
    if findings.kind == "grid":
        return ()
    speaker = Speaker(findings, language)
    chosen = findings.chosen
    ratio = f"{label('ratio', language)}: {speaker.ratio(chosen.ratio)}"
    return (
        Tile(label("tile_policy", language), speaker.policy(chosen), (ratio,)),
        Tile(label("tile_size", language), speaker.size(chosen)),
        _lending(speaker, evidence),
        _depleted(speaker),
    )


def _lending(speaker: Speaker, evidence: Evidence) -> Tile:
    """Return additional lending; the band over the assumptions stands here only where it is of this policy."""
    findings, language = speaker.findings, speaker.language
    value, interval = _parted(speaker.told(findings.chosen, LENDING))
    notes = (label("simulation_band", language, interval=interval), label("given", language))
    band = None if evidence.sensitivity is None else evidence.sensitivity.bands[LENDING].band
    if band is None or findings.chosen != findings.baseline or not findings.is_as_it_stands:
        parameter = label("no_parameter_band", language)
    else:
        low, high = (speaker.exact_rounded(end) for end in band)
        parameter = label("parameter_band", language, low=low, high=high)
    return Tile(label("tile_lending", language), value, (parameter, *notes))


def _depleted(speaker: Speaker) -> Tile:
    findings, language = speaker.findings, speaker.language
    value, interval = _parted(speaker.told(findings.chosen, DEPLETED))
    notes = [label("simulation_band", language, interval=interval)] if interval else []
    for key in ("idle", "shut"):
        words = speaker.told(findings.chosen, {"idle": IDLE, "shut": SHUT}[key])
        notes += [label(key, language, value=words)] if words is not None else []
    return Tile(label("tile_depleted", language), value, tuple(notes))


def _parted(text: str | None) -> tuple[str, str]:
    """Return a figure without its interval, and the interval."""
    value, bracket, rest = (text or "").partition("[")
    return value.strip(), f"{bracket}{rest}"
