"""The command value: what it prints and writes, and the mistakes it names."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.written import HEFEI_STAND_IN, answer_of, written_by

pytestmark = pytest.mark.compiled

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"
ROWS = (
    "patent,sector,kind,remaining_life_years,revenue,royalty_rate,tax_rate,growth_per_year,appraised_value,cost,recovered\n"
    "battery,new-energy vehicles,invention,9.5,20000000,0.04,0.15,0.05,,1500000,\n"
    "chip,semiconductors,utility,3,,,,,2000000,,150000\n"
)
FEW = ("--paths", 300, "--quiet")


@pytest.fixture(autouse=True)
def no_figures(monkeypatch):
    """Figures have their own tests; here they would only take time."""
    monkeypatch.setattr(
        "simulator.reporting.valuing.figures_value.figure_files", lambda found: {"figures/x.png": b"png"}
    )


@pytest.fixture
def patents(tmp_path):
    """Return a file of two patents."""
    path = tmp_path / "two.csv"
    path.write_text(ROWS, "utf-8")
    return path


def test_answer_tables_and_files(call, patents):
    """The loan on the first patent first; sheet, months, losses, table for the committee; every file named."""
    result = call("value", HEFEI, patents, *FEW)
    assert result.exit_code == 0, result.output
    words = " ".join(result.stdout.split())
    assert answer_of(result, HEFEI_STAND_IN).startswith("battery (appraised at 2.89 m yuan): a loan of up to ")
    for title in ("Relief from royalty, yuan: battery", "True value by month", "Loss given default by pledge rate"):
        assert title in words
    assert "Safe pledge rate, %, 12-month loans: expected loss given default within 75 %" in words
    assert "30 (25-40)" in words
    written_by(result)


def test_json_holds_the_same_numbers(call, patents):
    """Values by each method, recoveries beside them, and one cell per sector, kind, life and term."""
    result = call("value", HEFEI, patents, "--lgd", 0.8, "--term", 24, "--json", *FEW)
    content = json.loads(result.stdout)
    battery, chip = content["patents"]
    # by hand: 20 m x 4 % x 85 % x (1 - exp(-0.2 x 9.5)) / 0.2, decay 15 %, growth 5 %, discount 10 %
    assert battery["relief_from_royalty"] == pytest.approx(20e6 * 0.034 * (1 - 2.718281828459045**-1.9) / 0.2)
    assert battery["appraised_value"] == battery["relief_from_royalty"]
    assert (battery["cost"], chip["cost"], chip["recovered"]) == (1.5e6, None, 150000)
    assert (chip["relief_from_royalty"], chip["appraised_value"]) == (None, 2e6)
    assert len(content["safe_pledge_rates"]) == 6 * 2 * 4 * 3
    assert content["largest_loss"] == 0.8
    assert [month["month"] for month in battery["value_by_month"]] == [0, 6, 12, 18, 24]


def test_a_run_is_repeated_from_its_folder(call, patents):
    """Scenario and patents are in it; the same figures come out."""
    first = json.loads(call("value", HEFEI, patents, "--json", *FEW).stdout)
    folder = next(Path("outputs").iterdir())
    assert first["command"].startswith(f"simulator value {folder}/scenario.toml {folder}/patents.csv")
    again = json.loads(call("value", folder / "scenario.toml", folder / "patents.csv", "--json", "--quiet").stdout)
    assert again["patents"] == first["patents"]


def test_options_for_one_patent_are_a_row(call, patents):
    """The same patent by options and by file."""
    words = ("--name", "battery", "--sector", "new-energy vehicles", "--life", "9.5", "--revenue", "20000000")
    one = call("value", HEFEI, *words, "--royalty", "0.04", "--set", "patents.tax_rate=0.15",
               "--set", "patents.revenue_growth_per_year=0.05", "--cost", "1500000", "--json", *FEW)  # fmt: skip
    two = call("value", HEFEI, patents, "--json", *FEW)
    assert json.loads(one.stdout)["patents"][0] == json.loads(two.stdout)["patents"][0]


def test_long_file_has_a_row_for_every_cell(call):
    """Numbers in plain units, empty where no rate is safe."""
    call("value", HEFEI, *FEW)
    (file,) = Path("outputs").glob("*/tables/safe_rates_long.csv")
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 6 * 2 * 4 * 3
    expired = [row for row in rows if row["remaining_life_years"] == "2" and row["term_months"] == "36"]
    assert {row["safe_rate"] for row in expired} == {""}
    sound = next(row for row in rows if row["remaining_life_years"] == "10" and row["term_months"] == "12")
    assert 0 < float(sound["low"]) < float(sound["safe_rate"]) < float(sound["high"]) < 1


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--lgd", 75), "--lgd: must be above 0 and below 1 (got 75); write 0.5 for 50 %"),
        (("--lgd", "nan"), "--lgd: must be above 0 and below 1 (got nan)"),
        (("--percentile", 1), "--percentile: must be above 0 and below 1"),
        (("--sector", "AI"), "--life: must be a number from 0.1 to 20"),
        (("--sector", "steel", "--life", 5, "--appraised", 100), "--sector: must be one of AI, quantum"),
        (("--sector", "AI", "--life", 5), "--appraised: give it, or revenue and royalty"),
        (
            ("--sector", "AI", "--life", 5, "--revenue", 100, "--royalty", 0),
            "gives less than 1,000 (got 0.00)",
        ),
        (("--paths", 2_000_000), "--paths: at most 1000000 here"),
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
    result = call("value", HEFEI, patents, "--life", 5, *FEW)
    assert (result.exit_code, "cannot both be given" in result.stderr) == (2, True)


def test_a_study_is_refused(call):
    """The scenario that it names is wanted."""
    result = call("value", ROOT / "scenarios/studies/hefei_rules.toml")
    assert (result.exit_code, "is a study" in result.stderr) == (2, True)
