"""Fronts: which points no other beats on every objective, which cannot be told apart, and a spread of few over many.

Objectives are to be made small throughout.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from simulator.estimate import CONFIDENCE

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Ints = NDArray[np.int64]


def beats(objectives: Floats, point: int) -> Truths:
    """Return which points beat one: nowhere worse and somewhere better, shape (points,)."""
    own = objectives[point]
    found: Truths = np.all(objectives <= own, axis=1) & np.any(objectives < own, axis=1)
    return found


def unbeaten(objectives: Floats) -> Truths:
    """Return which points no other beats; equal points are all kept.

    Parameters
    ----------
    objectives
        Shape (points, objectives).
    """
    left = np.arange(len(objectives))
    place = 0
    while place < len(left):
        values = objectives[left]
        own = values[place]
        is_beaten = np.all(values >= own, axis=1) & np.any(values > own, axis=1)
        place = int(np.sum(~is_beaten[:place])) + 1
        left = left[~is_beaten]
    found = np.zeros(len(objectives), dtype=np.bool_)
    found[left] = True
    return found


def spread_over(objectives: Floats, most: int) -> Ints:
    """Return at most so many points, spread evenly: the best on each objective, then always the farthest one.

    Distances are taken on objectives scaled to 0..1.

    Parameters
    ----------
    objectives
        Shape (points, objectives).
    """
    if len(objectives) <= most:
        return np.arange(len(objectives))
    low = objectives.min(axis=0)
    width = objectives.max(axis=0) - low
    scaled = (objectives - low) / np.where(width > 0, width, 1.0)
    chosen = list(dict.fromkeys(int(best) for best in scaled.argmin(axis=0)))[:most]
    distance = np.min([_distance(scaled, place) for place in chosen], axis=0)
    while len(chosen) < most:
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, _distance(scaled, chosen[-1]))
    return np.array(sorted(chosen))


def _distance(scaled: Floats, place: int) -> Floats:
    found: Floats = np.sqrt(np.sum((scaled - scaled[place]) ** 2, axis=1))
    return found


def tied(rows: Floats) -> Truths:
    """Return which points cannot be told apart: the paired interval of their difference holds zero.

    The interval is Student's, as in `intervals.mean_difference`; Var(x - y) = Var x + Var y - 2 Cov(x, y).

    Parameters
    ----------
    rows
        One objective on common draws, shape (points, paths).

    Returns
    -------
    Truths
        Shape (points, points).
    """
    paths = rows.shape[1]
    means = rows.mean(axis=1)
    if paths < 2:
        return np.ones((len(rows), len(rows)), dtype=np.bool_)
    centred = rows - means[:, None]
    covariance = centred @ centred.T / (paths - 1)
    spread = np.diag(covariance)
    # Rounding may leave a variance a little below 0 where two points are the same on every path.
    variance = np.maximum(spread[:, None] + spread[None, :] - 2 * covariance, 0.0)
    half = special.stdtrit(paths - 1, (1 + CONFIDENCE) / 2) * np.sqrt(variance / paths)
    difference = np.abs(means[:, None] - means[None, :])
    found: Truths = difference <= half + 1e-9 * (np.abs(means[:, None]) + np.abs(means[None, :]))
    return found


def grouped(ties: Truths) -> Ints:
    """Return the group of each point, from 0: the first point without a group leads one and takes all that tie with it.

    Parameters
    ----------
    ties
        Shape (points, points).
    """
    groups = np.full(len(ties), -1, dtype=np.int64)
    number = 0
    for point in range(len(ties)):
        if groups[point] < 0:
            groups[ties[point] & (groups < 0)] = number
            number += 1
    return groups
