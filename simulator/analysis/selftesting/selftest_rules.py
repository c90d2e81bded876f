"""Self-test of the rules against their references: draws, thresholds, hurdle, patent value; no simulation."""

import math

import numpy as np

from simulator.analysis.selftesting.selftest_row import SelfTestRow, compare_row, quantity_of, reference_data
from simulator.errors import wrong
from simulator.randomness.normal import normal_cdf
from simulator.randomness.philox import philox_block
from simulator.rules.calibration import monthly_thresholds
from simulator.rules.lending import break_even_share, largest_pd
from simulator.rules.patent import surviving_fraction, value_after

SIX_DECIMALS = 5e-7
"""Tolerance where the reference is printed with six decimals."""
QUADRATURE = 1e-9
"""Relative tolerance of a quadrature whose error is rounding."""
MOST_JUMPS = 40


def check_draws() -> tuple[SelfTestRow, ...]:
    """Compare the words of Philox4x32-10 for the published counters and keys."""
    data = reference_data()["philox"]
    found = []
    for row in data["rows"]:
        names = [np.uint64(int(word, 16)) for word in (*row["counter"], *row["key"])]
        for place, (ours, reference) in enumerate(zip(philox_block(*names), row["words"], strict=True), start=1):
            quantity = wrong("selftest.what.philox", counter=f"{row['counter'][0]}...", word=str(place))
            found.append(compare_row(quantity, float(ours), int(reference, 16), data["source"]))
    return tuple(found)


def check_thresholds() -> tuple[SelfTestRow, ...]:
    """Compare the threshold fitted to a twelve-month PD with the one from which that PD was computed."""
    data = reference_data()["persistent_factor"]
    found = []
    for row in data["rows"]:
        yearly = np.array([row["cumulative"]["12"]])
        threshold = monthly_thresholds(
            yearly, row["asset_correlation"], row["persistence"], np.zeros(1), np.ones((1, 1))
        )
        phi, rho = f"{row['persistence']:g}", f"{row['asset_correlation']:g}"
        quantity = wrong("selftest.what.monthly_pd", pd=f"{100 * yearly[0]:.4f} %", phi=phi, rho=rho)
        ours = normal_cdf(float(threshold[0]))
        found.append(compare_row(quantity, ours, row["monthly_pd"], data["source"], relative=QUADRATURE))
    return tuple(found)


def check_hurdle() -> tuple[SelfTestRow, ...]:
    """Compare the bank's break-even share and the largest PD at which it lends."""
    data = reference_data()["hurdle"]
    costs = (data["funding"], data["operating_cost"], data["capital_charge"])
    found = []
    for row in data["shares"]:
        ours = break_even_share(data["rate"], *costs, row["pd"], row["loss_given_default"])
        lgd = f"{row['loss_given_default']:g}"
        quantity = wrong("selftest.what.break_even", pd=f"{row['pd']:g}", lgd=lgd)
        found.append(compare_row(quantity, ours, row["break_even_share"], data["source"], SIX_DECIMALS))
    for row in data["largest"]:
        margin = data["rate"] - sum(costs)
        ours = largest_pd(margin, data["rate"], row["loss_given_default"], 0.0, row["share"], 0.0)
        lgd = f"{row['loss_given_default']:g}"
        quantity = wrong("selftest.what.largest_pd", share=f"{row['share']:g}", lgd=lgd)
        found.append(compare_row(quantity, ours, row["largest_pd"], data["source"], SIX_DECIMALS))
    return tuple(found)


def check_patent_value() -> tuple[SelfTestRow, ...]:
    """Compare mean, deviation, law and limited mean of a patent's value after some years."""
    data = reference_data()["patent_value"]
    found = []
    for case, row in enumerate(data["rows"], start=1):
        law = _value_law(row)
        mean = _moment(law, 1)
        pairs = [
            ("mean", mean, row["mean"]),
            ("standard_deviation", math.sqrt(_moment(law, 2) - mean * mean), row["standard_deviation"]),
        ]
        pairs += [(f"below_{k}", _below(law, float(k)), chance) for k, chance in row["below"].items()]
        pairs += [(f"mean_up_to_{k}", _mean_up_to(law, float(k)), part) for k, part in row["mean_up_to"].items()]
        where = wrong("selftest.case.patent_value", case=str(case), jumps=f"{row['jumps_per_year']:g}")
        found += [
            compare_row(quantity_of(where, name), ours, reference, data["source"], relative=QUADRATURE)
            for name, ours, reference in pairs
        ]
    return tuple(found)


ValueLaw = tuple[float, list[tuple[float, float, float]]]
"""Chance that the patent is dead, and lognormal parts: chance, mean of the log, deviation of the log."""


def _value_law(row: dict[str, float]) -> ValueLaw:
    """Return the law of the value: given the number of jumps its log is normal, read off `value_after`."""
    alive = _chance_alive(row["years"], row["invalidation"])
    mean_jumps = row["jumps_per_year"] * row["years"]
    chance = math.exp(-mean_jumps)
    parts = []
    for jumps in range(MOST_JUMPS):
        low, middle = (
            math.log(
                value_after(row["value"], row["decay"], row["volatility"], row["years"], z, jumps * row["jump_mean"])
            )
            for z in (-1.0, 0.0)
        )
        parts.append((alive * chance, middle, math.hypot(middle - low, math.sqrt(jumps) * row["jump_sd"])))
        chance *= mean_jumps / (jumps + 1)
    return 1.0 - alive, parts


def _chance_alive(years: float, hazard: float) -> float:
    """Return the length of the draws with which the patent survives, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        is_dead = surviving_fraction(years, hazard, 0.0, 1.0, middle, 0.5) == 0.0
        low, high = (middle, high) if is_dead else (low, middle)
    return 1.0 - low


def _moment(law: ValueLaw, order: int) -> float:
    return sum(chance * math.exp(order * mean + 0.5 * (order * sd) ** 2) for chance, mean, sd in law[1])


def _below(law: ValueLaw, level: float) -> float:
    return law[0] + sum(chance * normal_cdf((math.log(level) - mean) / sd) for chance, mean, sd in law[1])


def _mean_up_to(law: ValueLaw, level: float) -> float:
    total = 0.0
    for chance, mean, sd in law[1]:
        d = (math.log(level) - mean) / sd
        total += chance * (math.exp(mean + 0.5 * sd * sd) * normal_cdf(d - sd) + level * normal_cdf(-d))
    return total
