"""Small schemes whose deciding rule is known beforehand, and curves made by hand."""

import json
from typing import Any

from simulator.estimate import Estimate
from simulator.questions.attribute.curves import Attribution, Curve, Effect
from simulator.questions.attribute.switches import RULES
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading
from tests.engines.books import merged, scenario

# A bank that sees the PD itself lends up to margin / (rate + LGD (1 - s)), margin 0.543 %: the first grade at every
# ratio, the second from 0.32, the third from 0.76, the fourth from 0.93 on.
FOUR_GRADES = tuple(
    {"name": name, "share": 0.25, "pd_per_year": pd}
    for name, pd in (("a", 0.005), ("b", 0.01), ("c", 0.025), ("d", 0.06))
)
NOTHING_TO_SWITCH: dict[str, Any] = {
    "run": {"paths": 40},
    "clock": {"years": 3},
    "grades": FOUR_GRADES,
    "applications": {"per_month": 150.0, "amount_mean": 1e6},
    "lender": {"is_screening": True, "signal_noise": 0.0},
    "fund": {"is_unlimited": True},
}
# Payout over lending is ratio x 0.75 x mean PD of what is lent: at most 0.9 % up to ratio 0.9, 1.9 % at ratio 1.
BREAKER: dict[str, Any] = {
    "breaker": {
        "is_on": True, "measure": "payout", "on_at_least": 0.015, "off_below": 0.001, "minimum_loans": 300,
    },
    "gate": {"refused_cover": "not_lent"},
}  # fmt: skip
LEVERAGE: dict[str, Any] = {"gate": {"leverage_multiple": 10.0}, "fund": {"is_unlimited": False, "fund_size": 1e9}}
CALIBRATION = {
    "additional_share": 0.5, "additional_share_at_ratio": 0.5, "observed_pd": 0.01, "observed_pd_at_ratio": 0.35,
}  # fmt: skip


def scheme(*changes: dict[str, Any]) -> Scenario:
    """Return a scheme with an unlimited fund and every rule off, and changes laid over it."""
    values: dict[str, Any] = NOTHING_TO_SWITCH
    for change in changes:
        values = merged(values, change)
    return scenario(**values)


def reading_of(policy: Scenario) -> Reading:
    """Return a scenario as if it had been read from a file."""
    return Reading(policy, json.loads(policy.model_dump_json(exclude_unset=True)), {})


ZERO = Estimate(0.0, 0.0, 0.0, "mean")
FAR = Estimate(9.0, 8.0, 10.0, "mean")


def curve(best=1.0, above=ZERO, optimum="none"):
    """Return a curve over 0, 0.5, 0.6, 1 of which only the best ratio, its lead and what can be told of it count."""
    return Curve((ZERO,) * 4, best, (best, best), above, optimum)


INTERIOR, HIGHEST = curve(0.5, FAR, "interior"), curve()
UNTOLD = curve(0.5, Estimate(9.0, -1.0, 19.0, "mean"), "untold")


def made_up(effects, all_off=HIGHEST, now=INTERIOR):
    """Return an attribution of hand-made effects: (curve with the rule off, gain by moving) each."""
    policy = scheme()
    parts = tuple(
        Effect(rule, off, HIGHEST, gain, ZERO) for rule, (off, gain) in zip(RULES, effects, strict=False)
    )  # fmt: skip
    return Attribution(policy, (0.0, 0.5, 0.6, 1.0), now, all_off, parts, (), Fitted(1.0, 0.0, 0.03), 0.0)
