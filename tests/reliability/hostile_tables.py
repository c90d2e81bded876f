"""Tables made to attack the reader: workbooks, Parquet and CSV, each checked in a process of its own."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.reliability.tapes import AS_OF, Rows, made_up_rows
from tests.reliability.trial import Child, Plan, Trial, is_traceback, program
from tests.reliability.workbook_attacks import ATTACKS as OF_WORKBOOKS
from tests.reliability.workbook_attacks import BROKEN, Wanted, plain_workbook

MOST_SECONDS = 60.0
"""Processor time of the program and of the process that reads."""
MOST_BYTES = 1_500_000_000
"""Memory of the larger of the two."""
_OF_THE_FILE = ("file", "files")


@dataclass(frozen=True)
class End:
    """How a check of a tape ended: status, both streams, seconds of processor time and largest memory."""

    code: int
    printed: str
    said: str
    seconds: float
    size_bytes: int


def hostile_tables(plan: Plan) -> Trial:
    """Let `tape check` read what attacks it; what is written otherwise only must mean the same."""
    trial, slowest, most = Trial("tables that attack the reader"), 0.0, 0
    rows = made_up_rows(plan.place)
    plain = plain_workbook(rows, plan.place / "plain.xlsx")
    meaning = _meaning(_checked(plain, plan.place))
    for case in plan.cases:
        name, attack = list(ATTACKS.items())[case % len(ATTACKS)]
        folder = plan.folder(case)
        path, wanted = attack([list(row) for row in rows], folder, plan.chance(case))
        end = _checked(path, folder)
        slowest, most = max(slowest, end.seconds), max(most, end.size_bytes)
        fault = _fault_in(end, wanted, meaning)
        trial.check(case, f"{name}: {fault}" if fault else "")
        path.unlink()
    trial.notes.append(f"slowest {slowest:.1f} s, most memory {most / 1e6:,.0f} MB")
    return trial


def _checked(path: Path, folder: Path) -> End:
    printed = folder / "printed.json"

    def check() -> None:
        with printed.open("w", encoding="utf-8") as sys.stdout:
            program("tape", "check", path, "--as-of", AS_OF, "--out", folder / "out", "--json", "--quiet")()

    child = Child(check)
    code, said = child.end(2 * MOST_SECONDS)
    usage = child.usage
    return End(code, printed.read_text("utf-8"), said, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _fault_in(end: End, wanted: Wanted, meaning: dict[str, object]) -> str:
    if end.code not in (0, 2) or is_traceback(end.said):
        return f"status {end.code}: {end.said[-2000:]}"
    if end.seconds > MOST_SECONDS or end.size_bytes > MOST_BYTES:
        return f"took {end.seconds:.1f} s and {end.size_bytes / 1e6:,.0f} MB"
    if end.code == 2 and not end.said.strip() and not end.printed.strip():
        return "refused without a word"
    if wanted == "same":
        return "" if end.code == 0 and _meaning(end) == meaning else f"means something else: {end.printed}{end.said}"
    if wanted == "any":
        return ""
    if end.code != 2:
        return f"accepted: {end.printed[-2000:]}"
    return "" if wanted == "refused" or _names(end, wanted) else f"{wanted} is not named: {end.printed}{end.said}"


def _names(end: End, place: str) -> bool:
    """Return whether a fault names a place, or the whole file was refused."""
    faults = json.loads(end.printed)["first_faults"] if end.printed else [place]
    return any(place in fault for fault in faults)


def _meaning(end: End) -> dict[str, object]:
    """Return what a check found, apart from the names of files."""
    found = json.loads(end.printed) if end.printed else {}
    return {key: value for key, value in found.items() if key not in _OF_THE_FILE}


def _broken_text(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Save an error of a spreadsheet as text, in any column."""
    row, column = int(chance.integers(1, len(rows))), int(chance.integers(len(rows[0])))
    rows[row][column] = BROKEN[int(chance.integers(len(BROKEN)))]
    return _text(folder, rows), f"row {row + 1}, {rows[0][column].split(' ')[0]}"


def _text(folder: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    path = folder / "tape.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding)
    return path


def _odd_text(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Let quotes stay open, lines be endless, columns too many, letters be none, and nothing but separators stand."""
    place, many = int(chance.integers(1, len(rows))), int(10 ** chance.uniform(4, 6.7))
    fillings = ("\0", '"', ",", "\r", "x" * 100, '""', '"\n', "\ufeff", "\u2028", "\x1a")
    filling = fillings[int(chance.integers(len(fillings)))]
    rows[place][int(chance.integers(len(rows[0])))] = filling * (many // len(filling))
    return _text(folder, rows, ("utf-8", "utf-16")[int(chance.integers(2))]), "any"


def _cut_text(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Cut a text off within any letter, in an encoding of several bytes for each."""
    path = _text(folder, rows, ("utf-8-sig", "utf-16", "gb18030")[int(chance.integers(3))])
    path.write_bytes(path.read_bytes()[: int(chance.integers(path.stat().st_size))])
    return path, "any"


def _parquet(rows: Rows, folder: Path, **columns: object) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    named = {heading: pa.array([row[at] for row in rows[1:]], pa.string()) for at, heading in enumerate(rows[0])}
    path = folder / "tape.parquet"
    parquet.write_table(pa.table({**named, **columns}), path, compression="zstd")
    return path


def _broken_parquet(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Put what is no value into any column: not-a-number, infinity, an error as text, lists, or bytes."""
    import pyarrow as pa

    at, row = int(chance.integers(len(rows[0]))), int(chance.integers(1, len(rows)))
    heading, count = rows[0][at], len(rows) - 1
    kinds: tuple[Callable[[], object], ...] = (
        lambda: pa.array([float("nan") if number == row - 1 else None for number in range(count)]),
        lambda: pa.array([float("inf") if number == row - 1 else None for number in range(count)]),
        lambda: pa.array(["#DIV/0!" if number == row - 1 else None for number in range(count)]),
        lambda: pa.array([[1.0] if number == row - 1 else None for number in range(count)]),
        lambda: pa.array([b"x" if number == row - 1 else None for number in range(count)]),
    )
    path = _parquet(rows, folder, **{heading: kinds[int(chance.integers(len(kinds)))]()})
    return path, f"row {row + 1}, {heading.split(' ')[0]}"


def _large_parquet(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Let a small file stand for many rows of long texts."""
    import pyarrow as pa

    count, length = int(10 ** chance.uniform(3, 5)), int(10 ** chance.uniform(2, 4))
    long = pa.array(["y" * length] * min(count, 300_000_000 // length))
    rows = [rows[0], *([rows[1]] * len(long))]
    return _parquet(rows, folder, note=long), "any"


def _deep_parquet(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Nest the type of a column."""
    import pyarrow as pa

    kind: pa.DataType = pa.int64()
    for _ in range(int(chance.integers(1, 60))):
        kind = pa.list_(kind) if chance.random() < 0.5 else pa.struct([("x", kind)])
    return _parquet(rows, folder, note=pa.nulls(len(rows) - 1, kind)), "any"


def _cut_parquet(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Cut a file off, or change bytes of the facts at its end."""
    path = _parquet(rows, folder)
    content = bytearray(path.read_bytes())
    if chance.random() < 0.3:
        path.write_bytes(content[: int(chance.integers(len(content)))])
        return path, "refused"
    for _ in range(int(chance.integers(1, 8))):
        content[-int(chance.integers(9, min(3000, len(content))))] = int(chance.integers(256))
    path.write_bytes(content)
    return path, "any"


ATTACKS: dict[str, Callable[[Rows, Path, np.random.Generator], tuple[Path, Wanted]]] = {
    **OF_WORKBOOKS,
    "an error in a text": _broken_text,
    "an odd text": _odd_text,
    "a text cut off": _cut_text,
    "no value in Parquet": _broken_parquet,
    "large Parquet": _large_parquet,
    "deep Parquet": _deep_parquet,
    "Parquet cut off or changed": _cut_parquet,
}
