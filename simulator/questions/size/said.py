"""What sizing a fund says in sentences, the most important first."""

import math
from collections.abc import Mapping

from simulator.analysis.measures import depleted_by
from simulator.estimate import CONFIDENCE, Estimate
from simulator.questions.basis import paths_of
from simulator.questions.size.sized import SAME_LENDING, CurvePoint, SizedRatio, Sizing
from simulator.questions.size.watching import CHANCE_KEY
from simulator.values import NOTHING, Listed, Measured, Number, Phrase, Value, phrase

DIGITS = 3
"""Of a size: it was searched on a grid, or lies between paths, whatever the width of its interval."""
_HARDLY_LESS = 0.05


def said(found: Sizing) -> tuple[Phrase, ...]:
    """Return the answer for the scenario's own ratio."""
    own = found.own
    return (
        *_sizes(found, own),
        *_lending(own),
        *_idle(found, own),
        *_own_fund(found),
        *_shape(found, own),
        *_top_up(found),
    )


def amount(value: float) -> Number:
    """Return a size, or a part of one."""
    return Number(value, "currency", DIGITS)


def size_of(estimate: Estimate) -> Measured:
    """Return a size with its interval."""
    return Measured(estimate, "currency", digits=DIGITS)


def wanted(found: Sizing) -> Number:
    """Return the chance that is wanted at most."""
    return Number(found.chance, "share")


def span(found: Sizing) -> Phrase:
    """Return the time in which running dry counts: "within 5 years of lending and their run-off"."""
    is_run_off = found.scenario.clock.run_off
    return phrase("size.span.run_off" if is_run_off else "size.span.no_run_off", n=Number(found.years, "count"))


def ratio_of(ratio: float) -> Number:
    """Return a compensation ratio."""
    return Number(ratio, "ratio")


def _chance(estimate: Estimate) -> Measured:
    return Measured(estimate, "probability")


def _at_size(found: Sizing, standing: Mapping[str, Estimate]) -> dict[str, Value]:
    """Return the chance of a fund, and where there is a run-off that of the lending years alone."""
    by_end: Value = NOTHING
    if found.scenario.clock.run_off:
        chance = standing[depleted_by(found.years).definition.key]
        by_end = phrase("size.by_the_end", chance=_chance(chance), year=Number(found.years, "count"))
    return {"chance": _chance(standing[CHANCE_KEY]), "by_the_end": by_end}


def _sizes(found: Sizing, sized: SizedRatio) -> list[Phrase]:
    """Return the fund that is shown to do, then the one that does by the point estimate."""
    common: dict[str, Value] = {"ratio": ratio_of(sized.ratio), "wanted": wanted(found), "span": span(found)}
    if sized.size.value == 0:
        return [phrase("size.said.no_capital", **common)]
    if not sized.has_size or sized.standing is None:
        return [phrase("size.said.none_tried", largest=amount(max(point.size for point in sized.curve)), **common)]
    at_size = _at_size(found, sized.standing)
    if found.ties and sized.fails_below is None:
        return [phrase("size.said.every_one", smallest=amount(sized.size.value), **common, **at_size)]
    if math.isfinite(sized.size.high):
        paths = Number(found.paths, "count")
        shown = phrase("size.said.shown", n=paths, enough=amount(sized.size.high), beside=_beside(found), **common)
    else:
        paths_needed = _paths_needed(found)
        shown = phrase("size.said.not_shown", paths=paths_of(found.scenario), needed=paths_needed, **common)
    return [shown, phrase("size.said.estimate", size=size_of(sized.size), **at_size)]


def _paths_needed(found: Sizing) -> Value:
    """Return how many paths can show a chance at all: with no hit among n, the bound is 1 - 0.025^(1/n)."""
    fewest = math.ceil(math.log((1 - CONFIDENCE) / 2) / math.log1p(-found.chance))
    return phrase("size.paths_needed", fewest=Number(fewest, "count")) if found.paths < fewest else NOTHING


def _beside(found: Sizing) -> Value:
    fund = found.scenario.fund
    if fund.top_up == "none" or found.years == 1:
        return NOTHING
    return phrase(f"size.beside.{fund.top_up}", top_up=Number(fund.top_up_budget, "currency"))


def _lending(sized: SizedRatio) -> list[Phrase]:
    same, standing = sized.same_lending, sized.standing
    if same is None or standing is None:
        return []
    if same.value == 0:
        return [phrase("size.said.lends_alike")]
    size, idle = sized.size.value, sized.size.value - same.value
    lends: dict[str, Value] = {
        "size": amount(size),
        "lending": Measured(standing["additional_lending"], "currency"),
    }
    if idle <= _HARDLY_LESS * size:
        return [phrase("size.said.lends_less", less=Number(_HARDLY_LESS, "share"), **lends)]
    part = Number(SAME_LENDING, "share")
    return [phrase("size.said.for_safety", same=amount(same.value), part=part, idle=amount(idle), **lends)]


def _idle(found: Sizing, sized: SizedRatio) -> list[Phrase]:
    if sized.standing is None or "idle_share" not in sized.standing:
        return []
    share = sized.standing["idle_share"].value
    idle = share * sized.size.value
    return [
        phrase("size.said.idle", idle=amount(idle), share=Number(share, "share", 2), yearly=_yearly(found, idle)),
    ]


def _yearly(found: Sizing, idle: float) -> Value:
    fund = found.scenario.fund
    paid, earned = fund.discount_rate_per_year, fund.interest_per_year
    if paid <= earned:
        return NOTHING
    cost = amount(idle * (paid - earned))
    return phrase("size.yearly_cost", cost=cost, paid=Number(paid, "share"), earned=Number(earned, "share"))


def _own_fund(found: Sizing) -> list[Phrase]:
    size, standing = found.scenario.fund.fund_size, found.as_it_stands
    if size <= 0:
        return []
    lending = Measured(standing["additional_lending"], "currency")
    at_size = _at_size(found, standing)
    return [phrase("size.said.as_it_stands", size=Number(size, "currency"), lending=lending, **at_size)]


def _shape(found: Sizing, sized: SizedRatio) -> list[Phrase]:
    """Return why the size was searched, and where the chance does not fall as the fund grows."""
    if not found.ties:
        return [phrase("size.said.one_pass")]
    rules = Listed(tuple(_tie(found, key) for key in found.ties))
    return [phrase("size.said.searched", rules=rules), *_rise(found, sized)]


def _tie(found: Sizing, key: str) -> Phrase:
    """Return how a rule makes claims depend on the fund's size."""
    gate, fund = found.scenario.gate, found.scenario.fund
    if key == "gate.leverage_multiple":
        base = phrase(f"size.leverage_base.{gate.leverage_base}")
        return phrase("size.tie.leverage", multiple=Number(gate.leverage_multiple or 0.0), base=base)
    if key == "fund.top_up":
        return phrase(f"size.tie.top_up.{fund.top_up}")
    return phrase("size.tie.trust" if key == "lender.trust" else "size.tie.running_cost")


def _rise(found: Sizing, sized: SizedRatio) -> list[Phrase]:
    if sized.rise is None:
        return []
    told = [phrase("size.said.rises", smaller=_point(sized.rise.smaller), larger=_point(sized.rise.larger))]
    if sized.also_safe_up_to is None or sized.fails_below is None:
        return told
    ends = {"up_to": sized.also_safe_up_to, "fails": sized.fails_below, "size": sized.size.value}
    sizes = {name: amount(end) for name, end in ends.items()}
    return [*told, phrase("size.said.bracket", wanted=wanted(found), **sizes)]


def _point(point: CurvePoint) -> Phrase:
    return phrase("size.chance_at", chance=_chance(point.chance), size=amount(point.size))


def _top_up(found: Sizing) -> list[Phrase]:
    if found.top_up is None:
        return []
    fund = Number(found.scenario.fund.fund_size, "currency")
    if found.top_up.value == 0:
        return [phrase("size.said.no_top_up", fund=fund)]
    if math.isinf(found.top_up.value):
        return [phrase("size.said.no_top_up_is_enough", fund=fund)]
    return [phrase("size.said.top_up", fund=fund, top_up=size_of(found.top_up))]
