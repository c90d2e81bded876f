"""The commands `tape check`, `template`, `anonymise` and `sample`."""

import json
import secrets
import shlex
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from simulator.analysis.tapes.anonymised_tape import anonymised
from simulator.cli import finding, progress
from simulator.cli.calling import program
from simulator.cli.group import USER_MISTAKE
from simulator.cli.written import print_written
from simulator.counting import counted
from simulator.errors import ScenarioError
from simulator.faults import shown
from simulator.inputs.tape import Tape, tape_of
from simulator.inputs.tape_cells import CellError, reader_of
from simulator.inputs.tape_check import Checked, Terms, check_tape
from simulator.inputs.tape_fields import FIELD_OF
from simulator.inputs.tape_mapping import TapeMapping, read_mapping
from simulator.reporting import csv_files, run_folder
from simulator.reporting.language import Language
from simulator.reporting.tapes import tape_files, tape_workbooks
from simulator.scenario.model import Scenario
from simulator.scenario.read import read_scenario

SAMPLE_AS_OF = "2026-06-30"


@dataclass(frozen=True)
class Options:
    """What the commands that read a tape take."""

    scenario: Path | None
    as_of: str | None
    unit: str | None
    mapping: Path | None
    sheet: str | None
    control: Path | None
    out: Path
    is_json: bool
    is_quiet: bool


def check(path: Path, options: Options) -> None:
    """Check a tape; print its faults and write all of them beside a marked copy, or say what it holds.

    Raises
    ------
    click.exceptions.Exit
        With status 2 when it has a fault.
    """
    terms = _terms(options)
    checked = check_tape(path, terms)
    count = checked.faults.count
    files = _write_faults(checked, options) if count else []
    notes = (*checked.notes, _note_of_day(terms, options), *_note_of_copy(checked))
    if options.is_json:
        facts = {
            "file": str(path),
            "loans": checked.table.rows,
            "faults": count,
            "first_faults": checked.faults.lines() if count else [],
            "notes": notes,
            "files": [str(file) for file in files],
        }
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    elif count:
        lines = "\n".join(f"  - {line}" for line in checked.faults.lines())
        click.echo(f"{path}: {count:,} problem(s) in {counted(checked.table.rows, 'loan')}\n{lines}", err=True)
        click.echo("\n".join(notes))
        print_written(files)
    else:
        click.echo("\n".join([f"{path}: fine", *_summary(tape_of(checked, terms.as_of)), *notes]))
    progress.say(f"{counted(checked.table.rows, 'loan')} checked, {counted(count, 'fault')}", is_quiet=options.is_quiet)
    if count:
        raise click.exceptions.Exit(USER_MISTAKE)


def _terms(options: Options) -> Terms:
    return terms_for(
        _scenario(options.scenario),
        as_of=options.as_of,
        unit=options.unit,
        mapping=options.mapping,
        sheet=options.sheet,
        control=options.control,
    )


def terms_for(
    scenario: Scenario,
    *,
    as_of: str | None,
    unit: str | None,
    mapping: Path | None,
    sheet: str | None,
    control: Path | None,
) -> Terms:
    """Return what is needed to read a tape whose sectors are those of a scenario.

    Raises
    ------
    ScenarioError
        When the day is no date or the mapping file has faults.
    """
    sectors = tuple(sector.name for sector in scenario.sectors)
    read = TapeMapping() if mapping is None else read_mapping(mapping, sectors)
    return Terms(_day(as_of), sectors, unit, read, sheet, control)


def _scenario(path: Path | None) -> Scenario:
    return read_scenario(path or finding.hefei()).scenario


def _day(text: str | None) -> np.datetime64:
    if text is None:
        return np.datetime64("today", "D")
    try:
        return np.datetime64(str(reader_of(FIELD_OF["lent_on"], 1, (), {})(text)), "D")
    except CellError as error:
        raise ScenarioError("--as-of", [f"--as-of: {error} (got {shown(text)})"]) from None


def _note_of_day(terms: Terms, options: Options) -> str:
    words = "today; --as-of names another day" if options.as_of is None else "the day of the tape"
    return f"Held against {terms.as_of}, {words}."


def _note_of_copy(checked: Checked) -> tuple[str, ...]:
    reason = tape_workbooks.why_not_marked(checked) if checked.faults.count else ""
    return (reason,) if reason else ()


def _summary(tape: Tape) -> list[str]:
    """Return what a tape holds, in words."""
    principal, balance = (int(tape.arrays[key].sum(dtype=object)) / 1e6 for key in ("principal", "balance"))
    is_late = tape.arrays["days_past_due"] >= 90
    late = int(tape.arrays["balance"][is_late].sum(dtype=object)) / 1e6
    first, last = tape.arrays["lent_on"].min(), tape.arrays["lent_on"].max()
    return [
        f"{counted(len(tape), 'loan')} to {counted(tape.borrowers, 'borrower')}, made from {first} to {last}.",
        f"Principal {principal:,.2f} 万元, of which {balance:,.2f} 万元 is still owed.",
        f"{counted(int(is_late.sum()), 'loan is', 'loans are')} 90 or more days past due, owing {late:,.2f} 万元.",
    ]


def _write_faults(checked: Checked, options: Options) -> list[Path]:
    with run_folder.RunFolder(options.out, f"{checked.path.stem}-tape-check") as folder:
        folder.write("faults.csv", tape_files.fault_rows(checked.faults))
        if not tape_workbooks.why_not_marked(checked):
            progress.say("writing the marked copy", is_quiet=options.is_quiet)
            folder.write("marked.xlsx", tape_workbooks.marked_copy(checked))
        folder.facts = {"title": f"Faults of {checked.path.name}", "versions": run_folder.versions()}
    return folder.files


def template(file: Path, *, scenario: Path | None, unit: str, language: Language) -> None:
    """Write an empty tape.

    Raises
    ------
    ScenarioError
        When the file exists, is not named .xlsx, or cannot be written.
    """
    if file.suffix.lower() != ".xlsx":
        raise ScenarioError(str(file), [f"{file}: the template is a workbook; give it a name that ends in .xlsx"])
    sectors = tuple(sector.name for sector in _scenario(scenario).sectors)
    content = tape_workbooks.template(language, unit, sectors)
    try:
        with file.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise ScenarioError(str(file), [f"{file}: is there already; choose another name"]) from None
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(str(file), [f"{file}: cannot be written ({words})"]) from None
    print_written([file])


def anonymise(path: Path, options: Options, *, language: str) -> None:
    """Write a tape without faults again, with other names, amounts and days."""
    terms = _terms(options)
    tape = tape_of(check_tape(path, terms), terms.as_of)
    # The seed is what protects the names: it is drawn by the system and kept nowhere.
    changed = anonymised(tape, secrets.randbits(127))
    with run_folder.RunFolder(options.out, "tape-anonymised") as folder:
        folder.write("tape.csv", tape_files.tape_csv(tape_files.texts_of(changed), language))
        folder.facts = {"title": "An anonymised loan tape", "versions": run_folder.versions()}
    print_written(folder.files)
    click.echo(
        "Names, amounts and days are changed; sectors, grades, shares and counts are not: a firm that is alone with\n"
        "its sector and grade can still be recognised. Look before you hand it on."
    )


def sample(*, scenario: Path | None, loans: int, seed: int, out: Path, language: str) -> None:
    """Write a made-up tape and a made-up history."""
    # Drawing needs the compiler, whose start would take most of the time of a check.
    from simulator.analysis.tapes.sample_tape import sample_history, sample_tape

    population = _scenario(scenario)
    tape = sample_tape(population, loans, seed, np.datetime64(SAMPLE_AS_OF))
    history = sample_history(population, loans, seed)
    command = [program(), "tape", "sample", "--loans", str(loans), "--seed", str(seed), "--lang", language]
    command += ["--scenario", shlex.quote(str(scenario))] if scenario else []
    with run_folder.RunFolder(out, "tape-sample") as folder:
        folder.write("loans.csv", tape_files.tape_csv(tape, language))
        folder.write("history.csv", csv_files.csv_bytes(history))
        folder.facts = {
            "title": f"Made-up loans as of {SAMPLE_AS_OF}",
            "command": " ".join(command),
            "seed": seed,
            "versions": run_folder.versions(),
        }
    print_written(folder.files)
