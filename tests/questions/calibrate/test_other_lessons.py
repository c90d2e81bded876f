"""Balances and payouts as flows, values and renewals of patents, migrations: worked by hand or planted."""

import numpy as np
import pytest
from scipy import stats

from simulator.errors import NoAnswerError
from simulator.inputs.history import History, read_history
from simulator.questions.calibrate.ask import lessons_of
from simulator.questions.calibrate.default_lessons import chance_of_at_most
from simulator.questions.calibrate.migration_lessons import monthly_root
from simulator.values import Number, phrase


def lesson(tmp_path, text):
    """Return what a file of this text teaches."""
    path = tmp_path / "data.csv"
    path.write_text(text)
    return lessons_of([read_history(path)])[0]


def named(found, label, method=None):
    """Return the first row of a label."""
    return next(row for row in found.learnt if row.label == label and method in (None, row.method))


STOCKS = "year,performing_balance,npl_balance,npl_resolved\n"


def test_balances_become_flows(tmp_path):
    """2020: 30 - 20 + 10 = 20 new on a mean of 1,000, as 1 - exp(-0.02); the same again on 1,500, on 2,000 twice."""
    found = lesson(tmp_path, STOCKS + "2019,800,20,0\n2020,1200,30,10\n2021,1800,60,0\n2022,2200,50,30\n")
    expected = np.mean([1 - np.exp(-0.02), 1 - np.exp(-0.02), 1 - np.exp(-0.01)])
    assert named(found, "pd", "moments").value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("2019,800,20,0\n2021,1200,30,10\n2022,1,1,1\n", "must follow one another"),
        ("2019,800,20,0\n2020,1200,10,5\n2021,1,30,0\n", "new defaults below 0 in 2020"),
    ],
)
def test_balances_that_do_not_add_up_are_refused(tmp_path, rows, fault):
    """A year left out, a balance that fell by more than was resolved."""
    with pytest.raises(NoAnswerError, match=fault):
        lesson(tmp_path, STOCKS + rows)


def test_growth_raises_payout_rates(tmp_path):
    """A book that doubles in a year was 1 / (2 log 2) of its end on average; one that stands still was all of it."""
    text = "year,payout_ratio,growth\n2020,0.02,{0}\n2021,0.03,{0}\n2022,0.04,{0}\n"
    still, doubling = (named(lesson(tmp_path, text.format(g)), "pd", "moments").value for g in (0, 1))
    ratios = np.array([0.02, 0.03, 0.04])
    assert still == pytest.approx(np.mean(1 - np.exp(-ratios)))
    assert doubling == pytest.approx(np.mean(1 - np.exp(-ratios * 2 * np.log(2))))


def test_decay_of_one_sector_worked_by_hand(tmp_path):
    """Log changes -0.3, -0.1, -0.2, -0.2, -0.3, -0.1 in a year each: mean -0.2, variance 0.04 / 5."""
    values = [100 * np.exp(change) for change in (-0.3, -0.1, -0.2, -0.2, -0.3, -0.1)]
    text = "sector,years,value_before,value_after\n" + "".join(f"AI,1,100,{value!r}\n" for value in map(float, values))
    found = lesson(tmp_path, text)
    assert named(found, "volatility").value == pytest.approx(np.sqrt(0.008))
    assert named(found, "decay_of").value == pytest.approx(0.2 - 0.004)
    low, high = np.sqrt(0.04 / stats.chi2.ppf([0.975, 0.025], 5))
    assert (named(found, "volatility").low, named(found, "volatility").high) == pytest.approx((low, high), rel=0.02)
    assert found.settings == {"sectors.AI.obsolescence_per_year": 0.0}


def test_planted_decay_is_found():
    """200 samples of 40 patents: bias within a quarter standard error, intervals cover 92 to 98 %."""
    rng = np.random.default_rng(11)
    rows = []
    for _ in range(200):
        years = rng.uniform(0.5, 4, 40)
        change = -(0.15 + 0.35**2 / 2) * years + 0.35 * np.sqrt(years) * rng.standard_normal(40)
        numbers = {"years": years, "value_before": np.ones(40), "value_after": np.exp(change)}
        found = lessons_of([History("x", "values", numbers, {"sector": ("AI",) * 40})])[0]
        rows.append([named(found, "decay_of"), named(found, "volatility")])
    for place, truth in enumerate((0.15, 0.35)):
        values = np.array([pair[place].value for pair in rows])
        assert abs(values.mean() - truth) <= 0.25 * values.std(ddof=1)
        assert np.mean([pair[place].low <= truth <= pair[place].high for pair in rows]) == pytest.approx(0.95, abs=0.03)


def test_lapse_is_a_hazard(tmp_path):
    """15 of 190 fees not paid: -log(1 - 15 / 190)."""
    found = lesson(tmp_path, "age,due,renewed\n3,100,97\n4,90,78\n")
    assert named(found, "lapse").value == pytest.approx(-np.log(175 / 190))


def test_monthly_root_of_a_power_is_the_month():
    """A monthly matrix raised to twelve comes back."""
    month = np.array([[0.97, 0.02, 0.01], [0.05, 0.90, 0.05], [0, 0, 1]])
    assert monthly_root(np.linalg.matrix_power(month, 12)) == pytest.approx(month, abs=1e-10)


def test_monthly_root_is_valid_where_the_plain_root_is_not():
    """From class 0 nobody reaches class 2 in the year, though 0 -> 1 -> 2 is open: the plain root has a negative."""
    yearly = np.array([[0.9, 0.1, 0.0], [0.1, 0.7, 0.2], [0.0, 0.0, 1.0]])
    eigenvalues, vectors = np.linalg.eig(yearly)
    plain = ((vectors * eigenvalues ** (1 / 12)) @ np.linalg.inv(vectors)).real
    assert plain.min() < -1e-4
    month = monthly_root(yearly)
    assert month.min() >= 0
    assert month.sum(axis=1) == pytest.approx(np.ones(3))
    assert np.linalg.matrix_power(month, 12) == pytest.approx(yearly, abs=0.02)


def test_migrations_have_exact_intervals(tmp_path):
    """20 of 100 lost: 12.7 to 29.2 %, Clopper and Pearson's table; nothing is set."""
    found = lesson(tmp_path, "from_class,to_class,count\nnormal,normal,80\nnormal,loss,20\n")
    row = next(row for row in found.learnt if row.of == ("normal", "loss"))
    assert (row.value, row.low, row.high) == pytest.approx((0.2, 0.127, 0.292), abs=5e-4)
    assert not any(one.key for one in found.learnt)


def test_a_matrix_without_root_is_no_answer(tmp_path):
    """Two classes that always change places."""
    with pytest.raises(NoAnswerError, match=r"no real logarithm|singular"):
        lesson(tmp_path, "from_class,to_class,count\na,b,10\nb,a,10\n")


def test_loss_given_default_is_set_by_money_and_shown_by_case(tmp_path):
    """Nine small cases lose 0.9 of 1, one large one 0.2 of 100: by hand (8.1 + 20) / 109 by money, 0.83 by case."""
    small = "".join(f"1,{0.05 + 0.01 * (case + 1):.2f},{6 + case},1\n" for case in range(9))
    found = lesson(tmp_path, f"owed,recovered,months,is_closed\n{small}100,80,12,1\n")
    rows = {(row.label, row.method): row for row in found.learnt}
    by_money = rows["loss_by_money", "resampled"]
    assert (by_money.value, by_money.key) == (pytest.approx(28.1 / 109), "lender.loss_given_default")
    assert by_money.low < by_money.value < by_money.high
    by_case = rows["loss_by_case", "closed_only"]
    assert (by_case.value, by_case.key) == (pytest.approx(0.83), "")
    assert found.draws["lender.loss_given_default"].mean() == pytest.approx(by_money.value, abs=0.1)


def test_a_year_without_new_defaults_teaches_a_rate_of_zero(tmp_path):
    """Balances that stand still are a good year, not a contradiction."""
    rows = "2018,900,9,0\n2019,950,14,3\n2020,950,14,0\n2021,990,20,4\n2022,999,26,2\n"
    found = lesson(tmp_path, "year,performing_balance,npl_balance,npl_resolved\n" + rows)
    assert phrase("calibrate.note.zeros", n=Number(1, "count")) in found.notes


@pytest.mark.parametrize("obligors", [50, 30_000])
def test_the_chance_of_a_count_is_that_of_plain_quadrature(obligors):
    """A million steps of the factor, where the chance falls within a hundredth of its spread."""
    factor = np.linspace(-9, 9, 1_000_001)
    share = stats.norm.cdf((stats.norm.ppf(0.02) - np.sqrt(0.3) * factor) / np.sqrt(0.7))
    for count in (0, obligors // 30, obligors // 3):
        plain = float(
            (stats.binom.cdf(count, obligors, share) * stats.norm.pdf(factor)).sum() * (factor[1] - factor[0])
        )
        assert chance_of_at_most(count, obligors, 0.02, 0.3) == pytest.approx(plain, abs=1e-8)
