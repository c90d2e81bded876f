"""The search on made-up policies whose front is known in closed form."""

import itertools
import math

import pytest

from simulator.questions.design.front import unbeaten
from simulator.questions.design.search import Trial, population_of, try_policies

# A trade-off along the first lever; each other lever is best at its first value: 16 x 8 x 8 x 8 = 8,192 policies.
SIZES = (16, 8, 8, 8)


def trial(choices, *, most=math.inf):
    """Return a policy that gains `first` and costs 15 - first, plus what the other levers add to the cost."""
    first, *others = choices
    return Trial((-float(first), float(first + sum(others)), float(sum(others))), (first - most, 0.0))


def searched(most, *, limit=math.inf, seed=1, sizes=SIZES):
    """Return what is found, and every batch that was asked for."""
    asked = []

    def evaluate(batch):
        asked.append(list(batch))
        return [trial(choices, most=limit) for choices in batch]

    return try_policies(sizes, evaluate, most, shape=(3, 2), seed=seed), asked


def front_of(found):
    """Return the policies within the limits that no other found beats."""
    import numpy as np

    within = [choices for choices, kept in found.items() if kept.is_within]
    return {within[i] for i in np.flatnonzero(unbeaten(np.array([found[choices].objectives for choices in within])))}


@pytest.mark.no_cover
@pytest.mark.parametrize("limit", [math.inf, 10])
def test_search_finds_the_whole_front(limit):
    """The front is the first lever at every value within the limit and the others at their best: a tenth is tried."""
    found, _ = searched(800, limit=limit)
    assert len(found) == 800
    assert front_of(found) == {(first, 0, 0, 0) for first in range(16) if first <= limit}


def test_few_combinations_are_all_tried():
    """Where there are no more combinations than may be tried, nothing is left to a search."""
    found, _ = searched(24, sizes=(4, 3, 2))
    assert list(found) == list(itertools.product(range(4), range(3), range(2)))


def test_no_policy_is_tried_twice_nor_too_many():
    """Each policy costs a simulation; the last generation is cut to what is left."""
    found, asked = searched(333)
    tried = [choices for batch in asked for choices in batch]
    assert len(tried) == len(set(tried)) == len(found) == 333


def test_same_seed_same_search():
    """A run can be repeated."""
    assert list(searched(200)[0]) == list(searched(200)[0])
    assert list(searched(200)[0]) != list(searched(200, seed=2)[0])


def test_a_lever_of_one_value_stays():
    """It is no part of the search, and every policy has it."""
    found, _ = searched(100, sizes=(16, 1, 8, 8))
    assert {choices[1] for choices in found} == {0}
    assert all(len(choices) == 4 for choices in found)


def test_search_ends_where_hardly_a_policy_is_left():
    """All but one of 256 combinations are wanted: what children do not bring, chance does, or the search ends."""
    found, _ = searched(255, sizes=(16, 16))
    assert 240 < len(found) <= 255


def test_population_is_a_twentieth_within_bounds():
    """Enough generations to learn from, and enough policies in each to be simulated together."""
    assert [population_of(most) for most in (100, 4_000, 1_000_000)] == [20, 200, 400]


def test_excluded_policies_are_known_by_their_last_excess():
    """They are beyond every limit, and counted apart."""
    assert Trial((0.0,), (1.0, 1.0)).is_refused
    assert not Trial((0.0,), (1.0, 0.0)).is_refused
    assert not Trial((0.0,), (1.0, 0.0)).is_within
    assert Trial((0.0,), (-1.0, 0.0)).is_within
