"""A mixture of mean shifts (tilts) of the economy's innovations, fitted to the paths on which an event happened.

A fund can be ruined early or late, so one tilt fits badly: it lies between the years in which it happens. The
components are fitted by the EM algorithm for normals of unit variance, which minimises the cross-entropy.

Rubinstein & Kroese, The Cross-Entropy Method, 2004; Kurtz & Song, Probabilistic Engineering Mechanics 42 (2013) 28
(mixtures); Dempster, Laird & Rubin, J. R. Stat. Soc. B 39 (1977) 1 (EM).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COMPONENTS = 4
EM_ROUNDS = 40
SIGNIFICANCE = 3.0
PATHS_PER_MEAN = 5.0


@dataclass(frozen=True)
class Mixture:
    """Tilts and how often each is drawn.

    Attributes
    ----------
    tilts
        Mean of the innovations by component, step and source (macro, then sectors), shape (components, steps, sources).
    shares
        Chance of each component among tilted paths, shape (components,), sum 1.
    """

    tilts: Floats
    shares: Floats


def single(tilt: Floats) -> Mixture:
    """Return the mixture of one tilt, shape (steps, sources)."""
    return Mixture(tilt[None], np.ones(1))


def yearly_normals(innovations: Floats, stretch: int) -> Floats:
    """Return the scaled sum of each year's innovations: standard normals of shape (paths, years, sources).

    Parameters
    ----------
    innovations
        Of some paths, shape (paths, steps, sources).
    stretch
        Steps of a year.
    """
    first = np.arange(0, innovations.shape[1], stretch)
    sums: Floats = np.add.reduceat(innovations, first, axis=1)
    return sums / np.sqrt(_lengths(innovations.shape[1], stretch))[:, None]


def fit_mixture(normals: Floats, weights: Floats, *, components: int, steps: int, stretch: int) -> Mixture:
    """Return the mixture nearest to weighted paths, each tilt constant within a year.

    Years and sources whose mean is within three standard errors of 0 get no tilt. There are as many components
    as the paths can carry: five effective paths for each mean.

    Parameters
    ----------
    normals
        Of the paths on which the event happened, shape (paths, years, sources), from `yearly_normals`.
    weights
        Their likelihood ratios, shape (paths,).
    components
        Most components.
    steps, stretch
        Steps of a path, and of a year.
    """
    share = weights / weights.sum()
    size = 1 / float(np.sum(share**2))
    years, sources = normals.shape[1:]
    flat = normals.reshape(len(normals), years * sources)
    is_moved = np.abs(share @ flat) > SIGNIFICANCE / np.sqrt(size)
    most = int(size / (PATHS_PER_MEAN * max(1, int(is_moved.sum()))))
    means, shares = _fit_normals(flat[:, is_moved], share, max(1, min(components, most)))
    yearly = np.zeros((len(means), years * sources))
    yearly[:, is_moved] = means
    lengths = _lengths(steps, stretch)
    tilts = yearly.reshape(len(means), years, sources) / np.sqrt(lengths)[:, None]
    return Mixture(np.repeat(tilts, lengths.astype(np.int64), axis=1), shares)


def _lengths(steps: int, stretch: int) -> Floats:
    """Return the steps of each year; the last may be shorter."""
    first = np.arange(0, steps, stretch)
    return np.minimum(stretch, steps - first).astype(np.float64)


def _fit_normals(points: Floats, share: Floats, components: int) -> tuple[Floats, Floats]:
    """Return means (components, dimensions) and shares (components,) of normals of unit variance, by EM.

    It starts from groups of equal weight along the direction in which the points vary most.
    """
    mean = share @ points
    if components == 1:
        return mean[None], np.ones(1)
    centred = points - mean
    _, vectors = np.linalg.eigh((centred * share[:, None]).T @ centred)
    order = np.argsort(centred @ vectors[:, -1], kind="stable")
    group = np.minimum((np.cumsum(share[order]) * components).astype(np.int64), components - 1)
    belongs = np.zeros((len(points), components))
    belongs[order, group] = 1.0
    for _ in range(EM_ROUNDS):
        carried = belongs * share[:, None]
        shares = np.maximum(carried.sum(axis=0), np.finfo(np.float64).tiny)
        means = (carried.T @ points) / shares[:, None]
        scores = np.log(shares) + points @ means.T - 0.5 * np.sum(means**2, axis=1)
        belongs = np.exp(scores - scores.max(axis=1, keepdims=True))
        belongs /= belongs.sum(axis=1, keepdims=True)
    return means, shares / shares.sum()
