"""The command that lays stresses over a scenario: stress."""

import shlex
import time
from dataclasses import dataclass, replace
from pathlib import Path

import click
from pydantic import ValidationError

from simulator.analysis.stressing import stress as stress_tests
from simulator.analysis.stressing.episodes import NamedStress, moved, stress_of
from simulator.analysis.stressing.stressed import NO_STRESS, SEQUENCE, TOGETHER, StressTest
from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import Options, command_words, print_files
from simulator.errors import ScenarioError
from simulator.faults import counted, did_you_mean
from simulator.reporting import run_folder, terminal
from simulator.reporting.stressing import figures_stress, stress_tables, stress_text
from simulator.scenario import shipped, writing
from simulator.scenario.model import Scenario

SHORT = "stress"
# Some sixty worlds: changes are paired, and so need fewer paths than totals.
PATHS = 1_000
_RESERVED = (NO_STRESS, TOGETHER, SEQUENCE)


@dataclass(frozen=True)
class Asked:
    """What the user asked of the stress test; the names are those of the options."""

    stress: tuple[str, ...] = ()
    together: bool = False
    sequence: str | None = None
    limit: float = 0.1
    years: int = 5


def stress(source: Path, options: Options, asked: Asked) -> None:
    """Lay stresses over one scenario, write the run folder and print what they do and what empties the fund."""
    _refuse(asked)
    options = replace(options, paths=options.paths or PATHS)
    scenario = finding.scenario_at(source, options.overlays, options.all_settings).scenario
    if asked.years > scenario.clock.years:
        fault = (
            f"--years: the scenario has {counted(scenario.clock.years, 'year')} of lending (got {asked.years}); "
            f"add --set clock.years={asked.years}"
        )
        raise ScenarioError("--years", [fault])
    files = files_of(asked.stress) or shipped.stress_files()
    stresses = stresses_of(source, options, scenario, files)
    sequence = sequence_of(asked.sequence, stresses, 12 * scenario.clock.years)
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{SHORT}") as folder:
        start = time.perf_counter()
        with progress.bar("paths in all worlds", is_quiet=options.is_quiet) as show:
            test = stress_tests.stress_test(
                scenario,
                stresses,
                is_together=asked.together,
                sequence=sequence,
                years=asked.years,
                limit=asked.limit,
                threads=options.threads,
                progress=show,
            )
        seconds = time.perf_counter() - start
        progress.simulated(options.paths or PATHS, seconds, is_quiet=options.is_quiet)
        folder.facts = {
            **run_folder.facts_of(
                scenario, command_words([SHORT, str(source)], options, _own_words(asked, asked.stress), scenario.run)
            ),
            "repeat_from_this_folder": _again(Path(), asked, files, options),
            "notes": list(stress_text.notes_of(test)),
        }
        _write(folder, test, files, options)
    _print(test, folder.files, _again(folder.path, asked, files, options), options)


def _refuse(asked: Asked) -> None:
    if not 0 < asked.limit < 1:
        fault = f"--limit: must be above 0 and below 1 (got {asked.limit:g}); write 0.1 for 10 %"
        raise ScenarioError("--limit", [fault])


def files_of(names: tuple[str, ...]) -> dict[str, Path]:
    """Return the file of each stress by its name; a name alone stands for a shipped one.

    Raises
    ------
    ScenarioError
        Naming each that is neither, and names that could not be told apart.
    """
    known = shipped.stress_files()
    files: dict[str, Path] = {}
    faults = []
    for name in names:
        file = known.get(name, Path(name))
        if name not in known and file.suffix != ".toml":
            hint = did_you_mean(name, known)
            faults.append(f"--stress: {name!r} is neither a file ending in .toml nor one of {', '.join(known)}{hint}")
        elif files.setdefault(file.stem, file) != file:
            faults.append(f"--stress: {file} and {files[file.stem]} have the same name; rename one")
        elif file.stem in _RESERVED:
            faults.append(f"--stress: {file}: the name {file.stem!r} is taken by the table; rename the file")
    if faults:
        raise ScenarioError("--stress", faults)
    return files


def stresses_of(source: Path, options: Options, scenario: Scenario, files: dict[str, Path]) -> list[NamedStress]:
    """Return the episodes of each file; a stress file holds episodes, their sources and nothing else.

    Raises
    ------
    ScenarioError
        Naming each file that holds something else, or no episode.
    """
    found, faults = [], []
    for name, file in files.items():
        laid = finding.scenario_at(source, (*options.overlays, file), options.all_settings).scenario
        stress = stress_of(name, scenario, laid)
        others = [
            section
            for section in Scenario.model_fields
            if section not in ("stress", "sources") and getattr(laid, section) != getattr(scenario, section)
        ]
        if others:
            faults.append(f"{file}: sets {', '.join(others)}; a stress holds [[stress]] and [sources] only")
        elif stress is None:
            faults.append(f"{file}: holds no [[stress]] that the scenario does not have already")
        else:
            found.append(stress)
    if faults:
        raise ScenarioError("--stress", faults)
    return found


def sequence_of(text: str | None, stresses: list[NamedStress], last_month: int) -> list[NamedStress]:
    """Return the stresses in "mild@13,severe@49", each moved to its month; none when nothing is given.

    Raises
    ------
    ScenarioError
        Naming each part that is wrong.
    """
    by_name = {stress.name: stress for stress in stresses}
    found, faults = [], []
    for part in (text or "").replace("，", ",").split(",") if text is not None else ():
        name, _, month = (word.strip() for word in part.partition("@"))
        if name not in by_name:
            faults.append(f"--sequence: {name!r} is not among the stresses ({', '.join(by_name)}); add --stress {name}")
        elif not month.isascii() or not month.isdigit() or not 1 <= int(month) <= last_month:
            faults.append(
                f"--sequence: {part.strip()!r}: the month must be a whole number from 1 to {last_month}; "
                f"write {name}@13 for the thirteenth month"
            )
        else:
            try:
                found.append(moved(by_name[name], int(month)))
            except ValidationError:
                faults.append(f"--sequence: {part.strip()!r}: its last episode would begin after month 240; move less")
    if faults:
        raise ScenarioError("--sequence", faults)
    return found


def _own_words(asked: Asked, stresses: tuple[str, ...] | dict[str, Path]) -> list[str]:
    files = [str(stress) for stress in (stresses.values() if isinstance(stresses, dict) else stresses)]
    words = [*repeated("--stress", files), *(["--together"] if asked.together else [])]
    words += repeated("--sequence", [asked.sequence] if asked.sequence else [])
    return [*words, "--limit", f"{asked.limit:g}", "--years", str(asked.years)]


def _again(folder: Path, asked: Asked, files: dict[str, Path], options: Options) -> str:
    copies = {name: folder / "stress" / f"{name}.toml" for name in files}
    words = [program(), SHORT, shlex.quote(str(folder / "scenario.toml"))]
    words += map(shlex.quote, [*_own_words(asked, copies), "--paths", str(options.paths)])
    return " ".join(words)


def write_question(folder: run_folder.RunFolder, scenario: Scenario, files: dict[str, Path]) -> None:
    """Write the scenario and a copy of each stress file by its name, from which a stress can be repeated."""
    folder.write("scenario.toml", writing.scenario_toml(scenario))
    for name, file in files.items():
        folder.write(f"stress/{name}.toml", file.read_bytes())


def _write(folder: run_folder.RunFolder, test: StressTest, files: dict[str, Path], options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        write_question(folder, test.scenario, files)
        folder.write_all(stress_tables.files_of(test))
        folder.write_all(figures_stress.figure_files(test))


def _print(test: StressTest, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(stress_tables.stress_json(test, files=files, command=again))
        return
    keys = stress_tables.first_keys(test)
    tables = [stress_tables.changes_table(test, keys), stress_tables.totals_table(test, keys)]
    tables += [stress_tables.kept_open_table(test)] if test.kept_open else []
    tables += [stress_tables.severities_table(test), stress_tables.episodes_table(test)]
    terminal.print_result(test.worlds.scenario, stress_text.answer(test), tables, title=test.worlds.title)
    print_files(files, again)
