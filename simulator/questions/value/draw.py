"""The chart of a valuation: what each patent is worth over the life of the loan, plain and if the loan defaults."""

from simulator.charts import Axis, Band, Chart, Line, Plot, Reference
from simulator.questions.value.said import patent_name
from simulator.questions.value.valued import FAN_LEVELS, Valuation, Valued
from simulator.values import NOTHING, Number, phrase

MOST_PANELS = 6
_COLUMNS = 3


def draw(found: Valuation) -> tuple[Chart, ...]:
    """Return a fan for each of the first six patents, as part of the appraised value."""
    shown = found.valued[:MOST_PANELS]
    left_out = len(found.valued) - len(shown)
    more = NOTHING if left_out == 0 else phrase("valuation.chart.more", n=Number(left_out, "count"))
    top = max(1.0, *(float(valued.fan[-1].max()) for valued in shown))
    return (
        Chart(
            "value_fans",
            phrase("valuation.chart.title"),
            tuple(_panel(found, valued, top) for valued in shown),
            (phrase("valuation.chart.note", more=more),),
            columns=min(_COLUMNS, len(shown)),
            shares=frozenset({"x", "y"}),
        ),
    )


def _panel(found: Valuation, valued: Valued, top: float) -> Plot:
    months = tuple(float(month) for month in range(found.asked.term_months + 1))
    fan, given = (
        {level: tuple(row.tolist()) for level, row in zip(FAN_LEVELS, rows, strict=True)}
        for rows in (valued.fan, valued.fan_given_default)
    )
    bands = (Band(fan[0.05], fan[0.95]), Band(fan[0.25], fan[0.75]))
    lines = (
        Line(phrase("valuation.chart.median"), months, fan[0.5], 0, bands),
        Line(phrase("valuation.chart.given_default"), months[1:], given[0.5], 1),
        Line(phrase("valuation.chart.valid"), months, tuple(valued.valid.tolist()), 2),
    )
    return Plot(
        x=Axis(phrase("valuation.chart.x"), "months", low=0.0, high=months[-1]),
        y=Axis(phrase("valuation.chart.y"), "share", low=0.0, high=1.05 * top),
        lines=lines,
        references=(Reference(valued.rate_in_use, "across", form="dashed"),),
        title=patent_name(found, valued),
        names="legend",
    )
