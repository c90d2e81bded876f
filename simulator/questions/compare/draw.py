"""Which charts a comparison gets."""

from dataclasses import replace

from simulator.analysis.compare import Comparison
from simulator.charts import Chart
from simulator.questions.compare import points as policies
from simulator.questions.compare.curves import curves
from simulator.questions.compare.differences import differences
from simulator.questions.compare.fund import fan_chart, loss_split
from simulator.questions.compare.heat import heat_map


def draw(comparison: Comparison) -> tuple[Chart, ...]:
    """Return the charts that make sense for this comparison."""
    chosen: list[Chart] = []
    if policies.is_sweep(comparison):
        chosen.append(curves(comparison))
        if policies.is_grid(comparison):
            chosen.append(heat_map(comparison))
    elif len(comparison.points) > 1:
        chosen.append(differences(comparison))
    if comparison.balance_fan:
        chosen.append(fan_chart(comparison))
    if comparison.loss_split:
        chosen.append(loss_split(comparison))
    study = policies.own_words(comparison.title, comparison.scenario)
    return tuple(replace(chart, subject=study) for chart in chosen)
