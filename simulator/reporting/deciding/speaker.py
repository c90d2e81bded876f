"""Says in one language what was found: figures with unit and interval, policies, ratios, amounts."""

import math
import re
from collections.abc import Sequence

from simulator.analysis.compare import PolicyPoint
from simulator.questions.names import measured
from simulator.reporting import language as languages
from simulator.reporting import names, wording
from simulator.reporting.deciding.findings import Findings
from simulator.reporting.language import Language
from simulator.saying.words import template

_DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of writing direction: a name that holds one is isolated, so that it turns nothing but itself."""
_SUPERFLUOUS = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])|为 ?(?=低于|高于)")
"""What Chinese does without: blanks between its words, and "is" before "below"."""


class Speaker:
    """Says in one language what was found."""

    def __init__(self, findings: Findings, language: Language) -> None:
        self.findings = findings
        self.comparison = findings.comparison
        self.scenario = findings.comparison.scenario
        self.language = language

    def say(self, key: str, **values: str) -> str:
        """Return a phrase with its values."""
        return _SUPERFLUOUS.sub("", template(f"report.answer.{key}", self.language).format(**values))

    def pick(self, pair: tuple[str, str], **values: object) -> str:
        """Return the English or the Chinese of a pair, filled in."""
        return languages.pick(pair, self.language, **values)

    def told(self, point: PolicyPoint, key: str) -> str | None:
        """Return a measure of a policy with unit and interval; None where it has none."""
        estimate, measure = self.findings.estimate(point, key), self.findings.measure(key)
        if estimate is None or measure is None:
            return None
        return wording.in_words(estimate, measure, self.scenario, language=self.language)

    def value(self, point: PolicyPoint, key: str) -> str:
        """Return a measure of a policy with unit and interval, or that it was not computed."""
        estimate = self.findings.estimate(point, key)
        is_known = estimate is not None and wording.is_defined(estimate)
        return (self.told(point, key) if is_known else None) or self.say("not_computed")

    def difference(self, point: PolicyPoint, key: str) -> str:
        """Return what a policy has more than the baseline, with unit and interval; or that none can be shown."""
        estimate, measure = self.comparison.differences.get((point.name, key)), self.findings.measure(key)
        if point.name == self.comparison.baseline:
            return self.say("why_baseline")
        if estimate is None or measure is None or not wording.is_defined(estimate):
            return self.say("not_computed")
        if estimate.low <= 0 <= estimate.high:
            return self.say("no_difference")
        return wording.said(measured(measure, estimate, is_difference=True), self.scenario, self.language)

    def policy(self, point: PolicyPoint) -> str:
        """Return a policy's name."""
        name = names.policy_name(point, self.language)
        return f"\u2068{name}\u2069" if _DIRECTION.search(name) else name

    def quoted(self, point: PolicyPoint) -> str:
        """Return a policy's name as it stands in a sentence; names of a grid say themselves what they are."""
        return self.policy(point) if self.findings.kind == "grid" else f"“{self.policy(point)}”"

    def listed(self, parts: Sequence[str]) -> str:
        """Return words in a row."""
        if self.language == "zh":
            return "、".join(parts)
        return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

    def either(self, parts: Sequence[str]) -> str:
        """Return words of which any one holds."""
        return ("或" if self.language == "zh" else ", or ").join(parts)

    def joined(self, clauses: Sequence[str]) -> str:
        """Return clauses in a row."""
        return "，".join(clauses) if self.language == "zh" else self.listed(clauses)

    def ratio(self, ratio: float) -> str:
        """Return a compensation ratio: "0.6", "60%"."""
        return wording.ratio_text(ratio, self.language)

    def ratios(self, low: float, high: float) -> str:
        """Return a range of ratios; one ratio alone where the ends are equal."""
        if low == high:
            return self.ratio(low)
        return self.say("range", low=self.ratio(low), high=self.ratio(high))

    def ratio_list(self, ratios: Sequence[float]) -> str:
        """Return ratios as a range where nothing on the baseline's line lies between them, else one by one."""
        between = [p.ratio for p in self.findings.line if min(ratios) <= p.ratio <= max(ratios)]
        if len(between) == len(ratios) > 2:
            return self.ratios(min(ratios), max(ratios))
        return self.listed([self.ratio(ratio) for ratio in ratios])

    def capital(self, text: str) -> str:
        """Return a text with a capital first letter."""
        return text[:1].upper() + text[1:]

    def size(self, point: PolicyPoint) -> str:
        """Return a policy's fund size with its currency."""
        return self.exact(point.fund_size)

    def exact(self, amount: float) -> str:
        """Return an exact amount with its currency."""
        return wording.exact_amount(amount, self.scenario, language=self.language)

    def exact_rounded(self, amount: float, *, is_signed: bool = False) -> str:
        """Return an amount to three digits on a scale of its own, with its currency."""
        word = wording.currency_word(self.scenario, language=self.language)
        style = wording.amount_style(abs(amount), word, language=self.language)
        value = amount * style.factor
        text = wording.number_text(value, wording.decimals_for(value, math.nan), is_signed=is_signed)
        return f"{text} {style.label}"

    @property
    def currency(self) -> str:
        """The word for the currency."""
        return wording.currency_word(self.scenario, self.language)

    def percent(self, share: float) -> str:
        """Return a share in per cent."""
        space = "" if self.language == "zh" else " "
        return f"{100 * share:g}{space}%"

    def chance(self) -> str:
        """Return the chance of running dry that is taken as defensible."""
        return self.percent(self.findings.chance)

    def years(self) -> str:
        """Return the years of lending."""
        count = self.scenario.clock.years
        return self.say("one_year") if count == 1 else self.say("years", count=str(count))

    def place(self, point: PolicyPoint) -> str:
        """Return the fund size and the breaker of a policy."""
        breaker = self.say("breaker_on" if point.is_breaker_on else "breaker_off")
        return self.say("place", fund=self.fund(point), breaker=breaker)

    def fund(self, point: PolicyPoint) -> str:
        """Return the fund of a policy with its size."""
        return self.say("fund_unlimited" if self.findings.is_unlimited(point) else "fund", size=self.size(point))

    def breaks(self, point: PolicyPoint) -> str:
        """Return in brackets what the breaker of a policy stops, from which ratio on and until which."""
        breaker = point.scenario.breaker
        on, off = self.percent(breaker.on_at_least), self.percent(breaker.off_below)
        return self.say(
            "breaks",
            effect=template(f"report.trips.{breaker.effect}", self.language),
            when=template(f"report.trips.{breaker.measure}", self.language).format(on=on),
            off=off,
        )

    def paths(self) -> str:
        """Return the number of paths of the comparison."""
        return f"{self.comparison.paths:,}"

    def subject(self, point: PolicyPoint) -> str:
        """Return what a sentence on one policy is about."""
        if self.findings.kind == "grid":
            key = "subject_ratio_alone" if self.findings.is_unlimited(point) else "subject_ratio"
            return self.say(key, ratio=self.ratio(point.ratio), fund=self.fund(point))
        return self.say("subject_one") if self.findings.kind == "one policy" else self.quoted(point)
