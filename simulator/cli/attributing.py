"""The command that says which rule decides on the ratio: attribute."""

import shlex
from dataclasses import replace
from pathlib import Path

import click

from simulator.analysis.attributing import attribution as attributions
from simulator.analysis.attributing.attributed import Attribution
from simulator.cli import finding, progress
from simulator.cli.calling import program
from simulator.cli.comparing import Options, command_words, print_files
from simulator.reporting import run_folder, scenario_file, terminal
from simulator.reporting.attributing import attribution_tables, attribution_text, figures_attribution

SHORT = "attribute"
# Some twenty curves in nine worlds: differences are paired, and so need fewer paths than totals.
PATHS = 1_000


def attribute(source: Path, options: Options) -> None:
    """Switch the rules of one scenario off and on, write the run folder and print which decides."""
    options = replace(options, paths=options.paths or PATHS)
    reading = finding.scenario_at(source, options.overlays, options.all_settings)
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{SHORT}") as folder:
        with progress.bar("paths in all worlds", is_quiet=options.is_quiet) as show:
            found = attributions.attribute(reading, threads=options.threads, progress=show)
        progress.simulated(options.paths or PATHS, found.seconds, is_quiet=options.is_quiet)
        folder.facts = {
            **run_folder.facts_of(
                reading.scenario, command_words([SHORT, str(source)], options, [], reading.scenario.run)
            ),
            "repeat_from_this_folder": _again(Path(), options),
            "verdict": found.verdict.kind,
            "notes": list(found.notes),
        }
        _write(folder, found, options)
    _print(found, folder.files, _again(folder.path, options), options)


def _again(folder: Path, options: Options) -> str:
    return f"{program()} {SHORT} {shlex.quote(str(folder / 'scenario.toml'))} --paths {options.paths}"


def _write(folder: run_folder.RunFolder, found: Attribution, options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", scenario_file.scenario_toml(found.scenario))
        folder.write("attribution.json", attribution_tables.attribution_json(found))
        folder.write_all(attribution_tables.files_of(found))
        folder.write_all(figures_attribution.figure_files(found))


def _print(found: Attribution, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(attribution_tables.attribution_json(found, files=files, command=again))
        return
    shown = [attribution_tables.rules_table(found)]
    shown += [attribution_tables.targets_table(found)] if found.targets else []
    terminal.print_result(found.scenario, attribution_text.answer(found), shown)
    print_files(files, again)
