"""The choices of a report on a grid: one row per policy that is best in some respect, and the line above them."""

from dataclasses import dataclass

from simulator.questions.compare.tables import totals_table
from simulator.questions.compare.tell import basis_of
from simulator.reporting.deciding import choices
from simulator.reporting.deciding.answer import whose_band, why
from simulator.reporting.deciding.choices import Choice
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import DEPLETED, IDLE, LENDING, SHUT, Findings
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.html.page_words import label
from simulator.reporting.language import Language
from simulator.reporting.tables import Table, text_table
from simulator.saying.speaker import Speaker as PlainSpeaker
from simulator.values import Own

KEYS = (LENDING, "fiscal_cost", choices.AVERAGE_COST, DEPLETED, IDLE, SHUT)


@dataclass(frozen=True)
class ChoiceTable:
    """The line that names the choices, their table, and what must be read beside it."""

    line: str
    table: Table
    notes: tuple[str, ...]


def choice_table_of(findings: Findings, evidence: Evidence, language: Language) -> ChoiceTable | None:
    """Return the choices of a grid; None without one."""
    found = choices.choices_of(findings)
    if not found:
        return None
    speaker = Speaker(findings, language)
    others = [speaker.subject(choice.point) for choice in found if choice.reasons != ("baseline",)]
    line = label("your_choice", language, choices=_listed(others, speaker)) if len(others) > 1 else ""
    is_limited = not findings.is_unlimited(findings.baseline)
    limit = (label("limit_note", language, chance=speaker.chance()),) if is_limited else ()
    notes = (*limit, *_missing(speaker), label("choices_note", language), *_band(speaker, evidence))
    return ChoiceTable(line, _table(speaker, found), notes)


def _missing(speaker: Speaker) -> tuple[str, ...]:
    """Return which choices have no row, as so many paths do not show them."""
    findings, language = speaker.findings, speaker.language
    lacking = choices.not_shown(findings)
    if not lacking:
        return ()
    ratio = speaker.ratio(findings.chosen.ratio)
    what = _listed(
        [label(f"lacks_{reason}", language, ratio=ratio, chance=speaker.chance()) for reason in lacking], speaker
    )
    return (label("rows_missing", language, paths=speaker.paths(), what=what),)


def _listed(others: list[str], speaker: Speaker) -> str:
    return "；".join(others) if speaker.language == "zh" else speaker.listed(others)


def _band(speaker: Speaker, evidence: Evidence) -> tuple[str, ...]:
    """Return how far the assumptions move additional lending, and of which policy alone that is known."""
    found = evidence.sensitivity
    band = None if found is None else found.bands[LENDING].band
    if found is None or band is None:
        return ()
    low, high = (speaker.exact_rounded(end) for end in band)
    words = {"whose": whose_band(speaker), "low": low, "high": high}
    return (label("band_note", speaker.language, draws=str(found.draws), paths=f"{found.paths:,}", **words),)


def _table(speaker: Speaker, found: tuple[Choice, ...]) -> Table:
    findings, language = speaker.findings, speaker.language
    is_limited = not findings.is_unlimited(findings.baseline)
    keys = [key for key in KEYS if is_limited or key != DEPLETED]
    keeps = (label("keeps_limit", language, chance=speaker.chance()),) if is_limited else ()
    capital = _new_capital(speaker, found)
    comparison = findings.comparison
    typed = totals_table(comparison, [choice.point for choice in found], keys)
    totals = text_table(typed, basis_of(comparison), PlainSpeaker(language, comparison.scenario.currency))
    rows = tuple(
        (
            f"{speaker.subject(choice.point)}{label('colon', language)}{why(speaker, choice)}",
            *(label(f"keeps_{choices.keeps_limit(findings, choice.point)}", language) for _ in keeps),
            *capital.get(choice.point.name, ()),
            *row[1:],
        )
        for choice, row in zip(found, totals.rows, strict=True)
    )
    return Table(
        "choices",
        "",
        (label("choice", language), *keeps, *capital.get("", ()), *totals.columns[1:]),
        rows,
        (),
        marked_row=totals.marked_row,
    )


def _new_capital(speaker: Speaker, found: tuple[Choice, ...]) -> dict[str, tuple[str]]:
    """Return by choice how much more its fund takes than the baseline's, the heading under ""; none for one size."""
    findings, language = speaker.findings, speaker.language
    sizes = {point.fund_size for point in findings.comparison.points}
    if len(sizes) < 2:
        return {}
    plain = PlainSpeaker(language, findings.comparison.scenario.currency)
    scale = plain.scale("currency", sizes)
    more = {choice.point.name: max(0.0, choice.point.fund_size - findings.baseline.fund_size) for choice in found}
    heading = plain.with_unit(Own(label("new_capital", language)), scale)
    return {"": (heading,)} | {name: (f"{amount * scale.factor:,.12g}",) for name, amount in more.items()}
