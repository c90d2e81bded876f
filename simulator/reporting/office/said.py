"""Numbers of a comparison as a document says them: Chinese or English, with unit and interval."""

from dataclasses import dataclass

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.analysis.yearly import first_year
from simulator.reporting import names, tables, wording
from simulator.reporting.language import Language
from simulator.scenario.model import Scenario

PHRASES = {
    "unknown": ("not computed", "未测算"),
    "baseline": ("baseline", "基准"),
    "no_difference": ("no difference we can show", "看不出差异"),
    "point": ("ratio {ratio} %, fund {fund}, breaker {line}", "补偿比例{ratio}%、资金规模{fund}、熔断{line}"),
    "on": ("on", "启用"),
    "off": ("off", "不启用"),
    "per_cent": ("{n} %", "{n}%"),
}


@dataclass(frozen=True)
class Speaker:
    """Says the numbers of one comparison in one language."""

    comparison: Comparison
    language: Language

    @property
    def scenario(self) -> Scenario:
        """The scenario of the baseline."""
        return self.comparison.scenario

    @property
    def baseline(self) -> PolicyPoint:
        """The policy that the others are compared with."""
        return tables.point_named(self.comparison, self.comparison.baseline)

    def pick(self, pair: tuple[str, str], **values: object) -> str:
        """Return the English or the Chinese of a pair, filled in."""
        return pair[self.language == "zh"].format(**values)

    def _measure(self, key: str) -> MeasureDefinition | None:
        return next((measure for measure in self.comparison.measures if measure.key == key), None)

    def value(self, policy: str, key: str) -> str:
        """Return a measure of a policy with unit and interval; an event never seen as its upper bound."""
        estimate, measure = self.comparison.estimates.get((policy, key)), self._measure(key)
        if estimate is None or measure is None or not wording.is_defined(estimate):
            return self.pick(PHRASES["unknown"])
        style = wording.unit_style(measure, self.comparison, self.language)
        return wording.phrase(estimate, measure, style, self.language)

    def difference(self, policy: str, key: str) -> str:
        """Return what a policy has more than the baseline, with sign, unit and interval; or that none can be shown."""
        estimate, measure = self.comparison.differences.get((policy, key)), self._measure(key)
        if policy == self.comparison.baseline:
            return self.pick(PHRASES["baseline"])
        if estimate is None or measure is None or not wording.is_defined(estimate):
            return self.pick(PHRASES["unknown"])
        if estimate.low <= 0 <= estimate.high:
            return self.pick(PHRASES["no_difference"])
        style = wording.unit_style(measure, self.comparison, self.language)
        text = wording.with_interval(estimate, style.factor, is_signed=True, language=self.language)
        number, _, rest = text.partition(" ")
        return f"{number} {style.difference_label} {rest}".strip()

    def amount(self, amount: float) -> str:
        """Return an exact amount with its currency."""
        return wording.exact_amount(amount, self.scenario, self.language)

    @property
    def currency(self) -> str:
        """The word for the currency."""
        return wording.currency_word(self.scenario, self.language)

    def per_cent(self, share: float) -> str:
        """Return an exact share in per cent."""
        return self.pick(PHRASES["per_cent"], n=f"{100 * share:.12g}")

    def year_cell(self, policy: str, row: str, year: int, divisor: float) -> str:
        """Return one number of a calendar year's table, in units of `divisor`, with its interval."""
        estimate = self.comparison.yearly[policy][row][year]
        return wording.with_interval(estimate, 1 / divisor, is_signed=False, language=self.language)

    def years(self, policy: str) -> tuple[int, ...]:
        """Return the calendar years that are known of a policy; none where they were not kept."""
        rows = self.comparison.yearly.get(policy, {})
        start = first_year(self.scenario)
        return tuple(range(start, start + len(rows.get("balance", ()))))

    def name(self, point: PolicyPoint) -> str:
        """Return what a policy is called: its ratio, fund and breaker where it is one of a grid."""
        if not tables.is_sweep(self.comparison):
            return names.policy_name(point, self.language)
        line = self.pick(PHRASES["on" if point.is_breaker_on else "off"])
        fund = self.amount(point.fund_size)
        return self.pick(PHRASES["point"], ratio=f"{100 * point.ratio:.12g}", fund=fund, line=line)

    def label(self, measure: MeasureDefinition) -> str:
        """Return a measure's name with the unit of its plain number."""
        name = names.measure_label(measure, self.language)
        return f"{name} ({self.currency})" if measure.unit == "currency" else name
