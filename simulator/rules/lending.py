"""The bank's decision: what makes the compensation ratio matter.

The bank lends when

    r (1 - PD) - f - o - PD (L_c (1 - s) + L_u) - PD s e f y - k + other income >= 0

with rate r, funding f, operating cost o, expected loss on the covered part L_c and on the
rest L_u, effective share s, covered part of the exposure e, years y until compensation and
capital charge k. It sees score = log-odds(PD) + sigma e and puts in the posterior mean PD
given the score and the applicants' grade weights.
"""

import numpy as np
from numpy.typing import NDArray

from simulator.compiled import rule

Floats = NDArray[np.float64]

SMALLEST_NOISE = 1e-3


def break_even_share(
    rate: float, funding: float, operating_cost: float, capital_charge: float, pd: float, lgd: float
) -> float:
    """Return s* = 1 - (r (1 - PD) - f - o - k) / (PD LGD), the smallest ratio at which the loan pays."""
    return 1 - (rate * (1 - pd) - funding - operating_cost - capital_charge) / (pd * lgd)


def largest_pd(
    margin: float, rate: float, covered_loss: float, uncovered_loss: float, share: float, carry: float
) -> float:
    """Return the largest PD at which the bank still lends.

    Parameters
    ----------
    margin
        r - f - o - k + other income, per year.
    rate
        Loan rate r.
    covered_loss, uncovered_loss
        Expected loss per unit lent, given default, on the covered part and on the rest.
    share
        Effective compensation share s.
    carry
        Cost of waiting for the compensation, per unit of PD and share.

    Returns
    -------
    float
        Negative when the bank lends to nobody; infinite when no default costs it anything.
    """
    cost = rate + covered_loss * (1 - share) + uncovered_loss + share * carry
    if cost > 0:
        return margin / cost
    return np.inf if margin >= 0 else -np.inf


def smallest_share(
    margin: float, rate: float, covered_loss: float, uncovered_loss: float, pd: float, carry: float
) -> float:
    """Return the smallest share at which a loan of this PD still pays: `largest_pd` turned round.

        s = (PD (r + L_c + L_u) - margin) / (PD (L_c - carry))

    Parameters
    ----------
    margin, rate, covered_loss, uncovered_loss, carry
        As in `largest_pd`.
    pd
        PD of the loan, above 0.

    Returns
    -------
    float
        At most 0 when the loan pays without any cover; infinite when cover costs more in waiting than it brings.
    """
    if covered_loss <= carry:
        return 0.0 if pd * (rate + covered_loss + uncovered_loss) <= margin else np.inf
    return (pd * (rate + covered_loss + uncovered_loss) - margin) / (pd * (covered_loss - carry))


def posterior_mean_pd(scores: Floats, log_odds: Floats, pds: Floats, weights: Floats, noise: float) -> Floats:
    """Return the bank's mean PD given each score: Bayes over the applicants' grades.

    Parameters
    ----------
    scores
        Scores, shape (n,).
    log_odds, pds, weights
        The applicants' grades, shape (grades,).
    noise
        sigma of the score; 0 means the bank all but sees the grade itself.

    Returns
    -------
    Shape (n,); rises with the score.
    """
    distance = -0.5 * ((scores[None, :] - log_odds[:, None]) / max(noise, SMALLEST_NOISE)) ** 2
    likelihood = np.exp(distance - distance.max(axis=0)) * weights[:, None]
    posterior: Floats = (pds @ likelihood) / likelihood.sum(axis=0)
    return posterior


def score_threshold(largest: float, scores: Floats, posterior: Floats) -> float:
    """Return the score up to which the posterior mean PD stays within `largest`, by interpolation.

    Parameters
    ----------
    largest
        Largest PD at which the bank lends.
    scores, posterior
        A grid of scores and the posterior mean PD on it, never falling.
    """
    if largest < posterior[0]:
        return -np.inf
    if largest >= posterior[-1]:
        return np.inf
    return float(np.interp(largest, posterior, scores))


@rule
def response_to_cover(strength: float, share: float) -> float:
    """Return 1 + strength x s^2: how screening noise and default hazard grow with cover.

    The square makes the response stronger near full cover (Saito & Tsuruta, RIETI 14-E-042,
    2014: the problem is stronger at 100 % than at 80 %).
    """
    return 1.0 + strength * share * share


@rule
def view_number(rate: int, steps: int, trust: int, step_levels: int, trust_levels: int) -> int:
    """Return the number of a view of the cover: what the bank knows when it says which loans it wants with cover.

    Parameters
    ----------
    rate
        Which of the shifts of the lending rate holds.
    steps, step_levels
        Steps of the step-down reached, and how many such numbers there may be.
    trust, trust_levels
        Degree of trust in the fund, and how many there are.
    """
    return (rate * step_levels + steps) * trust_levels + trust
