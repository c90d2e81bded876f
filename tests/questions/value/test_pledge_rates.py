"""Loss given default and safe pledge rates against closed forms."""

import numpy as np
import pytest

from simulator.questions.value.pledge_rates import (
    Sample,
    expected_loss,
    loss_quantile,
    safe_rate,
    safe_rate_at,
    weighted_quantile,
    wrong_way_loss,
)

PATHS, LOANS = 5000, 4


def sample(proceeds: np.ndarray, weight: np.ndarray | None = None, plain: np.ndarray | None = None) -> Sample:
    """Return a sample of these proceeds, equally weighted unless said otherwise."""
    ones = np.ones_like(proceeds)
    weight = ones if weight is None else weight
    return Sample(proceeds, ones, weight, weight if plain is None else plain, ones)


def uniform(paths: int = PATHS) -> np.ndarray:
    """Return the midpoints of 0..1, dealt out over paths and loans."""
    return ((np.arange(paths * LOANS) + 0.5) / (paths * LOANS)).reshape(LOANS, paths).T


@pytest.mark.parametrize("rate", [0.05, 0.3, 1.0])
def test_expected_loss_of_uniform_proceeds(rate):
    """Proceeds uniform on 0..1 of the appraised value: the loss is q / 2."""
    assert expected_loss(sample(uniform()), rate).value == pytest.approx(rate / 2, rel=1e-3)


@pytest.mark.parametrize("largest", [0.05, 0.2, 0.45])
def test_safe_rate_turns_the_loss_round(largest):
    """So the largest rate with a loss of l is 2 l, and at that rate the loss is l."""
    rate = safe_rate(sample(uniform()), largest)
    assert rate.value == pytest.approx(2 * largest, rel=1e-3)
    assert expected_loss(sample(uniform()), rate.value).value == pytest.approx(largest, rel=1e-9)


def test_no_rate_where_too_many_defaults_bring_nothing():
    """Half of the defaults bring nothing, the others proceeds uniform on 0..1: the loss is (1 + q / 2) / 2."""
    proceeds = np.zeros((PATHS, LOANS))
    proceeds[:, ::2] = 2 * uniform()[:, :2]
    half = sample(proceeds)
    assert safe_rate(half, 0.4) is None
    assert safe_rate(half, 0.6).value == pytest.approx(0.4, rel=1e-3)


def test_no_rate_is_above_the_appraised_value():
    """Proceeds of twice the appraised value would bear more; the rate stops at 1."""
    rate = safe_rate(sample(np.full((100, 2), 2.0)), 0.1)
    assert (rate.value, rate.low, rate.high) == (1.0, 1.0, 1.0)
    assert safe_rate_at(sample(np.full((100, 2), 2.0)), 0.1, 0.95).value == 1.0


def test_rate_for_a_single_loss():
    """Uniform proceeds: P(x >= (1 - l) q) = level, so q = (1 - level) / (1 - l); none where 6 % bring nothing."""
    rate = safe_rate_at(sample(uniform()), 0.2, 0.95)
    assert rate.value == pytest.approx(0.0625, rel=1e-3)
    assert loss_quantile(sample(uniform()), rate.value, 0.95).value == pytest.approx(0.2, abs=1e-3)
    assert safe_rate_at(sample(np.where(uniform() < 0.06, 0.0, uniform())), 0.2, 0.95) is None


def test_weights_count():
    """Two paths, the second with three times the chance: means and quantiles follow the weights."""
    found = sample(np.array([[0.1], [0.4]]), np.array([[1.0], [3.0]]))
    assert expected_loss(found, 0.4).value == pytest.approx(0.25 * 0.75)
    assert weighted_quantile(found.proceeds, found.weight, 0.25).value == 0.1
    assert weighted_quantile(found.proceeds, found.weight, 0.26).value == 0.4


def test_wrong_way_loss_by_hand():
    """Equal chances would lose (0.75 + 0) / 2 = 37.5 %; defaults on the path with poor proceeds lose more."""
    found = sample(np.array([[0.1], [0.4]]), np.array([[3.0], [1.0]]), np.ones((2, 1)))
    assert wrong_way_loss(found, 0.4).value == pytest.approx(0.75 * 0.75 - 0.375)


def test_what_is_owed_counts():
    """Two defaults, one owing a tenth; at a rate of 0.1 proceeds of 0.01 pay the one and a tenth of the other."""
    found = Sample(np.full((2, 1), 0.01), np.array([[0.1], [1.0]]), np.ones((2, 1)), np.ones((2, 1)), np.ones((2, 1)))
    assert expected_loss(found, 0.1).value == pytest.approx(0.9 / 1.1)


@pytest.mark.parametrize("find", [lambda s: safe_rate(s, 0.3), lambda s: safe_rate_at(s, 0.3, 0.7)])
def test_intervals_cover_the_truth(find):
    """In 400 samples of 300 paths whose loans are alike, about 95 % of the intervals hold the true rate."""
    rng = np.random.default_rng(3)
    truth = find(sample(uniform(50_000))).value
    hits = 0
    for _ in range(400):
        rate = find(sample(np.repeat(rng.random((300, 1)), LOANS, axis=1)))
        hits += rate.low <= truth <= rate.high
    assert 0.95 * 400 - 4 * np.sqrt(400 * 0.95 * 0.05) <= hits <= 400
