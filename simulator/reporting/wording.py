"""Numbers in words: units, sensible digits, intervals, and the sentence under every table."""

import math
from dataclasses import dataclass

from simulator.analysis.compare import Comparison, MeasureDefinition
from simulator.analysis.intervals import DENOMINATOR_NEAR_ZERO, NO_DENOMINATOR, Estimate
from simulator.scenario.model import Scenario

CURRENCY_WORDS = {"CNY": "yuan", "KRW": "won", "USD": "dollars", "EUR": "euro"}
CONFIDENCE = "95 %"
NOT_DEFINED = "n/a"

# From the first limit that the largest amount of a column reaches: divisor and prefix.
_SCALES = ((1e13, 1e12, "tn "), (1e10, 1e9, "bn "), (1e5, 1e6, "m "))


@dataclass(frozen=True)
class UnitStyle:
    """How the numbers of one column are printed: `printed = value * factor`, then the label."""

    factor: float
    label: str
    difference_label: str


def currency_word(scenario: Scenario) -> str:
    """Return the word for the scenario's currency, such as yuan."""
    return CURRENCY_WORDS[scenario.currency]


def amount_style(largest: float, word: str) -> UnitStyle:
    """Return the scale that suits a column whose largest amount, in main units, is `largest`."""
    for limit, divisor, prefix in _SCALES:
        if largest >= limit:
            return UnitStyle(1 / divisor, f"{prefix}{word}", f"{prefix}{word}")
    return UnitStyle(1.0, word, word)


def amount_text(amount: float) -> str:
    """Return an exact amount without its currency, as in the names of policies: "20 m", "0.5 m", "1.5 bn"."""
    return f"{amount / 1e9:.12g} bn" if amount >= 1e9 else f"{amount / 1e6:.12g} m"


def unit_style(measure: MeasureDefinition, comparison: Comparison) -> UnitStyle:
    """Return how a measure is printed throughout one comparison, on one scale for all policies."""
    return style_of(measure, _largest(comparison, measure.key), currency_word(comparison.scenario))


def style_of(measure: MeasureDefinition, largest: float, word: str) -> UnitStyle:
    """Return how a measure is printed whose largest value, in plain units, is `largest`."""
    if measure.unit == "currency":
        return amount_style(largest, word)
    return _FIXED_STYLES[measure.unit] if measure.unit in _FIXED_STYLES else _per_currency(word)


_FIXED_STYLES = {
    "share": UnitStyle(100.0, "%", "percentage points"),
    "probability": UnitStyle(100.0, "%", "percentage points"),
    "count": UnitStyle(1.0, "number", "number"),
    "months": UnitStyle(1.0, "months", "months"),
}


def _per_currency(word: str) -> UnitStyle:
    label = f"{word} per 100 {word}"
    return UnitStyle(100.0, label, label)


def _largest(comparison: Comparison, key: str) -> float:
    values = (
        abs(comparison.estimates[point.name, key].value)
        for point in comparison.points
        if (point.name, key) in comparison.estimates
    )
    return max((value for value in values if math.isfinite(value)), default=0.0)


def decimals_for(value: float, half_width: float) -> int:
    """Return how many decimals to print: down to the first digit of the interval's half-width.

    Three digits are printed where there is no interval.
    """
    if math.isfinite(half_width) and half_width > 0:
        return min(max(0, -math.floor(math.log10(half_width))), 8)
    if value == 0 or not math.isfinite(value):
        return 0
    return min(max(0, 2 - math.floor(math.log10(abs(value)))), 8)


def number_text(value: float, decimals: int, *, is_signed: bool = False) -> str:
    """Return a number with thousands separators, never "-0"."""
    rounded = round(value, decimals) + 0.0
    return f"{rounded:+,.{decimals}f}" if is_signed and rounded != 0 else f"{rounded:,.{decimals}f}"


def bound_text(bound: float) -> str:
    """Return a small upper bound rounded up to one digit (two when the first is a 1), such as "0.04"."""
    exponent = math.floor(math.log10(bound))
    digits = 1 if bound / 10.0**exponent >= 2 else 2
    decimals = max(0, digits - 1 - exponent)
    return f"{math.ceil(round(bound * 10.0**decimals, 9)) / 10.0**decimals:.{decimals}f}"


def is_never_seen(estimate: Estimate, measure: MeasureDefinition) -> bool:
    """Return whether an event of this kind happened on no path, so that only a bound is known."""
    return _is_chance(estimate, measure) and estimate.value == 0 and estimate.high > 0


def _is_chance(estimate: Estimate, measure: MeasureDefinition) -> bool:
    return measure.unit == "probability" or estimate.kind == "proportion"


def is_defined(estimate: Estimate) -> bool:
    """Return whether there is a number at all: not where a ratio has nothing to divide by."""
    return math.isfinite(estimate.value) and estimate.note != NO_DENOMINATOR


def cell(estimate: Estimate, measure: MeasureDefinition, style: UnitStyle) -> str:
    """Return value and interval without the unit: "24.1 [23.8, 24.4]", "below 0.04".

    An event seen on no path is never printed as 0: its upper bound is.
    """
    if not is_defined(estimate):
        return NOT_DEFINED
    if is_never_seen(estimate, measure):
        return f"below {bound_text(estimate.high * style.factor)}"
    if _is_chance(estimate, measure) and estimate.value == 1 and estimate.low < 1:
        return f"above {_above_text(estimate.low, style.factor)}"
    return with_interval(estimate, style.factor, is_signed=False)


def _above_text(low: float, factor: float) -> str:
    gap = bound_text((1 - low) * factor)
    decimals = len(gap.partition(".")[2])
    return f"{factor - float(gap):.{decimals}f}"


def difference_cell(difference: Estimate | None, style: UnitStyle) -> str:
    """Return a paired difference with its sign; "same" when no path differs, "baseline" for itself."""
    if difference is None:
        return "baseline"
    if not is_defined(difference):
        return NOT_DEFINED
    if difference.value == 0 and difference.low == 0 and difference.high == 0:
        return "same"
    return with_interval(difference, style.factor, is_signed=True)


def with_interval(estimate: Estimate, factor: float, *, is_signed: bool) -> str:
    """Return value and interval, "24.1 [23.8, 24.4]", rounded to the first digit of the interval's half-width."""
    value, low, high = (factor * number for number in (estimate.value, estimate.low, estimate.high))
    has_interval = math.isfinite(low) and math.isfinite(high)
    half_width = (high - low) / 2 if has_interval else math.nan
    decimals = decimals_for(value, half_width)
    text = number_text(value, decimals, is_signed=is_signed)
    if not has_interval:
        return f"{text} ({estimate.note or 'no interval'})"
    if half_width == 0:
        return text
    ends = ", ".join(number_text(end, decimals, is_signed=is_signed) for end in (low, high))
    vague = " (vague)" if estimate.note == DENOMINATOR_NEAR_ZERO else ""
    return f"{text} [{ends}]{vague}"


def phrase(estimate: Estimate, measure: MeasureDefinition, style: UnitStyle) -> str:
    """Return value, unit and interval as in running text: "24.1 m yuan [23.8, 24.4]"."""
    text = cell(estimate, measure, style)
    if text.startswith(NOT_DEFINED) or measure.unit == "count":
        return text
    if text.startswith(("below", "above")):
        return f"{text} {style.label}"
    number, _, rest = text.partition(" ")
    return f"{number} {style.label} {rest}".strip()


def amount_phrase(estimate: Estimate, scenario: Scenario, *, is_signed: bool = False) -> str:
    """Return an amount with unit and interval, on a scale of its own: "76 m yuan [64, 88]"."""
    known = [abs(end) for end in (estimate.value, estimate.low, estimate.high) if math.isfinite(end)]
    style = amount_style(max(known, default=0.0), currency_word(scenario))
    number, _, rest = with_interval(estimate, style.factor, is_signed=is_signed).partition(" ")
    return f"{number} {style.label} {rest}".strip()


def notes_of(comparison: Comparison) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    return basis_notes(comparison.scenario, comparison.paths, comparison.seed, comparison.notes)


def basis_notes(scenario: Scenario, paths: int, seed: int, notes: tuple[str, ...]) -> tuple[str, ...]:
    """Return what numbers rest on: scenario, paths, seed, horizon, intervals, stand-ins, and further notes."""
    years = scenario.clock.years
    basis = (
        f"{scenario.about.title}: {paths:,} paths, seed {seed}, "
        f"{years} {'year' if years == 1 else 'years'} from {scenario.clock.start}, "
        f"{CONFIDENCE} intervals in brackets, amounts in {currency_word(scenario)}."
    )
    stand_in = (scenario.about.stand_in,) if scenario.about.stand_in else ()
    return tuple(dict.fromkeys((basis, *stand_in, *notes)))


def near_tie_sentences(comparison: Comparison) -> tuple[str, ...]:
    """Return the best ratio of each line of the grid as a range of near-ties; lines with one range share a sentence."""
    lines_by_range: dict[tuple[float, float, str], list[str]] = {}
    for line, (low, high) in comparison.near_ties.items():
        first, _, rest = line.rpartition(", ")
        lines_by_range.setdefault((low, high, rest), []).append(first)
    sentences = []
    for (low, high, rest), firsts in lines_by_range.items():
        lines = ", ".join([rest, *(first for first in firsts if first)])
        sentences.append(f"{lines}: {_range_text(low, high)}" if lines else _range_text(low, high))
    return tuple(sentences)


def _range_text(low: float, high: float) -> str:
    if low == high:
        return f"ratio {low:g} is best"
    return f"ratios {low:g} to {high:g} cannot be told apart from the best"
