"""The command run with a wanted precision."""

import shlex
from dataclasses import replace
from pathlib import Path

import click

from simulator.analysis import compare as comparisons
from simulator.analysis.compare import Comparison
from simulator.analysis.rare_events import precision as precisions
from simulator.analysis.rare_events.precision import Plan, Precision
from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import AS_IT_STANDS, Job, Options, open_worst, print_files, study_of_one, write_run
from simulator.cli.group import THRESHOLD_MISSED
from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import bound, outside, range_of
from simulator.reporting import json_text, precision_tables, run_folder, tables, terminal
from simulator.values import Number

FINEST = 0.005
COARSEST = 0.5


def run(source: Path, options: Options, wanted: float) -> None:
    """Simulate one scenario with as many paths as a precision takes; print its figures, then every measure."""
    most = precisions.MOST_PATHS if options.paths is None else options.paths
    _refuse(wanted, most)
    scenario = finding.scenario_at(source, options.overlays, options.all_settings).scenario
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-run") as folder:
        plan = precisions.plan_paths(scenario, wanted, most=most, threads=options.threads)
        progress.say(
            wrong("progress.pilot", pilot=Number(plan.pilot_paths, "count"), n=plan.paths), is_quiet=options.is_quiet
        )
        sized = replace(options, paths=plan.paths)
        reading = finding.scenario_at(source, options.overlays, sized.all_settings)
        job = Job("run", source, reading.scenario, study_of_one(reading.scenario), options)
        with progress.bar(wrong("progress.paths"), is_quiet=options.is_quiet) as show:
            comparison = comparisons.compare(job.study, threads=options.threads, progress=show)
        progress.simulated(comparison.paths, comparison.seconds, is_quiet=options.is_quiet)
        plain = {key: estimate for (_, key), estimate in comparison.estimates.items()}
        found = precisions.reach(reading.scenario, plan, plain, threads=options.threads)
        write_run(folder, job, comparison)
        folder.write_all(precision_tables.files_of(comparison, found))
        folder.facts |= {
            "command": " ".join(_command(job, wanted)),
            "repeat_from_this_folder": _again(Path(), plan),
            "precision": wanted,
        }
    _print(comparison, found, folder, options)
    if found.missed:
        click.get_current_context().exit(THRESHOLD_MISSED)


def _refuse(wanted: float, most: int) -> None:
    faults = []
    if not FINEST <= wanted <= COARSEST:
        hint = wrong("faults.hint.precision", example="0.05")
        faults.append(Fault(outside("--precision", wanted, range_of(FINEST, COARSEST), hint)))
    if most < precisions.FEWEST_PATHS:
        allowed = wrong(
            "faults.allowed.with_option", range=bound("at_least", precisions.FEWEST_PATHS), option="--precision"
        )
        faults.append(Fault(outside("--paths", most, allowed)))
    if faults:
        raise ScenarioError("--precision", faults)


def _again(folder: Path, plan: Plan) -> str:
    limit = "" if plan.most == precisions.MOST_PATHS else f" --paths {plan.most}"
    return f"{program()} run {shlex.quote(str(folder / 'scenario.toml'))} --precision {plan.wanted:g}{limit}"


def _command(job: Job, wanted: float) -> list[str]:
    """Return the words of the command that was given; `--paths` only as given: the number follows."""
    options = job.options
    words = [*program().split(), "run", str(job.source)]
    words += repeated("--overlay", map(str, options.overlays)) + repeated("--set", options.settings)
    words += repeated("--paths", [] if options.paths is None else [str(options.paths)])
    words += ["--precision", f"{wanted:g}", "--seed", str(job.scenario.run.seed)]
    return [shlex.quote(word) for word in words]


def _print(comparison: Comparison, found: Precision, folder: run_folder.RunFolder, options: Options) -> None:
    again = _again(folder.path, found.plan)
    if options.is_json:
        content = precision_tables.precision_json(comparison, found)
        click.echo(json_text.comparison_json(comparison, files=folder.files, command=again, precision=content))
        return
    measures = tables.measures_table(comparison, AS_IT_STANDS)
    terminal.print_result(comparison.scenario, [], [precision_tables.precision_table(comparison, found), measures])
    print_files(folder.files, again, open_worst(folder.path, comparison))
