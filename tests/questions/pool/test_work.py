"""A pool in shards: the same answer and the same bits as one held in memory, wherever the shards run."""

import dataclasses

import numpy as np
import pytest

from simulator.questions.pool import ask as pooling
from simulator.questions.pool.work import PoolWork, kept_faults
from simulator.running.execute import run_shards
from simulator.running.shard_file import encoded
from simulator.running.shards import Shard, shards_of
from simulator.running.store import Store
from simulator.running.workers import Workers
from simulator.scenario.cities import Centre
from tests.engines.one_year import one_year
from tests.questions.pool.made_up import equal_cities, study_of

PATHS = 60


@pytest.fixture(scope="module")
def study():
    """Return four funds of two cities; the centre has a capital."""
    found = equal_cities(2, PATHS, centre=Centre("excess", 0.5, 2_000.0))
    first, second = found.cities
    return dataclasses.replace(found, cities=(first, dataclasses.replace(second, count=3)))


def kept(study, folder, size, workers):
    """Run a pool in shards; return its work, its store, its shards and the hash of the run."""
    work, store, shards = PoolWork(study), Store(folder), shards_of(PATHS, size)
    store.begin({}, {})
    run_shards(work, shards, store, workers)
    return work, store, shards, store.finish(shards)


def same(first, second):
    """Hold every number of two pools against each other, to the last bit; time apart."""
    for name in ("common", "independent"):
        parts = [getattr(found, name) for found in (first, second)]
        np.testing.assert_array_equal(*(part.payments for part in parts))
        without = [dataclasses.replace(part, payments=None) for part in parts]
        assert without[0] == without[1]
    others = [dataclasses.replace(found, common=None, independent=None) for found in (first, second)]
    assert others[0] == others[1]


@pytest.mark.parametrize("size", [1, 7, 60])
def test_shards_say_what_the_paths_together_say(study, tmp_path, size):
    """Every estimate is equal, whatever the size of a shard: a single path, an uneven last shard, all in one."""
    work, store, shards, _ = kept(study, tmp_path / "kept", size, Workers(count=1))
    same(pooling.of_shards(work, store, shards), pooling.pool(study, threads=1))
    assert all(kept_faults(study, store, shard) == [] for shard in shards)


def test_a_reinsured_pool_in_shards_is_the_same(tmp_path):
    """The centre's payments are sums of fractions: their order is fixed."""
    city = one_year(40, 0.1, 0.3, run={"paths": PATHS}, scheme={"compensation_ratio": 0.3, "reinsurer_share": 0.2})
    study = study_of([city] * 3, Centre("reinsurance"))
    work, store, shards, _ = kept(study, tmp_path / "kept", 1, Workers(count=1))
    found = pooling.of_shards(work, store, shards)
    same(found, pooling.pool(study, threads=1))
    assert found.common.centre_mean.value > 0


def test_two_threads_give_the_same_hash(study, tmp_path):
    """Shards on two threads share what is prepared, and still give the same bits."""
    hashes = {kept(study, tmp_path / str(count), 7, Workers(count=count))[3] for count in (1, 2)}
    assert len(hashes) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["processes", "local cluster"])
def test_other_executors_give_the_same_hash(study, tmp_path, kind):
    """Processes, and a Dask cluster where there is Dask."""
    if kind == "local cluster":
        pytest.importorskip("distributed")
    alone = kept(study, tmp_path / "one", 7, Workers(count=1))[3]
    assert kept(study, tmp_path / "two", 7, Workers(kind, 2))[3] == alone


def test_a_centre_that_pays_where_no_fund_runs_dry_is_found(study, tmp_path):
    """A shard whose payments were set to nothing, and sealed again."""
    work, store, shards, _ = kept(study, tmp_path / "kept", 60, Workers(count=1))
    arrays = dict(work.results(Shard(0, 0, PATHS)))
    arrays["own_centre"] = np.zeros(PATHS)
    store.write(shards[0], encoded(arrays))
    assert kept_faults(study, store, shards[0]) == [
        "own: the centre pays on other paths than those on which a fund runs dry"
    ]


def test_a_pool_knows_its_size(study):
    """Three in four funds have 40 applicants a month more than the first; a shard holds less the more funds there are.

    Both economies are counted: 2 x (1 x a + 3 x (a + 480)) / 4 over one year.
    """
    first, second = study.cities
    busy = second.scenario.applications.model_copy(update={"per_month": first.scenario.applications.per_month + 40})
    second = dataclasses.replace(second, scenario=second.scenario.model_copy(update={"applications": busy}))
    work, alike = PoolWork(dataclasses.replace(study, cities=(first, second))), PoolWork(study)
    assert (work.unit, work.units) == ("funds", 4)
    assert work.applicants - alike.applicants == pytest.approx(2 * 3 * 480 / 4)
    many = dataclasses.replace(study, cities=(dataclasses.replace(first, count=300),))
    assert PoolWork(many).most_paths(10**6) < work.most_paths(10**6)
