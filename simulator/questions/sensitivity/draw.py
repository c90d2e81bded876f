"""The charts of a sensitivity: the tornado of each answer, and its Sobol indices."""

from collections.abc import Sequence

from simulator.analysis.measures import MeasureDefinition
from simulator.charts import Axis, BarGroup, Bars, Chart, Reference
from simulator.estimate import Estimate
from simulator.questions.names import measure_name
from simulator.questions.sensitivity.answers import BEST
from simulator.questions.sensitivity.found import Sensitivity, Variance
from simulator.questions.sensitivity.said import draws_notes
from simulator.questions.sensitivity.sobol import Index
from simulator.questions.sensitivity.tornado import Bar
from simulator.questions.sensitivity.values import answer_value, assumption_name, change_value, range_of
from simulator.values import Number, Value, phrase

MOST_BARS = 14
_LEAST_SHARE, _MOST_SHARE = -0.4, 1.4
"""Where a panel of indices is cut off at most: an interval may reach far beyond what an index can be."""
_WHOLE = 1.05


def draw(found: Sensitivity) -> tuple[Chart, ...]:
    """Return a tornado for each answer that something moves, and the indices where there are any."""
    moved = [measure for measure in found.answers if measure.key != BEST and found.ranked(measure.key)]
    return (*(_tornado(found, measure) for measure in moved), *_sobol(found))


def _tornado(found: Sensitivity, measure: MeasureDefinition) -> Chart:
    """Return the change of one answer at both ends of each range, the widest bar at the top."""
    ranked = found.ranked(measure.key)
    bars = ranked[:MOST_BARS]
    swings = [bar.swings[measure.key] for bar in bars]
    name = measure_name(measure.key)
    now = answer_value(measure, found.now.estimate(measure.key))
    panel = Bars(
        Axis(phrase("sensitivity.chart.change", answer=name, now=now), change_value(measure, swings[0].width).unit),
        tuple(_label(bar) for bar in bars),
        (
            BarGroup(phrase("sensitivity.chart.low_end"), tuple(swing.low for swing in swings), 1),
            BarGroup(phrase("sensitivity.chart.high_end"), tuple(swing.high for swing in swings), 0),
        ),
        form="over",
        hatched=frozenset(place for place, bar in enumerate(bars) if bar.assumption.is_term),
        hatched_name=phrase("sensitivity.chart.term"),
    )
    notes = [phrase("sensitivity.chart.whiskers")]
    if len(ranked) > len(bars):
        notes.append(phrase("sensitivity.chart.more", n=Number(len(ranked) - len(bars), "count")))
    return Chart(
        f"tornado_{measure.key}", phrase("sensitivity.chart.tornado", answer=name), (panel,), tuple(notes)
    )  # fmt: skip


def _label(bar: Bar) -> Value:
    name = assumption_name(bar.assumption.key)
    return phrase("sensitivity.chart.label", name=name, range=range_of(bar.assumption))


def _sobol(found: Sensitivity) -> tuple[Chart, ...]:
    """Return first-order and total indices of every answer that has them, one panel each."""
    variance = found.variance
    if variance is None:
        return ()
    panels = tuple(
        _indices_panel(variance, key, shares.indices)
        for key, shares in variance.by_answer.items()
        if shares.indices is not None
    )
    notes = (*draws_notes(found), phrase("sensitivity.chart.sobol_note"))
    title = phrase("sensitivity.chart.sobol")
    return (Chart("sobol", title, panels, notes, columns=len(panels)),) if panels else ()


def _indices_panel(variance: Variance, key: str, indices: Sequence[Index]) -> Bars:
    firsts, totals = tuple(index.first for index in indices), tuple(index.total for index in indices)
    ends = [end for estimate in (*firsts, *totals) for end in _ends(estimate)]
    axis = Axis(
        phrase("sensitivity.chart.part"),
        low=max(_LEAST_SHARE, min(0.0, *ends)),
        high=max(_WHOLE, min(_MOST_SHARE, max(ends))),
        ticks=(0.0, 0.5, 1.0),
    )
    return Bars(
        axis,
        tuple(assumption_name(assumption.key) for assumption in variance.assumptions),
        (
            BarGroup(phrase("sensitivity.chart.by_itself"), firsts, 0),
            BarGroup(phrase("sensitivity.chart.with_interactions"), totals, 1),
        ),
        references=(Reference(0.0, "upright", form="plain"),),
        title=measure_name(key),
    )


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high
