"""The one way to read a table that somebody brings: in a process with limits on memory and time."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import read_limited, shown_name
from simulator.inputs.tables.grid import Grid, GridError, RawTable, headed
from simulator.inputs.tables.wire import unpacked, value_of
from simulator.inputs.tables.workbooks import SheetChoice

XLSX, PARQUET = (".xlsx", ".xlsm"), (".parquet", ".pq")
_OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods", ".et", ".numbers")
LARGEST_FILE_BYTES = 200_000_000
LARGEST_WORKBOOK_BYTES = 100_000_000
_ROOT = str(Path(__file__).parents[3])
_START = "import sys; sys.path.insert(0, sys.argv.pop()); from simulator.inputs.tables.child import main; main()"
_AT_ONCE = threading.BoundedSemaphore(2)
"""So many tables are read at one time: each may take all the memory that it is allowed."""


@dataclass(frozen=True)
class Limits:
    """What reading one table may take."""

    memory_bytes: int = 2_000_000_000
    seconds: int = 300


COMMAND_LINE = Limits()
SERVER = Limits(1_000_000_000, 60)
"""For files that come from a page."""


def read_grids(path: Path, choice: SheetChoice | None = None, limits: Limits = COMMAND_LINE) -> list[Grid | None]:
    """Return the table of a file, and of a workbook the sheet besides, by its ending: .xlsx, .parquet, else text.

    Raises
    ------
    ScenarioError
        When the file cannot be read as such, or takes more than the limits.
    """
    kind = kind_of_file(path)
    request = {
        "kind": kind,
        "choice": asdict(choice or SheetChoice()),
        "memory_bytes": limits.memory_bytes,
        "seconds": limits.seconds,
    }
    largest = LARGEST_WORKBOOK_BYTES if kind == "workbook" else LARGEST_FILE_BYTES
    content = read_limited(path, largest, is_text=False)
    with _AT_ONCE:
        facts, grids = _answer_of_child(content, request, path, limits)
    if "refused" in facts:
        raise ScenarioError(shown_name(path), [Fault(value_of(facts["refused"]))])
    if facts.get("is_out_of_memory"):
        raise _too_large(path, limits)
    return grids


def read_table(path: Path, rows: str, choice: SheetChoice | None = None, limits: Limits = COMMAND_LINE) -> RawTable:
    """Return the table of a file below its headings, the first row that is not blank.

    Raises
    ------
    ScenarioError
        As `read_grids`; and when nothing stands below the headings.
    """
    grid = read_grids(path, choice, limits)[0]
    assert grid is not None
    try:
        return headed(grid, 0, rows)
    except GridError as error:
        raise ScenarioError(shown_name(path), [Fault(error.what)]) from None


def kind_of_file(path: Path) -> str:
    """Return how a file is read: as a workbook, as Parquet, or as text.

    Raises
    ------
    ScenarioError
        When its ending is that of a workbook that is not read.
    """
    ending = path.suffix.lower()
    if ending in _OTHER_WORKBOOKS:
        raise ScenarioError(shown_name(path), [Fault(wrong("faults.workbook.other_kind", ending=ending))])
    return "workbook" if ending in XLSX else "parquet" if ending in PARQUET else "text"


def _answer_of_child(
    content: bytes, request: dict[str, Any], path: Path, limits: Limits
) -> tuple[dict[str, Any], list[Grid | None]]:
    # The caller's folder is not searched for modules (-P), and threads that are not needed take no memory.
    command = [sys.executable, "-P", "-X", "utf8", "-c", _START, json.dumps(request), _ROOT]
    settings = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, check=False, timeout=limits.seconds,
            env={**os.environ, **settings},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_slow(path, limits) from None
    if done.returncode == -getattr(signal, "SIGXCPU", 0) != 0:
        raise _too_slow(path, limits)
    if done.returncode == 0:
        return unpacked(done.stdout)
    if done.returncode < 0 or b"MemoryError" in done.stderr or b"bad_alloc" in done.stderr:
        # Libraries that ask for memory and get none may end the process in many ways.
        raise _too_large(path, limits)
    raise RuntimeError(f"reading {shown_name(path)} ended unexpectedly:\n{done.stderr.decode(errors='replace')}")


def _too_slow(path: Path, limits: Limits) -> ScenarioError:
    return ScenarioError(shown_name(path), [Fault(wrong("faults.table.slow", seconds=limits.seconds))])


def _too_large(path: Path, limits: Limits) -> ScenarioError:
    what = wrong("faults.table.memory", megabytes=limits.memory_bytes // 10**6)
    return ScenarioError(shown_name(path), [Fault(what)])
