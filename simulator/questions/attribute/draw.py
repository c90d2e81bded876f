"""The chart of an attribution: additional lending over the ratio, as it stands and with each rule off alone."""

from simulator.charts import Axis, Chart, Line, Look, Plot
from simulator.questions.attribute.curves import Attribution, Curve
from simulator.questions.attribute.tell import curves_without, per_largest
from simulator.values import Number, Phrase, phrase


def draw(found: Attribution) -> tuple[Chart, ...]:
    """Return each curve per unit of its own largest value: what is compared is where it bends."""
    panel = Plot(
        x=Axis(phrase("attribute.chart.x"), "ratio"),
        y=Axis(phrase("attribute.chart.y")),
        lines=tuple(_line(found, number, *named) for number, named in enumerate(curves_without(found), start=-1)),
    )
    return (Chart("which_rule", phrase("attribute.chart.title"), (panel,), (phrase("attribute.chart.note"),)),)


def _line(found: Attribution, number: int, key: str, name: Phrase, curve: Curve) -> Line:
    label = phrase("attribute.chart.label", name=name, best=Number(curve.best, "ratio"))
    look: Look = "base" if key == "as_it_stands" else number
    return Line(label, found.ratios, tuple(per_largest(curve)), look, peak=found.ratios.index(curve.best))
