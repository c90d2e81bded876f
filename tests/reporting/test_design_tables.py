"""Sentences, tables and files of the best policies: true of the numbers, and ready to run."""

import csv
import json

import pytest

from simulator.reporting.designing import figures_design
from simulator.reporting.designing.design_tables import (
    chosen,
    design_json,
    files_of,
    front_table,
    levers_table,
    policy_toml,
    promise_table,
)
from simulator.reporting.designing.design_text import answer, value_text
from simulator.scenario.design_study import read_design
from simulator.scenario.read import read_scenario, vary
from simulator.scenario.writing import design_toml, scenario_toml
from tests.analysis.design_studies import small_study
from tests.reporting.synthetic_design import mean, policy, synthetic_design


def said(**changes):
    """Return the answer as one text."""
    return "\n".join(answer(synthetic_design(**changes)))


def test_most_lending_comes_first_with_all_three_and_their_intervals():
    """The policy whose limits are kept for sure, not the one that is too close to call."""
    first, second = answer(synthetic_design())[:2]
    assert first.startswith(
        "Most additional lending within the limits (chance of running dry at most 5 %): policy 2 (ratio 0.4, "
        "scheme.cap_per_loan 1.5 m): additional lending 80 m yuan [79, 81], public cost 7.0 m yuan [6.9, 7.1], "
        "chance of running dry 0."
    )
    assert second == "That is 30 m yuan [29, 31] more than the scenario as it stands."


def test_one_policy_in_two_roles_is_described_once():
    """Policy 3 is cheapest and safest: its second sentence only names it."""
    text = said()
    assert "policy 3 (ratio 0.2, scheme.cap_per_loan 1.5 m): additional lending 60 m yuan [59, 61], public cost" in text
    assert "costs least): policy 3 again, chance of running dry below 0." in text


def test_no_difference_is_called_none():
    """An interval over zero is no gain."""
    most = policy(1, 0.6, 50.5e6, 9e6, 0)
    text = said(front=(most,), picks={"most": most}, on_searched_front=1)
    assert "There is no difference we can show in additional lending to the scenario as it stands (0" in text
    assert "more than the scenario as it stands" not in text


def test_less_lending_is_called_less():
    """A budget may force it below what the scenario brings."""
    most = policy(1, 0.2, 20e6, 1e6, 0)
    assert "That is 30 m yuan [29, 31] less than the scenario as it stands." in said(
        front=(most,), picks={"most": most}
    )


def test_search_and_fresh_paths_are_told_apart():
    """What was tried, what of it keeps the limits, what fresh paths say of it."""
    text = said()
    assert (
        "All 4 combinations of the levers were tried on 500 paths each (2 more are excluded by the scenario's own "
        "rules); 3 keep every limit, and 3 of them are beaten by no other." in text
    )
    assert "2 of 3 keep every limit with their whole interval; 1 is too close to call" in text
    assert "0 are beaten by another of them." in text


def test_luck_is_named_where_the_interval_shows_it():
    """Three million beyond the interval is luck; half a million within it is none that can be shown."""
    assert "the search promised 3 m yuan [2, 4] more additional lending than the fresh paths bring" in said()
    assert "no luck of the search can be shown" in said(promised_too_much=mean(0.5e6, 1e6))


def test_ties_and_ends_of_levers_are_named():
    """Two policies of one group; the policy with the most lending at neither end, then at the upper one."""
    text = said()
    assert "Cannot be told apart in any of the three: policies 2 and 3." in text
    assert "stands at the end of a lever" not in text
    most = policy(1, 0.6, 90e6, 9e6, 0)
    assert "Policy 1 stands at the end of a lever: ratio (largest value)" in said(front=(most,), picks={"most": most})


def test_a_limit_that_nothing_keeps_is_the_first_sentence():
    """With the policy least beyond, and no recommendation."""
    design = synthetic_design()
    design.tried.is_within[:] = False
    broken = policy(1, 0.6, 90e6, 9e6, 900, limits=("broken",))
    text = said(tried=design.tried, front=(broken,), picks={}, on_searched_front=1)
    assert text.startswith(
        "No policy tried keeps every limit (chance of running dry at most 5 %). Least beyond them is policy 1"
    )
    assert "beaten by no other" not in text
    assert "\nIt was run on 10,000 fresh paths, on which every figure here rests." in text


def test_tables_have_the_scenario_first_and_every_policy():
    """One row each; a near-tie says so; chances never seen have a bound."""
    design = synthetic_design()
    front = front_table(design, design.front)
    assert [row[0] for row in front.rows] == ["as it stands", "1", "2 most lending", "3 least cost, safest"]
    assert front.rows[3][1] == "kept; near-tie" and front.rows[1][1] == "open"
    assert front.rows[3][4].startswith("below 0.")
    assert levers_table(design, design.front).rows[1] == ("2 most lending", "0.4", "1.5 m")
    # half-widths 2 and 1 of independent samples make the root of 5
    assert promise_table(design, design.front).rows[1][1:] == ("+33 [+31, +35]", "+30 [+29, +31]", "+3 [+1, +5]")


def test_long_fronts_are_thinned_for_the_terminal_but_keep_the_recommended():
    """Forty policies: a dozen rows, the recommended among them."""
    front = tuple(policy(i, 0.4, 1e6 * (100 - i), 1e5 * (100 - i), 0) for i in range(1, 41))
    shown = chosen(synthetic_design(front=front, picks={"most": front[17]}))
    assert 5 < len(shown) <= 12 and front[17] in shown


def test_front_file_has_one_row_per_policy_in_plain_units():
    """Each measure with its interval, the search's value beside, and the scenario file."""
    text = files_of(synthetic_design())["tables/front.csv"].decode("utf-8-sig")
    own, first, *_ = rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 4 and own["policy"] == "as it stands" and own["file"] == "scenario.toml"
    assert (float(first["additional_lending"]), float(first["additional_lending_low"])) == (90e6, 89e6)
    assert float(first["additional_lending_in_search"]) == 93e6
    assert (float(first["more_lending_in_search"]), first["limit chance of running dry at most 5 %"]) == (43e6, "open")
    assert (rows[3]["role"], rows[3]["standing"], rows[3]["near_tie_group"]) == ("cheapest safest", "near-tie", "2")
    assert first["file"] == "policies/policy_001.toml"


def test_json_has_the_same_numbers():
    """One document with the front, the recommended by number and the way the search went."""
    content = json.loads(design_json(synthetic_design()))
    assert content["recommended"] == {"most": 2, "cheapest": 3, "safest": 3}
    assert (content["tried"], content["excluded"], content["limits"]) == (
        4,
        2,
        [{"measure": "p_depleted", "at_most": 0.05}],
    )
    assert content["front"][0]["in_search"]["more_than_as_it_stands"]["value"] == 43e6


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("scheme.cap_per_loan", "none", "none"), ("scheme.cap_per_loan", 500_000, "0.5 m"),
        ("scheme.cap_per_loan", "50 万元", "0.5 m"), ("breaker.is_on", False, "off"),
        ("scheme.timing", "advance", "advance"), ("scheme.tiers", [], "none"),
        ("scheme.tiers", [{"above": "5 million", "factor": 0.5}], "above 5 million factor 0.5"),
        ("scheme.claim_lag_months", 0, "0"), ("tools", [{"name": "patent pool", "cost_per_year": 1e6}], "patent pool"),
    ],
)  # fmt: skip
def test_values_are_named_as_people_write_them(key, value, text):
    """Amounts in millions, truths as on and off, tables by their keys."""
    assert value_text(key, value) == text


def test_each_policy_file_reads_back_as_that_policy(tmp_path):
    """The file of the run folder gives the very record that was simulated, and drops the old value's source."""
    levers = (
        '"fund.fund_size" = ["5 million"]\n"scheme.tiers" = [[{ above = "5 million", factor = 0.5 }]]\n'
        '"scheme.cap_per_loan" = ["none"]\n'
    )
    reading, study = small_study(tmp_path, levers=levers)
    settings = study.settings((0, 0, 0))
    design = synthetic_design(
        scenario=reading.scenario, study=study, front=(policy(1, 0, 1e6, 1e6, 0, settings=settings),)
    )
    (tmp_path / "policies").mkdir()
    (tmp_path / "scenario.toml").write_text(scenario_toml(reading.scenario), "utf-8")
    (tmp_path / "policies" / "policy_001.toml").write_text(policy_toml(design, design.front[0]), "utf-8")
    again = read_scenario(tmp_path / "policies" / "policy_001.toml").scenario
    wanted = vary(reading, settings)
    assert (again.scheme, again.fund, again.gate, again.breaker, again.lender, again.run) == (
        wanted.scheme, wanted.fund, wanted.gate, wanted.breaker, wanted.lender, wanted.run,
    )  # fmt: skip
    assert "fund.fund_size" in reading.scenario.sources and "fund.fund_size" not in again.sources


def test_the_study_of_a_run_folder_reads_back(tmp_path):
    """Same levers, limits and numbers, beside the scenario of the folder."""
    levers = '"scheme.tiers" = [[], [{ above = "5 million", factor = 0.5 }]]\n"gate.leverage_multiple" = ["none", 5]\n'
    limits = 'lent = { at_least = 1, at_most = "1 billion" }'
    reading, study = small_study(tmp_path, levers=levers, limits=limits)
    (tmp_path / "scenario.toml").write_text(scenario_toml(reading.scenario), "utf-8")
    (tmp_path / "again.toml").write_text(design_toml(study), "utf-8")
    found, again = read_design(tmp_path / "again.toml")
    assert found.scenario == reading.scenario
    assert [(lever.key, lever.values) for lever in again.levers] == [
        (lever.key, lever.values) for lever in study.levers
    ]
    assert [(m.measure, m.bound, m.is_upper) for m in again.limits] == [
        (m.measure, m.bound, m.is_upper) for m in study.limits
    ]
    assert (again.title, again.policies, again.search_paths) == (study.title, study.policies, study.search_paths)


def test_figures_are_drawn_for_fronts_of_one_and_more():
    """What the search promised is drawn only where there is something to compare."""
    assert len(figures_design.figure_files(synthetic_design())) == 6
    broken = policy(1, 0.6, 90e6, 9e6, 900, limits=("broken",))
    assert len(figures_design.figure_files(synthetic_design(front=(broken,), picks={}))) == 3
