"""The command value: what it prints and writes, and the mistakes it names."""

import json
from pathlib import Path

import pytest

from tests.cli.written import HEFEI_STAND_IN, answer_of, written_by

pytestmark = pytest.mark.compiled

ROOT = Path(__file__).parents[3]
HEFEI = ROOT / "scenarios" / "hefei.toml"
ROWS = (
    "patent,sector,kind,remaining_life_years,revenue,royalty_rate,tax_rate,growth_per_year,appraised_value,cost,recovered\n"
    "battery,new-energy vehicles,invention,9.5,20000000,0.04,0.15,0.05,,1500000,\n"
    "chip,semiconductors,utility,3,,,,,2000000,,150000\n"
)
FEW = ("--paths", 300, "--quiet")
LIFE = ("--patent", "remaining_life_years=5")


@pytest.fixture
def patents(tmp_path):
    """Return a file of two patents."""
    path = tmp_path / "two.csv"
    path.write_text(ROWS, "utf-8")
    return path


def test_answer_tables_and_files(call, patents):
    """The loan on the first patent first; sheet, months, losses, table for the committee; every file named."""
    result = call("value", HEFEI, "--patents", patents, *FEW)
    assert result.exit_code == 0, result.output
    words = " ".join(result.stdout.split())
    assert answer_of(result, HEFEI_STAND_IN).startswith("battery (appraised at 2.89 m yuan): a loan of up to ")
    for title in ("Relief from royalty, year by year", "True value by month", "Loss given default by pledge rate"):
        assert title in words
    assert "Safe pledge rate: expected loss given default within 75 %" in words
    assert "30 % (25 to 40)" in words
    written_by(result)


def test_json_holds_the_same_numbers(call, patents):
    """Values by each method, recoveries beside them, and one cell per sector, kind, life and term."""
    result = call("value", HEFEI, "--patents", patents, "--largest-loss", 0.8, "--term-months", 24, "--json", *FEW)
    content = json.loads(result.stdout)
    tables = content["tables"]
    battery, chip = tables["methods"]
    # by hand: 20 m x 4 % x 85 % x (1 - exp(-0.2 x 9.5)) / 0.2, decay 15 %, growth 5 %, discount 10 %
    assert battery["royalty"] == pytest.approx(20e6 * 0.034 * (1 - 2.718281828459045**-1.9) / 0.2)
    assert battery["appraised_value"] == battery["royalty"]
    assert (battery["cost"], chip["cost"], tables["proceeds"][1]["recovered"]) == (1.5e6, None, 0.075)
    assert (chip["royalty"], chip["appraised_value"]) == (None, 2e6)
    assert len(tables["cells"]) == 6 * 2 * 4 * 3
    assert content["largest_loss"] == 0.8
    assert [month["month"] for month in tables["months"][:5]] == [0, 6, 12, 18, 24]


@pytest.mark.no_cover
def test_a_run_is_repeated_from_its_folder(call, patents):
    """Scenario and patents are in it; the same figures come out."""
    first = json.loads(call("value", HEFEI, "--patents", patents, "--json", *FEW).stdout)
    folder = next(Path("outputs").iterdir())
    assert first["command"].startswith(f"simulator value {folder}/scenario.toml --patents {folder}/given/1-two.csv")
    words = ("--patents", folder / "given/1-two.csv", "--json", "--quiet")
    again = json.loads(call("value", folder / "scenario.toml", *words).stdout)
    for key in ("patents", "proceeds", "months", "losses", "cells"):
        assert again["tables"][key] == first["tables"][key]


@pytest.mark.no_cover
def test_one_patent_is_described_like_a_row(call, patents):
    """The same patent by option and by file."""
    known = {"patent": "battery", "sector": "new-energy vehicles", "remaining_life_years": "9.5", "revenue": "20000000",
             "royalty_rate": "0.04", "tax_rate": "0.15", "growth_per_year": "0.05", "cost": "1500000"}  # fmt: skip
    words = [word for column, value in known.items() for word in ("--patent", f"{column}={value}")]
    one = json.loads(call("value", HEFEI, *words, "--json", *FEW).stdout)
    two = json.loads(call("value", HEFEI, "--patents", patents, "--json", *FEW).stdout)
    assert one["tables"]["methods"][0] == {**two["tables"]["methods"][0]}


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--largest-loss", 75), "largest_loss: must be above 0 and below 1 (got 75); write 0.75 for 75 %"),
        (("--largest-loss", "nan"), "largest_loss: must be above 0 and below 1 (got nan)"),
        (("--level", 1), "level: must be above 0 and below 1"),
        (("--patent", "sector=AI"), "remaining_life_years: must be a number from 0.1 to 20"),
        (("--patent", "sector=steel", *LIFE, "--patent", "appraised_value=100"), "sector: must be one of AI, quantum"),
        (("--patent", "sector=AI", *LIFE), "appraised_value: give it, or revenue and royalty"),
        (
            ("--patent", "sector=AI", *LIFE, "--patent", "revenue=100", "--patent", "royalty_rate=0"),
            "gives less than 1,000 (got 0.00)",
        ),
        (("--paths", 2_000_000), "run.paths: must be at most 1000000"),
        (("--set", "disposal.method=fixed"), "whatever the patents are worth"),
    ],
)
def test_mistakes_are_named(call, words, fault):
    """Status 2, one line each, nothing written."""
    result = call("value", HEFEI, *FEW, *words)
    assert (result.exit_code, "Traceback" in result.stderr) == (2, False)
    assert fault in " ".join(result.stderr.split())
    assert not Path("outputs").exists()


def test_a_file_and_options_together_are_refused(call, patents):
    """It would not be clear which patent is meant."""
    result = call("value", HEFEI, "--patents", patents, *LIFE, *FEW)
    assert (result.exit_code, "cannot both be given" in result.stderr) == (2, True)


def test_a_study_is_refused(call):
    """The scenario that it names is wanted."""
    result = call("value", ROOT / "scenarios/studies/hefei_rules.toml")
    assert (result.exit_code, "is a study" in result.stderr) == (2, True)


def test_it_answers_in_chinese(call, patents):
    """Sentences, tables and files follow --lang; names stay."""
    result = call("value", HEFEI, "--patents", patents, "--lang", "zh", *FEW)
    assert "battery（评估值 289 万元）：12 个月期贷款最多 " in result.stdout
    table = next(Path("outputs").rglob("safe_rates.md")).read_text("utf-8")
    assert table.startswith("**安全质押率：预期违约损失率不超过 75%**")
