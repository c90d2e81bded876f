"""Quantities fitted to a target: the monthly default threshold, the pool's PD, the bank's other income."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.optimize.elementwise import find_root
from scipy.special import ndtr, ndtri

from simulator.errors import NoAnswerError
from simulator.rules.disposal import MOST_BIDDERS
from simulator.rules.lending import largest_pd, posterior_mean_pd, response_to_cover, score_threshold

Floats = NDArray[np.float64]

GRID_REACH = 8.0
LOWEST_THRESHOLD = -12.0
HIGHEST_THRESHOLD = 6.0
SCORE_REACH = 8.0
SCORE_STEPS = 4001
APPRAISAL_STEPS = 4001
OTHER_TARGETS = "set lender.other_income and leave out [calibration], or change the targets"


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
    found for all PDs at once (Chandrupatla's method).

    Parameters
    ----------
    pds
        Yearly PDs, shape (n,).
    rho, phi
        Asset correlation; persistence of the factor per month.
    shifts, moves
        Regimes: shifts, shape (states,), and transition matrix; one state with shift 0 for none.
    """
    step = min(0.05, math.sqrt(1 - phi * phi) / 4)
    points = 2 * math.ceil(GRID_REACH / step) + 1
    z = np.linspace(-GRID_REACH, GRID_REACH, points)
    move = np.exp(-0.5 * ((z[None, :] - phi * z[:, None]) ** 2) / (1 - phi * phi))
    move /= move.sum(axis=1, keepdims=True)
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

    bracket = (np.full(len(pds), LOWEST_THRESHOLD), np.full(len(pds), HIGHEST_THRESHOLD))
    found = find_root(lambda c, pd: cumulative(c) - pd, bracket, args=(pds,), tolerances={"xatol": 1e-14, "fatol": 0.0})
    threshold: Floats = found.x
    return threshold


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
class Pool:
    """Applicants of one sector: PDs and weights of the grades, and the sector's weight."""

    pds: Floats
    weights: Floats
    share: float

    def scaled(self, scale: float) -> "Pool":
        """Return the pool with all odds of default multiplied by `scale`."""
        odds = self.pds / (1 - self.pds) * scale
        return Pool(odds / (1 + odds), self.weights, self.share)


class ScoreTable:
    """Posterior mean PD on a grid of scores, for one pool and one noise, over the grades that anybody applies from."""

    def __init__(self, pool: Pool, noise: float) -> None:
        self.log_odds = np.log(pool.pds / (1 - pool.pds))
        self.noise = max(noise, 1e-3)
        reach = SCORE_REACH * self.noise + 1.0
        applying = pool.weights > 0
        log_odds = self.log_odds[applying]
        self.scores = np.linspace(log_odds.min() - reach, log_odds.max() + reach, SCORE_STEPS)
        posterior = posterior_mean_pd(self.scores, log_odds, pool.pds[applying], pool.weights[applying], self.noise)
        # It rises, but for rounding where it is all but flat.
        self.posterior: Floats = np.maximum.accumulate(posterior)

    def acceptance(self, largest: float) -> Floats:
        """Return the chance of a loan for each grade when PDs up to `largest` are accepted, shape (grades,)."""
        bound = score_threshold(largest, self.scores, self.posterior)
        chance: Floats = ndtr((bound - self.log_odds) / self.noise)
        return chance


def score_tables(pools: list[Pool], noise: float) -> list[ScoreTable]:
    """Return one table per sector."""
    return [ScoreTable(pool, noise) for pool in pools]


def largest_pd_of(terms: LendingTerms, share: float, other_income: float) -> float:
    """Return the largest PD at which the bank lends with effective share `share`."""
    margin = terms.margin + other_income
    return largest_pd(margin, terms.rate, terms.covered_loss, terms.uncovered_loss, share, terms.carry)


@dataclass(frozen=True)
class Fitted:
    """What the calibration found."""

    pd_scale: float
    other_income: float


@dataclass(frozen=True)
class Targets:
    """What the calibration aims at; the covers count all parties together."""

    additional_share: float
    additional_cover: float
    observed_pd: float
    observed_cover: float


def _lent(tables: list[ScoreTable], pools: list[Pool], largest: float) -> list[Floats]:
    return [pool.share * pool.weights * table.acceptance(largest) for table, pool in zip(tables, pools, strict=True)]


def _total(lent: list[Floats]) -> float:
    return float(sum(x.sum() for x in lent))


def fit(pools: list[Pool], terms: LendingTerms, targets: Targets) -> Fitted:
    """Fit the pool's odds of default and the bank's other income to the two targets.

    1. Of the loans made at the first cover, the wanted share would not be made without it.
    2. At the second cover, the mean yearly PD of what is lent (after the monitoring response) is
       the observed one.

    Raises
    ------
    NoAnswerError
        When no other income, or no scale of the odds, meets the targets.
    """

    def income_for(scaled: list[Pool]) -> float:
        noise = terms.noise * response_to_cover(terms.screening_response, targets.additional_cover)
        covered = score_tables(scaled, noise)
        alone = score_tables(scaled, terms.noise)

        def gap(income: float) -> float:
            with_cover = _total(_lent(covered, scaled, largest_pd_of(terms, targets.additional_cover, income)))
            without = _total(_lent(alone, scaled, largest_pd_of(terms, 0.0, income)))
            return 1 - without / max(with_cover, 1e-300) - targets.additional_share

        return _root(gap, -terms.margin + 1e-6, 1.0, "other income")

    def pd_gap(log_scale: float) -> float:
        scaled = [pool.scaled(math.exp(log_scale)) for pool in pools]
        income = income_for(scaled)
        noise = terms.noise * response_to_cover(terms.screening_response, targets.observed_cover)
        lent = _lent(score_tables(scaled, noise), scaled, largest_pd_of(terms, targets.observed_cover, income))
        response = response_to_cover(terms.monitoring_response, targets.observed_cover)
        defaults = sum(float(x @ (1 - (1 - pool.pds) ** response)) for x, pool in zip(lent, scaled, strict=True))
        return defaults / max(_total(lent), 1e-300) - targets.observed_pd

    log_scale = _root(pd_gap, math.log(0.02), math.log(50.0), "scale of the pool's odds of default")
    return Fitted(math.exp(log_scale), income_for([pool.scaled(math.exp(log_scale)) for pool in pools]))


def _root(
    function: Callable[[float], float], low: float, high: float, what: str, way_out: str = OTHER_TARGETS
) -> float:
    try:
        return float(brentq(function, low, high, xtol=1e-10))
    except ValueError as error:
        raise NoAnswerError(
            f"calibration: no {what} between {low:.4g} and {high:.4g} meets the target; {way_out}"
        ) from error


def bidder_mean(sold_share: float, reserves: tuple[float, ...], terms: tuple[float, float, float, float]) -> float:
    """Return the mean number of bidders per round with which `sold_share` of lots are sold.

    In a round with reserve share R and appraisal V exp(b + s_a e), a bid V exp(m + s x) buys when it
    is at or above R times the appraisal; bidders are Poisson, so a round fails with chance
    exp(-lambda P(bid >= reserve)). The mean over e is by the trapezoid rule.

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
    nodes = np.linspace(-SCORE_REACH, SCORE_REACH, APPRAISAL_STEPS)
    weights = np.exp(-0.5 * nodes**2)
    weights /= weights.sum()
    needed = [math.log(max(reserve, 1e-300)) + bias + spread * nodes - bid_mean for reserve in reserves]
    reach = sum(ndtr(-need / bid_sd) if bid_sd > 0 else (need <= 0).astype(float) for need in needed)

    def gap(mean: float) -> float:
        return float(weights @ (1 - np.exp(-mean * reach))) - sold_share

    return _root(
        gap, 0.0, float(MOST_BIDDERS), "mean number of bidders", "lower disposal.auction_sold_share or the reserves"
    )


def normal_table(codes: int) -> Floats:
    """Return the standard normal's mean in each of `codes` equal-probability cells, scaled to variance 1."""
    edges = ndtri(np.arange(1, codes) / codes)
    density = np.concatenate([[0.0], np.exp(-0.5 * edges**2) / math.sqrt(2 * math.pi), [0.0]])
    means = (density[:-1] - density[1:]) * codes
    scaled: Floats = means / math.sqrt(float(np.mean(means**2)))
    return scaled
