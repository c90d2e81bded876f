"""From a loan tape to a world of its own: the tape's PDs as grades, its loans as the opening book."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.analysis.episodes import with_sections
from simulator.engines.preparing import calibrated
from simulator.errors import Fault, NoAnswerError, ScenarioError, wrong
from simulator.faults import shown
from simulator.inputs.days import months_until, years_between
from simulator.inputs.number_columns import ColumnFacts, Unit, facts_of
from simulator.inputs.tape import Tape
from simulator.inputs.tape_fields import DEFAULT_DAYS
from simulator.scenario.model import Scenario
from simulator.scenario.world import Grade, Loans
from simulator.values import Number, Own, Phrase, phrase

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

MOST_GRADES = 100
"""Distinct PDs simulated; more are grouped, since each takes as long to prepare as thousands of paths."""
LARGEST_PD, SMALLEST_PD = 0.999, 1e-9
FEN = 100
YEARS = 2
LONGEST_DUE = 240


@dataclass(frozen=True, eq=False)
class TapeBook:
    """Loans with a balance, and what simulates those not in default; arrays of shape (loans,), in the tape's order."""

    scenario: Scenario
    """Without new business; its grades are the PDs of the tape."""
    book: Integers
    """Every loan as an opening book has it, shape (loans, r.BOOKS); those in default have no pool."""
    rows: Integers
    """Row of the tape."""
    balance_fen: Integers
    pd: Floats
    """As on the tape, or of the grade in the scenario, at most `LARGEST_PD`; 1 in default."""
    months_left: Integers
    days_past_due: Integers
    sector: Integers
    """Index in the scenario."""
    is_covered: Truths
    """Filed with the scheme."""
    reason: tuple[str, ...]
    """Why the claim may be refused; empty: nothing known against it."""
    ip_share: Floats
    """Part of the loan that the patents secure."""
    largest_pd_change: float
    notes: tuple[Phrase, ...]
    read: tuple[ColumnFacts, ...]

    @property
    def opening(self) -> Integers:
        """Return the opening book of the active loans, in their order, shape (active loans, r.BOOKS)."""
        return numbered(self.book[self.active])

    @property
    def balance(self) -> Floats:
        """Return what is owed in currency, shape (loans,)."""
        return self.balance_fen / FEN

    @property
    def active(self) -> Integers:
        """Return the loans not in default, shape (active loans,)."""
        return np.flatnonzero(self.days_past_due < DEFAULT_DAYS)

    @property
    def impaired(self) -> Integers:
        """Return the loans in default, shape (impaired loans,)."""
        return np.flatnonzero(self.days_past_due >= DEFAULT_DAYS)


def book_of_tape(scenario: Scenario, tape: Tape, filing_days: int) -> TapeBook:
    """Return the book of a tape: each loan with a balance is a loan of its own, loans of a borrower default together.

    Months left are counted by the month-end rule of `inputs.days`; a loan past its due date has one. Patents have lost
    value since lending at their sector's rate. A claim is refused for certain where the loan was filed late or its
    pledge is not registered.

    Parameters
    ----------
    filing_days
        Days from lending after which a filing is late.

    Raises
    ------
    NoAnswerError
        When no loan has a balance.
    ScenarioError
        When a loan has no PD and its grade is none of the scenario's.
    """
    rows = np.flatnonzero(tape.arrays["balance"] > 0)
    if not len(rows):
        raise NoAnswerError(wrong("bank.fault.no_balance"))
    of = {key: values[rows] for key, values in tape.arrays.items()}
    sector = _sectors(scenario, tape, rows)
    days = of["days_past_due"]
    is_active = days < DEFAULT_DAYS
    pd = np.where(is_active, _pds(scenario, tape, rows, sector, is_active), 1.0)
    is_covered = ~np.isnat(of["filed_on"])
    is_registration_told = "registration" in tape.denied or bool((of["registration"] >= 0).any())
    reason = _reasons(of, filing_days, is_covered, is_registration_told)
    ip_share = of["ip_part"] / of["principal"]
    grade_pds, grade, change = _graded(pd[is_active])
    pd[is_active] = np.minimum(pd[is_active], LARGEST_PD)
    world = _world(scenario, grade_pds, is_amortising=_is_amortising(tape, of))
    book = np.zeros((len(rows), r.BOOKS), dtype=np.int64)
    months = np.clip(months_until(tape.as_of, of["due_on"]), 1, LONGEST_DUE)
    columns = {
        r.BOOK_COUNT: np.ones(len(rows), dtype=np.int64),
        r.BOOK_PRINCIPAL: of["balance"],
        r.BOOK_DUE: months,
        r.BOOK_COVERED: is_covered.astype(np.int64),
        r.BOOK_KEY: of["borrower"],
        r.BOOK_BANK: _banks(scenario, tape, rows),
        r.BOOK_IP: of["ip_part"],
        r.BOOK_IP_OF: of["principal"],
        r.BOOK_APPRAISAL: _appraisals(scenario, tape, rows, sector),
        r.BOOK_KIND: _kinds(tape, rows),
        r.BOOK_OTHER: _other_collateral(of),
        r.BOOK_REFUSED: np.array([bool(words) for words in reason], dtype=np.int64),
    }
    for column, values in columns.items():
        book[:, column] = values
    book[is_active, r.BOOK_RISK] = sector[is_active] * len(world.grades) + grade
    return TapeBook(
        scenario=world,
        book=book,
        rows=rows,
        balance_fen=of["balance"],
        pd=pd,
        months_left=months,
        days_past_due=days,
        sector=sector,
        is_covered=is_covered,
        reason=reason,
        ip_share=ip_share,
        largest_pd_change=change,
        notes=_notes(scenario, tape, of, is_covered, world, change),
        read=_as_read(of),
    )


def numbered(book: Integers) -> Integers:
    """Return a book whose loans are numbered by their row."""
    own = book.copy()
    own[:, r.BOOK_FIRST] = np.arange(len(book))
    return own


def _sectors(scenario: Scenario, tape: Tape, rows: Integers) -> Integers:
    names = [sector.name for sector in scenario.sectors]
    texts = tape.texts("sector")
    return np.array([names.index(texts[row]) for row in rows.tolist()], dtype=np.int64)


def _banks(scenario: Scenario, tape: Tape, rows: Integers) -> Integers:
    """Return each loan's bank in the scenario, the first where the scenario does not know it."""
    place = {bank.name: index for index, bank in enumerate(scenario.banks)}
    texts = tape.texts("bank")
    return np.array([place.get(texts[row], 0) for row in rows.tolist()], dtype=np.int64)


def _pds(scenario: Scenario, tape: Tape, rows: Integers, sector: Integers, is_active: Truths) -> Floats:
    """Return each loan's PD: its own, else that of its grade in its sector after calibration."""
    found = tape.arrays["pd"][rows].copy()
    lacking = np.flatnonzero(np.isnan(found) & is_active)
    if not len(lacking):
        return found
    pools, _ = calibrated(scenario)
    grades = [grade.name for grade in scenario.grades]
    texts, numbers = tape.texts("grade"), tape.texts("loan")
    unknown = [i for i in lacking.tolist() if texts[rows[i]] not in grades]
    if unknown:
        first = int(rows[unknown[0]])
        raise ScenarioError(
            "--tape",
            [
                Fault(
                    wrong("bank.fault.grades", n=len(unknown), grade=shown(texts[first]), loan=shown(numbers[first])),
                    "grade",
                )
            ],
        )
    for i in lacking.tolist():
        found[i] = pools[sector[i]].pds[grades.index(texts[rows[i]])]
    return found


def _graded(pds: Floats) -> tuple[Floats, Integers, float]:
    """Return distinct PDs, the index of each loan's, and the largest change of any PD.

    More than `MOST_GRADES` are grouped into as many of equal width in the logarithm, each at the mean of its loans.
    """
    allowed = np.clip(pds, SMALLEST_PD, LARGEST_PD)
    distinct, index = np.unique(allowed, return_inverse=True)
    if len(distinct) > MOST_GRADES:
        edges = np.geomspace(distinct[0], distinct[-1], MOST_GRADES + 1)[1:-1]
        _, index = np.unique(np.searchsorted(edges, allowed, side="right"), return_inverse=True)
        distinct = np.bincount(index, allowed) / np.bincount(index)
    change = float(np.abs(distinct[index] - pds).max(initial=0.0)) if len(pds) else 0.0
    return distinct, index.astype(np.int64), change if change > SMALLEST_PD else 0.0


def _world(scenario: Scenario, pds: Floats, *, is_amortising: bool) -> Scenario:
    """Return the scenario with the tape's PDs and without applications, renewals and early repayment."""
    grades = pds if len(pds) else np.array([0.01])
    share = 1 / len(grades)
    loans = {
        **scenario.loans.model_dump(),
        "renewal_probability": 0.0,
        "prepayment_per_month": 0.0,
        "repayment": "equal_principal" if is_amortising else "bullet",
    }
    return with_sections(
        scenario,
        {
            "clock": scenario.clock.model_copy(update={"years": YEARS, "run_off": True}),
            "sectors": tuple(sector.model_copy(update={"pd_multiplier": 1.0}) for sector in scenario.sectors),
            "grades": tuple(
                Grade(name=f"pd {i + 1}", share=share, pd_per_year=float(pd)) for i, pd in enumerate(grades)
            ),
            "applications": scenario.applications.model_copy(update={"per_month": 0.0}),
            "loans": Loans.model_validate(loans),
            "calibration": None,
            "gate": scenario.gate.model_copy(update={"excluded_grades": ()}),
            "book": (),
            "stress": (),
        },
    )


def _is_amortising(tape: Tape, of: dict[str, NDArray[np.int64]]) -> bool:
    """Return whether most of the balance is repaid in parts."""
    words = tape.words["repayment"]
    bullet = words.index("bullet") if "bullet" in words else -1
    in_parts = (of["repayment"] >= 0) & (of["repayment"] != bullet)
    return bool(of["balance"][in_parts].sum() * 2 > of["balance"].sum())


def _reasons(
    of: dict[str, NDArray[np.int64]], filing_days: int, is_covered: Truths, is_registration_told: bool
) -> tuple[str, ...]:
    """Return why each filed loan's claim may be refused; a registration counts where the tape tells of any."""
    days = (of["filed_on"] - of["lent_on"]).astype(np.int64)
    late = is_covered & (days > filing_days)
    missing = is_covered & (of["registration"] < 0) & is_registration_told
    words = np.where(late, "late", "")
    both = np.where(late & missing, "_", "")
    return tuple(
        f"{one}{link}{two}" for one, link, two in zip(words, both, np.where(missing, "unregistered", ""), strict=True)
    )


def _appraisals(scenario: Scenario, tape: Tape, rows: Integers, sector: Integers) -> Integers:
    """Return the appraisals in fen, less the sector's decay since lending; -1 where the tape has none."""
    appraised = tape.arrays["appraised_value"][rows]
    years = years_between(tape.arrays["lent_on"][rows], tape.as_of)
    decay = np.array([one.patent_decay_per_year for one in scenario.sectors])[sector]
    return np.where(appraised > 0, np.round(appraised * np.exp(-decay * years)), -1).astype(np.int64)


def _other_collateral(of: dict[str, NDArray[np.int64]]) -> Integers:
    """Return the value of other collateral in fen; -1 where no loan has any: the tape does not tell."""
    values = of["other_collateral"]
    return values if values.any() else np.full_like(values, -1)


def _kinds(tape: Tape, rows: Integers) -> Integers:
    """Return 0 for inventions and mixed portfolios, 1 for the others."""
    texts = tape.texts("patent_type")
    return np.array([int(texts[row] in ("utility_model", "design")) for row in rows.tolist()], dtype=np.int64)


def _as_read(of: dict[str, NDArray[Any]]) -> tuple[ColumnFacts, ...]:
    """Return what PDs, rates, balances and due dates of the loans with a balance are taken together."""
    columns: tuple[tuple[str, Unit, NDArray[Any]], ...] = (
        ("pd", "share", of["pd"][~np.isnan(of["pd"])]),
        ("rate", "share", of["rate"][~np.isnan(of["rate"])]),
        ("balance", "yuan", of["balance"] / FEN),
        ("due_on", "day", of["due_on"]),
    )
    return tuple(facts_of(key, unit, values) for key, unit, values in columns if len(values))


def _count(number: int) -> Number:
    return Number(number, "count")


def _notes(
    scenario: Scenario,
    tape: Tape,
    of: dict[str, NDArray[np.int64]],
    is_covered: Truths,
    world: Scenario,
    change: float,
) -> tuple[Phrase, ...]:
    found = [phrase("bank.note.tape", words=note) for note in tape.notes]
    is_late = (tape.as_of - of["due_on"]).astype(np.int64) > of["days_past_due"]
    if is_late.any():
        found.append(phrase("bank.note.overdue", as_of=Own(str(tape.as_of)), count=_count(int(is_late.sum()))))
    known = {bank.name for bank in scenario.banks}
    words = (*tape.words["bank"], "")
    unknown = sum(words[index] not in known for index in of["bank"].tolist())
    if unknown and len(known) > 1:
        found.append(phrase("bank.note.banks", count=_count(unknown), bank=Own(scenario.banks[0].name)))
    if not is_covered.any():
        found.append(phrase("bank.note.none_filed"))
    if change > 0:
        found.append(
            phrase(
                "bank.note.pds",
                count=_count(len(world.grades)),
                low=Number(SMALLEST_PD),
                high=Number(LARGEST_PD),
                change=Number(change),
            )
        )
    if (of["registration"] < 0).all() and "registration" not in tape.denied:
        found.append(phrase("bank.note.registration"))
    repayment = tape.words["repayment"]
    given = {repayment[index] for index in of["repayment"].tolist() if index >= 0}
    own = world.loans.repayment
    if given - {world.loans.repayment}:
        found.append(phrase(f"bank.note.repaid.{own}"))
    if scenario.loans.prepayment_per_month > 0:
        found.append(phrase("bank.note.prepayment"))
    if of["other_collateral"].any():
        share = Number(scenario.loans.other_collateral_recovery, "share")
        found.append(phrase("bank.note.collateral", share=share))
    return tuple(found)
