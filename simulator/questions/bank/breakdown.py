"""The book by its parts: branches, products, sectors, grades, vintages, worst loans, concentrations, claims at risk."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.estimate import Estimate
from simulator.inputs.tape import Tape
from simulator.inputs.tape_fields import DEFAULT_DAYS
from simulator.questions.bank.accounts import Accounts, InDefault
from simulator.questions.bank.book_of_tape import FEN, TapeBook
from simulator.questions.bank.case_measures import simulated
from simulator.questions.bank.outcomes import Outcomes
from simulator.questions.bank.tested import BREAKDOWNS, BookRow, ClaimAtRisk, Concentration, LoanRow
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

WORST = 10


def names_of(tape: Tape, by: str) -> list[str]:
    """Return the part to which each loan of the tape belongs, in its order; vintage is the year of lending."""
    if by == "vintage":
        return [str(year) for year in tape.arrays["lent_on"].astype("datetime64[Y]")]
    return tape.texts(by)


def has_defaulted(tape: Tape) -> Truths:
    """Return the loans that are in default or were, shape (loans of the tape,).

    A settled loan was where a claim was filed; of one that defaulted without a claim the tape does not tell.
    """
    return np.asarray((tape.arrays["days_past_due"] >= DEFAULT_DAYS) | (tape.arrays["claim_filed"] > 0))


def breakdown_of(
    stress: str, book: TapeBook, tape: Tape, found: tuple[Outcomes, Outcomes], accounts: Accounts
) -> list[BookRow]:
    """Return the book's parts under one stress; losses are those of loans not in default already.

    Settled loans are in no figure of the book, and count among the loans made.

    Parameters
    ----------
    found
        Defaults with the scheme as it is, and without it.
    """
    return [row for by in BREAKDOWNS for row in _parts(stress, by, book, tape, found, accounts)]


def _parts(
    stress: str, by: str, book: TapeBook, tape: Tape, found: tuple[Outcomes, Outcomes], accounts: Accounts
) -> list[BookRow]:
    names, part_made = np.unique(names_of(tape, by), return_inverse=True)
    part = part_made[book.rows]
    covered, alone = found
    losses = [
        _by_part(one, values, part[book.active], np.bincount(part, book.balance, len(names)).astype(np.float64))
        for one, values in ((covered, covered.gross), (covered, covered.net), (alone, alone.net))
    ]
    balance = book.balance
    is_npl = book.pd >= 1

    def summed(values: Floats) -> Floats:
        return np.bincount(part, values, len(names)).astype(np.float64)

    whole, npl = summed(balance), summed(balance * is_npl)
    risk = summed(balance * ~is_npl * accounts.pd)
    allowance = summed(accounts.loss.integral_allowance_yuan)
    count = np.bincount(part, minlength=len(names))
    lent = tape.arrays["principal"] / FEN
    made, ever = np.bincount(part_made, minlength=len(names)), has_defaulted(tape)
    all_lent, bad_lent = (np.bincount(part_made, values, len(names)) for values in (lent, lent * ever))
    return [
        BookRow(
            stress=stress,
            by=by,
            name=str(name),
            loans=int(count[i]),
            balance=float(whole[i]),
            pd=float(risk[i] / (whole[i] - npl[i])) if whole[i] > npl[i] else 0.0,
            npl_balance=float(npl[i]),
            gross_loss=losses[0][i],
            net_loss=losses[1][i],
            net_loss_alone=losses[2][i],
            allowance=float(allowance[i]),
            made=int(made[i]),
            lent=float(all_lent[i]),
            lent_defaulted=float(bad_lent[i]),
        )
        for i, name in enumerate(names)
    ]


def _by_part(found: Outcomes, values: Floats, part: Integers, balance: Floats) -> list[Estimate]:
    """Return the mean loss of each part of the book, at most its balance on every path."""
    parts = len(balance)
    cell = found.path * parts + part[found.loan] if len(found.loan) else found.path
    table = np.bincount(cell, values, found.paths * parts).astype(np.float64).reshape(found.paths, parts)
    return [simulated("net_loss", table[:, i], float(balance[i])) for i in range(parts)]


def worst_loans(book: TapeBook, tape: Tape, found: Outcomes, accounts: Accounts) -> tuple[LoanRow, ...]:
    """Return the loans with the largest mean net loss; one in default counts with its allowance."""
    loss = accounts.loss.integral_allowance_yuan * (book.pd >= 1)
    loss[book.active] += np.bincount(found.loan, found.net, len(book.active)) / found.paths
    order = np.argsort(-loss, kind="stable")[:WORST]
    loans, borrowers, sectors = (_texts(book, tape, key) for key in ("loan", "borrower", "sector"))
    number = {loan: i for i, loan in enumerate(book.active.tolist())}

    def estimate(loan: int) -> Estimate:
        if loan not in number:
            return Estimate(float(loss[loan]), float(loss[loan]), float(loss[loan]), "mean")
        lost = found.by_path(np.where(found.loan == number[loan], found.net, 0.0))
        return simulated("net_loss", lost, float(book.balance[loan]))

    return tuple(
        LoanRow(
            loan=loans(i),
            borrower=borrowers(i),
            sector=sectors(i),
            balance=float(book.balance[i]),
            days_past_due=int(book.days_past_due[i]),
            pd=float(book.pd[i]),
            net_loss=estimate(i),
            allowance=float(accounts.loss.integral_allowance_yuan[i]),
        )
        for i in order.tolist()
    )


def _texts(book: TapeBook, tape: Tape, key: str) -> Callable[[int], str]:
    words = tape.texts(key)
    return lambda loan: words[int(book.rows[loan])]


def at_risk(book: TapeBook, tape: Tape, default: InDefault, scenario: Scenario) -> tuple[ClaimAtRisk, ...]:
    """Return the loans whose claim may be refused, largest balance first.

    What is at stake is the contract's part of the loss of a loan like it: the mean part of loans without such a flaw
    (or, if there is none, the scheme's ratio on the part that patents secure).
    """
    chosen = [i for i, words in enumerate(book.reason) if words]
    sound = np.array([covered and not words for covered, words in zip(book.is_covered, book.reason, strict=True)])
    usual = default.compensated[sound]
    part = float(usual.mean()) if len(usual) else scenario.scheme.compensation_ratio * float(book.ip_share.mean())
    loans, borrowers = (_texts(book, tape, key) for key in ("loan", "borrower"))
    days = (tape.arrays["filed_on"] - tape.arrays["lent_on"])[book.rows]
    return tuple(
        ClaimAtRisk(
            loan=loans(i),
            borrower=borrowers(i),
            balance=float(book.balance[i]),
            reason=book.reason[i],
            days_to_filing=int(days[i].astype(np.int64)),
            compensation=float(book.balance[i] * default.lost[i] * part),
        )
        for i in sorted(chosen, key=lambda i: -book.balance[i])
    )


def concentration_of(book: TapeBook, tape: Tape) -> Concentration:
    """Return how much of the balance few borrowers, sectors and branches hold."""
    owed: dict[str, float] = {}
    for name, balance in zip(_live(book, tape, "borrower"), book.balance.tolist(), strict=True):
        owed[name] = owed.get(name, 0.0) + balance
    largest = tuple(sorted(owed.items(), key=lambda pair: -pair[1])[:WORST])
    whole = float(book.balance.sum())
    return Concentration(
        largest=largest,
        largest_share=sum(balance for _, balance in largest) / whole,
        herfindahl={by: _herfindahl(_live(book, tape, by), book.balance) for by in ("borrower", "sector", "branch")},
    )


def _live(book: TapeBook, tape: Tape, by: str) -> list[str]:
    """Return the part to which each loan with a balance belongs."""
    names = names_of(tape, by)
    return [names[row] for row in book.rows.tolist()]


def _herfindahl(names: list[str], balance: Floats) -> float:
    _, part = np.unique(names, return_inverse=True)
    shares = np.bincount(part, balance) / balance.sum()
    return float((shares**2).sum())
