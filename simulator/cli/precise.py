"""The command run with a wanted precision."""

import shlex
from dataclasses import replace
from pathlib import Path

import click

from simulator.analysis.rare_events import precision as precisions
from simulator.analysis.rare_events.precision import Plan
from simulator.api.asking import told
from simulator.cli import comparing, finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import Job, Options
from simulator.cli.group import THRESHOLD_MISSED
from simulator.errors import Fault, ScenarioError, wrong
from simulator.questions.compare.precise import with_precision
from simulator.reporting import run_folder

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
        progress.say(wrong("compare.pilot", n=plan.pilot_paths, paths=plan.paths), is_quiet=options.is_quiet)
        sized = replace(options, paths=plan.paths)
        own = finding.scenario_at(source, options.overlays, sized.all_settings).scenario
        job = Job("run", source, own, comparing.study_of_one(own), options)
        plain = comparing.compared(job)
        estimates = {key: estimate for (_, key), estimate in plain.found.estimates.items()}
        found = precisions.reach(own, plan, estimates, threads=options.threads)
        answer = told(plain.found, with_precision(plain.answer, found))
        comparing.write_run(folder, job, answer)
        folder.facts |= {
            "command": " ".join(_command(job, wanted)),
            "repeat_from_this_folder": _again(Path(), plan),
            "precision": wanted,
        }
    comparing.print_report(comparing.Report(answer, folder.files, _again(folder.path, plan)), options)
    if found.missed:
        click.get_current_context().exit(THRESHOLD_MISSED)


def _refuse(wanted: float, most: int) -> None:
    faults = []
    if not FINEST <= wanted <= COARSEST:
        allowed = {"low": f"{FINEST:g}", "high": f"{COARSEST:g}", "value": f"{wanted:g}"}
        faults.append(Fault(wrong("compare.refused.precision", **allowed), "--precision"))
    if most < precisions.FEWEST_PATHS:
        few = wrong("compare.refused.few_paths", least=precisions.FEWEST_PATHS, value=most)
        faults.append(Fault(few, "--paths"))
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
