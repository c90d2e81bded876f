"""The standard normal law: distribution function and inverse, in our own code so that bits stay.

Source of the inverse: Wichura, "Algorithm AS 241: the percentage points of the normal
distribution", Applied Statistics 37 (1988), routine PPND16 (relative error about 1e-16).
"""

import math

from simulator.compiled import rule

SQRT_HALF = math.sqrt(0.5)


@rule
def normal_cdf(x: float) -> float:
    """Return the probability that a standard normal is at most x."""
    return 0.5 * math.erfc(-x * SQRT_HALF)


@rule
def _central(r: float, q: float) -> float:
    top = (
        (((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
        + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
        + 133.14166789178437745
    ) * r + 3.387132872796366608
    bottom = (
        (((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
        + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
        + 42.313330701600911252
    ) * r + 1.0
    return q * top / bottom


@rule
def _middle(r: float) -> float:
    top = (
        (((((0.00077454501427834140764 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
        + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
        + 4.6303378461565452959
    ) * r + 1.42343711074968357734
    bottom = (
        (((((1.05075007164441684324e-9 * r + 0.0005475938084995344946) * r + 0.0151986665636164571966) * r
        + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
        + 2.05319162663775882187
    ) * r + 1.0
    return top / bottom


@rule
def _far(r: float) -> float:
    top = (
        (((((2.01033439929228813265e-7 * r + 0.0000271155556874348757815) * r + 0.0012426609473880784386) * r
        + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
        + 5.4637849111641143699
    ) * r + 6.6579046435011037772
    bottom = (
        (((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 0.000018463183175100546818) * r
        + 0.0007868691311456132591) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
        + 0.59983220655588793769
    ) * r + 1.0
    return top / bottom


@rule
def normal_inverse(probability: float) -> float:
    """Return x with P(standard normal <= x) = probability, for 0 < probability < 1 (else +-inf)."""
    q = probability - 0.5
    if abs(q) <= 0.425:
        return _central(0.180625 - q * q, q)
    if probability <= 0.0:
        return -math.inf
    if probability >= 1.0:
        return math.inf
    r = math.sqrt(-math.log(probability if q < 0.0 else 1.0 - probability))
    tail = _middle(r - 1.6) if r <= 5.0 else _far(r - 5.0)
    return -tail if q < 0.0 else tail
