"""The chart of a comparison of tools: what each lever costs, what lending it adds, and lending per public money."""

from collections.abc import Callable

from simulator.charts import Axis, Chart, Dots, Reference, Rows
from simulator.estimate import Estimate
from simulator.questions.names import measure_name
from simulator.questions.toolkits.found import Outcome, Toolkits
from simulator.questions.toolkits.said import lever_name, per_cost, per_money
from simulator.values import Phrase, phrase

_KINDS = ("tool", "ratio", "setting", "fund")


def draw(found: Toolkits) -> tuple[Chart, ...]:
    """Return one row per lever and three panels: public cost, lending, and lending per 10,000 of public money."""
    cost = _panel(found, measure_name("fiscal_cost"), lambda outcome: outcome.cost)
    lending = _panel(found, phrase("toolkits.column.lending"), lambda outcome: outcome.lending)
    notes = (phrase("toolkits.chart.note"),)
    return (Chart("which_tool", phrase("toolkits.chart.title"), (cost, lending, _per_cost(found)), notes, columns=3),)


def _panel(found: Toolkits, name: Phrase, read: Callable[[Outcome], Estimate | Phrase], *references: Reference) -> Rows:
    names = tuple(lever_name(found, outcome.lever) for outcome in found.whole)
    groups = tuple(
        Dots(
            phrase(f"toolkits.chart.{kind}"),
            tuple(read(outcome) if outcome.lever.kind == kind else None for outcome in found.whole),
            look,
        )
        for look, kind in enumerate(_KINDS)
        if any(outcome.lever.kind == kind for outcome in found.whole)
    )
    axis = Axis(unit="currency")
    return Rows(axis, names, groups, (Reference(0.0, "upright", form="plain"), *references), title=name)


def _per_cost(found: Toolkits) -> Rows:
    """Return lending per public money; words where more of it is not bought with more money."""
    name = phrase("toolkits.column.per_cost", per=per_money())
    references = []
    if found.has_yardstick:
        step = next(outcome for outcome in found.whole if outcome.lever.kind == "ratio")
        references = [Reference(per_cost(step).estimate.value, "upright", form="dashed")]
    return _panel(found, name, _price, *references)


def _price(outcome: Outcome) -> Estimate | Phrase:
    return per_cost(outcome).estimate if outcome.verdict == "buys" else phrase(f"toolkits.verdict.{outcome.verdict}")
