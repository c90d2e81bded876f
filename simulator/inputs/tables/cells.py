"""What a cell of a table may be: blank, text, number, number shown as per cent, day, or broken."""

import datetime
import math
import re
from dataclasses import dataclass

from simulator.errors import wrong
from simulator.values import Value

LONGEST_TEXT = 1000
"""No column needs longer ones, and a short file may hold a long one a million times."""
_HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20, 0xA0: 0x20, 0xFFE5: 0xA5}
_NUMBER_DIGITS = 15
_ERROR = re.compile(
    r"#(?:N/A!?|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|GETTING_DATA"
    r"|EXTERNAL!|PYTHON!)|Err:5[0-9]{2}",
    re.IGNORECASE,
)
"""What Excel, WPS and LibreOffice write where a formula has no result."""


@dataclass(frozen=True)
class PerCent:
    """A number that its cell shows as per cent: 0.0075 where the cell says 0.75 %."""

    share: float

    def __str__(self) -> str:
        return f"{100 * self.share:.{_NUMBER_DIGITS}g}%"


@dataclass(frozen=True)
class Broken:
    """A cell that is neither empty nor readable, and why: a formula's error, a format that shows another number."""

    text: str
    """What it holds, as a message shows it."""
    reason: Value
    """What is wrong with it, and the way out."""

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | PerCent | Broken | datetime.date | None
"""A blank cell is None or an empty text; days with a time of day are `datetime.datetime`."""


def cell_of_text(text: str) -> Cell:
    """Return the cell of a text: broken where it is what spreadsheets write for an error, or too long."""
    if len(text) > LONGEST_TEXT:
        return Broken(text[:100], wrong("faults.cell.long", count=len(text), most=LONGEST_TEXT))
    plain = text.strip()
    if plain[:1] in ("#", "E", "e") and _ERROR.fullmatch(plain):
        return Broken(plain, wrong("faults.cell.error"))
    if len(plain) > 2 and plain.startswith("##") and plain.strip("#") == "":
        return Broken(plain[:40], wrong("faults.cell.narrow"))
    return text


def cell_of_number(number: float) -> Cell:
    """Return the cell of a number: broken where it is none, or infinite."""
    if math.isfinite(number):
        return number
    return Broken(str(number), wrong("faults.cell.nan") if math.isnan(number) else wrong("faults.cell.infinite"))


def is_blank(cell: Cell) -> bool:
    """Return whether nothing stands in a cell, or only spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def folded(text: str) -> str:
    """Return a text trimmed, with full-width letters, digits and signs in their usual width."""
    return text.translate(_HALF_WIDTH).strip()


def cell_text(cell: Cell) -> str:
    """Return a cell as text; numbers with at most 15 digits, as spreadsheets keep them, days as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return folded(cell) if not cell.isascii() else cell.strip()
    if isinstance(cell, float):
        is_whole = math.isfinite(cell) and abs(cell) < 1e15 and cell == math.trunc(cell)
        return str(int(cell)) if is_whole else f"{cell:.{_NUMBER_DIGITS}g}"
    return str(cell)
