"""What is said beside additional lending when lending without the scheme changes too."""

import dataclasses

import pytest

from simulator.analysis.compare import MeasureDefinition
from simulator.estimate import Estimate
from simulator.reporting.moved_alone import moved_alone
from tests.reporting.synthetic import synthetic_comparison


def with_alone(low, high):
    """Return a comparison in which one policy changes the lending without the scheme by -600 m [low, high]."""
    comparison = synthetic_comparison()
    name = next(point.name for point in comparison.points if point.name != comparison.baseline)
    base = {(point.name, "lent_alone"): Estimate(2e9, 1.9e9, 2.1e9, "mean") for point in comparison.points}
    changes = {
        (name, "lent_alone"): Estimate(-6e8, low, high, "mean"),
        (name, "lent"): Estimate(-5e8, -5.2e8, -4.8e8, "mean"),
    }
    return name, dataclasses.replace(
        comparison,
        measures=(
            *comparison.measures,
            MeasureDefinition("lent_alone", "lent without the scheme", "currency", "mean", "Lent without the scheme."),
        ),
        estimates=comparison.estimates | base,
        differences=comparison.differences | changes,
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "lending without the scheme changes as well, by -600 [-610, -590] m yuan"),
        ("zh", "没有补偿政策时的贷款投放也随之变动 -60,000 [-61,000, -59,000] 万元"),
    ],
)
def test_a_policy_that_moves_it_says_by_how_much_all_lending_moves(language, words):
    """A dearer bank lends less without the scheme as well: the difference alone would look like a success."""
    _, comparison = with_alone(-6.1e8, -5.9e8)
    (sentence,) = moved_alone(comparison, language)
    assert words in sentence
    assert ("all lending changes by -500 [-520, -480] m yuan" in sentence) == (language == "en")


def test_nothing_is_said_where_no_change_is_shown():
    """An interval over zero, or a measure that was not kept."""
    assert moved_alone(with_alone(-6.1e8, 1e6)[1]) == ()
    assert moved_alone(synthetic_comparison()) == ()
