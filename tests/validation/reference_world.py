"""The model's economy, applicants, patents and sales once more, from docs/explanation/equations.md: sections 1 to 4, 7.

This and reference_program.py are a second program of the model. It shares no code, no draws and no structure with the
engine: flat arrays over all applicants of all paths, one loop over months. Money is in yuan, without rounding to fen;
months count from 1. What the settings of its test leave off, it does not know: tiers, bonuses, fees, other parties,
caps and budgets, top-ups, auctions, stress, tools, an opening book.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtr, ndtri
from scipy.stats import beta

from simulator.scenario.model import Scenario

YEARS_LEARNT = 3
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Fitted:
    """The two numbers that calibration finds, taken as given."""

    pd_scale: float
    other_income: float


@dataclass(frozen=True)
class World:
    """What is drawn once for the scheme and the arm without it: the economy, and all applicants of all paths.

    Arrays of the economy have shape (paths, months + 1, sectors[, grades]); the others one row an applicant, in order
    of month and number; `luck`, `asks`, `fails` have one column a generation, `signals` one more than enough.
    """

    factor: Array
    log_survival: Array
    shocks: Array
    pd: Array
    path: Array
    month: Array
    sector: Array
    grade: Array
    term: Array
    principal: Array
    value: Array
    is_invention: Array
    luck: Array
    asks: Array
    fails: Array
    signals: Array


# ------------------------------------------------------------------------------------------- economy and default


def threshold_of(pd: float, rho: float, persistence: float) -> float:
    """Return c of section 4: a fresh loan defaults within twelve months with probability pd; F on a grid."""
    grid = np.linspace(-6.5, 6.5, 261)
    spread = np.sqrt(1 - persistence**2)
    weights = np.exp(-0.5 * ((grid[None, :] - persistence * grid[:, None]) / spread) ** 2)
    weights /= weights.sum(axis=1, keepdims=True)
    start = np.exp(-0.5 * grid**2)

    def excess(c: float) -> float:
        alive = 1 - ndtr((c - np.sqrt(rho) * grid) / np.sqrt(1 - rho))
        survival = np.ones_like(grid)
        for _ in range(12):
            survival = weights @ (alive * survival)
        return float(1 - (start * survival).sum() / start.sum() - pd)

    return float(brentq(excess, -9.0, 3.0, xtol=1e-9))


def draw_factors(scenario: Scenario, paths: int, months: int, rng: np.random.Generator) -> Array:
    """Return F, shape (paths, months + 1, sectors), section 1."""
    persistence = scenario.economy.persistence
    weight = np.array([sector.macro_weight for sector in scenario.sectors])
    moves = rng.standard_normal((months + 1, paths, 1 + len(weight)))
    state = moves[0]
    factor = np.empty((paths, months + 1, len(weight)))
    for month in range(months + 1):
        if month > 0:
            state = persistence * state + np.sqrt(1 - persistence**2) * moves[month]
        factor[:, month] = np.sqrt(weight) * state[:, :1] + np.sqrt(1 - weight) * state[:, 1:]
    return factor


def log_survival_of(scenario: Scenario, pd: Array, factor: Array) -> Array:
    """Return log S, shape (paths, months + 1, sectors, grades), section 4."""
    rho = scenario.economy.asset_correlation
    cut = np.array([[threshold_of(one, rho, scenario.economy.persistence) for one in row] for row in pd])
    chance = ndtr((cut - np.sqrt(rho) * factor[..., None]) / np.sqrt(1 - rho))
    chance[:, 0] = 0.0
    return np.cumsum(np.log1p(-chance), axis=1)


# ---------------------------------------------------------------------------------------------------- applicants


def mean_applications(scenario: Scenario) -> Array:
    """Return the mean number of applications of each month of lending, section 2."""
    asked = scenario.applications
    passed = np.arange(1, scenario.clock.years)
    factors = np.concatenate([[1.0], np.cumprod(1 + asked.growth_per_year * asked.growth_kept ** (passed - 1))])
    return np.repeat(asked.per_month * factors, 12)


def pick(parts: Any, count: int, rng: np.random.Generator) -> Array:
    """Return `count` places in a list of records with shares."""
    shares = np.array([part.share for part in parts])
    return rng.choice(len(shares), count, p=shares / shares.sum())


def draw_amounts(scenario: Scenario, count: int, rng: np.random.Generator) -> Array:
    """Return amounts asked: lognormal, truncated."""
    asked = scenario.applications
    centre = np.log(asked.amount_mean) - asked.amount_sd_log**2 / 2
    low, high = ((np.log(end) - centre) / asked.amount_sd_log for end in (asked.amount_min, asked.amount_max))
    return np.asarray(np.exp(centre + asked.amount_sd_log * ndtri(rng.uniform(ndtr(low), ndtr(high), count))))


def principals(scenario: Scenario, asked: Array, appraisal: Array, is_invention: Array) -> Array:
    """Return principals, 0 for no loan, section 2."""
    loans = scenario.loans
    rate = np.where(is_invention, loans.pledge_rate_invention, loans.pledge_rate_utility)
    most = np.minimum(np.minimum(asked, rate * appraisal / loans.ip_share), loans.maximum)
    lots = loans.lot * np.floor(most / loans.lot)
    return np.where(lots >= loans.minimum, lots, 0.0)


def correlated(score: Array, correlation: float, rng: np.random.Generator) -> Array:
    """Return standard normal numbers with this correlation to a standard normal score."""
    return np.asarray(correlation * score + np.sqrt(1 - correlation**2) * rng.standard_normal(len(score)))


def grades_of(scenario: Scenario, riskiness: Array) -> Array:
    """Return grades in the order of their PDs: the quantile of each firm's riskiness, standard normal."""
    order = np.argsort([grade.pd_per_year for grade in scenario.grades])
    ends = np.cumsum(np.array([grade.share for grade in scenario.grades])[order])
    return np.asarray(order[np.searchsorted(ends[:-1] / ends[-1], ndtr(riskiness))])


def draw_world(scenario: Scenario, fitted: Fitted, paths: int, rng: np.random.Generator) -> World:
    """Return the economy and the applicants; those whose patents carry no loan are left out."""
    patents, lending = scenario.patents, 12 * scenario.clock.years
    terms = np.array([term.months for term in scenario.loans.terms])
    months = lending + terms.max() + 1 + scenario.disposal.lag_months_max
    multiplier = np.array([sector.pd_multiplier for sector in scenario.sectors])
    raw = multiplier[:, None] * np.array([grade.pd_per_year for grade in scenario.grades])
    pd = expit(logit(raw) + np.log(fitted.pd_scale))
    factor = draw_factors(scenario, paths, months, rng)
    rates = np.array([sector.obsolescence_per_year for sector in scenario.sectors]) / 12
    shocks = np.cumsum(rng.poisson(rates, (paths, months + 1, len(rates))), axis=1)
    counts = rng.poisson(mean_applications(scenario)[:, None], (lending, paths))
    month, path = (np.repeat(at.ravel(), counts.ravel()) for at in np.indices(counts.shape))
    count = len(path)
    is_invention = rng.random(count) < scenario.applications.invention_share
    quality = rng.standard_normal(count)
    size = correlated(quality, patents.quality_value_correlation, rng)
    value = np.exp(np.log(patents.base_mean) - patents.base_sd_log**2 / 2 + patents.base_sd_log * size)
    grade = grades_of(scenario, correlated(quality, -patents.quality_pd_correlation, rng))
    error = patents.appraisal_error_sd_log * rng.standard_normal(count)
    appraisal = value * patents.appraisal_bias * np.exp(error)
    principal = principals(scenario, draw_amounts(scenario, count, rng), appraisal, is_invention)
    generations = -(-lending // terms.min()) + 1
    rows = principal > 0
    luck, asks, fails = (rng.random((rows.sum(), generations)) for _ in range(3))
    return World(
        factor=factor, log_survival=log_survival_of(scenario, pd, factor), shocks=shocks, pd=pd,
        path=path[rows], month=month[rows] + 1, sector=pick(scenario.sectors, count, rng)[rows], grade=grade[rows],
        term=terms[pick(scenario.loans.terms, count, rng)][rows], principal=principal[rows], value=value[rows],
        is_invention=is_invention[rows], luck=luck, asks=asks, fails=fails,
        signals=rng.standard_normal((rows.sum(), generations + YEARS_LEARNT + 1)),
    )  # fmt: skip


# ----------------------------------------------------------------------------------------------- from default to loss


def recoveries(
    scenario: Scenario, world: World, rows: Array, default: int, sold: Array, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return what defaulted loans bring on the covered part and on the rest, sections 3 and 7."""
    disposal, loans, count = scenario.disposal, scenario.loans, len(rows)
    gross = pledge_values(scenario, world, rows, default, sold, rng) * draw_sale_shares(scenario, count, rng)
    net = gross * (1 - disposal.legal_cost_share)
    principal = world.principal[rows]
    covered, rest = loans.ip_share * principal, (1 - loans.ip_share) * principal
    on_covered = np.minimum(net, covered)
    on_rest = np.minimum(net - on_covered, rest)
    other = loans.other_collateral_recovery * rest
    taken = np.minimum(other, rest - on_rest)
    on_rest += taken
    on_covered += np.minimum(other - taken, covered - on_covered)
    promised = loans.guarantee_recovery * principal
    for_covered = np.minimum(loans.ip_share * promised, covered - on_covered)
    for_rest = np.minimum(promised - for_covered, rest - on_rest)
    for_covered += np.minimum(promised - for_covered - for_rest, covered - on_covered - for_covered)
    return on_covered + for_covered, on_rest + for_rest


def draw_sale_shares(scenario: Scenario, count: int, rng: np.random.Generator) -> Array:
    """Return proceeds per unit of value: 0 unless sold, else beta-distributed."""
    disposal = scenario.disposal
    mean, spread = disposal.sale_share_mean, disposal.sale_share_sd
    size = mean * (1 - mean) / spread**2 - 1
    shares = beta.rvs(mean * size, (1 - mean) * size, size=count, random_state=rng)
    return np.where(rng.random(count) < disposal.sold_share, shares, 0.0)


def pledge_values(
    scenario: Scenario, world: World, rows: Array, default: int, sold: Array, rng: np.random.Generator
) -> Array:
    """Return V at the sale, section 3: it moves from the first loan to the default, and then only decays."""
    patents, count = scenario.patents, len(rows)
    sector, path, first = world.sector[rows], world.path[rows], world.month[rows]
    decay, shock_mean, shock_spread = np.array(
        [(one.patent_decay_per_year, one.obsolescence_mean_log, one.obsolescence_sd_log) for one in scenario.sectors]
    )[sector].T
    years, age = (default - first) / 12, (sold - first) / 12
    shocks = world.shocks[path, default, sector] - world.shocks[path, first, sector]
    move = world.factor[path, default, sector] - world.factor[path, first, sector]
    kept = scenario.economy.persistence ** (default - first)
    log_value = patents.volatility * np.sqrt(years) * rng.standard_normal(count) - patents.volatility**2 / 2 * years
    log_value += shocks * shock_mean + np.sqrt(shocks) * shock_spread * rng.standard_normal(count)
    log_value += patents.wrong_way_beta * move - patents.wrong_way_beta**2 * (1 - kept)
    kept_value = np.exp(log_value - decay * age) * survivals(scenario, world.is_invention[rows], age, rng)
    return np.asarray(world.value[rows] * kept_value)


def survivals(scenario: Scenario, is_invention: Array, age: Array, rng: np.random.Generator) -> Array:
    """Return K: 1, the part that survives a partial invalidation, or 0."""
    patents, count = scenario.patents, len(age)
    full = np.where(is_invention, patents.full_invalidation_invention, patents.full_invalidation_utility)
    partial = np.where(is_invention, patents.partial_invalidation_invention, patents.partial_invalidation_utility)
    ends = patents.challenge_per_year * full + patents.fee_lapse_per_year
    is_alive = rng.random(count) < np.exp(-ends * age)
    is_alive &= age < rng.uniform(patents.remaining_life_years_min, patents.remaining_life_years_max, count)
    is_cut = rng.random(count) > np.exp(-patents.challenge_per_year * partial * age)
    return np.where(is_alive, np.where(is_cut, patents.partial_survives, 1.0), 0.0)
