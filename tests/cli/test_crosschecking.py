"""The command `crosscheck`."""

import json
from pathlib import Path

import pytest

from simulator.analysis.crosscheck import Difference, PathCheck
from simulator.cli import crosschecking
from simulator.cli.crosschecking import sentence
from simulator.saying.speaker import Speaker, said

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"
pytestmark = pytest.mark.compiled


def test_agreeing_engines(call):
    """The answer states what was compared."""
    done = call("crosscheck", HEFEI, "--paths", "1", "--scale", "0.1", "--quiet")
    assert done.exit_code == 0
    assert "No difference" in done.stdout
    assert "Scaled down: 0.1" in done.stdout


def test_json(call):
    """One object with every path."""
    done = call("crosscheck", HEFEI, "--paths", "2", "--scale", "0.05", "--json", "--quiet")
    answer = json.loads(done.stdout)
    assert answer["is_equal"] is True
    assert [path["path"] for path in answer["paths"]] == [0, 1]


def test_a_difference_ends_with_3(call, monkeypatch):
    """The first difference is printed with path, month, account, loan and both amounts."""
    difference = Difference(0, 5, "claim assessed: bank", (2, 17, 1, 0), 100, 101)
    monkeypatch.setattr(crosschecking, "crosscheck", lambda *_: iter([PathCheck(0, 10, 24, difference)]))
    done = call("crosscheck", HEFEI, "--quiet")
    assert done.exit_code == 3
    assert "path 0, month 5, loan number 17 of month 2, renewal 1, claim assessed: bank" in done.stdout


def test_sentences():
    """A total concerns no month and no loan; a missing entry is said in words."""
    total = said(sentence(Difference(2, None, "bank_loss", None, 5, 6)))
    assert total == "DIFFERENCE at path 2, bank_loss: compiled engine: 5, event engine: 6 (amounts in fen)"
    missing = sentence(Difference(0, 1, "repaid: amount", (0, 3, 0, 1), 5, None))
    assert "number 3 of the opening book" in said(missing)
    assert "event engine: no such entry" in said(missing)
    assert "期初存量贷款第 3 笔" in Speaker("zh", "CNY").say(missing)
