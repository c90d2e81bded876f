"""The commands `tape check`, `template`, `anonymise` and `sample`."""

import json
import secrets
import shlex
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from simulator.analysis.tapes.anonymised_tape import anonymised
from simulator.cli import progress
from simulator.cli.calling import program
from simulator.cli.group import USER_MISTAKE
from simulator.cli.numbers import confirmed_columns
from simulator.cli.written import print_written
from simulator.errors import ScenarioError
from simulator.faults import counted
from simulator.inputs.number_columns import sentence_of
from simulator.inputs.tape import Tape, tape_of
from simulator.inputs.tape_check import Checked, Terms, check_tape
from simulator.inputs.tape_fields import DEFAULT_DAYS
from simulator.questions.tape_terms import terms_for
from simulator.reporting import csv_files, run_folder
from simulator.reporting.language import Language
from simulator.reporting.tapes import tape_files, tape_workbooks
from simulator.scenario import shipped
from simulator.scenario.model import Scenario
from simulator.scenario.read import read_scenario

SAMPLE_AS_OF = "2026-06-30"
_MOST_WARNINGS = 20


@dataclass(frozen=True)
class Options:
    """What the commands that read a tape take."""

    scenario: Path | None
    as_of: str | None
    unit: str | None
    mapping: Path | None
    sheet: str | None
    control: Path | None
    units_right: tuple[str, ...]
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
    files = _write_faults(checked, options) if count or checked.warnings.count else []
    notes = (*checked.notes, *_notes_of_day(checked, terms), *_note_of_copy(checked))
    columns = [sentence_of(facts) for facts in checked.facts]
    if options.is_json:
        facts = {
            "file": str(path),
            "loans": checked.table.rows,
            "faults": count,
            "first_faults": checked.faults.lines() if count else [],
            "warnings": checked.warnings.count,
            "first_warnings": checked.warnings.lines(),
            "columns": [vars(facts) for facts in checked.facts],
            "notes": notes,
            "files": [str(file) for file in files],
        }
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    elif count:
        lines = "\n".join(f"  - {line}" for line in checked.faults.lines())
        where = counted(checked.table.rows, "loan", "loans")
        click.echo(f"{path}: {counted(count, 'problem', 'problems')} in {where}\n{lines}", err=True)
        click.echo("\n".join([*_warning_lines(checked), *columns, *notes]))
        print_written(files)
    else:
        verdict = "no fault, but look at the warnings" if checked.warnings.count else "fine"
        summary = _summary(tape_of(checked, terms.as_of))
        click.echo("\n".join([f"{path}: {verdict}", *summary, *_warning_lines(checked), *columns, *notes]))
        if files:
            print_written(files)
    done = f"{counted(checked.table.rows, 'loan', 'loans')} checked, {counted(count, 'fault', 'faults')}"
    progress.say(done, is_quiet=options.is_quiet)
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
        units_right=confirmed_columns(options.units_right),
    )


def _scenario(path: Path | None) -> Scenario:
    return read_scenario(path or shipped.hefei()).scenario


def _warning_lines(checked: Checked) -> list[str]:
    """Return the first warnings, and how many there are besides."""
    count = checked.warnings.count
    if not count:
        return []
    lines = [f"  - {line}" for line in checked.warnings.lines()[:_MOST_WARNINGS]]
    more = [f"  - and {count - _MOST_WARNINGS:,} more, in warnings.csv"] if count > _MOST_WARNINGS else []
    return [f"{counted(count, 'warning', 'warnings')}:", *lines, *more]


def _notes_of_day(checked: Checked, terms: Terms) -> list[str]:
    """Return the day against which the tape was held, and, where nobody named it, when the last loan was made."""
    if terms.is_day_given:
        return [f"Held against {terms.as_of}, the day of the tape."]
    lent = next((facts for facts in checked.facts if facts.column == "lent_on"), None)
    last = f" (the last loan was made on {lent.largest})" if lent else ""
    return [f"Held against {terms.as_of}, today{last}; --as-of names another day."]


def _note_of_copy(checked: Checked) -> tuple[str, ...]:
    reason = tape_workbooks.why_not_marked(checked) if checked.faults.count else ""
    return (reason,) if reason else ()


def _summary(tape: Tape) -> list[str]:
    """Return what a tape holds, in words."""
    principal, balance = (int(tape.arrays[key].sum(dtype=object)) / 1e6 for key in ("principal", "balance"))
    is_late = tape.arrays["days_past_due"] >= DEFAULT_DAYS
    late = int(tape.arrays["balance"][is_late].sum(dtype=object)) / 1e6
    first, last = tape.arrays["lent_on"].min(), tape.arrays["lent_on"].max()
    count = int(is_late.sum())
    owed = [] if balance else ["No loan has a balance: a stress test has nothing to test."]
    return [
        f"{counted(len(tape), 'loan', 'loans')} to {counted(tape.borrowers, 'borrower', 'borrowers')}, "
        f"made from {first} to {last}.",
        f"Principal {principal:,.2f} 万元, of which {balance:,.2f} 万元 is still owed.",
        *owed,
        f"{counted(count, 'loan is', 'loans are')} {DEFAULT_DAYS} or more days past due; "
        f"{'it owes' if count == 1 else 'they owe'} {late:,.2f} 万元.",
    ]


def _write_faults(checked: Checked, options: Options) -> list[Path]:
    with run_folder.RunFolder(options.out, f"{checked.path.stem}-tape-check") as folder:
        if checked.faults.count:
            folder.write("faults.csv", tape_files.fault_rows(checked.faults))
        if checked.warnings.count:
            folder.write("warnings.csv", tape_files.fault_rows(checked.warnings))
        if checked.faults.count and not tape_workbooks.why_not_marked(checked):
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
    for words in tape.notes:
        progress.say(f"{path}: {words}", is_quiet=options.is_quiet)
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
