"""The four documents: calculation note, performance targets, pre-decision evaluation outline, options with clauses."""

from pathlib import Path

from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import Findings
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.language import Language
from simulator.reporting.office.calculation_note import calculation_note
from simulator.reporting.office.evaluation_outline import evaluation_outline
from simulator.reporting.office.option_pages import option_pages
from simulator.reporting.office.performance_targets import performance_targets


def documents(findings: Findings, evidence: Evidence, language: Language, font: Path) -> dict[str, bytes]:
    """Return the documents (.docx) by file name, filled from a comparison; the same bytes every time.

    Parameters
    ----------
    evidence
        What other commands found on the same scenario.
    font
        TrueType file that has the glyphs of the language; it is embedded in each document.
    """
    speaker = Speaker(findings, language)
    ending = "" if language == "en" else ".zh"
    found = {
        "calculation_note": calculation_note(speaker, evidence, font),
        "performance_targets": performance_targets(speaker, font),
        "evaluation_outline": evaluation_outline(speaker, evidence, font),
        "options": option_pages(speaker, font),
    }
    return {f"{name}{ending}.docx": content for name, content in found.items()}
