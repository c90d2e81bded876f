"""Shards on a Dask cluster of this machine: the same hash, also when a worker is killed."""

import pytest

from simulator.running.execute import run_shards
from simulator.running.store import Store
from simulator.running.workers import Workers
from tests.running.made_up_work import Squares
from tests.running.test_execute import IN_ORDER, SHARDS

pytest.importorskip("distributed")
# Sockets that a closing cluster leaves to the garbage collector are Dask's own affair.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def store(tmp_path):
    """Return a begun store."""
    store = Store(tmp_path / "run")
    store.begin({}, {})
    return store


@pytest.mark.parametrize("count", [1, 2])
def test_a_cluster_gives_the_same_hash(store, count):
    """Made for the run on this machine, bound to 127.0.0.1."""
    run_shards(Squares(), SHARDS, store, Workers("local cluster", count))
    assert store.finish(SHARDS) == IN_ORDER


def test_a_killed_worker_costs_nothing_but_time(store, tmp_path):
    """Kill -9 in the middle of shard 4; the cluster starts another worker and the run ends with the same hash."""
    run_shards(Squares(deadly=(4,), once=str(tmp_path)), SHARDS, store, Workers("local cluster", 2))
    assert (tmp_path / SHARDS[4].name).exists()
    assert store.finish(SHARDS) == IN_ORDER


def test_a_cluster_that_runs_already_is_used(store):
    """Its address is all that is needed, and it goes on running."""
    from distributed import Client, LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        run_shards(Squares(), SHARDS, store, Workers("scheduler", address=cluster.scheduler_address))
        with Client(cluster.scheduler_address, set_as_default=False) as client:
            assert len(client.scheduler_info()["workers"]) == 1
    assert store.finish(SHARDS) == IN_ORDER
