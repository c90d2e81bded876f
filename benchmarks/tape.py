"""`python -m benchmarks.tape`: how fast loan tapes are read and checked, and in how much memory, beside the aims."""

import argparse
import csv
import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
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
AIMS = {"loans.csv": (200_000, 2.0), "loans.parquet": (200_000, 1.0), "loans.xlsx": (20_000, 2.0)}


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
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
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


def check_in_own_process(path: Path) -> tuple[float, int]:
    """Return the seconds of a check in a fresh process (imports apart), and its peak memory in bytes."""
    command = [sys.executable, "-m", "benchmarks.tape", "--one", str(path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory)


def _one(path: Path) -> None:
    terms = Terms(np.datetime64(SAMPLE_AS_OF), tuple(sector.name for sector in read_scenario(HEFEI).scenario.sectors))
    import python_calamine  # noqa: F401  the import is not part of the check

    before = peak_memory_bytes()
    start = time.perf_counter()
    faults = check_tape(path, terms).faults
    seconds = time.perf_counter() - start
    assert not faults.count, faults.lines()[:3]
    print(seconds, peak_memory_bytes() - before)


def main() -> None:
    """Make the files, check each in turns, print the shortest times beside the aims."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tape", description=__doc__)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    if options.one:
        _one(options.one)
        return
    table = Table("file", "loans", "seconds", "aim", "seconds / aim", "memory / file size", title="Loan tapes")
    with tempfile.TemporaryDirectory() as folder:
        for name, (loans, aim) in AIMS.items():
            path = Path(folder) / name
            write(path, many_loans(loans))
            runs = [check_in_own_process(path) for _ in range(options.repetitions)]
            seconds, memory = min(run[0] for run in runs), max(run[1] for run in runs)
            ratio = f"{memory / path.stat().st_size:.1f}"
            table.add_row(name, f"{loans:,}", f"{seconds:.2f}", f"{aim:g}", f"{seconds / aim:.2f}", ratio)
    Console().print(table)


if __name__ == "__main__":
    main()
