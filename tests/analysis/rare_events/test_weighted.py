"""Figures from weighted paths: closed forms of a normal tail, and when no estimate is given."""

import numpy as np
import pytest
from scipy.special import ndtr

from simulator.analysis.rare_events.rare import PLAIN_SHARE
from simulator.analysis.rare_events.weighted import weighted_probability, weighted_tail, weighted_tail_estimates
from simulator.errors import NoAnswerError


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


def test_tail_estimates_hold_the_closed_form_and_gain():
    """The intervals' standard errors fit: VaR and ES at 99.9 % within four of them, at a gain of at least 50."""
    x, weights = normal_tail(3.0, 3.0, 50_000, 9)
    quantile, shortfall = weighted_tail_estimates(x, weights, 0.999)
    assert abs(quantile.estimate.value - 3.0902) < 4 * quantile.standard_error < 0.1
    assert abs(shortfall.estimate.value - 3.3671) < 4 * shortfall.standard_error < 0.1
    assert min(quantile.gain, shortfall.gain) > 50
    assert shortfall.effective_size > 1_000
    assert shortfall.largest_weight < 0.01


def test_plain_paths_gain_nothing():
    """With weights of one the gain is one."""
    x = np.random.default_rng(3).standard_normal(20_000)
    quantile, shortfall = weighted_tail_estimates(x, np.ones(20_000), 0.99)
    assert quantile.gain == pytest.approx(1)
    assert shortfall.gain == pytest.approx(1)


def test_collapsed_tails_give_no_estimate():
    """One path holds the tail's chance: no quantile is printed."""
    x = np.arange(1_000.0)
    weights = np.full(1_000, 1e-6)
    weights[950] = 50.0
    with pytest.raises(NoAnswerError, match="collapsed"):
        weighted_tail_estimates(x, weights, 0.9)
