"""World: the arrays of a scenario's world sections, put together."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

import simulator.engines.kernel.records as r
from simulator.engines.preparing.applicants import amounts_asked, codes_of, profile_tables, volume_tables
from simulator.engines.preparing.book import book_of
from simulator.engines.preparing.calendar import Size
from simulator.engines.preparing.disposal import disposal_tables
from simulator.engines.preparing.economy import economy_tables
from simulator.engines.preparing.patents import value_tables
from simulator.engines.preparing.stress import rate_shifts, stress_tables
from simulator.engines.preparing.units import fen, ppm
from simulator.randomness.streams import SIGNAL_CODES, SMALL_CODES
from simulator.rules.calibration import SectorApplicants
from simulator.rules.shares import exact_share, ratio_of
from simulator.scenario.model import Scenario

OPINIONS = {"fresh": r.OPINION_FRESH, "lasting": r.OPINION_LASTING, "learning": r.OPINION_LEARNING}
SIGNAL_NORMAL = special.ndtri((np.arange(SIGNAL_CODES) + 0.5) / SIGNAL_CODES)

OVERDUE_SHARE_OF_YEAR = 0.25
"""A loan is non-performing 90 days past due: a quarter of a year's interest is owed by then."""


def build_world(
    scenario: Scenario,
    seed: int,
    size: Size,
    applicants: list[SectorApplicants],
    replayed: NDArray[np.int64] | None = None,
    economy_seed: int | None = None,
    book: NDArray[np.int64] | None = None,
    book_codes: NDArray[np.int64] | None = None,
) -> r.World:
    """Return the arrays of a world.

    Parameters
    ----------
    scenario
        A checked scenario; only world sections are read (and the lending rate, for accrued interest).
    seed
        Seed of every draw.
    size
        Length of the calendar.
    applicants
        Applicants of each sector after calibration.
    replayed
        Columns of a replayed book, shape (r.REPLAYED, loans); none for new business.
    economy_seed
        Seed of the draws that cities share: macro and sector factors, regimes, technology shocks; default `seed`.
    book
        Opening book in place of the scenario's, shape (segments, r.BOOKS).
    book_codes
        Codes below which the opening book's were, shape (2, risks); default: all codes.
    """
    loans, sectors, grades = scenario.loans, scenario.sectors, len(scenario.grades)
    stress = stress_tables(scenario, size.last)
    volume_cdf, volume_low = volume_tables(scenario, size.months, stress["volume"])
    rate = scenario.lender.loan_rate if loans.owed == "principal_and_interest" else 0.0
    risks = np.arange(len(sectors) * grades)
    # the pledge rate is a part of the appraisal that only the part secured by patents may come to
    pledge = np.array([loans.pledge_rate_invention, loans.pledge_rate_utility]) / loans.ip_share
    ip_part, ip_whole = ratio_of(exact_share(loans.ip_share))
    arrays: dict[str, object] = {
        **economy_tables(scenario, applicants),
        **profile_tables(scenario),
        **value_tables(scenario),
        **disposal_tables(scenario),
        **{key: stress[key] for key in ("factor_shift", "pd_factor", "value_log", "sale_factor", "renewal")},
    }
    return r.World(
        seed=np.uint64(seed),
        economy_seed=np.uint64(seed if economy_seed is None else economy_seed),
        months=size.months,
        sold=size.sold,
        last=size.last,
        sectors=len(sectors),
        risks=len(risks),
        banks=len(scenario.banks),
        is_amortising=loans.repayment == "equal_principal",
        rate_level=rate_shifts(scenario, size.last)[1],
        volume_cdf=volume_cdf,
        volume_low=volume_low,
        risk_sector=risks // grades,
        risk_grade=risks % grades,
        priority=np.array([int(sector.is_priority) for sector in sectors]),
        amount=amounts_asked(scenario),
        bank_of=codes_of(np.array([bank.share for bank in scenario.banks]), SMALL_CODES),
        pledge=pledge,
        lot=fen(loans.lot),
        minimum=fen(loans.minimum),
        ip_part=ip_part,
        ip_whole=ip_whole,
        other_ppm=ppm(loans.other_collateral_recovery),
        guarantee_ppm=ppm(loans.guarantee_recovery),
        accrued_ppm=ppm(rate * OVERDUE_SHARE_OF_YEAR),
        prepayment=loans.prepayment_per_month,
        refinancing=loans.refinancing_default_probability,
        opinion=OPINIONS[loans.renewal_signal],
        signal_normal=SIGNAL_NORMAL,
        book_codes=np.full((2, len(risks)), SIGNAL_CODES) if book_codes is None else book_codes,
        book=book_of(scenario) if book is None else book,
        replayed=np.zeros((r.REPLAYED, 0), dtype=np.int64) if replayed is None else replayed,
        **arrays,  # type: ignore[arg-type]
    )
