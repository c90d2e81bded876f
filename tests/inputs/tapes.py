"""Small loan tapes for tests."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from simulator.inputs.tape_check import Checked, Terms, check_tape
from simulator.saying.speaker import said

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "scenarios" / "samples"
AS_OF = np.datetime64("2026-06-30")
SECTORS = (
    "AI",
    "quantum",
    "bio-manufacturing",
    "new-energy vehicles",
    "semiconductors",
    "other advanced manufacturing",
)
TERMS = Terms(AS_OF, SECTORS)

HEADINGS = (
    "loan",
    "borrower",
    "sector",
    "grade",
    "principal (元)",
    "balance (元)",
    "lent_on",
    "due_on",
    "days_past_due",
)
LOAN = ("A1", "甲公司", "AI", "B1", "3000000.01", "2500000", "2026-01-05", "2027-01-05", "0")
SECOND = ("A2", "乙公司", "quantum", "B2", "1000000", "1000000", "2025-01-05", "2027-01-05", "12")

Check = Callable[..., Checked]


def text_of(*rows: Sequence[str]) -> str:
    """Return rows as comma-separated text."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def changed(column: str, value: str, row: Sequence[str] = LOAN, headings: Sequence[str] = HEADINGS) -> list[str]:
    """Return a row with one cell changed; the column is named by its heading without the unit."""
    position = next(index for index, heading in enumerate(headings) if heading.split(" ")[0] == column)
    return [value if index == position else cell for index, cell in enumerate(row)]


def checked_text(folder: Path, content: str | bytes, terms: Terms = TERMS, name: str = "tape.csv") -> Checked:
    """Write a file and check it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return check_tape(path, terms)


def places(checked: Checked) -> list[tuple[int, str]]:
    """Return row and column of every fault."""
    return [(fault.row, said(fault.column)) for fault in checked.faults]
