"""`python -m benchmarks.tape`: how fast loan tapes are read and checked, and in how much memory, beside the aims."""

import argparse
import csv
import io
import subprocess
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import python_calamine
import xlsxwriter
from rich.console import Console
from rich.table import Table

from benchmarks.memory import ROOT
from benchmarks.peak import peak_memory_bytes
from simulator.inputs.tape_check import Terms, check_tape
from simulator.scenario.read import read_scenario

SAMPLE = ROOT / "scenarios" / "samples" / "loans.csv"
SAMPLE_AS_OF = "2026-06-30"
HEFEI = ROOT / "scenarios" / "hefei.toml"
# Loans, seconds.
AIMS = {
    "utf-8.csv": (200_000, 2.0),
    "gb18030.csv": (200_000, 2.0),
    "quoted.csv": (200_000, 2.0),
    "loans.parquet": (200_000, 1.0),
    "loans.xlsx": (20_000, 2.0),
}


def many_loans(loans: int) -> list[list[str]]:
    """Return headings and as many loans, each with its own number, borrower, registration and amounts."""
    rows = list(csv.reader(io.StringIO(SAMPLE.read_text(encoding="utf-8-sig"), newline="")))
    heads, sample = rows[0], rows[1:]
    made = [heads]
    for number in range(loans):
        row = list(sample[number % len(sample)])
        for column in (0, 1, heads.index("质押登记号")):
            row[column] += f"-{number // len(sample)}"
        for heading in ("贷款本金 (元)", "专利评估值 (元)"):
            row[heads.index(heading)] += f".{number % 100:02d}"
        made.append(row)
    return made


def write(path: Path, rows: list[list[str]]) -> None:
    """Write rows as the file's ending says; numbers as numbers where the format knows them."""
    if path.suffix == ".csv":
        encoding = "gb18030" if path.stem == "gb18030" else "utf-8-sig"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL if path.stem == "quoted" else csv.QUOTE_MINIMAL).writerows(rows)
        return
    columns = [[_typed(heading, cell) for cell in cells] for heading, *cells in zip(*rows, strict=True)]
    if path.suffix == ".parquet":
        parquet.write_table(pa.table(dict(zip(rows[0], columns, strict=True))), path)
        return
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("loans")
        sheet.write_row(0, 0, rows[0])
        for number, cells in enumerate(zip(*columns, strict=True), 1):
            sheet.write_row(number, 0, cells)


def _typed(heading: str, cell: str) -> str | float | None:
    is_number = heading.endswith((")", "率")) and cell
    return float(cell) if is_number else cell or None


@dataclass(frozen=True)
class Measured:
    """One check of one file in a fresh process, imports apart."""

    seconds: float
    cpu_seconds: float
    plain_cpu_seconds: float
    """What a library needs to read the cells of the file and do nothing with them."""
    memory_bytes: int


def check_in_own_process(path: Path) -> Measured:
    """Return what a check of the file takes."""
    command = [sys.executable, "-m", "benchmarks.tape", "--one", str(path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    *seconds, memory = done.stdout.split()
    return Measured(*map(float, seconds), int(memory))


def _one(path: Path) -> None:
    terms = Terms(np.datetime64(SAMPLE_AS_OF), tuple(sector.name for sector in read_scenario(HEFEI).scenario.sectors))
    before = peak_memory_bytes()
    start, cpu_start = time.perf_counter(), time.process_time()
    faults = check_tape(path, terms).faults
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    assert not faults.count, faults.lines()[:3]
    memory = peak_memory_bytes() - before
    cpu_start = time.process_time()
    _read_plainly(path)
    print(seconds, cpu_seconds, time.process_time() - cpu_start, memory)


def _read_plainly(path: Path) -> None:
    if path.suffix == ".csv":
        with path.open(encoding="gb18030" if path.stem == "gb18030" else "utf-8-sig", newline="") as file:
            deque(csv.reader(file), maxlen=0)
    elif path.suffix == ".parquet":
        parquet.read_table(path)
    else:
        python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def main() -> None:
    """Make the files, check each in turns, print the shortest times beside the aims."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tape", description=__doc__)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    if options.one:
        _one(options.one)
        return
    table = Table(
        "file", "loans", "seconds", "aim", "CPU seconds", "over plain reading", "memory / file size", title="Loan tapes"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, (loans, aim) in AIMS.items():
            path = Path(folder) / name
            write(path, many_loans(loans))
            runs = [check_in_own_process(path) for _ in range(options.repetitions)]
            cpu_seconds = min(run.cpu_seconds for run in runs)
            table.add_row(
                name,
                f"{loans:,}",
                f"{min(run.seconds for run in runs):.2f}",
                f"{aim:g}",
                f"{cpu_seconds:.2f}",
                f"{cpu_seconds / min(run.plain_cpu_seconds for run in runs):.1f}",
                f"{max(run.memory_bytes for run in runs) / path.stat().st_size:.1f}",
            )
    Console().print(table)


if __name__ == "__main__":
    main()
