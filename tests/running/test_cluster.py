"""Clusters that cannot compute are told by name within seconds; one that is lost ends the run, with what is kept."""

import threading
import time

import pytest

from simulator.errors import LostClusterError, ScenarioError
from simulator.running import cluster
from simulator.running.execute import run_shards
from simulator.running.shards import shards_of
from simulator.running.store import Store
from simulator.running.verify import verify
from simulator.running.workers import Workers
from tests.running.clusters import other_server, processes
from tests.running.made_up_work import Naps, Squares
from tests.running.test_execute import SHARDS

pytest.importorskip("distributed")
# Sockets that a closing cluster leaves to the garbage collector are Dask's own affair.
pytestmark = pytest.mark.filterwarnings("ignore")
MANY = shards_of(400, 1)


@pytest.fixture
def store(tmp_path):
    """Return a begun store."""
    store = Store(tmp_path / "run")
    store.begin({}, {})
    return store


@pytest.fixture
def started(tmp_path):
    """Return what starts schedulers and workers."""
    with processes(tmp_path) as found:
        yield found


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9.6\r\n", b"", b"\xff" * 8, b"\0" * 8])
def test_a_port_that_is_not_dask_s_is_refused(store, greeting, monkeypatch):
    """Others greet otherwise, or wait for the caller; neither is waited for."""
    monkeypatch.setattr(cluster, "_CLOSE_SECONDS", 0.2)
    with other_server(greeting) as address, pytest.raises(ScenarioError, match="is not a Dask scheduler"):
        run_shards(Squares(), SHARDS, store, Workers("scheduler", address=address))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tcp://127.0.0.1:123456", "nonsense", "tcp://", "foo://x:1"])
def test_an_address_at_which_nothing_answers_is_a_mistake(store, address):
    """One line, no traceback."""
    with pytest.raises(ScenarioError, match="no Dask scheduler answers at"):
        run_shards(Squares(), SHARDS, store, Workers("scheduler", address=address))


@pytest.mark.slow
def test_a_cluster_without_workers_is_refused(store, started, monkeypatch):
    """With the command that starts one."""
    monkeypatch.setattr(cluster, "_WORKERS_SECONDS", 1.0)
    address = started.scheduler()
    with pytest.raises(ScenarioError, match=f"has no workers; start one with: dask worker {address}"):
        run_shards(Squares(), SHARDS, store, Workers("scheduler", address=address))


@pytest.mark.slow
@pytest.mark.parametrize(("scheduler", "worker", "named"), [(True, False, "tcp://.*"), (False, True, "the scheduler")])
def test_a_part_of_the_cluster_without_the_program_is_named(store, started, scheduler, worker, named):
    """Before the first shard; the other part is not."""
    address = started.scheduler(has_program=scheduler)
    started.worker(address, has_program=worker)
    with pytest.raises(ScenarioError, match=f"{named}: cannot run this program") as caught:
        run_shards(Squares(), SHARDS, store, Workers("scheduler", address=address))
    assert len(caught.value.lines) == 1


@pytest.mark.slow
def test_workers_of_another_version_are_named(store, started, monkeypatch):
    """What they computed could differ in the last bit."""
    address = started.scheduler()
    started.worker(address)
    monkeypatch.setattr(cluster, "versions", lambda: {"sources": "other"})
    with pytest.raises(ScenarioError, match="has other versions than this program"):
        run_shards(Squares(), SHARDS, store, Workers("scheduler", address=address))


@pytest.mark.slow
@pytest.mark.parametrize(("killed", "words"), [(0, "does not answer any more"), (1, "has had no workers")])
def test_a_cluster_lost_amid_the_run_ends_it(store, started, killed, words, monkeypatch, capfd):
    """The scheduler, or the only worker, killed: told once, without a traceback, and what was finished is kept."""
    monkeypatch.setattr(cluster, "_WITHOUT_WORKERS_SECONDS", 1.0)
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.5)
    address = started.scheduler()
    started.worker(address)

    def kill() -> None:
        while len(list((store.folder / "shards").glob("*"))) < 3:
            time.sleep(0.05)
        started.kill(killed)

    thread = threading.Thread(target=kill)
    thread.start()
    with pytest.raises(LostClusterError, match=f"the Dask cluster {address} was lost: .*{words}"):
        run_shards(Naps(), MANY, store, Workers("scheduler", address=address))
    thread.join()
    missing, damaged = store.missing(MANY)
    assert 0 < len(missing) < len(MANY)
    assert damaged == 0
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.slow
def test_a_check_on_a_cluster_that_is_lost_ends_too(store, started):
    """Shards computed again are not waited for either."""
    run_shards(Naps(), MANY[:40], store, Workers(count=8))
    store.finish(MANY[:40])
    address = started.scheduler()
    started.worker(address)

    def kill(done: int, total: int) -> None:
        if done == 3:
            started.kill(0)

    with pytest.raises(LostClusterError, match="does not answer any more"):
        verify(Naps(), MANY[:40], store, Workers("scheduler", address=address), 40, kill)
