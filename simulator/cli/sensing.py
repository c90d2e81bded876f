"""The command that says what matters most: sensitivity."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from simulator.analysis.sensing import sensitivity as sensitivities
from simulator.analysis.sensing.sensitivity import Sensitivity
from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import Options, command_words, print_files
from simulator.errors import ScenarioError
from simulator.reporting import run_folder, terminal
from simulator.reporting.sensing import figures_sensitivity, sensitivity_tables, sensitivity_text
from simulator.scenario import writing
from simulator.scenario.keys import parts_of_key, value_at
from simulator.scenario.layers import setting_from_text
from simulator.scenario.read import Reading

SHORT = "sensitivity"
# Some hundreds of worlds, compared in pairs: the fewest paths that give a 95 % quantile's difference an interval.
PATHS = 400


def sensitivity(source: Path, options: Options, *, draws: int, against: Sequence[str]) -> None:
    """Vary every assumption of one scenario, write the run folder and print what matters most."""
    _refuse(draws, against)
    options = replace(options, paths=options.paths or PATHS)
    reading = finding.scenario_at(source, options.overlays, options.all_settings)
    other = _settings_of(reading, against)
    own_words = ["--draws", str(draws), *repeated("--against", against)]
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{SHORT}") as folder:
        with progress.bar("scenarios", is_quiet=options.is_quiet) as show:
            found = sensitivities.sensitivity(
                reading, draws=draws, against=other, threads=options.threads, progress=show
            )
        progress.simulated(options.paths or PATHS, found.seconds, is_quiet=options.is_quiet)
        folder.facts = {
            **run_folder.facts_of(
                reading.scenario, command_words([SHORT, str(source)], options, own_words, reading.scenario.run)
            ),
            "repeat_from_this_folder": _again(Path(), options, own_words),
            "notes": list(found.notes),
        }
        _write(folder, found, options)
    _print(found, folder.files, _again(folder.path, options, own_words), options)


def _refuse(draws: int, against: Sequence[str]) -> None:
    least = sensitivities.FEWEST_DRAWS
    if draws and (draws < least or draws & (draws - 1)):
        fault = f"--draws: must be 0 or a power of two from {least} on (got {draws}); such as 64, 128 or 256"
        raise ScenarioError("--draws", [fault])
    if against and not draws:
        raise ScenarioError("--against", ["--against: needs joint draws to compare over; leave out --draws 0"])


def _settings_of(reading: Reading, against: Sequence[str]) -> dict[str, object] | None:
    """Return the settings of the other policy, or None where none are given.

    Raises
    ------
    ScenarioError
        When a text is no setting, or a setting is wrong or changes the world.
    """
    if not against:
        return None
    settings: dict[str, object] = {}
    faults = []
    for text in against:
        try:
            layer = setting_from_text(text)
        except ValueError as error:
            faults.append(f"--against: {error}")
            continue
        key = text.partition("=")[0].strip()
        settings[key] = value_at(layer.values, tuple(parts_of_key(key)))
    if faults:
        raise ScenarioError("--against", faults)
    sensitivities.refuse_other_world(reading, settings)
    return settings


def _again(folder: Path, options: Options, own_words: Sequence[str]) -> str:
    file, words = shlex.quote(str(folder / "scenario.toml")), " ".join(shlex.quote(word) for word in own_words)
    return f"{program()} {SHORT} {file} --paths {options.paths} {words}"


def _write(folder: run_folder.RunFolder, found: Sensitivity, options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", writing.scenario_toml(found.scenario))
        folder.write("sensitivity.json", sensitivity_tables.sensitivity_json(found))
        folder.write_all(sensitivity_tables.files_of(found))
        folder.write_all(figures_sensitivity.figure_files(found))


def _print(found: Sensitivity, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(sensitivity_tables.sensitivity_json(found, files=files, command=again))
        return
    tornado = sensitivity_tables.tornado_table(found, found.answers[0], sensitivity_tables.MOST_ROWS)
    tables = [tornado, *sensitivity_tables.tables_of(found)]
    terminal.print_result(found.scenario, sensitivity_text.answer(found), tables)
    print_files(files, again)
