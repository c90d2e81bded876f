"""Studies: named policies, sweeps and the default comparison."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.read import read_scenario, vary
from simulator.scenario.study import default_study, line_of, policy_name, read_study

Write = Callable[..., Path]
HEAD = 'scenario = "small.toml"\n'


def names(study_file: Path) -> list[str]:
    """Return the names of a study's policies."""
    return [policy.name for policy in read_study(study_file)[1].policies]


def study_faults(path: Path) -> list[str]:
    """Return the faults of a study without the folder's name."""
    with pytest.raises(ScenarioError, match=r"problem\(s\)") as caught:
        read_study(path)
    return [fault.replace(f"{path.parent}/", "") for fault in caught.value.lines]


def test_named_policies_vary_the_scenario(small_file: Path, write: Write) -> None:
    """Each policy is the scenario with its own settings, written with quoted or nested keys."""
    text = HEAD + 'title = "T"\nquestion = "Q?"\nbaseline = "half"\n'
    text += '[[policy]]\nname = "as it is"\n[[policy]]\nname = "half"\nset = { "scheme.compensation_ratio" = 0.5 }\n'
    text += '[[policy]]\nname = "richer"\n[policy.set.fund]\nfund_size = "3 千万"\n'
    path = write(text.replace("3 千万", "3 千万 元"), "study.toml")
    reading, study = read_study(path)
    assert (study.title, study.question, study.baseline) == ("T", "Q?", "half")
    assert [policy.name for policy in study.policies] == ["as it is", "half", "richer"]
    assert study.policies[0].scenario == reading.scenario
    assert study.policies[1].scenario.scheme.compensation_ratio == 0.5
    assert study.policies[2].settings == {"fund.fund_size": "3 千万 元"}
    assert study.policies[2].scenario.fund.fund_size == 30e6


def test_a_sweep_is_every_combination(small_file: Path, write: Write) -> None:
    """Two ratios, two sizes and the breaker on and off make eight policies with readable names."""
    text = HEAD + '[sweep]\n"breaker.is_on" = [true, false]\n"fund.fund_size" = ["10 million", 2e9]\n'
    path = write(text + "scheme.compensation_ratio = [0.35, 1]\n", "study.toml")
    assert len(names(path)) == 8
    assert names(path)[0] == "ratio 0.35, fund 10 m, breaker on"
    assert names(path)[-1] == "ratio 1, fund 2 bn, breaker off"


def test_named_policies_come_before_the_sweep(small_file: Path, write: Write) -> None:
    """A study may have both; the scenario's own policy is the baseline unless another is named."""
    text = HEAD + '[[policy]]\nname = "none"\nset = { scheme.compensation_ratio = 0 }\n'
    path = write(text + '[sweep]\n"scheme.compensation_ratio" = [0.2, 0.35]\n', "study.toml")
    assert names(path) == ["none", "ratio 0.2", "ratio 0.35"]
    assert read_study(path)[1].baseline == "ratio 0.35"


def test_the_first_policy_is_the_baseline_when_none_is_the_scenarios_own(small_file: Path, write: Write) -> None:
    """Without a baseline and without the scenario's own policy, differences are to the first."""
    path = write(HEAD + '[sweep]\n"scheme.compensation_ratio" = [0.2, 0.3]\n', "study.toml")
    _, study = read_study(path)
    assert (study.baseline, study.title) == ("ratio 0.2", "A small scheme")


def test_overlays_and_settings_apply_to_all_policies(small_file: Path, write: Write) -> None:
    """The world of a study is the scenario with the study's overlays and the command line's settings."""
    write("[applications]\nper_month = 99\n", "busy.toml")
    text = HEAD + 'overlays = ["busy.toml"]\n[sweep]\n"scheme.compensation_ratio" = [0.2, 0.3]\n'
    reading, study = read_study(write(text, "study.toml"), ["run.paths=7"])
    assert {policy.scenario.applications.per_month for policy in study.policies} == {99}
    assert {policy.scenario.run.paths for policy in study.policies} == {7}
    assert reading.origins["applications.per_month"].line == 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[sweep]\n"economy.persistence" = [0.5]\n', "study.toml:3: economy.persistence: is a world setting"),
        ('[sweep]\n"run.paths" = [5]\n', "study.toml:3: run.paths: is a run setting"),
        ('[sweep]\n"about.title" = ["x"]\n', "study.toml:3: about.title: is a text setting"),
        (
            '[sweep]\n"found.fund_size" = [5]\n',
            "study.toml:3: found.fund_size: unknown key; did you mean fund.fund_size?",
        ),
        ('[sweep]\n"fund." = [5]\n', 'study.toml:3: "fund." is not a dotted key'),
        (
            '[sweep]\n"fund.fund_size" = 5\n',
            "study.toml:3: fund.fund_size: must be a list with at least one value (got 5)",
        ),
        ('[sweep]\n"fund.fund_size" = []\n', "must be a list with at least one value (got [])"),
        ("sweep = 5\n", "study.toml:2: sweep: must be a table [sweep] of lists (got 5)"),
        (
            '[sweep]\n"scheme.compensation_ratio" = [0.2, 50]\n',
            "study.toml:3: scheme.compensation_ratio: must be at most 1",
        ),
        ('[sweep]\n"fund.fund_size" = [1e6, "1 million"]\n', 'policy: two have the same name (got "fund 1 m")'),
        ("policy = 5\n", "study.toml:2: policy: must be a list of tables [[policy]]"),
        ("[[policy]]\nset = {}\n", "study.toml:2: policy.name: must be text in quotes (missing)"),
        ('[[policy]]\nname = " "\n', 'study.toml:2: policy.name: must be text in quotes (got " ")'),
        ('[[policy]]\nname = "a"\nset = 5\n', "study.toml:2: policy.set: must be a table of dotted keys (got 5)"),
        ('[[policy]]\nname = "a"\nsett = {}\n', "study.toml:4: policy.sett: unknown key; did you mean set?"),
        ('[[policy]]\nname = "a"\nset = {fund.fund_sise = 1}\n', "study.toml:4: fund.fund_sise: unknown key"),
        (
            'baseline = "b"\n[[policy]]\nname = "bb"\n',
            'baseline: must name a policy, one of "bb" (got "b"); did you mean bb?',
        ),
        ('baseline = 5\n[[policy]]\nname = "a"\n', "study.toml:2: baseline: must be text in quotes (got 5)"),
        ("polcy = 5\n", "study.toml:2: polcy: unknown key; did you mean policy?"),
        ("overlays = 5\n", "study.toml:2: overlays: must be a list of paths in quotes (got 5)"),
        ('overlays = ["no.toml"]\n', "no.toml: there is no such file"),
        ("", "study.toml: give at least one [[policy]] or a [sweep]"),
        (
            '[sweep]\n"fund.fund_size" = [' + "1," * 100 + ']\n"scheme.compensation_ratio" = [' + "0," * 51 + "]\n",
            "study.toml: 5,100 policies are too many; at most 5,000",
        ),
    ],
)
def test_a_bad_study_is_refused_with_its_line(small_file: Path, write: Write, text: str, fault: str) -> None:
    """A study may vary policy settings only; every slip is answered with the study's own line."""
    assert any(fault in line for line in study_faults(write(HEAD + text, "study.toml")))


@pytest.mark.parametrize("text", ["", 'scenario = ""\n', "scenario = 5\n"])
def test_a_study_needs_a_scenario(write: Write, text: str) -> None:
    """Without a scenario there is nothing to vary."""
    (fault,) = study_faults(write('question = "?"\n' + text, "study.toml"))
    assert "scenario: is required" in fault or "scenario: must be text in quotes (got 5)" in fault


def test_faults_of_scenario_and_study_come_together(write: Write, small_text: str) -> None:
    """One reading shows what is wrong in both files."""
    write(small_text.replace("risk_weight = 0.85", "risk_weight = -1"))
    faults = study_faults(write(HEAD + '[sweep]\n"clock.years" = [5]\n', "study.toml"))
    assert any("small.toml:" in fault and "lender.risk_weight" in fault for fault in faults)
    assert any("study.toml:3: clock.years: is a world setting" in fault for fault in faults)


def test_the_default_study_has_the_scenarios_own_policy_as_baseline(small_file: Path) -> None:
    """Eleven ratios and the scheme's own, nine sizes, breaker on and off: 12 x 9 x 2 policies."""
    reading = read_scenario(small_file)
    study = default_study(reading)
    assert len(study.policies) == 12 * 9 * 2
    assert study.baseline == "ratio 0.35, fund 20 m, breaker on"
    own = [policy for policy in study.policies if policy.name == study.baseline]
    assert [policy.scenario for policy in own] == [reading.scenario]
    sizes = {policy.scenario.fund.fund_size / 20e6 for policy in study.policies}
    assert sizes == {0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6}
    ratios = sorted({policy.scenario.scheme.compensation_ratio for policy in study.policies})
    assert ratios == [0, 0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]


@pytest.mark.parametrize(
    ("settings", "count", "baseline"),
    [
        (["scheme.compensation_ratio=0.3"], 11 * 9 * 2, "ratio 0.3, fund 20 m, breaker on"),
        (["breaker.is_on=false"], 12 * 9, "ratio 0.35, fund 20 m"),
        (["fund.fund_size=0"], 12 * 2, "ratio 0.35, breaker on"),
        (["fund.is_unlimited=true"], 12 * 2, "ratio 0.35, breaker on"),
        (["fund.fund_size=4e12"], 12 * 6 * 2, "ratio 0.35, fund 4000 bn, breaker on"),
    ],
)
def test_the_default_study_follows_the_scenario(
    small_file: Path, settings: list[str], count: int, baseline: str
) -> None:
    """No breaker, no fund or a size without bound: what makes no difference is not varied."""
    study = default_study(read_scenario(small_file, settings=settings))
    assert len(study.policies) == count
    assert study.baseline == baseline
    assert study.baseline in [policy.name for policy in study.policies]


def test_own_ratios_and_sizes_may_be_given(small_file: Path) -> None:
    """The lists asked for are used, with the scenario's own values put in."""
    study = default_study(read_scenario(small_file), ratios=[0.5], fund_sizes=[10e6, 5e6])
    own = [policy.name for policy in study.policies if policy.name.endswith("breaker on")]
    assert own == [f"ratio {ratio}, fund {size} m, breaker on" for ratio in (0.35, 0.5) for size in (5, 10, 20)]


def test_sizes_for_an_unlimited_fund_are_refused(small_file: Path) -> None:
    """The size of a fund that the treasury always fills up changes nothing."""
    reading = read_scenario(small_file, settings=["fund.is_unlimited=true"])
    with pytest.raises(ScenarioError, match=r"fund.is_unlimited: is true"):
        default_study(reading, fund_sizes=[1e6])


@pytest.mark.parametrize(("ratios", "match"), [([1.5], "must be at most 1"), ([float("nan")], "must be a number")])
def test_impossible_ratios_are_refused(small_file: Path, ratios: list[float], match: str) -> None:
    """Ratios from the command line go through the checks of a file."""
    with pytest.raises(ScenarioError, match=f"scheme.compensation_ratio: {match}"):
        default_study(read_scenario(small_file), ratios=ratios)


def test_policy_names_put_the_main_settings_first() -> None:
    """Names read the same whatever the order of the keys, and keep every digit that matters."""
    settings = {
        "gate.leverage_multiple": 10,
        "scheme.shortage": "queue",
        "fund.fund_size": 20_000_100,
        "breaker.is_on": False,
    }
    assert policy_name(settings) == "fund 20.0001 m, breaker off, gate.leverage_multiple 10, scheme.shortage queue"
    assert policy_name({"fund.fund_size": "much"}) == "fund much"
    assert policy_name({"fund.fund_size": [1]}) == "fund [1]"


def test_policies_share_what_they_do_not_change(small_file: Path) -> None:
    """Thousands of policies fit in memory because the world is held once."""
    study = default_study(read_scenario(small_file))
    assert len({id(policy.scenario.economy) for policy in study.policies}) == 1
    assert vary(read_scenario(small_file), study.policies[0].settings) == study.policies[0].scenario


def test_a_swept_ratio_may_be_written_as_one() -> None:
    """It is named as it is written."""
    assert policy_name({"scheme.compensation_ratio": "1/3"}) == "ratio 1/3"


def test_a_line_is_told_by_settings_and_not_by_what_a_name_looks_like() -> None:
    """Somebody's own name may hold commas and the word ratio; only a name made from its settings tells a line."""
    settings = {"scheme.compensation_ratio": 0.5, "fund.fund_size": 2e7, "breaker.is_on": True}
    assert line_of(policy_name(settings), settings) == "fund 20 m, breaker on"
    assert line_of("ratio of peers, as it stands", settings) == ""
    assert line_of("fund 20 m, breaker on", {"fund.fund_size": 2e7, "breaker.is_on": True}) == ""
