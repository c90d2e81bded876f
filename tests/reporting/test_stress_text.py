"""A stress test in words: every sentence holds for the numbers it is made from."""

import dataclasses
import math

import pytest

from simulator.analysis.intervals import proportion_interval
from simulator.analysis.stressing.stressed import KeptOpen, ReverseStress
from simulator.estimate import Estimate
from simulator.reporting.stressing import stress_text
from simulator.reporting.stressing.stress_text import answer, change_text, kept_sentence, rarity_sentence, severity_text
from simulator.scenario.world import Stress
from tests.reporting.synthetic_stress import (
    BLOCKADE,
    MILD,
    NAMES,
    PATHS,
    around,
    downturn,
    severity,
    synthetic_stress,
    worlds,
)


def test_worlds_that_change_the_chance_are_named_the_worst_first():
    """A world of the same chance is counted among those without a difference, never named as worse."""
    first = answer(synthetic_stress())[0]
    assert first.startswith("Without stress the chance that the fund runs dry within 5 years is below 0.04 %.")
    assert "9.0 % [8.4, 9.6] (together) and 0.5 % [0.4, 0.7] (tech_blockade)" in first
    assert first.endswith("under the other one there is no difference that these paths can show.")


def test_nothing_is_claimed_where_intervals_cover_no_change():
    """No chance and no lending changes: two sentences say that none is shown."""
    calm = worlds((0, 0, 0, 0))
    calm.differences.update({(name, "additional_lending"): around(-1e5, 2e6) for name in NAMES[1:]})
    told = answer(synthetic_stress(worlds=calm))
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
    kept = {("priority sectors", "mild"): KeptOpen(around(0.9, 0.01), around(0.8, 0.01), difference)}
    text = kept_sentence(synthetic_stress(kept_open=kept), "priority sectors", "mild")
    assert text.startswith("Lending to priority sectors kept open under mild: 90 % [89, 91] with the scheme")
    assert text.endswith(ending)


def test_the_blockade_is_always_told():
    """Priority lending under the blockade is told beside the world that leaves least."""
    told = " ".join(answer(synthetic_stress()))
    assert "Lending to priority sectors kept open under mild" in told
    assert "Lending to priority sectors kept open under tech_blockade" in told


def test_severities_are_told_with_what_they_mean():
    """Twice mild: defaults times 4, sale proceeds times a quarter; the blockade is said to stay below."""
    told = stress_text.severity_sentences(synthetic_stress())
    assert told[0] == (
        "At 2.0 [1.8, 2.2] times mild the chance of running dry within 5 years reaches 10 % "
        "(defaults x 4, sale proceeds x 0.25)."
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
        (Estimate(0.0, 0.0, 0.0, "quantile"), "0.0 [0.0, 0.0]"),
    ],
)
def test_severities_out_of_reach_are_bounds(found, text):
    """What was not reached is never a number."""
    assert severity_text(severity(MILD, found)) == text


def test_limit_inside_the_last_interval_is_left_open():
    """Neither "reached" nor "not even at 3 times" would hold."""
    test = synthetic_stress(severities=(severity(MILD, Estimate(math.inf, 2.9, math.inf, "quantile")),), limit=0.125)
    assert stress_text.severity_sentences(test) == [
        "At 3 times mild that chance is 12.0 % [11.4, 12.7]: whether it reaches 12.5 % these paths cannot tell."
    ]


def test_limit_passed_without_stress_is_said():
    """At severity 0 there is nothing to multiply."""
    test = synthetic_stress(severities=(severity(BLOCKADE, Estimate(0.0, 0.0, 0.0, "quantile")),))
    assert stress_text.severity_sentences(test) == [
        "Without tech_blockade the chance of running dry within 5 years reaches 10 % already."
    ]


def test_episode_in_words():
    """Only what it changes is named, with its unit."""
    values = {"name": "x", "start_month": 1, "months": 2}
    assert change_text(Stress(**values)) == "nothing"
    squeeze = Stress(**values, renewal_factor=0.8, loan_rate_shift=-0.003, value_jump=-0.6)
    assert change_text(squeeze) == (
        "renewals asked for x 0.8, patent value -60 %, for good, lending rate -0.3 percentage points"
    )
    assert change_text(BLOCKADE.episodes[0]) == "patent value -40 %, half of it made good in 2 years"


def test_rarity_by_hand():
    """Phi(-2) = 0.02275 is once in 44; [1.9, 2.1] is once in 35 to 56. Seven deviations get a bound only."""
    assert "comes once in 44 [35, 56]." in rarity_sentence(downturn())
    deep = dataclasses.replace(downturn(), depth=Estimate(7.0, 6.8, 7.1, "quantile"))
    assert rarity_sentence(deep).endswith("less than once in 1,000,000.")


def test_downturn_is_told_in_calendar_years():
    """Years 2 to 3 of a run from 2026 are 2027 to 2028."""
    told = " ".join(stress_text.reverse_sentences(synthetic_stress()))
    assert "on average 1.8 standard deviations below normal from 2027 to 2028." in told
    assert "With worthless patents a downturn of 1.5 [1.4, 1.6] such standard deviations is enough." in told
    assert "no more and no fewer technology shocks" in told


def test_technology_shocks_are_told_when_they_differ():
    """Half a shock more, beyond its interval."""
    reverse = ReverseStress(downturn(shift=0.5), 8.0, proportion_interval(0, PATHS), None)
    told = " ".join(stress_text.reverse_sentences(synthetic_stress(reverse=reverse)))
    assert "0.5 [0.3, 0.7] more in chips (usual 1.25)" in told


def test_fund_that_no_downturn_empties():
    """The depth tried is told, and nothing about a stretch that was not found."""
    reverse = ReverseStress(None, 8.0, proportion_interval(0, PATHS), None)
    told = stress_text.reverse_sentences(synthetic_stress(reverse=reverse))
    assert "up to 8 standard deviations below normal were tried" in told[0]
    assert len(told) == 2
    assert "below 0.04 %" in told[1]
