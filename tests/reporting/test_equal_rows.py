"""Rows that are equal are explained, and no others."""

import dataclasses

import pytest

from simulator.reporting import tables
from simulator.reporting.equal_rows import equal_rows
from tests.reporting.synthetic import named_points, synthetic_comparison


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


def test_rows_that_differ_are_not_spoken_of():
    """No sentence where every ratio gives figures of its own."""
    comparison = synthetic_comparison()
    assert equal_rows(comparison, tables.baseline_line(comparison)) == ()


@pytest.mark.parametrize(
    ("settings", "is_stacking"),
    [
        ({"stacking_limit": 1.0}, False),
        ({"stacking_limit": 0.8}, True),
        ({"stacking_limit": 0.9}, False),
        ({"stacking_limit": 0.9, "reinsurer_share": 0.1}, True),
        ({"stacking_limit": 0.8, "public_parties": ()}, False),
    ],
)
def test_the_stacking_limit_is_named_only_where_it_can_be_it(settings, is_stacking):
    """Equal from 0.8 on: a limit of 0.8 can do that, one of 0.9 only with another public tenth beside the fund."""
    comparison = with_scheme(synthetic_comparison(), **settings)
    line = tables.baseline_line(comparison)
    comparison = alike(comparison, [point.name for point in line if point.ratio >= 0.8])
    (sentence,) = equal_rows(comparison, line)
    assert sentence.startswith("Ratios 0.8 to 1 give the same figures in every measure")
    assert ("(stacking limit)" in sentence) == is_stacking


def test_named_policies_are_called_by_their_names():
    """Policies of a study differ in more than the ratio."""
    comparison = synthetic_comparison(named_points(), "as it stands")
    first, second = (point.name for point in comparison.points[:2])
    (sentence,) = equal_rows(alike(comparison, [first, second]), comparison.points)
    assert sentence == f"{first}, {second} give the same figures in every measure."
