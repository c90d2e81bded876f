"""Cities in one economy: equal factors, firms of their own, and the joint law in closed form."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from simulator.engines.kernel.single import fill_economy
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.engines.preparing.scratch import START_SIZES, make_scratch
from simulator.errors import BalanceError, NoAnswerError
from simulator.questions.pool import dry_together, side_by_side
from simulator.questions.pool.side_by_side import seeds_of, simulate_cities, together
from simulator.scenario.cities import Centre
from simulator.values import Own
from tests.engines.books import scenario
from tests.engines.one_year import errors_off, hits_off, one_year
from tests.questions.pool.made_up import (
    CLAIM,
    LOANS,
    MOST_PAID,
    PD,
    chance_dry,
    compared,
    equal_cities,
    months_of,
    over_the_factor,
    study_of,
)

PATHS = 4_000


@pytest.fixture(scope="module")
def three():
    """Return three equal cities, in one economy and each in its own."""
    study = equal_cities(3, PATHS)
    return study, *simulate_cities(study, 0, PATHS)


def factors(seed, economy_seed, path=3):
    """Return the factor path of a city."""
    city = scenario(economy={"step": "monthly", "persistence": 0.9, "asset_correlation": 0.2})
    prepared = prepare(city, [city], seed=seed, economy_seed=economy_seed)
    memory = make_scratch(prepared.world, prepared.lanes, START_SIZES)
    fill_economy(prepared.world, memory, path)
    return memory.factor.copy()


def test_cities_of_one_economy_share_its_factors():
    """The same economy seed gives the same path to the bit, whatever the city's own seed; another one does not."""
    np.testing.assert_array_equal(factors(1, 9), factors(2, 9))
    assert np.any(factors(1, 9) != factors(1, 8))


def test_every_city_has_firms_of_its_own():
    """Seeds follow the scenario's own."""
    study = equal_cities(3, 10)
    assert seeds_of(study) == [7, 8, 9]


@pytest.mark.parametrize("loans", [40, 1_000])
def test_correlation_of_default_shares_is_vasiceks(loans):
    """Two cities of n loans: corr = Var p(F) / (Var p(F) + E[p (1 - p)] / n), to four errors of 100 batches."""
    city = one_year(loans, PD, 0.3)
    shares = []
    for seed in (1, 2):
        prepared = prepare(city, [city], seed=seed, economy_seed=9)
        shares.append(simulate(prepared, PATHS).of("defaults_covered")[:, 0] / loans)
    p, weights = over_the_factor()
    common = weights @ p**2 - (weights @ p) ** 2
    expected = common / (common + weights @ (p * (1 - p)) / loans)
    away = [share - PD for share in shares]
    products = (away[0] * away[1]).reshape(100, -1).mean(axis=1)
    squares = ((away[0] ** 2 + away[1] ** 2) / 2).reshape(100, -1).mean(axis=1)
    assert errors_off(products - expected * squares, 0.0) < 4


def test_number_of_dry_funds_follows_the_mixed_binomial(three):
    """In one economy: Binomial(3, q(F)) mixed over the factor; each in its own: Binomial(3, E q)."""
    _, common, independent = three
    p, weights = over_the_factor()
    q = chance_dry(p)
    for found, law in ((common, lambda k: weights @ stats.binom.sf(k - 1, 3, q)),
                       (independent, lambda k: stats.binom.sf(k - 1, 3, weights @ q))):  # fmt: skip
        count = np.count_nonzero(months_of(found) > 0, axis=0)
        for k in (1, 2, 3):
            assert hits_off(np.count_nonzero(count >= k), PATHS, law(k)) < 4


def test_the_pot_runs_dry_when_all_claims_pass_all_money(three):
    """3 x 40 loans against 3 x 8 claims: Binomial(120, p(F))."""
    _, common, independent = three
    p, weights = over_the_factor()
    assert hits_off(np.count_nonzero(common.pot_lowest < 0), PATHS, weights @ chance_dry(p, funds=3)) < 4
    # In economies of their own every city has its factor: the convolution of three mixed binomial laws.
    one = stats.binom.pmf(np.arange(LOANS + 1)[:, None], LOANS, p) @ weights
    three_together = np.convolve(np.convolve(one, one), one)
    expected = three_together[3 * MOST_PAID + 1 :].sum()
    assert hits_off(np.count_nonzero(independent.pot_lowest < 0), PATHS, expected) < 4


def test_the_centre_pays_the_claims_beyond_each_funds_own(three):
    """Mean of 3 x 500 x (defaults - 8)+, the same in both economies; only the tail differs."""
    _, common, independent = three
    p, weights = over_the_factor()
    count = np.arange(LOANS + 1)
    one = stats.binom.pmf(count[:, None], LOANS, p) @ weights
    expected = 3 * CLAIM * (np.maximum(count - MOST_PAID, 0) @ one)
    assert errors_off(common.centre, expected) < 4
    assert errors_off(independent.centre, expected) < 4
    assert np.quantile(common.centre, 0.99) > np.quantile(independent.centre, 0.99)


def test_large_equal_cities_run_dry_together():
    """Without chance of their own (4,000 loans each) funds run dry on the same paths: correlation near 1."""
    study = equal_cities(2, 400, loans=4_000)
    is_dry = months_of(simulate_cities(study, 0, 400)[0]) > 0
    p, weights = over_the_factor()
    q = chance_dry(p, loans=4_000)
    expected = (weights @ q**2 - (weights @ q) ** 2) / (weights @ q - (weights @ q) ** 2)
    assert expected > 0.95
    months = [is_dry.astype(np.int16)]
    found = dry_together.correlation(months, dry_together.counted(months, [1, 1]))
    assert found.value > 0.85
    assert hits_off(np.count_nonzero(is_dry[0] & is_dry[1]), 400, weights @ q**2) < 4


def test_a_reinsurer_pays_its_share_of_every_loss():
    """A fifth of 1,000 on each default of both cities: mean 2 x 40 x 10 % x 200."""
    city = one_year(LOANS, PD, 0.3, run={"paths": 1_000}, scheme={"compensation_ratio": 0.3, "reinsurer_share": 0.2})
    found = simulate_cities(study_of([city] * 2, Centre("reinsurance")), 0, 1_000)[0]
    assert errors_off(found.centre, 2 * LOANS * PD * 200.0) < 4


def test_a_share_of_the_excess_is_paid(three):
    """Half of it is half of it, path by path."""
    half = simulate_cities(equal_cities(3, 200, centre=Centre(share=0.5)), 0, 200)[0]
    np.testing.assert_allclose(half.centre, three[1].centre[:200] / 2)


def test_a_total_keeps_the_last_value_of_the_shorter_series():
    """1, 2 and 10, 20, 30 make 11, 22, 32."""
    short, long = np.array([[1, 2]]), np.array([[10, 20, 30]])
    np.testing.assert_array_equal(together(short, long), [[11, 22, 32]])
    np.testing.assert_array_equal(together(long, short), [[11, 22, 32]])


def test_comparison_holds_the_parts(three):
    """The pot with all money against the average fund, paired, and the capital that is as safe."""
    study, common, independent = three
    found = compared(study, common, independent)
    assert found.money == 3 * CLAIM * MOST_PAID
    dry = np.mean(months_of(common) > 0)
    assert found.average.value == pytest.approx(dry)
    assert found.pot_less_average.value == pytest.approx(np.mean(common.pot_lowest < 0) - dry)
    assert found.pot_capital is not None
    needs = found.money - common.pot_lowest
    assert np.mean(needs > found.pot_capital.value) <= dry < np.mean(needs >= found.pot_capital.value)
    assert found.same_year_less.low > 0


def test_cities_alike_are_cities_of_their_own(three):
    """One table with a count of three gives the funds of three tables, path by path; a range of paths, its part."""
    study, common, independent = three
    alike = dataclasses.replace(study, cities=(dataclasses.replace(study.cities[0], count=3),))
    for found, whole in zip(simulate_cities(alike, 100, 50), (common, independent), strict=True):
        np.testing.assert_array_equal(months_of(found), months_of(whole)[:, 100:150])
        np.testing.assert_array_equal(found.pot_lowest, whole.pot_lowest[100:150])
        np.testing.assert_array_equal(found.centre, whole.centre[100:150])


def test_a_faulty_city_names_itself(monkeypatch, three):
    """Its calibration has no answer, or its books do not balance: the city is said first."""
    study = three[0]

    def unbalanced(prepared, *words, **named):
        if prepared.world.seed == seeds_of(study)[1]:
            raise BalanceError(Own("path 3: one fen is missing"))
        return simulate(prepared, *words, **named)

    monkeypatch.setattr(side_by_side, "simulate", unbalanced)
    with pytest.raises(BalanceError, match=r"^B: path 3: one fen is missing$"):
        simulate_cities(study, 0, 4)

    def unfit(city, *words, **named):
        raise NoAnswerError(Own("no income fits"))

    monkeypatch.setattr(side_by_side, "prepare", unfit)
    with pytest.raises(NoAnswerError, match=r"^A: no income fits$"):
        simulate_cities(study, 0, 4)
