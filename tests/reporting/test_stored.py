"""A comparison read back from its run folder is the one that was written, or is refused."""

import hashlib
import math
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from simulator.analysis.compare import compare
from simulator.analysis.extreme_paths import ExtremePath
from simulator.errors import ScenarioError
from simulator.reporting import run_folder, stored
from simulator.running.sealed import sealed, unsealed
from simulator.scenario import writing
from simulator.scenario.read import read_scenario
from simulator.scenario.study import default_study, named_study

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def comparison():
    """Return a small comparison of the Hefei scheme."""
    settings = ("run.paths=12", "clock.years=2", "applications.per_month=2")
    reading = read_scenario(ROOT / "scenarios/hefei.toml", settings=settings)
    return compare(default_study(reading, (0.0, 0.35), (1e7, 2e7)), threads=1)


def _written(comparison, place):
    with run_folder.RunFolder(place, "kept") as folder:
        folder.write(stored.SCENARIO, writing.scenario_toml(comparison.scenario))
        folder.write(stored.COMPARISON, stored.comparison_text(comparison))
        folder.facts = run_folder.facts_of(comparison.scenario, ["run.py", "compare"])
    return folder.path


def test_everything_comes_back(comparison, tmp_path):
    """Every field but the time it took is equal, the notes and the infinite bounds too."""
    found = stored.read_comparison(_written(comparison, tmp_path))
    for name in {field.name for field in fields(comparison)} - {"seconds", "balance_fan", "points"}:
        assert getattr(found, name) == getattr(comparison, name), name
    assert [(p.name, p.ratio, p.fund_size, p.is_breaker_on) for p in found.points] == [
        (p.name, p.ratio, p.fund_size, p.is_breaker_on) for p in comparison.points
    ]
    assert [dict(p.settings) for p in found.points] == [dict(p.settings) for p in comparison.points]
    assert found.balance_fan.keys() == comparison.balance_fan.keys()
    for name, levels in found.balance_fan.items():
        np.testing.assert_array_equal(levels, comparison.balance_fan[name])
    assert all(isinstance(path, ExtremePath) for paths in found.extremes.values() for path in paths)
    # Twelve paths give no tail: its bound is what JSON cannot write.
    assert any(math.isinf(estimate.high) for estimate in found.estimates.values())


def test_scenario_is_that_of_the_baseline(tmp_path):
    """A study's baseline may differ from the scenario that the folder holds; `None` is a setting too."""
    settings = ("run.paths=12", "clock.years=1", "applications.per_month=2")
    reading = read_scenario(ROOT / "scenarios/hefei.toml", settings=settings)
    policies = {"low": {"scheme.compensation_ratio": 0.2, "gate.leverage_multiple": None}, "as it stands": {}}
    comparison = compare(named_study(reading, policies, "low"), threads=1)
    with run_folder.RunFolder(tmp_path, "kept") as folder:
        folder.write(stored.SCENARIO, writing.scenario_toml(reading.scenario))
        folder.write(stored.COMPARISON, stored.comparison_text(comparison))
        folder.facts = run_folder.facts_of(reading.scenario, ["run.py", "compare"])
    assert stored.read_comparison(folder.path).scenario == comparison.scenario


@pytest.mark.parametrize("name", [stored.COMPARISON, stored.SCENARIO])
def test_what_was_changed_is_refused(comparison, tmp_path, name):
    """One changed byte is one too many."""
    folder = _written(comparison, tmp_path)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content.replace(b"0.35", b"0.45", 1))
    with pytest.raises(ScenarioError, match="not as it was written"):
        stored.read_comparison(folder)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json: No such file"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "is damaged"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "is damaged"),
        (lambda folder: _edit(folder, lambda facts: facts.pop("sha256")), "names no files"),
        (lambda folder: (folder / stored.COMPARISON).unlink(), "comparison.json: No such file"),
        (
            lambda folder: _edit(folder, lambda facts: facts["sha256"].pop(stored.COMPARISON)),
            "give a folder of compare",
        ),
        (lambda folder: _edit(folder, lambda facts: facts.update(scenario_sha256="0")), "no longer means"),
    ],
)
def test_another_folder_is_refused_with_the_way_out(comparison, tmp_path, spoil, words):
    """A missing, damaged or foreign file is one clear fault."""
    folder = _written(comparison, tmp_path)
    spoil(folder)
    with pytest.raises(ScenarioError, match=words):
        stored.read_comparison(folder)


def _edit(folder, change):
    manifest = folder / "manifest.json"
    facts = unsealed(manifest.read_bytes())
    change(facts)
    manifest.write_text(sealed(facts), "utf-8")


def test_a_name_that_leads_out_of_the_folder_is_not_followed(comparison, tmp_path):
    """A manifest that names a file elsewhere, with its right checksum: missing, as far as the run is concerned."""
    folder = _written(comparison, tmp_path)
    (tmp_path / "secret").write_bytes(b"")
    empty = hashlib.sha256(b"").hexdigest()
    names = ["../secret", str(tmp_path / "secret"), "a\0b", "x" * 5000]
    _edit(folder, lambda facts: facts["sha256"].update(dict.fromkeys(names, empty)))
    assert stored.changed_files(folder) == (6, names)
