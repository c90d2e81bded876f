"""The plan of a run in shards: lines through probes, the best size, times."""

import pytest

from simulator.analysis.streaming import planning
from simulator.analysis.streaming.planning import Probe, plan_run
from simulator.analysis.streaming.shard_results import ComparisonWork
from tests.analysis.hand_made import Engine, study
from tests.analysis.streaming.test_streamed import GRID, totals_of


def probes_of(seconds):
    """Return probes of 16, 32, ... paths with these seconds."""
    return [Probe(16 * 2**i, time, time, 1000 + 48 * 2**i, 10) for i, time in enumerate(seconds)]


def test_the_line_is_that_through_the_probes():
    """0.2 s a shard and 5 ms a path come back; of bytes too."""
    probes = probes_of([0.2 + 0.005 * 16 * 2**i for i in range(5)])
    assert planning._line(probes, lambda probe: probe.seconds) == pytest.approx((0.2, 0.005))
    assert planning._line(probes, lambda probe: probe.disk) == pytest.approx((1000, 3))


def test_no_shard_costs_less_than_nothing():
    """Where noise tilts the line so, all is laid on the paths: 7 s for 48 of them."""
    fixed, each = planning._line(probes_of([1.0, 6.0]), lambda probe: probe.seconds)
    assert (fixed, each) == (0.0, pytest.approx(7 / 48))


@pytest.mark.parametrize(
    ("overhead_paths", "most", "paths", "processors", "size"),
    [
        (10, 1_000, 10**6, 2, 200),  # the overhead of 10 paths is 5 % of 200
        (100, 1_000, 10**6, 2, 1_000),  # 2,000 would not fit into memory
        (10, 1_000, 800, 2, 100),  # each of 2 workers gets 4 shards
        (0, 1_000, 10**6, 2, 16),
        (10, 1_000, 5, 2, 5),
    ],
)  # fmt: skip
def test_the_best_size_is_the_smallest_that_is_cheap(overhead_paths, most, paths, processors, size):
    """As far as memory and workers allow."""
    assert planning._best_size(overhead_paths, most, paths, processors) == size


def test_time_falls_with_the_workers_in_whole_rounds():
    """10 shards of 6 s: 60 s alone; 2 workers at 80 % take 5 rounds of 7.5 s; 4 take 3, not 2.5; 16 take one."""
    found = {row.workers: (row.seconds, row.is_reckoned) for row in planning._times(60.0, 0.8, 10, 2)}
    assert found[1] == (60.0, False)
    assert found[2] == (pytest.approx(37.5), False)
    assert found[4] == (pytest.approx(22.5), True)
    assert found[16] == found[64] == (pytest.approx(7.5), True)


def test_a_plan_adds_up(monkeypatch):
    """Shards hold all paths; what a shard takes on disk is what it takes when it is run."""
    Engine(monkeypatch, totals_of)
    monkeypatch.setattr(planning, "PROBE_SECONDS", 0.02)
    plan = plan_run(ComparisonWork(study(GRID[:3])), 50_000, 2)
    assert plan.shards == -(-50_000 // plan.shard_paths)
    assert (plan.paths, plan.unit, plan.units) == (50_000, "policies", 3)
    assert plan.applicants == pytest.approx(GRID[0].scenario.applications.per_month * 12 * GRID[0].scenario.clock.years)
    # 18 bytes a path of each policy and 8 of each whose balance is drawn, here all three.
    assert plan.disk == pytest.approx(50_000 * 3 * 26 + plan.shards * plan.probes[0].disk, rel=0.1)
    assert 0 < plan.efficiency <= 1
    assert len(plan.probes) >= 2
