"""The four documents: calculation note, performance targets, pre-decision evaluation outline, options with clauses."""

from pathlib import Path

from simulator.analysis.compare import Comparison
from simulator.reporting.language import Language
from simulator.reporting.office.calculation_note import calculation_note
from simulator.reporting.office.evaluation_outline import evaluation_outline
from simulator.reporting.office.option_pages import option_pages
from simulator.reporting.office.performance_targets import performance_targets
from simulator.reporting.office.said import Speaker

_NAMES = {
    "calculation_note": calculation_note,
    "performance_targets": performance_targets,
    "evaluation_outline": evaluation_outline,
    "options": option_pages,
}


def documents(comparison: Comparison, language: Language, font: Path) -> dict[str, bytes]:
    """Return the documents (.docx) by file name, filled from a comparison; the same bytes every time.

    Parameters
    ----------
    font
        TrueType file that has the glyphs of the language; it is embedded in each document.

    Raises
    ------
    ScenarioError
        When python-docx is not installed.
    """
    speaker = Speaker(comparison, language)
    ending = "" if language == "en" else ".zh"
    return {f"{name}{ending}.docx": write(speaker, font) for name, write in _NAMES.items()}
