"""Bayesian law of PD and asset correlation from default counts, down to books without any default.

Priors: Jeffreys' for the PD, density 1 / sqrt(p (1 - p)) / pi, and a uniform one for rho up to the largest
correlation of the Basel rules (0.24; Basel Committee 2023, CRE31), after Tasche (2013).
The posterior stands on a grid: uniform steps of arcsin(sqrt(p)) are Jeffreys' prior.
"""

from dataclasses import dataclass

import numpy as np

from simulator.questions.calibrate.default_counts import DefaultCounts, log_likelihood
from simulator.questions.calibrate.learnt import CONFIDENCE, DRAWS, Floats, Stream, draws_of

LARGEST_CORRELATION = 0.24
_ANGLES = 60
_CORRELATIONS = 20
_NEGLIGIBLE = 1e-6


@dataclass(frozen=True, eq=False)
class Posterior:
    """Posterior weights, (angles, correlations), on the middles of a grid of arcsin(sqrt(PD)) and rho."""

    angle_edges: Floats
    correlation_edges: Floats
    weights: Floats

    def pd_quantiles(self, levels: Floats) -> Floats:
        """Return quantiles of the PD, uniform within each cell."""
        return np.asarray(np.sin(_quantiles(self.angle_edges, self.weights.sum(axis=1), levels)) ** 2)

    def correlation_quantiles(self, levels: Floats) -> Floats:
        """Return quantiles of the asset correlation, uniform within each cell."""
        return _quantiles(self.correlation_edges, self.weights.sum(axis=0), levels)

    def draws(self) -> tuple[Floats, Floats]:
        """Return joint draws of PD and asset correlation, (DRAWS,) each."""
        rng = draws_of(Stream.POSTERIOR)
        cell = rng.choice(self.weights.size, size=DRAWS, p=self.weights.ravel())
        row, column = np.divmod(cell, self.weights.shape[1])
        within = rng.random((2, DRAWS))
        angle = self.angle_edges[row] + within[0] * np.diff(self.angle_edges)[row]
        return np.sin(angle) ** 2, self.correlation_edges[column] + within[1] * np.diff(self.correlation_edges)[column]


LEVELS = np.array([0.5, (1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
"""Median and ends of the interval."""


def _quantiles(edges: Floats, weights: Floats, levels: Floats) -> Floats:
    return np.interp(levels, np.concatenate([[0.0], np.cumsum(weights)]), edges)


def posterior_of(counts: DefaultCounts, *, persistence: float = 0.0) -> Posterior:
    """Return the posterior of PD and rho, all grades together, at a given persistence of the factor."""
    pooled = counts.pooled()
    coarse = _on_grid(pooled, np.linspace(0, np.pi / 2, 90), np.linspace(0, LARGEST_CORRELATION, 5), persistence)
    is_likely = np.flatnonzero(coarse.weights.max(axis=1) > _NEGLIGIBLE * coarse.weights.max())
    low, high = coarse.angle_edges[is_likely[0]], coarse.angle_edges[is_likely[-1] + 1]
    edges = np.linspace(0, LARGEST_CORRELATION, _CORRELATIONS + 1)
    return _on_grid(pooled, np.linspace(low, high, _ANGLES + 1), edges, persistence)


def _on_grid(counts: DefaultCounts, angles: Floats, correlations: Floats, persistence: float) -> Posterior:
    from scipy import special

    probits = special.ndtri(np.sin((angles[1:] + angles[:-1]) / 2) ** 2)
    middles = (correlations[1:] + correlations[:-1]) / 2
    loadings = np.log(middles / (1 - middles)) / 2
    memory = float(np.arctanh(persistence))
    table = np.array([[log_likelihood(counts, np.array([q, b, memory])) for b in loadings] for q in probits])
    weights = np.exp(table - table.max())
    return Posterior(angles, correlations, weights / weights.sum())
