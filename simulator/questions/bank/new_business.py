"""New business beside a book: the scenario's own applications, decided by the same bank, gate and fund as the book."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.analysis.bounded import bounded_mean
from simulator.analysis.episodes import with_sections
from simulator.engines.preparing import calibrated
from simulator.estimate import Estimate
from simulator.questions.bank.book_of_tape import YEARS, TapeBook
from simulator.questions.bank.case_measures import OF_COMPENSATION, simulated
from simulator.questions.bank.class_months import Standing
from simulator.questions.bank.outcomes import Outcomes, by_cover
from simulator.questions.bank.tested import BOOK, NEW_BUSINESS, PARTS, WITHOUT_SCHEME, BusinessRow
from simulator.rules.calibration import Fitted, SectorApplicants
from simulator.rules.loan_classes import npl_ratio
from simulator.scenario.model import Scenario
from simulator.scenario.world import Grade
from simulator.values import Number, Phrase, phrase

Truths = NDArray[np.bool_]

NPL_AFTER = {12: "npl_ratio_12", 24: "npl_ratio_24"}
"""Measures of the NPL ratio by month."""


@dataclass(frozen=True, eq=False)
class Beside:
    """A world in which the book's loans and new applicants are side by side."""

    scenario: Scenario
    """Its grades are the scenario's own, then the PDs of the tape, from which nobody applies."""
    calibration: tuple[list[SectorApplicants], Fitted]
    book: NDArray[np.int64]
    share: float
    """Part of the scenario's applications that the banks of the tape receive."""


def beside(scenario: Scenario, book: TapeBook) -> Beside:
    """Return the book with the applications of `YEARS` years that the banks on the tape receive.

    Applicants have the scenario's own grades, sectors and calibration. As for the book, renewals and early repayment
    are left out.
    """
    applicants, fitted = calibrated(scenario)
    of_tape = np.array([grade.pd_per_year for grade in book.scenario.grades])
    joint = [
        SectorApplicants(np.append(one.pds, of_tape), np.append(one.weights, np.zeros(len(of_tape))), one.share)
        for one in applicants
    ]
    banks = set(np.unique(book.book[:, r.BOOK_BANK]).tolist())
    kept = [bank.share if index in banks else 0.0 for index, bank in enumerate(scenario.banks)]
    share = sum(kept) / sum(bank.share for bank in scenario.banks)
    applications = scenario.applications
    world = with_sections(
        book.scenario,
        {
            "sectors": scenario.sectors,
            "grades": (
                *scenario.grades,
                *(Grade(name=f"tape pd {i + 1}", share=0.0, pd_per_year=pd) for i, pd in enumerate(of_tape.tolist())),
            ),
            "banks": tuple(
                bank.model_copy(update={"share": part / sum(kept)})
                for bank, part in zip(scenario.banks, kept, strict=True)
            ),
            "applications": applications.model_copy(update={"per_month": applications.per_month * share}),
            "gate": scenario.gate,
        },
    )
    opening = book.opening
    sector, grade = np.divmod(opening[:, r.BOOK_RISK], len(of_tape))
    opening[:, r.BOOK_RISK] = sector * len(world.grades) + len(scenario.grades) + grade
    return Beside(world, (joint, fitted), opening, share)


def business_rows(
    stress: str,
    one: Beside,
    world: Scenario,
    covers: Mapping[str, Scenario],
    standing: Mapping[str, Standing],
    *,
    threads: int | None = None,
) -> list[BusinessRow]:
    """Return book, new business and both under one stress, without the scheme and under each cover.

    Parameters
    ----------
    world
        That of `one`, under the stress.
    covers
        It by the names of covers, each with its own ratio.
    standing
        The book on the day of the tape, by cover, without the scheme too.
    """
    policies = list(covers.values())
    alone, found = by_cover(
        world, policies, one.book, calibration=one.calibration, months=tuple(NPL_AFTER), threads=threads
    )
    return [
        BusinessRow(
            stress,
            cover,
            part,
            {
                **_estimates(outcomes, part, world.lender.funding_cost, cover),
                **_npl_ratios(outcomes, part, standing[cover]),
            },
        )
        for cover, outcomes in zip((WITHOUT_SCHEME, *covers), (alone, *found), strict=True)
        for part in PARTS
    ]


def _of_part(found: Outcomes, part: str) -> Truths:
    """Return which defaults belong to a part, shape (defaults,)."""
    return {BOOK: ~found.is_new, NEW_BUSINESS: found.is_new}.get(part, np.ones(len(found.loan), dtype=bool))


def _npl_ratios(found: Outcomes, part: str, standing: Standing) -> dict[str, Estimate]:
    """Return the NPL ratios of one part; what sound borrowers of the book repay counts as lent again to them."""
    chosen = _of_part(found, part)
    ratios = {}
    for place, (month, key) in enumerate(NPL_AFTER.items()):
        sold = np.where(found.sold <= month, np.minimum(found.recovered, found.amount), 0.0)
        left = np.where(month < found.closed, found.amount - sold, 0.0)
        is_npl = chosen & (found.month <= month)
        npl = found.by_path(np.where(is_npl, left, 0.0))
        loans = npl + found.performing[:, place] * (part != BOOK)
        if part != NEW_BUSINESS:
            impaired, sound = _standing_at(standing, month)
            npl = npl + impaired
            of_book = is_npl & ~found.is_new
            loans = loans + impaired + sound - found.by_path(np.where(of_book, found.amount, 0.0))
        ratios[key] = simulated(key, npl_ratio(npl, loans))
    return ratios


def _standing_at(standing: Standing, month: int) -> tuple[float, float]:
    """Return what is left at a month end of the loans in default on the tape, and what the others owe."""
    is_impaired = standing.book_loan < 0
    sold = np.where(standing.sold <= month, np.minimum(standing.proceeds, standing.balance), 0.0)
    left = np.where(is_impaired & (month < standing.closed), standing.balance - sold, 0.0)
    return float(left.sum()), float(standing.balance[~is_impaired].sum())


def _estimates(found: Outcomes, part: str, funding_cost: float, cover: str) -> dict[str, Estimate]:
    """Return the estimates of one part by key of `tested.BUSINESS_MEASURES`; only new loans are lent."""
    chosen = _of_part(found, part)
    is_lending = float(part != BOOK)
    figures = {
        "defaulted": found.amount,
        "gross_loss": found.gross,
        "compensation": found.compensated,
        "net_loss": found.net,
        "waiting_cost": found.paid_in_year * funding_cost,
    }
    return {
        "lent": bounded_mean(found.lent * is_lending, may_be_rare=False),
        "lent_covered": bounded_mean(found.lent_covered * is_lending, may_be_rare=False),
        **{
            key: simulated(
                key,
                found.by_path(np.where(chosen, values, 0.0)),
                may_be_rare=cover != WITHOUT_SCHEME or key not in OF_COMPENSATION,
            )
            for key, values in figures.items()
        },
    }


def note_of(one: Beside, scenario: Scenario) -> Phrase:
    """Return in one sentence what new business is."""
    return phrase(
        "bank.note.new_business",
        share=Number(one.share, "share"),
        monthly=Number(scenario.applications.per_month * one.share),
        years=phrase("count.years", n=Number(YEARS, "count")),
    )
