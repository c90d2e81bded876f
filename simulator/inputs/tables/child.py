"""Reads one table in a process of its own, so that a file made to fill the memory ends this process and no other.

Standard input is the file, the first argument the request as JSON, standard output what `wire.packed` writes.
"""

import gc
import json
import lzma
import struct
import sys
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from simulator.errors import ScenarioError
from simulator.inputs.optional import need
from simulator.inputs.tables.grid import Grid, GridError
from simulator.inputs.tables.parts import DAMAGED
from simulator.inputs.tables.text_tables import text_grid
from simulator.inputs.tables.wire import packed, plain_value
from simulator.inputs.tables.workbooks import SheetChoice, workbook_grids

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError, RuntimeError,
    NotImplementedError, IndexError, KeyError, expat.ExpatError,
)  # fmt: skip
"""What reading a damaged archive, or damaged XML, may raise."""

_SHARE_FOR_ANSWER = 4
"""The process that asked holds the answer in several forms for a moment."""


def main() -> None:
    """Read what is asked for, and write it or why it cannot be read."""
    request = json.loads(sys.argv[1])
    # Millions of cells and none of them a cycle: the collector would walk through them again and again.
    gc.disable()
    try:
        _warm_up(request["kind"])
        _limit(request["memory_bytes"], request["seconds"])
        answer = answer_to(request, sys.stdin.buffer.read())
    except MemoryError:
        answer = packed({"is_out_of_memory": True})
    if len(answer) > request["memory_bytes"] // _SHARE_FOR_ANSWER:
        answer = packed({"is_out_of_memory": True})
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def answer_to(request: dict[str, Any], content: bytes) -> bytes:
    """Return the tables of a file, or why it cannot be read, as `wire.packed` writes them."""
    try:
        return packed({}, _grids(request["kind"], content, request["choice"]))
    except GridError as error:
        return packed({"refused": plain_value(error.what)})
    except ScenarioError as error:
        return packed({"refused": plain_value(error.faults[0].value)})


def _grids(kind: str, content: bytes, choice: dict[str, Any]) -> tuple[Grid | None, ...]:
    if kind == "parquet":
        from simulator.inputs.tables.parquet_tables import parquet_grid

        return (parquet_grid(content),)
    if kind == "text":
        return (text_grid(content),)
    try:
        return workbook_grids(content, SheetChoice(**choice))
    except GridError:
        raise
    except _DAMAGED:
        raise GridError(DAMAGED) from None


def _warm_up(kind: str) -> None:
    """Import what takes memory before any is counted."""
    if kind == "parquet":
        need("pyarrow", "Parquet", "tables")
        import pyarrow
        import pyarrow.parquet

        # Each thread would take a share of the memory, used or not.
        pyarrow.set_cpu_count(1)
        pyarrow.set_io_thread_count(1)


def _limit(memory_bytes: int, seconds: int) -> None:
    """Limit what this process may take from here on, where the system knows such limits."""
    try:
        import resource
    except ImportError:  # Windows: the one who asked ends this process when its time is over.
        return
    with open("/proc/self/statm") if sys.platform == "linux" else open("/dev/null") as file:
        pages = file.read().split()
    taken = int(pages[0]) * resource.getpagesize() if pages else 0
    for kind, most in ((resource.RLIMIT_AS, taken + memory_bytes), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


if __name__ == "__main__":
    main()
