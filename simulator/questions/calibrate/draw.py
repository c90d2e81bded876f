"""Charts of a calibration: observed values beside the range in which the fitted model puts them."""

import math

from simulator.charts import Axis, Band, Chart, Line, Plot, Points
from simulator.questions.calibrate.ask import Calibration
from simulator.questions.calibrate.learnt import Fit, Floats, Lesson
from simulator.values import Phrase, Unit, phrase

_UNITS: dict[str, Unit] = {"year": "year", "part_recovered": "share", "months_since_default": "months"}
_HALF_WIDTH_YEARS = 0.35


def draw(found: Calibration) -> tuple[Chart, ...]:
    """Return one chart for each fit of each file."""
    fits = [(lesson, fit) for lesson in found.lessons for fit in lesson.fits]
    return tuple(_chart(number, lesson, fit) for number, (lesson, fit) in enumerate(fits, start=1))


def _chart(number: int, lesson: Lesson, fit: Fit) -> Chart:
    panel = Plot(
        x=Axis(phrase(f"calibrate.chart.axis.{fit.axis}"), _UNITS[fit.axis]),
        y=Axis(phrase(f"calibrate.chart.y.{fit.axis}"), "share", low=0.0),
        lines=(_model(fit), *([_law(fit)] if fit.band == "law" else [])),
        points=() if fit.band == "law" else (Points(_observed(), _numbers(fit.x), _numbers(fit.observed), "base"),),
        names="legend",
    )
    notes = (phrase("calibrate.note.source", source=lesson.source), phrase(f"calibrate.chart.band.{fit.band}"))
    return Chart(f"fit-{number}", lesson.title, (panel,), notes)


def _observed() -> Phrase:
    return phrase("calibrate.chart.observed")


def _numbers(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _law(fit: Fit) -> Line:
    """Return the cases as steps over what is measured of them."""
    return Line(_observed(), _numbers(fit.x), _numbers(fit.observed), "base", form="steps")


def _model(fit: Fit) -> Line:
    """Return the middle of the model with its band; for single years one stretch a year, with gaps between."""
    name = phrase("calibrate.chart.model")
    if fit.band == "law":
        band = Band(_numbers(fit.low), _numbers(fit.high))
        return Line(name, _numbers(fit.x), _numbers(fit.middle), 0, (band,))
    x = [end for year in _numbers(fit.x) for end in (year - _HALF_WIDTH_YEARS, year + _HALF_WIDTH_YEARS, year + 0.5)]
    low, middle, high = (
        tuple(end for value in _numbers(values) for end in (value, value, math.nan))
        for values in (fit.low, fit.middle, fit.high)
    )
    return Line(name, tuple(x), middle, 0, (Band(low, high),))
