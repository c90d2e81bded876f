"""Numbers of a comparison as a document says them: Chinese or English, with unit and interval."""

import math
from dataclasses import dataclass
from typing import Literal

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.analysis.intervals import Estimate
from simulator.analysis.yearly import first_year
from simulator.reporting import names, tables, wording
from simulator.scenario.model import Scenario

Language = Literal["en", "zh"]

_CURRENCY = {"CNY": "元", "KRW": "韩元", "USD": "美元", "EUR": "欧元"}
_UNITS = {
    "share": (100.0, (" %", "%")),
    "probability": (100.0, (" %", "%")),
    "count": (1.0, ("", "")),
    "months": (1.0, (" months", "个月")),
}
_POINTS = (" points", "个百分点")
NOT_KNOWN = {"en": "not computed", "zh": "未测算"}


@dataclass(frozen=True)
class Speaker:
    """Says the numbers of one comparison in one language."""

    comparison: Comparison
    language: Language

    def pick(self, pair: tuple[str, str], **values: object) -> str:
        """Return the English or the Chinese of a pair, filled in."""
        return pair[self.language == "zh"].format(**values)

    def value(self, policy: str, key: str) -> str:
        """Return a measure of a policy with unit and interval; an event never seen as its upper bound."""
        estimate = self.comparison.estimates.get((policy, key))
        unit = next((measure.unit for measure in self.comparison.measures if measure.key == key), None)
        if estimate is None or unit is None or not wording.is_defined(estimate):
            return NOT_KNOWN[self.language]
        if estimate.value == 0 and estimate.high > 0 and (unit == "probability" or estimate.kind == "proportion"):
            return self.pick(("below {bound} %", "低于{bound}%"), bound=wording.bound_text(100 * estimate.high))
        return self._in_unit(estimate, unit, is_signed=False)

    def difference(self, policy: str, key: str) -> str:
        """Return what a policy has more than the baseline, with sign, unit and interval; or that none can be shown."""
        estimate = self.comparison.differences.get((policy, key))
        unit = next((measure.unit for measure in self.comparison.measures if measure.key == key), None)
        if policy == self.comparison.baseline:
            return self.pick(("baseline", "基准"))
        if estimate is None or unit is None or not wording.is_defined(estimate):
            return NOT_KNOWN[self.language]
        if estimate.low <= 0 <= estimate.high:
            return self.pick(("no difference we can show", "看不出差异"))
        return self._in_unit(estimate, unit, is_signed=True)

    def _in_unit(self, estimate: Estimate, unit: str, *, is_signed: bool) -> str:
        if unit == "currency":
            return self.amount_with_interval(estimate, is_signed=is_signed)
        if unit == "per currency":
            number, blank, rest = wording.with_interval(estimate, 100.0, is_signed=is_signed).partition(" ")
            word = currency(self.scenario, self.language)
            return self.pick(("{n} {w} per 100 {w}", "每百{w}{n}{w}"), n=number, w=word) + f"{blank}{rest}"
        factor, label = _UNITS[unit]
        number, blank, rest = wording.with_interval(estimate, factor, is_signed=is_signed).partition(" ")
        said = self.pick(_POINTS if is_signed and factor > 1 else label)
        return f"{number}{said}{blank}{rest}"

    def amount_with_interval(self, estimate: Estimate, *, is_signed: bool = False) -> str:
        """Return an amount on a scale of its own, with unit and interval."""
        if self.language == "en":
            return wording.amount_phrase(estimate, self.scenario, is_signed=is_signed)
        known = [abs(end) for end in (estimate.value, estimate.low, estimate.high) if math.isfinite(end)]
        divisor, unit = _chinese_scale(max(known, default=0.0))
        number, blank, rest = wording.with_interval(estimate, 1 / divisor, is_signed=is_signed).partition(" ")
        return f"{number}{unit}{currency(self.scenario, 'zh')}{blank}{rest}"

    def amount(self, amount: float) -> str:
        """Return an exact amount with its currency."""
        word = currency(self.scenario, self.language)
        if self.language == "en":
            return f"{wording.amount_text(amount)} {word}"
        divisor, unit = _chinese_scale(amount)
        return f"{amount / divisor:,.12g}{unit}{word}"

    def year_cell(self, policy: str, row: str, year: int, divisor: float) -> str:
        """Return one number of a calendar year's table, in units of `divisor`, with its interval."""
        return wording.with_interval(self.comparison.yearly[policy][row][year], 1 / divisor, is_signed=False)

    def years(self, policy: str) -> tuple[int, ...]:
        """Return the calendar years that are known of a policy; none where they were not kept."""
        rows = self.comparison.yearly.get(policy, {})
        start = first_year(self.scenario)
        return tuple(range(start, start + len(rows.get("balance", ()))))

    def name(self, point: PolicyPoint) -> str:
        """Return what a policy is called: its ratio, fund and stop line where it is one of a grid."""
        if not point.name.startswith("ratio ") and self.language == "en":
            return point.name
        chosen = self.pick(
            ("ratio {ratio} %, fund {fund}, stop line {line}", "补偿比例{ratio}%、资金规模{fund}、熔断{line}"),
            ratio=f"{100 * point.ratio:g}",
            fund=self.amount(point.fund_size),
            line=self.pick(("on", "启用") if point.is_breaker_on else ("off", "不启用")),
        )
        return chosen if point.name.startswith("ratio ") else f"{point.name}（{chosen}）"

    def label(self, measure: MeasureDefinition, unit: str) -> str:
        """Return a measure's name with the unit of its plain number."""
        name = names.measure_label(measure, self.language)
        return f"{name} ({unit})" if measure.unit == "currency" else name

    @property
    def scenario(self) -> Scenario:
        """The scenario of the baseline."""
        return self.comparison.scenario

    @property
    def baseline(self) -> PolicyPoint:
        """The policy that the others are compared with."""
        return tables.point_named(self.comparison, self.comparison.baseline)


def currency(scenario: Scenario, language: Language) -> str:
    """Return the word for a scenario's currency."""
    return _CURRENCY[scenario.currency] if language == "zh" else wording.currency_word(scenario)


def _chinese_scale(largest: float) -> tuple[float, str]:
    return (1e8, "亿") if largest >= 1e8 else (1e4, "万")
