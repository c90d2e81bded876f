"""The answer of a report in five sentences, and its headline figures; what is true was decided in `findings`."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.analysis.compare import PolicyPoint
from simulator.analysis.intervals import Estimate
from simulator.reporting import names, wording
from simulator.reporting.html import evidence as evidence_of
from simulator.reporting.html.answer_words import PHRASES, RULES
from simulator.reporting.html.evidence import Evidence
from simulator.reporting.html.findings import DEPLETED, IDLE, LENDING, SHUT, Findings
from simulator.reporting.language import Language

MOST_NAMED = 4
_DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of writing direction: a name that holds one is isolated, so that it turns nothing but itself."""
_SUPERFLUOUS = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])|为 ?(?=低于|高于)")
"""What Chinese does without: blanks between its words, and "is" before "below"."""
MOST_DRIVERS = 2


@dataclass(frozen=True)
class Commands:
    """Commands that give what the report lacks."""

    sensitivity: str = ""
    attribution: str = ""


class Speaker:
    """Says in one language what was found."""

    def __init__(self, findings: Findings, language: Language) -> None:
        self.findings = findings
        self.comparison = findings.comparison
        self.scenario = findings.comparison.scenario
        self.language = language

    def say(self, key: str, **values: str) -> str:
        """Return a phrase with its values."""
        text = PHRASES[key][self.language == "zh"].format(**values)
        return _SUPERFLUOUS.sub("", text)

    def told(self, point: PolicyPoint, key: str) -> str | None:
        """Return a measure of a policy with unit and interval; None where it has none."""
        estimate, measure = self.findings.estimate(point, key), self.findings.measure(key)
        if estimate is None or measure is None:
            return None
        if measure.unit == "currency":
            return wording.amount_phrase(estimate, self.scenario, language=self.language)
        style = wording.unit_style(measure, self.comparison, language=self.language)
        return wording.phrase(estimate, measure, style, language=self.language)

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

    def chance(self) -> str:
        """Return the chance of running dry that is taken as defensible."""
        space = "" if self.language == "zh" else " "
        return f"{100 * self.findings.chance:g}{space}%"

    def years(self) -> str:
        """Return the years of lending."""
        count = self.scenario.clock.years
        return self.say("one_year") if count == 1 else self.say("years", count=str(count))

    def place(self, point: PolicyPoint) -> str:
        """Return the fund size and the stop line of a policy."""
        breaker = self.say("breaker_on" if point.is_breaker_on else "breaker_off")
        return self.say("place", size=self.size(point), breaker=breaker)

    def subject(self, point: PolicyPoint) -> str:
        """Return what a sentence on one policy is about."""
        if self.findings.kind == "grid":
            return self.say("subject_ratio", ratio=f"{point.ratio:g}", size=self.size(point))
        return self.say("subject_one") if self.findings.kind == "one policy" else self.quoted(point)


def sentences(
    findings: Findings, evidence: Evidence, language: Language, commands: Commands | None = None
) -> tuple[str, ...]:
    """Return the answer in five sentences: which policy, how safe, which fund size, how sure, by which rule."""
    speaker, commands = Speaker(findings, language), commands or Commands()
    return tuple(
        text + speaker.say("end")
        for text in (
            _which(speaker),
            _safety(speaker),
            _size(speaker),
            _sureness(speaker, evidence, commands.sensitivity),
            _rule(speaker, evidence, commands.attribution),
        )
    )


def _which(speaker: Speaker) -> str:
    findings = speaker.findings
    if not findings.is_gain_shown:
        return _none(speaker)
    chosen = findings.chosen
    words = {
        "ratio": f"{chosen.ratio:g}",
        "place": speaker.place(chosen),
        "amount": speaker.told(chosen, LENDING) or "",
        "years": speaker.years(),
        "count": str(len(findings.comparison.points)),
        "policy": speaker.quoted(chosen),
    }
    if findings.kind == "one policy":
        return speaker.say("one_policy", **words)
    if findings.kind == "grid":
        low, high = findings.ties or (chosen.ratio, chosen.ratio)
        key = "ratio_one" if low == high else "ratio_range"
        return speaker.say(key, low=f"{low:g}", high=f"{high:g}", **words) + _standing(speaker)
    if findings.rivals:
        return speaker.say("policy_rivals", rivals=_rivals(speaker), **words) + _standing(speaker)
    return speaker.say("policy_best", **words) + _standing(speaker)


def _none(speaker: Speaker) -> str:
    findings = speaker.findings
    if findings.kind == "grid":
        return speaker.say("ratio_none", place=speaker.place(findings.baseline))
    if findings.kind == "named policies":
        return speaker.say("policy_none", count=str(len(findings.comparison.points)))
    amount = speaker.told(findings.chosen, LENDING) or wording.NOT_DEFINED
    return speaker.say("one_policy_none", amount=amount, years=speaker.years())


def _rivals(speaker: Speaker) -> str:
    rivals = [speaker.quoted(point) for point in speaker.findings.rivals]
    if len(rivals) > MOST_NAMED:
        more = speaker.say("and_rivals", count=str(len(rivals) - MOST_NAMED))
        rivals = [*rivals[:MOST_NAMED], more]
    return speaker.listed(rivals)


def _standing(speaker: Speaker) -> str:
    findings = speaker.findings
    difference = findings.comparison.differences.get((findings.chosen.name, LENDING))
    amount = ""
    if difference is not None:
        is_signed = findings.standing != "more"
        amount = wording.amount_phrase(difference, speaker.scenario, is_signed=is_signed, language=speaker.language)
    return speaker.say(f"standing_{findings.standing}", baseline=speaker.quoted(findings.baseline), difference=amount)


def _safety(speaker: Speaker) -> str:
    chosen = speaker.findings.chosen
    idle = speaker.told(chosen, IDLE)
    return speaker.say(
        "safety_no_fund" if idle is None else "safety",
        subject=speaker.subject(chosen),
        chance=speaker.told(chosen, DEPLETED) or wording.NOT_DEFINED,
        idle=idle or "",
        shut=speaker.told(chosen, SHUT) or wording.NOT_DEFINED,
        months=str(12 * speaker.scenario.clock.years),
    )


def _size(speaker: Speaker) -> str:
    findings = speaker.findings
    if findings.kind == "grid":
        return _size_of_grid(speaker) + _ratio_of_size(speaker)
    if findings.kind == "one policy":
        return _size_of_one(speaker)
    safe = [speaker.quoted(point) for point in findings.comparison.points if findings.is_safe(point)]
    if not safe:
        return speaker.say("policies_safe_none", chance=speaker.chance())
    return speaker.say("policies_safe", chance=speaker.chance(), policies=speaker.listed(safe))


def _size_of_grid(speaker: Speaker) -> str:
    findings = speaker.findings
    chosen, sizes, safe = findings.chosen, findings.sizes, findings.safe_size
    words = {"ratio": f"{chosen.ratio:g}", "chance": speaker.chance()}
    if len(sizes) == 1:
        return speaker.say("size_one" if safe is None else "size_one_safe", size=speaker.size(chosen), **words)
    if safe is None:
        return speaker.say("size_none", largest=speaker.size(sizes[-1]), **words)
    return speaker.say("size_found", size=speaker.size(safe), found=speaker.told(safe, DEPLETED) or "", **words)


def _ratio_of_size(speaker: Speaker) -> str:
    """Return which ratio keeps to the chance with the baseline's fund, where the chosen one does not."""
    findings = speaker.findings
    if findings.is_safe(findings.chosen):
        return ""
    size = speaker.size(findings.baseline)
    if findings.safe_ratio is None:
        return speaker.say("ratio_safe_none", size=size)
    amount = speaker.told(findings.safe_ratio, LENDING) or ""
    return speaker.say("ratio_safe", size=size, ratio=f"{findings.safe_ratio.ratio:g}", amount=amount)


def _size_of_one(speaker: Speaker) -> str:
    findings = speaker.findings
    words = {"chance": speaker.chance(), "size": speaker.size(findings.chosen)}
    estimate = findings.estimate(findings.chosen, DEPLETED)
    if findings.is_safe(findings.chosen):
        return speaker.say("one_safe", **words)
    is_above = estimate is not None and estimate.low > findings.chance
    return speaker.say("one_unsafe" if is_above else "one_untold", **words)


def _sureness(speaker: Speaker, evidence: Evidence, command: str) -> str:
    found = evidence.sensitivity
    if found is None:
        return speaker.say("no_sensitivity") + _run_for(speaker, command)
    lending, best = found.bands[LENDING], found.bands.get("best_ratio")
    if lending.band is None:
        return speaker.say("no_band") + drivers(speaker, evidence)
    low, high = (speaker.exact_rounded(end) for end in lending.band)
    alone = Estimate(lending.value, lending.low, lending.high, "mean")
    text = speaker.say(
        "band",
        low=low,
        high=high,
        part=f"{100 * evidence_of.BAND_PART:g}{'' if speaker.language == 'zh' else ' '}%",
        draws=str(found.draws),
        alone=wording.amount_phrase(alone, speaker.scenario, language=speaker.language),
    )
    if best is not None and best.band is not None:
        text += speaker.say("band_ratio", low=f"{best.band[0]:.2g}", high=f"{best.band[1]:.2g}")
    return text + drivers(speaker, evidence)


def drivers(speaker: Speaker, evidence: Evidence) -> str:
    """Return the assumptions that move additional lending most, as a clause; nothing where none is told."""
    found = evidence.sensitivity
    if found is None or not found.drivers:
        return ""
    words = [
        speaker.say("driver", name=names.field_name(d.key, speaker.language), low=f"{d.low:g}", high=f"{d.high:g}")
        for d in found.drivers[:MOST_DRIVERS]
    ]
    return speaker.say("drivers", drivers=speaker.say("then").join(words))


def _rule(speaker: Speaker, evidence: Evidence, command: str) -> str:
    verdict = evidence.verdict
    if verdict is None:
        return speaker.say("no_verdict") + _run_for(speaker, command)
    rules = speaker.listed([RULES[key][speaker.language == "zh"] for key in verdict.rules] or [""])
    without = "" if verdict.best_without is None else f"{verdict.best_without:g}"
    return speaker.say(verdict.kind, rules=rules, best=f"{verdict.best:g}", without=without) + _targets(
        speaker, verdict.targets
    )


def _targets(speaker: Speaker, targets: Sequence[tuple[float, float]]) -> str:
    if len(targets) < 2:
        return ""
    shares, best = zip(*targets, strict=True)
    return speaker.say(
        "targets_same" if min(best) == max(best) else "targets",
        low=f"{min(shares):g}",
        high=f"{max(shares):g}",
        least=f"{min(best):g}",
        most=f"{max(best):g}",
    )


def _run_for(speaker: Speaker, command: str) -> str:
    return speaker.say("run_for", command=command) if command else ""
