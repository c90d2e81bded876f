"""The standard normal law: distribution function and inverse, in our own code so that bits stay.

Source of the inverse: Wichura, "Algorithm AS 241: the percentage points of the normal
distribution", Applied Statistics 37 (1988), routine PPND16 (relative error about 1e-16).
"""

import math

from simulator.compiled import rule

SQRT_HALF = math.sqrt(0.5)

# PPND16's three rational approximations: coefficients of numerator and denominator, highest power first.
CENTRAL_TOP = (
    2509.0809287301226727,
    33430.575583588128105,
    67265.770927008700853,
    45921.953931549871457,
    13731.693765509461125,
    1971.5909503065514427,
    133.14166789178437745,
    3.387132872796366608,
)
CENTRAL_BOTTOM = (
    5226.495278852545925,
    28729.085735721942674,
    39307.89580009271061,
    21213.794301586595867,
    5394.1960214247511077,
    687.1870074920579083,
    42.313330701600911252,
    1.0,
)
MIDDLE_TOP = (
    0.00077454501427834140764,
    0.0227238449892691845833,
    0.24178072517745061177,
    1.27045825245236838258,
    3.64784832476320460504,
    5.7694972214606914055,
    4.6303378461565452959,
    1.42343711074968357734,
)
MIDDLE_BOTTOM = (
    1.05075007164441684324e-9,
    0.0005475938084995344946,
    0.0151986665636164571966,
    0.14810397642748007459,
    0.68976733498510000455,
    1.6763848301838038494,
    2.05319162663775882187,
    1.0,
)
FAR_TOP = (
    2.01033439929228813265e-7,
    0.0000271155556874348757815,
    0.0012426609473880784386,
    0.026532189526576123093,
    0.29656057182850489123,
    1.7848265399172913358,
    5.4637849111641143699,
    6.6579046435011037772,
)
FAR_BOTTOM = (
    2.04426310338993978564e-15,
    1.4215117583164458887e-7,
    0.000018463183175100546818,
    0.0007868691311456132591,
    0.0148753612908506148525,
    0.13692988092273580531,
    0.59983220655588793769,
    1.0,
)


@rule
def normal_cdf(x: float) -> float:
    """Return the probability that a standard normal is at most x."""
    return 0.5 * math.erfc(-x * SQRT_HALF)


@rule
def _ratio(top: tuple[float, ...], bottom: tuple[float, ...], r: float, factor: float) -> float:
    """Return factor x top(r) / bottom(r), both polynomials by Horner's rule."""
    upper = 0.0
    for coefficient in top:
        upper = upper * r + coefficient
    lower = 0.0
    for coefficient in bottom:
        lower = lower * r + coefficient
    return factor * upper / lower


@rule
def normal_inverse(probability: float) -> float:
    """Return x with P(standard normal <= x) = probability, for 0 < probability < 1 (else +-inf)."""
    q = probability - 0.5
    if abs(q) <= 0.425:
        return _ratio(CENTRAL_TOP, CENTRAL_BOTTOM, 0.180625 - q * q, q)
    if probability <= 0.0:
        return -math.inf
    if probability >= 1.0:
        return math.inf
    r = math.sqrt(-math.log(probability if q < 0.0 else 1.0 - probability))
    sign = -1.0 if q < 0.0 else 1.0
    if r <= 5.0:
        return _ratio(MIDDLE_TOP, MIDDLE_BOTTOM, r - 1.6, sign)
    return _ratio(FAR_TOP, FAR_BOTTOM, r - 5.0, sign)
