"""Sentences, tables and files of the best policies: true of the numbers, and ready to run."""

import pytest

from simulator.places import plain
from simulator.places.reading import text_table
from simulator.questions.design import QUESTION
from simulator.questions.design.draw import cost_and_lending, draw
from simulator.questions.design.levers import value_of
from simulator.questions.design.policies import policy_files
from simulator.questions.design.tell import chosen
from simulator.saying.speaker import Speaker
from simulator.scenario.design_study import read_design
from simulator.scenario.read import read_scenario, vary
from simulator.scenario.writing import design_toml, scenario_toml
from tests.questions.design.made_up import mean, policy, synthetic_design
from tests.questions.design.studies import small_study

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


def answer(found, speaker=ENGLISH):
    """Return the sentences."""
    return [speaker.sentence(told) for told in QUESTION.answer(found).said]


def rows_of(found, table):
    """Return the cells of a table as text."""
    told = QUESTION.answer(found)
    return text_table(told.table(table), told.basis, ENGLISH).rows


def columns_of(found, table):
    """Return the plain columns of a table."""
    return plain.plain_columns(QUESTION.answer(found).table(table))


def said(**changes):
    """Return the answer as one text."""
    return "\n".join(answer(synthetic_design(**changes)))


def test_most_lending_comes_first_with_all_three_and_their_intervals():
    """The policy whose limits are kept for sure, not the one that is too close to call."""
    first, second = answer(synthetic_design())[:2]
    assert first.startswith(
        "Most additional lending within the limits (chance of running dry at most 5 %): policy 2 (ratio 0.4, "
        "scheme.cap_per_loan 1.5 m yuan): additional lending 80 m yuan [79, 81], "
        "public cost 7.0 m yuan [6.9, 7.1], chance of running dry 0."
    )
    assert second == "That is 30 m yuan [29, 31] more than the scenario as it stands."


def test_one_policy_in_two_roles_is_described_once():
    """Policy 3 is cheapest and safest: its second sentence only names it."""
    text = said()
    assert (
        "policy 3 (ratio 0.2, scheme.cap_per_loan 1.5 m yuan): additional lending 60 m yuan [59, 61], public cost"
        in text
    )
    assert "costs least): policy 3 again, chance of running dry below 0." in text


def test_no_difference_is_called_none():
    """An interval over zero is no gain."""
    most = policy(1, 0.6, 50.5e6, 9e6, 0)
    text = said(front=(most,), picks={"most": most}, on_searched_front=1)
    assert "No difference in additional lending from the scenario as it stands can be shown (0" in text
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
    assert "2 of 3 keep every limit with their whole interval, 1 is too close to call" in text
    assert "holds a bound), 0 are beaten by another of them." in text


def test_luck_is_named_where_the_interval_shows_it():
    """Three million beyond the interval is luck; half a million within it is none that can be shown."""
    assert "the search promised 3 m yuan [2, 4] more additional lending than the fresh paths bring" in said()
    assert "no luck of the search can be shown" in said(promised_too_much=mean(0.5e6, 1e6))


def test_ties_and_ends_of_levers_are_named():
    """Two policies of one group; the policy with the most lending at neither end, then at the upper one."""
    text = said()
    assert "Policies statistically indistinguishable in all three: (2 and 3)." in text
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
    rows = rows_of(synthetic_design(), "policies")
    assert [row[0] for row in rows] == ["as it stands", "1", "2 most lending", "3 least cost and safest"]
    assert rows[3][1] == "kept; near-tie" and rows[1][1] == "open"
    assert rows[3][4].startswith("below 0.")
    assert rows_of(synthetic_design(), "levers")[1] == ("2 most lending", "0.4", "1.5")
    # half-widths 2 and 1 of independent samples make the root of 5
    assert rows_of(synthetic_design(), "promise")[0][1:] == ("+33 [+31, +35]", "+30 [+29, +31]", "+3 [+1, +5]")


def test_long_fronts_are_thinned_for_the_terminal_but_keep_the_recommended():
    """Forty policies: a dozen rows, the recommended among them."""
    front = tuple(policy(i, 0.4, 1e6 * (100 - i), 1e5 * (100 - i), 0) for i in range(1, 41))
    shown = chosen(synthetic_design(front=front, picks={"most": front[17]}))
    assert 5 < len(shown) <= 12 and front[17] in shown


def test_front_has_one_row_per_policy_in_plain_units():
    """Each measure with its interval, the search's value beside, and the scenario file."""
    front = columns_of(synthetic_design(), "front")
    assert (front["row"], front["file"][:2]) == (
        ["as_it_stands", "1", "2", "3"], ["scenario.toml", "policies/policy_001.toml"],
    )  # fmt: skip
    assert (front["additional_lending"][1], front["additional_lending_low"][1]) == (90e6, 89e6)
    assert (front["additional_lending_in_search"][1], front["more_lending_in_search"][1]) == (93e6, 43e6)
    assert front["limit_p_depleted_at_most"] == ["kept", "open", "kept", "kept"]
    assert (front["role"][3], front["standing"][3], front["near_tie_group"][3]) == ("cheapest safest", "near_tie", 2)
    assert (front["scheme.compensation_ratio"][1:], front["scheme.cap_per_loan"][1]) == ([0.6, 0.4, 0.2], 1.5e6)


def test_facts_say_how_the_search_went():
    """What was tried and excluded, and the recommended by number."""
    answer = QUESTION.answer(synthetic_design())
    facts = answer.facts
    assert [facts[f"recommended_{role}"] for role in ("most", "cheapest", "safest")] == [2, 3, 3]
    assert (facts["tried"], facts["excluded"], facts["promised_too_much"]) == (4, 2, 3e6)
    assert columns_of(synthetic_design(), "limits") == {"row": ["p_depleted"], "side": ["at_most"], "bound": [0.05]}
    tried = columns_of(synthetic_design(), "tried")
    assert (tried["scheme.cap_per_loan"], tried["keeps_every_limit"]) == (
        [1.5e6, 1.5e6, 1.5e6, None],
        [*["yes"] * 3, "no"],
    )


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("scheme.cap_per_loan", "none", "none"), ("scheme.cap_per_loan", 500_000, "0.5 m yuan"),
        ("scheme.cap_per_loan", "50 万元", "0.5 m yuan"), ("breaker.is_on", False, "off"),
        ("scheme.timing", "advance", "advance"), ("scheme.tiers", [], "none"),
        ("scheme.tiers", [{"above": "5 million", "factor": 0.5}], "above 5 million factor 0.5"),
        ("scheme.claim_lag_months", 0, "0"), ("tools", [{"name": "patent pool", "cost_per_year": 1e6}], "patent pool"),
    ],
)  # fmt: skip
def test_values_are_named_as_people_write_them(key, value, text):
    """Amounts in millions, truths as on and off, tables by their keys."""
    assert ENGLISH.say(value_of(key, value)) == text


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
    for name, content in policy_files(design).items():
        (tmp_path / name).write_bytes(content)
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


def test_charts_are_drawn_for_fronts_of_one_and_more():
    """What the search promised is drawn only where there is something to compare."""
    assert [chart.key for chart in draw(synthetic_design())] == ["cost_and_lending", "promise_and_outcome"]
    broken = policy(1, 0.6, 90e6, 9e6, 900, limits=("broken",))
    assert len(draw(synthetic_design(front=(broken,), picks={}))) == 1


def test_chart_names_the_recommended_and_gives_their_intervals():
    """Open and kept policies are groups of their own; what was tried lies behind; the budget is a line."""
    (panel,) = cost_and_lending(synthetic_design()).panels
    _, _, kept, still_open, star = panel.points
    assert [len(group.x) for group in panel.points] == [3, 1, 2, 1, 1]
    assert [ENGLISH.say(label) for label in kept.labels] == ["2 most lending", "3 least cost and safest"]
    assert kept.x[0].value == 7e6 and still_open.x == (9e6,)
    assert star.y == (50e6,)


def test_it_is_said_in_chinese():
    """Levers by their Chinese names, ratios in per cent, amounts in 万元."""
    first = answer(synthetic_design(), CHINESE)[0]
    assert first.startswith("净增贷款最多（约束条件：资金耗尽概率不高于 5%）：方案 2（补偿比例 40%、")
