"""The command that searches for the best policies: design."""

import shlex
from pathlib import Path

import click

from simulator.analysis.designing import design as designs
from simulator.analysis.designing.designed import Design
from simulator.cli import progress
from simulator.cli.calling import program
from simulator.cli.comparing import Options, command_words, print_files
from simulator.errors import ScenarioError
from simulator.faults import counted
from simulator.reporting import run_folder, terminal
from simulator.reporting.designing import design_tables, design_text, figures_design
from simulator.scenario import kinds, writing
from simulator.scenario.design_study import read_design

SHORT = "design"


def design(source: Path, options: Options) -> None:
    """Search for the best policies of a design study, write the run folder and print them."""
    _refuse(source, options)
    reading, study = read_design(source, options.all_settings)
    designs.refuse_limits(reading, study)
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{SHORT}") as folder:
        with progress.bar("policies tried", is_quiet=options.is_quiet) as show:
            left = designs.search(reading, study, threads=options.threads, progress=show)
        with progress.bar("fresh paths of the best", is_quiet=options.is_quiet) as show:
            found = designs.confirm(left, threads=options.threads, progress=show)
        progress.say(
            f"tried {counted(len(found.tried.choices), 'policy', 'policies')} and confirmed {len(found.front)} in "
            f"{found.seconds:.1f} s",
            is_quiet=options.is_quiet,
        )
        folder.facts = {
            **run_folder.facts_of(
                reading.scenario, command_words([SHORT, str(source)], options, [], reading.scenario.run)
            ),
            "repeat_from_this_folder": _again(Path()),
            "search_paths": study.search_paths,
            "policies_tried": len(found.tried.choices),
            "notes": list(found.notes),
        }
        _write(folder, found, options)
    _print(found, folder.files, _again(folder.path), options)


def _refuse(source: Path, options: Options) -> None:
    if kinds.kind_of(source) != "design study":
        raise ScenarioError(str(source), [f"{source}: is no design study; it needs a table [levers]"])
    if options.overlays:
        fault = "--overlay: a study file names its own overlays; write it there"
        raise ScenarioError(str(source), [fault])


def _again(folder: Path) -> str:
    return f"{program()} {SHORT} {shlex.quote(str(folder / 'study.toml'))}"


def _write(folder: run_folder.RunFolder, found: Design, options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", writing.scenario_toml(found.scenario))
        folder.write("study.toml", writing.design_toml(found.study))
        folder.write_all(design_tables.files_of(found))
        folder.write_all(figures_design.figure_files(found))


def _print(found: Design, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(design_tables.design_json(found, files=files, command=again))
        return
    shown = design_tables.chosen(found)
    tables = [design_tables.front_table(found, shown), design_tables.levers_table(found, shown)]
    if found.picks:
        picked = [policy for policy in found.front if policy in found.picks.values()]
        tables.append(design_tables.promise_table(found, picked))
    terminal.print_result(found.scenario, design_text.answer(found), tables, title=found.study.title)
    print_files(files, again, _run_words(found, files))


def _run_words(found: Design, files: list[Path]) -> str:
    """Return where the policies are, and the command that runs the one with the most lending."""
    place = next(file.parent for file in files if file.parent.name == design_tables.POLICIES)
    best = found.picks.get("most", found.front[0])
    words = f"{program()} run {shlex.quote(str(place / Path(design_tables.file_of(best)).name))}"
    return f"  {place} ({len(found.front)} scenario files)\nRun policy {best.number} with:\n  {words}"
