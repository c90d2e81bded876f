"""The questions from Python: they ask what the commands ask, and refuse what is wrong in one line."""

from pathlib import Path

import numpy as np
import pytest

import simulator
import simulator.analysis.compare
import simulator.questions.design.ask
import simulator.questions.stress.ask
from simulator import NoAnswerError, ScenarioError, read_scenario, read_study
from simulator.values import Own
from tests.reporting.synthetic import synthetic_comparison

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RATIO = "scheme.compensation_ratio"


@pytest.fixture(scope="module")
def hefei():
    """The Hefei scheme on few paths."""
    return read_scenario(SCENARIOS / "hefei.toml").with_settings({"run.paths": 20})


@pytest.fixture
def asked(monkeypatch):
    """Put made-up answers in the place of simulation; return what was asked for."""
    seen = {}

    def compare(study, **how):
        seen.update(study=study, **how)
        return synthetic_comparison()

    monkeypatch.setattr(simulator.analysis.compare, "compare", compare)
    return seen


def test_ratios_and_fund_sizes_make_the_standard_study(hefei, asked):
    """The grid is that of the command: own ratio and fund among them, breaker on and off."""
    answer = simulator.compare(hefei, ratios=[0.5], fund_sizes=[1e7])
    names = [policy.name for policy in asked["study"].policies]
    assert len(names) == 2 * 2 * 2
    assert asked["study"].baseline == "ratio 0.35, fund 20 m, breaker on"
    assert "measures_long" in answer.tables
    assert answer.found.baseline in answer.columns("differences")["row"]


def test_named_policies_are_compared_as_given(hefei, asked):
    """Names, settings and baseline are the user's."""
    simulator.compare(hefei, {"own": {}, "half": {RATIO: 0.5}}, baseline="half", threads=1)
    study = asked["study"]
    assert [policy.name for policy in study.policies] == ["own", "half"]
    assert study.policies[1].scenario.scheme.compensation_ratio == 0.5
    assert (study.baseline, asked["threads"]) == ("half", 1)


def test_a_study_file_names_its_own_policies(hefei, asked):
    """It is compared as it is, and nothing else may be given beside it."""
    _, study = read_study(SCENARIOS / "studies" / "hefei_rules.toml")
    simulator.compare(study)
    assert asked["study"] is study
    with pytest.raises(ScenarioError, match="a study names its own policies"):
        simulator.compare(study, ratios=[0.5])


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"policies": {"x": {RATIO: 1.5}}}, r"scheme.compensation_ratio: must be at most 1 .*got 1.5"),
        ({"policies": {"x": {"economy.persistence": 0.5}}}, "is a world setting"),
        ({"policies": {"x": {"scheme.ratio": 0.5}}}, "unknown key"),
        ({"policies": {}}, "at least one policy"),
        ({"policies": {"x": {}}, "baseline": "y"}, "baseline: must name a policy, one of .x. .got .y"),
        ({"policies": {"x": {}}, "ratios": [0.5]}, "either policies, or ratios"),
        ({"baseline": "x"}, "names one of the policies"),
        ({"ratios": [2.0]}, "at most 1"),
    ],
)
def test_wrong_policies_are_refused(hefei, given, fault):
    """One line each: place, value, what is allowed."""
    with pytest.raises(ScenarioError, match=fault):
        simulator.compare(hefei, **given)


@pytest.mark.parametrize(
    ("question", "given", "fault"),
    [
        (simulator.size, {"chance": 1}, r"chance: must be above 0 and below 1 \(got 1\)"),
        (simulator.size, {"years": 12}, r"years: the scenario has 10 years of lending \(got 12\)"),
        (simulator.stress, {"stresses": {}, "limit": 0}, "limit: must be above 0"),
        (
            simulator.stress,
            {"stresses": {"tool": SCENARIOS / "tools/patent_pool.toml"}},
            "tool: sets tools; a stress",
        ),
        (simulator.toolkits, {"tools": {}, "sectors": ["moon"]}, "sectors: the scenario has no moon; it has AI"),
        (simulator.sensitivity, {"draws": 3}, "draws: must be 0 or a power of two"),
        (simulator.value, {"level": float("nan")}, "level: must be above 0"),
        (simulator.replay, {"loans": "nowhere.csv"}, "nowhere.csv"),
    ],
)
def test_wrong_numbers_are_refused_before_anything_runs(hefei, question, given, fault):
    """Each question names its parameter."""
    with pytest.raises(ScenarioError, match=fault):
        question(hefei, **given)


def test_stresses_are_read_from_their_files(hefei, monkeypatch):
    """Each file's episodes go by the name given, and together beside them."""

    def compare_worlds(worlds, **how):
        assert [(name, len(world.stress)) for name, world in worlds.items()] == [
            ("no stress", 0), ("bad", 1), ("together", 1),
        ]  # fmt: skip
        raise NoAnswerError(Own("stop here"))

    monkeypatch.setattr(simulator.questions.stress.ask, "compare_worlds", compare_worlds)
    with pytest.raises(NoAnswerError, match="stop here"):
        simulator.stress(hefei, {"bad": SCENARIOS / "stress" / "severe.toml"}, is_together=True)


def test_hurdle_gives_its_numbers(hefei):
    """One row for each sector and grade, with the figures of the record."""
    answer = simulator.hurdle(hefei)
    columns, sectors = answer.columns("grades"), answer.found.sectors
    assert len(columns["grade"]) == sum(len(sector.grades) for sector in sectors)
    assert columns["break_even_share"][1] == sectors[0].grades[1].break_even_share


def test_replay_pays_what_the_rule_says(hefei, tmp_path):
    """By hand: patents secure 3.2 of 4 million and bring 0.6, the guarantee 0.16 of it; the fund pays 35 % of 2.44."""
    loans = tmp_path / "loans.csv"
    loans.write_text(
        "loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months\nB,2,4000000,12,9,600000,14\n"
    )
    answer = simulator.replay(hefei, loans)
    columns = answer.columns("balances")
    balances = dict(zip(columns["row"], columns["balance"], strict=True))
    assert balances["fund_paid"] == 854_000


def test_settings_and_overlays_leave_the_scenario_as_it_was(hefei):
    """A varied scenario is another one, checked anew, that knows where its values come from."""
    severe = hefei.with_overlay(SCENARIOS / "stress" / "severe.toml").with_settings({RATIO: 0.5})
    assert (severe.scenario.scheme.compensation_ratio, hefei.scenario.scheme.compensation_ratio) == (0.5, 0.35)
    assert len(severe.scenario.stress) > len(hefei.scenario.stress)
    assert str(severe.origins[RATIO]) == "settings"
    assert severe.files[-1].endswith("severe.toml")
    assert "paths=20" in repr(severe)
    with pytest.raises(ScenarioError, match=r"compensation_ratio: .*got 2"):
        hefei.with_settings({RATIO: 2})
    with pytest.raises(ScenarioError, match="extends nothing"):
        hefei.with_overlay(SCENARIOS / "schemes" / "jiangsu.toml")


@pytest.mark.compiled
def test_path_totals_are_those_that_compare_averages(hefei):
    """Policies down, paths across; their means are the measures of the comparison on the same draws."""
    policies = {"own": {}, "half": {RATIO: 0.5}}
    totals = simulator.simulate(hefei, policies, threads=1)
    lent = totals.amount("lent_covered", "lent_uncovered")
    assert lent.shape == (2, 20)
    found = simulator.compare(hefei, policies, threads=1).found
    means = [found.estimates[name, "lent"].value for name in policies]
    np.testing.assert_allclose(lent.mean(axis=1), means, rtol=1e-12)
    assert "policies=2, paths=20" in repr(totals)


def test_too_many_totals_are_refused(hefei):
    """Rather than fill the memory."""
    many = hefei.with_settings({"run.paths": 10_000_000})
    with pytest.raises(ScenarioError, match="too many totals at once"):
        simulator.simulate(many, {str(i): {RATIO: i / 10} for i in range(5)})


@pytest.mark.slow
@pytest.mark.parametrize(
    "ask",
    [
        lambda hefei: simulator.stress(hefei, {"severe": SCENARIOS / "stress" / "severe.toml"}, years=3),
        simulator.attribute,
        lambda hefei: simulator.toolkits(hefei, {"pool": SCENARIOS / "tools" / "patent_pool.toml"}, sectors=["AI"]),
        lambda _: simulator.hindcast(SCENARIOS / "outcomes" / "hefei.toml", ["run.paths=50"]),
        lambda hefei: simulator.sensitivity(hefei, draws=0),
        simulator.value,
        lambda _: simulator.design(SCENARIOS / "studies" / "hefei_design.toml", ["run.paths=200"]),
        lambda _: simulator.pool(SCENARIOS / "studies" / "anhui_cities.toml", ["run.paths=20"]),
    ],
    ids=["stress", "attribute", "toolkits", "hindcast", "sensitivity", "value", "design", "pool"],
)
def test_every_question_gives_words_and_tables(hefei, ask):
    """A sentence with a full stop, a table to show, and every table readable as columns of one length."""
    answer = ask(hefei.with_settings({"run.paths": 100}))
    assert answer.sentences[0].endswith(".")
    assert answer.shown.rows
    for name in answer.tables:
        assert len({len(column) for column in answer.columns(name).values()}) == 1
    assert "<table>" in answer._repr_html_()
