"""The option --precision of run: what it asks for, prints and writes, and its exit status."""

import dataclasses
import json
from pathlib import Path

import pytest

import simulator.analysis.rare_events.precision
from simulator.analysis.rare_events.precision import Plan
from tests.cli.written import written_by
from tests.reporting.synthetic import synthetic_comparison
from tests.reporting.synthetic_precision import synthetic_precision

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"


@pytest.fixture
def precise(monkeypatch, engine):
    """Put a made-up plan and made-up figures in the place of the simulated ones; return what was asked for."""
    asked = {"is_missed": False, "engine": engine}

    def plan_paths(scenario, wanted, *, most, threads=None):
        asked.update(wanted=wanted, most=most)
        return Plan(wanted, 8_000, 36_000, most, {}, {})

    def reach(scenario, plan, plain, *, threads=None):
        asked.update(plan=plan, paths=scenario.run.paths)
        made_up = synthetic_precision(synthetic_comparison(), plan.wanted, is_missed=asked["is_missed"])
        return dataclasses.replace(made_up, plan=plan)

    monkeypatch.setattr(simulator.analysis.rare_events.precision, "plan_paths", plan_paths)
    monkeypatch.setattr(simulator.analysis.rare_events.precision, "reach", reach)
    return asked


def test_the_figures_come_first_and_files_are_named(call, precise):
    """The table of precise figures, then all measures; the paths of the plan were taken."""
    result = call("run", HEFEI, "--precision", "0.05")
    assert result.exit_code == 0, result.output
    assert "To within 5 % of the value" in result.stdout
    assert result.stdout.index("To within") < result.stdout.index("All measures")
    assert (precise["wanted"], precise["most"], precise["paths"]) == (0.05, 200_000, 36_000)
    written = written_by(result)
    assert {"precision.csv", "precision_long.csv"} <= {path.name for path in written}


def test_a_missed_precision_is_exit_status_3(call, precise):
    """A program that asked for a precision learns that it was not reached."""
    precise["is_missed"] = True
    result = call("run", HEFEI, "--precision", "0.05", "--quiet")
    assert result.exit_code == 3
    assert "no precision can be given" in result.stdout


def test_it_can_be_repeated_from_its_folder(call, precise):
    """The command printed asks for the same precision and the same limit."""
    printed = call("run", HEFEI, "--precision", "0.1", "--paths", "50000")
    words = printed.stdout.strip().splitlines()[-1].split()
    assert words[-4:] == ["--precision", "0.1", "--paths", "50000"]
    folder = Path(words[words.index("run") + 1]).parent
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["precision"] == 0.1
    assert "--paths 50000 --precision 0.1 --seed 20260101" in manifest["command"]


def test_json_is_one_document(call, precise):
    """Programs read the figures in a table of their own."""
    result = call("run", HEFEI, "--precision", "0.05", "--json", "--quiet")
    content = json.loads(result.stdout)
    assert [figure["row"] for figure in content["tables"]["precision_long"]] == ["p_depleted", "es99_bank_loss"]
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--precision", "0"), "--precision: must be from 0.005 to 0.5 (got 0); write 0.05 for 5 %"),
        (("--precision", "5"), "--precision: must be from 0.005 to 0.5 (got 5); write 0.05 for 5 %"),
        (("--precision", "nan"), "--precision: must be from 0.005 to 0.5 (got nan)"),
        (("--precision", "5%"), "'5%' is not a valid float"),
        (("--precision", "0.05", "--paths", "100"), "--paths: at least 2,000 with --precision (got 100)"),
    ],
)
def test_mistakes_are_named(call, precise, words, message):
    """One clear line, exit 2, nothing written."""
    result = call("run", HEFEI, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("outputs").exists()
