"""Any question on the command line: read, ask, write the run folder, print the answer, say where."""

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from simulator.answer import Answer
from simulator.cli import finding, progress
from simulator.cli.calling import program
from simulator.cli.comparing import Options, command_words, print_files
from simulator.places import files, plain, reading
from simulator.questions.question import Question
from simulator.reporting import run_folder, scenario_file
from simulator.saying.speaker import Speaker
from simulator.saying.words import Language, language_of_environment
from simulator.scenario.read import Reading


def answer(question: Question, source: Path, options: Options, language: Language | None) -> None:
    """Ask a question of one scenario, write its run folder, and print the answer."""
    options = replace(options, paths=options.paths or question.paths)
    asked = finding.scenario_at(source, options.overlays, options.all_settings)
    speaker = Speaker(language or language_of_environment(), asked.scenario.currency)
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{question.name}") as folder:
        told = question.answer(_found(question, asked, options))
        words = command_words([question.name, str(source)], options, [], asked.scenario.run)
        folder.facts = {
            **run_folder.facts_of(asked.scenario, words),
            "repeat_from_this_folder": _again(question, Path(), options),
            **told.facts,
        }
        _write(folder, asked, told, speaker, options)
    _print(told, speaker, folder.files, _again(question, folder.path, options), options)


def _found(question: Question, asked: Reading, options: Options) -> Any:
    with (
        progress.timed(f"simulating {options.paths:,} paths", is_quiet=options.is_quiet),
        progress.bar("paths in all worlds", is_quiet=options.is_quiet) as show,
    ):
        return question.ask(asked, threads=options.threads, progress=show)


def _again(question: Question, folder: Path, options: Options) -> str:
    return f"{program()} {question.name} {shlex.quote(str(folder / 'scenario.toml'))} --paths {options.paths}"


def _write(folder: run_folder.RunFolder, asked: Reading, told: Answer, speaker: Speaker, options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", scenario_file.scenario_toml(asked.scenario))
        folder.write(f"{told.question}.json", plain.answer_json(told, speaker))
        folder.write_all(files.files_of(told, speaker))


def _print(told: Answer, speaker: Speaker, written: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(plain.answer_json(told, speaker, files=written, command=again))
        return
    reading.print_answer(told, speaker)
    print_files(written, again)
