"""How often the intervals hold the truth: a small book through the engine, its law known exactly.

176 equal loans, a fund that pays 54 % of what is lost on 90 % of each, one year. Given the number of defaults N (a
binomial law mixed over the factor) everything is arithmetic: claims, what the fund pays, what stays unpaid, what the
bank bears. `python -m tests.validation.coverage` prints the table of docs/explanation/validation.md.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator import exact
from simulator.analysis import intervals, shortfall
from simulator.analysis.bounded import SHARE, bounded_mean, bounded_ratio
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.estimate import Estimate
from simulator.questions.size.needs import size_for
from tests.engines.one_year import one_year

REPETITIONS, PATHS = 400, 2_000
LOANS, PD, RHO, PRINCIPAL, LOSS = 176, 0.04, 0.05, 1e6, 0.9
RATIO, LOWER = 0.54, 0.4
FUND, LARGER, AMPLE = 10e6, 12.5e6, 1e9
CHANCE = 0.02
NOISE = 4.0
"""Standard errors of a coverage over the repetitions that a test allows."""
COLUMNS = ("bank_loss", "fund_paid", "unpaid", "lapsed", "first_depleted")
POLICIES = {"own": (RATIO, FUND), "larger": (RATIO, LARGER), "lower": (LOWER, FUND), "ample": (RATIO, AMPLE)}

Sample = dict[str, dict[str, np.ndarray]]


@dataclass(frozen=True)
class Row:
    """How often one kind of interval held the truth, and on which side it missed."""

    what: str
    truth_below: float
    truth_above: float
    is_open: float

    @property
    def held(self) -> float:
        """Return the part of the intervals that hold the truth."""
        return 1 - self.truth_below - self.truth_above


def law() -> np.ndarray:
    """Return P(N = k), shape (LOANS + 1,)."""
    return exact.homogeneous_pool_law(exact.OneFactor(PD, RHO), LOANS).probabilities


def of_defaults(ratio: float, fund: float) -> Sample:
    """Return each amount for N = 0, 1, ..., shape (LOANS + 1,)."""
    lost = PRINCIPAL * LOSS * np.arange(LOANS + 1)
    paid = np.minimum(ratio * lost, fund)
    return {"bank_loss": lost - paid, "paid": paid, "unpaid": ratio * lost - paid, "claims": ratio * lost}


def simulated() -> Sample:
    """Return each amount of every policy, shape (REPETITIONS, PATHS), in yuan."""
    world = {"run": {"paths": PATHS}, "principal": PRINCIPAL, "disposal": {"fixed_recovery": 1 - LOSS}}
    policies = [
        one_year(LOANS, PD, RHO, **world, scheme={"compensation_ratio": ratio}, fund={"fund_size": fund})
        for ratio, fund in POLICIES.values()
    ]
    ledger = simulate(prepare(policies[0], policies), REPETITIONS * PATHS, columns=COLUMNS)
    found = {}
    for place, name in enumerate(POLICIES):
        column = {key: ledger.of(key)[:, place].reshape(REPETITIONS, PATHS) / 100 for key in COLUMNS}
        unpaid = column["unpaid"] + column["lapsed"]
        claims = column["fund_paid"] + unpaid
        found[name] = {
            "bank_loss": column["bank_loss"],
            "paid": column["fund_paid"],
            "unpaid": unpaid,
            "claims": claims,
        }
    return found


def tail_mean(values: np.ndarray, level: float) -> float:
    """Return the exact expected shortfall of an amount that rises with N (Acerbi and Tasche)."""
    chances = law()
    above = np.append(np.cumsum(chances[::-1])[::-1][1:], 0.0)
    place = int(np.argmax(above <= 1 - level))
    rest = 1 - level - above[place]
    return float(chances[place + 1 :] @ values[place + 1 :] + rest * values[place]) / (1 - level)


def quantile(values: np.ndarray, level: float) -> float:
    """Return the exact quantile of an amount that rises with N."""
    return float(values[np.searchsorted(np.cumsum(law()), level)])


Kind = tuple[str, float, Callable[[Sample, int], Estimate]]


def kinds() -> list[Kind]:
    """Return each kind of figure: its name, its truth, and its interval in one repetition."""
    own, larger, lower = (of_defaults(*POLICIES[name]) for name in ("own", "larger", "lower"))
    chances, loss = law(), "bank_loss"

    def mean(values: np.ndarray) -> float:
        return float(chances @ values)

    dry = own["unpaid"] > 0
    return [
        ("mean: bank's loss", mean(own[loss]), lambda s, i: bounded_mean(s["own"][loss][i])),
        ("rare mean: unpaid claims", mean(own["unpaid"]), lambda s, i: bounded_mean(s["own"]["unpaid"][i])),
        ("rarer mean: unpaid claims, larger fund", mean(larger["unpaid"]),
         lambda s, i: bounded_mean(s["larger"]["unpaid"][i])),
        ("ratio of means: claims paid", mean(own["paid"]) / mean(own["claims"]),
         lambda s, i: bounded_ratio(s["own"]["paid"][i], s["own"]["claims"][i], SHARE)),
        ("chance: running dry", mean(dry),
         lambda s, i: intervals.proportion_interval(int(np.count_nonzero(s["own"]["unpaid"][i])), PATHS)),
        ("paired difference: bank's loss, two ratios", mean(lower[loss] - own[loss]),
         lambda s, i: intervals.mean_difference(s["lower"][loss][i], s["own"][loss][i])),
        ("rare paired difference: unpaid claims, two funds", mean(own["unpaid"] - larger["unpaid"]),
         lambda s, i: intervals.mean_difference(s["own"]["unpaid"][i], s["larger"]["unpaid"][i])),
        ("quantile: bank's loss, 99 %", quantile(own[loss], 0.99),
         lambda s, i: intervals.quantile_interval(s["own"][loss][i], 0.99)),
        ("difference of quantiles, two ratios", quantile(lower[loss], 0.99) - quantile(own[loss], 0.99),
         lambda s, i: intervals.quantile_difference(s["lower"][loss][i], s["own"][loss][i], 0.99)),
        ("expected shortfall: bank's loss, 99 %", tail_mean(own[loss], 0.99),
         lambda s, i: shortfall.expected_shortfall(s["own"][loss][i], 0.99)),
        ("difference of expected shortfalls, two ratios", tail_mean(lower[loss], 0.99) - tail_mean(own[loss], 0.99),
         lambda s, i: shortfall.expected_shortfall_difference(s["lower"][loss][i], s["own"][loss][i], 0.99)),
        ("sizing: fund for a chance of 2 %", quantile(own["claims"], 1 - CHANCE),
         lambda s, i: size_for(s["ample"]["paid"][i], CHANCE)),
    ]  # fmt: skip


def rows() -> list[Row]:
    """Return the coverage of every kind over the repetitions."""
    sample, found = simulated(), []
    for what, truth, interval in kinds():
        estimates = [interval(sample, i) for i in range(REPETITIONS)]
        slack = 1e-9 * abs(truth)
        below = np.mean([truth < e.low - slack for e in estimates])
        above = np.mean([truth > e.high + slack for e in estimates])
        is_open = np.mean([not np.isfinite(e.high) for e in estimates])
        found.append(Row(what, float(below), float(above), float(is_open)))
    return found


def table(found: list[Row]) -> str:
    """Return the rows as a table in Markdown."""
    head = "| figure | held | truth below | truth above | no upper end |\n|---|---|---|---|---|"
    lines = [
        f"| {row.what} | {100 * row.held:.1f} % | {100 * row.truth_below:.1f} % | {100 * row.truth_above:.1f} % "
        f"| {100 * row.is_open:.1f} % |"
        for row in found
    ]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    sys.stdout.write(table(rows()) + "\n")
