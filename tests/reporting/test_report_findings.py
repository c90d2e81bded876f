"""What a report takes to be true of a comparison, held against the bare numbers."""

import dataclasses

from hypothesis import given, settings

from simulator.estimate import Estimate
from simulator.reporting.deciding.findings import findings_of, standing_of
from tests.reporting.random_comparisons import comparisons
from tests.reporting.synthetic import named_points, synthetic_comparison

MANY = settings(max_examples=150)


def _lending(comparison, name):
    return comparison.estimates[name, "additional_lending"]


@MANY
@given(comparisons())
def test_a_gain_is_claimed_only_above_zero(comparison):
    """The policy spoken of lends more than none beyond its interval, or the report says that none does."""
    found = findings_of(comparison)
    if found.is_gain_shown:
        assert _lending(comparison, found.chosen.name).low > 0
        return
    assert found.chosen.name == comparison.baseline
    candidates = [p for p in found.line if found.ties is None or found.ties[0] <= p.ratio <= found.ties[1]]
    assert not any(_lending(comparison, point.name).low > 0 for point in candidates)


@MANY
@given(comparisons(kinds=("grid",)))
def test_chosen_ratio_is_the_cheapest_of_the_near_ties(comparison):
    """It lies on the baseline's line, inside the range of near-ties, and no other ratio there costs less."""
    found = findings_of(comparison)
    if not found.is_gain_shown:
        return
    base = found.baseline
    assert (found.chosen.fund_size, found.chosen.is_breaker_on) == (base.fund_size, base.is_breaker_on)
    low, high = found.ties
    assert low <= found.chosen.ratio <= high
    own = comparison.estimates[found.chosen.name, "fiscal_cost"].value
    for point in found.line:
        if low <= point.ratio <= high and _lending(comparison, point.name).low > 0:
            assert own <= comparison.estimates[point.name, "fiscal_cost"].value


@MANY
@given(comparisons())
def test_safe_means_the_whole_interval(comparison):
    """A size or ratio is called safe only where the upper end keeps to the chance, and is the best of those."""
    found = findings_of(comparison, 0.01)
    high = {point.name: comparison.estimates[point.name, "p_depleted"].high for point in comparison.points}
    alike = [
        p for p in comparison.points if (p.ratio, p.is_breaker_on) == (found.chosen.ratio, found.chosen.is_breaker_on)
    ]
    smaller = [p for p in alike if found.safe_size is None or p.fund_size < found.safe_size.fund_size]
    if found.kind == "grid":
        assert all(high[point.name] > 0.01 for point in smaller)
        safe = [point for point in found.line if high[point.name] <= 0.01]
        assert (found.safe_ratio is None) == (not safe)
        for point in safe:
            assert _lending(comparison, found.safe_ratio.name).value >= _lending(comparison, point.name).value
    if found.safe_size is not None:
        assert high[found.safe_size.name] <= 0.01


@MANY
@given(comparisons(kinds=("grid",)))
def test_nearly_safe_is_the_smallest_fund_with_an_estimate_within_the_limit(comparison):
    """It is smaller than the safe one, its estimate keeps to the chance, and its interval does not."""
    found = findings_of(comparison, 0.01)
    chances = [(p, comparison.estimates[p.name, "p_depleted"]) for p in found.sizes]
    smaller = [(p, e) for p, e in chances if found.safe_size is None or p.fund_size < found.safe_size.fund_size]
    within = [point for point, estimate in smaller if estimate.value <= 0.01]
    assert found.nearly_safe == (within[0] if within else None)
    if found.nearly_safe is not None:
        assert comparison.estimates[found.nearly_safe.name, "p_depleted"].high > 0.01


@MANY
@given(comparisons(kinds=("named policies",)))
def test_rivals_are_those_whose_intervals_reach_into_the_best(comparison):
    """No policy left out of the rivals has an interval that touches that of the policy spoken of."""
    found = findings_of(comparison)
    best = _lending(comparison, found.chosen.name)
    rivals = {point.name for point in found.rivals}
    for point in comparison.points:
        if point.name != found.chosen.name:
            assert (point.name in rivals) == (_lending(comparison, point.name).high >= best.low)


def test_standing_follows_the_paired_interval():
    """More and less only when the interval lies on one side of zero; the same only when no path differs."""
    comparison = synthetic_comparison(named_points(), "as it stands")
    point = comparison.points[2]
    cases = {(1.0, 2.0): "more", (-2.0, -1.0): "less", (-1.0, 2.0): "untold", (0.0, 0.0): "same", (0.0, 2.0): "untold"}
    for (low, high), wanted in cases.items():
        difference = {(point.name, "additional_lending"): Estimate((low + high) / 2, low, high, "mean")}
        assert standing_of(dataclasses.replace(comparison, differences=difference), point) == wanted
    assert standing_of(comparison, comparison.points[0]) == "baseline"


def test_one_ratio_alone_is_no_grid():
    """Without a range of near-ties on the baseline's line nothing can be said about ratios."""
    comparison = dataclasses.replace(synthetic_comparison(), near_ties={})
    assert findings_of(comparison).kind == "named policies"
