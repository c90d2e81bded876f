"""Laws of recoveries and of months to sale: closed forms, planted parameters, a published curve."""

import numpy as np
import pytest
from scipy import stats

from simulator.errors import NoAnswerError
from simulator.questions.calibrate.likelihood import interval_of
from simulator.questions.calibrate.recovery_laws import closing_weights, fit_months, fit_recoveries, kaplan_meier


def test_atoms_are_the_parts_of_closed_cases():
    """Without open cases 3 of 12 at nothing and 1 of 12 at everything are the likeliest chances."""
    rates = np.array([0, 0, 0, 1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.25, 0.35])
    law = fit_recoveries(rates, np.ones(12, dtype=bool), np.ones(12))
    zero, one, _, _ = law.shares(law.parameters)
    assert (float(zero), float(one)) == pytest.approx((3 / 12, 1 / 12), abs=1e-4)


def test_inner_part_is_the_likeliest_beta():
    """As SciPy fits it."""
    rates = stats.beta.rvs(2, 5, size=60, random_state=1)
    law = fit_recoveries(rates, np.ones(60, dtype=bool), np.ones(60))
    a, b, _, _ = stats.beta.fit(rates, floc=0, fscale=1)
    _, _, mean, precision = law.shares(law.parameters)
    assert (float(mean), float(precision)) == pytest.approx((a / (a + b), a + b), rel=1e-3)


def test_full_recoveries_may_be_lower_bounds():
    """A share of at least 70 % raises the mean more than one of 70 %."""
    rates, final = np.append(np.linspace(0.05, 0.5, 10), 0.7), np.ones(11, dtype=bool)
    is_bound = final.copy()
    is_bound[-1] = False
    laws = [fit_recoveries(rates, which, np.ones(11)) for which in (final, is_bound)]
    means = [float(law.mean(law.parameters)) for law in laws]
    assert means[1] > means[0]


def test_closed_cases_stand_for_the_open_ones():
    """Worked by hand: closed at 2 and 6, open at 4 of three cases: weights 1 and 2, worth 9 / 5 equal ones."""
    weights = closing_weights(np.array([2.0, 4.0, 6.0]), np.array([True, False, True]))
    assert weights == pytest.approx(np.array([1, 2]) * 3 / 5)
    assert closing_weights(np.array([2.0, 4.0]), np.array([True, True])).tolist() == [1, 1]


@pytest.mark.slow
@pytest.mark.parametrize("dependence", [0.0, 0.8])
def test_planted_loss_is_found(dependence):
    """200 books of 400 cases: bias within a quarter standard error, intervals cover 92 to 98 %.

    Also when long cases bring less, where the plain mean of the closed ones is wrong.
    """
    rng = np.random.default_rng(7)
    found, is_covered, plain = [], [], []
    for _ in range(200):
        months = np.ceil(rng.gamma(4, 4, 400))
        is_short = months <= 14
        part = np.where(is_short, 0.5 * (1 + dependence), 0.5 * (1 - dependence))
        final = np.where(rng.random(400) < part, rng.beta(2, 3, 400), 0.0)
        seen_for = rng.uniform(0, 50, 400)
        is_closed = months <= seen_for
        law = fit_recoveries(
            final[is_closed], np.ones(is_closed.sum(), bool),
            closing_weights(np.minimum(months, np.ceil(seen_for)), is_closed),
        )  # fmt: skip
        found.append(float(law.mean(law.parameters)))
        low, high = interval_of(law.mean(law.draws))
        truth = _planted_mean(dependence)
        is_covered.append(low <= truth <= high)
        plain.append(final[is_closed].mean())
    assert abs(np.mean(found) - truth) <= 0.25 * np.std(found, ddof=1)
    assert abs(np.mean(is_covered) - 0.95) <= 0.03
    if dependence:
        assert np.mean(plain) - truth > np.std(plain, ddof=1)


def _planted_mean(dependence):
    """Return the mean recovery: 0.4 times the chance of a sale, which depends on being short (gamma law)."""
    short = stats.gamma.cdf(14, 4, scale=4)
    return 0.4 * 0.5 * (1 + dependence * (2 * short - 1))


def test_planted_months_are_found():
    """200 books of 150 cases seen for 6 to 40 months: the same two demands, for the mean and the spread."""
    rng = np.random.default_rng(8)
    found, is_covered = [], []
    for _ in range(200):
        months, seen_for = rng.gamma(4, 4, 150), rng.integers(6, 41, 150)
        is_over = np.round(months) <= seen_for
        values, draws = fit_months(np.where(is_over, np.round(months), seen_for), is_over)
        found.append(values)
        ends = [interval_of(draws[:, place]) for place in (0, 1)]
        is_covered.append([low <= true <= high for (low, high), true in zip(ends, (16, 8), strict=True)])
    values = np.array(found)
    assert np.all(np.abs(values.mean(axis=0) - [16, 8]) <= 0.25 * values.std(axis=0, ddof=1))
    assert np.all(np.abs(np.mean(is_covered, axis=0) - 0.95) <= 0.03)


def test_kaplan_meier_is_that_of_the_leukaemia_trial():
    """6-MP arm of Freireich et al. 1963, as tabled in Cox and Oakes 1984: 0.857, 0.807, 0.753, 0.690, ..."""
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    points, above, _, _ = kaplan_meier(np.array(weeks, dtype=float), np.array(relapsed, dtype=bool))
    table = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert [above[list(points).index(week)] for week in table] == pytest.approx(list(table.values()), abs=5e-4)


@pytest.mark.parametrize("rates", [np.full(12, 0.5), np.zeros(12), np.linspace(0.1, 0.4, 5)])
def test_too_little_is_no_answer(rates):
    """All the same, all nothing, or five cases."""
    with pytest.raises(NoAnswerError, match="closed cases"):
        fit_recoveries(rates, np.ones(len(rates), dtype=bool), np.ones(len(rates)))


def test_cases_of_one_length_are_no_answer():
    """A spread cannot be told."""
    with pytest.raises(NoAnswerError, match="not all of one length"):
        fit_months(np.full(20, 12.0), np.ones(20, dtype=bool))
