"""What becomes of applicants' loans while terms stay: how many are renewed, refused, and default, refusals included.

A published default rate counts every default of the loans, also of borrowers whose renewal was refused; so the target
to which applicants are fitted has to be compared with such a rate. Here it is worked out without simulation, for
terms that stay as they are: a breaker or a leverage limit that ends cover adds refusals, which a run shows.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]

REACH = 16.0
"""Of the grid of sums of up to four signals, standard deviations of one."""
STEP = 0.1


@dataclass(frozen=True)
class TermOfLoans:
    """Loans of one length.

    Attributes
    ----------
    months
        Length.
    share
        Part of the applicants that ask for it.
    asks
        Chance that a sound borrower asks to renew.
    weights
        Part of the applicants whose loan number 0, 1, 2, ... falls within the months of lending.
    """

    months: int
    share: float
    asks: float
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Renewals:
    """Who renews, and what a refusal does.

    Attributes
    ----------
    terms
        Loans by length.
    fails
        Chance that a sound borrower whose renewal is refused defaults.
    opinions
        How many opinions a bank may have of a borrower: just met, known for one year, ...
    is_fresh
        Whether every renewal is decided on a new signal alone.
    """

    terms: tuple[TermOfLoans, ...]
    fails: float
    opinions: int
    is_fresh: bool


def defaults_and_years(margins: Floats, pds: Floats, renewals: Renewals) -> tuple[Floats, Floats]:
    """Return the defaults of an applicant's loans, refused renewals included, and the years they are lent for.

    Parameters
    ----------
    margins
        Standard normal that the mean of the signals of a borrower known for 0, 1, ... years must not pass, shape
        (opinions, grades).
    pds
        Yearly PD of the loans made, shape (grades,).
    renewals
        Who renews.

    Returns
    -------
    Defaults and loan-years per applicant, each of shape (grades,).
    """
    defaults, years = np.zeros(len(pds)), np.zeros(len(pds))
    for term in renewals.terms:
        within = 1 - (1 - pds) ** (term.months / 12)
        levels = [min(n * term.months // 12, renewals.opinions - 1) for n in range(len(term.weights))]
        passes = _passing(margins, levels, renewals.is_fresh)
        held = term.share * ndtr(margins[0])
        for n, weight in enumerate(term.weights):
            defaults += weight * held * within
            years += weight * held * term.months / 12
            if n + 1 < len(term.weights):
                asking = held * (1 - within) * term.asks
                defaults += term.weights[n + 1] * asking * (1 - passes[n + 1]) * renewals.fails
                held = asking * passes[n + 1]
    return defaults, years


def _passing(margins: Floats, levels: list[int], is_fresh: bool) -> Floats:
    """Return the chance to pass each screening, given that all before were passed, shape (screenings, grades).

    The sum of the signals seen is carried on by its law, cut off at each screening.
    """
    passed = np.ones((len(levels), margins.shape[1]))
    passed[0] = ndtr(margins[0])
    if is_fresh:
        passed[1:] = passed[0]
        return passed
    edges = np.linspace(-REACH, REACH, 2 * round(REACH / STEP) + 1)
    law = np.repeat(np.diff(ndtr(edges))[None, :], margins.shape[1], axis=0)
    law *= _below(edges, margins[0])
    for n in range(1, len(levels)):
        added = levels[n] - levels[n - 1]
        # who has nothing new to show is seen as before, and passes
        if added == 0:
            continue
        before = law.sum(axis=1)
        law = law @ _move(added)
        law *= _below(edges, margins[levels[n]] * math.sqrt(levels[n] + 1))
        passed[n] = law.sum(axis=1) / np.maximum(before, 1e-300)
    return passed


def _below(edges: Floats, bounds: Floats) -> Floats:
    """Return the part of each cell that lies below each bound, shape (bounds, cells)."""
    part: Floats = np.clip((bounds[:, None] - edges[None, :-1]) / STEP, 0.0, 1.0)
    return part


@lru_cache(maxsize=8)
def _move(signals: int) -> Floats:
    """Return the chances to get from each cell to each other by so many further signals, shape (cells, cells)."""
    edges = np.linspace(-REACH, REACH, 2 * round(REACH / STEP) + 1)
    middle = (edges[1:] + edges[:-1]) / 2
    chance: Floats = np.diff(ndtr((edges[None, :] - middle[:, None]) / math.sqrt(signals)), axis=1)
    return chance
