"""The chart of an attribution: additional lending over the ratio, as it stands and with each rule off alone."""

from simulator.answer import Lines, Number, Phrase, Series, phrase
from simulator.questions.attribute.curves import Attribution, Curve
from simulator.questions.attribute.tell import curves_without, per_largest


def draw(found: Attribution) -> tuple[Lines, ...]:
    """Return each curve per unit of its own largest value: what is compared is where it bends."""
    return (
        Lines(
            key="which_rule",
            title=phrase("attribute.chart.title"),
            x_label=phrase("attribute.chart.x"),
            y_label=phrase("attribute.chart.y"),
            x=found.ratios,
            series=tuple(_series(found, *named) for named in curves_without(found)),
            notes=(phrase("attribute.chart.note"),),
        ),
    )


def _series(found: Attribution, key: str, name: Phrase, curve: Curve) -> Series:
    label = phrase("attribute.chart.label", name=name, best=Number(curve.best, "ratio"))
    return Series(label, tuple(per_largest(curve)), found.ratios.index(curve.best), is_base=key == "as_it_stands")
