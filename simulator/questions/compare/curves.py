"""Curves against the compensation ratio: lending, its cost, idle money and the chance of running dry."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.charts import Axis, Chart, Line, Plot, Reference, Span, measured_line
from simulator.questions.compare import points as policies
from simulator.questions.names import measure_name
from simulator.values import NOTHING, Number, Phrase, Value, is_defined, phrase

CURVE_MEASURES = ("additional_lending", "cost_per_additional", "marginal_cost", "idle_share", "p_depleted")
MOST_LINES = 5
RATIO = Axis(phrase("compare.axis.ratio"), "ratio")
# Neighbouring lines are drawn this part of a ratio step apart, so that equal ones can both be seen.
_SHIFT = 0.09
_HALF_STEP = 0.012


@dataclass(frozen=True)
class Joined:
    """Policies that one line joins: where each lies across, what the line is called, and which group it is."""

    points: tuple[PolicyPoint, ...]
    across: tuple[float, ...]
    name: Value
    look: int


def chosen_sizes(comparison: Comparison) -> tuple[float, ...]:
    """Return at most five of the fund sizes, evenly chosen in order, the baseline's always among them."""
    sizes = sorted({point.fund_size for point in comparison.points})
    if len(sizes) <= MOST_LINES:
        return tuple(sizes)
    base = sizes.index(policies.baseline_of(comparison).fund_size)
    chosen = [round(step * (len(sizes) - 1) / (MOST_LINES - 1)) for step in range(MOST_LINES)]
    if base not in chosen:
        nearest = min(range(1, MOST_LINES - 1), key=lambda place: abs(chosen[place] - base))
        chosen[nearest] = base
    return tuple(sizes[place] for place in sorted(chosen))


def joined(comparison: Comparison, *, is_breaker_on: bool) -> tuple[Joined, ...]:
    """Return the lines of one panel, one per chosen fund size."""
    ratios = sorted({point.ratio for point in comparison.points})
    step = min(after - before for before, after in itertools.pairwise(ratios))
    sizes = chosen_sizes(comparison)
    lines = []
    for index, size in enumerate(sizes):
        points = [p for p in comparison.points if p.fund_size == size and p.is_breaker_on == is_breaker_on]
        points.sort(key=lambda point: point.ratio)
        shift = (index - (len(sizes) - 1) / 2) * _SHIFT * step
        name = phrase("compare.policy.fund", size=Number(size, "currency"))
        lines.append(Joined(tuple(points), tuple(point.ratio + shift for point in points), name, index))
    return tuple(line for line in lines if line.points)


def curves(comparison: Comparison) -> Chart:
    """Return the main chart: one panel per measure, one column per breaker setting, one line per fund size."""
    breakers = sorted({point.is_breaker_on for point in comparison.points}, reverse=True)
    panels = []
    for measure in policies.chosen_measures(comparison, CURVE_MEASURES):
        up = limits(comparison, measure, [p for p in comparison.points if p.fund_size in chosen_sizes(comparison)])
        for is_on in breakers:
            titled = title_of(measure, breakers, is_breaker_on=is_on)
            panel = panel_of(comparison, measure, joined(comparison, is_breaker_on=is_on), RATIO, up)
            spans, references = _marks(comparison, is_breaker_on=is_on)
            panels.append(replace(panel, title=titled, spans=spans, references=references))
    title, notes = phrase("compare.curves.title"), _notes(comparison)
    return Chart("curves", title, tuple(panels), notes, columns=2, shares=frozenset({"x"}))


def title_of(measure: MeasureDefinition, breakers: Sequence[bool], *, is_breaker_on: bool) -> Phrase:
    """Return what a panel shows, with the breaker's setting where policies differ in it."""
    name = measure_name(measure.key)
    if len(breakers) < 2:
        return name
    return phrase("compare.breaker.on" if is_breaker_on else "compare.breaker.off", what=name)


def _notes(comparison: Comparison) -> tuple[Phrase, ...]:
    shown, count = len(chosen_sizes(comparison)), len({point.fund_size for point in comparison.points})
    few = phrase("compare.curves.few", shown=Number(shown, "count"), count=Number(count, "count"))
    return (
        phrase("compare.curves.lines", few=few if shown < count else NOTHING),
        phrase("compare.curves.marks", baseline=policies.said_policy(policies.baseline_of(comparison))),
    )


def panel_of(
    comparison: Comparison, measure: MeasureDefinition, lines: Sequence[Joined], across: Axis, up: tuple[float, float]
) -> Plot:
    """Return the lines of one measure over an axis, with the intervals of all their points.

    Parameters
    ----------
    up
        Where the vertical axis begins and ends, in plain units; see `limits`.
    """
    drawn = [line for joined in lines if (line := _line(comparison, measure, joined)) is not None]
    return Plot(across, Axis(None, measure.unit, *up), tuple(drawn), title=measure_name(measure.key))


def _line(comparison: Comparison, measure: MeasureDefinition, joined: Joined) -> Line | None:
    """Return a line through the policies that have this measure, None where none has."""
    known = [
        (place, point, estimate)
        for place, point in zip(joined.across, joined.points, strict=True)
        if (estimate := comparison.estimates.get((point.name, measure.key))) is not None and is_defined(estimate)
    ]
    if not known:
        return None
    line = measured_line(joined.name, tuple(at for at, _, _ in known), [found for _, _, found in known], joined.look)
    if measure.key != "additional_lending":
        return line
    tied = frozenset(place for place, (_, p, _) in enumerate(known) if policies.is_near_tie(comparison, p))
    return replace(line, stressed=tied)


def _marks(comparison: Comparison, *, is_breaker_on: bool) -> tuple[tuple[Span, ...], tuple[Reference, ...]]:
    base = policies.baseline_of(comparison)
    same_line = [p for p in comparison.points if p.fund_size == base.fund_size and p.is_breaker_on == is_breaker_on]
    ties = policies.near_tie_range(comparison, same_line[0]) if same_line else None
    references = (Reference(base.ratio, "upright"),) if base.is_breaker_on == is_breaker_on else ()
    return tie_span(ties), references


def tie_span(ties: tuple[float, float] | None) -> tuple[Span, ...]:
    """Return the shaded stretch of the ratios that are statistically indistinguishable from the best."""
    return () if ties is None else (Span(ties[0] - _HALF_STEP, ties[1] + _HALF_STEP),)


def limits(comparison: Comparison, measure: MeasureDefinition, points: Sequence[PolicyPoint]) -> tuple[float, float]:
    """Return the range of a measure over policies, from the values known well enough; zero is in it."""
    low, high = 0.0, 0.0
    for point in points:
        estimate = comparison.estimates.get((point.name, measure.key))
        if estimate is None or not is_defined(estimate):
            continue
        ends = [end for end in (estimate.low, estimate.high) if math.isfinite(end)]
        is_vague = len(ends) == 2 and ends[1] - ends[0] > 2 * abs(estimate.value) and estimate.kind == "ratio"
        if not is_vague:
            low = min(low, estimate.value, *ends)
            high = max(high, estimate.value, *ends)
    margin = 0.06 * (high - low)
    return (low - margin if low < 0 else 0.0), (high + margin if high > 0 else margin or 0.01)
