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
from simulator.errors import Fault, ScenarioError, reason_of, wrong
from simulator.inputs.number_columns import sentence_of
from simulator.inputs.tape import Tape, tape_of
from simulator.inputs.tape_check import Checked, Terms, check_tape
from simulator.inputs.tape_fields import DEFAULT_DAYS
from simulator.questions.tape_terms import terms_for
from simulator.reporting import csv_files, run_folder
from simulator.reporting.language import Language
from simulator.reporting.tapes import tape_files, tape_workbooks
from simulator.saying.speaker import said
from simulator.scenario import shipped
from simulator.scenario.model import Scenario
from simulator.scenario.read import read_scenario
from simulator.values import NOTHING, Phrase, Value

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
    notes = [said(note) for note in (*checked.notes, *_notes_of_day(checked, terms), *_note_of_copy(checked))]
    columns = [said(sentence_of(facts)) for facts in checked.facts]
    if options.is_json:
        facts = {
            "file": str(path),
            "loans": checked.table.rows,
            "faults": count,
            "first_faults": checked.faults.lines() if count else [],
            "codes": [fault.code for fault in checked.faults.first()],
            "warnings": checked.warnings.count,
            "first_warnings": checked.warnings.lines(),
            "columns": [vars(facts) for facts in checked.facts],
            "notes": notes,
            "files": [str(file) for file in files],
        }
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    elif count:
        lines = [f"  - {line}" for line in checked.faults.lines()]
        what = wrong("notes.tape.problems", n=count, loans=wrong("faults.count.loans", n=checked.table.rows))
        click.echo("\n".join([_of_file(path, what), *lines]), err=True)
        click.echo("\n".join([*_warning_lines(checked), *columns, *notes]))
        print_written(files)
    else:
        verdict = wrong("notes.tape.warned") if checked.warnings.count else wrong("notes.fine")
        summary = map(said, _summary(tape_of(checked, terms.as_of)))
        click.echo("\n".join([_of_file(path, verdict), *summary, *_warning_lines(checked), *columns, *notes]))
        if files:
            print_written(files)
    faults = wrong("faults.count.faults", n=count)
    progress.say(wrong("notes.tape.checked", n=checked.table.rows, faults=faults), is_quiet=options.is_quiet)
    if count:
        raise click.exceptions.Exit(USER_MISTAKE)


def _of_file(path: Path, what: Value) -> str:
    return said(wrong("faults.at", place=str(path), what=what))


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
    if count > _MOST_WARNINGS:
        lines.append(f"  - {said(wrong('notes.tape.more_warnings', n=count - _MOST_WARNINGS, file='warnings.csv'))}")
    return [said(wrong("notes.tape.warnings", n=count)), *lines]


def _notes_of_day(checked: Checked, terms: Terms) -> list[Phrase]:
    """Return the day against which the tape was held, and, where nobody named it, when the last loan was made."""
    if terms.is_day_given:
        return [wrong("notes.tape.day", day=str(terms.as_of))]
    lent = next((facts for facts in checked.facts if facts.column == "lent_on"), None)
    last = wrong("notes.tape.last_loan", day=str(lent.largest)) if lent else NOTHING
    return [wrong("notes.tape.today", day=str(terms.as_of), last=last)]


def _note_of_copy(checked: Checked) -> list[Phrase]:
    is_marked = not checked.faults.count or tape_workbooks.can_be_marked(checked)
    return [] if is_marked else [wrong("notes.tape.no_copy")]


def _summary(tape: Tape) -> list[Phrase]:
    """Return what a tape holds."""
    principal, balance = (int(tape.arrays[key].sum(dtype=object)) / 1e6 for key in ("principal", "balance"))
    is_late = tape.arrays["days_past_due"] >= DEFAULT_DAYS
    late = int(tape.arrays["balance"][is_late].sum(dtype=object)) / 1e6
    first, last = tape.arrays["lent_on"].min(), tape.arrays["lent_on"].max()
    count = int(is_late.sum())
    borrowers = wrong("faults.count.borrowers", n=tape.borrowers)
    owed = [] if balance else [wrong("notes.tape.no_balance")]
    return [
        wrong("notes.tape.loans", n=len(tape), borrowers=borrowers, first=str(first), last=str(last)),
        wrong("notes.tape.principal", principal=f"{principal:,.2f}", balance=f"{balance:,.2f}"),
        *owed,
        wrong("notes.tape.past_due", n=count, days=DEFAULT_DAYS, balance=f"{late:,.2f}"),
    ]


def _write_faults(checked: Checked, options: Options) -> list[Path]:
    with run_folder.RunFolder(options.out, f"{checked.path.stem}-tape-check") as folder:
        if checked.faults.count:
            folder.write("faults.csv", tape_files.fault_rows(checked.faults))
        if checked.warnings.count:
            folder.write("warnings.csv", tape_files.fault_rows(checked.warnings))
        if checked.faults.count and tape_workbooks.can_be_marked(checked):
            progress.say(wrong("progress.marked_copy"), is_quiet=options.is_quiet)
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
        raise ScenarioError(str(file), [Fault(wrong("faults.options.template_name"), str(file))])
    sectors = tuple(sector.name for sector in _scenario(scenario).sectors)
    content = tape_workbooks.template(language, unit, sectors)
    try:
        with file.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise ScenarioError(str(file), [Fault(wrong("faults.options.is_there"), str(file))]) from None
    except (OSError, ValueError) as error:
        what = wrong("faults.file.unwritable", reason=reason_of(error))
        raise ScenarioError(str(file), [Fault(what, str(file))]) from None
    print_written([file])


def anonymise(path: Path, options: Options, *, language: str) -> None:
    """Write a tape without faults again, with other names, amounts and days."""
    terms = _terms(options)
    tape = tape_of(check_tape(path, terms), terms.as_of)
    for note in tape.notes:
        progress.say(wrong("faults.at", place=str(path), what=note), is_quiet=options.is_quiet)
    # The seed is what protects the names: it is drawn by the system and kept nowhere.
    changed = anonymised(tape, secrets.randbits(127))
    with run_folder.RunFolder(options.out, "tape-anonymised") as folder:
        folder.write("tape.csv", tape_files.tape_csv(tape_files.texts_of(changed), language))
        folder.facts = {"title": "An anonymised loan tape", "versions": run_folder.versions()}
    print_written(folder.files)
    click.echo(said(wrong("notes.tape.anonymised")))


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
