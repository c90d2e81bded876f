"""Files about loan tapes as comma-separated text: tapes, lists of faults; no cell can become a formula."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulator.errors import wrong
from simulator.inputs.tape import NOT_GIVEN, Tape
from simulator.inputs.tape_faults import Faults
from simulator.inputs.tape_fields import FIELDS, Field, heading_of
from simulator.reporting import csv_files
from simulator.saying.speaker import said

MOST_LISTED = 1000
"""A file with more faults than that has one cause, or few: who mends them needs no longer list."""


def fault_rows(faults: Faults) -> bytes:
    """Return the first `MOST_LISTED` faults as comma-separated text; a last row tells how many more there are."""
    rows = [("row", "column", "value", "allowed")]
    rows += [
        (str(one.row), csv_files.harmless(said(one.column)), csv_files.harmless(one.value_text), said(one.what))
        for one in itertools.islice(faults, MOST_LISTED)
    ]
    if faults.count > MOST_LISTED:
        rows.append(("", "", "", said(wrong("faults.more", n=faults.count - MOST_LISTED))))
    return csv_files.csv_bytes(rows)


def texts_of(tape: Tape) -> dict[str, list[str]]:
    """Return a tape as texts by field, amounts in yuan; fields that are empty throughout are left out."""
    texts = {field.key: _texts(field, tape) for field in FIELDS}
    return {key: column for key, column in texts.items() if any(column)}


def _texts(field: Field, tape: Tape) -> list[str]:
    values = tape.arrays[field.key]
    if field.kind in ("name", "choice"):
        return tape.texts(field.key)
    if field.kind == "amount":
        is_empty = not field.is_required and not values.any()
        return [""] * len(values) if is_empty else [_yuan(field, fen) for fen in values.tolist()]
    if field.kind == "share":
        return ["" if np.isnan(share) else f"{share:.12g}" for share in values.tolist()]
    if field.kind == "date":
        return ["" if np.isnat(day) else str(day) for day in values]
    return ["" if number == NOT_GIVEN else str(number) for number in values.tolist()]


def _yuan(field: Field, fen: int) -> str:
    """Return an amount; a claim of 0 is left empty, as its day is."""
    is_empty = fen == 0 and field.key.startswith("claim_")
    return "" if is_empty else csv_files.money_text(fen).removesuffix(".00")


def tape_csv(texts: Mapping[str, Sequence[str]], language: str) -> bytes:
    """Return texts by field as a loan tape with headings in this language ("en" or "zh"), amounts in yuan.

    Parameters
    ----------
    texts
        Columns of the same length; amounts in yuan, shares as parts of 1.
    """
    fields = [field for field in FIELDS if field.key in texts]
    headings = [_heading(field, language) for field in fields]
    columns: list[Any] = [_written(field, texts[field.key], language) for field in fields]
    return csv_files.csv_bytes([headings]) + csv_files.csv_rows(zip(*columns, strict=True))


def _heading(field: Field, language: str) -> str:
    """Return the heading; shares are written as parts of 1, so that they name no unit."""
    return heading_of(field, language) if field.kind != "share" else heading_of(field, language).removesuffix(" (%)")


def _written(field: Field, texts: Sequence[str], language: str) -> list[str]:
    """Return the texts of a column; choices in the language of the headings."""
    words = {choice.key: choice.words[0] for choice in field.choices} if language == "zh" else {}
    return [csv_files.harmless(words.get(text, text)) for text in texts]
