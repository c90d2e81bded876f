"""Who applies, how many, and for how much.

What an applicant is like is drawn as codes of equal probability, so that a draw is a look-up in a table: a share of
30 % gets 30 % of the codes.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from simulator.engines.preparing.units import FEN, fen
from simulator.randomness.streams import PROFILE_CODES, SMALL_CODES
from simulator.rules.calibration import SectorApplicants
from simulator.scenario.model import Scenario

MOST_PER_MONTH = 60_000.0


def applicants_of(scenario: Scenario) -> list[SectorApplicants]:
    """Return the grades' PDs and weights of each sector, before any calibration."""
    weights = np.array([grade.share for grade in scenario.grades])
    weights = weights / weights.sum()
    grade_pd = np.array([grade.pd_per_year for grade in scenario.grades])
    return [
        SectorApplicants(np.clip(grade_pd * sector.pd_multiplier, 1e-9, 0.999), weights, sector.share)
        for sector in scenario.sectors
    ]


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


def volume_tables(
    scenario: Scenario, months: int, factor: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return, for each month, the Poisson distribution function from a lowest count on, and that count.

    Parameters
    ----------
    factor
        What stress makes of the demand of each month, shape (months + 1 or more,).
    """
    # slots of a month are numbered in 16 bits
    mean = np.minimum(mean_applications(scenario, months) * factor[: months + 1], MOST_PER_MONTH)
    # ten standard deviations to both sides: beyond them the chance is below any uniform that can be drawn
    # most months of a year have the same mean: each law is worked out once
    means, place = np.unique(mean, return_inverse=True)
    low = np.maximum(0, np.floor(means - 10 * np.sqrt(means) - 10)).astype(np.int64)
    width = int(np.max(np.ceil(means + 10 * np.sqrt(means) + 20) - low))
    cdf = special.pdtr(low[:, None] + np.arange(width)[None, :], means[:, None])[place]
    cdf[0] = 1.0
    return cdf, low[place]


def amounts_asked(scenario: Scenario) -> NDArray[np.int64]:
    """Return the mean amount asked for in each of the cells, capped and floored to the lot, in fen."""
    applications, loans = scenario.applications, scenario.loans
    sd = applications.amount_sd_log
    mean_log = math.log(max(applications.amount_mean, 0.01)) - sd * sd / 2
    # the mean within each code, by sixteen points of it: the amount of one point would miss the tail's mean
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


def profile_tables(scenario: Scenario) -> dict[str, NDArray[np.int64] | NDArray[np.int16]]:
    """Return the fields profile_... of the world: from 16 bits to sector, grade, term, first loan, kind of patent."""
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
        "profile_of": codes_of(joint.ravel(), PROFILE_CODES).astype(np.int16),
        "profile_risk": s * len(grades) + g,
        "profile_term": months[t],
        "profile_is_first": f,
        "profile_kind": k,
    }


def codes_of(shares: NDArray[np.float64], codes: int) -> NDArray[np.int64]:
    """Return, for each of `codes` equal cells, the index of its alternative (largest remainders)."""
    exact = shares / shares.sum() * codes
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: codes - whole.sum()]] += 1
    return np.repeat(np.arange(len(shares)), whole)
