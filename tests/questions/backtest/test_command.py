"""The command backtest: rules on known loans, PDs used, past forecasts."""

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.written import written_by

HEFEI = Path(__file__).parents[3] / "scenarios" / "hefei.toml"
LOANS = """loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months,fund_paid
A,1,5000000,12,,,,
B,2,4000000,12,9,600000,14,1000000
C,3,12000000,12,10,2000000,6,
D,14,3000000,12,20,0,8,1050000
"""
PDS = "year,obligors,defaults,pd\n2022,500,12,0.02\n2023,500,60,0.02\n"


def data(*files):
    """Return the words that give these files."""
    return [word for file in files for word in ("--data", file)]


def backtested(call, *words):
    """Return the JSON of a backtest: sentences, tables by name."""
    result = call("backtest", HEFEI, *words, "--json", "--quiet")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    return found["answer"], found["tables"]


def test_rules_stand_beside_what_happened(call):
    """By hand: C is above the largest principal, so the fund bears a part of B's and D's.

    Hefei: patents secure 0.8; the rest's collateral brings 0.4, the guarantee 0.05 of all. B recovers 0.6 + 0.32 + 0.2,
    C 2 + 0.96 + 0.6, D 0.24 + 0.15 m, so 13.93 m are lost; on the patents' parts of B and D 2.44 + 2.28 m.
    """
    Path("loans.csv").write_text(LOANS)
    Path("rule.toml").write_text("[scheme]\ncompensation_ratio = 0.8\n")
    answer, tables = backtested(call, *data("loans.csv"), "--rule", "rule.toml")
    rows = {row["row"]: row for row in tables["rules"]}
    assert rows["what_happened"]["fund_paid"] == 2_050_000
    assert rows["what_happened"]["bank_loss"] == 13_930_000 - 2_050_000
    assert (rows["as_it_stands"]["fund_paid"], rows["as_it_stands"]["bank_loss"]) == (1_652_000, 12_278_000)
    assert (rows["rule.toml"]["fund_paid"], rows["rule.toml"]["bank_loss"]) == (3_776_000, 10_154_000)
    assert [row["other_parties"] for row in rows.values()] == [0, 0, 0]
    assert [row["covered"] for row in rows.values()] == [None, 3, 3]
    assert answer[0] == "Under the scenario's own rules the fund pays 0.398 m yuan less than it really did."


def test_money_adds_up_with_an_advance_and_an_insurer(call):
    """Bank, fund and insurer bear all of the loss, the fund net of what it got back."""
    Path("loans.csv").write_text(LOANS)
    rule = '[scheme]\ntiming = "advance"\ninsurer_share = 0.2\n'
    Path("rule.toml").write_text(rule)
    row = backtested(call, *data("loans.csv"), "--rule", "rule.toml")[1]["rules"][-1]
    assert row["fund_paid"] + row["other_parties"] + row["bank_loss"] == pytest.approx(13_930_000, abs=0.01)
    assert row["other_parties"] == pytest.approx(0.2 * 4_720_000, abs=0.02)


def test_pds_and_forecasts_are_judged(call):
    """12 of 10 expected is green, 60 is red; three of four outcomes inside is no proof against 95 %."""
    Path("pds.csv").write_text(PDS)
    Path("forecasts.csv").write_text("forecast,low,high,outcome\n10,5,15,12\n10,5,15,9\n10,5,15,16\n3,1,8,3\n")
    answer, tables = backtested(call, *data("pds.csv", "forecasts.csv"))
    assert [(row["year"], row["light"]) for row in tables["lights"][:2]] == [("2022", "green"), ("2023", "red")]
    assert (tables["forecasts"][0]["inside"], tables["forecasts"][0]["above"]) == (0.75, 1)
    assert "the ranges can be 95 % ranges; no lean to one side that can be shown" in answer[-1]


def test_narrow_and_leaning_forecasts_are_called_so(call):
    """Twenty outcomes, all above."""
    rows = "".join(f"10,9,11,{12 + i % 3}\n" for i in range(20))
    Path("forecasts.csv").write_text("forecast,low,high,outcome\n" + rows)
    (sentence,), _ = backtested(call, *data("forecasts.csv"))
    assert "the ranges are too narrow; outcomes lie above the forecasts on average" in sentence


def test_tables_are_printed_and_written(call):
    """Everything that is printed can be found again."""
    Path("loans.csv").write_text(LOANS)
    Path("pds.csv").write_text(PDS)
    result = call("backtest", HEFEI, *data("loans.csv", "pds.csv"))
    assert result.exit_code == 0, result.output
    words = " ".join(result.stdout.split())
    assert "Traffic lights of the PDs used" in words and "what happened" in words
    assert "30 % + 5 points stands in" in words
    files = {path.name for path in written_by(result)}
    assert {"rules.csv", "lights.csv", "1-loans.csv", "2-pds.csv"} <= files
    words = shlex.split(result.stdout.strip().splitlines()[-1])
    again = call(*words[words.index("backtest") :])
    assert again.exit_code == 0, again.output


def test_it_answers_in_chinese(call):
    """Sentences and tables follow --lang; names of files stay."""
    Path("loans.csv").write_text(LOANS)
    Path("rule.toml").write_text("[scheme]\ncompensation_ratio = 0.8\n")
    result = call("backtest", HEFEI, *data("loans.csv"), "--rule", "rule.toml", "--lang", "zh")
    assert "按方案现行规则，资金支付额比实际支付少 39.8 万元。" in result.stdout
    assert "按“rule.toml”，资金支付额比实际支付多 172.6 万元。" in result.stdout


@pytest.mark.parametrize(
    ("files", "words", "fault"),
    [
        ({"a.csv": "year,obligors,defaults\n2020,9,1\n"}, data("a.csv"), "holds default counts; give it to calibrate"),
        ({"a.csv": PDS, "b.csv": PDS}, data("a.csv", "b.csv"), "PDs used: given in two files"),
        ({"a.csv": PDS}, [*data("a.csv"), "--rule", "rule.toml"], "--rule: needs a file of loans"),
        ({"a.csv": "forecast,low,high,outcome\n1,2,3,4\n"}, data("a.csv"), "must be from low to high"),
        ({"a.csv": LOANS.replace("1000000\n", "9000000\n")}, data("a.csv"), "row 3, fund_paid: must not be above"),
    ],
)
def test_mistakes_are_told(call, files, words, fault):
    """One clear line, nothing written."""
    Path("rule.toml").write_text("[scheme]\ncompensation_ratio = 0.8\n")
    for name, text in files.items():
        Path(name).write_text(text)
    result = call("backtest", HEFEI, *words)
    assert result.exit_code == 2
    assert fault in result.stderr
    assert not Path("outputs").exists()


def test_calibrate_sends_pds_here(call):
    """They teach no parameter."""
    Path("pds.csv").write_text(PDS)
    result = call("calibrate", "pds.csv")
    assert result.exit_code == 2
    assert "give it to backtest" in result.stderr


def test_pds_in_per_cent_are_asked_about_and_what_is_read_is_said(call):
    """A PD of 0.9 (per cent) used for 500 firms of which 12 defaulted."""
    Path("pds.csv").write_text("year,obligors,defaults,pd\n2022,500,12,0.9\n")
    refused = call("backtest", HEFEI, *data("pds.csv"))
    assert (refused.exit_code, "write pd (%) over the column" in refused.stderr) == (2, True)
    Path("pds.csv").write_text(PDS)
    Path("loans.csv").write_text(LOANS)
    read = {row["row"]: row for row in backtested(call, *data("pds.csv", "loans.csv"))[1]["columns_read"]}
    assert [read["pds.csv/pd"][key] for key in ("smallest", "median", "total", "cells")] == [0.02, 0.02, None, 2]
    principal = read["loans.csv/principal"]
    assert (principal["smallest"], principal["largest"], principal["total"]) == (3e6, 12e6, 24e6)
    assert "loans.csv/ip_part" not in read
