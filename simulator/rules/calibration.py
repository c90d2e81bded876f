"""Quantities fitted to a target: the monthly default threshold, the applicants' PD, the bank's other income."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline
from scipy.optimize import brentq
from scipy.optimize.elementwise import find_root
from scipy.special import ndtr, ndtri

from simulator.errors import NoAnswerError, wrong
from simulator.rules.disposal import MOST_BIDDERS
from simulator.rules.lending import largest_pd, posterior_mean_pd, response_to_cover, score_threshold
from simulator.rules.renewal import Renewals, defaults_and_years
from simulator.values import Phrase

Floats = NDArray[np.float64]

GRID_REACH = 8.0
GRID_STEPS = (0.05, 0.025, 0.0125)
"""Steps of the factor's grid, tried until twice as fine a grid finds the same."""
LARGEST_MISS = 1e-7
"""Of a twelve-month PD on the finer grid, relative."""
STEPS_PER_SPREAD = 4
"""So many steps of the grid make the trapezoid rule exact for a month's normal move."""
MOVE_NODES = 24
SPLINE_DEGREE = 7
LOWEST_THRESHOLD = -12.0
HIGHEST_THRESHOLD = 6.0
SCORE_REACH = 8.0
SCORE_STEPS = 4001
APPRAISAL_STEPS = 4001
PANEL_NODES = 100
INCOME_STEPS = 101
OTHER_TARGETS = wrong("faults.calibration.other_targets")


def stationary_law(moves: Floats) -> Floats:
    """Return the stationary law of a Markov chain, shape (states,), from its transition matrix."""
    states = len(moves)
    system = np.vstack([moves.T - np.eye(states), np.ones(states)])
    law, *_ = np.linalg.lstsq(system, np.append(np.zeros(states), 1.0), rcond=None)
    law = np.clip(law, 0.0, 1.0)
    scaled: Floats = law / law.sum()
    return scaled


def monthly_thresholds(pds: Floats, rho: float, phi: float, shifts: Floats, moves: Floats) -> Floats:
    """Return thresholds c such that a fresh loan's cumulative PD over twelve months is the given PD.

    The factor is AR(1) with persistence phi a month, plus the regime's shift; the mean of
    prod(1 - p(F_t)) over twelve months is computed backwards on a grid (Nystrom method) and c
    found for all PDs at once (Chandrupatla's method). The grid does not grow with the persistence; the PDs are
    computed again on one twice as fine, and the grid is refined until they agree.

    Parameters
    ----------
    pds
        Yearly PDs, shape (n,).
    rho, phi
        Asset correlation; persistence of the factor per month.
    shifts, moves
        Regimes: shifts, shape (states,), and transition matrix; one state with shift 0 for none.

    Raises
    ------
    NoAnswerError
        When the finest grid is too coarse: the asset correlation is all but 1.
    """
    bracket = (np.full(len(pds), LOWEST_THRESHOLD), np.full(len(pds), HIGHEST_THRESHOLD))
    cumulative = _twelve_months(rho, phi, shifts, moves, GRID_STEPS[0])
    for step in GRID_STEPS:
        found = find_root(
            lambda c, pd: cumulative(c) - pd,  # noqa: B023 - used within the turn
            bracket,
            args=(pds,),
            tolerances={"xatol": 1e-14, "fatol": 0.0},
        )
        cumulative = _twelve_months(rho, phi, shifts, moves, step / 2)
        if np.all(np.abs(cumulative(found.x) - pds) <= LARGEST_MISS * pds):
            threshold: Floats = found.x
            return threshold
    raise NoAnswerError(wrong("faults.calibration.thresholds", rho=f"{rho:g}", miss=f"{LARGEST_MISS:g}"))


def _twelve_months(rho: float, phi: float, shifts: Floats, moves: Floats, step: float) -> Callable[[Floats], Floats]:
    """Return the function from thresholds to twelve-month PDs, by a grid of this step."""
    z = np.linspace(-GRID_REACH, GRID_REACH, 2 * math.ceil(GRID_REACH / step) + 1)
    move = _move_of_a_month(z, phi)
    start = np.exp(-0.5 * z * z)
    start /= start.sum()
    law = stationary_law(moves)

    def cumulative(thresholds: Floats) -> Floats:
        alive = [
            1 - ndtr((thresholds[None, :] - math.sqrt(rho) * (z[:, None] + shift)) / math.sqrt(1 - rho))
            for shift in shifts
        ]
        value = list(alive)
        for _ in range(11):
            ahead = [move @ v for v in value]
            value = [alive[s] * sum(moves[s, q] * ahead[q] for q in range(len(shifts))) for s in range(len(shifts))]
        cumulated: Floats = 1 - sum(law[s] * (start @ value[s]) for s in range(len(shifts)))
        return cumulated

    return cumulative


def _move_of_a_month(z: Floats, phi: float) -> Floats:
    """Return the matrix, (points, points), that takes the mean of a function of next month's factor, given today's.

    Where the grid resolves the month's move, the trapezoid rule; where the persistence is so near 1 that it does not,
    Gauss-Hermite nodes of the move and the function's spline between the points. At 1 it is the identity.
    """
    spread = math.sqrt(1 - phi * phi)
    # A thousandth, for the rounding of sqrt at the persistence where the rules meet.
    if STEPS_PER_SPREAD * (z[1] - z[0]) <= 1.001 * spread:
        move: Floats = np.exp(-0.5 * ((z[None, :] - phi * z[:, None]) ** 2) / (1 - phi * phi))
        move /= move.sum(axis=1, keepdims=True)
        return move
    between = make_interp_spline(z, np.eye(len(z)), k=SPLINE_DEGREE)
    nodes, weights = np.polynomial.hermite_e.hermegauss(MOVE_NODES)
    weights = weights / weights.sum()
    reached = [np.clip(phi * z + spread * node, -GRID_REACH, GRID_REACH) for node in nodes]
    found: Floats = sum(weight * between(point) for weight, point in zip(weights, reached, strict=True))
    return found


@dataclass(frozen=True)
class LendingTerms:
    """What a bank's decision rests on, per unit lent and year (see `rules.lending`)."""

    margin: float
    rate: float
    covered_loss: float
    uncovered_loss: float
    carry: float
    noise: float
    screening_response: float
    monitoring_response: float


@dataclass(frozen=True)
class SectorApplicants:
    """Applicants of one sector: PDs and weights of the grades, and the sector's weight."""

    pds: Floats
    weights: Floats
    share: float

    def scaled(self, scale: float) -> "SectorApplicants":
        """Return the applicants with all odds of default multiplied by `scale`."""
        odds = self.pds / (1 - self.pds) * scale
        return SectorApplicants(odds / (1 + odds), self.weights, self.share)


class ScoreTable:
    """Posterior mean PD on a grid of scores, for one sector and noise, over the grades that anybody applies from.

    Parameters
    ----------
    sector
        Who applies.
    noise
        Of one signal, log-odds.
    years
        Whole years for which the bank has known the borrower: it has seen a signal more for each, and that it paid.
    """

    def __init__(self, sector: SectorApplicants, noise: float, years: int = 0) -> None:
        self.log_odds = np.log(sector.pds / (1 - sector.pds))
        self.noise = max(noise / math.sqrt(years + 1), 1e-3)
        reach = SCORE_REACH * self.noise + 1.0
        applying = sector.weights > 0
        log_odds = self.log_odds[applying]
        self.scores = np.linspace(log_odds.min() - reach, log_odds.max() + reach, SCORE_STEPS)
        weights = sector.weights * (1 - sector.pds) ** years
        posterior = posterior_mean_pd(self.scores, log_odds, sector.pds[applying], weights[applying], self.noise)
        # It rises, but for rounding where it is all but flat.
        self.posterior: Floats = np.maximum.accumulate(posterior)

    def acceptance(self, largest: float) -> Floats:
        """Return the chance of a loan for each grade when PDs up to `largest` are accepted, shape (grades,)."""
        chance: Floats = ndtr(self.margins(largest))
        return chance

    def margins(self, largest: float) -> Floats:
        """Return the standard normal that the signal's noise must not pass, for each grade, shape (grades,)."""
        bound = score_threshold(largest, self.scores, self.posterior)
        margin: Floats = (bound - self.log_odds) / self.noise
        return margin


def mean_pd(applicants: list[SectorApplicants]) -> float:
    """Return the mean yearly PD of all who apply."""
    return sum(sector.share * float(sector.weights @ sector.pds) for sector in applicants)


def score_tables(applicants: list[SectorApplicants], noise: float, years: int = 0) -> list[ScoreTable]:
    """Return one table per sector, of borrowers known for so many years."""
    return [ScoreTable(sector, noise, years) for sector in applicants]


def largest_pd_of(terms: LendingTerms, share: float, other_income: float) -> float:
    """Return the largest PD at which the bank lends with effective share `share`."""
    margin = terms.margin + other_income
    return largest_pd(margin, terms.rate, terms.covered_loss, terms.uncovered_loss, share, terms.carry)


@dataclass(frozen=True)
class Fitted:
    """What the calibration found: scale of the odds of default, other income, the applicants' mean yearly PD."""

    pd_scale: float
    other_income: float
    mean_pd: float


@dataclass(frozen=True)
class Targets:
    """What the calibration aims at; the covers count all parties together."""

    additional_share: float
    additional_cover: float
    observed_pd: float
    observed_cover: float


def _lent(tables: list[ScoreTable], applicants: list[SectorApplicants], largest: float) -> list[Floats]:
    return [
        sector.share * sector.weights * table.acceptance(largest)
        for table, sector in zip(tables, applicants, strict=True)
    ]


def _total(lent: list[Floats]) -> float:
    return float(sum(x.sum() for x in lent))


def fit(applicants: list[SectorApplicants], terms: LendingTerms, targets: Targets, renewals: Renewals) -> Fitted:
    """Fit the applicants' odds of default and the bank's other income to the two targets.

    1. Of the loans made at the first cover, the wanted share would not be made without it.
    2. At the second cover, the defaults of what is lent and renewed, per loan and year (after the monitoring response,
       refused renewals included, while terms stay) are the observed ones.

    Raises
    ------
    NoAnswerError
        When no other income, or no scale of the odds, meets the targets; or several other incomes do: a bank that sees
        all but nothing takes everybody or nobody, and the additional share then tells nothing of its income.
    """

    def gap_of(scaled: list[SectorApplicants]) -> Callable[[float], float]:
        noise = terms.noise * response_to_cover(terms.screening_response, targets.additional_cover)
        covered = score_tables(scaled, noise)
        alone = score_tables(scaled, terms.noise)

        def gap(income: float) -> float:
            with_cover = _total(_lent(covered, scaled, largest_pd_of(terms, targets.additional_cover, income)))
            without = _total(_lent(alone, scaled, largest_pd_of(terms, 0.0, income)))
            return 1 - without / max(with_cover, 1e-300) - targets.additional_share

        return gap

    def income_for(scaled: list[SectorApplicants]) -> float:
        return _root(gap_of(scaled), -terms.margin + 1e-6, 1.0, wrong("faults.calibration.income"))

    def pd_gap(log_scale: float) -> float:
        scaled = [sector.scaled(math.exp(log_scale)) for sector in applicants]
        income = income_for(scaled)
        noise = terms.noise * response_to_cover(terms.screening_response, targets.observed_cover)
        known = [score_tables(scaled, noise, years) for years in range(renewals.opinions)]
        largest = largest_pd_of(terms, targets.observed_cover, income)
        response = response_to_cover(terms.monitoring_response, targets.observed_cover)
        defaults = loan_years = 0.0
        for sector, tables in zip(scaled, zip(*known, strict=True), strict=True):
            margins = np.stack([table.margins(largest) for table in tables])
            found = defaults_and_years(margins, 1 - (1 - sector.pds) ** response, renewals)
            defaults += sector.share * float(sector.weights @ found[0])
            loan_years += sector.share * float(sector.weights @ found[1])
        return defaults / max(loan_years, 1e-300) - targets.observed_pd

    log_scale = _root(pd_gap, math.log(0.02), math.log(50.0), wrong("faults.calibration.scale"))
    scaled = [sector.scaled(math.exp(log_scale)) for sector in applicants]
    income = income_for(scaled)
    _check_only_one(gap_of(scaled), -terms.margin)
    return Fitted(math.exp(log_scale), income, mean_pd(scaled))


def _check_only_one(gap: Callable[[float], float], lowest: float) -> None:
    """Refuse an other income beside which others meet the target too."""
    is_above = np.array([gap(lowest + float(step)) > 0 for step in np.geomspace(1e-5, 1.0, INCOME_STEPS)])
    if np.sum(is_above[1:] != is_above[:-1]) > 1:
        raise NoAnswerError(wrong("faults.calibration.several", way_out=OTHER_TARGETS))


def _root(
    function: Callable[[float], float], low: float, high: float, sought: Phrase, way_out: Phrase = OTHER_TARGETS
) -> float:
    try:
        return float(brentq(function, low, high, xtol=1e-10))
    except ValueError as error:
        ends = {"low": f"{low:.4g}", "high": f"{high:.4g}"}
        raise NoAnswerError(wrong("faults.calibration.none", sought=sought, way_out=way_out, **ends)) from error


def bidder_mean(sold_share: float, reserves: tuple[float, ...], terms: tuple[float, float, float, float]) -> float:
    """Return the mean number of bidders per round with which `sold_share` of lots are sold.

    In a round with reserve share R and appraisal V exp(b + s_a e), a bid V exp(m + s x) buys when it
    is at or above R times the appraisal; bidders are Poisson, so a round fails with chance
    exp(-lambda P(bid >= reserve)). The mean over e is by the trapezoid rule; where the chance to buy falls within less
    than ten of its steps (bids all but alike), by Gauss-Legendre panels whose ends lie about the fall.

    Parameters
    ----------
    sold_share
        Part of lots sold in any round.
    reserves
        Reserve of each round per unit of the fresh appraisal.
    terms
        Appraisal log bias b and spread s_a, bid mean log m and spread s.

    Raises
    ------
    NoAnswerError
        When even the most bidders sell fewer lots.
    """
    bias, spread, bid_mean, bid_sd = terms
    nodes, weights = np.linspace(-SCORE_REACH, SCORE_REACH, APPRAISAL_STEPS), np.ones(APPRAISAL_STEPS)
    if 0 <= bid_sd < 10 * (nodes[1] - nodes[0]) * spread:
        falls = [(bid_mean - bias - math.log(max(reserve, 1e-300))) / spread for reserve in reserves]
        nodes, weights = _panels(falls, SCORE_REACH * bid_sd / spread)
    weights = weights * np.exp(-0.5 * nodes**2)
    weights /= weights.sum()
    needed = [math.log(max(reserve, 1e-300)) + bias + spread * nodes - bid_mean for reserve in reserves]
    reach = sum(ndtr(-need / bid_sd) if bid_sd > 0 else (need <= 0).astype(float) for need in needed)

    def gap(mean: float) -> float:
        return float(weights @ (1 - np.exp(-mean * reach))) - sold_share

    sought, way_out = wrong("faults.calibration.bidders"), wrong("faults.calibration.auction")
    return _root(gap, 0.0, float(MOST_BIDDERS), sought, way_out)


def _panels(falls: list[float], reach: float) -> tuple[Floats, Floats]:
    """Return Gauss-Legendre nodes and weights of panels over the score's reach that end about each fall."""
    ends = {-SCORE_REACH, SCORE_REACH, *(fall + side for fall in falls for side in (-reach, reach))}
    edges = np.unique(np.clip(list(ends), -SCORE_REACH, SCORE_REACH))
    node, weight = np.polynomial.legendre.leggauss(PANEL_NODES)
    middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    return (middle[:, None] + half[:, None] * node).ravel(), (half[:, None] * weight).ravel()


def normal_table(codes: int) -> Floats:
    """Return the standard normal's mean in each of `codes` equal-probability cells, scaled to variance 1."""
    edges = ndtri(np.arange(1, codes) / codes)
    density = np.concatenate([[0.0], np.exp(-0.5 * edges**2) / math.sqrt(2 * math.pi), [0.0]])
    means = (density[:-1] - density[1:]) * codes
    scaled: Floats = means / math.sqrt(float(np.mean(means**2)))
    return scaled
