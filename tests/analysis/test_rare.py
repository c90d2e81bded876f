"""Rare events: weights, the exact tail of a pool, a fund that hardly ever runs dry, and when no estimate is given."""

import numpy as np
import pytest
from scipy.special import ndtr

from simulator.analysis.rare import (
    PLAIN_SHARE,
    depletion,
    estimate_probability,
    exceedance,
    find_tilt,
    tilted,
    weighted_probability,
    weighted_tail,
    weights_of,
)
from simulator.engines.kernel.single import innovations_of
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.errors import NoAnswerError
from tests.engines.books import scenario
from tests.engines.options import policy

# One-factor pool of 500 equal loans, PD 2 %, rho 0.1: P(more than x defaults), by quadrature.
POOL = {30: 0.036246, 50: 0.004638, 75: 0.00043419, 100: 4.6101e-05}


def pool():
    """Return a year of 500 equal loans that share one factor."""
    whole = scenario(
        economy={"step": "yearly", "persistence": 0.0, "asset_correlation": 0.1},
        book=({"name": "b", "count": 500, "principal": 1e4, "months_left": 12, "sector": "all", "grade": "one"},),
        disposal={"method": "fixed", "fixed_recovery": 0.0},
        fund={"fund_size": 1e9},
    )
    return prepare(whole, [whole])


@pytest.mark.compiled
@pytest.mark.parametrize(("defaults", "gain"), [(30, 4), (50, 20), (75, 150), (100, 800)])
def test_exact_tail_of_a_pool(defaults, gain):
    """Within three standard errors of the quadrature, and many times better than plain paths.

    A shift without the defensive share gains 8, 43, 376 and 2,260 times on this pool.
    """
    prepared, event = pool(), exceedance("defaults_covered", defaults + 1)
    tilt, used = find_tilt(prepared, event, threads=2)
    found = estimate_probability(prepared, event, tilt, 20_000, first=used, threads=2)
    assert abs(found.estimate.value - POOL[defaults]) < 3 * found.standard_error
    assert found.gain > gain
    assert found.estimate.low < found.estimate.value < found.estimate.high


def test_weights_are_the_ratio_of_the_densities():
    """By hand for two paths: f(x) / (a f(x) + (1 - a) f(x - t)) with the standard normal density f."""
    prepared = prepare(policy("plain"), [policy("plain")])
    steps = len(innovations_of(prepared.world, np.array([0]))[0])
    tilt = np.zeros((steps, 3))
    tilt[:, 0] = -0.2
    tilt[0, 1] = 0.5
    world = tilted(prepared, tilt)
    x = innovations_of(world.world, np.arange(4))

    def density(z: np.ndarray) -> np.ndarray:
        return np.exp(-0.5 * np.sum(z * z, axis=(1, 2)))

    by_hand = density(x) / (PLAIN_SHARE * density(x) + (1 - PLAIN_SHARE) * density(x - tilt))
    assert weights_of(world, 0, 4) == pytest.approx(by_hand, rel=1e-12)
    assert np.all(weights_of(prepared, 0, 4) == 1)


def test_a_tilt_moves_all_but_the_plain_share_of_paths():
    """Innovations move by the tilt exactly, or not at all; about 15 % of paths do not."""
    prepared = prepare(policy("plain"), [policy("plain")])
    paths = np.arange(400)
    plain = innovations_of(prepared.world, paths)
    tilt = np.full(plain.shape[1:], 0.3)
    moved = innovations_of(tilted(prepared, tilt).world, paths) - plain
    is_plain = np.all(moved == 0, axis=(1, 2))
    assert np.allclose(moved[~is_plain], 0.3)
    assert abs(is_plain.mean() - PLAIN_SHARE) < 4 * np.sqrt(PLAIN_SHARE * (1 - PLAIN_SHARE) / 400)


def normal_tail(threshold: float, shift: float, paths: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return tilted standard normals and their weights."""
    draws = np.random.default_rng(seed).standard_normal(paths)
    is_plain = np.random.default_rng(seed + 1).random(paths) < PLAIN_SHARE
    x = draws + np.where(is_plain, 0.0, shift)
    return x, 1 / (PLAIN_SHARE + (1 - PLAIN_SHARE) * np.exp(shift * x - shift * shift / 2))


def test_probability_of_a_normal_tail():
    """P(Z > 3.5) from draws tilted to 3.5, within four standard errors of the closed form."""
    x, weights = normal_tail(3.5, 3.5, 20_000, 1)
    found = weighted_probability(x > 3.5, weights)
    assert abs(found.estimate.value - ndtr(-3.5)) < 4 * found.standard_error
    assert found.gain > 300


def test_quantile_and_shortfall_of_a_normal_tail():
    """VaR and ES at 99.9 % of a standard normal: 3.0902 and 3.3671."""
    x, weights = normal_tail(3.0, 3.0, 200_000, 5)
    quantile, shortfall = weighted_tail(x, weights, 0.999)
    assert quantile == pytest.approx(3.0902, abs=0.01)
    assert shortfall == pytest.approx(3.3671, abs=0.01)


def test_collapsed_weights_give_no_estimate():
    """One path that carries everything, or too few paths with the event: no number is printed."""
    hits = np.ones(100, dtype=bool)
    weights = np.full(100, 1e-6)
    weights[0] = 5.0
    with pytest.raises(NoAnswerError, match="collapsed"):
        weighted_probability(hits, weights)
    with pytest.raises(NoAnswerError, match="only 3 of 100"):
        weighted_probability(np.arange(100) < 3, np.ones(100))


@pytest.mark.compiled
def test_an_impossible_event_is_said_to_stay_rare():
    """No tilt makes more defaults than there are loans."""
    with pytest.raises(NoAnswerError, match="stays rare"):
        find_tilt(pool(), exceedance("defaults_covered", 501), paths=200, threads=2)


def fund_book(fund_size: float):
    """Return five years of 60 loans that roll over each year under a fund that hardly ever runs dry."""
    whole = scenario(
        clock={"years": 5},
        economy={"step": "yearly", "persistence": 0.5, "asset_correlation": 0.08},
        applications={"per_month": 5.0, "amount_mean": 5e6},
        scheme={"compensation_ratio": 0.5},
        fund={"fund_size": fund_size},
    )
    return prepare(whole, [whole])


@pytest.mark.slow
@pytest.mark.parametrize(("fund_size", "gain"), [(40e6, 8), (48e6, 15)])
def test_a_fund_that_hardly_ever_runs_dry(fund_size, gain):
    """A million plain paths and weighted paths agree within three combined standard errors."""
    prepared, event = fund_book(fund_size), depletion(60)
    plain = event.has_happened(simulate(prepared, 1_000_000, columns=event.columns))
    chance = plain.mean()
    error = np.sqrt(chance * (1 - chance) / len(plain))
    tilt, used = find_tilt(prepared, event, first=2_000_000)
    found = estimate_probability(prepared, event, tilt, 40_000, first=2_000_000 + used)
    assert 1e-4 < chance < 5e-3
    assert abs(found.estimate.value - chance) < 3 * np.hypot(error, found.standard_error)
    assert found.gain > gain
