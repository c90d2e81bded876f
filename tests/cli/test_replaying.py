"""The command `replay`."""

import importlib.util
import json
import re
import sys
import types
from pathlib import Path

import pytest

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"


def _run_folder(folder="outputs"):
    (found,) = Path(folder).iterdir()
    return found


@pytest.fixture
def replaying(monkeypatch):
    """Put a made-up replay in the engine's place."""
    if importlib.util.find_spec("simulator.engines.replay") is None:
        stand_in = types.ModuleType("simulator.engines.replay")
        stand_in.ReplayResult = object
        stand_in.replay = None
        monkeypatch.setitem(sys.modules, "simulator.engines.replay", stand_in)
    from simulator.cli import replaying

    result = types.SimpleNamespace(
        columns=("loan", "is_covered", "claim", "reason"),
        rows=[{"loan": "A", "is_covered": True, "claim": 1234.5, "reason": None}],
        balances={"fund": 5e6},
    )
    monkeypatch.setattr(replaying, "replay_book", lambda scenario, book: result)


@pytest.fixture
def loans(call):
    """Return a file with one loan."""
    Path("loans.csv").write_text(
        "loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months\nA,1,1000000,12,,,\n"
    )
    return "loans.csv"


def test_replay_prints_rows_and_balances(call, replaying, loans):
    """One row per loan, then what is left on each account; nothing is written unless asked."""
    result = call("replay", HEFEI, loans)
    assert result.exit_code == 0, result.output
    assert re.search(r"A +yes +1,234\.50", result.stdout)
    assert re.search(r"fund +5,000,000", result.stdout)
    assert "nothing simulated" in result.stdout
    assert result.stderr == "1 row\n"
    assert [path.name for path in Path().iterdir()] == [loans]


def test_long_books_do_not_push_the_answer_away(call, monkeypatch, loans):
    """The balances come first; of three rows one is shown, and where the others are is said."""
    monkeypatch.setattr("simulator.cli.replaying.MOST_ROWS", 1)
    result = call("replay", HEFEI, loans)
    assert result.exit_code == 0, result.output
    assert result.stdout.index("Closing balances") < result.stdout.index("Loan by loan")
    rows = int(result.stderr.split()[0])
    assert rows > 1
    assert f"{rows - 1} more rows: --out FOLDER writes all of them." in result.stdout


def test_replay_writes_its_rows_where_asked(call, replaying, loans):
    """Rows, balances, scenario and the loans themselves: enough to repeat it."""
    result = call("replay", HEFEI, loans, "--out", "kept", "--json", "--set", "fund.fund_size=1 million")
    content = json.loads(result.stdout)
    assert content["rows"] == [{"loan": "A", "is_covered": True, "claim": 1234.5, "reason": None}]
    folder = _run_folder("kept")
    assert (folder / "tables/ledger.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "A,on,1234.5,"
    assert (folder / "loans.csv").read_bytes() == Path(loans).read_bytes()
    assert "--set 'fund.fund_size=1 million'" in json.loads((folder / "manifest.json").read_text())["command"]
    assert "kept/" in call("replay", HEFEI, loans, "--out", "kept").stdout


def test_replay_refuses_a_broken_book(call, replaying):
    """The book's faults are the user's to mend."""
    Path("broken.csv").write_text("loan,month_lent\nA,x\n")
    result = call("replay", HEFEI, "broken.csv")
    assert (result.exit_code, "Traceback" in result.output) == (2, False)
