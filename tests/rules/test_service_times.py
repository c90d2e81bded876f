"""Service times: every law has the mean and the spread written down, and known quantiles."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from simulator.rules.service_times import service_times
from simulator.scenario.operations import Duration

# Mean 12 days throughout; the standard deviation is that of the law.
LAWS = [
    (Duration(law="fixed", mean_days=12), 0.0),
    (Duration(law="exponential", mean_days=12), 12.0),
    (Duration(law="erlang", mean_days=12, stages=4), 6.0),
    (Duration(law="gamma", mean_days=12, sd_days=8), 8.0),
    (Duration(law="lognormal", mean_days=12, sd_days=5), 5.0),
    (Duration(law="uniform", mean_days=12, sd_days=3), 3.0),
    (Duration(law="triangular", mean_days=12, sd_days=3), 3.0),
]
MIDPOINTS = (np.arange(200_000) + 0.5) / 200_000


@pytest.mark.parametrize(("law", "sd"), LAWS, ids=lambda value: getattr(value, "law", ""))
def test_a_law_has_its_mean_and_spread(law, sd):
    """The integral of the quantile function is the mean; of its square, mean^2 + sd^2. It rises and is not negative."""
    times = service_times(law, MIDPOINTS)
    assert times.mean() == pytest.approx(12, rel=1e-4)
    assert math.sqrt(np.mean(times**2) - 144) == pytest.approx(sd, rel=2e-3, abs=1e-5)
    assert np.all(np.diff(times) >= 0)
    assert times[0] >= 0


@pytest.mark.parametrize(
    ("law", "u", "days"),
    [
        (Duration(law="exponential", mean_days=10), 0.5, 10 * math.log(2)),
        # The median of a sum of two exponentials of mean 5: (1 + x) e^-x = 1/2 at x = 1.6783469900.
        (Duration(law="erlang", mean_days=10, stages=2), 0.5, 5 * 1.6783469900166605),
        # A gamma of shape 1 is exponential.
        (Duration(law="gamma", mean_days=10, sd_days=10), 0.5, 10 * math.log(2)),
        # The median of a lognormal is mean / sqrt(1 + (sd / mean)^2).
        (Duration(law="lognormal", mean_days=10, sd_days=7.5), 0.5, 8.0),
        (Duration(law="uniform", mean_days=10, sd_days=math.sqrt(3)), 0.25, 8.5),
        # Triangle on 4 to 16: an eighth of the mass lies below 4 + 12 / 4.
        (Duration(law="triangular", mean_days=10, sd_days=math.sqrt(6)), 0.125, 7.0),
        (Duration(law="triangular", mean_days=10, sd_days=math.sqrt(6)), 0.875, 13.0),
        (Duration(law="fixed", mean_days=10), 0.9, 10.0),
    ],
    ids=lambda value: getattr(value, "law", ""),
)
def test_quantiles_are_the_closed_forms(law, u, days):
    """Quantiles worked out from each law's own distribution function."""
    assert service_times(law, np.array([u]))[0] == pytest.approx(days, rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"law": "gamma"}, "is needed by law 'gamma'"),
        ({"law": "exponential", "sd_days": 3.0}, "is not a parameter of law 'exponential'"),
        ({"law": "erlang"}, "is needed by law 'erlang'"),
        ({"law": "fixed", "stages": 2}, "is not a parameter of law 'fixed'"),
        ({"law": "exponential", "mean_days": 0.0}, "must be above 0 with law 'exponential'"),
        ({"law": "uniform", "sd_days": 6.0}, "must be at most mean_days / 1.732"),
        ({"law": "triangular", "sd_days": 4.1}, "must be at most mean_days / 2.449"),
        ({"law": "gamma", "sd_days": 0.009}, "must lie between a thousandth of mean_days and 20 times"),
        ({"law": "lognormal", "sd_days": 201.0}, "must lie between a thousandth of mean_days and 20 times"),
    ],
)
def test_absurd_laws_are_refused(changes, message):
    """A parameter that the law lacks, or has too many of, or that lets time run backwards."""
    with pytest.raises(ValidationError, match=message):
        Duration(**{"mean_days": 10.0, **changes})


@pytest.mark.parametrize("sd", [0.01, 200.0])
@pytest.mark.parametrize("law", ["gamma", "lognormal"])
def test_the_narrowest_and_the_widest_law_are_finite(law, sd):
    """At the ends of what is allowed, no uniform gives nan, infinity or a negative time."""
    times = service_times(Duration(law=law, mean_days=10.0, sd_days=sd), np.array([2.0**-33, 0.5, 1 - 2.0**-33]))
    assert np.all(np.isfinite(times))
    assert np.all(times >= 0)


@pytest.mark.parametrize(("law", "reach", "days"), [("uniform", 3, 0.02), ("triangular", 6, 10 * math.sqrt(0.002))])
def test_the_widest_law_starts_at_nothing_and_not_below(law, reach, days):
    """A spread is accepted up to a billionth beyond the law that starts at 0: there time stops at 0.

    Of the laws on 0 to 20 days the thousandth quantiles are 20 u and 10 sqrt(2 u).
    """
    widest = Duration(law=law, mean_days=10.0, sd_days=10.0 * (1 + 5e-10) / math.sqrt(reach))
    times = service_times(widest, np.array([1e-20, 1e-3]))
    assert times[0] == 0
    assert times[1] == pytest.approx(days, rel=1e-5)
