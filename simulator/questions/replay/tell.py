"""What a replay tells: closing balances, what each event moved, and who bears what of each loss."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from simulator.answer import Answer, Column, Kind, Row, Table, data_table
from simulator.questions.basis import computed_basis
from simulator.questions.names import party_name
from simulator.questions.read_files import copies_of, remarks_of
from simulator.questions.replay.ask import Replay
from simulator.values import Cell, Number, Own, Phrase, Unit, phrase

SCREEN_ROWS = 40
BOOKS = ("month", "event", "loan", "amount", "fund_balance", "performing", "npl", "queue", "npl_bp")
PARTIES = ("insurer", "guarantor", "reinsurer", "appraiser")
OUTCOME = ("loan", "event", "loss", "claim_fund", "bank", "reason", "fund_share_bp", *PARTIES)
_WORDS = ("event", "loan", "reason")
_COUNTS = ("month", "npl_bp", "fund_share_bp")


def tell(found: Replay) -> Answer:
    """Return the answer; nothing is drawn."""
    rows, numbered = found.result.rows, list(enumerate(found.result.rows, start=1))
    told = [(number, row) for number, row in numbered if any(row[column] != "" for column in OUTCOME[2:])]
    return Answer(
        question="replay",
        basis=computed_basis(found.scenario, (phrase("replay.note"), *remarks_of([found.read]))),
        said=(_said(found),),
        tables=(
            _balances_table(found),
            _table("books", BOOKS, numbered),
            _table("outcome", OUTCOME, told),
            data_table(
                "ledger",
                {column: _kind(column) for column in found.result.columns},
                (Row(str(number), _cells(row, found.result.columns, Own)) for number, row in numbered),
            ),
        ),
        facts={"events": len(rows)},
        attached=copies_of([found.read.path]),
    )


def _said(found: Replay) -> Phrase:
    book, balances = found.read.content, found.result.balances
    amounts = {name: Number(balances[name], "currency") for name in ("fund_paid", "bank_loss", "fund_balance")}
    return phrase(
        "replay.said",
        n=Number(len(book.loans), "count"),
        defaulted=Number(int(np.count_nonzero(book.default_month)), "count"),
        **amounts,
    )


def _balances_table(found: Replay) -> Table:
    """Return the closing balance of each account."""
    rows = tuple(
        Row(name, (phrase(f"replay.account.{name}"), Number(balance, "currency")))
        for name, balance in found.result.balances.items()
    )
    columns = (
        Column("account", phrase("replay.column.account")),
        Column("balance", phrase("replay.column.balance"), "number", "currency"),
    )
    return Table("balances", phrase("replay.table.balances"), columns, rows)


def _table(key: str, columns: Sequence[str], rows: Sequence[tuple[int, Mapping[str, object]]]) -> Table:
    """Return rows of the ledger with some of its columns, in words."""
    headings = tuple(
        Column(column, party_name(column) if column in PARTIES else phrase(f"replay.column.{column}"), *_kind(column))
        for column in columns
    )
    told = tuple(Row(str(number), _cells(row, columns, _word)) for number, row in rows)
    return Table(key, phrase(f"replay.table.{key}"), headings, told, screen_rows=SCREEN_ROWS)


def _kind(column: str) -> tuple[Kind, Unit]:
    if column in _WORDS:
        return "words", "plain"
    return "number", "count" if column in _COUNTS else "currency"


def _cells(row: Mapping[str, object], columns: Sequence[str], word: Callable[[str, str], Cell]) -> tuple[Cell, ...]:
    return tuple(_cell(column, row[column], word) for column in columns)


def _cell(column: str, value: object, word: Callable[..., Cell]) -> Cell:
    if value in (None, ""):
        return None
    if column in _WORDS:
        return Own(str(value)) if column == "loan" or word is Own else word(column, str(value))
    return Number(float(str(value)), _kind(column)[1])


def _word(column: str, code: str) -> Phrase:
    """Return an event or a reason of the ledger in words."""
    return phrase(f"{column}.{code.replace(' ', '_')}")
