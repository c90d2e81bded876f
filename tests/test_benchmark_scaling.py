"""The benchmark of runs in shards at toy size: it runs, and says what it must."""

import json

import pytest

from benchmarks import scaling
from simulator.running.workers import Workers


def test_a_row_has_its_cost():
    """Seconds by the clock, and the processor's per applicant, path and policy."""
    study = scaling._study(2, years=1, per_month=1.0)
    (row,) = scaling.measure([scaling.Case("paths", "toy", (study, 6, Workers(count=1), 4))])
    assert row["clock_seconds"] > 0
    assert row["ns"] > 0


def test_every_case_is_a_run():
    """Books, paths, shards, policies and workers are varied one at a time."""
    cases = list(scaling._cases())
    assert {case.varied for case in cases} == {"book", "paths", "shard", "policies", "workers"}
    assert all(len(case.run) == 4 for case in cases)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_paths():
    """Twenty times the paths of a small book, within a fifth of the memory."""
    assert scaling.peak_of_run(100_000) < 1.2 * scaling.peak_of_run(5_000)


def test_memory_is_printed_for_programs(capsys, monkeypatch):
    """One line of JSON."""
    monkeypatch.setattr("sys.argv", ["scaling", "--memory", "20"])
    scaling.main()
    assert json.loads(capsys.readouterr().out)["peak_bytes"] > 1_000_000
