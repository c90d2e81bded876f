"""Says the values of an answer in a language: numbers with their unit, intervals, phrases, sentences.

Scales follow the reader: million and billion in English, 万 and 亿 in Chinese. A column of a table has one scale, given
by its largest amount; in running text each amount has its own.
"""

import math
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.answer import Basis, Column, Table
from simulator.estimate import CONFIDENCE, DENOMINATOR_NEAR_ZERO, NOT_TRIED, TOO_FEW, Estimate
from simulator.saying.numbers import bound_text, decimals_for, decimals_of, number_text, upper_bound
from simulator.saying.words import Language, language_in_force, template
from simulator.values import (
    Cell,
    InFolder,
    Listed,
    Measured,
    Number,
    Own,
    Peak,
    Phrase,
    Searched,
    Unit,
    Value,
    is_defined,
    is_never_seen,
)

_SCALES = {
    "en": ((1e13, 1e12, "largest"), (1e10, 1e9, "larger"), (1e5, 1e6, "large")),
    "zh": ((1e13, 1e12, "largest"), (1e10, 1e8, "larger"), (1e4, 1e4, "large")),
}
"""From the first limit that the largest amount reaches: divisor and name."""
SMALLEST_PROBABILITY = 1e-4
"""Probabilities that are known exactly are said down to here."""
_WHY_OPEN = {
    TOO_FEW: "value.too_few_paths", NOT_TRIED: "value.not_tried", DENOMINATOR_NEAR_ZERO: "value.near_zero",
}  # fmt: skip
_SHARES: tuple[Unit, ...] = ("share", "probability")


@dataclass(frozen=True)
class Scale:
    """How the numbers of one column are printed: `printed = value * factor`, then the label."""

    factor: float
    label: str


@dataclass(frozen=True)
class Speaker:
    """Says values in one language; amounts are of one currency.

    Attributes
    ----------
    currency
        Code of the currency, "CNY".
    folder
        The run folder, once it is known.
    program
        How this program is called.
    """

    language: Language
    currency: str
    folder: Path = Path()
    program: str = ""

    def in_folder(self, folder: Path, program: str) -> "Speaker":
        """Return a speaker of what is in a run folder, and of what may be done with it."""
        return replace(self, folder=folder, program=program)

    def words(self, key: str, /, **texts: str) -> str:
        """Return words by key, filled in with texts."""
        return template(key, self.language).format(**texts)

    def sentence(self, told: Value) -> str:
        """Return a phrase as a sentence, with a capital letter where the language has them; names stay as they are."""
        text = self.say(told)
        parts = told.parts.values() if isinstance(told, Phrase) else [told]
        items = [item for part in parts for item in (part.items if isinstance(part, Listed) else [part])]
        names = (item.text for item in items if isinstance(item, Own) and item.text)
        return text if text.startswith(tuple(names)) else text[:1].upper() + text[1:]

    def say(self, value: Value) -> str:
        """Return a value as in running text, with its unit."""
        match value:
            case Own():
                return (self.language == "zh" and value.chinese) or value.text
            case Phrase():
                return self._phrase(value)
            case Listed():
                return self._listed([self.say(item) for item in value.items], value.last)
            case InFolder():
                return self._in_folder(value)
            case Number():
                return self._with_unit(self._number(value, self.scale(value.unit, [value.value])), value)
            case Measured():
                return self._measured(value)
            case Peak():
                return self._peak(value)
            case Searched():
                number, interval = self._searched(value, self.scale(value.unit, [value.largest]))
                return self._with_unit(number, Number(value.largest, value.unit)) + interval

    def cell(self, cell: Cell, scale: Scale) -> str:
        """Return a cell of a table, whose unit stands in its heading."""
        match cell:
            case None:
                return ""
            case Measured() if cell.brief is not None:
                return f"{cell.brief}{self.short(cell, scale)}"
            case Number() | Measured() if not scale.label and self.scale(cell.unit, ()).label:
                # The column has no unit of its own: each cell says its own.
                return self.say(cell)
            case Number():
                return self._number(cell, scale)
            case Peak():
                return self._peak(cell, scale)
            case Measured():
                word = self._word_for(cell.estimate, is_difference=cell.is_difference)
                return word or "".join(self._estimate(cell, scale))
            case Searched():
                return "".join(self._searched(cell, scale))
            case _:
                return self.say(cell)

    def heading(self, column: Column, scale: Scale) -> str:
        """Return a column's heading, with its unit in brackets where it has one."""
        return self.with_unit(column.heading, scale)

    def with_unit(self, heading: Value | None, scale: Scale) -> str:
        """Return words over numbers with their unit in brackets where it has one; the unit alone without words."""
        if heading is None:
            return scale.label
        words = self.say(heading)
        return self.words("heading.with_unit", heading=words, unit=scale.label) if scale.label else words

    def tick(self, value: float, unit: Unit, scale: Scale) -> str:
        """Return a round number at an axis, whose unit stands beside it."""
        if unit == "ratio" and self.language == "zh":
            return f"{100 * value:.10g}%"
        grouped = "," if unit in ("currency", "count") else ""
        return f"{value * scale.factor + 0.0:{grouped}.10g}"

    def short(self, value: Measured, scale: Scale) -> str:
        """Return an estimate without unit and interval, for grids and bars: "24.1", "<0.04"."""
        estimate = value.estimate
        if not is_defined(estimate):
            return self.words("value.not_applicable")
        if is_never_seen(estimate):
            return f"<{bound_text(estimate.high * scale.factor)}"
        if _is_chance(value) and estimate.value == 1 and estimate.low < 1:
            return f">{_lower_bound_text(estimate.low, scale.factor)}"
        return self._digits(value, scale)[0]

    def scales(self, table: Table) -> list[Scale]:
        """Return the scale of each column of a table; amounts of one table share the scale of the largest."""
        amounts = [
            size
            for row in table.rows
            for column, cell in zip(table.columns, row.cells, strict=True)
            if column.unit == "currency"
            for size in _sizes(cell)
        ]
        return [self.scale(column.unit, amounts) for column in table.columns]

    def scale(self, unit: Unit, values: Iterable[float]) -> Scale:
        """Return how numbers of a unit are printed, the largest of which decides."""
        match unit:
            case "share" | "probability":
                return Scale(100.0, self.words("unit.percent"))
            case "points":
                return Scale(100.0, self.words("unit.points"))
            case "per currency":
                return Scale(100.0, self.words("unit.per_currency", unit=self.words(f"unit.currency.{self.currency}")))
            case "months" | "years" | "days":
                return Scale(1.0, self.words(f"unit.{unit}"))
            case "count" | "ratio" | "year" | "plain":
                return Scale(1.0, "")
        word = self.words(f"unit.currency.{self.currency}")
        largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
        for limit, divisor, name in _SCALES[self.language]:
            if largest >= limit:
                return Scale(1 / divisor, self.words(f"unit.scale.{name}", unit=word))
        return Scale(1.0, word)

    def basis(self, basis: Basis, *, is_chart: bool = False) -> list[str]:
        """Return the sentences that stand under every table and chart: what the numbers rest on."""
        if basis.first is not None:
            return [self.sentence(basis.first), *self._stand_in(basis), *map(self.sentence, basis.notes)]
        if not basis.paths:
            computed = self.words("basis.computed", title=self.say(basis.title))
            return [computed, *self._stand_in(basis), *map(self.sentence, basis.notes)]
        simulated = self.words(
            "basis.drawn" if is_chart else "basis.simulated",
            title=self.say(basis.title),
            paths=self.say(Phrase("count.paths", {"n": Number(basis.paths, "count")})),
            seed=str(basis.seed),
            years=self.say(Phrase("count.years", {"n": Number(basis.years, "count")})),
            start=basis.start,
            confidence=self._number(Number(CONFIDENCE, "share"), Scale(100.0, "")) + self._percent_sign(),
            currency=self.words(f"unit.currency.{basis.currency}"),
        )
        return [simulated, *self._stand_in(basis), *map(self.sentence, basis.notes)]

    def _stand_in(self, basis: Basis) -> list[str]:
        return [] if basis.stand_in is None else [self.say(basis.stand_in)]

    def _in_folder(self, value: InFolder) -> str:
        path = shlex.quote(str(self.folder / value.path))
        return f"{self.program} {value.command} {path}" if value.command else path

    def _phrase(self, told: Phrase) -> str:
        count = told.parts.get("n")
        number = count.value if isinstance(count, Number) else None
        return template(told.key, self.language, number).format(
            **{name: self.say(part) for name, part in told.parts.items()}
        )

    def _listed(self, items: list[str], last: str) -> str:
        if len(items) < 2 or last in ("comma", "clause"):
            return self.words("list.comma" if last == "comma" else "list.clause").join(items)
        return self.words(f"list.{last}", first=self.words("list.comma").join(items[:-1]), last=items[-1])

    def _number(self, number: Number, scale: Scale) -> str:
        """Return a number without its unit: as many digits as it has, up to twelve, or as it asks for."""
        if number.unit == "probability" and 0 < number.value < SMALLEST_PROBABILITY:
            return self.words("value.below", bound=f"{SMALLEST_PROBABILITY * scale.factor:.3g}")
        is_per_cent = number.unit == "ratio" and self.language == "zh"
        value = number.value * (100 if is_per_cent else scale.factor)
        if number.digits is not None:
            text = number_text(value, decimals_of(value, number.digits))
        elif number.unit in ("count", "currency"):
            text = f"{value:,.12g}"
        else:
            text = f"{value:.3g}" if number.unit in ("plain", "points", *_SHARES) else f"{value:.12g}"
        return f"{text}%" if is_per_cent else text

    def _with_unit(self, text: str, value: Number | Measured) -> str:
        values = [value.value] if isinstance(value, Number) else _sizes(value)
        label = self.scale(value.unit, values).label
        return f"{text}{self._gap(label)}{label}" if label else text

    def _gap(self, label: str) -> str:
        return "" if self.language == "zh" and label == self.words("unit.percent") else " "

    def _percent_sign(self) -> str:
        label = self.words("unit.percent")
        return f"{self._gap(label)}{label}"

    def _measured(self, value: Measured) -> str:
        scale = self.scale(value.unit, _sizes(value))
        word = self._word_for(value.estimate, is_difference=value.is_difference)
        if word:
            return word
        number, interval = self._estimate(value, scale)
        return self._with_unit(number, value) + interval

    def _word_for(self, estimate: Estimate, *, is_difference: bool) -> str:
        """Return the word that stands for an estimate without a number, or for a difference of zero on every path."""
        if not is_defined(estimate):
            return self.words("value.not_applicable")
        is_same = estimate.value == estimate.low == estimate.high == 0
        return self.words("value.same") if is_difference and is_same else ""

    def _estimate(self, value: Measured, scale: Scale) -> tuple[str, str]:
        """Return an estimate and its interval, "24.1" and " [23.8, 24.4]"; of what was never seen, only the bound."""
        estimate = value.estimate
        if not value.is_difference and value.digits is None and is_never_seen(estimate):
            return self.words("value.below", bound=bound_text(estimate.high * scale.factor)), ""
        if not value.is_difference and _is_chance(value) and estimate.value == 1 and estimate.low < 1:
            return self.words("value.above", bound=_lower_bound_text(estimate.low, scale.factor)), ""
        return self._digits(value, scale)

    def _digits(self, value: Measured, scale: Scale) -> tuple[str, str]:
        """Return value and interval rounded to the first digit of the interval's half-width."""
        estimate = value.estimate
        number, low, high = (scale.factor * end for end in (estimate.value, estimate.low, estimate.high))
        has_interval = math.isfinite(low) and math.isfinite(high)
        half_width = (high - low) / 2 if has_interval else math.nan
        decimals = decimals_for(number, half_width) if value.digits is None else decimals_of(number, value.digits)
        if estimate.kind == "proportion" and number != 0 and round(number, decimals) == 0:
            # What was seen is never printed as 0.
            decimals = -math.floor(math.log10(abs(number)))
        text = number_text(number, decimals, is_signed=value.is_difference)
        if not has_interval:
            return text, self._why_open(estimate)
        if half_width == 0:
            return text, ""
        ends = [number_text(end, decimals, is_signed=value.is_difference) for end in (low, high)]
        vague = self._remark("value.vague") if estimate.note == DENOMINATOR_NEAR_ZERO else ""
        return text, self._interval(ends) + vague

    def _interval(self, ends: list[str]) -> str:
        # A comma between ends that have commas of their own reads as one number in Chinese.
        middle = " 至 " if self.language == "zh" else ", "
        return f" [{middle.join(ends)}]"

    def _searched(self, found: Searched, scale: Scale) -> tuple[str, str]:
        """Return what was found and its interval, "35" and " [30, above 100]"; "above 100" where nothing sufficed."""
        top, low = scale.factor * found.largest, scale.factor * found.low
        half_width = (min(scale.factor * found.high, top) - low) / 2
        decimals = decimals_for(scale.factor * found.value, half_width) if found.decimals is None else found.decimals
        value, *ends = (
            self.words("value.beyond", bound=f"{top:.12g}") if math.isinf(end) else number_text(end, decimals)
            for end in (scale.factor * found.value, low, scale.factor * found.high)
        )
        is_known = found.value == found.low == found.high or found.low >= found.largest
        return value, "" if is_known else self._interval(ends)

    def _why_open(self, estimate: Estimate) -> str:
        """Return in brackets why there is no interval, and of how many paths the number is."""
        told = [Phrase(_WHY_OPEN.get(estimate.note, "value.no_interval"))] if estimate.note else []
        told += [Phrase("value.among", {"n": Number(estimate.among, "count")})] if estimate.among else []
        told = told or [Phrase("value.no_interval")]
        return self.words("value.bracketed", remark=self.say(Listed(tuple(told), "clause")))

    def _remark(self, key: str) -> str:
        return self.words("value.bracketed", remark=self.words(key))

    def _peak(self, peak: Peak, scale: Scale | None = None) -> str:
        """Return a number and the range around it; with its unit unless the scale is given."""
        own = scale or self.scale(peak.unit, (peak.best,))
        best, low, high = (self._number(Number(end, peak.unit), own) for end in (peak.best, peak.low, peak.high))
        best = best if scale else self._with_unit(best, Number(peak.best, peak.unit))
        return best if low == high else self.words("value.indistinguishable", best=best, low=low, high=high)


def said(value: Value) -> str:
    """Return a value that holds no amounts of money in the language in force."""
    return Speaker(language_in_force(), "CNY").say(value)


def _is_chance(value: Measured) -> bool:
    return value.unit == "probability" or value.estimate.kind == "proportion"


def _lower_bound_text(low: float, factor: float) -> str:
    gap, decimals = upper_bound((1 - low) * factor)
    return f"{factor - gap:.{decimals}f}"


def _sizes(cell: Cell) -> list[float]:
    """Return the numbers by which a scale is chosen."""
    if isinstance(cell, Number):
        return [cell.value]
    if isinstance(cell, Measured):
        ends = (cell.estimate.value, cell.estimate.low, cell.estimate.high)
        return [end for end in ends if math.isfinite(end)]
    return []
