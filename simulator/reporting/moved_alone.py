"""What a policy that also changes the lending without the scheme must say beside its additional lending."""

from simulator.analysis.compare import Comparison, PolicyPoint
from simulator.reporting import language as languages
from simulator.reporting import names, wording
from simulator.reporting.language import Language

WORDS = {
    "moved": (
        "{policy}: lending without the scheme changes as well, by {alone}, and additional lending is counted from "
        "there; all lending changes by {lent}.",
        "{policy}：没有补偿政策时的贷款投放也随之变动 {alone}，净增贷款由此起算；贷款投放总额变动 {lent}。",
    ),
}


def moved_alone(comparison: Comparison, language: Language = "en") -> tuple[str, ...]:
    """Return a sentence for each policy that changes what is lent without the scheme, beyond the paired interval.

    Settings of the bank's decision do; ratio, fund and breaker never.
    """
    return tuple(_sentence(comparison, point, language) for point in comparison.points if _is_moved(comparison, point))


def _is_moved(comparison: Comparison, point: PolicyPoint) -> bool:
    difference = comparison.differences.get((point.name, "lent_alone"))
    return difference is not None and (difference.low > 0 or difference.high < 0)


def _sentence(comparison: Comparison, point: PolicyPoint, language: Language) -> str:
    told = {}
    for word, key in (("alone", "lent_alone"), ("lent", "lent")):
        measure = next(measure for measure in comparison.measures if measure.key == key)
        style = wording.unit_style(measure, comparison, language=language)
        cell = wording.difference_cell(comparison.differences[point.name, key], style, language)
        told[word] = f"{cell} {style.label}"
    return languages.say(WORDS, "moved", language, policy=names.policy_name(point, language), **told)
