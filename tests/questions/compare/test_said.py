"""What a comparison says in words: near-ties, rows that are equal, lending without the scheme that moves as well."""

import dataclasses

import pytest

from simulator.analysis.compare import MeasureDefinition
from simulator.estimate import Estimate
from simulator.questions.compare import points
from simulator.questions.compare.said import equal_rows, moved_alone, said
from simulator.saying.speaker import Speaker
from tests.reporting.synthetic import named_points, sweep_points, synthetic_comparison


def alike(comparison, names):
    """Return the comparison with the figures of the first of these policies for all of them."""
    first, *others = names
    same = {
        (name, measure.key): comparison.estimates[first, measure.key]
        for name in others
        for measure in comparison.measures
        if (first, measure.key) in comparison.estimates
    }
    return dataclasses.replace(comparison, estimates={**comparison.estimates, **same})


def with_scheme(comparison, **settings):
    """Return the comparison of a scenario with other settings of its scheme."""
    scheme = comparison.scenario.scheme.model_copy(update=settings)
    return dataclasses.replace(comparison, scenario=comparison.scenario.model_copy(update={"scheme": scheme}))


def test_near_ties_are_ranges():
    """The best ratio is never one number when others are indistinguishable; lines with one range share a sentence."""
    comparison = synthetic_comparison(sweep_points((0.2, 0.4), (5e6, 2e7), (True, False)))
    ties = {
        "fund 5 m, breaker on": (0.2, 0.4), "fund 20 m, breaker on": (0.2, 0.4), "fund 5 m, breaker off": (0.4, 0.4),
    }  # fmt: skip
    found = said(dataclasses.replace(comparison, near_ties=ties))
    assert [Speaker("en", "CNY").sentence(told) for told in found[2:]] == [
        "Breaker on, fund 5 m yuan, fund 20 m yuan: ratios 0.2 to 0.4 are statistically indistinguishable from the "
        "best",
        "Breaker off, fund 5 m yuan: ratio 0.4 is best",
    ]
    assert (
        Speaker("zh", "CNY")
        .sentence(found[2])
        .startswith("有熔断，资金 500 万元，资金 2,000 万元：补偿比例 20% 至 40%")
    )


def test_rows_that_differ_are_not_spoken_of():
    """No sentence where every ratio gives figures of its own."""
    comparison = synthetic_comparison()
    assert equal_rows(comparison, points.baseline_line(comparison)) == ()


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"stacking_limit": 1.0}, "compare.equal.same"),
        ({"stacking_limit": 0.8}, "compare.equal.stacking"),
        ({"stacking_limit": 0.9}, "compare.equal.same"),
        ({"stacking_limit": 0.9, "reinsurer_share": 0.1}, "compare.equal.stacking"),
        ({"stacking_limit": 0.8, "public_parties": ()}, "compare.equal.same"),
    ],
)
def test_the_stacking_limit_is_named_only_where_it_can_be_it(settings, key):
    """Equal from 0.8 on: a limit of 0.8 can do that, one of 0.9 only with another public tenth beside the fund."""
    comparison = with_scheme(synthetic_comparison(), **settings)
    line = points.baseline_line(comparison)
    comparison = alike(comparison, [point.name for point in line if point.ratio >= 0.8])
    (told,) = equal_rows(comparison, line)
    assert told.key == key
    assert Speaker("en", "CNY").sentence(told).startswith("Ratios 0.8 to 1 give the same figures in every measure")


def test_named_policies_are_called_by_their_names():
    """Policies of a study differ in more than the ratio."""
    comparison = synthetic_comparison(named_points(), "as it stands")
    first, second = (point.name for point in comparison.points[:2])
    (told,) = equal_rows(alike(comparison, [first, second]), comparison.points)
    assert Speaker("en", "CNY").sentence(told) == f"{first}, {second} give the same figures in every measure."


def with_alone(low, high):
    """Return a comparison in which one policy changes the lending without the scheme by -600 m [low, high]."""
    comparison = synthetic_comparison()
    name = next(point.name for point in comparison.points if point.name != comparison.baseline)
    changes = {
        (name, "lent_alone"): Estimate(-6e8, low, high, "mean"),
        (name, "lent"): Estimate(-5e8, -5.2e8, -4.8e8, "mean"),
    }
    alone = MeasureDefinition("lent_alone", "lent without the scheme", "currency", "mean", "Lent without the scheme.")
    return dataclasses.replace(
        comparison, measures=(*comparison.measures, alone), differences=comparison.differences | changes
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "lending without the scheme changes as well, by -600 m yuan [-610, -590]"),
        ("zh", "没有补偿政策时的贷款投放也随之变动 -60,000 万元 [-61,000 至 -59,000]"),
    ],
)
def test_a_policy_that_moves_it_says_by_how_much_all_lending_moves(language, words):
    """A dearer bank lends less without the scheme as well: the difference alone would look like a success."""
    (told,) = moved_alone(with_alone(-6.1e8, -5.9e8))
    assert words in Speaker(language, "CNY").sentence(told)
    assert told.parts["lent"].estimate.value == -5e8


def test_nothing_is_said_where_no_change_is_shown():
    """An interval over zero, or a measure that was not kept."""
    assert moved_alone(with_alone(-6.1e8, 1e6)) == ()
    assert moved_alone(synthetic_comparison()) == ()
