"""The log of one path as rows for people and programs: comma-separated and, where pyarrow is there, Parquet."""

import importlib.util
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import Bools, PathEvents, borrower_of, generation_of, is_of
from simulator.engines.events import codes
from simulator.engines.events.accounts import LOG
from simulator.ledger import Ints
from simulator.reporting import csv_files
from simulator.reporting.paths.event_words import EVENTS, FELL_DUE, REASONS
from simulator.reporting.paths.loan_names import loan_name

BLOCK = 1 << 16
"""Entries turned into text at a time, so that memory stays bounded."""

Kind = Literal["text", "money", "basis points", "ppm", "number"]
_DIVISORS = {"basis points": 10_000, "ppm": 1_000_000}
_ALWAYS = ("fund_change", "balance", "performing", "npl", "queue")
_WHEN_ASSESSED = ("loss", "share", "claim", "guarantor", "reinsurer", "insurer", "appraiser", "bank")


@dataclass(frozen=True)
class Column:
    """One column of a block: numbers as the engine counts them, or places in a list of words.

    Attributes
    ----------
    name
        Heading.
    kind
        Unit of the values; `text`: `values` are places in `words`.
    values, has_value
        Shape (entries,); an entry without a value gets an empty cell.
    """

    name: str
    kind: Kind
    values: Ints
    has_value: Bools
    words: Sequence[str] = ()


def kinds_of_entries(events: PathEvents) -> Ints:
    """Return the kind of each entry, `FELL_DUE` for the end of a loan that then defaults; shape (entries,)."""
    kinds = events.column("event")
    defaulted = events.loans[is_of(events, r.E_DEFAULT)]
    fell_due = (kinds == r.E_REPAID) & np.isin(events.loans, defaulted)
    return np.where(fell_due, FELL_DUE, kinds)


def event_blocks(events: PathEvents) -> Iterator[list[Column]]:
    """Yield the log block by block; every block has the same columns."""
    shown = _Shown(
        kinds_of_entries(events),
        shown_amounts(events),
        np.isin(events.loans, events.loans[is_of(events, r.E_SOLD)]),
    )
    for first in range(0, max(1, len(shown.kinds)), BLOCK):
        yield _block(events, shown, slice(first, first + BLOCK))


def shown_amounts(events: PathEvents) -> Ints:
    """Return the amount of each entry as it is shown, in fen; shape (entries,).

    The engine writes what the sale brought beside an assessed claim; shown is what was approved.
    """
    approved = events.column("claim") + events.column("detail")
    return np.where(is_of(events, r.E_ASSESSED), approved, events.column("amount"))


class _Shown(NamedTuple):
    """What is worked out for all entries at once: kind, amount, and whether the loan's sale has an entry of its own."""

    kinds: Ints
    amounts: Ints
    has_sale: Bools


def _block(events: PathEvents, shown: _Shown, part: slice) -> list[Column]:
    kinds = shown.kinds[part]
    every = np.ones(len(kinds), dtype=np.bool_)
    column = dict(zip(LOG, events.entries[part].T, strict=True))
    detail, is_assessed = column["detail"], kinds == r.E_ASSESSED

    def money(name: str, values: Ints, has_value: Bools = every) -> Column:
        return Column(name, "money", values, has_value)

    always = {name: money(name, column[name]) for name in _ALWAYS}
    parts = {name: money(name, column[name], is_assessed) for name in _WHEN_ASSESSED}
    return [
        *_who_and_what(events, kinds, column, part),
        money("amount", shown.amounts[part]),
        always["fund_change"],
        money("fund_balance", column["balance"]),
        always["performing"],
        always["npl"],
        money("unpaid", column["queue"]),
        Column("ratio", "basis points", column["ratio"], column["ratio"] >= 0),
        money("owed", detail, kinds == r.E_DEFAULT),
        money("recovered", column["amount"], (kinds == r.E_SOLD) | (is_assessed & ~shown.has_sale[part])),
        parts["loss"],
        Column("fund_share", "ppm", _ppm(column["share"], column["whole"]), is_assessed),
        money("fund_part", column["claim"], is_assessed),
        money("waiting_for_budget", detail, is_assessed),
        *(parts[name] for name in ("guarantor", "reinsurer", "insurer", "appraiser")),
        money("bank_part", column["bank"], is_assessed),
        money("returned_to_others", detail, kinds == codes.PROCEEDS),
        Column("auction_round", "number", detail, kinds == codes.ROUND),
    ]


def _ppm(part: Ints, whole: Ints) -> Ints:
    """Return part / whole to the nearest millionth, in parts per million; 0 where there is no share."""
    return np.rint(1e6 * (part / np.maximum(whole, 1))).astype(np.int64)


def _who_and_what(events: PathEvents, kinds: Ints, column: dict[str, Ints], part: slice) -> list[Column]:
    scenario, borrowers = events.scenario, events.borrowers
    start = int(scenario.clock.start[:4])
    has_loan = column["slot"] >= 0
    loans, names = np.unique(events.loans[part], return_inverse=True)
    whose = zip(borrower_of(loans).tolist(), generation_of(loans).tolist(), strict=True)
    loan_words = [loan_name(start, key, generation) for key, generation in whose]
    place = np.where(has_loan, borrowers.place(events.keys[part]), 0)
    last_month = int(column["month"].max(initial=1))
    nobody = np.zeros(len(kinds), dtype=np.int64)

    def of_borrower(name: str, owner: Ints, parts: Sequence[Any]) -> Column:
        values = owner[place] if len(owner) else nobody
        return Column(name, "text", values, has_loan, [part.name for part in parts])

    codes_of_events = list(EVENTS)
    lookup = np.zeros(max(codes_of_events) + 1, dtype=np.int64)
    lookup[codes_of_events] = np.arange(len(codes_of_events))
    months = [csv_files.month_text(start, month - 1) for month in range(last_month + 1)]
    every = np.ones(len(kinds), dtype=np.bool_)
    return [
        Column("month", "text", column["month"], every, months),
        Column("loan", "text", names, has_loan, loan_words),
        of_borrower("sector", borrowers.sector, scenario.sectors),
        of_borrower("grade", borrowers.grade, scenario.grades),
        of_borrower("bank", borrowers.bank, scenario.banks),
        Column("event", "text", lookup[kinds], every, [words[0] for words in EVENTS.values()]),
        Column("reason", "text", column["reason"], column["reason"] > 0, [words[0] for words in REASONS.values()]),
    ]


def csv_parts(events: PathEvents) -> Iterator[bytes]:
    """Yield the log as a comma-separated file, part by part: months as 2027-03, amounts with two decimals."""
    for number, block in enumerate(event_blocks(events)):
        if number == 0:
            yield csv_files.csv_bytes([[column.name for column in block]])
        yield csv_files.csv_rows(zip(*map(_cells, block), strict=True))


def _cells(column: Column) -> list[str]:
    """Return the texts of a column; equal numbers are written once."""
    if column.kind == "text":
        texts = np.array([*map(csv_files.harmless, column.words), ""], dtype=object)
        found: list[str] = texts[np.where(column.has_value, column.values, len(column.words))].tolist()
        return found
    numbers, places = np.unique(column.values, return_inverse=True)
    texts = np.array([_number_text(column.kind, number) for number in numbers.tolist()], dtype=object)
    cells = texts[places] if len(texts) else np.zeros(0, dtype=object)
    cells[~column.has_value] = ""
    written: list[str] = cells.tolist()
    return written


def _number_text(kind: Kind, number: int) -> str:
    if kind == "money":
        return csv_files.money_text(number)
    return str(number) if kind == "number" else repr(number / _DIVISORS[kind])


def has_parquet() -> bool:
    """Return whether Parquet files can be written."""
    return importlib.util.find_spec("pyarrow") is not None


def parquet_bytes(events: PathEvents) -> bytes:
    """Return the log as a Parquet file: amounts as decimals (20, 2), shares as floats, texts as dictionaries.

    Decimals hold every fen exactly and are in the same unit as the comma-separated file.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    buffer = io.BytesIO()
    writer = None
    for block in event_blocks(events):
        table = pa.table({column.name: _arrow(pa, column) for column in block})
        if writer is None:
            writer = parquet.ParquetWriter(buffer, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return buffer.getvalue()


def _arrow(pa: Any, column: Column) -> Any:
    is_missing = ~column.has_value
    if column.kind == "text":
        places = pa.array(np.where(is_missing, 0, column.values).astype(np.int32), mask=is_missing)
        return pa.DictionaryArray.from_arrays(places, pa.array(list(column.words), type=pa.string()))
    if column.kind == "number":
        return pa.array(column.values, mask=is_missing)
    if column.kind == "money":
        return _decimals(pa, column.values, is_missing)
    return pa.array(column.values / _DIVISORS[column.kind], mask=is_missing)


def _decimals(pa: Any, fen: Ints, is_missing: NDArray[np.bool_]) -> Any:
    """Return whole fen as decimals with two places, without going through text: low word, then sign."""
    words = np.ascontiguousarray(np.stack([fen, fen >> 63], axis=1))
    valid = np.packbits(~is_missing, bitorder="little")
    buffers = [pa.py_buffer(valid.tobytes()), pa.py_buffer(words.tobytes())]
    return pa.Array.from_buffers(pa.decimal128(20, 2), len(fen), buffers)
