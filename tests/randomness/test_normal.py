"""The normal law and its inverse, against a series in 60 digits, scipy and the values printed with AS 241."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy import special, stats

from simulator.randomness.normal import normal_cdf, normal_inverse
from simulator.randomness.philox import keyed_block, uniform

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798")


def true_inverse(probability: float) -> float:
    """Return the normal quantile by Newton steps on Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/15 + ...)."""
    with localcontext() as context:
        context.prec = 80
        wanted = Decimal(probability)
        x = Decimal(float(special.ndtri(probability)))
        for _ in range(4):
            density = (-x * x / 2).exp() / (2 * PI).sqrt()
            term = total = x
            odd = 1
            while abs(term) > Decimal(10) ** -75:
                odd += 2
                term = term * x * x / odd
                total += term
            x -= (Decimal("0.5") + density * total - wanted) / density
        return float(x)


PROBABILITIES = [*np.linspace(0.005, 0.995, 67), 0.075, 0.925, *(10.0**-k for k in range(3, 26)), 1 - 1e-9, 1 - 1e-15]


@pytest.mark.parametrize("probability", [p for p in PROBABILITIES if p != 0.5])
def test_inverse_is_right_to_1e_15(probability):
    """In the centre, in the tails and at the seams of the three approximations, the error is rounding."""
    assert normal_inverse(probability) == pytest.approx(true_inverse(probability), rel=1e-15, abs=0)


@pytest.mark.parametrize(
    ("probability", "printed"),
    [(0.25, -0.6744897501960817), (0.001, -3.090232306167814), (1e-20, -9.262340089798408)],
)
def test_inverse_gives_the_values_printed_with_the_algorithm(probability, printed):
    """Wichura (1988), check values of routine PPND16."""
    assert normal_inverse(probability) == pytest.approx(printed, rel=1e-15, abs=0)


def test_inverse_agrees_with_scipy():
    """On 5,000 probabilities down to 1e-300 both agree within the error of the two (1e-15 each)."""
    rng = np.random.default_rng(241)
    probabilities = np.concatenate([rng.random(3000), 10.0 ** -rng.uniform(1, 300, 2000)])
    found = [normal_inverse(p) for p in probabilities]
    np.testing.assert_allclose(found, special.ndtri(probabilities), rtol=2e-15)


def test_inverse_is_odd_and_infinite_at_the_ends():
    """x(1 - p) = -x(p) wherever 1 - p is exact; certainty has no finite quantile."""
    assert normal_inverse(0.5) == 0.0
    for probability in (2.0**-30, 0.03125, 0.125, 0.25, 0.4375):
        assert normal_inverse(1 - probability) == -normal_inverse(probability)
    assert normal_inverse(0.0) == -np.inf
    assert normal_inverse(1.0) == np.inf


def test_distribution_function_agrees_with_scipy():
    """From -37 to 8; rounding of x itself grows with x^2 in the tail: 1,400 x 1e-16."""
    x = np.linspace(-37, 8, 901)
    found = np.array([normal_cdf(value) for value in x])
    np.testing.assert_allclose(found, special.ndtr(x), rtol=2e-13)
    np.testing.assert_allclose(found[x > -5], special.ndtr(x[x > -5]), rtol=5e-15)


def test_keyed_normals_follow_the_normal_law():
    """Kolmogorov-Smirnov on 8,000 draws, at the level of four standard errors."""
    words = [keyed_block(np.uint64(5), 1, 0, month, 0) for month in range(2000)]
    draws = [normal_inverse(uniform(np.uint64(word))) for block in words for word in block]
    assert stats.kstest(draws, "norm").pvalue > 2 * stats.norm.sf(4)
