"""The command that puts tools on one scale with compensation: toolkits."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from simulator.analysis.tooling import toolkits as comparisons
from simulator.analysis.tooling.toolkits import Toolkits
from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import Options, command_words, print_files
from simulator.errors import ScenarioError
from simulator.reporting import run_folder, terminal
from simulator.reporting.tooling import figures_toolkits, toolkit_tables, toolkit_text
from simulator.scenario import kinds, shipped, writing
from simulator.scenario.read import Reading

SHORT = "toolkits"
# Each tool in each sector is a world of its own: differences are paired, and so need fewer paths than totals.
PATHS = 1_000
NO_SECTORS = "none"


def toolkits(source: Path, options: Options, *, tools: tuple[Path, ...], sectors: str | None) -> None:
    """Compare tool files with more compensation, write the run folder and print what each is worth."""
    options = replace(options, paths=options.paths or PATHS)
    reading = finding.scenario_at(source, options.overlays, options.all_settings)
    files = _files(tools or (shipped.hefei().parent / "tools",))
    readings = _readings(source, options, files)
    chosen = _sectors(reading, sectors)
    own_words = [
        *repeated("--tool", map(str, tools)),
        *repeated("--sectors", [sectors] if sectors else []),
    ]
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{SHORT}") as folder:
        with progress.bar("levers and rounds of search", is_quiet=options.is_quiet) as show:
            found = comparisons.compare_tools(reading, readings, chosen, threads=options.threads, progress=show)
        progress.simulated(options.paths or PATHS, found.seconds, is_quiet=options.is_quiet)
        folder.facts = {
            **run_folder.facts_of(
                reading.scenario, command_words([SHORT, str(source)], options, own_words, reading.scenario.run)
            ),
            "repeat_from_this_folder": _again(Path(), options, sectors),
            "notes": list(found.notes),
        }
        _write(folder, found, files, options)
    _print(found, folder.files, _again(folder.path, options, sectors), options)


def _files(places: tuple[Path, ...]) -> list[Path]:
    """Return the tool files at these places.

    Raises
    ------
    ScenarioError
        When two have the same name.
    """
    files = kinds.toml_files(places)
    names = [file.stem for file in files]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        faults = [f"--tool: two files are called {name}.toml; give each its own name" for name in twice]
        raise ScenarioError("--tool", faults)
    return files


def _readings(source: Path, options: Options, files: Sequence[Path]) -> dict[str, Reading]:
    """Return the scenario with each file laid over it, by the file's name in words.

    Raises
    ------
    ScenarioError
        With the faults of all files.
    """
    found: dict[str, Reading] = {}
    faults: list[str] = []
    for file in files:
        try:
            laid = finding.scenario_at(source, [*options.overlays, file], options.all_settings)
            found[file.stem.replace("_", " ")] = laid
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError("--tool", faults)
    return found


def _sectors(reading: Reading, text: str | None) -> list[str]:
    """Return the sectors to show alone, all of them when none are named.

    Raises
    ------
    ScenarioError
        When a sector is not in the scenario.
    """
    names = [sector.name for sector in reading.scenario.sectors]
    if text is None or text == NO_SECTORS:
        return names if text is None else []
    chosen = [part.strip() for part in text.split(",")]
    faults = [
        f"--sectors: the scenario has no sector {part!r}; it has {', '.join(names)}; {NO_SECTORS!r} shows none alone"
        for part in chosen
        if part not in names
    ]
    if faults:
        raise ScenarioError("--sectors", faults)
    return list(dict.fromkeys(chosen))


def _again(folder: Path, options: Options, sectors: str | None) -> str:
    words = [str(folder / "scenario.toml"), "--tool", str(folder / "tools"), "--paths", str(options.paths)]
    words += repeated("--sectors", [sectors] if sectors else [])
    return " ".join([program(), SHORT, *map(shlex.quote, words)])


def _write(folder: run_folder.RunFolder, found: Toolkits, files: Sequence[Path], options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", writing.scenario_toml(found.scenario))
        for file in files:
            folder.write(f"tools/{file.name}", file.read_bytes())
        folder.write_all(toolkit_tables.files_of(found))
        folder.write_all(figures_toolkits.figure_files(found))


def _print(found: Toolkits, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(toolkit_tables.toolkits_json(found, files=files, command=again))
        return
    tables = [toolkit_tables.levers_table(found)]
    tables += [toolkit_tables.sectors_table(found)] if found.sectors else []
    tables += [toolkit_tables.required_table(found)] if found.required else []
    terminal.print_result(found.scenario, toolkit_text.answer(found), tables)
    print_files(files, again)
