"""Numbers of a comparison in words, one by one, as pages and documents put them into their own sentences."""

import math
from dataclasses import dataclass

from simulator.analysis.compare import Comparison, MeasureDefinition
from simulator.estimate import Estimate
from simulator.questions.compare.tell import basis_of
from simulator.questions.names import measured
from simulator.reporting import language as languages
from simulator.reporting import names
from simulator.reporting.language import Language
from simulator.saying.numbers import bound_text as bound_text
from simulator.saying.numbers import decimals_for as decimals_for
from simulator.saying.numbers import number_text as number_text
from simulator.saying.speaker import Scale, Speaker
from simulator.scenario.model import Scenario
from simulator.values import Measured, Number, Value, phrase
from simulator.values import is_defined as is_defined
from simulator.values import is_never_seen as is_never_seen

CURRENCY_WORDS = {"CNY": ("yuan", "元"), "KRW": ("won", "韩元"), "USD": ("dollars", "美元"), "EUR": ("euro", "欧元")}
CONFIDENCE = "95 %"
NOT_DEFINED = "n/a"


def said(value: Value, scenario: Scenario, language: Language = "en") -> str:
    """Return a value in words; amounts are of the scenario's currency."""
    return Speaker(language, scenario.currency).say(value)


def not_defined(language: Language) -> str:
    """Return what stands where there is no number."""
    return Speaker(language, "").words("value.not_applicable")


# From the first limit that the largest amount of a column reaches: divisor and prefix.
_SCALES = {
    "en": ((1e13, 1e12, "tn "), (1e10, 1e9, "bn "), (1e5, 1e6, "m ")),
    "zh": ((1e13, 1e12, "万亿"), (1e10, 1e8, "亿"), (1e4, 1e4, "万")),
}


@dataclass(frozen=True)
class UnitStyle:
    """How the numbers of one column are printed: `printed = value * factor`, then the label."""

    factor: float
    label: str
    difference_label: str


def currency_word(scenario: Scenario, language: Language = "en") -> str:
    """Return the word for the scenario's currency, such as yuan."""
    return languages.say(CURRENCY_WORDS, scenario.currency, language)


def amount_style(largest: float, word: str, language: Language = "en") -> UnitStyle:
    """Return the scale that suits a column whose largest amount, in main units, is `largest`."""
    for limit, divisor, prefix in _SCALES[language]:
        if largest >= limit:
            return UnitStyle(1 / divisor, f"{prefix}{word}", f"{prefix}{word}")
    return UnitStyle(1.0, word, word)


def amount_text(amount: float, language: Language = "en") -> str:
    """Return an exact amount without its currency, as in the names of policies: "20 m", "1.5 bn"; "2000 万"."""
    if language == "zh":
        return names.amount_in_wan(amount)
    return f"{amount / 1e9:.12g} bn" if amount >= 1e9 else f"{amount / 1e6:.12g} m"


def exact_amount(amount: float, scenario: Scenario, language: Language = "en") -> str:
    """Return an exact amount with its currency: "20 m yuan", "2000 万元"."""
    gap = "" if language == "zh" else " "
    return f"{amount_text(amount, language)}{gap}{currency_word(scenario, language)}"


def ratio_text(ratio: float, language: Language = "en") -> str:
    """Return a compensation ratio as it is said: "0.6", in Chinese "60%"."""
    return f"{100 * ratio:.12g}%" if language == "zh" else f"{ratio:.12g}"


def per_cent_text(share: float, language: Language = "en") -> str:
    """Return a share in per cent as it is said: "2 %", in Chinese "2%"."""
    return Speaker(language, "").say(Number(share, "share"))


def unit_style(measure: MeasureDefinition, comparison: Comparison, language: Language = "en") -> UnitStyle:
    """Return how a measure is printed throughout one comparison, on one scale for all policies."""
    largest = _largest(comparison, measure.key) or comparison.scenario.fund.fund_size
    return style_of(measure, largest, comparison.scenario, language)


def style_of(measure: MeasureDefinition, largest: float, scenario: Scenario, language: Language = "en") -> UnitStyle:
    """Return how a measure is printed whose largest value, in plain units, is `largest`."""
    speaker = Speaker(language, scenario.currency)
    scale = speaker.scale(measure.unit, [largest])
    label = scale.label or names.counting_word(measure, language)
    is_share = measure.unit in ("share", "probability")
    return UnitStyle(scale.factor, label, speaker.scale("points", ()).label if is_share else label)


def _largest(comparison: Comparison, key: str) -> float:
    values = (
        abs(comparison.estimates[point.name, key].value)
        for point in comparison.points
        if (point.name, key) in comparison.estimates
    )
    return max((value for value in values if math.isfinite(value)), default=0.0)


def cell(estimate: Estimate, measure: MeasureDefinition, style: UnitStyle, language: Language = "en") -> str:
    """Return value and interval without the unit: "24.1 [23.8, 24.4]", "below 0.04".

    What was seen on no path, and may happen, is never printed as 0: its upper bound is.
    """
    return _cell(measured(measure, estimate), style.factor, language)


def difference_cell(difference: Estimate | None, style: UnitStyle, language: Language = "en") -> str:
    """Return a paired difference with its sign; "same" when no path differs, "baseline" for itself."""
    if difference is None:
        return Speaker(language, "").say(phrase("compare.baseline"))
    return with_interval(difference, style.factor, is_signed=True, language=language)


def with_interval(estimate: Estimate, factor: float, *, is_signed: bool, language: Language = "en") -> str:
    """Return value and interval, "24.1 [23.8, 24.4]", rounded to the first digit of the interval's half-width."""
    return _cell(Measured(estimate, "plain", is_signed), factor, language)


def _cell(value: Measured, factor: float, language: Language) -> str:
    return Speaker(language, "").cell(value, Scale(factor, "the unit stands elsewhere"))


def in_words(estimate: Estimate, measure: MeasureDefinition, scenario: Scenario, language: Language = "en") -> str:
    """Return value, unit and interval as in running text: "24.1 m yuan [23.8, 24.4]"."""
    return said(measured(measure, estimate), scenario, language)


def amount_phrase(estimate: Estimate, scenario: Scenario, *, is_signed: bool = False, language: Language = "en") -> str:
    """Return an amount with unit and interval, on a scale of its own: "76 m yuan [64, 88]"."""
    return said(Measured(estimate, "currency", is_signed), scenario, language)


def notes_of(comparison: Comparison, language: Language = "en") -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    return tuple(Speaker(language, comparison.scenario.currency).basis(basis_of(comparison)))
