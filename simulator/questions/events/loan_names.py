"""Names of loans: `2027-03-0017` is the 17th application of March 2027, `2027-03-0017.1` its first renewal.

Loans of the opening book are called `book-00012`.
"""

import re
import unicodedata

import numpy as np

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import names
from simulator.ledger import Ints
from simulator.randomness.streams import SLOTS_PER_MONTH
from simulator.values import Phrase

_OF_MONTH = re.compile(r"^(\d{4})-(\d{2})-(\d{1,5})(?:\.\d{1,4})?$", re.ASCII)
_OF_BOOK = re.compile(r"^book-(\d{1,9})(?:\.\d{1,4})?$", re.ASCII)
_BOOK = 1 << 40
_NEIGHBOURS = 2


def month_text(start_year: int, month: int) -> str:
    """Return a month of the calendar, "2027-03"; month 0 is the first of the start year."""
    return f"{start_year + month // 12}-{month % 12 + 1:02d}"


def loan_name(start_year: int, key: int, generation: int = 0) -> str:
    """Return the name of a loan.

    Parameters
    ----------
    start_year
        Year in which the clock starts.
    key
        Its borrower's number (see `path_events.borrower_keys`).
    generation
        0 for the first loan, 1 for the first renewal, ...
    """
    if key < 0:
        name = f"book-{key + _BOOK + 1:05d}"
    else:
        month, index = divmod(key, SLOTS_PER_MONTH)
        name = f"{month_text(start_year, month - 1)}-{index + 1:04d}"
    return f"{name}.{generation}" if generation else name


def key_of_name(start_year: int, name: str, known: Ints) -> int:
    """Return the borrower's number behind the name of a loan, whichever of its renewals is meant.

    Parameters
    ----------
    start_year
        Year in which the clock starts.
    name
        As given by the user.
    known
        Numbers of all borrowers, ascending.

    Raises
    ------
    ScenarioError
        When it is no name of a loan, or nobody's: with the nearest names.
    """
    plain = unicodedata.normalize("NFKC", name).strip().lower()
    of_month, of_book = _OF_MONTH.match(plain), _OF_BOOK.match(plain)
    if of_book:
        key = int(of_book[1]) - 1 - _BOOK
    elif of_month:
        year, month, number = (int(part) for part in of_month.groups())
        key = ((year - start_year) * 12 + month) * SLOTS_PER_MONTH + number - 1
    else:
        example = loan_name(start_year, int(known[len(known) // 2])) if len(known) else "2027-03-0017"
        raise _refusal(name, wrong("events.fault.no_name", example=example))
    place = int(np.searchsorted(known, key))
    if place < len(known) and known[place] == key:
        return key
    near = [loan_name(start_year, int(other)) for other in known[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]]
    raise _refusal(name, wrong("events.fault.no_loan", near=names(near)) if near else wrong("events.fault.no_loans"))


def _refusal(name: str, what: Phrase) -> ScenarioError:
    return ScenarioError("loan", [Fault(what, f"loan {name}")])
