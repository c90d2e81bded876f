"""Rare events: weights, the exact tail of a pool, a fund that hardly ever runs dry, and when no estimate is given."""

import numpy as np
import pytest

from simulator.analysis.rare_events.mixture import Mixture
from simulator.analysis.rare_events.rare import (
    PLAIN_SHARE,
    depletion,
    exceedance,
    find_mixture,
    tilted,
    weights_of,
)
from simulator.analysis.rare_events.weighted import weighted_probability
from simulator.engines.kernel.single import innovations_of
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.errors import NoAnswerError
from tests.engines.books import scenario
from tests.engines.options import policy

# One-factor pool of 500 equal loans, PD 2 %, rho 0.1: P(more than x defaults), by quadrature.
POOL = {30: 0.036246, 50: 0.004638, 75: 0.00043419, 100: 4.6101e-05}


def pool():
    """Return a year of 500 equal loans that share one factor."""
    whole = scenario(
        economy={"step": "yearly", "persistence": 0.0, "asset_correlation": 0.1},
        book=({"name": "b", "count": 500, "principal": 1e4, "months_left": 12, "sector": "all", "grade": "one"},),
        disposal={"method": "fixed", "fixed_recovery": 0.0},
        fund={"fund_size": 1e9},
    )
    return prepare(whole, [whole])


@pytest.mark.compiled
@pytest.mark.parametrize(("defaults", "gain"), [(30, 4), (50, 20), (75, 150), (100, 800)])
def test_exact_tail_of_a_pool(defaults, gain):
    """Within three standard errors of the quadrature, and many times better than plain paths.

    A shift without the defensive share gains 8, 43, 376 and 2,260 times on this pool.
    """
    prepared, event = pool(), exceedance("defaults_covered", defaults + 1)
    mixture, used = find_mixture(prepared, event, threads=2, components=1)
    found = estimate_probability(prepared, event, mixture.tilts[0], 20_000, first=used, threads=2)
    assert abs(found.estimate.value - POOL[defaults]) < 3 * found.standard_error
    assert found.gain > gain
    assert found.estimate.low < found.estimate.value < found.estimate.high


def estimate_probability(prepared, event, tilt, paths, *, first, threads=None):
    """Return the chance of an event from fresh paths of the tilted world."""
    world = tilted(prepared, tilt)
    ledger = simulate(world, paths, first_path=first, threads=threads, columns=event.columns)
    return weighted_probability(event.has_happened(ledger), weights_of(world, first, paths))


def two_tilts():
    """Return a world with two tilts, and the plain one."""
    prepared = prepare(policy("plain"), [policy("plain")])
    shape = innovations_of(prepared.world, np.array([0])).shape[1:]
    tilts = np.zeros((2, *shape))
    tilts[0, :, 0] = -0.2
    tilts[0, 0, 1] = 0.5
    tilts[1, -6:, 0] = -0.4
    mixture = Mixture(tilts, np.array([0.25, 0.75]))
    return prepared, mixture, tilted(prepared, mixture)


def test_weights_are_the_ratio_of_the_densities():
    """By hand: f(x) / (a f(x) + sum of a_k f(x - t_k)) with the standard normal density f."""
    prepared, mixture, world = two_tilts()
    x = innovations_of(world.world, np.arange(40))

    def density(z: np.ndarray) -> np.ndarray:
        return np.exp(-0.5 * np.sum(z * z, axis=(1, 2)))

    first, second = density(x - mixture.tilts[0]), density(x - mixture.tilts[1])
    by_hand = density(x) / (PLAIN_SHARE * density(x) + (1 - PLAIN_SHARE) * (0.25 * first + 0.75 * second))
    assert weights_of(world, 0, 40) == pytest.approx(by_hand, rel=1e-12)
    assert np.all(weights_of(prepared, 0, 4) == 1)


def test_each_path_gets_one_tilt_or_stays_plain():
    """Innovations move by one of the tilts exactly or not at all, as often as the shares say."""
    prepared, mixture, world = two_tilts()
    paths = np.arange(1_000)
    moved = innovations_of(world.world, paths) - innovations_of(prepared.world, paths)
    shares = {0: (1 - PLAIN_SHARE) * 0.25, 1: (1 - PLAIN_SHARE) * 0.75}
    is_moved = [np.all(np.isclose(moved, mixture.tilts[k], atol=1e-12), axis=(1, 2)) for k in shares]
    is_plain = np.all(moved == 0, axis=(1, 2))
    assert np.all(is_plain.astype(int) + is_moved[0] + is_moved[1] == 1)
    for which, share in ((is_plain, PLAIN_SHARE), (is_moved[0], shares[0]), (is_moved[1], shares[1])):
        assert abs(which.mean() - share) < 4 * np.sqrt(share * (1 - share) / len(paths))


@pytest.mark.compiled
def test_an_impossible_event_is_said_to_stay_rare():
    """No tilt makes more defaults than there are loans."""
    with pytest.raises(NoAnswerError, match="stays rare"):
        find_mixture(pool(), exceedance("defaults_covered", 501), paths=200, threads=2, components=1)


def test_weights_of_all_paths_have_mean_one():
    """The expectation of a likelihood ratio is 1, whatever the tilts; within four standard errors."""
    _, _, world = two_tilts()
    weights = weights_of(world, 0, 4_000)
    assert abs(weights.mean() - 1) < 4 * weights.std() / np.sqrt(len(weights))
    assert weights.max() <= 1 / PLAIN_SHARE


FUND_SIZES = (57e6, 70e6)


def fund_books():
    """Return five years of 500 equal loans of one bank under two funds that hardly ever run dry.

    Few or unequal loans would cap the gain: what a loan does for itself no tilt of the economy brings about. With
    60 loans even the best law of the factor gains but 30 times at a chance of 1e-3.
    """
    return [
        scenario(
            clock={"years": 5},
            economy={"step": "yearly", "persistence": 0.5, "asset_correlation": 0.08},
            book=({"name": "b", "count": 500, "principal": 1e6, "months_left": 60, "sector": "all", "grade": "one"},),
            scheme={"compensation_ratio": 0.5},
            fund={"fund_size": size},
        )
        for size in FUND_SIZES
    ]


@pytest.fixture(scope="module")
def plain_chances():
    """Return P(depleted) of the two funds from a million plain paths."""
    books = fund_books()
    ledger = simulate(prepare(books[0], books), 1_000_000, columns=("first_depleted",))
    return (ledger.of("first_depleted") > 0).mean(axis=0)


@pytest.mark.slow
@pytest.mark.parametrize(("fund", "chance", "gain"), [(0, 1e-3, 10), (1, 1e-4, 300)])
def test_a_fund_that_hardly_ever_runs_dry(plain_chances, fund, chance, gain):
    """A million plain paths and weighted paths agree within three combined standard errors, at many times the speed."""
    plain = plain_chances[fund]
    error = np.sqrt(plain * (1 - plain) / 1_000_000)
    book = fund_books()[fund]
    prepared, event = prepare(book, [book]), depletion(60)
    mixture, used = find_mixture(prepared, event, first=2_000_000)
    found = estimate_probability(prepared, event, mixture, 40_000, first=2_000_000 + used)
    assert chance / 2 < plain < 2 * chance
    assert abs(found.estimate.value - plain) < 3 * np.hypot(error, found.standard_error)
    assert found.gain > gain
