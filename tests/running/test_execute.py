"""Shards on workers: the same bytes wherever they run, and one that fails does so alone."""

import hashlib
import os
import threading

import numpy as np
import pytest

from simulator.errors import NoAnswerError, ScenarioError, ShardError
from simulator.running import execute
from simulator.running.execute import run_shards
from simulator.running.identity import versions
from simulator.running.sealed import unsealed
from simulator.running.shard_file import encoded
from simulator.running.shards import Shard, content_of, shards_of
from simulator.running.store import DONE, Store
from simulator.running.verify import verify
from simulator.running.workers import Workers
from tests.running.made_up_work import Squares

SHARDS = shards_of(103, 10)
ONE, TWO = Workers(count=1), Workers(count=2)
PROCESSES = Workers("processes", 2)
IN_ORDER = hashlib.sha256(
    b"".join(hashlib.sha256(encoded(Squares().results(shard))[:-32]).digest() for shard in SHARDS)
).hexdigest()


@pytest.fixture
def store(tmp_path):
    """Return a begun store."""
    store = Store(tmp_path / "run")
    store.begin({"paths": 103}, {"scenario.toml": "made up"})
    return store


def test_shards_cover_every_path_once():
    """Ten of 10 and one of 3."""
    assert [(shard.first_path, shard.paths) for shard in SHARDS[:2]] == [(0, 10), (10, 10)]
    assert (SHARDS[-1].number, SHARDS[-1].first_path, SHARDS[-1].paths) == (10, 100, 3)
    with pytest.raises(NoAnswerError, match="at least one path"):
        shards_of(0, 10)


@pytest.mark.parametrize("workers", [ONE, TWO], ids=["one thread", "two threads"])
def test_hash_is_that_of_the_shards_in_their_order(store, workers):
    """Worked out here from the results themselves; progress counts every path once."""
    seen = []
    run_shards(Squares(), SHARDS, store, workers, progress=lambda done, total: seen.append((done, total)))
    assert store.finish(SHARDS) == IN_ORDER
    assert store.done() == unsealed((store.folder / DONE).read_bytes()) == {"shards": 11, "sha256": IN_ORDER}
    assert seen[-1] == (103, 103)
    assert len(seen) == 11
    np.testing.assert_array_equal(store.read(SHARDS[2], "squares"), np.arange(20, 30) ** 2)


@pytest.mark.slow
def test_processes_give_the_same_and_a_dead_one_costs_its_shard_a_try(store, tmp_path):
    """One worker is killed with kill -9 in the middle of shard 4; the run ends with the same hash."""
    run_shards(Squares(deadly=(4,), once=str(tmp_path)), SHARDS, store, PROCESSES)
    assert (tmp_path / SHARDS[4].name).exists()
    assert store.finish(SHARDS) == IN_ORDER


@pytest.mark.slow
def test_a_shard_that_always_kills_its_worker_is_named_alone(store):
    """The ten others are kept."""
    with pytest.raises(ShardError, match="shard 0000004: BrokenProcessPool") as raised:
        run_shards(Squares(deadly=(4,)), SHARDS, store, PROCESSES)
    assert list(raised.value.reasons) == ["0000004"]
    assert store.missing(SHARDS) == ([SHARDS[4]], 0)


def test_a_poison_shard_fails_alone_after_its_tries(store, monkeypatch):
    """Named, with its reason; it is tried three times, and all others are kept."""
    tried = []

    def counted(packed, expected, shard):
        tried.append(shard.number)
        return content_of(packed, expected, shard)

    monkeypatch.setattr(execute, "content_of", counted)
    with pytest.raises(ShardError, match="shard 0000003: ValueError: made up") as raised:
        run_shards(Squares(poison=(3,)), SHARDS, store, TWO)
    assert list(raised.value.reasons) == ["0000003"]
    assert tried.count(3) == execute.TRIES == 3
    assert store.missing(SHARDS) == ([SHARDS[3]], 0)


def test_few_shards_are_under_way_at_once(store, monkeypatch):
    """Memory is bounded: with one worker no more than two are handed out."""
    most = []
    original = execute._Run._hand_out
    monkeypatch.setattr(
        execute._Run, "_hand_out", lambda run, pool: (original(run, pool), most.append(len(run.under_way)))
    )
    run_shards(Squares(), SHARDS, store, ONE)
    assert max(most) == 2


def test_an_interruption_keeps_what_is_finished(store):
    """Ctrl-C after the fourth shard: the rest is missing, and going on gives the same hash."""

    def interrupt(done, total):
        if done >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_shards(Squares(), SHARDS, store, ONE, progress=interrupt)
    missing, damaged = store.missing(SHARDS)
    assert (len(missing), damaged) == (7, 0)
    run_shards(Squares(), missing, store, ONE)
    assert store.finish(SHARDS) == IN_ORDER


def test_a_damaged_shard_is_missing(store):
    """What was cut off by a crash of the machine is computed again."""
    run_shards(Squares(), SHARDS, store, ONE)
    file = store.path_of(SHARDS[5])
    file.write_bytes(file.read_bytes()[:-1])
    assert store.missing(SHARDS) == ([SHARDS[5]], 1)


def test_what_an_interruption_leaves_is_swept(store):
    """Half-written files never count as shards, and go once the run is finished."""
    leftover = store.path_of(SHARDS[0]).with_name("0000000.tmp-1")
    leftover.write_bytes(b"half")
    run_shards(Squares(), SHARDS, store, ONE)
    store.finish(SHARDS)
    assert not leftover.exists()


def test_a_folder_in_use_is_refused(store, tmp_path):
    """A second run may not be mixed with a first, nor with anything else."""
    with pytest.raises(ScenarioError, match="already holds a run in shards; continue it by the command resume"):
        store.begin({}, {})
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "letter.txt").touch()
    with pytest.raises(ScenarioError, match="already holds other files; give another folder"):
        Store(tmp_path / "else").begin({}, {})
    with pytest.raises(ScenarioError, match="is not a run in shards"):
        Store(tmp_path / "nothing").plan()
    (tmp_path / "stopped" / "shards").mkdir(parents=True)
    with pytest.raises(ScenarioError, match="was stopped here before its first shard; remove the folder"):
        Store(tmp_path / "stopped").begin({}, {})


def test_of_many_that_begin_in_one_folder_one_does(tmp_path):
    """Eight at the same time; the seven others are refused, and the run is that of the one."""
    together, refused = threading.Barrier(8), []

    def begin(number):
        together.wait()
        try:
            Store(tmp_path / "run").begin({"number": number}, {"scenario.toml": f"{number}"})
        except ScenarioError as error:
            refused.append(error)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 7
    assert str(Store(tmp_path / "run").plan()["number"]) == (tmp_path / "run" / "scenario.toml").read_text()


def test_one_program_at_a_time_computes_shards(store):
    """A second one is refused, until the first is through."""
    with store.alone(), pytest.raises(ScenarioError, match="another program is computing shards"), store.alone():
        pass
    with store.alone():
        pass


@pytest.mark.parametrize("name", ["plan.json", "scenario.toml"])
def test_a_changed_file_is_refused(store, name):
    """One bit of the plan or of the files it names."""
    path = store.folder / name
    path.write_bytes(path.read_bytes().replace(b"a", b"c", 1))
    with pytest.raises(ScenarioError, match=rf"{name}: is not as it was written"):
        store.plan()


def test_a_shard_that_is_no_file_is_damaged(store):
    """A named pipe is not waited for, and a folder ends in no traceback."""
    os.mkfifo(store.path_of(SHARDS[0]))
    store.path_of(SHARDS[1]).mkdir()
    assert store.missing(SHARDS[:2]) == (list(SHARDS[:2]), 2)


def test_a_full_disk_is_said(store, monkeypatch):
    """One line, and no half-written shard is left."""

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.running.store.os.fsync", full)
    with pytest.raises(ScenarioError, match="No space left on device; shards that are finished are kept"):
        run_shards(Squares(), SHARDS, store, ONE)
    assert list((store.folder / "shards").iterdir()) == []


def test_a_worker_with_other_versions_is_refused():
    """Otherwise one shard of another version could slip in."""
    with pytest.raises(NoAnswerError, match="other versions than the run"):
        content_of(b"", versions() | {"numpy": "1.0"}, Shard(0, 0, 1))


def test_verify_computes_an_even_sample_again(store):
    """Three of eleven: 0000002, 0000006 and the last; nothing is wrong."""
    run_shards(Squares(), SHARDS, store, ONE)
    store.finish(SHARDS)
    found = verify(Squares(), SHARDS, store, ONE, 3)
    assert found.computed_again == ("0000002", "0000006", "0000010")
    assert found.is_sound
    assert found.sha256 == found.noted_sha256 == IN_ORDER


def test_verify_finds_a_shard_of_other_numbers(store):
    """With a right checksum of its own; the hash of the run gives it away too."""
    run_shards(Squares(), SHARDS, store, ONE)
    store.finish(SHARDS)
    store.write(SHARDS[10], encoded({"squares": np.zeros(3), "halves": np.zeros(3)}))
    found = verify(Squares(), SHARDS, store, ONE, 1)
    assert found.different == ("0000010",)
    assert found.sha256 != found.noted_sha256
    assert not found.is_sound


def test_verify_names_what_is_missing_or_damaged(store):
    """An unfinished run is no sound one."""
    run_shards(Squares(), SHARDS[1:], store, ONE)
    store.path_of(SHARDS[2]).write_bytes(b"shard 1\n")
    found = verify(Squares(), SHARDS, store, ONE, 0)
    assert (found.missing, found.damaged, found.sha256) == (("0000000",), ("0000002",), "")
    assert not found.is_sound


def test_an_interruption_leaves_no_half_written_shard(store, monkeypatch):
    """Ctrl-C in the middle of a write; what was finished before stays."""
    run_shards(Squares(), SHARDS[:2], store, ONE)

    def interrupted(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_shards(Squares(), SHARDS[2:], store, ONE)
    assert {path.name for path in (store.folder / "shards").iterdir()} == {"0000000", "0000001"}


def test_a_run_interrupted_before_its_plan_leaves_an_empty_folder(tmp_path, monkeypatch):
    """So that the same command begins it anew."""

    def interrupted(descriptor):
        raise KeyboardInterrupt

    store = Store(tmp_path / "run")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("os.fsync", interrupted)
        store.begin({"paths": 3}, {"scenario.toml": "made up"})
    assert list((tmp_path / "run").iterdir()) == []
    store.begin({"paths": 3}, {"scenario.toml": "made up"})
