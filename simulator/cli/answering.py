"""How a question is answered on the command line: read, ask, write the run folder, print, say what may be done next."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import click

from simulator.api.asking import Told, ask
from simulator.cli import finding, progress
from simulator.cli.calling import program
from simulator.cli.comparing import Options, command_words, print_files
from simulator.places import files, plain, reading
from simulator.questions.option import Option
from simulator.questions.question import Question
from simulator.reporting import run_folder
from simulator.saying.speaker import Speaker
from simulator.saying.words import language_in_force
from simulator.scenario import writing

Own = Mapping[str, Any]
Words = Mapping[str, Sequence[str]]


def answer(question: Question, subject: Path, options: Options, own: Own, own_words: Words) -> None:
    """Ask a question, write its run folder if it simulates, and print the answer.

    Parameters
    ----------
    own, own_words
        The question's own options by name, as its function takes them and as they were given on the command line.
    """
    options = replace(options, paths=options.paths or question.paths or None)
    asked = _subject(question, subject, options)
    language = language_in_force()
    if not question.is_simulated:
        told = ask(question, *asked, **own)
        _print(told, Speaker(language, told.answer.basis.currency), [], "", options)
        return
    progress.announce_compiling(question.compiles, is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{subject.stem}-{question.name}") as folder:
        told = _simulated(question, asked, options, own)
        speaker = Speaker(language, told.answer.basis.currency)
        _write(folder, told, speaker, options)
        own_again = [word for words in own_words.values() for word in words]
        words = command_words([question.name, str(subject)], options, own_again, told.found.scenario.run)
        folder.facts = {
            **run_folder.facts_of(told.found.scenario, words),
            "repeat_from_this_folder": _again(question, told, Path(), options, own_words),
            **told.answer.facts,
        }
    _print(told, speaker, folder.files, _again(question, told, folder.path, options, own_words), options)


def _subject(question: Question, subject: Path, options: Options) -> tuple[Any, ...]:
    if question.subject == "study":
        return subject, options.all_settings
    return (finding.scenario_at(subject, options.overlays, options.all_settings),)


def _simulated(question: Question, asked: tuple[Any, ...], options: Options, own: Own) -> Told[Any]:
    with (
        progress.timed("simulating", is_quiet=options.is_quiet),
        progress.bar("done", is_quiet=options.is_quiet) as show,
    ):
        threads = {"threads": options.threads} if question.has_threads else {}
        return ask(question, *asked, **threads, progress=show, **own)


def _again(question: Question, told: Told[Any], folder: Path, options: Options, own_words: Words) -> str:
    """Return the command that asks the same from the run folder alone, which has copies of the overlays used."""
    copies = {
        option.name: _copies(option, told.answer.attached, folder) for option in question.options if option.folder
    }
    own = [word for words in {**own_words, **copies}.values() for word in words]
    paths = ["--paths", str(options.paths)] if options.paths else []
    words = [question.name, str(folder / question.repeats_from), *own, *paths]
    return " ".join([program(), *map(shlex.quote, words)])


def _copies(option: Option, attached: Mapping[str, bytes], folder: Path) -> list[str]:
    """Return the words that name the copies of files; of overlays their folder, if it holds them in their order."""
    files = [path for path in map(PurePosixPath, attached) if str(path.parent) == option.folder]
    if option.kind == "overlays" and files == sorted(files):
        return [option.flag, str(folder / option.folder)] if files else []
    return [word for file in files for word in (option.flag, str(folder / file))]


def _write(folder: run_folder.RunFolder, told: Told[Any], speaker: Speaker, options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", writing.scenario_toml(told.found.scenario))
        folder.write(f"{told.answer.question}.json", plain.answer_json(told.answer, speaker))
        folder.write_all(files.files_of(told.answer, speaker))


def _print(told: Told[Any], speaker: Speaker, written: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(plain.answer_json(told.answer, speaker, files=written, command=again))
        return
    reading.print_answer(told.answer, speaker)
    if written:
        folder = next(file.parent for file in written if file.name == run_folder.MANIFEST)
        steps = "\n".join(speaker.in_folder(folder).sentence(step) for step in told.answer.then)
        print_files(written, again, steps)
