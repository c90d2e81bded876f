"""Outcome files: what they hold, what they change, and every fault with its line."""

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.outcomes import read_outcomes

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"
MEASURES = ("covered", "loans_covered", "payout_rate")
HEAD = f'title = "Made up"\nscenario = "{HEFEI}"\nbasis = "Because."\n'
ROW = '[[outcome]]\nmeasure = "covered"\npublished = "879 million"\nsource = "A page"\nnote = "Why."\n'


def read(folder, text, **settings):
    """Return what a file with this text holds."""
    file = folder / "outcomes.toml"
    file.write_text(text, "utf-8")
    return read_outcomes(file, MEASURES, settings)


def faults_of(folder, text):
    """Return the faults of a file with this text."""
    with pytest.raises(ScenarioError) as caught:
        read(folder, text)
    return caught.value.lines


def test_figures_and_terms_are_read(tmp_path):
    """An amount in words is in yuan; `set` changes the scenario, settings of the call come last."""
    found = read(
        tmp_path, HEAD + '[set]\n"clock.years" = 3\n"fund.fund_size" = "40 million"\n' + ROW, **{"run.paths": 7}
    )
    (outcome,) = found.outcomes
    assert (outcome.measure, outcome.published, outcome.is_input) == ("covered", 879e6, False)
    scenario = found.scenario
    assert (scenario.clock.years, scenario.fund.fund_size, scenario.run.paths) == (3, 40e6, 7)
    assert found.windows == (scenario,)


def test_an_unknown_window_is_every_number_of_years(tmp_path):
    """Each from the first loan on, up to the scenario's clock."""
    found = read(tmp_path, HEAD + 'is_window_known = false\n[set]\n"clock.years" = 3\n' + ROW)
    assert [window.clock.years for window in found.windows] == [1, 2, 3]
    assert found.scenario is found.windows[-1]


def test_all_faults_of_a_file_are_named_at_once(tmp_path):
    """With file, line and way out."""
    text = (
        'titel = "Made up"\nscenario = 7\nbasis = "Because."\nis_window_known = "no"\nset = 1\n'
        '[[outcome]]\nmeasure = "coverd"\npublished = -3\nsource = " "\nnote = "Why."\nis_input = 1\n'
    )
    faults = "\n".join(faults_of(tmp_path, text))
    for words in (
        "outcomes.toml:1: titel: unknown key; did you mean title?",
        "title: is required, but missing; give text",
        "outcomes.toml:2: scenario: must be text (got 7)",
        'outcomes.toml:4: is_window_known: must be true or false (got "no")',
        "outcomes.toml:5: set: must be a table [set] of settings (got 1)",
        'outcomes.toml:7: outcome.0.measure: must be one of covered, loans_covered, payout_rate (got "coverd")',
        "outcomes.toml:8: outcome.0.published: must be a number above 0, or an amount in words (got -3)",
        'outcomes.toml:9: outcome.0.source: must be text (got " ")',
        "outcomes.toml:11: outcome.0.is_input: must be true or false (got 1)",
    ):
        assert words in faults


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD, "outcome: give at least one [[outcome]]"),
        (HEAD + "outcome = 3\n", "outcome: give at least one [[outcome]]"),
        (HEAD + ROW.replace("879 million", "879 milion"), "outcome.0.published: unknown unit"),
        (HEAD + ROW.replace('"879 million"', "true"), "must be a number above 0"),
        (HEAD + ROW.replace('"879 million"', "nan"), "must be a number above 0"),
        (HEAD.replace("hefei.toml", "hefi.toml") + ROW, "hefi.toml"),
        (HEAD + '[set]\n"clock.yers" = 3\n' + ROW, "did you mean"),
        (HEAD + '[set]\n"clock.years" = 0\n' + ROW, "outcomes.toml:5: clock.years: must be at least 1"),
    ],
)
def test_single_faults(tmp_path, text, words):
    """Each is one clear line."""
    assert any(words in fault for fault in faults_of(tmp_path, text))
