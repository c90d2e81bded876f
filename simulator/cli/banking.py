"""The command that stresses a bank's book of loans: bank."""

import hashlib
import shlex
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from simulator.analysis.banking import bank as books
from simulator.analysis.banking.bank import BankQuestion
from simulator.analysis.banking.tested import BankTest
from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import Options, command_words, print_files
from simulator.cli.numbers import ratios_of
from simulator.cli.overlays import overlays_named
from simulator.cli.taping import terms_for
from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import got
from simulator.inputs.tape import read_tape
from simulator.questions.overlays import Overlaid, copies, overlaid
from simulator.questions.stresses import stresses_of
from simulator.reporting import run_folder, terminal
from simulator.reporting.banking import bank_files, bank_tables, bank_text, figures_bank
from simulator.scenario import writing
from simulator.scenario.types import amount_from_text

SHORT = "bank"
PATHS = 1_000
STRESSES = ("mild", "moderate", "severe")


@dataclass(frozen=True)
class Asked:
    """What the user asked about the book; the names are those of the options."""

    tape: Path
    reading: Mapping[str, Any]
    """The options by which a tape is read."""
    stress: tuple[str, ...] = ()
    ratios: str | None = None
    filing_days: int = 30
    provisions: str | None = None
    tolerance: float | None = None
    new_business: bool = False


def bank(source: Path, options: Options, asked: Asked) -> None:
    """Stress the book of a tape, write the run folder and print what it does to the bank."""
    provisions, ratios = _numbers(asked)
    options = replace(options, paths=options.paths or PATHS)
    reading = finding.scenario_at(source, options.overlays, options.all_settings)
    scenario = reading.scenario
    files = overlaid(reading, overlays_named("--stress", "stress", asked.stress or STRESSES))
    stresses = list(stresses_of(scenario, files))
    tape = read_tape(asked.tape, terms_for(scenario, **asked.reading))
    for words in tape.notes:
        progress.say(f"{asked.tape}: {words}", is_quiet=options.is_quiet)
    asked = replace(asked, reading={**asked.reading, "as_of": str(tape.as_of)})
    question = BankQuestion(stresses, ratios, asked.filing_days, provisions, asked.tolerance, asked.new_business)
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{SHORT}") as folder:
        start = time.perf_counter()
        with progress.bar("worlds, those of the reverse stress test too", is_quiet=options.is_quiet) as show:
            test = books.stressed_book(scenario, tape, question, threads=options.threads, progress=show)
        seconds = time.perf_counter() - start
        progress.simulated(test.paths, seconds, is_quiet=options.is_quiet)
        own_words = _own_words(asked, asked.stress or STRESSES)
        folder.facts = {
            **run_folder.facts_of(scenario, command_words([SHORT, str(source)], options, own_words, scenario.run)),
            "repeat_from_this_folder": _again(Path(), asked, files, options.paths),
            "tape_sha256": hashlib.sha256(asked.tape.read_bytes()).hexdigest(),
            "notes": list(bank_text.notes_of(test)),
        }
        _write(folder, test, files, options)
    _print(test, folder.files, _again(folder.path, asked, files, options.paths), options)


def _numbers(asked: Asked) -> tuple[float | None, tuple[float, ...]]:
    """Return provisions and ratios; every faulty number is named at once."""
    faults: list[Fault] = []
    ratios: tuple[float, ...] = ()
    provisions: float | None = None
    if asked.tolerance is not None and not 0 < asked.tolerance < 1:
        hint = wrong("faults.hint.per_cent", share="0.05", percent="5")
        faults.append(Fault(got(wrong("faults.options.between_0_and_1"), asked.tolerance, hint), "--tolerance"))
    try:
        ratios = tuple(dict.fromkeys(ratios_of("--ratios", asked.ratios) or ()))
    except ScenarioError as error:
        faults += error.faults
    try:
        provisions = None if asked.provisions is None else amount_from_text(asked.provisions)
    except UnfitError as error:
        hint = wrong("faults.hint.amount", example="'300 万元'")
        faults.append(Fault(got(error.what, asked.provisions, hint), "--provisions"))
    if provisions is not None and not 0 <= provisions < 1e15:
        faults.append(Fault(got(wrong("faults.scenario.capital", most="1e15"), asked.provisions), "--provisions"))
    if faults:
        raise ScenarioError("options", faults)
    return provisions, ratios


def _own_words(asked: Asked, stresses: tuple[str, ...]) -> list[str]:
    words = ["--tape", str(asked.tape)]
    for name, value in asked.reading.items():
        option = "--unit-is-right" if name == "units_right" else f"--{name.replace('_', '-')}"
        words += repeated(option, value if isinstance(value, tuple) else [] if value is None else [str(value)])
    words += repeated("--stress", stresses)
    words += repeated("--ratios", [asked.ratios] if asked.ratios else [])
    words += ["--filing-days", str(asked.filing_days)]
    words += repeated("--provisions", [asked.provisions] if asked.provisions else [])
    words += repeated("--tolerance", [f"{asked.tolerance:g}"] if asked.tolerance else [])
    return words + (["--new-business"] if asked.new_business else [])


def _again(folder: Path, asked: Asked, files: Mapping[str, Overlaid], paths: int | None) -> str:
    copies = tuple(str(folder / "stress" / f"{name}.toml") for name in files)
    words = (str(folder / "scenario.toml"), *_own_words(asked, copies))
    return " ".join([program(), SHORT, *map(shlex.quote, words), "--paths", str(paths)])


def _write(folder: run_folder.RunFolder, test: BankTest, files: Mapping[str, Overlaid], options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", writing.scenario_toml(test.scenario))
        folder.write_all(copies("stress", files))
        folder.write_all(bank_files.files_of(test))
        folder.write_all(figures_bank.figure_files(test))


def _print(test: BankTest, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(bank_files.bank_json(test, files=files, command=again))
        return
    shown = bank_tables.first_tables(test)
    terminal.print_result(test.scenario, bank_text.answer(test), shown, title=bank_text.title(test))
    print_files(files, again)
