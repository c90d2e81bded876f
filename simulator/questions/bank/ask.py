"""The stress test of the book of a loan tape."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from simulator.inputs.tape import read_tape
from simulator.questions.bank.stressed_book import BankQuestion, stressed_book
from simulator.questions.bank.tested import BankTest
from simulator.questions.overlays import copies, overlaid
from simulator.questions.question import Progress
from simulator.questions.stresses import stresses_of
from simulator.questions.tape_terms import terms_for
from simulator.scenario.read import Reading
from simulator.scenario.shipped import stress_files

STRESSES = ("mild", "moderate", "severe")


def ask(
    reading: Reading,
    *,
    tape: Path | str,
    as_of: str | None = None,
    unit: str | None = None,
    mapping: Path | str | None = None,
    sheet: str | None = None,
    control: Path | str | None = None,
    units_right: Collection[str] = (),
    stresses: Mapping[str, Path | str] | None = None,
    ratios: Sequence[float] = (),
    filing_days: int = 30,
    provisions: float | None = None,
    tolerance: float | None = None,
    new_business: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> BankTest:
    """Find what bad times do to a bank's own loans: NPL ratio, classes, losses, provisions, capital, return.

    Parameters
    ----------
    tape
        The bank's loans, one a row: CSV, .xlsx or .parquet.
    as_of
        Day of the tape, "2026-06-30"; default today.
    unit
        Unit of amounts whose heading states none.
    mapping
        File that says what the bank's own headings and words stand for.
    sheet
        Sheet of the workbook that holds the loans.
    control
        Table of totals, when it is not a sheet of the workbook.
    units_right
        Columns whose unit is confirmed, however unusual their numbers are.
    stresses
        Stress files by the name to show; default the shipped mild, moderate and severe ones.
    ratios
        Compensation ratios to try beside the scheme's own.
    filing_days
        Days from lending to filing after which a claim is late.
    provisions
        Held now, in currency; default what the rules ask for.
    tolerance
        Tolerated NPL ratio; default the scenario's, if it has one.
    new_business
        Whether the scenario's own applications of two years stand beside the book.

    Raises
    ------
    ScenarioError
        When tape or stresses have faults, or the scenario has no bank rules in force on the day of the tape.
    NoAnswerError
        When no loan has a balance.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    scenario = reading.scenario
    files = {name: stress_files()[name] for name in STRESSES} if stresses is None else stresses
    laid = overlaid(reading, files)
    question = BankQuestion(
        stresses_of(scenario, laid), tuple(dict.fromkeys(ratios)), filing_days, provisions, tolerance, new_business
    )
    terms = terms_for(
        scenario, as_of=as_of, unit=unit, mapping=mapping, sheet=sheet, control=control, units_right=units_right
    )
    found = stressed_book(scenario, read_tape(Path(tape), terms), question, threads=threads, progress=progress)
    digest = hashlib.sha256(Path(tape).read_bytes()).hexdigest()
    return replace(found, files=copies("stress", laid), tape_name=Path(tape).name, tape_sha256=digest)
