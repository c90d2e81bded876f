"""The chance of running dry against the fund's size, and capital against yearly top-up at equal safety."""

import math
from dataclasses import replace

from simulator.analysis.intervals import proportion_interval
from simulator.charts import Axis, Band, Chart, Line, Look, Plot, Points, Reference
from simulator.questions.size.said import amount, ratio_of, span, wanted
from simulator.questions.size.sized import SizedRatio, Sizing
from simulator.questions.size.tell import safety_notes
from simulator.values import NOTHING, Measured, Number, Phrase, Value, phrase

MOST_LINES = 5


def draw(found: Sizing) -> tuple[Chart, ...]:
    """Return the charts that have something to show."""
    curves = [chance_curves(found)] if drawn_ratios(found) else []
    has_curve = sum(math.isfinite(point.capital.value) for point in found.safety) > 1
    return (*curves, *([equal_safety(found)] if has_curve else []))


def drawn_ratios(found: Sizing) -> tuple[SizedRatio, ...]:
    """Return at most five ratios that have a curve, the scenario's own always among them."""
    drawn = [sized for sized in found.ratios if sized.curve]
    others = [sized for sized in drawn if sized is not found.own]
    if len(drawn) > MOST_LINES:
        step = (len(others) - 1) / (MOST_LINES - 2)
        others = [others[round(place * step)] for place in range(MOST_LINES - 1)]
    own = [found.own] if found.own.curve else []
    return tuple(sorted([*others, *own], key=lambda sized: sized.ratio))


def chance_curves(found: Sizing) -> Chart:
    """Return the chance of running dry against the fund's size, one line per ratio, both axes logarithmic."""
    ratios = drawn_ratios(found)
    looks = _looks(found, ratios)
    ends = (min(sized.curve[0].size for sized in ratios), _right_end(ratios))
    marked = [(sized, look) for sized, look in zip(ratios, looks, strict=True) if sized.has_size]
    run_off = found.scenario.clock.run_off
    chance = phrase("size.chart.chance_run_off" if run_off else "size.chart.chance")
    panel = Plot(
        x=Axis(phrase("size.chart.fund_size"), "currency", *ends, is_log=True),
        y=Axis(chance, "probability", _floor(found), 1.0, is_log=True),
        lines=tuple(_line(found, sized, look) for sized, look in zip(ratios, looks, strict=True)),
        points=tuple(_marker(found, sized, look, ends) for sized, look in marked),
        references=(Reference(found.chance, "across"), *_own_fund(found, ends)),
        names="legend",
    )
    title = phrase("size.chart.chance_by_size")
    return Chart("chance_by_size", title, (panel,), _curve_notes(found, len(ratios)))


def _own_fund(found: Sizing, ends: tuple[float, float]) -> tuple[Reference, ...]:
    own = found.scenario.fund.fund_size
    is_within = ends[0] < own < ends[1]
    return (Reference(own, "upright", phrase("size.chart.as_it_stands")),) if is_within else ()


def _looks(found: Sizing, ratios: tuple[SizedRatio, ...]) -> list[Look]:
    others = iter(range(len(ratios)))
    return ["base" if sized is found.own else next(others) for sized in ratios]


def _floor(found: Sizing) -> float:
    """Return the lowest chance drawn: half a path."""
    return 0.5 / found.paths


def _right_end(ratios: tuple[SizedRatio, ...]) -> float:
    """Return the largest size drawn: a little beyond the last one at which any path ran dry."""
    last = max((point.size for sized in ratios for point in sized.curve if point.chance.value > 0), default=0.0)
    largest = max(sized.curve[-1].size for sized in ratios)
    return min(largest, 2 * last) if last > 0 else largest


def _line(found: Sizing, sized: SizedRatio, look: Look) -> Line:
    """Return the curve of one ratio; where no path ran dry there is no place for it on a logarithmic axis."""
    ratio = ratio_of(sized.ratio)
    name = phrase("size.chart.ratio", ratio=ratio)
    if sized.has_size:
        name = phrase("size.chart.ratio_and_size", ratio=ratio, size=amount(sized.size.value))
    chances = [point.chance for point in sized.curve]
    seen = [chance.value > 0 for chance in chances]
    low = tuple(max(c.low, _floor(found)) if is_seen else math.nan for c, is_seen in zip(chances, seen, strict=True))
    high = tuple(c.high if is_seen else math.nan for c, is_seen in zip(chances, seen, strict=True))
    y = tuple(c.value if is_seen else math.nan for c, is_seen in zip(chances, seen, strict=True))
    return Line(name, tuple(point.size for point in sized.curve), y, look, (Band(low, high),))


def _marker(found: Sizing, sized: SizedRatio, look: Look, ends: tuple[float, float]) -> Points:
    """Return the smallest fund with its interval, as far as it lies within the axis."""
    low, high = max(sized.size.low, ends[0]), min(sized.size.high, ends[1])
    return Points(None, (replace(sized.size, low=low, high=high),), (found.chance,), look)


def _curve_notes(found: Sizing, drawn: int) -> tuple[Phrase, ...]:
    left_out = len([sized for sized in found.ratios if sized.curve]) - drawn
    more: Value = phrase("size.chart.more_ratios", n=Number(left_out, "count")) if left_out else NOTHING
    unseen = Measured(proportion_interval(0, found.paths), "probability")
    return (phrase("size.chart.note_curves", span=span(found), unseen=unseen, wanted=wanted(found), more=more),)


def equal_safety(found: Sizing) -> Chart:
    """Return the capital that is as safe beside each yearly top-up."""
    points = [point for point in found.safety if math.isfinite(point.capital.value)]
    capitals = [point.capital for point in points]
    highs = tuple(capital.high if math.isfinite(capital.high) else capital.value for capital in capitals)
    line = Line(
        NOTHING,
        tuple(point.top_up for point in points),
        tuple(capital.value for capital in capitals),
        bands=(Band(tuple(capital.low for capital in capitals), highs),),
        points=True,
    )
    panel = Plot(
        x=Axis(phrase("size.chart.top_up"), "currency"),
        y=Axis(phrase("size.chart.smallest_fund"), "currency", low=0.0),
        lines=(line,),
        names="none",
    )
    title = phrase("size.chart.equal_safety", ratio=ratio_of(found.own.ratio))
    note = phrase("size.chart.note_safety", wanted=wanted(found), span=span(found))
    return Chart("equal_safety", title, (panel,), (note, *safety_notes(found)))
