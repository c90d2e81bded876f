"""Traffic lights: binomial without correlation, the exact one-factor law with it, Tasche's limits."""

import numpy as np
import pytest
from scipy import integrate, special, stats

from simulator.inputs.history import History
from simulator.questions.backtest.traffic_light import chance_of_as_many, light_of, traffic_lights


def pds_used(years, grades, obligors, defaults, pds):
    """Return a history of PDs used."""
    numbers = {"year": years, "obligors": obligors, "defaults": defaults, "pd": pds}
    return History("x", "PDs used", {k: np.array(v, dtype=float) for k, v in numbers.items()}, {"grade": grades})


def test_independent_defaults_are_binomial():
    """P(X >= 8) of 200 firms at 2 %."""
    assert chance_of_as_many([[(200, 8, 0.02)]], 8, 0.0) == pytest.approx(stats.binom.sf(7, 200, 0.02), rel=1e-9)
    assert chance_of_as_many([[(200, 0, 0.02)]], 0, 0.1) == 1.0


def test_two_grades_share_the_factor():
    """By direct integration over the factor: 1 - P(0 or 1 default) of grades of 50 and 30 firms."""
    rho = 0.2

    def fewer(z):
        p = special.ndtr((special.ndtri([0.01, 0.05]) - np.sqrt(rho) * z) / np.sqrt(1 - rho))
        none = (1 - p[0]) ** 50 * (1 - p[1]) ** 30
        return none * (1 + 50 * p[0] / (1 - p[0]) + 30 * p[1] / (1 - p[1])) * stats.norm.pdf(z)

    expected = 1 - integrate.quad(fewer, -9, 9)[0]
    assert chance_of_as_many([[(50, 1, 0.01), (30, 1, 0.05)]], 2, rho) == pytest.approx(expected, abs=1e-7)


def test_years_are_independent():
    """Two years of one firm at 10 %: at least one default with chance 0.19, whatever the correlation."""
    assert chance_of_as_many([[(1, 1, 0.1)], [(1, 0, 0.1)]], 1, 0.3) == pytest.approx(0.19)


@pytest.mark.parametrize(
    ("chance", "light"), [(0.05, "green"), (0.0499, "yellow"), (0.001, "yellow"), (0.0009, "red"), (1.0, "green")]
)
def test_limits_are_those_of_tasche(chance, light):
    """95 and 99.9 %."""
    assert light_of(chance) == light


def test_right_pds_are_green_in_nineteen_of_twenty():
    """400 books drawn with the PD and the correlation stated: at most one in twenty is not green."""
    rng = np.random.default_rng(2)
    z = rng.standard_normal(400)
    p = special.ndtr((special.ndtri(0.03) - np.sqrt(0.1) * z) / np.sqrt(0.9))
    defaults = rng.binomial(300, p)
    chance_of = {int(d): chance_of_as_many([[(300, int(d), 0.03)]], int(d), 0.1) for d in np.unique(defaults)}
    chances = [chance_of[int(d)] for d in defaults]
    assert np.mean([light_of(chance) != "green" for chance in chances]) < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 400)
    # Defaults come in whole numbers, so the test is not exact, but not far below its size either.
    assert np.mean(np.array(chances) < 0.05) > 0.02


def test_rows_are_grades_years_and_all():
    """Two grades in 2020, one in 2021."""
    rows = traffic_lights(pds_used([2021, 2020, 2020], ("A", "A", "B"), [10, 10, 20], [0, 1, 2], [0.1, 0.1, 0.2]), 0.1)
    assert [(row.year, row.grade, row.obligors, row.defaults) for row in rows] == [
        ("2020", "A", 10, 1), ("2020", "B", 20, 2), ("2020", "all", 30, 3), ("2021", "A", 10, 0), ("all", "all", 40, 3),
    ]  # fmt: skip
    assert rows[-1].expected == pytest.approx(6)


@pytest.mark.parametrize(("firms", "defaults", "rho"), [(20_000, 1_200, 0.12), (8_000, 500, 0.3), (3_000, 140, 0.9)])
def test_a_large_book_is_integrated_across_its_step(firms, defaults, rho):
    """Given the factor the chance is nearly 0 or 1: adaptive quadrature split at the step says the same."""

    def given(z):
        share = special.ndtr((special.ndtri(0.02) - np.sqrt(rho) * z) / np.sqrt(1 - rho))
        return stats.norm.pdf(z) * stats.binom.sf(defaults - 1, firms, share)

    step = (special.ndtri(0.02) - np.sqrt(1 - rho) * special.ndtri(defaults / firms)) / np.sqrt(rho)
    near = [step + move for move in (-0.3, -0.1, -0.03, 0, 0.03, 0.1, 0.3)]
    expected = integrate.quad(given, -9, 9, points=near, limit=500, epsabs=1e-12)[0]
    found = chance_of_as_many([[(firms, defaults, 0.02)]], defaults, rho)
    assert found == pytest.approx(expected, abs=1e-8)


def test_a_chance_just_under_one_in_twenty_is_yellow():
    """20,000 firms at 2 %, correlation 0.12, 1,200 defaults: 4.30 %, where 96 fixed nodes said 5.05 %."""
    found = chance_of_as_many([[(20_000, 1_200, 0.02)]], 1_200, 0.12)
    assert found == pytest.approx(0.0430, abs=5e-5)
    assert light_of(found) == "yellow"
