"""New business beside a book: the scenario's own applications, decided by the same bank, gate and fund as the book."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.analysis.banking.bank_test import NEW_BUSINESS, PARTS, WITHOUT_SCHEME, BusinessRow
from simulator.analysis.banking.book_of_tape import YEARS, TapeBook
from simulator.analysis.banking.outcomes import Outcomes, by_cover
from simulator.analysis.intervals import Estimate, mean_interval
from simulator.analysis.stressing.episodes import with_sections
from simulator.engines.preparing import calibrated
from simulator.rules.calibration import Fitted, Pool
from simulator.scenario.model import Grade, Scenario

Truths = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Beside:
    """A world in which the book's loans and new applicants are side by side."""

    scenario: Scenario
    """Its grades are the scenario's own, then the PDs of the tape, from which nobody applies."""
    pools: tuple[list[Pool], Fitted]
    book: NDArray[np.int64]
    share: float
    """Part of the scenario's applications that the banks of the tape receive."""


def beside(scenario: Scenario, book: TapeBook) -> Beside:
    """Return the book with the applications of `YEARS` years that the banks on the tape receive.

    Applicants have the scenario's own grades, sectors and calibration. As for the book, renewals and early repayment
    are left out.
    """
    pools, fitted = calibrated(scenario)
    of_tape = np.array([grade.pd_per_year for grade in book.scenario.grades])
    joint = [
        Pool(np.append(pool.pds, of_tape), np.append(pool.weights, np.zeros(len(of_tape))), pool.share)
        for pool in pools
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
    sector, grade = np.divmod(opening[:, r.BOOK_POOL], len(of_tape))
    opening[:, r.BOOK_POOL] = sector * len(world.grades) + len(scenario.grades) + grade
    return Beside(world, (joint, fitted), opening, share)


def business_rows(
    stress: str, one: Beside, world: Scenario, covers: Mapping[str, Scenario], *, threads: int | None = None
) -> list[BusinessRow]:
    """Return book, new business and both under one stress, without the scheme and under each cover.

    Parameters
    ----------
    world
        That of `one`, under the stress.
    covers
        It by the names of covers, each with its own ratio.
    """
    alone, found = by_cover(world, list(covers.values()), one.book, pools=one.pools, threads=threads)
    return [
        BusinessRow(stress, cover, part, _estimates(outcomes, part, world.lender.funding_cost))
        for cover, outcomes in zip((WITHOUT_SCHEME, *covers), (alone, *found), strict=True)
        for part in PARTS
    ]


def _estimates(found: Outcomes, part: str, funding_cost: float) -> dict[str, Estimate]:
    """Return the estimates of one part by key of `bank_test.BUSINESS_MEASURES`; only new loans are lent."""
    chosen = {PARTS[0]: ~found.is_new, NEW_BUSINESS: found.is_new}.get(part, np.ones(len(found.loan), dtype=bool))
    is_lending = float(part != PARTS[0])
    figures = {
        "defaulted": found.amount,
        "gross_loss": found.gross,
        "compensation": found.compensated,
        "net_loss": found.net,
        "waiting_cost": found.paid_in_year * funding_cost,
    }
    return {
        "lent": mean_interval(found.lent * is_lending),
        "lent_covered": mean_interval(found.lent_covered * is_lending),
        **{key: mean_interval(found.by_path(np.where(chosen, values, 0.0))) for key, values in figures.items()},
    }


def note_of(one: Beside, scenario: Scenario) -> str:
    """Return in one sentence what new business is."""
    return (
        f"New business: {100 * one.share:.3g} % of the scenario's applications (the banks of the tape), for {YEARS} "
        f"years, on the scenario's terms ({scenario.applications.per_month * one.share:.3g} a month at first), without "
        "renewals; the book counts towards the fund's limits beside it. Other figures are those of the book alone."
    )
