"""Files that a page sends: a scenario, or a loan tape to be checked; kept for a while in the server's own folder."""

import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from simulator.errors import Fault, ScenarioError, wrong
from simulator.explorer.question import Source, read_source
from simulator.faults import names
from simulator.inputs.tables.read import SERVER
from simulator.inputs.tape import tape_of
from simulator.inputs.tape_check import Terms, check_tape
from simulator.own_folder import OwnFolder
from simulator.questions.names import sector_words
from simulator.saying.speaker import said
from simulator.scenario.layers import read_layer
from simulator.scenario.model import Scenario
from simulator.toml_text import LARGEST_TOML_BYTES

LARGEST_SCENARIO_BYTES = LARGEST_TOML_BYTES
LARGEST_TAPE_BYTES = 20_000_000
TAPE_KINDS = ("csv", "xlsx", "parquet")
MOST_SCENARIOS = 50


class Uploads:
    """A temporary folder that holds what pages send; the names of its files are the server's own.

    Parameters
    ----------
    shelf
        Scenario files that an uploaded one may extend, by the name it may write.
    """

    def __init__(self, shelf: Mapping[str, Path]) -> None:
        self._own = OwnFolder()
        self._folder = self._own.make()
        self._shelf = shelf
        self._sources: dict[str, Source] = {}

    def close(self) -> None:
        """Remove the folder with all it holds."""
        self._own.remove()

    def source(self, name: str) -> Source | None:
        """Return an uploaded scenario by the name that `keep` gave it."""
        return self._sources.get(name)

    def keep(self, content: bytes) -> str:
        """Keep a scenario and return its name; the oldest one is forgotten when there are too many.

        Raises
        ------
        ScenarioError
            With every fault; `extends` may name a file on the shelf only.
        """
        name = f"upload-{secrets.token_hex(8)}"
        folder = self._folder / name
        folder.mkdir()
        path = folder / "scenario.toml"
        try:
            path.write_bytes(content)
            self._lay_out_base(path)
            read_source(Source(path))
        except ScenarioError as error:
            shutil.rmtree(folder)
            raise _without_folder(error, folder) from None
        self._sources[name] = Source(path)
        while len(self._sources) > MOST_SCENARIOS:
            oldest = next(iter(self._sources))
            shutil.rmtree(self._sources.pop(oldest).path.parent, ignore_errors=True)
        return name

    def _lay_out_base(self, path: Path) -> None:
        """Copy the shelf beside a scenario that extends one of its files, so that `extends` finds it there.

        Raises
        ------
        ScenarioError
            When `extends` names anything else.
        """
        base = read_layer(path).values.get("extends")
        if base is None:
            return
        if not isinstance(base, str) or base not in self._shelf:
            what = wrong("faults.explorer.other_file", names=names(sorted(self._shelf)))
            raise ScenarioError("extends", [Fault(what, f"{path}: extends")])
        for name, file in self._shelf.items():
            copy = path.parent / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)

    def check_tape(self, content: bytes, kind: str, scenario: Scenario) -> dict[str, object]:
        """Return what is wrong with a tape, or what it holds.

        Raises
        ------
        ScenarioError
            When it cannot be read as a table at all.
        """
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            path = Path(folder) / f"tape.{kind if kind in TAPE_KINDS else 'csv'}"
            path.write_bytes(content)
            try:
                return _checked(path, scenario)
            except ScenarioError as error:
                raise _without_folder(error, path.parent) from None


def _checked(path: Path, scenario: Scenario) -> dict[str, object]:
    as_of = np.datetime64("today", "D")
    sectors = tuple(sector.name for sector in scenario.sectors)
    terms = Terms(
        as_of,
        sectors,
        tuple(grade.name for grade in scenario.grades),
        sector_words(sectors),
        is_day_given=False,
        limits=SERVER,
    )
    checked = check_tape(path, terms)
    notes = {"notes": [said(note) for note in checked.notes]}
    if checked.faults.count:
        return {"count": checked.faults.count, "faults": checked.faults.lines(), "rows": checked.table.rows, **notes}
    tape = tape_of(checked, as_of)
    balance = int(tape.arrays["balance"].sum(dtype=object)) / 100
    return {
        "count": 0,
        "faults": [],
        "warnings": checked.warnings.lines(),
        "rows": len(tape),
        "borrowers": tape.borrowers,
        "balance": balance,
        **notes,
    }


def _without_folder(error: ScenarioError, folder: Path) -> ScenarioError:
    """Return the error with the server's folder left out of its places."""
    return ScenarioError("upload", [_inside(fault, folder) for fault in error.faults])


def _inside(fault: Fault, folder: Path) -> Fault:
    if not isinstance(fault.place, str):
        return fault
    return replace(fault, place=fault.place.replace(f"{folder}/", ""))
