"""The command calibrate: what it prints, writes and refuses."""

import json
import tomllib
from pathlib import Path

import pytest

from simulator.scenario.read import read_scenario

ROOT = Path(__file__).parents[3]
HISTORIES = ROOT / "scenarios" / "histories"
HEFEI = ROOT / "scenarios" / "hefei.toml"


def folder():
    """Return the only run folder."""
    (found,) = Path("outputs").iterdir()
    return found


def test_overlay_lies_over_a_scenario(call):
    """What was learnt is in force, with its source, and nothing else changes."""
    result = call("calibrate", HISTORIES / "anhui.csv")
    assert result.exit_code == 0, result.output
    reading = read_scenario(HEFEI, (folder() / "learnt.toml",), ())
    economy = reading.scenario.economy
    assert (economy.step, economy.persistence) == ("yearly", 0.0)
    assert 0.005 < economy.asset_correlation < 0.007
    source = reading.scenario.sources["economy.asset_correlation"]
    assert source.confidence == "derived"
    assert source.low < economy.asset_correlation < source.high
    assert "payout rates of the Anhui guarantee system" in source.source
    assert reading.scenario.sources["economy.persistence"].confidence == "assumption"
    assert "asset correlation 0.00" in " ".join(result.stdout.split())


def test_folder_holds_tables_draws_figures_and_data(call):
    """As the manifest says; the draws are a thousand, inside their range."""
    call("calibrate", HISTORIES / "kibo.csv")
    rows = (folder() / "data" / "draws.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "calibration.observed_pd,economy.asset_correlation"
    assert len(rows) == 1001
    assert all(0 < float(cell) < 1 for row in rows[1:] for cell in row.split(","))
    manifest = json.loads((folder() / "manifest.json").read_text("utf-8"))
    assert {"learnt.toml", "tables/calibration.csv", "figures/fit-1.png", "given/1-kibo.csv"} <= set(manifest["sha256"])
    assert manifest["command"].endswith("kibo.csv")


def test_a_book_without_defaults_is_set_by_bayes(call):
    """Likelihood is not shown, since it has no maximum; the answer says why."""
    Path("none.csv").write_text("year,obligors,defaults\n2022,80,0\n2023,120,0\n2024,140,0\n")
    result = call("calibrate", "none.csv", "--json")
    assert result.exit_code == 0, result.output
    assert {row["method"] for row in json.loads(result.stdout)["tables"]["calibration"]} == {"bayes"}
    assert "too few for the likelihood" in (folder() / "tables/calibration.md").read_text("utf-8")
    settings = tomllib.loads((folder() / "learnt.toml").read_text("utf-8"))
    assert 0 < settings["calibration"]["observed_pd"] < 0.005


def test_faults_of_all_files_are_told_at_once(call):
    """No traceback, nothing written."""
    Path("a.csv").write_text("year,obligors,defaults\n2022,80,90\n")
    result = call("calibrate", "a.csv", "b.csv")
    assert result.exit_code == 2
    assert "a.csv: row 2, defaults: must not be above obligors, 80" in result.stderr
    assert "b.csv: there is no such file" in result.stderr
    assert not Path("outputs").exists()


def test_recoveries_set_loss_sale_and_lags(call):
    """Eight cases sold of sixteen; the overlay holds, and the lags are whole months."""
    rows = [f"{100},{recovered},{months},1,200" for months, recovered in enumerate([0, 20, 0, 50, 0, 70, 0, 30] * 2, 6)]
    Path("cases.csv").write_text("owed,recovered,months,is_closed,value\n" + "\n".join(rows) + "\n")
    result = call("calibrate", "cases.csv")
    assert result.exit_code == 0, result.output
    scenario = read_scenario(HEFEI, (folder() / "learnt.toml",), ()).scenario
    # Half of the cases bring nothing, the others 42.5 % of what is owed and 21.25 % of the value.
    assert scenario.disposal.sold_share == 0.5
    assert abs(scenario.lender.loss_given_default - (1 - 0.5 * 0.425)) < 0.02
    assert abs(scenario.disposal.sale_share_mean - 0.2125) < 0.01
    assert scenario.disposal.lag_months_min < 13.5 < scenario.disposal.lag_months_max
    assert scenario.sources["disposal.lag_months_min"].confidence == "derived"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("from_class,to_class,count\na,b,0\n", "all counts are 0"),
        ("year,obligors,defaults\n1900,5,1\n2200,5,1\n", "the years span 301"),
        ("owed,recovered,months,is_closed\n1,0,0,1\n", "1 closed cases"),
        ("age,due,renewed\n1,5,0\n", "no patent was renewed"),
    ],
)
def test_too_little_is_told(call, text, fault):
    """In one line, with nothing written."""
    Path("data.csv").write_text(text)
    result = call("calibrate", "data.csv")
    assert result.exit_code == 2
    assert fault in result.stderr
    assert not Path("outputs").exists()


def test_a_book_that_all_defaults_is_set_by_bayes(call):
    """The likelihood has no maximum there either."""
    Path("all.csv").write_text("year,obligors,defaults\n" + "".join(f"{year},5,5\n" for year in range(2018, 2024)))
    result = call("calibrate", "all.csv", "--json")
    assert {row["method"] for row in json.loads(result.stdout)["tables"]["calibration"]} == {"bayes"}


def test_rates_in_per_cent_are_asked_about(call):
    """0.9 under default_rate would be 90 % a year: refused with two ways out, each of which is taken."""
    rows = "".join(f"{2010 + i},{0.7 + 0.02 * i:.2f}\n" for i in range(12))
    Path("rates.csv").write_text(f"year,default_rate\n{rows}")
    refused = call("calibrate", "rates.csv")
    assert refused.exit_code == 2
    assert "write default_rate (%) over the column; if it is, say" in refused.stderr
    assert "--unit-is-right default_rate" in refused.stderr
    Path("rates.csv").write_text(f"year,default_rate (%)\n{rows}")
    result = call("calibrate", "rates.csv", "--json")
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    (read,) = content["tables"]["columns_read"]
    assert (read["column"], read["cells"]) == ("default_rate", 12)
    assert (read["smallest"], read["largest"]) == (pytest.approx(0.007), pytest.approx(0.0092))
    (found,) = (row for row in content["tables"]["calibration"] if row["sets"] == "calibration.observed_pd")
    assert 0.007 < found["estimate"] < 0.0093


def test_it_answers_in_chinese_and_repeats_from_its_folder(call):
    """Sentences, tables and their names follow --lang; the copy of the data gives the same again."""
    result = call("calibrate", HISTORIES / "anhui.csv", "--lang", "zh", "--quiet")
    assert result.stdout.splitlines()[0] == "由数据估计的参数"
    assert "年违约概率 3.46% [2.77 至 4.78]" in result.stdout
    words = result.stdout.strip().splitlines()[-1].split()
    again = call(*words[words.index("calibrate") :], "--json", "--quiet")
    assert json.loads(again.stdout)["tables"]["calibration"][0]["sets"] == "calibration.observed_pd"
