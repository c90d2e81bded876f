"""Why rows of a table are equal: policies with the same figures in every measure, and the rule behind it."""

from collections.abc import Hashable, Sequence

from simulator.analysis.compare import Comparison, PolicyPoint
from simulator.reporting import language as languages
from simulator.reporting import names, tables, wording
from simulator.reporting.language import Language
from simulator.scenario.model import Scenario

WORDS = {
    "ratios": ("Ratios {low} to {high}", "补偿比例 {low} 至 {high} "),
    "same": ("{policies} give the same figures in every measure.", "{policies}的各项指标完全相同。"),
    "stacking": (
        "{policies} give the same figures in every measure: all public money together bears at most {limit} of a loss "
        "(stacking limit).",
        "{policies}的各项指标完全相同：各项财政资金合计最多承担损失的 {limit}（叠加上限）。",
    ),
}


def equal_rows(comparison: Comparison, points: Sequence[PolicyPoint], language: Language = "en") -> tuple[str, ...]:
    """Return a sentence for each group of neighbouring policies whose figures are the same.

    Where it is the stacking limit that makes ratios the same, the sentence says so.

    Parameters
    ----------
    points
        The rows of a table, in order; of a sweep, policies that differ in the ratio only, by rising ratio.
    """
    groups: list[list[PolicyPoint]] = []
    for point in points:
        if groups and _figures(comparison, groups[-1][0]) == _figures(comparison, point):
            groups[-1].append(point)
        else:
            groups.append([point])
    return tuple(_sentence(comparison, group, language) for group in groups if len(group) > 1)


def _figures(comparison: Comparison, point: PolicyPoint) -> Hashable:
    """Return all figures of a policy but the marginal cost, which is a difference to the ratio below."""
    keys = [measure.key for measure in comparison.measures if measure.key != "marginal_cost"]
    return tuple(comparison.estimates.get((point.name, key)) for key in keys)


def _sentence(comparison: Comparison, group: Sequence[PolicyPoint], language: Language) -> str:
    if not tables.is_sweep(comparison):
        listed = ("、" if language == "zh" else ", ").join(names.policy_name(point, language) for point in group)
        return languages.say(WORDS, "same", language, policies=listed)
    scenario = comparison.scenario
    low, high = (wording.ratio_text(point.ratio, language) for point in (group[0], group[-1]))
    ratios = languages.say(WORDS, "ratios", language, low=low, high=high)
    limit = wording.ratio_text(scenario.scheme.stacking_limit, language)
    key = "stacking" if largest_ratio(scenario) <= group[0].ratio else "same"
    return languages.say(WORDS, key, language, policies=ratios, limit=limit)


def largest_ratio(scenario: Scenario) -> float:
    """Return the ratio from which on the stacking limit leaves no more for the fund; above 1 where there is none."""
    scheme = scenario.scheme
    if "fund" not in scheme.public_parties or scheme.stacking_limit >= 1:
        return 2.0
    others: float = sum(getattr(scheme, f"{party}_share") for party in scheme.public_parties if party != "fund")
    return round(scheme.stacking_limit - others, 9)
