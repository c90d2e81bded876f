"""A stress test in words: every sentence holds for the numbers it is made from."""

import dataclasses
import math

import pytest

from simulator.analysis.intervals import proportion_interval
from simulator.estimate import Estimate
from simulator.questions.stress.found import KeptOpen, ReverseStress
from simulator.questions.stress.said import change_of, kept_said, rarity_said, said, severities_said, severity_size
from simulator.saying.speaker import Speaker
from simulator.scenario.world import Stress
from tests.questions.stress.made_up import (
    BLOCKADE,
    MILD,
    PATHS,
    around,
    downturn,
    severity,
    synthetic_stress,
    worlds,
)

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


def answer(test, speaker=ENGLISH):
    """Return the answer in words."""
    return [speaker.sentence(told) for told in said(test)]


def severity_sentences(test):
    """Return what is said of severities."""
    return [ENGLISH.sentence(told) for told in severities_said(test)]


def rarity_sentence(down):
    """Return what is said of how often such a stretch comes."""
    return ENGLISH.sentence(rarity_said(down))


def change_text(episode):
    """Return what an episode changes, in words."""
    return ENGLISH.say(change_of(episode))


def test_worlds_that_change_the_chance_are_named_the_worst_first():
    """A world of the same chance is counted among those without a difference, never named as worse."""
    first = answer(synthetic_stress())[0]
    assert first.startswith("Without stress the chance that the fund runs dry within 5 years is below 0.04 %.")
    assert "9.0 % [8.4, 9.6] (together) and 0.5 % [0.4, 0.7] (tech_blockade)" in first
    assert first.endswith("under the other one there is no difference that these paths can show.")


def test_nothing_is_claimed_where_intervals_cover_no_change():
    """No chance and no lending changes: two sentences say that none is shown."""
    told = answer(synthetic_stress(worlds=worlds((0, 0, 0, 0), lending=-1e5)))
    assert told[0].endswith("No stress changes it by an amount that these paths can show.")
    assert told[1] == "No stress changes additional lending by an amount that these paths can show."


def test_lending_names_the_world_that_lowers_it_most():
    """The amount is that of the paired change, without its sign."""
    assert answer(synthetic_stress())[1] == "Additional lending: together lowers it most, by 20 m yuan [18, 22]."


@pytest.mark.parametrize(
    ("difference", "ending"),
    [
        (around(0.1, 0.02), "with the scheme a larger part of it stays."),
        (around(-0.1, 0.02), "with the scheme a smaller part of it stays."),
        (around(0.01, 0.02), "no difference that these paths can show."),
    ],
)
def test_kept_open_says_what_its_interval_shows(difference, ending):
    """With the scheme more, less, or no difference that can be shown."""
    kept = {("priority", "mild"): KeptOpen(around(0.9, 0.01), around(0.8, 0.01), difference)}
    test = synthetic_stress(worlds=dataclasses.replace(worlds(), kept_open=kept))
    text = ENGLISH.sentence(kept_said(test, "priority", "mild"))
    assert text.startswith("Lending to priority sectors kept open under mild: 90 % [89, 91] with the scheme")
    assert text.endswith(ending)


def test_the_blockade_is_always_told():
    """Priority lending under the blockade is told beside the world that leaves least."""
    told = " ".join(answer(synthetic_stress()))
    assert "Lending to priority sectors kept open under mild" in told
    assert "Lending to priority sectors kept open under tech_blockade" in told


def test_severities_are_told_with_what_they_mean():
    """Twice mild: defaults times 4, sale proceeds times a quarter; the blockade is said to stay below."""
    told = severity_sentences(synthetic_stress())
    assert told[0] == (
        "At 2.0 [1.8, 2.2] times mild the chance of running dry within 5 years reaches 10 % "
        "(defaults x 4 and sale proceeds x 0.25)."
    )
    assert told[1] == (
        "Even at 3 times its size, tech_blockade does not bring the chance of running dry within 5 years to 10 %."
    )


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Estimate(math.inf, 3.0, math.inf, "quantile"), "above 3"),
        (Estimate(math.inf, 2.9, math.inf, "quantile"), "above 3 [2.9, above 3]"),
        (Estimate(2.8, 2.6, math.inf, "quantile"), "2.8 [2.6, above 3]"),
        (Estimate(0.0, 0.0, 0.0, "quantile"), "0.0"),
    ],
)
def test_severities_out_of_reach_are_bounds(found, text):
    """What was not reached is never a number."""
    assert ENGLISH.say(severity_size(severity(MILD, found))) == text


def test_limit_inside_the_last_interval_is_left_open():
    """Neither "reached" nor "not even at 3 times" would hold."""
    test = synthetic_stress(severities=(severity(MILD, Estimate(math.inf, 2.9, math.inf, "quantile")),), limit=0.125)
    assert severity_sentences(test) == [
        "At 3 times mild that chance is 12.0 % [11.4, 12.7]: these paths cannot determine whether it reaches 12.5 %."
    ]


def test_limit_passed_without_stress_is_said():
    """At severity 0 there is nothing to multiply."""
    test = synthetic_stress(severities=(severity(BLOCKADE, Estimate(0.0, 0.0, 0.0, "quantile")),))
    assert severity_sentences(test) == [
        "Without tech_blockade the chance of running dry within 5 years reaches 10 % already."
    ]


def test_episode_in_words():
    """Only what it changes is named, with its unit."""
    values = {"name": "x", "start_month": 1, "months": 2}
    assert change_text(Stress(**values)) == "nothing"
    squeeze = Stress(**values, renewal_factor=0.8, loan_rate_shift=-0.003, value_jump=-0.6)
    assert change_text(squeeze) == (
        "renewals asked for x 0.8, patent value -60 %, for good and lending rate changed by -0.3 percentage points"
    )
    assert change_text(BLOCKADE.episodes[0]) == "patent value -40 %, half of it made good in 2 years"


def test_rarity_by_hand():
    """Phi(-2) = 0.02275 is once in 44; [1.9, 2.1] is once in 35 to 56. Seven deviations get a bound only."""
    assert "comes once in 44 [35 to 56]." in rarity_sentence(downturn())
    deep = dataclasses.replace(downturn(), depth=Estimate(7.0, 6.8, 7.1, "quantile"))
    assert rarity_sentence(deep).endswith("less than once in 1,000,000.")


def test_downturn_is_told_in_calendar_years():
    """Years 2 to 3 of a run from 2026 are 2027 to 2028."""
    told = " ".join(answer(synthetic_stress()))
    assert "on average 1.8 standard deviations below normal from 2027 to 2028." in told
    assert "With worthless patents a downturn of 1.5 [1.4, 1.6] such standard deviations is enough." in told
    assert "no more and no fewer technology shocks" in told


def test_technology_shocks_are_told_when_they_differ():
    """Half a shock more, beyond its interval."""
    reverse = ReverseStress(downturn(shift=0.5), 8.0, proportion_interval(0, PATHS), None)
    told = " ".join(answer(synthetic_stress(reverse=reverse)))
    assert "0.5 [0.3, 0.7] more in chips (usual 1.25)" in told


def test_fund_that_no_downturn_empties():
    """The depth tried is told, and nothing about a stretch that was not found."""
    reverse = ReverseStress(None, 8.0, proportion_interval(0, PATHS), None)
    *_, tried, worthless = answer(synthetic_stress(reverse=reverse))
    assert "up to 8 standard deviations below normal were tried" in tried
    assert "below 0.04 %" in worthless


def test_it_is_said_in_chinese():
    """Worlds, groups and changes by their Chinese names, amounts in 万元."""
    told = answer(synthetic_stress(), CHINESE)
    assert told[0].startswith("无压力时，5 年内资金耗尽概率为低于 0.04%。")
    assert told[1] == "净增贷款：同时发生使其下降最多，减少 2,000 万元 [1,800 至 2,200]。"
    mild = "轻度衰退达到设定强度的 2.0 [1.8 至 2.2] 倍时，5 年内资金耗尽概率达到 10%"
    assert f"{mild}（违约 × 4和处置所得 × 0.25）。" in told
