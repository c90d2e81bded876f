"""The program that tries failures notices them, and a few cases of each trial go well."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability import __main__ as program
from tests.reliability.scenario_files import unclear
from tests.reliability.trial import Trial

ROOT = Path(__file__).parents[2]


def run(*words):
    """Run the program in a process of its own: it forks."""
    command = [sys.executable, "-m", "tests.reliability", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_case_that_goes_wrong_is_named_and_ends_with_status_1(monkeypatch, capsys):
    """With the seed and the number that repeat it."""

    def two_of_three(plan):
        trial = Trial("made up")
        for case in plan.cases:
            trial.check(case, "a traceback" if case == 1 else "")
        return trial

    monkeypatch.setitem(program.KINDS, "kill", program.Kind(two_of_three, 3, 1))
    assert program.main(["--seed", "7", "kill"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert "3 tried" in printed[0]
    assert "2 good" in printed[0]
    assert printed[1:] == ["    --seed 7 --case 1 kill: a traceback", "3 cases, 1 went wrong (seed 7)"]
    assert program.main(["--quick", "kill"]) == 0


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("a.toml: 1 problem(s)\n  - a.toml:3: x: unknown key\n", ""),
        ("a.toml: 2 problem(s)\n  - a.toml:3: x: unknown key\n", "says 2 faults and lists 1"),
        ("Error\n", "no clear fault"),
        ("a.toml: 1 problem(s)\n  - a\x07\n", "cannot be read"),
        ("a.toml: 1 problem(s)\n  - " + "x" * 2000, "cannot be read"),
    ],
)
def test_a_refusal_must_be_clear(said, fault):
    """How many faults, and each on one line."""
    assert fault in unclear(said)
    assert bool(fault) == bool(unclear(said))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["scenarios", "tapes"])
def test_a_few_mutated_files(name):
    """One of each kind of mutation."""
    found = run("--count", "20", name)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "20 tried      20 good" in found.stdout


@pytest.mark.slow
def test_a_case_or_two_of_every_trial():
    """The real engine; the full counts are for `make reliability`."""
    found = run("--count", "2")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 went wrong" in found.stdout
