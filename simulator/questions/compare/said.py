"""What a comparison says in words: the ranges of near-ties, why rows are equal, what else a policy moves, what next."""

from collections.abc import Hashable, Sequence

from simulator.analysis.compare import Comparison, PolicyPoint
from simulator.analysis.extreme_paths import worst_percent
from simulator.questions.compare import points as policies
from simulator.questions.names import measure_name
from simulator.scenario.model import Scenario
from simulator.scenario.study import FUND_KEY
from simulator.values import InFolder, Listed, Measured, Number, Own, Phrase, Value, phrase


def said(found: Comparison) -> tuple[Phrase, ...]:
    """Return the question, then the best ratio of each line as a range; lines with one range share a sentence."""
    question = policies.own_words(found.question, found.scenario)
    has_question = found.question and len(found.points) > 1
    asked = (phrase("compare.question", question=question),) if has_question else ()
    ties = _near_ties(found)
    return (*asked, *((phrase("compare.near_ties"), *ties) if ties else ()))


def _near_ties(found: Comparison) -> tuple[Phrase, ...]:
    lines: dict[tuple[float, float, tuple[tuple[str, object], ...]], list[Value]] = {}
    rests: dict[tuple[tuple[str, object], ...], list[Value]] = {}
    for line, (low, high) in found.near_ties.items():
        point, keys = policies.on_line(found, line)
        rest = [key for key in keys if key != FUND_KEY]
        known = tuple((key, str(point.settings.get(key, point.is_breaker_on))) for key in rest)
        rests[known] = [policies.said_settings(point, rest)] if rest else []
        own = [policies.said_settings(point, [FUND_KEY])] if FUND_KEY in keys else []
        lines.setdefault((low, high, known), []).extend(own)
    return tuple(_range(low, high, (*rests[known], *funds)) for (low, high, known), funds in lines.items())


def _range(low: float, high: float, line: tuple[Value, ...]) -> Phrase:
    told = (
        phrase("compare.ties.best", low=policies.said_ratio(low))
        if low == high
        else phrase("compare.ties.range", low=policies.said_ratio(low), high=policies.said_ratio(high))
    )
    return phrase("compare.ties.of", line=Listed(line, "clause"), told=told) if line else told


def equal_rows(found: Comparison, shown: Sequence[PolicyPoint]) -> tuple[Phrase, ...]:
    """Return a sentence for each group of neighbouring policies whose figures are the same.

    Where it is the stacking limit that makes ratios the same, the sentence says so.

    Parameters
    ----------
    shown
        The rows of a table, in order; of a sweep, policies that differ in the ratio only, by rising ratio.
    """
    groups: list[list[PolicyPoint]] = []
    for point in shown:
        if groups and _figures(found, groups[-1][0]) == _figures(found, point):
            groups[-1].append(point)
        else:
            groups.append([point])
    return tuple(_equal(found, group) for group in groups if len(group) > 1)


def _figures(found: Comparison, point: PolicyPoint) -> Hashable:
    """Return all figures of a policy but the marginal cost, which is a difference to the ratio below."""
    keys = [measure.key for measure in found.measures if measure.key != "marginal_cost"]
    return tuple(found.estimates.get((point.name, key)) for key in keys)


def _equal(found: Comparison, group: Sequence[PolicyPoint]) -> Phrase:
    if not policies.is_sweep(found):
        return phrase("compare.equal.same", policies=Listed(tuple(map(policies.said_policy, group)), "comma"))
    low, high = (policies.said_ratio(point.ratio) for point in (group[0], group[-1]))
    ratios = phrase("compare.equal.ratios", low=low, high=high)
    if largest_ratio(found.scenario) > group[0].ratio:
        return phrase("compare.equal.same", policies=ratios)
    limit = policies.said_ratio(found.scenario.scheme.stacking_limit)
    return phrase("compare.equal.stacking", policies=ratios, limit=limit)


def largest_ratio(scenario: Scenario) -> float:
    """Return the ratio from which on the stacking limit leaves no more for the fund; above 1 where there is none."""
    scheme = scenario.scheme
    if "fund" not in scheme.public_parties or scheme.stacking_limit >= 1:
        return 2.0
    others: float = sum(getattr(scheme, f"{party}_share") for party in scheme.public_parties if party != "fund")
    return round(scheme.stacking_limit - others, 9)


def moved_alone(found: Comparison) -> tuple[Phrase, ...]:
    """Return a sentence for each policy that changes what is lent without the scheme, beyond the paired interval.

    Settings of the bank's decision do; ratio, fund and breaker never.
    """
    return tuple(
        phrase(
            "compare.moved",
            policy=policies.said_policy(point),
            alone=_change(found, point, "lent_alone"),
            lent=_change(found, point, "lent"),
        )
        for point in found.points
        if _is_moved(found, point)
    )


def _change(found: Comparison, point: PolicyPoint, key: str) -> Measured:
    return Measured(found.differences[point.name, key], "currency", is_difference=True)


def _is_moved(found: Comparison, point: PolicyPoint) -> bool:
    difference = found.differences.get((point.name, "lent_alone"))
    return difference is not None and (difference.low > 0 or difference.high < 0)


def then(found: Comparison) -> tuple[Phrase, ...]:
    """Return how the answer is put into words as a page, and how the path is opened that begins the worst 1 %."""
    page = (phrase("compare.page", command=InFolder("", "report")),) if len(found.points) > 1 else ()
    if found.baseline not in found.extremes:
        return page
    worst = worst_percent(found.extremes[found.baseline])
    value = Number(worst.value / 100, "currency", digits=3)
    told = phrase(
        "compare.worst",
        measure=measure_name(worst.measure),
        value=value,
        command=InFolder("", "events"),
        path=Own(str(worst.path)),
    )
    return (*page, told)
