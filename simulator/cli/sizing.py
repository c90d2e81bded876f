"""The command that sizes the fund: size."""

import shlex
from dataclasses import replace
from pathlib import Path

import click

from simulator.analysis.sizing import size_fund as sizes
from simulator.analysis.sizing.sized import Sizing
from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import Options, command_words, print_files
from simulator.cli.numbers import ratios_of
from simulator.errors import ScenarioError
from simulator.faults import counted
from simulator.reporting import json_text, run_folder, terminal
from simulator.reporting.sizing import figures_sizing, sizing_tables, sizing_text
from simulator.scenario import writing
from simulator.scenario.read import Reading

SHORT = "size"


def size(source: Path, options: Options, *, chance: float, years: int, ratios: str | None) -> None:
    """Size the fund of one scenario, write the run folder and print the answer."""
    _refuse(chance)
    reading = _read(source, options, years)
    chosen = ratios_of("--ratios", ratios)
    own_words = ["--chance", f"{chance:g}", "--years", str(years), *repeated("--ratios", [ratios] if ratios else [])]
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{SHORT}") as folder:
        with progress.bar("paths of this pass", is_quiet=options.is_quiet) as show:
            sizing = sizes.size_fund(
                reading,
                chance,
                ratios=sizes.DEFAULT_RATIOS if chosen is None else chosen,
                threads=options.threads,
                progress=show,
            )
        progress.simulated(sizing.paths, sizing.seconds, is_quiet=options.is_quiet)
        folder.facts = {
            **run_folder.facts_of(
                reading.scenario, command_words([SHORT, str(source)], options, own_words, reading.scenario.run)
            ),
            "repeat_from_this_folder": _again(Path(), own_words),
            "wanted_chance": chance,
            "years": years,
            "notes": list(sizing.notes),
        }
        _write(folder, sizing, options)
    _print(sizing, folder.files, _again(folder.path, own_words), options)


def _refuse(chance: float) -> None:
    if not 0 < chance < 1:
        raise ScenarioError("--chance", [f"--chance: must be above 0 and below 1 (got {chance:g}); write 0.01 for 1 %"])


def _read(source: Path, options: Options, years: int) -> Reading:
    """Return the scenario with the horizon as its clock.

    Raises
    ------
    ScenarioError
        When the scenario ends before the horizon, beside all that reading refuses.
    """
    reading = finding.scenario_at(source, options.overlays, options.all_settings)
    has = reading.scenario.clock.years
    if years > has:
        fault = (
            f"--years: the scenario has {counted(has, 'year')} of lending (got {years}); add --set clock.years={years}"
        )
        raise ScenarioError("--years", [fault])
    shortened = replace(options, settings=(*options.settings, f"clock.years={years}"))
    return finding.scenario_at(source, options.overlays, shortened.all_settings)


def _again(folder: Path, own_words: list[str]) -> str:
    words = [shlex.quote(word) for word in (str(folder / "scenario.toml"), *own_words)]
    return " ".join([program(), SHORT, *words])


def _write(folder: run_folder.RunFolder, sizing: Sizing, options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", writing.scenario_toml(sizing.scenario))
        folder.write_all(sizing_tables.files_of(sizing))
        folder.write_all(figures_sizing.figure_files(sizing))


def _print(sizing: Sizing, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(json_text.sizing_json(sizing, files=files, command=again))
        return
    shown = [sizing_tables.sizes_table(sizing)]
    shown += [sizing_tables.safety_table(sizing)] if sizing.safety else []
    terminal.print_result(sizing.scenario, sizing_text.answer(sizing), shown)
    print_files(files, again)
