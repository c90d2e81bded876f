"""Traffic-light test of the PDs used: how likely as many defaults as seen were, had the PDs been right.

Tasche (2003): green up to the 95 % quantile of the number of defaults, red beyond the 99.9 % one, yellow between.
Defaults of one year share a factor (Vasicek 2002); years are independent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.errors import NoAnswerError, wrong
from simulator.exact.counts import default_counts_law
from simulator.inputs.history import History
from simulator.values import Number, Phrase

Floats = NDArray[np.float64]
Light = Literal["green", "yellow", "red"]
YELLOW, RED = 0.05, 0.001
ALL = "all"
_MOST_DEFAULTS = 20_000


@dataclass(frozen=True)
class LightRow:
    """One group of firms: the PD used and the defaults seen."""

    year: str
    grade: str
    obligors: int
    expected: float
    """Defaults that the PDs used let expect."""
    defaults: int
    chance: float
    """Chance of as many defaults or more if the PDs are right, with the asset correlation."""
    chance_independent: float
    """The same if firms default independently of each other."""

    @property
    def light(self) -> Light:
        """Colour with the asset correlation."""
        return light_of(self.chance)

    @property
    def light_independent(self) -> Light:
        """Colour if firms default independently of each other."""
        return light_of(self.chance_independent)


def light_of(chance: float) -> Light:
    """Return the colour of a chance of as many defaults or more."""
    return "green" if chance >= YELLOW else "yellow" if chance >= RED else "red"


def traffic_lights(history: History, asset_correlation: float) -> tuple[LightRow, ...]:
    """Return a row for each year and grade, for each year's grades together, and for all years together.

    Raises
    ------
    NoAnswerError
        When a group has more than 20,000 defaults.
    """
    years, grades, groups = _groups(history)
    rows = []
    for year in dict.fromkeys(years):
        of_year = [group for group, own in zip(groups, years, strict=True) if own == year]
        names = [name for name, own in zip(grades, years, strict=True) if own == year]
        if len(of_year) > 1:
            pairs = zip(names, of_year, strict=True)
            rows += [_row(f"{year}", name, [[group]], asset_correlation) for name, group in pairs]
        rows.append(_row(f"{year}", names[0] if len(of_year) == 1 else ALL, [of_year], asset_correlation))
    if len(set(years)) > 1:
        whole = [[g for g, own in zip(groups, years, strict=True) if own == year] for year in dict.fromkeys(years)]
        rows.append(_row(ALL, ALL, whole, asset_correlation))
    return tuple(rows)


_Group = tuple[int, int, float]
"""Obligors, defaults, PD."""


def _groups(history: History) -> tuple[list[int], list[str], list[_Group]]:
    order = np.argsort(history.numbers["year"], kind="stable")
    columns = [history.numbers[name][order].tolist() for name in ("year", "obligors", "defaults", "pd")]
    names = history.texts.get("grade", (ALL,) * len(order))
    groups = [(int(count), int(defaults), pd) for _, count, defaults, pd in zip(*columns, strict=True)]
    return [int(year) for year in columns[0]], [names[place] for place in order], groups


def _too_many(year: str, grade: str, defaults: int) -> Phrase:
    most = Number(_MOST_DEFAULTS, "count")
    return wrong("backtest.fault.many_defaults", year=year, grade=grade, n=defaults, most=most)


def _row(year: str, grade: str, years: Sequence[Sequence[_Group]], correlation: float) -> LightRow:
    groups = [group for of_year in years for group in of_year]
    defaults = sum(group[1] for group in groups)
    if defaults > _MOST_DEFAULTS:
        raise NoAnswerError(_too_many(year, grade, defaults))
    return LightRow(
        year, grade, sum(group[0] for group in groups), sum(group[0] * group[2] for group in groups), defaults,
        chance_of_as_many(years, defaults, correlation), chance_of_as_many(years, defaults, 0.0),
    )  # fmt: skip


def chance_of_as_many(years: Sequence[Sequence[_Group]], defaults: int, correlation: float) -> float:
    """Return P(as many defaults or more in all years together): binomials mixed over each year's factor.

    Raises
    ------
    NoAnswerError
        When the quadrature over the factor is not exact to a billionth (see `exact.counts`).
    """
    if defaults == 0:
        return 1.0
    law = np.zeros(defaults)
    law[0] = 1.0
    for groups in years:
        grades = [(obligors, pd) for obligors, _, pd in groups]
        law = _sum_law(law, default_counts_law(grades, asset_correlation=correlation, size=defaults))
    return float(np.clip(1 - law.sum(), 0.0, 1.0))


def _sum_law(first: Floats, second: Floats) -> Floats:
    """Return the law of the sum of two counts, cut to their length."""
    from scipy import signal

    return np.asarray(np.maximum(signal.convolve(first, second)[: len(first)], 0.0))
