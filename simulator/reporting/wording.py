"""Numbers in words: units, sensible digits, intervals, and the sentence under every table."""

import math
from dataclasses import dataclass

from simulator.analysis.compare import Comparison, MeasureDefinition
from simulator.estimate import DENOMINATOR_NEAR_ZERO, Estimate
from simulator.faults import counted
from simulator.reporting import language as languages
from simulator.reporting import names
from simulator.reporting.chinese_notes import note_in_chinese
from simulator.reporting.language import Language
from simulator.saying.numbers import bound_text as bound_text
from simulator.saying.numbers import decimals_for as decimals_for
from simulator.saying.numbers import number_text as number_text
from simulator.scenario.model import Scenario
from simulator.values import is_defined as is_defined
from simulator.values import is_never_seen as is_never_seen

CURRENCY_WORDS = {"CNY": ("yuan", "元"), "KRW": ("won", "韩元"), "USD": ("dollars", "美元"), "EUR": ("euro", "欧元")}
CURRENCIES = {"CNY": "人民币", "KRW": "韩元", "USD": "美元", "EUR": "欧元"}
CONFIDENCE = "95 %"
NOT_DEFINED = "n/a"

WORDS = {
    "not_defined": (NOT_DEFINED, "不适用"),
    "baseline": ("baseline", "基准"),
    "same": ("same", "相同"),
    "below": ("below {bound}", "低于 {bound}"),
    "above": ("above {bound}", "高于 {bound}"),
    "no_interval": ("no interval", "无区间"),
    "vague": (" (vague)", "（不精确）"),
    "points": ("percentage points", "个百分点"),
    "per": ("{unit} per 100 {unit}", "{unit}/百{unit}"),
    "basis": (
        "{title}: {path_words}, seed {seed}, {year_words} from {start}, {confidence} intervals in brackets, "
        "currency: {unit}.",
        "{title}：{paths:,} 条模拟路径，随机种子 {seed}，自 {start} 起 {years} 年，方括号内为 95% 区间，"
        "币种：{currency}，金额单位见各处标注。",
    ),
    "best": ("ratio {low} is best", "补偿比例 {low} 最优"),
    "ties": (
        "ratios {low} to {high} cannot be told apart from the best",
        "补偿比例 {low} 至 {high} 与最优者差异不显著",
    ),
}


def not_defined(language: Language) -> str:
    """Return what stands where there is no number."""
    return say("not_defined", language)


def say(name: str, language: Language, **words: object) -> str:
    """Return one of `WORDS` in a language, filled in."""
    return languages.say(WORDS, name, language, **words)


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
    return _with_unit(f"{100 * share:.3g}", "%", language)


def unit_style(measure: MeasureDefinition, comparison: Comparison, language: Language = "en") -> UnitStyle:
    """Return how a measure is printed throughout one comparison, on one scale for all policies."""
    word = currency_word(comparison.scenario, language)
    largest = _largest(comparison, measure.key) or comparison.scenario.fund.fund_size
    return style_of(measure, largest, word, language)


def style_of(measure: MeasureDefinition, largest: float, word: str, language: Language = "en") -> UnitStyle:
    """Return how a measure is printed whose largest value, in plain units, is `largest`."""
    if measure.unit == "currency":
        return amount_style(largest, word, language)
    if measure.unit in ("share", "probability"):
        return UnitStyle(100.0, "%", say("points", language))
    if measure.unit == "per currency":
        label = say("per", language, unit=word)
        return UnitStyle(100.0, label, label)
    label = names.unit_word("months", language) if measure.unit == "months" else names.counting_word(measure, language)
    return UnitStyle(1.0, label, label)


def _largest(comparison: Comparison, key: str) -> float:
    values = (
        abs(comparison.estimates[point.name, key].value)
        for point in comparison.points
        if (point.name, key) in comparison.estimates
    )
    return max((value for value in values if math.isfinite(value)), default=0.0)


def _is_chance(estimate: Estimate, measure: MeasureDefinition) -> bool:
    return measure.unit == "probability" or estimate.kind == "proportion"


def cell(estimate: Estimate, measure: MeasureDefinition, style: UnitStyle, language: Language = "en") -> str:
    """Return value and interval without the unit: "24.1 [23.8, 24.4]", "below 0.04".

    What was seen on no path, and may happen, is never printed as 0: its upper bound is.
    """
    if not is_defined(estimate):
        return not_defined(language)
    if _is_chance(estimate, measure) and estimate.value == 1 and estimate.low < 1:
        return say("above", language, bound=_above_text(estimate.low, style.factor))
    return with_interval(estimate, style.factor, is_signed=False, language=language)


def _above_text(low: float, factor: float) -> str:
    gap = bound_text((1 - low) * factor)
    decimals = len(gap.partition(".")[2])
    return f"{factor - float(gap):.{decimals}f}"


def difference_cell(difference: Estimate | None, style: UnitStyle, language: Language = "en") -> str:
    """Return a paired difference with its sign; "same" when no path differs, "baseline" for itself."""
    if difference is None:
        return say("baseline", language)
    if not is_defined(difference):
        return not_defined(language)
    if difference.value == 0 and difference.low == 0 and difference.high == 0:
        return say("same", language)
    return with_interval(difference, style.factor, is_signed=True, language=language)


def with_interval(estimate: Estimate, factor: float, *, is_signed: bool, language: Language = "en") -> str:
    """Return value and interval, "24.1 [23.8, 24.4]", rounded to the first digit of the interval's half-width.

    Of what was seen on no path only the bound is given: "below 0.04".
    """
    if not is_signed and is_never_seen(estimate):
        return say("below", language, bound=bound_text(estimate.high * factor))
    value, low, high = (factor * number for number in (estimate.value, estimate.low, estimate.high))
    has_interval = math.isfinite(low) and math.isfinite(high)
    half_width = (high - low) / 2 if has_interval else math.nan
    decimals = decimals_for(value, half_width)
    if estimate.kind == "proportion" and value != 0 and round(value, decimals) == 0:
        # What was seen is never printed as 0.
        decimals = -math.floor(math.log10(abs(value)))
    text = number_text(value, decimals, is_signed=is_signed)
    if not has_interval:
        note = _remark(estimate, language) or say("no_interval", language)
        return f"{text} ({note})"
    if half_width == 0:
        return text
    ends = ", ".join(number_text(end, decimals, is_signed=is_signed) for end in (low, high))
    vague = say("vague", language) if estimate.note == DENOMINATOR_NEAR_ZERO else ""
    return f"{text} [{ends}]{vague}"


def _remark(estimate: Estimate, language: Language) -> str:
    if language == "en":
        return estimate.remark
    paths = f"仅 {estimate.among:,} 条路径发生" if estimate.among else ""
    return "，".join(part for part in (names.text(estimate.note, language), paths) if part)


def phrase(estimate: Estimate, measure: MeasureDefinition, style: UnitStyle, language: Language = "en") -> str:
    """Return value, unit and interval as in running text: "24.1 m yuan [23.8, 24.4]", "2,410 万元 [2,380, 2,440]"."""
    text = cell(estimate, measure, style, language)
    if text == not_defined(language) or (measure.unit == "count" and language == "en"):
        return text
    return with_unit(text, style.label, language)


def with_unit(text: str, unit: str, language: Language = "en") -> str:
    """Return a printed value and interval with the unit after the value: "24.1 m yuan [23.8, 24.4]"."""
    if text.startswith(("below", "above", "低于", "高于")):
        return _with_unit(text, unit, language)
    number, _, rest = text.partition(" ")
    return f"{_with_unit(number, unit, language)} {rest}".strip()


def _with_unit(number: str, unit: str, language: Language) -> str:
    return f"{number}{unit}" if unit == "%" and language == "zh" else f"{number} {unit}"


def amount_phrase(estimate: Estimate, scenario: Scenario, *, is_signed: bool = False, language: Language = "en") -> str:
    """Return an amount with unit and interval, on a scale of its own: "76 m yuan [64, 88]"."""
    known = [abs(end) for end in (estimate.value, estimate.low, estimate.high) if math.isfinite(end)]
    style = amount_style(max(known, default=0.0), currency_word(scenario, language), language)
    return with_unit(with_interval(estimate, style.factor, is_signed=is_signed, language=language), style.label)


def notes_of(comparison: Comparison, language: Language = "en") -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    return basis_notes(comparison.scenario, comparison.paths, comparison.seed, comparison.notes, language)


def basis_notes(
    scenario: Scenario, paths: int, seed: int, notes: tuple[str, ...], language: Language = "en"
) -> tuple[str, ...]:
    """Return what numbers rest on: scenario, paths, seed, horizon, intervals, stand-ins, and further notes."""
    years = scenario.clock.years
    basis = say(
        "basis",
        language,
        title=names.scenario_title(scenario, language),
        paths=paths,
        seed=seed,
        years=years,
        path_words=counted(paths, "path"),
        year_words=counted(years, "year"),
        start=scenario.clock.start,
        confidence=CONFIDENCE,
        unit=currency_word(scenario, language),
        currency=CURRENCIES[scenario.currency],
    )
    stand_in = names.stand_in(scenario, language)
    told = [note for note in notes if note != scenario.about.stand_in]
    further = map(note_in_chinese, told) if language == "zh" else told
    return tuple(dict.fromkeys((basis, *([stand_in] if stand_in else []), *further)))


def near_tie_sentences(comparison: Comparison, language: Language = "en") -> tuple[str, ...]:
    """Return the best ratio of each line of the grid as a range of near-ties; lines with one range share a sentence."""
    lines_by_range: dict[tuple[float, float, str], list[str]] = {}
    for line, (low, high) in comparison.near_ties.items():
        first, _, rest = line.rpartition(", ")
        lines_by_range.setdefault((low, high, rest), []).append(first)
    sentences = []
    comma, colon = ("，", "：") if language == "zh" else (", ", ": ")
    for (low, high, rest), firsts in lines_by_range.items():
        lines = comma.join(names.policy_name(part, language) for part in (rest, *firsts) if part)
        ends = {"low": ratio_text(low, language), "high": ratio_text(high, language)}
        told = say("best" if low == high else "ties", language, **ends)
        sentences.append(f"{lines}{colon}{told}" if lines else told)
    return tuple(sentences)
