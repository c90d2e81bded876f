"""How a question is answered on the command line: read, ask, write the run folder, print, say what may be done next."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import click

from simulator.api.answer import Answer
from simulator.api.asking import answered, ask
from simulator.cli import finding, opening, progress, sharding
from simulator.cli.calling import program
from simulator.cli.comparing import Options, command_words, print_files
from simulator.errors import wrong
from simulator.places import files, plain, reading
from simulator.questions.option import Option
from simulator.questions.question import Question
from simulator.reporting import run_folder
from simulator.running.workers import Workers
from simulator.saying.speaker import Speaker
from simulator.saying.words import language_in_force
from simulator.scenario import writing

Own = Mapping[str, Any]
Subject = Path | tuple[Path, ...]
Words = Mapping[str, Sequence[str]]


def answer(
    question: Question,
    subject: Subject,
    options: Options,
    own: Own,
    own_words: Words,
    shards: sharding.ShardOptions | None = None,
) -> None:
    """Ask a question, write its run folder if it has one, and print the answer.

    Parameters
    ----------
    subject
        File of the scenario or study, or the files of data.
    own, own_words
        The question's own options by name, as its function takes them and as they were given on the command line.
    shards
        Where the paths are simulated in shards, if they are.
    """
    options = replace(options, paths=options.paths or question.paths or None)
    if shards is not None and isinstance(subject, Path):
        work = question.work_of(subject, options.all_settings)
        sharded = sharding.begin(question.name, work.study.scenario, work, shards)
        in_shards(question, sharded, Path(str(subject)), options, shards.workers)
        return
    asked = _subject(question, subject, options)
    if not question.is_simulated and not question.is_kept:
        told = ask(question, *asked, **own)
        _print(told, _speaker(told), [], "", options)
        return
    if question.is_simulated:
        progress.announce_compiling(question.compiles, is_quiet=options.is_quiet)
    files_given = (subject,) if isinstance(subject, Path) else subject

    def found() -> tuple[Answer[Any], dict[str, str]]:
        return _simulated(question, asked, options, own) if question.is_simulated else ask(question, *asked, **own), {}

    _report(question, files_given, _stem(question, files_given), options, own_words, found)


def in_shards(question: Question, sharded: sharding.Sharded, subject: Path, options: Options, workers: Workers) -> None:
    """Simulate the shards that are missing, write the run folder and print the answer."""
    progress.announce_compiling(is_quiet=options.is_quiet)

    def simulated() -> tuple[Answer[Any], dict[str, str]]:
        _, sha256 = sharding.finish(sharded, workers, is_quiet=options.is_quiet)
        progress.say(wrong("notes.verify.hash", hash=sha256), is_quiet=options.is_quiet)
        found = question.of_shards(sharded.work, sharded.store, sharded.shards)
        return answered(question, found), {"shards": str(sharded.store.folder), "shards_sha256": sha256}

    _report(question, (subject,), sharded.store.folder.name, options, {}, simulated)


def _report(
    question: Question,
    files_given: Sequence[Path],
    name: str,
    options: Options,
    own_words: Words,
    simulated: Callable[[], tuple[Answer[Any], dict[str, str]]],
) -> None:
    """Simulate, write the run folder and print the answer; the folder is opened first, so that --out is known good."""
    with run_folder.RunFolder(options.out, "-".join(filter(None, (name, question.name)))) as folder:
        told, of_shards = simulated()
        speaker = _speaker(told)
        _write(folder, question, told, speaker, options)
        folder.facts = {
            **_facts(question, told, files_given, options, own_words),
            "repeat_from_this_folder": _again(question, told, files_given, Path(), options, own_words),
            **told.answer.facts,
            **of_shards,
        }
    _print(told, speaker, folder.files, _again(question, told, files_given, folder.path, options, own_words), options)


def _facts(
    question: Question, told: Answer[Any], files_given: Sequence[Path], options: Options, own_words: Words
) -> dict[str, object]:
    """Return what the manifest says of the run; without simulation neither seed nor paths."""
    own = [word for words in own_words.values() for word in words]
    call = [question.name, *map(str, files_given)]
    if not question.is_simulated:
        return {"command": " ".join(command_words(call, options, own, None)), "versions": run_folder.versions()}
    scenario = told.found.scenario
    if not question.has_paths:
        own += ["--seed", str(scenario.run.seed)]
    words = command_words(call, options, own, scenario.run if question.has_paths else None)
    return run_folder.facts_of(scenario, words)


def _speaker(told: Answer[Any]) -> Speaker:
    return Speaker(language_in_force(), told.answer.basis.currency)


def _subject(question: Question, subject: Subject, options: Options) -> tuple[Any, ...]:
    if not isinstance(subject, Path):
        return (subject, options.all_settings) if question.subject == "outcomes" else (subject,)
    if question.subject == "policies":
        return (opening.policies_at(subject, options.overlays, options.all_settings),)
    if question.subject == "study":
        return subject, options.all_settings
    return (finding.scenario_at(subject, options.overlays, options.all_settings),)


def _simulated(question: Question, asked: tuple[Any, ...], options: Options, own: Own) -> Answer[Any]:
    with (
        progress.timed(wrong("progress.simulating"), is_quiet=options.is_quiet),
        progress.bar(wrong("progress.done"), is_quiet=options.is_quiet) as show,
    ):
        threads = {"threads": options.threads} if question.has_threads else {}
        return ask(question, *asked, **threads, progress=show, **own)


def _stem(question: Question, files_given: Sequence[Path]) -> str:
    """Return what the run folder is called after: files of outcomes share no name, a run folder has its own."""
    return "" if question.subject == "outcomes" or files_given[0].is_dir() else files_given[0].stem


def _again(
    question: Question,
    told: Answer[Any],
    files_given: Sequence[Path],
    folder: Path,
    options: Options,
    own_words: Words,
) -> str:
    """Return the command that asks the same from the run folder alone, which has copies of the overlays used.

    Of outcomes the files that were given are named: each belongs to a scenario that lies beside it.
    """
    copies = {
        option.name: _copies(option, told.answer.attached, folder) for option in question.options if option.folder
    }
    worked_out = {
        option.name: [option.flag, told.answer.worked_out[option.name]]
        for option in question.options
        if option.name in told.answer.worked_out
    }
    own = [word for words in {**own_words, **worked_out, **copies}.values() for word in words]
    paths = ["--paths", str(options.paths)] if options.paths else []
    if question.subject == "outcomes":
        seed = ["--seed", str(told.found.scenario.run.seed)]
        return " ".join([program(), *map(shlex.quote, [question.name, *map(str, files_given), *own, *seed, *paths])])
    subject = [question.repeats_from]
    if question.subject == "files":
        subject = [path for path in told.answer.attached if path.startswith(f"{question.repeats_from}/")]
    words = [question.name, *(str(folder / file) for file in subject), *own, *paths]
    return " ".join([program(), *map(shlex.quote, words)])


def _copies(option: Option, attached: Mapping[str, bytes], folder: Path) -> list[str]:
    """Return the words that name the copies of files; of overlays their folder, if it holds them in their order."""
    files = [path for path in map(PurePosixPath, attached) if str(path.parent) == option.folder]
    if option.kind == "overlays" and files == sorted(files):
        return [option.flag, str(folder / option.folder)] if files else []
    return [word for file in files for word in option.words(str(folder / file))]


def _write(
    folder: run_folder.RunFolder, question: Question, told: Answer[Any], speaker: Speaker, options: Options
) -> None:
    with progress.timed(wrong("progress.files"), is_quiet=options.is_quiet):
        if question.subject != "files":
            folder.write("scenario.toml", writing.scenario_toml(told.found.scenario))
        folder.write(f"{told.answer.question}.json", plain.answer_json(told.answer, speaker))
        folder.write_all(files.files_of(told.answer, speaker))


def _print(told: Answer[Any], speaker: Speaker, written: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(plain.answer_json(told.answer, speaker, files=written, command=again))
        return
    reading.print_answer(told.answer, speaker)
    if written:
        folder = next(file.parent for file in written if file.name == run_folder.MANIFEST)
        steps = "\n".join(speaker.in_folder(folder, program()).sentence(step) for step in told.answer.then)
        print_files(written, again, steps)
