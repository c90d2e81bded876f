"""Sizes found by trial on made-up paths whose law is known."""

import math

import numpy as np
import pytest

from simulator.estimate import TOO_FEW, Estimate
from simulator.questions.size.needs import size_for
from simulator.questions.size.searching import (
    NOT_TRIED,
    Line,
    also_safe_up_to,
    curve_of,
    is_safe,
    lends_the_same,
    refine,
    rise_of,
    size_found,
)
from simulator.questions.size.watching import Seen

PATHS = 5_000
NEEDS = 1_000 * np.random.default_rng(8).exponential(1.0, PATHS)
DEMAND = 50_000 * np.random.default_rng(9).uniform(0.9, 1.1, PATHS)
SMALLEST_LOAN = 300.0


def monotone(size):
    """Return a world without feedback: dry where the need passes the size; lending ends with the demand."""
    return Seen(size < NEEDS, np.minimum(10.0 * size, DEMAND))


def humped(size):
    """Return a world with feedback: a fund below the smallest loan covers nothing, so it cannot run dry."""
    return Seen((size < NEEDS) & (size >= SMALLEST_LOAN), np.where(size >= SMALLEST_LOAN, 10.0 * size, 0.0))


class World:
    """Counts the passes."""

    def __init__(self, world):
        self.world = world
        self.passes = 0

    def __call__(self, policies):
        """Return what is seen of each policy."""
        self.passes += 1
        return [self.world(policy["size"]) for policy in policies]


def searched(world, chance=0.01, grid=(10.0, 100.0, 1_000.0), largest=1e6, resolution=0.01):
    """Return a finished search and the number of passes that it took."""
    search = is_safe(Line({}, "size", grid, largest, resolution), chance, PATHS)
    watch = World(world)
    refine([search], watch)
    return search, watch.passes


def test_search_finds_what_one_pass_finds():
    """Size and both ends of its interval agree with the order statistics of the needs, to the resolution."""
    search, _ = searched(monotone)
    found, exact = size_found(search), size_for(NEEDS, 0.01)
    assert exact.value <= found.value <= 1.01 * exact.value
    assert 0.99 * exact.low <= found.low <= exact.low
    assert exact.high <= found.high <= 1.01 * exact.high
    assert found.note == ""


def test_search_takes_few_passes():
    """A grid, one step above it, and brackets cut by sixteen: five passes for a thousandfold range."""
    assert searched(monotone)[1] <= 5


def test_line_is_prolonged_while_it_fails():
    """The grid ends far below the answer, log(100) x 1,000 = 4,605."""
    search, _ = searched(monotone, grid=(1.0, 2.0))
    assert size_found(search).value == pytest.approx(1_000 * math.log(100), rel=0.1)


def test_no_size_within_the_largest():
    """The line must not pass its largest amount: then there is no size."""
    search, _ = searched(monotone, largest=1_000.0)
    found = size_found(search)
    assert (found.value, found.high) == (math.inf, math.inf)
    assert max(search.line.seen) <= 1_000


def test_too_few_paths_leave_the_upper_end_open():
    """5,000 paths without a hit still allow 0.07 %: a chance of 0.05 % has a size, and no upper end."""
    found = size_found(searched(monotone, chance=0.0005)[0])
    assert found.value == pytest.approx(1_000 * math.log(2_000), rel=0.15)
    assert (found.high, found.note) == (math.inf, TOO_FEW)


def test_upper_end_beyond_what_was_tried_is_open():
    """The line ends between the size and the upper end of its interval: no end is made up."""
    exact = size_for(NEEDS, 0.01)
    found = size_found(searched(monotone, grid=(10.0, (exact.value + exact.high) / 2), largest=exact.high * 0.99)[0])
    assert exact.value <= found.value < exact.high
    assert (found.high, found.note) == (math.inf, NOT_TRIED)


def test_where_the_chance_rises_first_the_last_crossing_counts():
    """Below the smallest loan nothing runs dry; the answer is the size from which on all larger ones are safe."""
    search, _ = searched(humped)
    assert size_found(search).value == pytest.approx(size_for(NEEDS, 0.01).value, rel=0.01)
    assert also_safe_up_to(search) == 100
    assert searched(monotone)[0].bracket().fails is not None
    assert also_safe_up_to(searched(monotone)[0]) is None


def test_rise_is_found_where_there_is_one():
    """From nothing below the smallest loan to the largest chance seen; none where the chance only falls."""
    line = searched(humped)[0].line
    rise = rise_of(line)
    assert rise is not None
    assert rise.smaller.chance.value == 0
    assert rise.larger.chance.value == max(point.chance.value for point in curve_of(line))
    assert rise.difference.low > 0
    assert rise_of(searched(monotone)[0].line) is None


def test_rise_within_simulation_error_is_not_claimed():
    """Three paths more of 5,000 cannot be told apart from none: no rise is reported."""
    few = np.zeros(PATHS, dtype=bool)
    few[:3] = True
    line = Line({}, "size", (1.0, 2.0), 2.0, 0.01)
    line.seen = {1.0: Seen(~few & few, DEMAND), 2.0: Seen(few, DEMAND)}
    assert rise_of(line) is None


def test_same_lending_is_where_the_demand_is_met():
    """The sized fund of 20,000 meets all demand, 50,000 on average at 10 of lending per unit of fund.

    E min(10 x, D) = 0.99 E D with D uniform on 45,000..55,000: (55,000 - 10 x)^2 / 20,000 = 500, so that
    10 x = 55,000 - 10^3.5 and x = 5,184.
    """
    line = Line({}, "size", (100.0, 1_000.0, 20_000.0), 20_000.0, 0.005)
    search = lends_the_same(line, 20_000.0)
    refine([search], World(monotone))
    assert size_found(search).value == pytest.approx((55_000 - 10**3.5) / 10, rel=0.01)


def test_same_lending_is_the_fund_itself_where_it_binds():
    """Where lending is proportional to the fund, 99 % of it takes 99 % of the fund."""
    line = Line({}, "size", (100.0, 1_000.0), 1_000.0, 0.002)
    search = lends_the_same(line, 1_000.0)
    refine([search], World(monotone))
    assert size_found(search).value == pytest.approx(990, rel=0.003)


def test_nought_needed_is_found():
    """A top-up line begins at 0: where that is safe, 0 is the answer, with 0 as its upper end."""
    line = Line({}, "size", (0.0, 10.0), 10.0, 0.01)
    search = is_safe(line, 0.01, PATHS)
    refine([search], World(lambda size: Seen(np.zeros(PATHS, dtype=bool), DEMAND)))
    assert size_found(search) == Estimate(0.0, 0.0, 0.0, "quantile", "")
