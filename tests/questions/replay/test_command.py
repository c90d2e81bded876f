"""The command `replay`."""

import json
from pathlib import Path

import pytest

HEFEI = Path(__file__).parents[3] / "scenarios" / "hefei.toml"


@pytest.fixture
def loans(call):
    """Return a file with a loan that was repaid and one that defaulted."""
    Path("loans.csv").write_text(
        "loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months\n"
        "A,1,1000000,12,,,\nB,2,4000000,12,9,600000,14\n"
    )
    return "loans.csv"


@pytest.mark.parametrize(
    ("language", "texts"),
    [("en", ("defaulted: 1", "Closing balances", "fund pays claim")), ("zh", ("违约 1 笔", "期末余额", "资金补偿"))],
)
def test_replay_prints_balances_then_events(call, loans, language, texts):
    """The answer, what is left on each account, then one row per event, in words of the language."""
    result = call("replay", HEFEI, loans, "--lang", language)
    assert result.exit_code == 0, result.output
    places = [result.stdout.index(text) for text in texts]
    assert places == sorted(places)


def test_replay_writes_what_repeats_it(call, loans):
    """Rows, balances, scenario and the loans themselves; the folder's own command gives the same numbers."""
    result = call("replay", HEFEI, loans, "--out", "kept", "--json", "--set", "fund.fund_size=1 million")
    content = json.loads(result.stdout)
    assert content["tables"]["ledger"][0]["fund_balance"] == 1e6
    assert [row["event"] for row in content["tables"]["ledger"][:2]] == ["fund paid in", "lent"]
    (folder,) = Path("kept").iterdir()
    assert (folder / "given/1-loans.csv").read_bytes() == Path(loans).read_bytes()
    assert "--set 'fund.fund_size=1 million'" in json.loads((folder / "manifest.json").read_text())["command"]
    again = content["command"].split()
    repeated = json.loads(call(*again[again.index("replay") :], "--json", "--quiet").stdout)
    assert repeated["tables"] == content["tables"]


def test_replay_refuses_a_broken_book(call, loans):
    """The book's faults are the user's to mend."""
    Path("broken.csv").write_text("loan,month_lent\nA,x\n")
    result = call("replay", HEFEI, "broken.csv")
    assert (result.exit_code, "Traceback" in result.output) == (2, False)
