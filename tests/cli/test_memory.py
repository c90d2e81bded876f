"""A comparison that does not fit into memory is refused before anything is simulated."""

import tracemalloc
from pathlib import Path

import pytest

from simulator.analysis.compare import compare, least_memory
from simulator.cli import memory
from simulator.scenario.study import default_study
from tests.questions.attribute.books import reading_of, scheme

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"
FEW = ("--ratios", "0,0.35", "--fund-sizes", "20 million", "--paths", "50")


@pytest.mark.parametrize(("needed", "status", "is_said"), [(10.0, 2, True), (7.0, 0, True), (3.0, 0, False)])
def test_too_large_a_run_is_pointed_to_shards(call, engine, monkeypatch, needed, status, is_said):
    """Of 8 GB free: 10 are refused, 7 are more than half and said, 3 are not spoken of."""
    monkeypatch.setattr(memory, "free_memory", lambda: 8_000_000_000)
    monkeypatch.setattr(memory, "least_memory", lambda study: round(needed * 1e9))
    result = call("compare", HEFEI, *FEW)
    assert result.exit_code == status
    assert (f"need {needed:.1f} GB of memory or more, and 8.0 GB are free; --shards FOLDER" in result.stderr) == is_said
    assert Path("outputs").exists() == (status == 0)


def test_a_system_that_does_not_tell_is_no_reason_to_refuse(call, engine, monkeypatch):
    """Without a number nothing is said."""
    monkeypatch.setattr(memory, "free_memory", lambda: None)
    monkeypatch.setattr(memory, "least_memory", lambda study: 10**18)
    assert call("compare", HEFEI, *FEW).exit_code == 0


def test_free_memory_is_read_as_the_system_writes_it(monkeypatch, tmp_path):
    """KiB in /proc/meminfo; what is physically there where there is no such file."""
    (tmp_path / "meminfo").write_text("MemTotal:  16000000 kB\nMemAvailable:    2000 kB\n", encoding="ascii")
    monkeypatch.setattr(memory, "_MEMORY", tmp_path / "meminfo")
    assert memory.free_memory() == 2_048_000
    monkeypatch.setattr(memory, "_MEMORY", tmp_path / "nothing")
    found = memory.free_memory()
    assert found is None or found > 2**28


def test_least_memory_is_less_than_what_is_taken():
    """A bound from below, so that nothing is refused that would have run; in proportion to the paths."""
    few, many = ({"run": {"paths": paths}, "clock": {"years": 1}} for paths in (400, 4_000))
    small, study = (default_study(reading_of(scheme(changes)), (0.2, 0.5)) for changes in (few, many))
    assert least_memory(study) == 10 * least_memory(small)
    compare(small, threads=1)
    tracemalloc.start()
    try:
        compare(study, threads=1)
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 0.02 * taken < least_memory(study) < taken
