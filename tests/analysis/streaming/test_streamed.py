"""A comparison in shards beside the same comparison held together, on an engine made up by hand."""

import itertools

import numpy as np
import pytest

from simulator.analysis.compare import compare
from simulator.analysis.path_totals import COLUMNS
from simulator.analysis.streaming.shard_results import ComparisonWork
from simulator.analysis.streaming.shard_size import SHARD_BYTES, fitting_shard
from simulator.analysis.streaming.streamed import FinishedShards, streamed, total_faults
from simulator.running.execute import run_shards
from simulator.running.shard_file import encoded
from simulator.running.shards import shards_of
from simulator.running.store import Store
from simulator.running.workers import Workers
from tests.analysis.hand_made import Engine, policy, study

PATHS = 2_300
RUN = {"paths": PATHS}
GRID = [
    policy(ratio, size, is_on, run=RUN)
    for is_on, size, ratio in itertools.product((True, False), (1e6, 2e6, 4e6), (0.0, 0.2, 0.4, 0.6))
]
BASELINE = next(i for i, p in enumerate(GRID) if p.name == "ratio 0.4, fund 2 m, breaker on")


def totals_of(scenario, path):
    """Return lending with a peak in the ratio, losses with a tail, and months of depletion on some paths.

    All follow from the number of the path, by steps that share no factor with the size of a shard.
    """
    ratio, size = scenario.scheme.compensation_ratio, scenario.fund.fund_size / 1e6
    swing = path * 7919 % 1_009
    paid = (swing**3 % 5_003) * round(10 * ratio)
    loss = paid + 40 + swing % 17
    grown = round(ratio * 10) * (path % 5)
    return {
        "lent_covered": 40_000 + round(9_000 * min(ratio, 0.4) * min(size, 2.0)) + swing + grown,
        "newly_lent": swing,
        "loans_covered": 3 + path % 4,
        "owed": loss + 5,
        "recovered": 5 + path * 0,
        "fund_paid": paid,
        "bank_loss": loss - paid,
        "first_depleted": np.where(swing > 900 - 500 * ratio + 20 * size, 1 + path % 30, 0),
        "public_in_present": round(100 * ratio * ratio) + path % 3,
        "lowest_balance": 500_000 - 3 * swing,
    }  # fmt: skip


@pytest.fixture
def engine(monkeypatch):
    """Put the made-up engine in the place of the real one."""
    return Engine(monkeypatch, totals_of)


def finished_in(folder, policies, baseline, size):
    """Return the shards of a comparison, all run in one thread."""
    chosen = study(policies, baseline)
    work, shards, store = ComparisonWork(chosen), shards_of(PATHS, size), Store(folder)
    store.begin({}, {})
    run_shards(work, shards, store, Workers(count=1))
    return FinishedShards(work, store, shards)


def assert_same(found, wanted):
    """Equal in every number, to rounding; in every text, exactly."""
    for name in ("estimates", "differences"):
        first, second = getattr(found, name), getattr(wanted, name)
        assert first.keys() == second.keys()
        for key, estimate in second.items():
            assert (first[key].kind, first[key].note) == (estimate.kind, estimate.note), key
            ends = [(e.value, e.low, e.high) for e in (first[key], estimate)]
            assert ends[0] == pytest.approx(ends[1], rel=1e-9, abs=1e-12), key
    for field in ("points", "measures", "extremes", "near_ties", "paths", "seed", "title", "baseline"):
        assert getattr(found, field) == getattr(wanted, field), field
    for name, fan in wanted.balance_fan.items():
        np.testing.assert_array_equal(found.balance_fan[name], fan)
    for name, split in wanted.loss_split.items():
        assert found.loss_split[name] == pytest.approx(split)


@pytest.mark.parametrize("size", [PATHS, 1_000, 190])
def test_a_grid_in_shards_is_the_grid_held_together(engine, tmp_path, size):
    """Every measure, difference, fan, extreme path, and near-tie, whatever the size of a shard."""
    found = streamed(finished_in(tmp_path / "run", GRID, BASELINE, size), 0.0)
    wanted = compare(study(GRID, BASELINE), threads=1)
    assert wanted.estimates["ratio 0.4, fund 2 m, breaker on", "p_depleted"].value > 0
    assert wanted.near_ties
    assert_same(found, wanted)


def test_one_policy_has_no_lines_and_no_differences(engine, tmp_path):
    """As `run` has it."""
    found = streamed(finished_in(tmp_path / "run", GRID[:1], 0, 300), 0.0)
    assert found.differences == {}
    assert_same(found, compare(study(GRID[:1]), threads=1))


def test_batches_of_policies_do_not_matter(engine, tmp_path, monkeypatch):
    """A shard holds all policies, in as many batches as it takes."""
    whole = finished_in(tmp_path / "one", GRID, BASELINE, 1_000)
    monkeypatch.setattr("simulator.analysis.path_totals.MOST_POLICIES", 5)
    cut = finished_in(tmp_path / "many", GRID, BASELINE, 1_000)
    for shard in whole.shards:
        assert whole.store.path_of(shard).read_bytes() == cut.store.path_of(shard).read_bytes()


def test_the_fan_ends_where_that_of_the_paths_held_together_does(engine, tmp_path, monkeypatch):
    """In the middle of a shard; later shards keep no balances."""
    for place in ("path_totals", "gathering", "streaming.shard_results", "streaming.streamed"):
        monkeypatch.setattr(f"simulator.analysis.{place}.FAN_PATHS", 700)
    finished = finished_in(tmp_path / "run", GRID, BASELINE, 300)
    assert finished.store.read(finished.shards[2], "balances").shape[-1] == 100
    assert_same(streamed(finished, 0.0), compare(study(GRID, BASELINE), threads=1))


def test_totals_are_exact_sums(engine, tmp_path):
    """Of money beyond 2^63 fen too: 2,300 paths of 10^16 yuan are 2.3 x 10^21 fen."""
    engine.totals_of = lambda scenario, path: {"lent_covered": path * 0 + 10**16}
    finished = finished_in(tmp_path / "run", GRID[:2], 0, 300)
    assert finished.totals[COLUMNS.index("lent_covered")] == [2_300 * 10**18] * 2


def test_a_shard_that_does_not_add_up_is_named(engine, tmp_path):
    """A column, and the parties' parts, against the totals; checksums would say that all is well."""
    finished = finished_in(tmp_path / "run", GRID[:2], 0, 1_000)
    assert total_faults(finished) == []
    arrays = dict(finished.work.results(finished.shards[1]))
    arrays["totals"] = arrays["totals"].copy()
    arrays["totals"][1, COLUMNS.index("fund_paid")] += 1
    finished.store.write(finished.shards[1], encoded(arrays))
    assert total_faults(finished) == [
        "shard 0000001: fund_paid does not sum to its total",
        "shard 0000001: the parties' parts do not sum to the loss",
    ]


def test_a_shard_fits_into_its_memory():
    """All policies of its paths; never so few that preparing outweighs, never more than the run has."""
    for policies in (200, 5_000):
        assert SHARD_BYTES / 2 < fitting_shard(policies, 10**6) * policies * len(COLUMNS) * 8 <= SHARD_BYTES
    assert fitting_shard(1, 10**6) == 10_000
    assert fitting_shard(10**6, 10**6) == 16
    assert fitting_shard(1, 20) == 20
