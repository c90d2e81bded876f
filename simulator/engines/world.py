"""From the world sections of a scenario to the arrays the kernel reads."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

import simulator.engines.kernel.records as r
from simulator.randomness.streams import CLASS_CODES, LIFE_CODES, SMALL_CODES
from simulator.rules.calibration import Pool, bidder_mean, monthly_thresholds, normal_table, stationary_law
from simulator.rules.patent import royalty_multiple
from simulator.rules.shares import exact_share, ratio_of
from simulator.scenario.model import Scenario
from simulator.scenario.world import Sector, Stress

FEN = 100
MILLION = 1_000_000
PD_REACH = 10.0
PD_STEPS = 2001
MIXING_CODES = 1 << 16
SALE_POINTS = 1025
OVERDUE_SHARE_OF_YEAR = 0.25
NOT_SAID = (-1, -1, -1, 0, 0, -1, 1)
"""Bank, IP part, appraisal, kind of patent, refusal, other collateral and whole of a segment: what it does not say."""


def fen(amount: float) -> int:
    """Return an amount of main currency units in fen (cents)."""
    return round(amount * FEN)


def ppm(share: float) -> int:
    """Return a share in parts per million."""
    return round(share * MILLION)


@dataclass(frozen=True)
class Size:
    """Length of the calendar in months: lending, until all is sold, and until everything is settled."""

    months: int
    sold: int
    last: int


def calendar(
    scenario: Scenario,
    longest_claim_lag: int,
    tape: NDArray[np.int64] | None = None,
    book: NDArray[np.int64] | None = None,
) -> Size:
    """Return how long a path runs: all terms, sales and claims are settled when run-off is on."""
    months = 12 * scenario.clock.years
    if not scenario.clock.run_off:
        return Size(months, months, months)
    if tape is not None:
        end = max(int((tape[r.TAPE_MONTH] + tape[r.TAPE_TERM]).max()), months)
        sold = max(int((tape[r.TAPE_DEFAULT] + tape[r.TAPE_LAG]).max()), end) + 2
        return Size(months, sold, sold + longest_claim_lag + 1)
    terms = [term.months for term in scenario.loans.terms] + [segment.months_left for segment in scenario.book]
    if book is not None:
        terms += [int(book[:, r.BOOK_DUE].max(initial=1))]
    disposal = scenario.disposal
    sale = disposal.lag_months_max + (sum(disposal.auction_gap_months) if disposal.method == "auction" else 0)
    sold = months + max(terms) + sale + 2
    return Size(months, sold, sold + longest_claim_lag)


def pools_of(scenario: Scenario) -> list[Pool]:
    """Return the grades' PDs and weights of each sector, before any calibration."""
    weights = np.array([grade.share for grade in scenario.grades])
    weights = weights / weights.sum()
    grade_pd = np.array([grade.pd_per_year for grade in scenario.grades])
    return [
        Pool(np.clip(grade_pd * sector.pd_multiplier, 1e-9, 0.999), weights, sector.share)
        for sector in scenario.sectors
    ]


def _codes(shares: NDArray[np.float64], codes: int) -> NDArray[np.int64]:
    """Return, for each of `codes` equal cells, the index of its alternative (largest remainders)."""
    exact = shares / shares.sum() * codes
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: codes - whole.sum()]] += 1
    return np.repeat(np.arange(len(shares)), whole)


def _applies(stress: Stress, sector: Sector) -> bool:
    return (
        stress.applies_to == "all"
        or (stress.applies_to == "exposed" and sector.is_exposed)
        or (stress.applies_to == "priority" and sector.is_priority)
    )


def _stress_tables(scenario: Scenario, last: int) -> dict[str, NDArray[np.float64]]:
    """Return the deterministic paths laid over the world, each by month (and sector)."""
    months, sectors = last + 2, len(scenario.sectors)
    tables = {
        "factor_shift": np.zeros((months, sectors)),
        "pd_factor": np.ones((months, sectors)),
        "value_log": np.zeros((months, sectors)),
        "sale_factor": np.ones((months, sectors)),
        "renewal": np.full(months, scenario.loans.renewal_probability),
        "rate": np.zeros(months),
        "volume": np.ones(months),
    }
    month = np.arange(months)
    for stress in scenario.stress:
        during = (month >= stress.start_month) & (month < stress.start_month + stress.months)
        age = np.maximum(0, month - stress.start_month) / 12
        half = stress.value_half_life_years
        jump = math.log1p(stress.value_jump) * (0.5 ** (age / half) if half else 1.0)
        tables["renewal"] *= np.where(during, stress.renewal_factor, 1)
        tables["rate"] += np.where(during, stress.loan_rate_shift, 0)
        tables["volume"] *= np.where(during, stress.application_factor, 1)
        for s, sector in enumerate(scenario.sectors):
            if _applies(stress, sector):
                tables["factor_shift"][during, s] += stress.factor_shift
                tables["pd_factor"][during, s] *= stress.pd_multiplier
                tables["sale_factor"][during, s] *= stress.sale_factor
                tables["value_log"][:, s] += np.where(month >= stress.start_month, jump, 0)
    return tables


def rate_shifts(scenario: Scenario, months: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distinct lending-rate shifts and, for each month, which one applies."""
    rates = np.round(_stress_tables(scenario, months)["rate"], 12)
    distinct, level = np.unique(rates, return_inverse=True)
    return distinct, level.astype(np.int64)


@lru_cache(maxsize=256)
def _thresholds(
    pds: tuple[float, ...],
    rho: float,
    phi: float,
    shifts: tuple[float, ...],
    moves: tuple[tuple[float, ...], ...],
) -> tuple[float, ...]:
    """Return the monthly thresholds, once for equal arguments: they take as long as thousands of paths."""
    found = monthly_thresholds(np.array(pds), rho, phi, np.array(shifts), np.array(moves))
    return tuple(found.tolist())


def _pd_arrays(scenario: Scenario, pools: list[Pool]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the thresholds of each class and the table of monthly PDs, shape (steps of the factor, classes)."""
    economy = scenario.economy
    pds = np.concatenate([pool.pds for pool in pools])
    rho = economy.asset_correlation
    if economy.step == "yearly":
        is_t = economy.copula == "t"
        threshold = special.stdtrit(economy.degrees_of_freedom, pds) if is_t else special.ndtri(pds)
        return threshold, np.zeros((2, len(pds)))
    shifts = np.array([regime.mean_shift for regime in economy.regimes] or [0.0])
    moves = np.array([list(regime.to) for regime in economy.regimes] or [[1.0]])
    distinct, inverse = np.unique(pds, return_inverse=True)
    key = (
        tuple(distinct.tolist()),
        rho,
        economy.persistence,
        tuple(shifts.tolist()),
        tuple(map(tuple, moves.tolist())),
    )
    threshold = np.array(_thresholds(*key))[inverse]
    grid = np.linspace(-PD_REACH, PD_REACH, PD_STEPS)
    table = special.ndtr((threshold[None, :] - math.sqrt(rho) * grid[:, None]) / math.sqrt(1 - rho))
    return threshold, table


def mean_applications(scenario: Scenario, months: int) -> NDArray[np.float64]:
    """Return the mean number of applications of months 0 (none) to `months`, before any stress, shape (months + 1,)."""
    applications = scenario.applications
    mean = np.zeros(months + 1)
    level, growth = applications.per_month, applications.growth_per_year
    for first in range(1, months + 1, 12):
        mean[first : first + 12] = level
        level *= 1 + growth
        growth *= applications.growth_kept
    return mean


def _volume(
    scenario: Scenario, months: int, factor: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return, for each month, the Poisson distribution function from a lowest count on."""
    mean = np.minimum(mean_applications(scenario, months) * factor[: months + 1], 60_000.0)
    low = np.maximum(0, np.floor(mean - 10 * np.sqrt(mean) - 10)).astype(np.int64)
    width = int(np.max(np.ceil(mean + 10 * np.sqrt(mean) + 20) - low))
    counts = low[:, None] + np.arange(width)[None, :]
    cdf = special.pdtr(counts, mean[:, None])
    cdf[0] = 1.0
    return cdf, low


def amounts_asked(scenario: Scenario) -> NDArray[np.int64]:
    """Return the mean amount asked for in each of the cells, capped and floored to the lot, in fen."""
    applications, loans = scenario.applications, scenario.loans
    sd = applications.amount_sd_log
    mean_log = math.log(max(applications.amount_mean, 0.01)) - sd * sd / 2
    parts = 16
    if sd > 0:
        low = special.ndtr((math.log(max(applications.amount_min, 1e-9)) - mean_log) / sd)
        high = special.ndtr((math.log(max(applications.amount_max, 1e-9)) - mean_log) / sd)
        u = low + (high - low) * (np.arange(SMALL_CODES * parts) + 0.5) / (SMALL_CODES * parts)
        amounts = np.exp(mean_log + sd * special.ndtri(u)).reshape(SMALL_CODES, parts).mean(axis=1)
    else:
        amounts = np.full(SMALL_CODES, applications.amount_mean)
    amounts = np.clip(amounts, applications.amount_min, min(applications.amount_max, loans.maximum))
    lot = fen(loans.lot)
    whole = np.floor(np.round(amounts * FEN, 3)).astype(np.int64)
    return whole // lot * lot


def _values(scenario: Scenario) -> dict[str, object]:
    """Return the tables of true and appraised value, and the law of true value given appraisal."""
    patents = scenario.patents
    z = normal_table(SMALL_CODES)
    weights = np.array([grade.share for grade in scenario.grades])
    soundness = -special.logit(np.clip([grade.pd_per_year for grade in scenario.grades], 1e-9, 0.999))
    soundness = soundness - weights @ soundness
    spread = math.sqrt(weights @ soundness**2)
    soundness = soundness / spread if spread > 0 else soundness
    c = patents.quality_pd_correlation
    quality = c * soundness[:, None] + math.sqrt(1 - c * c) * z[None, :]
    sd, link = patents.base_sd_log, patents.quality_value_correlation
    own = sd * math.sqrt(1 - link * link)
    factors = np.array([sector.appraisal_error_factor for sector in scenario.sectors])
    distinct, row = np.unique(factors, return_inverse=True)
    errors = patents.appraisal_error_sd_log * distinct
    totals = np.hypot(own, errors)
    divisor = np.where(totals > 0, totals, 1.0)
    mean_log = math.log(max(patents.base_mean, 1e-9)) - sd * sd / 2
    life = patents.remaining_life_years_min + (np.arange(LIFE_CODES) + 0.5) / LIFE_CODES * (
        patents.remaining_life_years_max - patents.remaining_life_years_min
    )
    multiple = np.ones((len(scenario.sectors), LIFE_CODES))
    if patents.value_method == "income":
        terms = (patents.royalty_rate, patents.tax_rate, patents.revenue_growth_per_year)
        for s, sector in enumerate(scenario.sectors):
            for i in range(LIFE_CODES):
                decay, discount = sector.patent_decay_per_year, patents.discount_rate_per_year
                multiple[s, i] = royalty_multiple(*terms, decay, discount, life[i])
    elif patents.value_method != "drawn":
        multiple *= patents.value_per_base
    return {
        "quality_value": FEN * np.exp(mean_log + sd * link * quality),
        "appraisal": patents.appraisal_bias * np.exp(totals[:, None] * z[None, :]),
        "appraisal_row": row.astype(np.int64),
        "appraisal_z": z,
        "life_multiple": multiple,
        "life_months": np.round(12 * life).astype(np.int64),
        "value_slope": (own * own / divisor)[row],
        "value_sd": (own * errors / divisor)[row],
        "appraisal_log_bias": math.log(patents.appraisal_bias),
        "appraisal_sd": errors[row],
    }


def _classes(scenario: Scenario) -> dict[str, NDArray[np.int64]]:
    """Return the table from 16 bits to (sector, grade, term, first loan, kind of patent)."""
    applications = scenario.applications
    sectors = np.array([sector.share for sector in scenario.sectors])
    grades = np.array([grade.share for grade in scenario.grades])
    terms = np.array([term.share for term in scenario.loans.terms])
    first = np.array([1 - applications.first_loan_share, applications.first_loan_share])
    kind = np.array([applications.invention_share, 1 - applications.invention_share])
    joint = np.einsum("s,g,t,f,k->sgtfk", sectors, grades, terms, first, kind)
    s, g, t, f, k = np.unravel_index(np.arange(joint.size), joint.shape)
    months = np.array([term.months for term in scenario.loans.terms])
    return {
        "class_of": _codes(joint.ravel(), CLASS_CODES).astype(np.int16),
        "class_pool": s * len(grades) + g,
        "class_term": months[t],
        "class_first": f,
        "class_kind": k,
    }


def _disposal(scenario: Scenario) -> dict[str, object]:
    disposal, patents = scenario.disposal, scenario.patents
    mean, sd = disposal.sale_share_mean, disposal.sale_share_sd
    u = np.linspace(0, 1, SALE_POINTS)
    if sd > 0:
        weight = mean * (1 - mean) / sd**2 - 1
        table = special.betaincinv(mean * weight, (1 - mean) * weight, u)
    else:
        table = np.full(SALE_POINTS, mean)
    mean_bidders = 0.0
    if disposal.method == "auction" and disposal.auction_sold_share > 0:
        terms = (
            math.log(patents.appraisal_bias),
            patents.appraisal_error_sd_log,
            disposal.auction_bid_mean_log,
            disposal.auction_bid_sd_log,
        )
        mean_bidders = bidder_mean(disposal.auction_sold_share, disposal.auction_reserves, terms)
    return {
        "disposal": ("fixed", "haircut", "auction").index(disposal.method),
        "fixed_ppm": ppm(disposal.fixed_recovery),
        "sold_share": disposal.sold_share,
        "sale_table": table,
        "lag_min": disposal.lag_months_min,
        "lag_span": disposal.lag_months_max - disposal.lag_months_min + 1,
        "legal_ppm": ppm(disposal.legal_cost_share),
        "legal_fixed": fen(disposal.legal_cost_fixed),
        "reserves": np.array(disposal.auction_reserves),
        "gaps": np.array(disposal.auction_gap_months, dtype=np.int64),
        "bidder_mean": mean_bidders,
        "bidder_cycle": disposal.auction_cycle,
        "bid_mean": disposal.auction_bid_mean_log,
        "bid_sd": disposal.auction_bid_sd_log,
        "unsold_share": disposal.unsold_value_share,
    }


def book_of(scenario: Scenario) -> NDArray[np.int64]:
    """Return the opening book, shape (segments, r.BOOKS)."""
    sectors = [sector.name for sector in scenario.sectors]
    grades = [grade.name for grade in scenario.grades]
    rows: list[list[int]] = []
    first = 0
    for segment in scenario.book:
        pool = sectors.index(segment.sector) * len(grades) + grades.index(segment.grade)
        covered = 1 if segment.is_covered else 0
        own = [segment.count, fen(segment.principal), segment.months_left, pool, covered, first, len(rows)]
        rows.append([*own, *NOT_SAID])
        first += segment.count
    return np.array(rows, dtype=np.int64).reshape(-1, r.BOOKS)


def _hazards(scenario: Scenario) -> dict[str, NDArray[np.float64]]:
    """Return the yearly hazards of invalidation, shape (sectors, 2): inventions, utility models."""
    patents = scenario.patents
    challenges = patents.challenge_per_year * np.array([sector.invalidation_factor for sector in scenario.sectors])
    full = np.array([patents.full_invalidation_invention, patents.full_invalidation_utility])
    partial = np.array([patents.partial_invalidation_invention, patents.partial_invalidation_utility])
    return {
        "full_hazard": challenges[:, None] * full + patents.fee_lapse_per_year,
        "partial_hazard": challenges[:, None] * partial,
    }


def build_world(
    scenario: Scenario,
    seed: int,
    size: Size,
    pools: list[Pool],
    tape: NDArray[np.int64] | None = None,
    economy_seed: int | None = None,
    book: NDArray[np.int64] | None = None,
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
    pools
        PDs of each sector's grades after calibration.
    tape
        Columns of a replayed book, shape (r.TAPES, loans); none for new business.
    economy_seed
        Seed of the draws that cities share: macro and sector factors, regimes, technology shocks; default `seed`.
    book
        Opening book in place of the scenario's, shape (segments, r.BOOKS).
    """
    economy, loans, patents, sectors = scenario.economy, scenario.loans, scenario.patents, scenario.sectors
    stress = _stress_tables(scenario, size.last)
    threshold, pd_table = _pd_arrays(scenario, pools)
    cdf, low = _volume(scenario, size.months, stress["volume"])
    moves = np.array([regime.to for regime in economy.regimes]).reshape(len(economy.regimes), len(economy.regimes))
    mixing = np.ones(2)
    if economy.copula == "t":
        dof = economy.degrees_of_freedom
        mixing = np.sqrt(special.chdtri(dof, 1 - (np.arange(MIXING_CODES) + 0.5) / MIXING_CODES) / dof)
    rate = scenario.lender.loan_rate if loans.owed == "principal_and_interest" else 0.0
    grades = len(scenario.grades)
    pool_index = np.arange(len(sectors) * grades)
    pledge = np.array([loans.pledge_rate_invention, loans.pledge_rate_utility]) / loans.ip_share
    ip_part, ip_whole = ratio_of(exact_share(loans.ip_share))
    arrays: dict[str, object] = {
        **_classes(scenario),
        **_values(scenario),
        **_hazards(scenario),
        **_disposal(scenario),
        **{key: stress[key] for key in ("factor_shift", "pd_factor", "value_log", "sale_factor", "renewal")},
    }
    return r.World(
        seed=np.uint64(seed),
        economy_seed=np.uint64(seed if economy_seed is None else economy_seed),
        months=size.months,
        sold=size.sold,
        last=size.last,
        sectors=len(sectors),
        classes=len(pool_index),
        banks=len(scenario.banks),
        is_yearly=economy.step == "yearly",
        is_t=economy.copula == "t",
        is_amortising=loans.repayment == "equal_principal",
        tilt=np.zeros((0, 0, 0)),
        tilt_from=np.zeros(0),
        phi=economy.persistence,
        rho=economy.asset_correlation,
        macro_weight=np.array([sector.macro_weight for sector in sectors]),
        regime_start=stationary_law(moves) if len(moves) else np.zeros(0),
        regime_move=moves,
        regime_shift=np.array([regime.mean_shift for regime in economy.regimes]),
        mixing=mixing,
        threshold=threshold,
        pd_table=pd_table,
        pd_low=-PD_REACH,
        pd_scale=(PD_STEPS - 1) / (2 * PD_REACH),
        rate_level=rate_shifts(scenario, size.last)[1],
        volume_cdf=cdf,
        volume_low=low,
        pool_sector=pool_index // grades,
        pool_grade=pool_index % grades,
        priority=np.array([int(sector.is_priority) for sector in sectors]),
        amount=amounts_asked(scenario),
        bank_of=_codes(np.array([bank.share for bank in scenario.banks]), SMALL_CODES),
        pledge=pledge,
        lot=fen(loans.lot),
        minimum=fen(loans.minimum),
        maximum=fen(loans.maximum),
        ip_part=ip_part,
        ip_whole=ip_whole,
        other_ppm=ppm(loans.other_collateral_recovery),
        guarantee_ppm=ppm(loans.guarantee_recovery),
        accrued_ppm=ppm(rate * OVERDUE_SHARE_OF_YEAR),
        prepayment=loans.prepayment_per_month,
        refinancing=loans.refinancing_default_probability,
        decay=np.array([sector.patent_decay_per_year for sector in sectors]),
        volatility=patents.volatility,
        beta=patents.wrong_way_beta,
        shock_rate=np.array([sector.obsolescence_per_year for sector in sectors]),
        shock_mean=np.array([sector.obsolescence_mean_log for sector in sectors]),
        pool_share=np.array([sector.pool_value_share for sector in sectors]),
        shock_sd=np.array([sector.obsolescence_sd_log for sector in sectors]),
        partial_survives=patents.partial_survives,
        book=book_of(scenario) if book is None else book,
        tape=np.zeros((r.TAPES, 0), dtype=np.int64) if tape is None else tape,
        **arrays,  # type: ignore[arg-type]
    )
