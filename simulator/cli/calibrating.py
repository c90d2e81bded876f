"""The command that learns parameters from data: calibrate."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from simulator.analysis.learning import calibrate as calibrations
from simulator.analysis.learning.learnt import SEED, Lesson
from simulator.cli import progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import print_files
from simulator.cli.numbers import confirmed_columns
from simulator.errors import ScenarioError
from simulator.inputs.history import History, read_history
from simulator.inputs.number_columns import sentence_of
from simulator.reporting import run_folder, terminal
from simulator.reporting.learning import calibration_overlay, calibration_tables, figures_calibration
from simulator.saying.speaker import said

SHORT = "calibrate"


def calibrate(places: tuple[Path, ...], *, units_right: tuple[str, ...], out: Path, is_json: bool) -> None:
    """Learn from some files, write the run folder with the overlay, and print what was found."""
    histories = _read(places, confirmed_columns(units_right))
    lessons = calibrations.calibrate(histories)
    words = [*map(str, places), *repeated("--unit-is-right", units_right)]
    again = " ".join([program(), SHORT, *map(shlex.quote, words)])
    with run_folder.RunFolder(out, f"{places[0].stem}-{SHORT}") as folder:
        folder.facts = {"command": again, "seed_of_draws": SEED, "versions": run_folder.versions()}
        folder.write("tables/calibration.csv", calibration_tables.calibration_csv(lessons))
        if any(calibrations.keys_of(lesson) for lesson in lessons):
            folder.write("learnt.toml", calibration_overlay.overlay_toml(lessons))
            folder.write("tables/draws.csv", calibration_tables.draws_csv(lessons))
        folder.write_all(figures_calibration.figure_files(lessons))
        for number, place in enumerate(places, start=1):
            folder.write(f"data/{number}-{place.name}", place.read_bytes())
    _print(lessons, histories, folder.files, again, is_json=is_json)


def _read(places: Sequence[Path], units_right: frozenset[str]) -> list[History]:
    """Read every file, so that the faults of all are told at once."""
    read, faults = [], []
    for place in places:
        try:
            read.append(read_history(place, progress.saying(place), units_right=units_right))
        except ScenarioError as error:
            faults += [fault if fault.place == error.where else fault.within(error.where) for fault in error.faults]
    if faults:
        raise ScenarioError(SHORT, faults)
    return read


def _print(
    lessons: Sequence[Lesson], histories: Sequence[History], files: list[Path], again: str, *, is_json: bool
) -> None:
    read = [f"{history.path}, {said(sentence_of(facts))}." for history in histories for facts in history.facts]
    if is_json:
        click.echo(calibration_tables.calibration_json(lessons, read=read, files=files, command=again))
        return
    tables = [calibration_tables.lesson_table(lesson) for lesson in lessons]
    terminal.print_result(None, calibration_tables.answer(lessons), tables, title="Parameters learnt", notes=read)
    print_files(files, again)
