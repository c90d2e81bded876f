"""The bank's decision: hurdle, largest PD, what a score tells, response to cover."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.rules.lending import (
    break_even_share,
    largest_pd,
    posterior_mean_pd,
    response_to_cover,
    score_threshold,
    smallest_share,
    view_number,
)

ORACLES = json.loads((Path(__file__).parents[1] / "validation/oracles.json").read_text(encoding="utf-8"))
HURDLES = ORACLES["N_hurdle"]["rows"]
PDS = np.array([0.004, 0.01, 0.03, 0.09])
LOG_ODDS = np.log(PDS / (1 - PDS))
WEIGHTS = np.array([0.3, 0.4, 0.2, 0.1])
SCORES = np.linspace(-9, 1, 2001)

quick = settings(max_examples=200)


@pytest.mark.parametrize("row", [row for row in HURDLES if "PD" in row], ids=lambda row: f"{row['PD']}-{row['LGD']}")
def test_break_even_share_is_the_tabulated_one(row):
    """s* = 1 - (r (1 - PD) - f - o - k) / (PD LGD); the table has six decimals."""
    found = break_even_share(
        row["rate"], row["funding"], row["operating_cost"], row["capital_charge"], row["PD"], row["LGD"]
    )
    assert found == pytest.approx(row["break_even_share"], abs=5e-7)


@pytest.mark.parametrize("row", [row for row in HURDLES if "PD" not in row], ids=lambda row: f"share {row['share']}")
def test_largest_pd_is_the_tabulated_one(row):
    """Shares 0, 0.35, 0.54, 0.8 at LGD 0.75: 0.69 %, 1.04 %, 1.43 %, 2.94 %."""
    margin = row["rate"] - row["funding"] - row["operating_cost"] - row["capital_charge"]
    found = largest_pd(margin, row["rate"], row["LGD"], 0.0, row["share"], 0.0)
    assert found == pytest.approx(row["PD_max"], abs=5e-7)


@quick
@given(st.floats(0.004, 0.05), st.floats(0.3, 0.95))
def test_at_the_break_even_share_the_pd_is_the_largest(pd, lgd):
    """The two formulas are each other's inverse."""
    share = break_even_share(0.035, 0.019, 0.007, 0.00357, pd, lgd)
    assert largest_pd(0.035 - 0.019 - 0.007 - 0.00357, 0.035, lgd, 0.0, share, 0.0) == pytest.approx(pd, rel=1e-9)


def test_the_largest_pd_solves_the_bank_s_inequality():
    """With all terms on, the result of the marginal loan is nil."""
    margin, rate, covered, uncovered, share, carry = 0.0054, 0.035, 0.5, 0.2, 0.6, 0.012
    pd = largest_pd(margin, rate, covered, uncovered, share, carry)
    costs = rate - margin  # funding, operating cost, capital charge less other income
    result = rate * (1 - pd) - costs - pd * (covered * (1 - share) + uncovered) - pd * share * carry
    assert result == pytest.approx(0, abs=1e-17)


def test_a_higher_share_raises_the_largest_pd_unless_waiting_costs_more():
    """Direction: cover pays for risk as long as the carry is below the covered loss."""
    rising = [largest_pd(0.005, 0.035, 0.6, 0.1, share, 0.02) for share in np.linspace(0, 1, 11)]
    assert rising == sorted(rising)
    falling = [largest_pd(0.005, 0.035, 0.1, 0.1, share, 0.2) for share in np.linspace(0, 1, 11)]
    assert falling == sorted(falling, reverse=True)


def test_when_default_costs_nothing_only_the_margin_counts():
    """No rate, full cover, no waiting: a bank with a margin lends to all, one without to none."""
    assert largest_pd(0.001, 0.0, 0.7, 0.0, 1.0, 0.0) == math.inf
    assert largest_pd(-0.001, 0.0, 0.7, 0.0, 1.0, 0.0) == -math.inf
    assert largest_pd(0.0, 0.0, 0.7, 0.0, 1.0, 0.0) == math.inf  # it lends when the result is nil


@pytest.mark.parametrize("noise", [0.05, 0.5, 2.0])
def test_posterior_rises_with_the_score_between_best_and_worst_grade(noise):
    """A worse score never lowers the PD the bank believes in."""
    posterior = posterior_mean_pd(SCORES, LOG_ODDS, PDS, WEIGHTS, noise)
    assert (np.diff(posterior) >= -1e-15).all()
    assert posterior[0] == pytest.approx(PDS[0], rel=0.02 if noise < 1 else 0.9)
    assert PDS[0] * (1 - 1e-12) <= posterior.min() <= posterior.max() <= PDS[-1] * (1 + 1e-12)


def test_posterior_by_hand():
    """Midway between two grades the score tells nothing: the mean is that of the weights."""
    pds = np.array([0.01, 0.05])
    log_odds = np.log(pds / (1 - pds))
    middle = np.array([log_odds.mean()])
    assert posterior_mean_pd(middle, log_odds, pds, np.array([0.75, 0.25]), 0.8)[0] == pytest.approx(0.02, rel=1e-12)


def test_without_noise_the_bank_sees_the_grade():
    """At noise 0 the posterior at each grade's own score is the grade's PD."""
    np.testing.assert_allclose(posterior_mean_pd(LOG_ODDS, LOG_ODDS, PDS, WEIGHTS, 0.0), PDS, rtol=1e-12)


def test_mean_of_the_posterior_is_the_pool_s_pd():
    """Bayes: averaged over all scores the bank believes in the pool's own mean PD."""
    noise = 0.7
    density = np.exp(-0.5 * ((SCORES[:, None] - LOG_ODDS) / noise) ** 2) @ WEIGHTS
    posterior = posterior_mean_pd(SCORES, LOG_ODDS, PDS, WEIGHTS, noise)
    assert density @ posterior / density.sum() == pytest.approx(WEIGHTS @ PDS, rel=1e-4)


def test_threshold_is_where_the_posterior_meets_the_largest_pd():
    """Between grid points it is interpolated; outside the pool's range the bank lends to none or to all."""
    posterior = posterior_mean_pd(SCORES, LOG_ODDS, PDS, WEIGHTS, 0.7)
    threshold = score_threshold(0.02, SCORES, posterior)
    assert posterior_mean_pd(np.array([threshold]), LOG_ODDS, PDS, WEIGHTS, 0.7)[0] == pytest.approx(0.02, rel=1e-4)
    assert score_threshold(0.001, SCORES, posterior) == -math.inf
    assert score_threshold(0.5, SCORES, posterior) == math.inf


@pytest.mark.parametrize(("largest", "score"), [(0.0999, -math.inf), (0.1, 4), (0.15, 5), (0.2, 6), (0.4, math.inf)])
def test_threshold_by_hand(largest, score):
    """PDs of 10, 20 and 40 % at scores 4, 6 and 8: 15 % lies midway; who takes 10 % takes the best, 40 % all."""
    assert score_threshold(largest, np.array([4.0, 6.0, 8.0]), np.array([0.1, 0.2, 0.4])) == score


@pytest.mark.parametrize(("strength", "share", "response"), [(0.0, 0.9, 1.0), (0.5, 0.0, 1.0), (0.5, 0.8, 1.32)])
def test_response_to_cover_grows_with_its_square(strength, share, response):
    """1 + strength x s^2: none without cover or strength, strongest near full cover."""
    assert response_to_cover(strength, share) == pytest.approx(response, rel=1e-15)


@quick
@given(st.floats(0.002, 0.3), st.floats(0.001, 0.05), st.floats(0.3, 0.9), st.floats(0.0, 0.2))
def test_smallest_share_is_largest_pd_turned_round(pd, margin, covered_loss, carry):
    """At the smallest share, the largest PD is the loan's own."""
    share = smallest_share(margin, 0.035, covered_loss, 0.05, pd, carry)
    assert largest_pd(margin, 0.035, covered_loss, 0.05, share, carry) == pytest.approx(pd)


def test_cover_that_costs_more_than_it_brings_never_pays():
    """A wait dearer than the loss itself: the loan pays without cover or not at all."""
    assert smallest_share(0.001, 0.03, 0.5, 0.0, 0.1, 0.6) == math.inf
    assert smallest_share(0.5, 0.03, 0.5, 0.0, 0.1, 0.6) == 0
    # a default costs 0.03 + 0.5 + 0.2, one in ten of them 0.073
    assert smallest_share(0.074, 0.03, 0.5, 0.2, 0.1, 0.6) == 0
    assert smallest_share(0.072, 0.03, 0.5, 0.2, 0.1, 0.6) == math.inf
    # a quarter of 0.25 + 0.5 + 0.25 is the margin: it lends when the result is nil
    assert smallest_share(0.25, 0.25, 0.5, 0.25, 0.25, 0.75) == 0


def test_every_view_of_the_cover_has_a_number_of_its_own():
    """Two lending rates, three numbers of steps and four degrees of trust are numbered 0 to 23."""
    numbers = [view_number(rate, step, trust, 3, 4) for rate in range(2) for step in range(3) for trust in range(4)]
    assert numbers == list(range(24))
