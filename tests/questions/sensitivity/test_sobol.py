"""Sobol indices against closed forms and against a second program."""

import math

import numpy as np
import pytest
from scipy.stats import sobol_indices, uniform

from simulator.questions.sensitivity.sobol import indices, largest_shift, sample

A, B = 7.0, 0.1


def ishigami(x):
    """Return sin x1 + a sin^2 x2 + b x3^4 sin x1 on (-pi, pi)^3; points of shape (..., 3) in the unit cube."""
    x = math.pi * (2 * x - 1)
    return np.sin(x[..., 0]) + A * np.sin(x[..., 1]) ** 2 + B * x[..., 2] ** 4 * np.sin(x[..., 0])


def closed_form():
    """Return first-order and total indices of Ishigami's function (Ishigami and Homma 1990)."""
    v1 = 0.5 * (1 + B * math.pi**4 / 5) ** 2
    v2 = A**2 / 8
    v13 = B**2 * math.pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + v2 + v13
    return [v1 / whole, v2 / whole, 0.0], [(v1 + v13) / whole, v2 / whole, v13 / whole]


def test_ishigami_lies_within_its_intervals_and_close():
    """Three inputs, one of which acts only by interaction: S = (0.314, 0.442, 0), T = (0.558, 0.442, 0.244)."""
    found = indices(ishigami(sample(4096, 3, seed=11)), seed=1)
    first, total = closed_form()
    for index, s, t in zip(found, first, total, strict=True):
        # half a 95 % interval is two standard errors: four of them
        assert abs(index.first.value - s) < index.first.high - index.first.low
        assert abs(index.total.value - t) < index.total.high - index.total.low
        assert index.first.high - index.first.low < 0.15


def test_a_second_program_agrees():
    """SciPy's estimators are the same formulas; its own sample differs, so values agree within the intervals."""
    theirs = sobol_indices(
        func=lambda x: ishigami(x.T), n=4096, dists=[uniform(0, 1)] * 3, rng=np.random.default_rng(5)
    )
    for i, index in enumerate(indices(ishigami(sample(4096, 3, seed=11)), seed=1)):
        assert abs(index.first.value - theirs.first_order[i]) < 1.5 * (index.first.high - index.first.low)
        assert abs(index.total.value - theirs.total_order[i]) < 1.5 * (index.total.high - index.total.low)


def test_additive_function_has_shares_of_its_variances():
    """F = 3 x1 + x2 with a third input that does nothing: 0.9, 0.1 and exactly 0, first order as total."""
    found = indices(sample(1024, 3, seed=2) @ np.array([3.0, 1.0, 0.0]), seed=1)
    assert [round(index.total.value, 2) for index in found] == [0.9, 0.1, 0.0]
    assert [round(index.first.value, 2) for index in found] == [0.9, 0.1, 0.0]
    assert (found[2].total.low, found[2].total.value, found[2].total.high) == (0, 0, 0)


def test_mixed_matrices_differ_from_the_first_in_one_column():
    """Row by row: A, B, and A with one column from B; all in the unit cube."""
    points = sample(8, 4, seed=3)
    assert points.shape == (8, 6, 4)
    assert 0 <= points.min() <= points.max() < 1
    for i in range(4):
        differs = np.any(points[:, 2 + i] != points[:, 0], axis=0)
        assert list(np.flatnonzero(differs)) == [i]
        assert np.array_equal(points[:, 2 + i, i], points[:, 1, i])


def test_rows_without_a_value_are_left_out():
    """A row with nan changes nothing beside its absence; no row, or no variance, gives no indices."""
    values = ishigami(sample(64, 3, seed=4))
    values[5, 3] = math.nan
    assert indices(values, seed=1) == indices(np.delete(values, 5, axis=0), seed=1)
    assert indices(values[:4], seed=1) is None
    assert indices(np.ones((64, 5)), seed=1) is None


def test_largest_shift_is_over_both_kinds():
    """Of first-order and total indices of all inputs."""
    found = indices(ishigami(sample(64, 3, seed=4)), seed=1)
    other = indices(ishigami(sample(64, 3, seed=5)), seed=1)
    gaps = [abs(getattr(a, kind).value - getattr(b, kind).value)
            for a, b in zip(found, other, strict=True) for kind in ("first", "total")]  # fmt: skip
    assert largest_shift(found, other) == max(gaps) > 0
    assert largest_shift(found, found) == pytest.approx(0)
