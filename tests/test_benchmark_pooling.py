"""The benchmark of pools at toy size: it runs, and says what it must."""

import pytest

from benchmarks import pooling


@pytest.mark.slow
def test_a_row_has_its_cost():
    """Seconds, and the processor's per fund and path and per applicant: 1,700 of them in each of two economies."""
    study = pooling.study_of(4, 4, worlds=2)
    (row,) = pooling.measure([pooling.Case("worlds", "toy", study, 4, 2)])
    assert row["processor_seconds"] > 0
    assert row["ms_per_fund_path"] == pytest.approx(1e3 * row["processor_seconds"] / (2 * 4 * 4))
    assert row["ns"] == pytest.approx(1e6 * row["ms_per_fund_path"] / 1_700)


def test_every_case_is_a_run():
    """Funds, paths, shards, books, worlds and workers are varied one at a time; cities are shared out evenly."""
    cases = list(pooling.cases())
    assert {case.varied for case in cases} == {"funds", "paths", "shard", "book", "worlds", "workers"}
    assert {case.study.funds for case in cases if case.varied == "worlds"} == {50}
    assert [len(case.study.cities) for case in cases if case.varied == "worlds"] == [1, 10, 50]
