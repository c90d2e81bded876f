"""Thresholds, regimes, bidders and quantile tables hit what they are fitted to."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, special

from simulator import exact
from simulator.errors import NoAnswerError
from simulator.randomness.normal import normal_inverse
from simulator.randomness.philox import keyed_block, uniform
from simulator.rules import calibration
from simulator.rules.calibration import bidder_mean, monthly_thresholds, normal_table, stationary_law
from simulator.rules.default import monthly_from_yearly
from simulator.rules.disposal import bidders, highest_bid

ORACLES = json.loads((Path(__file__).parents[1] / "validation/oracles.json").read_text(encoding="utf-8"))
PERSISTENT = ORACLES["K_ar1_cumulative_PD"]["rows"]
NO_SHIFT, NO_MOVE = np.zeros(1), np.ones((1, 1))
RESERVES = (0.7, 0.56, 0.56)
BID_TERMS = (math.log(1.1), 0.4, -0.3, 0.5)


@pytest.mark.parametrize("row", PERSISTENT, ids=lambda row: f"PD {row['pd_annual']}")
def test_threshold_of_a_tabulated_twelve_month_pd_is_the_tabulated_threshold(row):
    """The table's cumulative PD at 12 months leads back to its uncalibrated threshold."""
    target = np.array([row["cumPD"]["12"]])
    threshold = monthly_thresholds(target, row["rho"], row["phi"], NO_SHIFT, NO_MOVE)
    assert special.ndtr(threshold[0]) == pytest.approx(row["pm"], rel=1e-9)


@pytest.mark.parametrize(
    ("rho", "phi"), [(0.03, 0.5), (0.08, 0.95), (0.3, 0.97), (0.12, 0.98), (0.12, 0.99), (0.12, 0.9993)]
)
def test_twelve_months_add_up_to_the_yearly_pd(rho, phi):
    """The exact benchmark, which carries densities forward and shares no code, finds the PD again."""
    pds = np.array([0.0005, 0.02, 0.25])
    for pd, threshold in zip(pds, monthly_thresholds(pds, rho, phi, NO_SHIFT, NO_MOVE), strict=True):
        monthly = float(special.ndtr(threshold))
        cumulative = exact.cumulative_pd_ar1(monthly, asset_correlation=rho, persistence=phi, months=12)
        assert cumulative[-1] == pytest.approx(pd, rel=1e-8)


@pytest.mark.parametrize("rho", [0.01, 0.12, 0.9])
@pytest.mark.parametrize("phi", [0.99999, 1 - 1e-12])
def test_a_factor_that_all_but_stands_still_gives_the_pd_of_a_constant_one(rho, phi):
    """At phi = 1 the PD is the mean of 1 - (1 - p(Z))^12, by adaptive quadrature; nearer to 1 takes no longer."""
    pd = 0.02
    threshold = monthly_thresholds(np.array([pd]), rho, phi, NO_SHIFT, NO_MOVE)[0]

    def defaulted(z):
        alive = special.ndtr((math.sqrt(rho) * z - threshold) / math.sqrt(1 - rho))
        return (1 - alive**12) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    constant, _ = integrate.quad(defaulted, -12, 12, points=[threshold / math.sqrt(rho)], limit=400, epsabs=1e-13)
    # Moves of sqrt(1 - phi^2) = 0.0045 a month leave a little of the averaging over time.
    assert constant == pytest.approx(pd, rel=1e-3 if phi < 0.999999 else 1e-7)


def test_grid_does_not_grow_as_the_persistence_nears_one(monkeypatch):
    """As many grids are tried at 0.999999 as at 0.95, and they have the same points."""
    sizes, move_of_a_month = [], calibration._move_of_a_month

    def counted(z, phi):
        sizes.append(len(z))
        return move_of_a_month(z, phi)

    monkeypatch.setattr(calibration, "_move_of_a_month", counted)
    for persistence in (0.95, 0.999999):
        monthly_thresholds(np.array([0.02]), 0.12, persistence, NO_SHIFT, NO_MOVE)
    assert sizes[: len(sizes) // 2] == sizes[len(sizes) // 2 :] == [321, 641]


def test_a_correlation_at_which_no_grid_is_fine_enough_is_refused():
    """The chance jumps from 0 to 1 between two points of the grid: no answer is better than a wrong one."""
    with pytest.raises(NoAnswerError, match=r"asset correlation of 0.999999 .* lower economy.asset_correlation"):
        monthly_thresholds(np.array([0.02]), 0.999999, 0.5, NO_SHIFT, NO_MOVE)


def test_copying_the_yearly_pd_is_not_enough():
    """PD 2 %, rho 0.08, phi 0.95: 1 - (1 - PD)^(1/12) gives 1.984 %, so the calibrated threshold is higher."""
    threshold = monthly_thresholds(np.array([0.02]), 0.08, 0.95, NO_SHIFT, NO_MOVE)[0]
    assert special.ndtr(threshold) > monthly_from_yearly(0.02)


def test_without_correlation_the_months_are_independent():
    """At rho = 0 the threshold is that of 1 - (1 - PD)^(1/12), whatever the memory."""
    pds = np.array([0.001, 0.02, 0.4])
    monthly = special.ndtr(monthly_thresholds(pds, 0.0, 0.9, NO_SHIFT, NO_MOVE))
    np.testing.assert_allclose(monthly, [monthly_from_yearly(pd) for pd in pds], rtol=1e-9)


def test_one_regime_shifts_the_threshold_by_its_mean():
    """A factor that is always m lower needs a threshold sqrt(rho) m lower."""
    pds = np.array([0.01, 0.1])
    plain = monthly_thresholds(pds, 0.1, 0.9, NO_SHIFT, NO_MOVE)
    shifted = monthly_thresholds(pds, 0.1, 0.9, np.array([-0.7]), NO_MOVE)
    np.testing.assert_allclose(shifted, plain - math.sqrt(0.1) * 0.7, atol=1e-9)


def test_regimes_are_part_of_the_calibration():
    """Forty thousand simulated years with three regimes default at the PD, within four standard errors."""
    shifts = np.array([0.3, -0.5, -2.0])
    moves = np.array([[0.95, 0.04, 0.01], [0.10, 0.80, 0.10], [0.05, 0.15, 0.80]])
    rho, phi, pd, paths = 0.12, 0.9, 0.04, 40_000
    threshold = monthly_thresholds(np.array([pd]), rho, phi, shifts, moves)[0]
    rng = np.random.default_rng(3)
    factor = rng.standard_normal(paths)
    state = np.searchsorted(np.cumsum(np.linalg.matrix_power(moves, 500)[0])[:-1], rng.random(paths))
    alive = np.ones(paths)
    for month in range(12):
        if month:
            factor = phi * factor + math.sqrt(1 - phi * phi) * rng.standard_normal(paths)
            state = (rng.random(paths)[:, None] > np.cumsum(moves, axis=1)[state][:, :-1]).sum(axis=1)
        alive *= 1 - special.ndtr((threshold - math.sqrt(rho) * (factor + shifts[state])) / math.sqrt(1 - rho))
    assert abs(np.mean(1 - alive) - pd) < 4 * np.std(alive) / math.sqrt(paths)


def test_stationary_law_by_hand():
    """A month out of a state with chance a, back with chance b: (b, a) / (a + b)."""
    np.testing.assert_allclose(stationary_law(np.array([[0.98, 0.02], [0.1, 0.9]])), [5 / 6, 1 / 6], atol=1e-14)
    np.testing.assert_allclose(stationary_law(NO_MOVE), [1.0])


def test_stationary_law_does_not_move():
    """One more month leaves the law of three states as it is, and it is a law."""
    moves = np.array([[0.9, 0.08, 0.02], [0.2, 0.7, 0.1], [0.0, 0.3, 0.7]])
    law = stationary_law(moves)
    np.testing.assert_allclose(law @ moves, law, atol=1e-14)
    assert law.sum() == pytest.approx(1, abs=1e-15)
    assert (law > 0).all()


def test_calibrated_bidders_buy_37_per_cent_of_lots():
    """Three thousand lots auctioned bid by bid with keyed draws; within four standard errors of 0.37."""
    bias, spread, bid_mean, bid_sd = BID_TERMS
    mean = bidder_mean(0.37, RESERVES, BID_TERMS)
    lots, sold = 3000, 0
    for lot in range(lots):
        seed = np.uint64(37)
        draws = [uniform(np.uint64(word)) for block in range(2) for word in keyed_block(seed, 11, 0, lot, block)]
        appraisal = 100 * math.exp(bias + spread * normal_inverse(draws[0]))
        bids = [
            highest_bid(100.0, bid_mean, bid_sd, bidders(mean, draws[1 + 2 * turn]), draws[2 + 2 * turn])
            for turn in range(3)
        ]
        sold += any(bid >= reserve * appraisal for bid, reserve in zip(bids, RESERVES, strict=True))
    assert abs(sold / lots - 0.37) < 4 * math.sqrt(0.37 * 0.63 / lots)


@pytest.mark.parametrize("bid_sd", [0.0, 1e-4])
def test_bids_that_are_all_alike_meet_every_reserve_or_none(bid_sd):
    """Bids at 1.1 of the value buy when 0.7 exp(0.1 + 0.4 e) is below: sold P(e < b) (1 - exp(-lambda)), by hand."""
    below = special.ndtr((math.log(1.1) - math.log(0.7) - 0.1) / 0.4)
    mean = bidder_mean(0.37, (0.7,), (0.1, 0.4, math.log(1.1), bid_sd))
    assert mean == pytest.approx(-math.log(1 - 0.37 / below), rel=1e-3 if bid_sd else 1e-9)


def test_bidders_of_a_sure_market_follow_from_the_poisson_law():
    """Exact appraisals and bids at full value: a lot is unsold only when nobody comes three times, exp(-3 lambda)."""
    mean = bidder_mean(0.37, RESERVES, (0.0, 0.0, 0.0, 0.0))
    assert math.exp(-3 * mean) == pytest.approx(0.63, abs=1e-9)


def test_bidders_of_exact_appraisals_follow_from_the_chance_that_one_bids_enough():
    """Without spread of appraisals a bid reaches R with Phi((m - b - log R) / s); unsold is exp(-lambda sum)."""
    bias, _, bid_mean, bid_sd = BID_TERMS
    mean = bidder_mean(0.37, RESERVES, (bias, 0.0, bid_mean, bid_sd))
    enough = special.ndtr((bid_mean - bias - np.log(RESERVES)) / bid_sd)
    assert mean == pytest.approx(-math.log(0.63) / enough.sum(), rel=1e-8)


def test_more_bidders_are_needed_when_bids_are_low_or_fewer_rounds_are_held():
    """Direction: lower bids and fewer rounds sell less, so more bidders are needed for the same share."""
    mean = bidder_mean(0.37, RESERVES, BID_TERMS)
    assert bidder_mean(0.37, RESERVES, (BID_TERMS[0], BID_TERMS[1], -0.6, BID_TERMS[3])) > mean
    assert bidder_mean(0.37, RESERVES[:2], BID_TERMS) > mean


def test_a_bias_of_the_appraisal_is_a_bias_of_the_bids_the_other_way():
    """Appraised 30 % too high or bidding 30 % less: the same distance to the reserve, so the same market."""
    high = bidder_mean(0.37, RESERVES, (math.log(1.3), 0.4, -0.2, 0.5))
    assert high == pytest.approx(bidder_mean(0.37, RESERVES, (0.0, 0.4, -0.2 - math.log(1.3), 0.5)), rel=1e-9)


def test_a_share_that_no_number_of_bidders_sells_is_refused():
    """Bids at a tenth of the value without spread never reach a reserve of 70 %."""
    with pytest.raises(NoAnswerError, match=r"no mean number of bidders .* lower disposal\.auction_sold_share"):
        bidder_mean(0.37, (0.7,), (0.0, 0.0, math.log(0.1), 0.0))


@pytest.mark.parametrize("codes", [2, 16, 256, 4096, 65_536])
def test_normal_table_has_mean_0_and_variance_1(codes):
    """Bits become standard normals through the table: rising, symmetric, mean 0, variance 1."""
    table = normal_table(codes)
    assert table.shape == (codes,)
    assert (np.diff(table) > 0).all()
    np.testing.assert_allclose(table, -table[::-1], rtol=0, atol=1e-9)
    assert abs(table.mean()) < 1e-12
    assert np.mean(table**2) == pytest.approx(1, abs=1e-12)


def test_normal_table_by_hand():
    """Two cells: -1 and 1. Four cells: means over the quarters, (phi(q) / 0.25 and the like), scaled."""
    np.testing.assert_allclose(normal_table(2), [-1, 1], atol=1e-15)
    quarter = special.ndtri(0.75)
    outer = 4 * math.exp(-quarter * quarter / 2)
    inner = 4 - outer
    assert normal_table(4)[3] / normal_table(4)[2] == pytest.approx(outer / inner, rel=1e-12)


def test_fine_normal_table_has_the_tails_of_the_normal_law():
    """With 4,096 cells the fourth moment is within 1 % of 3 and quantiles are the normal's."""
    table = normal_table(4096)
    assert np.mean(table**4) == pytest.approx(3, rel=0.01)
    assert table[int(0.99 * 4096)] == pytest.approx(special.ndtri(0.99), abs=0.01)
