"""The compared policies: how each is called, which of them lie on one line, and which ratios share the best place."""

from collections.abc import Iterable, Sequence

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.questions.design.levers import value_of
from simulator.questions.names import own_name, setting_name
from simulator.scenario.model import Scenario
from simulator.scenario.study import BREAKER_KEY, FUND_KEY, RATIO_KEY, line_of, policy_name
from simulator.values import NOTHING, Listed, Number, Own, Value, phrase

# What a regulator asks first; the terminal shows as many of them as fit.
FIRST_MEASURES = ("additional_lending", "fiscal_cost", "p_depleted", "idle_share", "cost_per_additional", "bank_loss")
# Where more than ratio, fund size and breaker differ, lending without the scheme may differ as well.
_NAMED_MEASURES = ("additional_lending", "lent", *FIRST_MEASURES[1:])
GRID_MEASURES = ("additional_lending", "p_depleted")
GRID_TABLES = (*GRID_MEASURES, "cost_per_additional")


def said_policy(point: PolicyPoint) -> Value:
    """Return what a policy is called: what it sets, or the name that somebody gave it."""
    if not point.settings or point.name != policy_name(point.settings):
        return own_name(point.name)
    return said_settings(point, point.settings)


def said_settings(point: PolicyPoint, keys: Iterable[str]) -> Value:
    """Return some of the settings of a policy in words: the ratio first, then fund and breaker, then all others."""
    keys = tuple(keys)
    order = [key for key in (RATIO_KEY, FUND_KEY, BREAKER_KEY) if key in keys]
    words = [_said_setting(point, key) for key in (*order, *(key for key in keys if key not in order))]
    return words[0] if len(words) == 1 else Listed(tuple(words), "clause")


def _said_setting(point: PolicyPoint, key: str) -> Value:
    value = point.settings.get(key)
    if key == RATIO_KEY:
        ratio = Own(value) if isinstance(value, str) else said_ratio(point.ratio)
        return phrase("compare.policy.ratio", ratio=ratio)
    if key == FUND_KEY:
        return phrase("compare.policy.fund", size=Number(point.fund_size, "currency"))
    if key == BREAKER_KEY:
        return said_breaker(is_on=point.is_breaker_on)
    return phrase("compare.policy.setting", name=setting_name(key), value=value_of(key, value))


def said_ratio(ratio: float) -> Number:
    """Return a compensation ratio as a value."""
    return Number(ratio, "ratio")


def said_breaker(*, is_on: bool) -> Value:
    """Return whether there is a breaker, in words."""
    return phrase("compare.policy.breaker_on") if is_on else phrase("compare.policy.breaker_off")


def own_words(text: str, scenario: Scenario) -> Own:
    """Return a title or question of a study: the scenario's own Chinese where it is the scenario's."""
    about = scenario.about
    chinese = {about.title: about.title_zh, about.question: about.question_zh, about.stand_in: about.stand_in_zh}
    return Own(text, chinese.get(text) or own_name(text).chinese)


def point_named(found: Comparison, name: str) -> PolicyPoint:
    """Return the compared policy of this name."""
    return next(point for point in found.points if point.name == name)


def baseline_of(found: Comparison) -> PolicyPoint:
    """Return the policy with which the others are compared."""
    return point_named(found, found.baseline)


def chosen_measures(found: Comparison, keys: Sequence[str]) -> tuple[MeasureDefinition, ...]:
    """Return the measures with these keys, in this order."""
    by_key = {measure.key: measure for measure in found.measures}
    return tuple(by_key[key] for key in keys if key in by_key)


def first_measures(found: Comparison) -> tuple[str, ...]:
    """Return the keys of the measures that tables for people show."""
    return FIRST_MEASURES if is_sweep(found) else _NAMED_MEASURES


def is_sweep(found: Comparison) -> bool:
    """Return whether the policies form a grid of ratios: each (ratio, fund size, breaker) once, two ratios or more.

    Policies that differ in anything else are none: a line between two of them would say that the ratio does it.
    """
    if any(not set(point.settings) <= {RATIO_KEY, FUND_KEY, BREAKER_KEY} for point in found.points):
        return False
    places = {(point.ratio, point.fund_size, point.is_breaker_on) for point in found.points}
    return len(places) == len(found.points) and len({point.ratio for point in found.points}) > 1


def is_grid(found: Comparison) -> bool:
    """Return whether the policies form a grid of ratios and fund sizes."""
    return is_sweep(found) and len({point.fund_size for point in found.points}) > 1


def baseline_line(found: Comparison) -> tuple[PolicyPoint, ...]:
    """Return the policies that differ from the baseline in the ratio only; all of them outside a sweep."""
    if not is_sweep(found):
        return found.points
    base = baseline_of(found)
    line = [p for p in found.points if (p.fund_size, p.is_breaker_on) == (base.fund_size, base.is_breaker_on)]
    return tuple(sorted(line, key=lambda point: point.ratio))


def shared_settings(points: Sequence[PolicyPoint]) -> Value:
    """Return in words what swept policies that differ in the ratio only share; nothing where they share nothing."""
    first = points[0]
    line = line_of(first.name, first.settings)
    is_line = line and all(line_of(point.name, point.settings) == line for point in points)
    return said_settings(first, _beside_ratio(first)) if is_line else NOTHING


def _beside_ratio(point: PolicyPoint) -> list[str]:
    return [key for key in point.settings if key != RATIO_KEY]


def on_line(found: Comparison, line: str) -> tuple[PolicyPoint, list[str]]:
    """Return a policy of the line of this name, and the settings that the line has in common."""
    for point in found.points:
        if line_of(point.name, point.settings) == line:
            return point, _beside_ratio(point)
    return next(point for point in found.points if _by_values(point) == line), [FUND_KEY, BREAKER_KEY]


def _by_values(point: PolicyPoint) -> str:
    """Return the name of the line on which a policy lies that has a name of somebody's own."""
    return policy_name({FUND_KEY: point.fund_size, BREAKER_KEY: point.is_breaker_on})


def near_tie_range(found: Comparison, point: PolicyPoint) -> tuple[float, float] | None:
    """Return the ratios, lowest and highest, statistically indistinguishable from the best of a policy's line."""
    own = line_of(point.name, point.settings)
    return found.near_ties.get(own if own in found.near_ties else _by_values(point))


def is_near_tie(found: Comparison, point: PolicyPoint) -> bool:
    """Return whether a policy's ratio is statistically indistinguishable from the best of its line."""
    ties = near_tie_range(found, point)
    return ties is not None and ties[0] <= point.ratio <= ties[1]
