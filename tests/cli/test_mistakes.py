"""Mistakes, interruptions and waiting: exit status, message, and nothing half-written."""

import sys
from pathlib import Path

import pytest

import simulator.analysis.compare
import simulator.compiled
from simulator.cli import progress as progress_module
from simulator.errors import NoAnswerError
from simulator.values import Own

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"


SMALL_STUDY = ("--ratios", "0,0.35", "--fund-sizes", "10 million,20 million", "--paths", "50")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--ratios", "0,70"), "'70' must be from 0 to 1; write 0.7 for 70 %"),
        (("--ratios", "0,x,nan"), "'x' is not a number"),
        (("--ratios", "0,4/3"), "'4/3' must be from 0 to 1"),
        (("--ratios", "0,1/0"), "'1/0' must be a ratio of whole numbers with a denominator from 1 to 1,000,000"),
        (("--fund-sizes", "5,5 bananas"), 'unknown unit "bananas"'),
        (("--fund-sizes", "-5"), "must be a number such as"),
        (("--set", "fund.fund_sise=5"), "fund_size"),
        (("--paths", "0"), "0 is not in the range"),
        (("--out", "taken"), "cannot write taken"),
    ],
)
def test_users_mistakes_end_with_status_2_and_nothing_written(call, engine, words, message):
    """One clear message, no traceback, nothing written."""
    Path("taken").write_text("a file")
    result = call("compare", HEFEI, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert [path.name for path in Path().iterdir()] == ["taken"]


def test_percentages_are_understood(call, engine):
    """35 % is 0.35, and a Chinese comma separates too."""
    assert call("compare", HEFEI, "--ratios", "35 %，0.5", "--fund-sizes", "2000 万元", "--paths", 50).exit_code == 0
    assert {policy.scenario.scheme.compensation_ratio for policy in engine["study"].policies} == {0.35, 0.5}


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NoAnswerError(Own("the pool is empty")), 2, "the pool is empty"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (ZeroDivisionError("ours"), 1, ""),
    ],
)
def test_status_tells_whose_fault_it_was_and_nothing_is_left(call, engine, monkeypatch, error, status, words):
    """2 the user's mistake, 130 interrupted, 1 our defect; no half-written folder in any case."""

    def fail(study, **options):
        raise error

    monkeypatch.setattr(simulator.analysis.compare, "compare", fail, raising=False)
    result = call("compare", HEFEI, *SMALL_STUDY)
    assert result.exit_code == status
    assert words in result.stderr
    assert not Path("outputs").exists()


def test_first_compile_is_announced_unless_quiet(call, engine, monkeypatch):
    """The first call takes long: without a word it looks like a hang."""
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: False)
    assert "first run: compiling the engine takes" in call("run", HEFEI, "--paths", 50).stderr
    assert call("run", HEFEI, "--paths", 50, "--quiet").stderr == ""


def test_progress_bar_is_for_terminals_only(monkeypatch, capsys):
    """A log file gets a line now and then; a terminal gets a bar that can be told how far the work is."""
    with progress_module.bar(Own("paths"), is_quiet=True) as show:
        assert show is None
    with progress_module.bar(Own("paths"), is_quiet=False) as show:
        show(10, 2_000)
        show(20, 2_000)
    assert capsys.readouterr().err == "paths: 10 of 2,000 after 0 s\n"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress_module.bar(Own("paths"), is_quiet=True) as show:
        assert show is None
    with progress_module.bar(Own("paths"), is_quiet=False) as show:
        show(3, 10)
    assert "3/10" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("operations", "--within"),
        ("operations", "--share"),
        ("crosscheck", "--scale"),
        ("size", "--chance"),
        ("stress", "--limit"),
        ("run", "--precision"),
    ],
)
@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_what_is_no_number_is_refused_by_every_option(call, engine, command, option, number):
    """`nan` lies in no range; the option is named, nothing is written."""
    result = call(command, HEFEI, option, number)
    assert result.exit_code == 2
    assert option.removeprefix("--") in result.stderr
    assert number in result.stderr
    assert "Traceback" not in result.output
    assert not list(Path().iterdir())
