"""Mixtures of tilts: two ways into an event are told apart, and noise gets no tilt."""

import numpy as np
import pytest

from simulator.analysis.rare_events.mixture import fit_mixture, single, yearly_normals


def test_two_ways_into_an_event_become_two_tilts():
    """A sample of two unit normals, 30 % at (-3, 0) and 70 % at (0, -3): EM finds both within four standard errors."""
    rng = np.random.default_rng(1)
    normals = rng.standard_normal((4_000, 2, 1))
    normals[:1_200, 0, 0] -= 3
    normals[1_200:, 1, 0] -= 3
    found = fit_mixture(normals, np.ones(4_000), components=2, steps=2, stretch=1)
    order = np.argsort(found.shares)
    assert found.shares[order] == pytest.approx([0.3, 0.7], abs=4 * np.sqrt(0.21 / 4_000) + 0.01)
    assert found.tilts[order[0], :, 0] == pytest.approx([-3, 0], abs=4 / np.sqrt(1_200) + 0.02)
    assert found.tilts[order[1], :, 0] == pytest.approx([0, -3], abs=4 / np.sqrt(2_800) + 0.02)


def test_weights_count_as_so_many_paths():
    """The mean of one component is the weighted mean: by hand (1 x -2 + 3 x -4) / 4."""
    normals = np.array([[[-2.0]]] * 100 + [[[-4.0]]] * 100)
    found = fit_mixture(normals, np.repeat([1.0, 3.0], 100), components=1, steps=1, stretch=1)
    assert found.tilts == pytest.approx(np.array([[[-3.5]]]))
    assert np.array_equal(single(found.tilts[0]).tilts, found.tilts)


def test_noise_gets_no_tilt():
    """A year within three standard errors of 0 stays plain, and few paths carry one component only."""
    normals = np.array([[[-2.0], [0.1]], [[-2.0], [-0.1]]] * 4)
    found = fit_mixture(normals, np.ones(8), components=4, steps=2, stretch=1)
    assert found.tilts == pytest.approx(np.array([[[-2.0], [0.0]]]))


def test_a_year_of_months_is_one_normal_and_its_tilt_even():
    """Months of innovation 0.5 are a normal of n x 0.5 / sqrt(n) each year, and the tilt gives each month 0.5 back."""
    innovations = np.full((50, 18, 1), 0.5)
    normals = yearly_normals(innovations, 12)
    assert normals[0, :, 0] == pytest.approx([6 / np.sqrt(12), 3 / np.sqrt(6)])
    found = fit_mixture(normals, np.ones(50), components=1, steps=18, stretch=12)
    assert found.tilts[0, :, 0] == pytest.approx(np.full(18, 0.5))
