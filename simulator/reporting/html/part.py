"""The content of a report in one language, ready for the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.analysis.compare import Comparison
from simulator.questions.compare.points import FIRST_MEASURES
from simulator.questions.compare.tables import calendar_years, differences_table, totals_table, years_table
from simulator.questions.compare.tell import basis_of
from simulator.reporting import names, wording
from simulator.reporting.deciding import answer
from simulator.reporting.deciding.answer import Commands
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.evidence_tables import evidence_tables
from simulator.reporting.deciding.findings import Findings
from simulator.reporting.html import charts, remarks, report_tables, slider, tiles
from simulator.reporting.html.choice_table import ChoiceTable, choice_table_of
from simulator.reporting.html.page_words import label, limits
from simulator.reporting.language import Language
from simulator.reporting.tables import Table, text_table
from simulator.saying.speaker import Speaker

KEYS = (*FIRST_MEASURES, "months_shut")
SLIDER_KEYS = (*KEYS, "leverage_peak", "leverage_cumulative")
MOST_ROWS = 16
INSTALL = "python3 -m pip install --constraint constraints.txt --editable ."
_LANGUAGE_TAGS: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True)
class Origin:
    """Where the comparison comes from: what its manifest says, and the command that makes the report again."""

    command: str
    report_command: str
    version: str
    fingerprint: str
    missing: Commands
    evidence_commands: tuple[str, ...] = ()
    made_on: str = ""
    """Day of the simulation; nothing where it is not known."""


@dataclass(frozen=True)
class Part:
    """Everything that the page shows in one language."""

    code: Language
    is_comparison: bool
    title: str
    question: str
    stand_in: str
    tiles: tuple[tiles.Tile, ...]
    choice: ChoiceTable | None
    sentences: tuple[str, ...]
    changes: Table | None
    slider: slider.Slider | None
    comparison_tables: tuple[Table, ...]
    measures: Table
    paired: str
    years: Table | None
    years_lacking: str
    notes: tuple[str, ...]
    figures: tuple[charts.Figure, ...]
    evidence_tables: tuple[Table, ...]
    missing: tuple[str, ...]
    terms: Table
    sources: Table
    limits: tuple[str, ...]
    commands: tuple[tuple[str, str], ...]
    repeating: tuple[str, ...]
    made_with: str
    install: str
    fingerprint: str

    @property
    def lang(self) -> str:
        """The language as HTML names it."""
        return _LANGUAGE_TAGS[self.code]

    @property
    def other_lang(self) -> str:
        """The other language as HTML names it."""
        return _LANGUAGE_TAGS["en" if self.code == "zh" else "zh"]

    @property
    def sections(self) -> tuple[str, ...]:
        """The keys of the headings after the answer, in their order."""
        slid = ("try",) if self.slider is not None else ()
        compared = ("changes_heading", *slid, "differences") if self.is_comparison else ("in_numbers",)
        return (*compared, "figures", "depends", "assumptions", "limits", "repeat")

    def say(self, key: str) -> str:
        """Return a label of the page."""
        return label(key, self.code)


def part_of(findings: Findings, evidence: Evidence, origin: Origin, language: Language) -> Part:
    """Return the content of a report in one language."""
    comparison = findings.comparison
    scenario = comparison.scenario
    shown = {point.name: point for point in (findings.baseline, findings.chosen)}
    basis, speaker = basis_of(comparison), Speaker(language, scenario.currency)
    years = years_table(comparison, tuple(shown.values()))
    return Part(
        code=language,
        is_comparison=len(comparison.points) > 1,
        title=names.text_of(comparison.title, scenario, language),
        question=names.text_of(comparison.question, scenario, language),
        stand_in=names.stand_in(scenario, language),
        tiles=tiles.tiles_of(findings, evidence, language),
        choice=choice_table_of(findings, evidence, language),
        sentences=answer.sentences(findings, evidence, language),
        changes=report_tables.changes_table(findings, language),
        slider=slider.slider_of(findings, language, SLIDER_KEYS),
        comparison_tables=_comparison_tables(findings, language),
        measures=report_tables.measures_table(findings, language),
        years=None if years is None else text_table(years, basis, speaker),
        years_lacking="" if years is None else _years_lacking(findings, language),
        paired=label("paired", language) if len(comparison.points) > 1 else "",
        notes=remarks.notes_of(findings, language),
        figures=tuple(charts.figures_of(findings, language)),
        evidence_tables=evidence_tables(findings, evidence, language),
        missing=_missing(evidence, origin.missing),
        terms=report_tables.terms_table(scenario, language),
        sources=report_tables.sources_table(scenario, language),
        limits=(
            *remarks.additionality(findings, language),
            *limits(language, has_band=evidence.has_band),
        ),
        commands=(
            (label("command", language), origin.command),
            *((label("evidence_command", language), command) for command in origin.evidence_commands),
            (label("report_command", language), origin.report_command),
        ),
        repeating=_repeating(findings, language),
        made_with=_made_with(comparison, origin, language),
        install=INSTALL,
        fingerprint=origin.fingerprint,
    )


def _comparison_tables(findings: Findings, language: Language) -> tuple[Table, ...]:
    comparison, shown = findings.comparison, findings.line[:MOST_ROWS]
    found = [totals_table(comparison, shown, KEYS)]
    if len(shown) > 1:
        found.insert(0, differences_table(comparison, shown, KEYS))
    speaker = Speaker(language, comparison.scenario.currency)
    return tuple(text_table(table, basis_of(comparison), speaker) for table in found)


def _years_lacking(findings: Findings, language: Language) -> str:
    """Return that the policy spoken of has no calendar years, where it has none."""
    if calendar_years(findings.comparison, findings.chosen.name):
        return ""
    return label("years_lacking", language, policy=names.policy_name(findings.chosen, language))


def _missing(evidence: Evidence, commands: Commands) -> tuple[str, ...]:
    wanted: Sequence[tuple[object, str]] = (
        (evidence.sensitivity, commands.sensitivity),
        (evidence.verdict, commands.attribution),
    )
    return tuple(command for found, command in wanted if found is None and command)


def _repeating(findings: Findings, language: Language) -> tuple[str, ...]:
    """Return what must be known to repeat a report: which folders to name, and how another limit is set."""
    folder = label("printed_folder", language)
    if findings.kind != "grid" or findings.is_unlimited(findings.baseline):
        return (folder,)
    return folder, label("chance_option", language, chance=wording.per_cent_text(findings.chance, language))


def _made_with(comparison: Comparison, origin: Origin, language: Language) -> str:
    return label(
        "versions",
        language,
        version=origin.version,
        paths=f"{comparison.paths:,}",
        seed=str(comparison.seed),
        date=label("simulated_on", language, day=origin.made_on) if origin.made_on else "",
    )
