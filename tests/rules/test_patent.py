"""Value of the pledged patents: jump diffusion, income method, cycle and validity."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import special

from simulator.randomness.normal import normal_inverse
from simulator.randomness.philox import keyed_block, uniform
from simulator.rules.default import conditional_pd
from simulator.rules.patent import cycle_factor, royalty_multiple, surviving_fraction, value_after

ORACLES = json.loads((Path(__file__).parents[1] / "validation/oracles.json").read_text(encoding="utf-8"))
JUMPS = ORACLES["I_patent_jump_diffusion"]["rows"]
PATHS = 8000


def simulated(row: dict[str, float]) -> np.ndarray:
    """Return values at time t, one keyed block per patent, shape (PATHS,)."""
    years = row["t"]
    counts = special.pdtr(np.arange(40), row["jump_rate"] * years)
    found = np.empty(PATHS)
    for i in range(PATHS):
        u = [uniform(np.uint64(word)) for word in keyed_block(np.uint64(9), 9, i, 0, 0)]
        jumps = int(np.searchsorted(counts, u[0]))
        jump = jumps * row["jump_mean"] + math.sqrt(jumps) * row["jump_sd"] * normal_inverse(u[1])
        value = value_after(row["V0"], row["decay"], row["sigma"], years, normal_inverse(u[2]), jump)
        found[i] = value * surviving_fraction(years, row["invalidation"], 0.0, 1.0, u[3], 0.5)
    return found


@pytest.mark.parametrize("row", JUMPS, ids=["jumps", "no jumps"])
def test_simulated_values_follow_the_tabulated_law(row):
    """Mean, deviation, P(V < K) and E min(V, K) of 8,000 keyed patents, each within four standard errors."""
    values = simulated(row)

    def off(sample: np.ndarray, wanted: float) -> float:
        return abs(float(np.mean(sample)) - wanted) / max(float(np.std(sample)) / math.sqrt(PATHS), 1e-12)

    assert off(values, row["mean"]) < 4
    assert off((values - row["mean"]) ** 2, row["sd"] ** 2) < 4
    for level, wanted in row["E_min_V_K"].items():
        # where all but one path in a hundred million is above K, the sample has no spread to judge by
        assert off(np.minimum(values, float(level)), wanted) < 4 or abs(wanted - float(level)) < 1e-10
    for level, wanted in row["P_below"].items():
        error = math.sqrt(wanted * (1 - wanted) / PATHS)
        assert abs(np.mean(values < float(level)) - wanted) < 4 * error + 1e-12


def test_value_by_hand():
    """Two years at 15 % a year and no noise take 30 % in logs; half of it gone by one jump."""
    assert value_after(100.0, 0.15, 0.0, 2.0, 1.7, 0.0) == pytest.approx(100 * math.exp(-0.3), rel=1e-15)
    assert value_after(100.0, 0.15, 0.0, 2.0, 0.0, math.log(0.5)) == pytest.approx(50 * math.exp(-0.3), rel=1e-15)
    assert value_after(100.0, 0.15, 0.3, 0.0, 2.0, 0.0) == 100.0


@pytest.mark.parametrize("volatility", [0.0, 0.3, 0.8])
def test_diffusion_leaves_the_mean_value_alone(volatility):
    """The mean over the diffusion is V0 exp(-d t), whatever the volatility."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    values = [value_after(100.0, 0.15, volatility, 2.5, z, 0.0) for z in nodes]
    assert weights @ values / weights.sum() == pytest.approx(100 * math.exp(-0.375), rel=1e-12)


@pytest.mark.parametrize("speed", [-0.02, 0.05, 0.3])
def test_royalties_are_an_annuity(speed):
    """Summed day by day over 8 years: rate x (1 - tax) x integral of exp(-(k + d - g) t)."""
    days = (np.arange(8 * 365) + 0.5) / 365
    summed = 0.05 * 0.75 * np.exp(-speed * days).sum() / 365
    assert royalty_multiple(0.05, 0.25, 0.02, speed - 0.08 + 0.02, 0.08, 8.0) == pytest.approx(summed, rel=1e-6)


def test_royalties_at_the_limits():
    """For ever: rate (1 - tax) / speed. At speed nil, and next to it: rate (1 - tax) x years. No life: nothing."""
    assert royalty_multiple(0.05, 0.25, 0.02, 0.1, 0.12, 1e6) == pytest.approx(0.05 * 0.75 / 0.2, rel=1e-14)
    assert royalty_multiple(0.05, 0.25, 0.1, 0.02, 0.08, 10.0) == pytest.approx(0.375, rel=1e-12)
    assert royalty_multiple(0.05, 0.25, 0.1, 0.02 + 1e-9, 0.08, 10.0) == pytest.approx(0.375, rel=1e-7)
    assert royalty_multiple(0.05, 0.25, 0.02, 0.1, 0.12, 0.0) == 0.0


def factor_pairs(kept: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return F_then, F_now and weights of a stationary AR(1) over a gap with autocorrelation `kept`."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    then, new = np.meshgrid(nodes, nodes)
    weight = np.outer(weights, weights).ravel() / weights.sum() ** 2
    return then.ravel(), (kept * then + math.sqrt(1 - kept * kept) * new).ravel(), weight


@pytest.mark.parametrize("beta", [0.0, 0.3, 1.0, 1.5])
@pytest.mark.parametrize("kept", [0.95, 0.95**12, 0.0])
def test_the_cycle_leaves_the_mean_value_alone(beta, kept):
    """E exp(beta (F_t - F_a) - beta^2 (1 - phi^n)) = 1: wrong-way risk must not make patents worth more."""
    then, now, weight = factor_pairs(kept)
    values = [cycle_factor(beta, b, a, kept) for a, b in zip(then, now, strict=True)]
    assert weight @ values == pytest.approx(1, rel=1e-10)


def loss_given_default(beta: float, value_per_owed: float, spread: float) -> float:
    """Return E[max(0, 1 - V) | default six months on], rho 0.05, phi 0.95, PD 2 %, V lognormal around the cycle."""
    kept = 0.95**6
    threshold = float(special.ndtri(0.02))
    total = losses = 0.0
    for then, now, weight in zip(*factor_pairs(kept), strict=True):
        weight *= conditional_pd(threshold, 0.05, now)
        value = value_per_owed * cycle_factor(beta, now, then, kept)
        d = (math.log(value) + spread * spread / 2) / spread
        total += weight
        losses += weight * (special.ndtr(spread - d) - value * special.ndtr(-d))
    return losses / total


@pytest.mark.parametrize("value_per_owed", [0.1, 0.31, 0.7, 1.5])
def test_wrong_way_risk_raises_the_loss_at_every_size(value_per_owed):
    """Larger beta, larger expected loss given default, whatever the patents are worth."""
    losses = [loss_given_default(beta, value_per_owed, 0.6) for beta in (0.0, 0.3, 1.0, 1.5)]
    assert losses == sorted(losses)
    assert losses[-1] > losses[0] + 0.02


def test_size_of_wrong_way_risk():
    """An independent calculation at rho 0.05, phi 0.95 found 0.692 / 0.710 / 0.751 / 0.787: the same size here.

    Its value, spread and time to default are not known; ours start it at the same loss without wrong-way risk.
    """
    found = [loss_given_default(beta, 0.31, 0.6) for beta in (0.0, 0.3, 1.0, 1.5)]
    np.testing.assert_allclose(found, [0.692, 0.710, 0.751, 0.787], atol=0.01)


def test_without_beta_value_and_default_are_independent():
    """At beta = 0 the cycle is 1 in every state, so defaulters' loss is everybody's: a put by Black and Scholes."""
    assert {cycle_factor(0.0, now, then, 0.9) for now in (-3.0, 0.0, 2.0) for then in (-1.0, 4.0)} == {1.0}
    d = (math.log(0.7) + 0.18) / 0.6
    put = special.ndtr(0.6 - d) - 0.7 * special.ndtr(-d)
    assert loss_given_default(0.0, 0.7, 0.6) == pytest.approx(put, rel=1e-12)


def test_patents_survive_with_the_chance_of_their_hazards():
    """Over 100 x 100 midpoints: exp(-h t) are not annulled, exp(-g t) of them whole, the rest in part."""
    years, full, partial = 3.0, 0.1, 0.2
    midpoints = (np.arange(100) + 0.5) / 100
    left = np.array([[surviving_fraction(years, full, partial, 0.4, u, v) for u in midpoints] for v in midpoints])
    assert set(np.unique(left)) == {0.0, 0.4, 1.0}
    assert np.mean(left > 0) == pytest.approx(math.exp(-0.3), abs=0.01)
    assert np.mean(left == 1) == pytest.approx(math.exp(-0.9), abs=0.015)


def test_patents_without_challenges_stay_whole():
    """No hazard or no time: nothing is lost whatever the draw."""
    assert surviving_fraction(20.0, 0.0, 0.0, 0.4, 1e-9, 1e-9) == 1.0
    assert surviving_fraction(0.0, 0.5, 0.5, 0.4, 1e-9, 1e-9) == 1.0
