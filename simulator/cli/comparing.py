"""The commands that simulate: run, compare, demo."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import click

from simulator import answer as answers
from simulator.analysis.compare import Comparison, OnBatch
from simulator.analysis.streaming.shard_results import ComparisonWork
from simulator.analysis.streaming.streamed import FinishedShards, streamed
from simulator.api.answer import Answer
from simulator.api.asking import answered, ask
from simulator.cli import finding, memory, progress, sharding
from simulator.cli.calling import program, repeated
from simulator.cli.numbers import amounts_of, ratios_of
from simulator.cli.written import folder_of, print_written
from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import shown
from simulator.places import files, plain, reading
from simulator.questions.compare import QUESTION
from simulator.reporting import panel_file, run_folder, stored
from simulator.running.workers import Workers
from simulator.saying.speaker import Speaker, said
from simulator.saying.words import LANGUAGES, language_in_force, template
from simulator.scenario import kinds, shipped, writing
from simulator.scenario.model import Run, Scenario
from simulator.scenario.read import Reading
from simulator.scenario.study import (
    Policy,
    Study,
    default_study,
    named_study,
    read_study,
    settings_of_texts,
)
from simulator.values import Listed, Own, Phrase, phrase

AS_IT_STANDS = "as it stands"
WHAT_IF = "what if"
DEMO_PATHS = 500


@dataclass(frozen=True)
class Options:
    """What the user asked for beside the scenario; the names are those of the options."""

    settings: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    seed: int | None = None
    paths: int | None = None
    out: Path = Path("outputs")
    threads: int | None = None
    is_json: bool = False
    is_quiet: bool = False
    lang: Literal["en", "zh", "both"] | None = None
    """Language of figures and of tables for papers, if it was given; both: of either."""
    panel: panel_file.Form | None = None
    """File that takes every measure path by path; none when not asked for."""

    @property
    def all_settings(self) -> tuple[str, ...]:
        """Every change to the scenario: `--set`, then seed and paths, so that the scenario written holds them all."""
        seed = () if self.seed is None else (f"run.seed={self.seed}",)
        paths = () if self.paths is None else (f"run.paths={self.paths}",)
        return (*self.settings, *seed, *paths)


@dataclass(frozen=True)
class Job:
    """One simulation to do and to report."""

    command: str
    source: Path
    scenario: Scenario
    study: Study
    options: Options
    own_words: tuple[str, ...] = ()
    """Options of this command only, as given."""
    shards: sharding.ShardOptions | None = None

    def again(self, folder: Path) -> str:
        """Return the command that repeats the result from its folder alone."""
        command, file = ("run", "scenario.toml") if self.command == "run" else ("compare", "study.toml")
        lang = f" --lang {self.options.lang}" if self.options.lang else ""
        panel = f" --panel {self.options.panel}" if self.options.panel else ""
        return f"{program()} {command} {shlex.quote(str(folder / file))}{lang}{panel}"


@dataclass(frozen=True)
class Report:
    """What was found, the files that hold it, and the command that repeats it."""

    told: Answer[Comparison]
    files: list[Path]
    again: str


def run(scenario: Path, options: Options, shards: sharding.ShardOptions | None = None) -> None:
    """Simulate one scenario as it stands and print every measure."""
    reading = finding.scenario_at(scenario, options.overlays, options.all_settings)
    study = study_of_one(reading.scenario)
    print_report(_simulate(Job("run", scenario, reading.scenario, study, options, shards=shards)), options)


def study_of_one(scenario: Scenario) -> Study:
    """Return the study of a scenario as it stands."""
    about = scenario.about
    return Study(about.title, about.question, AS_IT_STANDS, (Policy(AS_IT_STANDS, {}, scenario),))


def compare(
    source: Path,
    options: Options,
    *,
    ratios: str | None = None,
    fund_sizes: str | None = None,
    what_if: tuple[str, ...] = (),
    shards: sharding.ShardOptions | None = None,
) -> None:
    """Compare the policies of a study file, or those asked for, or the standard ones of a scenario file."""
    job = replace(comparison_job(source, options, ratios, fund_sizes, what_if), shards=shards)
    print_report(_simulate(job), options)


def comparison_job(
    source: Path, options: Options, ratios: str | None, fund_sizes: str | None, what_if: tuple[str, ...] = ()
) -> Job:
    """Return the comparison that is asked for, ready to be simulated."""
    if kinds.is_study(source):
        given = {"--ratios": ratios, "--fund-sizes": fund_sizes, "--what-if": what_if, "--overlay": options.overlays}
        _refuse_with_study(source, given)
        kinds.refuse_other_study(source)
        reading, study = read_study(source, options.all_settings)
    else:
        chosen_ratios, chosen_sizes = ratios_of("--ratios", ratios), amounts_of("--fund-sizes", fund_sizes)
        if what_if and (ratios or fund_sizes):
            raise ScenarioError("--what-if", [Fault(wrong("compare.refused.what_if_alone"), "--what-if")])
        reading = finding.scenario_at(source, options.overlays, options.all_settings)
        study = _what_if(reading, what_if) if what_if else default_study(reading, chosen_ratios, chosen_sizes)
    words = [
        *repeated("--what-if", what_if),
        *repeated("--ratios", [ratios] if ratios else []),
        *repeated("--fund-sizes", [fund_sizes] if fund_sizes else []),
        *repeated("--lang", [options.lang] if options.lang else []),
        *repeated("--panel", [options.panel] if options.panel else []),
    ]
    return Job("compare", source, reading.scenario, study, options, tuple(words))


def _what_if(reading: Reading, texts: Sequence[str]) -> Study:
    """Return the study of a scenario beside one alternative, which changes all that is named at once."""
    settings = settings_of_texts("--what-if", texts)
    changes = Listed(tuple(Own(f"{key} = {shown(value)}") for key, value in settings.items()), "clause")
    question = said(phrase("compare.what_if", changes=changes))
    return replace(named_study(reading, {AS_IT_STANDS: {}, WHAT_IF: settings}), question=question)


def _refuse_with_study(source: Path, given: Mapping[str, object]) -> None:
    faults = [Fault(wrong("compare.refused.study_file"), name) for name, value in given.items() if value]
    if faults:
        raise ScenarioError(str(source), faults)


def demo(options: Options) -> None:
    """Compare ratios and fund sizes for Hefei on few paths, and say how to read the answer."""
    source = shipped.hefei()
    options = replace(options, paths=options.paths or DEMO_PATHS)
    reading = finding.scenario_at(source, (), options.all_settings)
    report = _simulate(Job("demo", source, reading.scenario, default_study(reading), options))
    print_report(report, options)
    if not options.is_json:
        click.echo(how_to_read(report.told.found.paths, source))


def how_to_read(paths: int, source: Path) -> str:
    """Return what a newcomer needs to read the demonstration, and what to do next."""
    read = template("compare.how_to_read", language_in_force()).format(paths=f"{paths:,}")
    command, file = program(), shlex.quote(str(source))
    steps = [
        (f"{command} compare {file}", "compare.next.all_paths"),
        (f"{command} explain {file} scheme", "compare.next.explain"),
        (f'{command} compare {file} --set fund.top_up=fixed --set "fund.top_up_budget=2 million"', "compare.next.set"),
    ]
    return "\n".join([read, *(f"  {words}    {said(Phrase(key))}" for words, key in steps)])


def resume(sharded: sharding.Sharded, work: ComparisonWork, options: Options, workers: Workers) -> None:
    """Go on with a run or a comparison in shards and report it as the command that began it does."""
    progress.announce_compiling(is_quiet=options.is_quiet)
    folder = sharded.store.folder
    job = Job(sharded.command, folder / sharding.STUDY_FILE, sharded.scenario, work.study, options)
    print_report(_reported(job, lambda _: _finished(sharded, work, workers, options), folder), options)


def _simulate(job: Job) -> Report:
    """Simulate and write the run folder, with the shards in a folder of their own when that was asked for."""
    if job.shards is None:
        memory.refuse_what_does_not_fit(job.study, is_quiet=job.options.is_quiet)
    progress.announce_compiling(is_quiet=job.options.is_quiet)
    if job.shards is None:
        return _reported(job, lambda folder: (_compared(job, folder), ""))
    work, workers = ComparisonWork(job.study), job.shards.workers
    sharded = sharding.begin(job.command, job.scenario, work, job.shards)
    return _reported(job, lambda _: _finished(sharded, work, workers, job.options), job.shards.folder)


def _finished(
    sharded: sharding.Sharded, work: ComparisonWork, workers: Workers, options: Options
) -> tuple[Answer[Comparison], str]:
    """Run the shards that are missing; return the comparison and the hash of the run."""
    seconds, sha256 = sharding.finish(sharded, workers, is_quiet=options.is_quiet)
    return answered(QUESTION, streamed(FinishedShards(work, sharded.store, sharded.shards), seconds)), sha256


def _compared(job: Job, folder: run_folder.RunFolder) -> Answer[Comparison]:
    with panel_file.panel(folder, job.study, job.options.panel) as on_batch:
        return compared(job, on_batch)


def compared(job: Job, on_batch: OnBatch | None = None) -> Answer[Comparison]:
    """Simulate the policies of a job."""
    options = job.options
    with progress.bar(phrase("compare.paths_of", policies=_policies(job)), is_quiet=options.is_quiet) as show:
        return ask(QUESTION, job.study, threads=options.threads, progress=show, on_batch=on_batch)


def _policies(job: Job) -> Phrase:
    return wrong("count.policies", n=len(job.study.policies))


def _reported(
    job: Job, simulated: Callable[[run_folder.RunFolder], tuple[Answer[Comparison], str]], shards: Path | None = None
) -> Report:
    """Simulate and write the run folder: it is opened first, so that a bad --out costs no waiting."""
    options = job.options
    slug = shards.name if shards else job.source.stem
    with run_folder.RunFolder(options.out, slug if job.command != "run" else f"{slug}-run") as folder:
        told, sha256 = simulated(folder)
        found = told.found
        count, seconds = wrong("count.paths", n=found.paths), f"{found.seconds:.1f}"
        words = wrong("compare.simulated", paths=count, policies=_policies(job), seconds=seconds)
        progress.say(words, is_quiet=options.is_quiet)
        write_run(folder, job, told)
        if shards is not None:
            folder.facts |= {"shards": str(shards), "shards_sha256": sha256}
            progress.say(wrong("notes.verify.hash", hash=sha256), is_quiet=options.is_quiet)
    return Report(told, folder.files, job.again(folder.path))


def write_run(folder: run_folder.RunFolder, job: Job, told: Answer[Comparison]) -> None:
    """Write scenario, study, tables and figures of a comparison into its run folder."""
    with progress.timed(wrong("progress.files"), is_quiet=job.options.is_quiet):
        folder.write("scenario.toml", writing.scenario_toml(job.scenario))
        folder.write("study.toml", writing.study_toml(job.study))
        folder.write(stored.COMPARISON, stored.comparison_text(told.found))
        folder.write_all(_files(told.answer, job.options))
        folder.facts = {
            **run_folder.facts_of(job.scenario, _command(job)),
            "repeat_from_this_folder": job.again(Path()),
            **told.answer.facts,
        }


def _files(answer: answers.Answer, options: Options) -> dict[str, bytes]:
    """Return tables and figures in the languages asked for, by their paths in the run folder."""
    if options.lang != "both":
        return files.files_of(answer, _speaker(answer))
    found: dict[str, bytes] = {}
    for language in LANGUAGES:
        ending = "" if language == "en" else f".{language}"
        found |= files.files_of(answer, Speaker(language, answer.basis.currency), ending)
    return found


def _speaker(answer: answers.Answer) -> Speaker:
    return Speaker(language_in_force(), answer.basis.currency)


def _command(job: Job) -> list[str]:
    source = [] if job.command == "demo" else [str(job.source)]
    return command_words([job.command, *source], job.options, job.own_words, job.scenario.run)


def command_words(call: Sequence[str], options: Options, own_words: Sequence[str], run: Run | None) -> list[str]:
    """Return the words of the command that was given, with seed and paths in force where any were simulated."""
    words = [*program().split(), *call]
    words += repeated("--overlay", map(str, options.overlays)) + repeated("--set", options.settings)
    words += [*own_words, *([] if run is None else ["--seed", str(run.seed), "--paths", str(run.paths)])]
    return [shlex.quote(word) for word in words]


def print_report(report: Report, options: Options) -> None:
    """Print the answer, the files written, and what may be done next."""
    answer = report.told.answer
    speaker = _speaker(answer)
    if options.is_json:
        click.echo(plain.answer_json(answer, speaker, files=report.files, command=report.again))
        return
    reading.print_answer(answer, speaker)
    speaker = speaker.in_folder(folder_of(report.files), program())
    print_files(report.files, report.again, "\n".join(speaker.sentence(step) for step in answer.then))


def print_files(files: Sequence[Path], again: str, next_steps: str = "") -> None:
    """Print the files written, what may be done with them, and the command that repeats the result."""
    print_written(files)
    if next_steps:
        click.echo(next_steps)
    click.echo(f"{said(Phrase('notes.repeat'))}\n  {again}")
