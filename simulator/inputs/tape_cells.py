"""One cell of a loan tape to its value; what cannot be read without guessing is refused with a reason."""

import datetime
import math
import re
from collections.abc import Callable, Mapping

import numpy as np

from simulator.errors import UnfitError, wrong
from simulator.inputs.tables.cells import Broken, Cell, PerCent, cell_text, folded
from simulator.inputs.tape_fields import (
    DECIMALS_OF_UNIT,
    EARLIEST,
    LATEST,
    LONGEST_NAME,
    Field,
    allowed_words,
)
from simulator.values import Value as Words

Value = int | float | str | np.datetime64
Reader = Callable[[Cell], Value | None]
"""Gives the value of a cell, None for an empty one, and raises `CellError` for a wrong one."""

_AMOUNT = re.compile(r"([0-9]{1,16})(?:\.([0-9]{0,6})0*)?")
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0*)?")
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{0,12})?|[0-9](?:\.[0-9]{1,17})?e-[0-9]{1,2})( ?%)?")
_DATE = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日|([0-9]{2})([0-9]{2}))"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"
)
_OTHER_DATE = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1(?:[0-9]{2}|[0-9]{4})")
_SERIAL = re.compile(r"[0-9]{5}")
_FIRST_SERIAL_DAY = datetime.date(1899, 12, 30)
"""Day 0 of spreadsheets, for days after February 1900."""
_LOST_DIGITS = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)


class CellError(UnfitError):
    """A cell does not hold what its column allows; it says what is allowed."""


def reader_of(field: Field, unit: int, sectors: tuple[str, ...], words: Mapping[str, str]) -> Reader:
    """Return the function that reads one cell of a field.

    Values: text for names, the key for choices, fen for amounts, a share of 1, `datetime64[D]`, a whole number.

    Parameters
    ----------
    unit
        What one in the file stands for: 1 or 10,000 yuan; for shares, the file's number for a share of 1.
    sectors
        Names of the sectors allowed.
    words
        Words of the file that stand for allowed ones, by the mapping file.
    """
    allowed = allowed_words(field, unit, sectors)
    read_text = _reader_of_text(field, unit, {**_words_of(field, sectors), **words}, allowed)

    def of_cell(cell: Cell) -> Value | None:
        if not isinstance(cell, str | None):
            _check_kind(cell, field, allowed)
        text = cell_text(cell)
        if text:
            return _exact_share(cell, unit, allowed) if field.kind == "share" and _is_number(cell) else read_text(text)
        if field.is_required:
            raise CellError(wrong("faults.tape.empty", allowed=allowed))
        return None

    return of_cell


def _check_kind(cell: Cell, field: Field, allowed: Words) -> None:
    """Refuse a cell that is broken, or of a kind that its column cannot mean.

    Raises
    ------
    CellError
        With the reason.
    """
    if isinstance(cell, Broken):
        raise CellError(cell.reason)
    if isinstance(cell, PerCent) and field.kind != "share":
        raise CellError(wrong("faults.tape.per_cent", allowed=allowed))
    if isinstance(cell, datetime.date) and field.kind != "date":
        raise CellError(wrong("faults.tape.day", allowed=allowed))


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, float | PerCent)


def _exact_share(cell: Cell, unit: int, allowed: Words) -> float:
    """Return a share that is stored as a number, which may have any number of decimals."""
    share = cell.share if isinstance(cell, PerCent) else float(cell) / unit  # type: ignore[arg-type]
    if not 0 <= share <= 1:
        raise CellError(allowed)
    return share + 0.0  # No -0.


def _words_of(field: Field, sectors: tuple[str, ...]) -> Mapping[str, str]:
    if field.is_sector:
        return {folded(name).casefold(): name for name in sectors}
    return {word.casefold(): choice.key for choice in field.choices for word in (choice.key, *choice.words)}


def _reader_of_text(field: Field, unit: int, words: Mapping[str, str], allowed: Words) -> Callable[[str], Value]:
    if field.kind == "name":
        return lambda text: _name(text, allowed)
    if field.kind == "choice":
        return lambda text: _choice(text, words, allowed)
    if field.kind == "amount":
        return lambda text: _amount(text, field, unit, allowed)
    if field.kind == "share":
        return lambda text: _share(text, unit, allowed)
    if field.kind == "date":
        return lambda text: _date(text, allowed)
    return lambda text: _count(text, field, allowed)


def _name(text: str, allowed: Words) -> str:
    if text[0].isdigit() and _LOST_DIGITS.fullmatch(text):
        raise CellError(wrong("faults.tape.rounded", allowed=allowed))
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise CellError(allowed)
    return text


def _choice(text: str, words: Mapping[str, str], allowed: Words) -> str:
    key = words.get(text.casefold())
    if key is None:
        raise CellError(allowed)
    return key


def _amount(text: str, field: Field, unit: int, allowed: Words) -> int:
    match = _AMOUNT.fullmatch(text)
    decimals = DECIMALS_OF_UNIT[unit]
    after = (match[2] or "").rstrip("0") if match else ""
    if match is None or len(after) > decimals:
        raise CellError(wrong("faults.tape.plain_amount", allowed=allowed))
    fen = int(match[1]) * 100 * unit + int(after.ljust(decimals, "0"))
    if not field.least <= fen <= field.most:
        raise CellError(allowed)
    return fen


def _share(text: str, unit: int, allowed: Words) -> float:
    match = _SHARE.fullmatch(text)
    share = float(match[1]) / (100 if match[2] else unit) if match else math.nan
    if not 0 <= share <= 1:
        raise CellError(allowed)
    return share + 0.0  # No -0.


def _date(text: str, allowed: Words) -> np.datetime64:
    match = _DATE.fullmatch(text)
    if match is None:
        if _OTHER_DATE.fullmatch(text):
            raise CellError(wrong("faults.tape.two_ways", allowed=allowed))
        raise CellError(_serial_day(text, allowed) or allowed)
    month, day = next((match[first], match[first + 1]) for first in (3, 5, 7) if match[first])
    try:
        found = datetime.date(int(match[1]), int(month), int(day)).isoformat()
    except ValueError:
        raise CellError(wrong("faults.tape.no_day", allowed=allowed)) from None
    if not EARLIEST <= found <= LATEST:
        raise CellError(allowed)
    return np.datetime64(found, "D")


def _serial_day(text: str, allowed: Words) -> Words | None:
    """Return that a day is written as the number by which spreadsheets keep it; None for any other text."""
    if _SERIAL.fullmatch(text) is None:
        return None
    day = (_FIRST_SERIAL_DAY + datetime.timedelta(days=int(text))).isoformat()
    return wrong("faults.tape.serial_day", day=day, allowed=allowed) if EARLIEST <= day <= LATEST else None


def _count(text: str, field: Field, allowed: Words) -> int:
    match = _WHOLE.fullmatch(text)
    if match is None or not field.least <= int(match[1]) <= field.most:
        raise CellError(allowed)
    return int(match[1])
