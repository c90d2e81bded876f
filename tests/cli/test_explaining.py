"""The commands `explain` and `dictionary`."""

import json
import re
from pathlib import Path

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"


def test_explain_prints_values_and_who_set_them(call):
    """Each value in force with the file and line that set it."""
    result = call("explain", HEFEI, "fund", "--set", "fund.fund_size=5 million")
    assert result.exit_code == 0
    assert re.search(r"fund\.fund_size +5000000 +CNY +--set", result.stdout)
    assert re.search(r"fund\.is_unlimited +false +\S*hefei\.toml:\d+", result.stdout)
    assert "scheme." not in result.stdout


def test_a_cost_that_the_fit_takes_back_is_told(call):
    """Other income is fitted to targets; nothing is said where the scenario sets it."""
    dear = ("--set", "lender.equity_spread=0.06")
    assert "lender.equity_spread: the bank's other income is refitted" in call("explain", HEFEI, *dear).stderr
    assert call("explain", HEFEI, *dear, "--set", "lender.other_income=0.01").stderr == ""
    assert call("explain", HEFEI, "--set", "fund.fund_size=5 million").stderr == ""


def test_explain_one_key_in_full(call):
    """One key: meaning, unit, source and range."""
    result = call("explain", HEFEI, "fund.fund_size")
    for words in ("fund.fund_size = 20000000", "Capital paid in at the start.", "hefei.toml:", "source", "range"):
        assert words in result.stdout
    plain = call("explain", HEFEI, "clock.run_off").stdout
    assert "range" not in plain


def test_explain_as_json_and_whole(call):
    """Without a key everything is there."""
    rows = json.loads(call("explain", HEFEI, "--json").stdout)
    by_key = {row["key"]: row for row in rows}
    assert by_key["fund.fund_size"]["value"] == 20_000_000
    assert re.search(r"hefei\.toml:\d+$", by_key["fund.fund_size"]["set_by"])
    assert by_key["scheme.tiers"]["set_by"] == "default"


def test_explain_unknown_key_names_the_nearest(call):
    """A slip of the pen is helped."""
    result = call("explain", HEFEI, "fund.fund_sise")
    assert (result.exit_code, "did you mean fund.fund_size?" in result.stderr) == (2, True)


def test_dictionary_in_three_forms(call):
    """For reading, for the documentation and for editors."""
    assert "scheme.compensation_ratio" in call("dictionary").stdout
    assert call("dictionary", "--format", "markdown").stdout.startswith("# Scenario files")
    assert "scheme" in json.loads(call("dictionary", "--format", "json-schema").stdout)["properties"]
