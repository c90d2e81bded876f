"""A made-up comparison of plausible shape: nothing in it was simulated, so it tests the printing alone."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.estimate import NO_DENOMINATOR, Estimate
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary

RATIOS = tuple(round(0.1 * step, 1) for step in range(11))
SIZES = (5e6, 10e6, 15e6, 20e6, 30e6, 40e6, 60e6, 80e6, 120e6)
BASELINE = "ratio 0.4, fund 20 m, breaker on"
PATHS = 10_000
# Two-sided 95 % Clopper-Pearson bound for no hit in 10,000: 1 - 0.025^(1/10000).
NO_HIT_BOUND = 1 - 0.025 ** (1 / PATHS)

MEASURES = (
    MeasureDefinition("lent", "lent", "currency", "mean", "Principal of all loans made."),
    MeasureDefinition("additional_lending", "additional lending", "currency", "mean", "Lent above no scheme."),
    MeasureDefinition("fiscal_cost", "public cost", "currency", "mean", "Present value of public money spent."),
    MeasureDefinition(
        "cost_per_additional",
        "public cost per unit of additional lending",
        "per currency",
        "ratio",
        "Per additional unit.",
    ),
    MeasureDefinition(
        "marginal_cost", "marginal public cost, against the ratio below", "per currency", "ratio", "Of one more unit."
    ),
    MeasureDefinition("idle_share", "idle money", "share", "mean", "Share of the fund never used."),
    MeasureDefinition(
        "p_depleted", "chance of running dry", "probability", "proportion", "A claim is not paid in full."
    ),
    MeasureDefinition("bank_loss", "bank's loss", "currency", "mean", "What the bank bears."),
    MeasureDefinition("months_shut", "months shut", "months", "mean", "Months without new cover."),
    MeasureDefinition("defaults_covered", "covered defaults", "count", "mean", "Number of defaults."),
    MeasureDefinition("es99_bank_loss", "ES 99 % of the bank's loss", "currency", "expected_shortfall", "Tail mean."),
)


def synthetic_scenario(currency: str = "CNY", **about: str) -> Scenario:
    """Return a small valid scenario made for these tests."""
    values = {
        "currency": currency,
        "about": {"title": "Test city fund", "stand_in": "Another city's terms stand in.", **about},
        "run": {"seed": 7, "paths": PATHS},
        "economy": {"persistence": 0.9, "asset_correlation": 0.05},
        "sectors": [{"name": "chips", "share": 1.0, "patent_decay_per_year": 0.2}],
        "grades": [{"name": "B", "share": 1.0, "pd_per_year": 0.02}],
        "banks": [{"name": "first bank", "share": 1.0}],
        "applications": {"per_month": 10.0, "amount_mean": 5e6, "amount_sd_log": 0.5},
        "loans": {"terms": [{"months": 12, "share": 1.0}], "pledge_rate_invention": 0.4},
        "patents": {"base_mean": 2e7, "base_sd_log": 0.8},
        "disposal": {"sale_share_mean": 0.3, "sale_share_sd": 0.1},
        "lender": {
            "loan_rate": 0.04, "funding_cost": 0.02, "operating_cost": 0.01, "loss_given_default": 0.7,
            "risk_weight": 0.85, "capital_ratio": 0.105, "equity_spread": 0.04, "signal_noise": 0.5,
        },
        "scheme": {"compensation_ratio": 0.4, "cap_per_loan": 1e7, "tiers": [{"above": 1e7, "factor": 0.5}]},
        "fund": {"fund_size": 2e7},
        "breaker": {"is_on": True, "on_at_least": 0.05, "off_below": 0.03},
        "sources": {"fund.fund_size": {"source": 'a "rule"', "confidence": "read", "low": 5e6, "high": 1.2e8}},
    }  # fmt: skip
    return Scenario.model_validate_json(json.dumps(values))


_SCENARIO = synthetic_scenario()


def _reading_of(scenario: Scenario) -> Reading:
    return Reading(scenario, scenario.model_dump(mode="json", exclude_none=True), {})


_READING = _reading_of(_SCENARIO)


def _around(value: float, width: float, kind: str = "mean") -> Estimate:
    return Estimate(value, value - width, value + width, kind)  # type: ignore[arg-type]


def _chance(share: float) -> Estimate:
    hits = round(share * PATHS)
    if hits == 0:
        return Estimate(0.0, 0.0, NO_HIT_BOUND, "proportion")
    width = 1.96 * math.sqrt(share * (1 - share) / PATHS)
    return Estimate(hits / PATHS, max(0.0, share - width), share + width, "proportion")


def _estimates(point: PolicyPoint) -> dict[str, Estimate]:
    ratio, fund = point.ratio, point.fund_size / 1e6
    shut = 1 - 0.35 * ratio if point.is_breaker_on else 1.0
    room = 1 - math.exp(-fund / (12 * (0.3 + ratio)))
    additional = 4e8 * (1 - math.exp(-2.5 * ratio)) * (0.35 + 0.65 * room) * shut
    cost = 9e6 * ratio**1.4 * (0.5 + 0.5 * room) * shut
    depleted = min(0.97, 0.9 * ratio**2 * math.exp(-fund / 14) * shut)
    nothing = Estimate(0.0, -math.inf, math.inf, "ratio", NO_DENOMINATOR)
    loss = 4e7 * (1 + ratio)
    return {
        "lent": _around(9e8 + additional, 2e6),
        "additional_lending": _around(additional, 0.012 * additional),
        "fiscal_cost": _around(cost, 0.02 * cost),
        "cost_per_additional": _around(cost / additional, 5e-4, "ratio") if additional else nothing,
        "marginal_cost": _around(0.01 + 0.05 * ratio**2, 2e-3 / max(ratio, 0.1), "ratio") if additional else nothing,
        "idle_share": _around(max(0.02, 1 - ratio * 22 / fund), 0.004),
        "p_depleted": _chance(depleted),
        "bank_loss": _around(loss * (1 - 0.8 * ratio), 3e5),
        "months_shut": _around(9 * ratio if point.is_breaker_on else 0.0, 0.2 * ratio if point.is_breaker_on else 0.0),
        "defaults_covered": _around(38 * room * (0.5 + ratio), 0.3),
        "es99_bank_loss": Estimate(3 * loss, -math.inf, math.inf, "expected_shortfall", "too few paths"),
    }


def _fan(fund: float) -> np.ndarray:
    months = np.arange(132)
    drift = fund * (1 - 0.004 * np.minimum(months, 120))
    spread = fund * 0.035 * np.sqrt(months)
    return np.maximum(0.0, np.array([drift + spread * z for z in (-1.645, -0.674, 0.0, 0.674, 1.645)]))


def synthetic_point(
    name: str, settings: Mapping[str, object], ratio: float, fund_size: float, is_breaker_on: bool
) -> PolicyPoint:
    """Return a policy of the synthetic scenario; `synthetic_comparison` puts it into the scenario that it is given."""
    return PolicyPoint(name, settings, ratio, fund_size, is_breaker_on, under(_READING, settings))


def under(reading: Reading, settings: Mapping[str, object]) -> Scenario:
    """Return a scenario under a policy's settings, through the same checks."""
    if not settings:
        return reading.scenario
    return vary(reading, {key: "none" if value is None else value for key, value in settings.items()})


def sweep_points(ratios: Sequence[float], sizes: Sequence[float], breakers: Sequence[bool]) -> tuple[PolicyPoint, ...]:
    """Return the grid of policies, named as the study names them."""
    return tuple(_point_of(ratio, size, is_on) for is_on in breakers for size in sizes for ratio in ratios)


@cache
def _point_of(ratio: float, size: float, is_on: bool) -> PolicyPoint:
    # Checking the settings of hundreds of policies takes most of a test's time; the same ones are asked for each time.
    settings = {"scheme.compensation_ratio": ratio, "fund.fund_size": size, "breaker.is_on": is_on}
    name = f"ratio {ratio:g}, fund {size / 1e6:g} m, breaker {'on' if is_on else 'off'}"
    return synthetic_point(name, settings, ratio, size, is_on)


def named_points() -> tuple[PolicyPoint, ...]:
    """Return three policies that are no grid: two share ratio and fund size."""
    return (
        synthetic_point("as it stands", {}, 0.4, 2e7, True),
        synthetic_point("claims queue", {"scheme.shortage": "queue"}, 0.4, 2e7, True),
        synthetic_point("higher ratio", {"scheme.compensation_ratio": 0.7}, 0.7, 2e7, True),
    )


def synthetic_comparison(
    points: tuple[PolicyPoint, ...] | None = None, baseline: str = BASELINE, scenario: Scenario | None = None
) -> Comparison:
    """Return a comparison of these policies (11 ratios x 9 fund sizes x breaker on and off by default)."""
    points = sweep_points(RATIOS, SIZES, (True, False)) if points is None else points
    if scenario is not None and scenario != _SCENARIO:
        reading = _reading_of(scenario)
        points = tuple(replace(point, scenario=under(reading, point.settings)) for point in points)
    by_name = {point.name: _estimates(point) for point in points}
    base = by_name[baseline]
    differences = {}
    for name, found in by_name.items():
        for key, estimate in found.items():
            value = estimate.value - base[key].value
            width = 0.004 * abs(value)
            if name != baseline:
                differences[name, key] = Estimate(value, value - width, value + width, "mean")
    fans = [point for point in points if point.name == baseline or (point.fund_size, point.ratio) == (6e7, 0.8)]
    return Comparison(
        scenario=scenario or _SCENARIO,
        title="Ratios and fund sizes",
        question="Which ratio brings the most lending?",
        points=points,
        baseline=baseline,
        paths=PATHS,
        seed=7,
        seconds=4.2,
        fitted=Fitted(1.5, 0.01, 0.03),
        measures=MEASURES,
        estimates={(name, key): estimate for name, found in by_name.items() for key, estimate in found.items()},
        differences=differences,
        balance_fan={point.name: _fan(point.fund_size) for point in fans},
        loss_split={point.name: _split(point.ratio) for point in points},
        near_ties={point.name.partition(", ")[2]: (0.7, 0.9) for point in points if ", " in point.name},
    )


def _split(ratio: float) -> dict[str, float]:
    loss = 4e7 * (1 + ratio)
    fund = loss * ratio * 0.9
    return {"fund": fund, "bank": loss - fund - 0.1 * loss, "guarantor": 0.1 * loss, "insurer": 0.0}
