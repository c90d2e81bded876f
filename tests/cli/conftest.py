"""An empty folder to call the program in, and a made-up engine."""

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner

import simulator.analysis.compare
import simulator.compiled
from simulator.analysis.compare import PolicyPoint
from simulator.cli import main
from tests import commands_shown
from tests.reporting.synthetic import synthetic_comparison


def _point(policy):
    scenario = policy.scenario
    ratio, size = scenario.scheme.compensation_ratio, scenario.fund.fund_size
    return PolicyPoint(policy.name, policy.settings, ratio, size, scenario.breaker.is_on, scenario)


@pytest.fixture
def engine(monkeypatch):
    """Put a made-up comparison in the engine's place; return what it was asked for."""
    asked = {}

    def compare(study, *, paths=None, seed=None, threads=None, progress=None, on_batch=None):
        asked.update(study=study, threads=threads, progress=progress)
        if progress is not None:
            progress(1, 2)
        scenario = study.policies[0].scenario
        made_up = synthetic_comparison(tuple(map(_point, study.policies)), study.baseline, scenario)
        return dataclasses.replace(made_up, paths=scenario.run.paths, seed=scenario.run.seed, title=study.title)

    monkeypatch.setattr(simulator.analysis.compare, "compare", compare, raising=False)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    # Figures have their own tests; here they would only take time.
    monkeypatch.setattr("simulator.places.files.chart_files", lambda chart, *_: {f"figures/{chart.key}.png": b"png"})
    return asked


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Return a function that calls the program in an empty folder; every command shown must work from there."""
    monkeypatch.chdir(tmp_path)

    def called(*words):
        result = CliRunner().invoke(main, [str(word) for word in words])
        for page in (result.output, *(path.read_text("utf-8") for path in Path().rglob("report.html"))):
            for command in commands_shown.commands_in(page):
                commands_shown.check(command)
        return result

    return called
