"""The command sensitivity: what it asks, prints and writes."""

import json
from pathlib import Path

import pytest

import simulator.compiled
import simulator.questions.sensitivity.ask as module
from simulator.reporting.deciding.evidence_form import SensitivityForm
from simulator.reporting.stored_form import checked_form
from tests.cli.written import written_by
from tests.questions.sensitivity.books import book, ranges

ROOT = Path(__file__).parents[3]
HEFEI = ROOT / "scenarios" / "hefei.toml"


@pytest.fixture(scope="module")
def small():
    """Return the sensitivity of a small scheme."""
    return module.ask(book(ranges(applications__per_month=(50.0, 200.0))), draws=32, threads=1)


@pytest.fixture
def asked(monkeypatch, small):
    """Put the small scheme in the place of the one asked for; return what was asked."""
    asked = {}

    def ask(reading, *, draws=64, against=None, threads=None, progress=None):
        asked.update(scenario=reading.scenario, draws=draws, against=against, threads=threads)
        return small

    monkeypatch.setattr(module, "ask", ask)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr("simulator.questions.sensitivity.draw.draw", lambda found: ())
    return asked


def test_what_matters_comes_first_and_every_file_is_named(call, asked):
    """The largest assumption in the first sentence, then the tables; files at the end."""
    result = call("sensitivity", HEFEI)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[1].startswith("Additional lending depends most on applications.per_month")
    written_by(result)
    text = next(Path("outputs").rglob("sensitivity.json")).read_bytes()
    kept = checked_form(SensitivityForm, text)
    assert kept["tables"]["answers"][0]["row"] == "additional_lending"
    assert kept["joint_draws"] == 32


def test_options_reach_the_analysis(call, asked):
    """Four hundred paths and 64 draws unless asked otherwise; the other policy as checked settings."""
    assert call("sensitivity", HEFEI).exit_code == 0
    assert (asked["scenario"].run.paths, asked["draws"], asked["against"]) == (400, 64, None)
    words = ("--paths", 60, "--draws", 32, "--threads", 1, "--against", "breaker.is_on=false", "--against",
             "fund.fund_size=4000 万元")  # fmt: skip
    assert call("sensitivity", HEFEI, *words).exit_code == 0
    assert (asked["scenario"].run.paths, asked["draws"], asked["threads"]) == (60, 32, 1)
    assert asked["against"] == {"breaker.is_on": False, "fund.fund_size": "4000 万元"}


def test_it_can_be_repeated_from_its_folder(call, asked):
    """The command printed runs, with the same paths, draws and other policy."""
    words = ("--paths", 60, "--draws", 64, "--against", "scheme.compensation_ratio=0.5")
    result = call("sensitivity", HEFEI, *words)
    again = result.stdout.rstrip().splitlines()[-1].split()
    before = dict(asked)
    assert call(*again[again.index("sensitivity") :]).exit_code == 0
    assert {key: asked[key] for key in ("draws", "against")} == {key: before[key] for key in ("draws", "against")}
    assert asked["scenario"].run.paths == before["scenario"].run.paths == 60


def test_json_and_quiet(call, asked):
    """One JSON document and nothing on standard error."""
    result = call("sensitivity", HEFEI, "--json", "--quiet")
    assert json.loads(result.stdout)["tables"]["answers"][0]["row"] == "additional_lending"
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--draws", 1 << 15), "draws: must be from 0 to 16384 (got 32768)"),
        (("--against", "breaker"), "--against: 'breaker' must be written key=value"),
    ],
)
def test_mistakes_are_one_line_each(call, asked, words, fault):
    """Exit status 2, the place and the way out, and nothing is written."""
    result = call("sensitivity", HEFEI, *words)
    assert result.exit_code == 2
    assert fault.replace("'", '"') in result.stderr.replace("'", '"')
    assert not Path("outputs").exists()


def test_a_study_is_refused(call, asked):
    """It has several policies; its scenario file is wanted."""
    result = call("sensitivity", ROOT / "scenarios/studies/hefei_rules.toml")
    assert result.exit_code == 2
    assert "is a study; give the scenario file that it names" in result.stderr


@pytest.mark.slow
def test_hefei_for_real(call):
    """The whole way without draws: every range of Hefei is swept or listed with the reason it is not."""
    result = call("sensitivity", HEFEI, "--paths", 20, "--draws", 0, "--json", "--quiet")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    left_out = {row["row"] for row in found["tables"]["left_out"]}
    assert {"grades.pd_per_year", "loans.terms", "disposal.auction_gap_months"} <= left_out
    assert "disposal.auction_cycle" in found["without_effect"]
    assert not {"sobol", "bands", "against"} & set(found["tables"])
