"""Mutated loan tapes, as CSV, workbook and Parquet."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulator.cli import taping
from tests.reliability.trial import Plan, Trial, called, in_blocks

Rows = list[list[str]]
AS_OF = taping.SAMPLE_AS_OF
_LOANS = 30
_FLAWS = ("-1", "nan", "inf", "1e400", "9" * 400, "zq", "=1+1", "\u202e", "1,5", "--")


def mutated_tapes(plan: Plan) -> Trial:
    """Mutate a made-up tape: cells that are wrong for certain, and bytes anyhow, in three formats."""
    trial = Trial("mutated loan tapes")
    rows = made_up_rows(plan.place)
    in_blocks(plan, trial, lambda case: _tested(case, plan, rows))
    return trial


def made_up_rows(place: Path) -> Rows:
    """Return the rows of a made-up tape, headings first.

    Raises
    ------
    RuntimeError
        When none can be made.
    """
    code, said, _ = called("tape", "sample", "--loans", _LOANS, "--out", place / "made-up")
    if code:
        raise RuntimeError(said)
    (tape,) = (place / "made-up").rglob("loans.csv")
    return list(csv.reader(io.StringIO(tape.read_text("utf-8-sig"))))


def _tested(case: int, plan: Plan, rows: Rows) -> str:
    chance = plan.chance(case)
    kind = ("csv", "csv", "xlsx", "parquet")[case % 4]
    if case % 8 < 4:
        name, change = list(FLAWS.items())[int(chance.integers(len(FLAWS)))]
        content = WRITERS[kind](change([list(row) for row in rows], chance))
        wanted = 2
    else:
        name, wanted = "bytes anyhow", None
        content = _anyhow(WRITERS[kind](rows), chance)
    path = plan.place / f"tape.{kind}"
    path.write_bytes(content)
    fault = _judged(path, plan.place / "out", wanted)
    return f"{name} in {kind}: {fault}" if fault else ""


def _judged(path: Path, out: Path, wanted: int | None) -> str:
    code, said, defect = called("tape", "check", path, "--as-of", AS_OF, "--out", out, "--quiet")
    if defect:
        return f"traceback {defect}"
    if code not in ((0, 2) if wanted is None else (wanted,)):
        return f"status {code}: {said[-300:]}"
    if code == 2 and not any(line.startswith("  - ") for line in said.splitlines()):
        return f"no clear fault: {said[-300:]}"
    return ""


def _cell(rows: Rows, chance: np.random.Generator, columns: tuple[str, ...], value: str) -> Rows:
    """Put a value into a random cell of one of these columns."""
    heading = columns[int(chance.integers(len(columns)))]
    column = next(number for number, name in enumerate(rows[0]) if name.split(" ")[0] == heading)
    rows[int(chance.integers(1, len(rows)))][column] = value
    return rows


def _bad_number(rows: Rows, chance: np.random.Generator) -> Rows:
    columns = ("principal", "balance", "rate", "days_past_due", "pd", "patents")
    return _cell(rows, chance, columns, _FLAWS[int(chance.integers(len(_FLAWS)))])


def _bad_day(rows: Rows, chance: np.random.Generator) -> Rows:
    days = ("2024-13-01", "2024-02-30", "0000-00-00", "01/02/2024", "99999-01-01", "zq", "2024-1", "-2024-01-01")
    return _cell(rows, chance, ("lent_on", "due_on", "filed_on"), days[int(chance.integers(len(days)))])


def _bad_word(rows: Rows, chance: np.random.Generator) -> Rows:
    columns = ("sector", "repayment", "security", "is_renewal", "patent_type")
    return _cell(rows, chance, columns, ("zq", "🜁", "x" * 5000, "\x07")[int(chance.integers(4))])


def _needed_empty(rows: Rows, chance: np.random.Generator) -> Rows:
    return _cell(rows, chance, ("loan", "borrower", "sector", "principal", "lent_on", "due_on", "days_past_due"), "")


def _loan_twice(rows: Rows, chance: np.random.Generator) -> Rows:
    return [*rows, rows[int(chance.integers(1, len(rows)))]]


def _balance_too_large(rows: Rows, chance: np.random.Generator) -> Rows:
    return _cell(rows, chance, ("balance",), "90000000000")


def _column_missing(rows: Rows, chance: np.random.Generator) -> Rows:
    needed = ("loan", "borrower", "sector", "principal", "balance", "lent_on", "due_on", "days_past_due")
    heading = needed[int(chance.integers(len(needed)))]
    column = next(number for number, name in enumerate(rows[0]) if name.split(" ")[0] == heading)
    return [row[:column] + row[column + 1 :] for row in rows]


def _column_twice(rows: Rows, chance: np.random.Generator) -> Rows:
    column = int(chance.integers(len(rows[0])))
    return [[*row, row[column]] for row in rows]


def _days_turned(rows: Rows, chance: np.random.Generator) -> Rows:
    """Let a loan fall due before it is lent."""
    return _cell(rows, chance, ("due_on",), "2001-01-01")


FLAWS: dict[str, Callable[[Rows, np.random.Generator], Rows]] = {
    "a number": _bad_number,
    "a day": _bad_day,
    "a word": _bad_word,
    "a needed cell": _needed_empty,
    "a loan twice": _loan_twice,
    "a balance above the principal": _balance_too_large,
    "a column missing": _column_missing,
    "a column twice": _column_twice,
    "due before it is lent": _days_turned,
    "no loans": lambda rows, _: rows[:1],
}


def _anyhow(content: bytes, chance: np.random.Generator) -> bytes:
    kind = int(chance.integers(4))
    a, b, c = sorted(int(chance.integers(len(content))) for _ in range(3))
    if kind == 0:
        found = bytearray(content)
        for _ in range(int(chance.integers(1, 20))):
            found[int(chance.integers(len(found)))] ^= 1 << int(chance.integers(8))
        return bytes(found)
    if kind == 1:
        return content[:a]
    return content[:a] + content[b:] if kind == 2 else content[:b] + content[a : a + 300] + content[c:]


def _csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8")


def _xlsx(rows: Rows) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("loans")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return file.getvalue()


def _parquet(rows: Rows) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    file = io.BytesIO()
    columns = [pa.array(list(column), pa.string()) for column in zip(*rows[1:], strict=True)]
    columns = columns or [pa.array([], pa.string()) for _ in rows[0]]
    parquet.write_table(pa.Table.from_arrays(columns, names=rows[0]), file)
    return file.getvalue()


WRITERS: dict[str, Callable[[Rows], bytes]] = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}
