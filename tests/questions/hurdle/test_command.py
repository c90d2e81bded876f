"""The command hurdle: the tabulated break-even shares through the command line, and what is printed."""

import json
from pathlib import Path

import pytest

from tests.cli.written import HEFEI_STAND_IN, answer_of

ROOT = Path(__file__).parents[3]
HEFEI = ROOT / "scenarios" / "hefei.toml"
ORACLES = json.loads((ROOT / "tests/validation/oracles.json").read_text("utf-8"))
ROWS = ORACLES["N_hurdle"]["rows"]
# The bare formula: no carry, no other income, the whole loan on patents, PDs as written.
BARE = (
    "calibration=none", "lender.other_income=0", "loans.ip_share=1", "disposal.lag_months_min=0",
    "disposal.lag_months_max=0", "scheme.claim_lag_months=0", "scheme.stacking_limit=1",
)  # fmt: skip


def printed(call, row, *settings):
    """Return the JSON of the command under a row's terms."""
    capital = row["capital_charge"] / (0.85 * 0.105)
    terms = {"loan_rate": row["rate"], "funding_cost": row["funding"], "operating_cost": row["operating_cost"]}
    terms |= {"loss_given_default": row["LGD"], "equity_spread": capital}
    words = [*BARE, *(f"lender.{key}={value!r}" for key, value in terms.items()), *settings]
    result = call("hurdle", HEFEI, "--json", *(word for setting in words for word in ("--set", setting)))
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("row", [row for row in ROWS if "PD" in row], ids=lambda row: f"{row['PD']}-{row['LGD']}")
def test_break_even_ratio_is_the_tabulated_one(call, row):
    """s* = 1 - (r (1 - PD) - f - o - k) / (PD LGD), to the table's six decimals."""
    grades = printed(call, row, f"grades.B1.pd_per_year={row['PD']}")["tables"]["grades"]
    (grade,) = [grade for grade in grades if (grade["sector"], grade["grade"]) == ("semiconductors", "B1")]
    assert grade["pd"] == pytest.approx(row["PD"])
    assert grade["break_even_share"] == pytest.approx(row["break_even_share"], abs=5e-7)
    assert grade["break_even_ratio"] == pytest.approx(max(row["break_even_share"], 0), abs=5e-7)


@pytest.mark.parametrize("row", [row for row in ROWS if "PD" not in row], ids=lambda row: f"share {row['share']}")
def test_largest_pd_is_the_tabulated_one(call, row):
    """At shares 0, 0.35, 0.54 and 0.8."""
    found = printed(call, row, f"scheme.compensation_ratio={row['share']}")
    largest = [grade["largest_pd"] for grade in found["tables"]["grades"] if grade["grade"] == "A1"]
    assert largest == [pytest.approx(row["PD_max"], abs=5e-7)] * 6


def test_tables_say_what_they_rest_on(call):
    """Answer first, both tables, the stand-in, and no claim of an interval."""
    result = call("hurdle", HEFEI)
    assert result.exit_code == 0, result.output
    assert answer_of(result, HEFEI_STAND_IN).startswith(
        "With the scheme (compensation ratio 0.35) the bank lends up to a default probability of"
    )
    words = " ".join(result.stdout.split())
    assert "Break-even compensation ratio by sector and grade" in words
    assert "Default probability a year" in words
    assert "fitted to the calibration targets" in words
    assert '"-": no compensation ratio is enough (all public money together may bear at most 0.8)' in words
    assert words.count("30 % + 5 points stands in") == 1


def test_a_bank_that_does_not_screen_has_no_hurdle(call):
    """It lends to every applicant."""
    assert "no hurdle applies" in call("hurdle", HEFEI, "--set", "lender.is_screening=false").stdout


def test_a_sector_s_bonus_makes_a_span(call):
    """Two kinds of sector, two largest default probabilities."""
    result = call("hurdle", HEFEI, "--set", "scheme.priority_bonus=0.1")
    assert "a year, depending on the sector; without" in " ".join(result.stdout.split())


def test_mistakes_are_named(call):
    """Status 2 and a way out."""
    study = call("hurdle", ROOT / "scenarios/studies/hefei_rules.toml")
    assert (study.exit_code, "is a study; give the scenario file that it names" in study.stderr) == (2, True)
    wrong = call("hurdle", HEFEI, "--set", "lender.loan_rte=0.03")
    assert (wrong.exit_code, "did you mean" in wrong.stderr) == (2, True)


def test_it_answers_in_chinese(call):
    """The sentence, names of sectors, ratios in per cent, and that nothing is simulated."""
    words = "".join(call("hurdle", HEFEI, "--lang", "zh").stdout.split())
    assert "纳入补偿（补偿比例35%）时，银行可接受的年违约概率上限为" in words
    assert "各行业和信用等级的盈亏平衡补偿比例" in words
    assert "新能源汽车无需无需" in words
    assert "未作模拟，因此没有区间" in words


def test_what_does_not_exist_is_null(call):
    """A grade that no ratio is enough for has no number; nothing is said of paths."""
    found = json.loads(call("hurdle", HEFEI, "--json").stdout)
    last = found["tables"]["grades"][-1]
    assert (last["grade"], last["break_even_ratio"]) == ("D2", None)
    assert not {"paths", "seed", "interval"} & found.keys()
    assert found["lever"] == "compensation_ratio"
