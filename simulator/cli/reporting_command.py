"""The command that writes a report from a run folder: report."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from simulator.analysis.compare import Comparison
from simulator.cli import progress
from simulator.cli.calling import program, repeated
from simulator.cli.written import print_written
from simulator.drawing import fonts
from simulator.errors import Fault, ScenarioError, wrong
from simulator.reporting import names, run_folder, stored
from simulator.reporting.deciding import evidence, findings
from simulator.reporting.deciding.answer import Commands, sentences
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import Findings
from simulator.reporting.html import page, part, printing
from simulator.reporting.language import Language
from simulator.reporting.office import documents, workbook

SHORT = "report"
Languages = Literal["en", "zh", "both"]
_PAGES: dict[Languages, tuple[Language, ...]] = {"en": ("en",), "zh": ("zh",), "both": ("zh", "en")}


@dataclass(frozen=True)
class Options:
    """What the user asked for beside the run; the names are those of the options."""

    lang: Languages = "both"
    chance: float = findings.DEFAULT_CHANCE
    beside: tuple[Path, ...] = ()
    is_pdf: bool = False
    is_docx: bool = False
    is_xlsx: bool = False
    out: Path = Path("outputs")
    is_quiet: bool = False


def report(run: Path, options: Options) -> None:
    """Write the report of a run folder into a new folder and print its answer."""
    browser = printing.find_browser() if options.is_pdf else ""
    comparison, manifest = stored.read_comparison(run), stored.read_manifest(run)
    known = evidence.read_evidence(options.beside, comparison.scenario)
    found = findings.findings_of(comparison, options.chance)
    with run_folder.RunFolder(options.out, f"{SHORT}-{comparison.title}") as folder:
        with progress.timed(wrong("progress.report"), is_quiet=options.is_quiet):
            text = _page(found, known, _origin(run, manifest, options), options)
            folder.write("report.html", text)
            if options.is_pdf:
                folder.write_all(_printed(found, known, _origin(run, manifest, options), options, browser))
            folder.write_all(_office_files(found, known, options))
        folder.facts = {
            **run_folder.facts_of(comparison.scenario, _command(run, options.beside, options)),
            "run": str(run),
            "with": [str(place) for place in options.beside],
        }
    _print(found, known, folder.files, options)


def _page(found: Findings, known: Evidence, origin: part.Origin, options: Options) -> str:
    return page.page([part.part_of(found, known, origin, language) for language in _PAGES[options.lang]])


def _printed(found: Findings, known: Evidence, origin: part.Origin, options: Options, browser: str) -> dict[str, bytes]:
    """Return the page on paper, once in each language: paper has no button that changes it."""
    return {
        f"report{_ending(language)}.pdf": printing.pdf_of(
            page.page([part.part_of(found, known, origin, language)]), browser
        )
        for language in _PAGES[options.lang]
    }


def _ending(language: Language) -> str:
    """Return what a file's name ends in before its kind, where the file is in one language."""
    return "" if language == "en" else f".{language}"


def _office_files(found: Findings, known: Evidence, options: Options) -> dict[str, bytes]:
    """Return the documents and workbooks that were asked for, one set per language."""
    files: dict[str, bytes] = {}
    for language in _PAGES[options.lang]:
        if options.is_docx:
            files |= documents.documents(found, known, language, fonts.chinese_font())
        if options.is_xlsx:
            files[f"workbook{_ending(language)}.xlsx"] = workbook.workbook(found.comparison, language)
    return files


def _origin(run: Path, manifest: dict[str, Any], options: Options) -> part.Origin:
    scenario = shlex.quote(str(run / stored.SCENARIO))
    return part.Origin(
        command=_own_command(run, manifest),
        report_command=" ".join(_command(run, options.beside, options)),
        evidence_commands=tuple(_own_command(place, stored.read_manifest(place)) for place in options.beside),
        version=str(manifest.get("versions", {}).get("simulator", "")),
        made_on=run_folder.day_of(run),
        fingerprint=str(manifest.get("scenario_sha256", "")),
        missing=Commands(
            sensitivity=f"{program()} sensitivity {scenario}", attribution=f"{program()} attribute {scenario}"
        ),
    )


def _own_command(folder: Path, manifest: dict[str, Any]) -> str:
    """Return the command that makes a run folder again, from the scenario or study that the folder itself holds."""
    command = str(manifest.get("repeat_from_this_folder", ""))
    try:
        words = shlex.split(command or str(manifest.get("command", "")))
    except ValueError as error:
        what = wrong("faults.run_folder.no_command", file="manifest.json", reason=str(error))
        raise ScenarioError(str(folder), [Fault(what, str(folder))]) from None
    files = [place for place, word in enumerate(words) if word.endswith(".toml")]
    if len(files) == 1:
        name = Path(words[files[0]]).name if command else stored.SCENARIO
        words[files[0]] = str(folder / name)
    return shlex.join(words)


def _command(run: Path, beside: Sequence[Path], options: Options) -> list[str]:
    words = [*program().split(), SHORT, str(run), "--lang", options.lang]
    words += ["--chance", f"{options.chance:g}"] if options.chance != findings.DEFAULT_CHANCE else []
    words += repeated("--with", map(str, beside))
    wanted = {"--pdf": options.is_pdf, "--docx": options.is_docx, "--xlsx": options.is_xlsx}
    words += [option for option, is_wanted in wanted.items() if is_wanted]
    return [shlex.quote(word) for word in words]


def _print(found: Findings, known: Evidence, files: Sequence[Path], options: Options) -> None:
    """Print the answer in the first language of the report, and name the files."""
    comparison: Comparison = found.comparison
    language: Language = "en" if options.lang == "both" else options.lang
    click.echo(names.text_of(comparison.title, comparison.scenario, language))
    stand_in = [names.stand_in(comparison.scenario, language)] if comparison.scenario.about.stand_in else []
    for sentence in (*stand_in, *sentences(found, known, language)):
        click.echo(sentence)
    print_written(files)
