"""Files to take away: scenario, study, tables, report, workbook; made in memory."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.analysis.compare import Comparison
from simulator.explorer.desk import Found
from simulator.places.files import files_of
from simulator.questions.compare.tell import tell
from simulator.reporting.calling import program
from simulator.reporting.deciding import evidence, findings
from simulator.reporting.deciding.answer import Commands
from simulator.reporting.html import page, part
from simulator.reporting.language import LANGUAGES, Language
from simulator.reporting.office.workbook import workbook
from simulator.reporting.run_folder import scenario_hash, versions
from simulator.saying.speaker import Speaker
from simulator.scenario.writing import scenario_toml, study_toml

WHOLE = "whole"
"""Order of the comparison of all policies with all measures, from which report and workbook are made."""
# The same bytes every time, whatever the clock says.
_DATE = (2026, 1, 1, 0, 0, 0)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """A file to download: its name, its kind, and how it is made; None while there is nothing to make it from."""

    name: str
    kind: str
    make: Callable[[Found, Language], bytes | None]
    is_ordered: bool = False
    """Made only of what was simulated for it."""


def _scenario(found: Found, _: Language) -> bytes:
    return scenario_toml(found.want.question.scenario).encode()


def _study(found: Found, _: Language) -> bytes:
    question = found.want.question
    files = {
        "scenario.toml": scenario_toml(question.reading.scenario).encode(),
        "study.toml": study_toml(question.study).encode(),
    }
    return _zipped(files)


def _tables(found: Found, language: Language) -> bytes | None:
    if found.comparison is None:
        return None
    answer = tell(found.comparison)
    return _zipped(files_of(answer, Speaker(language, answer.basis.currency)))


def _report(found: Found, language: Language) -> bytes | None:
    """Return the report of the comparison that was ordered, in both languages, the page's own first."""
    comparison = found.made.get(WHOLE)
    if comparison is None:
        return None
    known = evidence.read_evidence((), comparison.scenario)
    facts, origin = findings.findings_of(comparison), _origin(comparison)
    ordered = sorted(LANGUAGES, key=lambda other: other != language)
    return page.page([part.part_of(facts, known, origin, other) for other in ordered]).encode()


def _origin(comparison: Comparison) -> part.Origin:
    """Return where the numbers come from: the downloaded scenario, and the command that repeats them from it."""
    ratios = ",".join(f"{ratio!r}" for ratio in sorted({point.ratio for point in comparison.points}))
    sizes = ",".join(f"{size!r}" for size in sorted({point.fund_size for point in comparison.points}))
    more = f" --fund-sizes {sizes}" if "," in sizes else ""
    return part.Origin(
        command=f"{program()} compare scenario.toml --ratios {ratios}{more} --paths {comparison.paths}",
        report_command=f"{program()} report outputs/FOLDER",
        version=versions().get("simulator", ""),
        fingerprint=scenario_hash(comparison.scenario),
        missing=Commands(
            sensitivity=f"{program()} sensitivity scenario.toml", attribution=f"{program()} attribute scenario.toml"
        ),
    )


def _workbook(found: Found, language: Language) -> bytes | None:
    comparison = found.made.get(WHOLE)
    return None if comparison is None else workbook(comparison, language)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content)
    return buffer.getvalue()


FORMATS = {
    "scenario": Format("scenario.toml", "application/toml", _scenario),
    "study": Format("study.zip", "application/zip", _study),
    "tables": Format("tables.zip", "application/zip", _tables),
    "report": Format("report.html", "text/html; charset=utf-8", _report, is_ordered=True),
    "workbook": Format("workbook.xlsx", _XLSX, _workbook, is_ordered=True),
}
