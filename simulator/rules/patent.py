"""Value of the pledged patents, from the loan to the sale."""

import math

from simulator.compiled import rule


@rule
def royalty_multiple(
    royalty_rate: float, tax_rate: float, growth: float, decay: float, discount: float, life_years: float
) -> float:
    """Return the value per unit of covered yearly revenue by relief from royalty.

    Royalties after tax grow at g, decay at d and are discounted at k continuously over the
    remaining life L:  rate (1 - tax) (1 - exp(-(k + d - g) L)) / (k + d - g).
    """
    speed = discount + decay - growth
    annuity = life_years if abs(speed) < 1e-12 else -math.expm1(-speed * life_years) / speed
    return royalty_rate * (1.0 - tax_rate) * annuity


@rule
def value_after(
    value: float, decay: float, volatility: float, years: float, diffusion: float, jump_log: float
) -> float:
    """Return V_0 exp(-(d + s^2/2) t + s sqrt(t) z + sum of jumps), before validity and the cycle.

    Parameters
    ----------
    value
        V_0.
    decay, volatility
        d per year, s per square root of a year.
    years
        t since the first loan.
    diffusion
        Standard normal z.
    jump_log
        Sum of the log jumps up to t.
    """
    drift = -(decay + 0.5 * volatility * volatility) * years
    return value * math.exp(drift + volatility * math.sqrt(years) * diffusion + jump_log)


@rule
def cycle_factor(beta: float, factor_now: float, factor_then: float, kept: float) -> float:
    """Return exp(beta (F_t - F_a) - beta^2 (1 - phi^(t-a))): wrong-way risk with mean 1.

    Parameters
    ----------
    beta
        Log value per unit of the factor.
    factor_now, factor_then
        F_t and F_a.
    kept
        phi^(t-a), the factor's autocorrelation over the time between.
    """
    return math.exp(beta * (factor_now - factor_then) - beta * beta * (1.0 - kept))


@rule
def surviving_fraction(
    years: float, full_hazard: float, partial_hazard: float, partial_survives: float, u_full: float, u_partial: float
) -> float:
    """Return the part of the value left by challenges and lapses: 0, the partial fraction, or 1."""
    if u_full < -math.expm1(-full_hazard * years):
        return 0.0
    if u_partial < -math.expm1(-partial_hazard * years):
        return partial_survives
    return 1.0
