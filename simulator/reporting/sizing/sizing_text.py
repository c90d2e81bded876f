"""What sizing a fund found, in sentences that hold for the numbers."""

import math
from collections.abc import Mapping

from simulator.analysis.measures import MeasureDefinition, depleted_by, known_definitions
from simulator.analysis.sizing.size_by_search import SAFETY_STEPS
from simulator.analysis.sizing.sized import SAME_LENDING, CurvePoint, SizedRatio, Sizing
from simulator.analysis.sizing.watching import CHANCE_KEY
from simulator.estimate import CONFIDENCE, Estimate
from simulator.faults import counted
from simulator.reporting import wording

SIZE = MeasureDefinition(
    "size", "fund, estimate", "currency", "quantile",
    "Smallest fund from which on the estimated chance of running dry, run-off included, is at most the wanted one.",
)  # fmt: skip
SHOWN = MeasureDefinition(
    "shown_size", "fund, shown to do", "currency", "quantile",
    "Smallest fund from which on these paths show that chance to be at most the wanted one, beyond the interval.",
)  # fmt: skip
CHANCE = known_definitions()[CHANCE_KEY]
SAME = MeasureDefinition(
    "same_lending", "fund, same lending", "currency", "quantile",
    f"Smallest fund with {100 * SAME_LENDING:g} % of the additional lending of the fund sized; 0 where lending does "
    "not depend on the fund's size.",
)  # fmt: skip
SIZES = (SIZE, SHOWN, SAME)
_PER_CENT = wording.UnitStyle(100.0, "%", "percentage points")
_STEPS = (
    f"Beside a yearly top-up, capitals are tried in steps of 1/{SAFETY_STEPS} of the size found without one; between "
    "two closer than that there is no difference that we can show."
)
_OPEN = "Where no upper end is given the true size may lie above: these paths cannot tell how far."


def years_text(sizing: Sizing) -> str:
    """Return the time in which loans are made: "1 year", "5 years"."""
    return counted(sizing.years, "year")


def span_text(sizing: Sizing) -> str:
    """Return the time in which running dry counts: "within 5 years of lending and their run-off"."""
    years = years_text(sizing)
    if not sizing.scenario.clock.run_off:
        return f"within {years}"
    return f"within {years} of lending and {'its' if sizing.years == 1 else 'their'} run-off"


def by_the_end(sizing: Sizing, standing: Mapping[str, Estimate]) -> str:
    """Return the chance of the lending years alone: ", and 1.0 % [0.6, 1.5] by the end of year 5"."""
    if not sizing.scenario.clock.run_off:
        return ""
    found = standing[depleted_by(sizing.years).definition.key]
    return f", and {chance_phrase(found)} by the end of year {sizing.years}, run-off left out"


def wanted_text(sizing: Sizing) -> str:
    """Return the wanted chance: "1 %"."""
    return f"{100 * sizing.chance:g} %"


def amount(sizing: Sizing, value: float) -> str:
    """Return an amount with three digits and its unit, the same throughout an answer: "3.94 m yuan"."""
    style = style_of(sizing)
    return f"{_digits(value, value, style)} {style.label}"


def style_of(sizing: Sizing) -> wording.UnitStyle:
    """Return the unit of every amount of money that is a size, or a part of one."""
    known = (sizing.scenario.fund.fund_size, sizing.own.size.value)
    return wording.amount_style(max(filter(math.isfinite, known), default=0.0), wording.currency_word(sizing.scenario))


def size_cell(estimate: Estimate, style: wording.UnitStyle) -> str:
    """Return a size with three digits, and its interval or why there is none: "3.53 [2.84, 9.45]"."""
    if not math.isfinite(estimate.value):
        return wording.NOT_DEFINED
    text = _digits(estimate.value, estimate.value, style)
    if not math.isfinite(estimate.high):
        return f"{text} ({estimate.note})"
    if estimate.low == estimate.high:
        return text
    ends = ", ".join(_digits(end, estimate.value, style) for end in (estimate.low, estimate.high))
    return f"{text} [{ends}]"


def size_phrase(sizing: Sizing, estimate: Estimate) -> str:
    """Return a size with unit and interval: "3.53 m yuan [2.84, 9.45]"."""
    style = style_of(sizing)
    number, _, rest = size_cell(estimate, style).partition(" ")
    return f"{number} {style.label} {rest}".strip()


def _digits(value: float, like: float, style: wording.UnitStyle) -> str:
    """Return a value with as many decimals as give another one three digits."""
    return wording.number_text(value * style.factor, wording.decimals_for(like * style.factor, math.nan))


def exact_amount(sizing: Sizing, value: float) -> str:
    """Return an amount of the scenario as it was written: "20 m yuan"."""
    return f"{wording.amount_text(value)} {wording.currency_word(sizing.scenario)}"


def amount_phrase(sizing: Sizing, estimate: Estimate) -> str:
    """Return an amount that is no size, with its interval: "76 m yuan [64, 88]"."""
    style = wording.amount_style(estimate.value, wording.currency_word(sizing.scenario))
    return wording.phrase(estimate, SIZE, style)


def chance_phrase(estimate: Estimate) -> str:
    """Return a chance with its interval: "0.96 % [0.78, 1.17]", "below 0.04 %"."""
    return wording.phrase(estimate, CHANCE, _PER_CENT)


def answer(sizing: Sizing) -> tuple[str, ...]:
    """Return the answer for the scenario's own ratio, the most important sentence first."""
    own = sizing.own
    sentences = [*_size_sentences(sizing, own)]
    if own.standing is not None:
        sentences += [_lending_sentence(sizing, own), _idle_sentence(sizing, own)]
    sentences += [_own_fund_sentence(sizing), *_shape_sentences(sizing, own), *_top_up_sentences(sizing)]
    return tuple(sentence for sentence in sentences if sentence)


def _size_sentences(sizing: Sizing, sized: SizedRatio) -> list[str]:
    """Return the fund that is shown to do, then the one that does by the point estimate."""
    other = _other_sentence(sizing, sized)
    if other or sized.standing is None:
        return [other]
    ratio, wanted = f"At ratio {sized.ratio:g}", wanted_text(sizing)
    shown = f"to run dry {span_text(sizing)} with a chance of at most {wanted}"
    if math.isfinite(sized.size.high):
        enough = amount(sizing, sized.size.high)
        smallest = f"the smallest fund that {counted(sizing.paths, 'path shows', 'paths show')} {shown}"
        first = f"{ratio}, {enough} is {smallest}{_beside(sizing)}."
    else:
        first = f"{ratio} no fund can be shown {shown} with {counted(sizing.paths, 'path')}{_paths_needed(sizing)}."
    return [
        first,
        f"By the point estimate {size_phrase(sizing, sized.size)} is enough: at that size the chance is "
        f"{chance_phrase(sized.standing[CHANCE_KEY])}{by_the_end(sizing, sized.standing)}. "
        "More paths bring the two closer.",
    ]


def _paths_needed(sizing: Sizing) -> str:
    """Return how many paths can show a chance at all: with no hit among n, the bound is 1 - 0.025^(1/n)."""
    fewest = math.ceil(math.log((1 - CONFIDENCE) / 2) / math.log1p(-sizing.chance))
    return f": that takes {fewest:,} paths or more" if sizing.paths < fewest else ""


def _other_sentence(sizing: Sizing, sized: SizedRatio) -> str:
    """Return the sentence where there is no smallest fund; nothing where there is one."""
    ratio, wanted, span = f"At ratio {sized.ratio:g}", wanted_text(sizing), span_text(sizing)
    if sized.size.value == 0:
        return (
            f"{ratio} no capital is needed for that: on at most {wanted} of the paths do claims {span} pass "
            "what comes in."
        )
    if not sized.has_size or sized.standing is None:
        largest = amount(sizing, max(point.size for point in sized.curve))
        return f"{ratio} no fund tried, up to {largest}, brings the chance of running dry {span} to {wanted}."
    at_size = f"at that size it is {chance_phrase(sized.standing[CHANCE_KEY])}{by_the_end(sizing, sized.standing)}."
    if sizing.ties and sized.fails_below is None:
        return (
            f"{ratio} every fund tried, from {amount(sizing, sized.size.value)} up, runs dry {span} with a "
            f"chance of at most {wanted}; {at_size}"
        )
    return ""


def _beside(sizing: Sizing) -> str:
    fund = sizing.scenario.fund
    kinds = {"fixed": "of", "to_capital": "back to capital, at most", "below_floor": "back to capital below the floor, "
             "at most"}  # fmt: skip
    if fund.top_up == "none" or sizing.years == 1:
        return ""
    return f" (with the yearly top-up {kinds[fund.top_up]} {exact_amount(sizing, fund.top_up_budget)} that it has)"


def _lending_sentence(sizing: Sizing, sized: SizedRatio) -> str:
    same, standing = sized.same_lending, sized.standing
    if same is None or standing is None:
        return ""
    if same.value == 0:
        return "No rule ties lending to the fund's size: a smaller fund lends the same, until it cannot pay."
    idle = sized.size.value - same.value
    lending = amount_phrase(sizing, standing["additional_lending"])
    lends = f"A fund of {amount(sizing, sized.size.value)} brings {lending} of additional lending"
    if idle <= 0.05 * sized.size.value:
        return f"{lends}, and a fund smaller by more than 5 % brings less."
    return (
        f"{lends}; {amount(sizing, same.value)} would bring {100 * SAME_LENDING:g} % of that, so "
        f"{amount(sizing, idle)} serves safety alone."
    )


def _idle_sentence(sizing: Sizing, sized: SizedRatio) -> str:
    if sized.standing is None or "idle_share" not in sized.standing:
        return ""
    share = sized.standing["idle_share"].value
    idle = share * sized.size.value
    return f"On average {amount(sizing, idle)} of it ({100 * share:.0f} %) is never touched{_yearly(sizing, idle)}."


def _yearly(sizing: Sizing, idle: float) -> str:
    fund = sizing.scenario.fund
    paid, earned = fund.discount_rate_per_year, fund.interest_per_year
    if paid <= earned:
        return ""
    cost = amount(sizing, idle * (paid - earned))
    return f", which costs {cost} a year ({100 * paid:g} % paid less {100 * earned:g} % earned)"


def _own_fund_sentence(sizing: Sizing) -> str:
    size, found = sizing.scenario.fund.fund_size, sizing.as_it_stands
    if size <= 0:
        return ""
    text = f"The chance of the fund as it stands, {exact_amount(sizing, size)}, is {chance_phrase(found[CHANCE_KEY])}"
    text = f"{text}{by_the_end(sizing, found)}"
    return f"{text}; it brings {amount_phrase(sizing, found['additional_lending'])} of additional lending."


def _shape_sentences(sizing: Sizing, sized: SizedRatio) -> list[str]:
    """Return why the size was searched, and where the chance does not fall as the fund grows."""
    if not sizing.ties:
        return ["No rule makes claims depend on the fund's size before it runs dry: one pass gives every size."]
    reason = f"Sizes were tried one by one, since {'; '.join(sizing.ties)}."
    return [reason, *_rise_sentences(sizing, sized)]


def _rise_sentences(sizing: Sizing, sized: SizedRatio) -> list[str]:
    if sized.rise is None:
        return []
    small, large = _point(sizing, sized.rise.smaller), _point(sizing, sized.rise.larger)
    found = [f"The chance does not fall throughout as the fund grows: {small}, {large}."]
    if sized.also_safe_up_to is not None and sized.fails_below is not None:
        found.append(
            f"So there is a bracket: up to {amount(sizing, sized.also_safe_up_to)} it is at most "
            f"{wanted_text(sizing)} as well, because such a fund covers hardly a loan; it is above that at "
            f"{amount(sizing, sized.fails_below)}, and from {amount(sizing, sized.size.value)} on it is at most that "
            "at every size tried."
        )
    return found


def _point(sizing: Sizing, point: CurvePoint) -> str:
    return f"{chance_phrase(point.chance)} at {amount(sizing, point.size)}"


def _top_up_sentences(sizing: Sizing) -> list[str]:
    if sizing.top_up is None:
        return []
    beside = f"beside the {exact_amount(sizing, sizing.scenario.fund.fund_size)} as it stands"
    if sizing.top_up.value == 0:
        return [f"By the point estimate no yearly top-up is needed {beside}."]
    if math.isinf(sizing.top_up.value):
        return [f"By the point estimate no yearly top-up is enough {beside}."]
    return [
        f"By the point estimate a yearly top-up of {size_phrase(sizing, sizing.top_up)} is enough {beside}, in place "
        "of what the scenario has."
    ]


def notes_of(sizing: Sizing) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    return wording.basis_notes(sizing.scenario, sizing.paths, sizing.seed, sizing.notes)


def safety_notes(sizing: Sizing) -> tuple[str, ...]:
    """Return what else stands under the curve of equal safety: how finely it was searched, and ends not known."""
    is_open = any(math.isinf(point.capital.high) for point in sizing.safety)
    return (*([_STEPS] if sizing.ties else []), *([_OPEN] if is_open else []))
