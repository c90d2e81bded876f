"""The tapes of the benchmark are sound ones."""

import pytest

from tests.inputs.tapes import checked_text, text_of


def test_many_loans_are_sound_and_all_different(tmp_path):
    """A benchmark on faulty or repeated loans would time something else."""
    for package in ("pyarrow", "xlsxwriter"):
        pytest.importorskip(package)
    from benchmarks.tape import many_loans

    checked = checked_text(tmp_path, text_of(*many_loans(1500)))
    assert not checked.faults.count
    assert len(checked.columns["loan"].words) == 1500
    assert len(checked.columns["registration"].words) == 1500
