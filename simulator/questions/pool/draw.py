"""How many funds run dry in the same year, and what the centre pays: in one economy and in economies of their own."""

import math
from dataclasses import replace

from simulator.charts import Axis, Band, Chart, Line, Plot, Reference, measured_line
from simulator.questions.pool.ask import Pooling, Together
from simulator.questions.pool.said import centre_words
from simulator.questions.pool.tell import MOST_SHOWN, economies, economy_name, exceedance, numbers_shown
from simulator.values import NOTHING, phrase

_APART = 0.06
"""Part by which the markers of two economies lie apart."""


def draw(found: Pooling) -> tuple[Chart, ...]:
    """Return the chances of joint depletion on the left, and of the centre's payments on the right where there are."""
    panels = [_same_year(found)]
    if _largest_payment(found) > 0:
        panels.append(_payments(found))
    capital = phrase("pool.chart.capital") if _capital_shown(found) is not None else NOTHING
    note = phrase("pool.chart.note", what=centre_words(found), capital=capital)
    return (Chart("dry_together", phrase("pool.chart.title"), tuple(panels), (note,), columns=len(panels)),)


def _floor(found: Pooling) -> float:
    """Return the lowest chance drawn: half a path."""
    return 0.5 / found.paths


def _chance_axis(found: Pooling) -> Axis:
    return Axis(phrase("pool.chart.chance"), "probability", _floor(found), 1.0, is_log=True)


def _largest_payment(found: Pooling) -> float:
    return max(float(part.payments[-1]) for _, part in economies(found))


def _same_year(found: Pooling) -> Plot:
    numbers, is_many = numbers_shown(found), found.study.funds > MOST_SHOWN
    ticks = tuple(map(float, numbers))
    ends = (0.8, 1.25 * numbers[-1]) if is_many else (0.5, numbers[-1] + 0.5)
    return Plot(
        x=Axis(phrase("pool.chart.at_least"), "count", *ends, is_log=is_many, ticks=ticks),
        y=_chance_axis(found),
        lines=tuple(_number_line(found, place, key, part) for place, (key, part) in enumerate(economies(found))),
        names="legend",
    )


def _number_line(found: Pooling, place: int, key: str, part: Together) -> Line:
    """Return the chances by number of funds; what was seen on no path lies at its bound."""
    side = 2 * place - 1
    x = tuple(number * (1 + side * _APART / (1 + number)) for number in numbers_shown(found))
    line = measured_line(economy_name(key), x, [part.same_year[number - 1] for number in numbers_shown(found)], place)
    (band,) = line.bands
    return replace(line, bands=(Band(tuple(max(low, _floor(found)) for low in band.low), band.high),))


def _payments(found: Pooling) -> Plot:
    capital = _capital_shown(found)
    return Plot(
        x=Axis(phrase("pool.chart.pays_more"), "currency", low=0.0),
        y=_chance_axis(found),
        lines=tuple(_payment_line(found, place, key, part) for place, (key, part) in enumerate(economies(found))),
        references=() if capital is None else (Reference(capital, "upright"),),
        names="legend",
    )


def _payment_line(found: Pooling, place: int, key: str, part: Together) -> Line:
    """Return the chance of a larger payment; where no path has one there is no place for it on a logarithmic axis."""
    points = exceedance(found, part)
    chances = [chance for _, chance in points]
    seen = [chance.value > 0 for chance in chances]
    low = tuple(max(c.low, _floor(found)) if is_seen else math.nan for c, is_seen in zip(chances, seen, strict=True))
    high = tuple(c.high if is_seen else math.nan for c, is_seen in zip(chances, seen, strict=True))
    y = tuple(c.value if is_seen else math.nan for c, is_seen in zip(chances, seen, strict=True))
    return Line(economy_name(key), tuple(size for size, _ in points), y, place, (Band(low, high),))


def _capital_shown(found: Pooling) -> float | None:
    """Return the centre's capital where it is not beyond the largest payment."""
    capital = found.study.centre.capital
    return capital if capital is not None and capital <= _largest_payment(found) else None
