"""The command `selftest`."""

import json

from simulator.analysis.selftesting import selftest as selftest_module
from simulator.analysis.selftesting.selftest_row import compare_row
from simulator.values import Own, phrase


def test_selftest_is_met(call, monkeypatch):
    """All rows met: status 0, and a count."""
    row = compare_row(phrase("selftest.what.fewest"), 2.0, 2.0, Own("arithmetic"))
    monkeypatch.setattr(selftest_module, "CHECKS", (lambda: (row,),))
    result = call("selftest")
    assert result.exit_code == 0
    assert "1 of 1 met" in result.stdout


def test_selftest_missed_ends_with_status_3(call, monkeypatch):
    """A number that is off is named and changes the exit status."""
    row = compare_row(phrase("selftest.what.fewest"), 3.0, 2.0, Own("arithmetic"))
    monkeypatch.setattr(selftest_module, "CHECKS", (lambda: (row,),))
    result = call("selftest")
    assert result.exit_code == 3
    assert "MISSED" in result.stdout
    rows = json.loads(call("selftest", "--json").stdout)
    assert (rows[0]["ours"], rows[0]["is_met"]) == (3.0, False)
