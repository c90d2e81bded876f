"""Design studies: ranges and lists of values, limits, and every fault with file and line."""

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.design_study import read_design
from tests.scenario.conftest import SMALL_SCENARIO

HEAD = 'scenario = "small.toml"\n'


@pytest.fixture
def read(write):
    """Return a function that reads a study of the small scenario from its text."""

    def read_text(text, settings=()):
        write(SMALL_SCENARIO, "small.toml")
        return read_design(write(HEAD + text, "study.toml"), settings)

    return read_text


@pytest.fixture
def faults_of_study(read):
    """Return a function that gives the faults of a study, without the folder's name."""

    def faults(text):
        with pytest.raises(ScenarioError, match=r"problem\(s\)") as caught:
            read(text)
        return [fault.rpartition("/")[2] for fault in caught.value.lines]

    return faults


def values_of(study):
    """Return the values of each lever by key."""
    return {lever.key: lever.values for lever in study.levers}


def test_a_range_holds_both_ends_and_no_rounding_error(read):
    """0.2 to 0.4 by 0.05 is five values, and 0.3 is 0.3."""
    _, study = read('[levers]\n"scheme.compensation_ratio" = { low = 0.2, high = 0.4, step = 0.05 }')
    assert values_of(study) == {"scheme.compensation_ratio": (0.2, 0.25, 0.3, 0.35, 0.4)}


def test_a_range_ends_before_high_where_the_step_does_not_meet_it(read):
    """1, 3 and 5, not 6; whole months stay whole."""
    _, study = read('[levers]\n"scheme.claim_lag_months" = { low = 1, high = 6, step = 2 }')
    assert values_of(study) == {"scheme.claim_lag_months": (1, 3, 5)}
    assert all(isinstance(value, int) for value in study.levers[0].values)


def test_amounts_in_words_make_a_range(read):
    """In the scenario's currency, as everywhere."""
    _, study = read('[levers]\n"fund.fund_size" = { low = "500 万元", high = "10 million", step = 2_500_000 }')
    assert values_of(study) == {"fund.fund_size": (5e6, 7.5e6, 1e7)}


def test_quoted_and_nested_keys_are_the_same(read):
    """`scheme.timing` with or without quotes, tables and lists of tables as values."""
    text = '[levers]\nscheme.timing = ["advance", "purchase"]\n"scheme.tiers" = [[], [{ above = 1e6, factor = 0.5 }]]'
    _, study = read(text)
    assert list(values_of(study)) == ["scheme.timing", "scheme.tiers"]
    assert study.combinations == 4
    assert study.settings((1, 0)) == {"scheme.timing": "purchase", "scheme.tiers": []}


def test_limits_and_numbers(read):
    """Both sides of one measure are two limits; what is left out has a default."""
    text = '[levers]\n"fund.fund_size" = [1e6]\n[limits]\nfiscal_cost = { at_least = 0, at_most = "2 million" }\n'
    _, study = read(text)
    assert [(m.measure, m.bound, m.is_upper) for m in study.limits] == [
        ("fiscal_cost", 0.0, False), ("fiscal_cost", 2e6, True),
    ]  # fmt: skip
    assert (study.policies, study.search_paths, study.title) == (2_000, 500, "A small scheme")
    _, study = read(text + "[design]\npolicies = 30\nsearch_paths = 60")
    assert (study.policies, study.search_paths) == (30, 60)


def test_settings_reach_the_scenario(read):
    """`--set` comes before the levers."""
    reading, _ = read('[levers]\n"fund.fund_size" = [1e6]', ["run.paths=7"])
    assert reading.scenario.run.paths == 7


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "study.toml: levers: give at least one lever in a table [levers]"),
        ("levers = 3", "study.toml:2: levers: must be a table [levers] (got 3)"),
        ('[levers]\n"clock.years" = [1, 2]', "study.toml:3: clock.years: is a world setting"),
        ('[levers]\n"fund.fund_siz" = [1]', "study.toml:3: fund.fund_siz: unknown key; did you mean fund_size?"),
        ('[levers]\n"fund.fund_size" = 3', "study.toml:3: fund.fund_size: must be a list of values or {"),
        ('[levers]\n"fund.fund_size" = []', "study.toml:3: fund.fund_size: must be a list of values or {"),
        ('[levers]\n"fund.fund_size" = [1, 1]', "study.toml:3: fund.fund_size: a value is given twice (got 1)"),
        ('[levers]\n"fund.fund_size" = [1e6, "1 million"]', "study.toml:3: fund.fund_size: a value is given twice"),
        ("[levers]\nfund = {}", "study.toml:2: levers: give at least one lever in a table [levers]"),
        ('[levers]\n"fund.fund_size" = ["x"]', "study.toml:3: fund.fund_size: must be a number such as 5_000_000"),
        ('[levers]\n"scheme.compensation_ratio" = [1.5]', "study.toml:3: scheme.compensation_ratio: must be at most 1"),
        (
            '[levers]\n"scheme.timing" = { low = 1, high = 2, step = 1 }',
            "study.toml:3: scheme.timing: only numbers have a range; give a list of values, each one of",
        ),
        (
            '[levers]\n"fund.fund_size" = { low = 1, high = 2 }',
            "study.toml:3: fund.fund_size: a range needs low, high, step (step is missing)",
        ),
        (
            '[levers]\n"fund.fund_size" = { low = 1, high = 2, step = 1, stop = 3 }',
            'study.toml:3: fund.fund_size: unknown key "stop" in a range; did you mean step?',
        ),
        (
            '[levers]\n"fund.fund_size" = { low = 3, high = 2, step = 1 }',
            "study.toml:3: fund.fund_size: a range needs a step above 0 and high not below low",
        ),
        (
            '[levers]\n"fund.fund_size" = { low = 1, high = 1e9, step = 1 }',
            "study.toml:3: fund.fund_size: more than 1,000 values; take a larger step",
        ),
        (
            '[levers]\n"fund.fund_size" = { low = true, high = 2, step = 1 }',
            "study.toml:3: fund.fund_size: must be a number (got true)",
        ),
        (
            '[levers]\n"fund.fund_size" = [1]\nfund.fund_size = [2]',
            "study.toml:4: fund.fund_size: this lever is given twice; keep one",
        ),
        (
            '[levers]\n"fund.fund_size" = [1]\n[limits]\nlent = { at_mst = 1 }',
            "study.toml:5: limits.lent: must be { at_most = ... } or { at_least = ... } (got { at_mst })",
        ),
        (
            '[levers]\n"fund.fund_size" = [1]\n[limits]\nlent = { at_most = "x" }',
            "study.toml:5: limits.lent.at_most: must be a number such as",
        ),
        (
            '[levers]\n"fund.fund_size" = [1]\n[design]\npolicies = 0',
            "study.toml:5: design.policies: must be a whole number from 1 to 1,000,000 (got 0)",
        ),
        (
            '[levers]\n"fund.fund_size" = [1]\n[design]\nsearch_path = 9',
            "study.toml:5: design.search_path: unknown key; did you mean search_paths?",
        ),
        ('title = 3\n[levers]\n"fund.fund_size" = [1]', "study.toml:2: title: must be text in quotes (got 3)"),
        ('levrs = 1\n[levers]\n"fund.fund_size" = [1]', "study.toml:2: levrs: unknown key; did you mean levers?"),
    ],
)  # fmt: skip
def test_each_fault_names_its_line(faults_of_study, text, fault):
    """What is wrong, what is allowed, and the way out."""
    (found,) = faults_of_study(text)
    assert found.startswith(fault)


def test_all_faults_come_at_once(faults_of_study):
    """One of the head, one of a lever's value, one of a limit, one of the numbers."""
    text = 'titel = 1\n[levers]\n"fund.fund_size" = [-1]\n[limits]\nlent = 3\n[design]\npolicies = "many"'
    assert len(faults_of_study(text)) == 4


def test_a_value_that_fits_only_with_another_lever_is_no_fault(read, faults_of_study):
    """The breaker may be released at 4 % where it trips at 5 %, and never where 3 % is all there is."""
    off = '"breaker.off_below" = [0.01, 0.06]'
    _, study = read(f'[levers]\n{off}\n"breaker.on_at_least" = [0.03, 0.08]')
    assert study.combinations == 4
    (fault,) = faults_of_study(f'[levers]\n{off}\n"breaker.on_at_least" = [0.03, 0.05]')
    assert fault == "study.toml:3: breaker.off_below: must not be above on_at_least (got 0.06)"


def test_a_missing_scenario_is_said(write):
    """With the study's own faults."""
    path = write('[levers]\n"fund.fund_size" = 1', "study.toml")
    with pytest.raises(ScenarioError, match=r"scenario: is required[^\0]*must be a list of values"):
        read_design(path)
