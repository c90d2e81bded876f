"""Sizes from one pass: the largest cumulative net outflow of each path gives the chance of every fund size at once."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from simulator.analysis.crossing import geometric
from simulator.analysis.path_totals import FEN_PER_UNIT
from simulator.estimate import Estimate
from simulator.questions.size.needs import (
    Floats,
    chance_of,
    discounts,
    size_for,
    smallest_capital_beside,
    smallest_top_up,
    top_ups_received,
    worth,
)
from simulator.questions.size.sized import CurvePoint, SafetyPoint, SizedRatio
from simulator.questions.size.watching import Settings, Watcher
from simulator.scenario.study import RATIO_KEY

CURVE = 41
CURVE_SPAN = 1e3
"""The curve goes down to this part of what the worst path needs."""

Reduction = Callable[[Floats, Floats], Floats]
"""From the worths of some paths, shape (paths, months), and R, shape (months,), to a number each, shape (paths,)."""


def needs(watcher: Watcher, reductions: Sequence[tuple[Settings, Reduction]]) -> list[Floats]:
    """Return what each reduction says of every path, shape (paths,) each, of a fund that cannot run dry."""
    lending, interest = watcher.lending_months, watcher.scenario.fund.interest_per_year
    found: list[list[Floats]] = [[] for _ in reductions]

    def reduce(policy: int, outflows: Floats) -> None:
        # interest and top-ups end with the last year of lending, claims do not
        discount = discounts(outflows.shape[1], interest, earning_months=lending)
        received = top_ups_received(discount, np.arange(12, lending, 12))
        found[policy].append(reductions[policy][1](worth(outflows, discount), received))

    watcher.outflows([settings for settings, _ in reductions], reduce)
    return [np.concatenate(blocks) for blocks in found]


def capital_needs(watcher: Watcher, ratios: Sequence[float]) -> dict[float, Floats]:
    """Return, by ratio, the smallest capital of each path beside the scenario's own fixed top-up, shape (paths,)."""
    fund = watcher.scenario.fund
    own = fund.top_up_budget if fund.top_up == "fixed" else 0.0
    found = needs(watcher, [({RATIO_KEY: ratio}, _beside(own)) for ratio in ratios])
    return dict(zip(ratios, found, strict=True))


def _beside(top_up: float) -> Reduction:
    return lambda worths, received: smallest_capital_beside(worths, received, top_up)


def sized_by_pass(watcher: Watcher, ratio: float, need: Floats, chance: float) -> SizedRatio:
    """Return the size of one ratio, in whole currency units, and its curve."""
    largest = float(np.max(need))
    sizes = geometric(largest / CURVE_SPAN, largest, CURVE) if largest > 0 else ()
    curve = tuple(CurvePoint(size, chance_of(need, size)) for size in sizes)
    return SizedRatio(ratio, whole(size_for(need, chance), watcher.lending_months), curve)


def whole(size: Estimate, months: int) -> Estimate:
    """Return a size in whole currency units, rounded up, its lower end down.

    A fen for each month is added: so much may be missing since the engine floors interest to the fen.
    """
    value, high = (_whole_above(end, months) for end in (size.value, size.high))
    return replace(size, value=value, low=float(math.floor(size.low)), high=high)


def _whole_above(amount: float, months: int) -> float:
    return float(math.ceil(amount + months / FEN_PER_UNIT)) if 0 < amount < math.inf else amount


def top_ups_by_pass(
    watcher: Watcher, chance: float, top_ups: Sequence[float]
) -> tuple[Estimate | None, tuple[SafetyPoint, ...]]:
    """Return the smallest yearly top-up beside the own capital (if there is any), and the curve of equal safety."""
    capital = watcher.scenario.fund.fund_size
    reductions: list[tuple[Settings, Reduction]] = [({}, _beside(top_up)) for top_up in top_ups]
    found = needs(watcher, [*reductions, ({}, lambda worths, received: smallest_top_up(worths, received, capital))])
    curve = [
        SafetyPoint(top_up, whole(size_for(need, chance), watcher.lending_months))
        for top_up, need in zip(top_ups, found[:-1], strict=True)
    ]
    return whole(size_for(found[-1], chance), watcher.lending_months) if capital > 0 else None, tuple(curve)
