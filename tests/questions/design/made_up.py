"""A made-up design of plausible shape: nothing in it was simulated, so it tests the printing alone."""

import numpy as np

from simulator.analysis.intervals import proportion_interval
from simulator.estimate import Estimate
from simulator.questions.design.designed import Design, FrontPolicy, Tried
from simulator.rules.calibration import Fitted
from simulator.scenario.design_study import DesignStudy, Lever, Limit
from simulator.scenario.layers import Origin
from tests.reporting.synthetic import PATHS, synthetic_scenario

PLACE = Origin("study.toml", 1)
LEVERS = (
    Lever("scheme.compensation_ratio", (0.2, 0.4, 0.6), PLACE),
    Lever("scheme.cap_per_loan", ("none", "1.5 million"), PLACE),
)


def mean(value: float, half: float) -> Estimate:
    """Return a mean with an interval of this half-width."""
    return Estimate(value, value - half, value + half, "mean")


def values(lending: float, cost: float, hits: int) -> dict[str, Estimate]:
    """Return the measures of one policy."""
    return {
        "additional_lending": mean(lending, 1e6),
        "fiscal_cost": mean(cost, 1e5),
        "p_depleted": proportion_interval(hits, PATHS),
        "cost_per_additional": mean(cost / lending, 0.001),
    }


def policy(number: int, ratio: float, lending: float, cost: float, hits: int, **changes: object) -> FrontPolicy:
    """Return one policy of the front; the scenario as it stands brings 50 million."""
    made: dict[str, object] = {
        "number": number,
        "settings": {"scheme.compensation_ratio": ratio, "scheme.cap_per_loan": "1.5 million"},
        "searched": {"additional_lending": lending + 3e6, "fiscal_cost": cost, "p_depleted": 0.0},
        "searched_gain": mean(lending - 50e6 + 3e6, 2e6),
        "values": values(lending, cost, hits),
        "gain": mean(lending - 50e6, 1e6),
        "limits": ("kept",),
        "standing": "on_the_front",
        "group": number,
    }
    return FrontPolicy(**{**made, **changes})  # type: ignore[arg-type]


def synthetic_design(**changes: object) -> Design:
    """Return a front of three policies out of six combinations."""
    front = (
        policy(1, 0.6, 90e6, 9e6, 300, limits=("open",)),
        policy(2, 0.4, 80e6, 7e6, 20),
        policy(3, 0.2, 60e6, 3e6, 0, standing="near_tie", group=2),
    )
    limits = (Limit("p_depleted", 0.05, True, PLACE),)
    made: dict[str, object] = {
        "scenario": synthetic_scenario(),
        "study": DesignStudy("A study", "Which?", LEVERS, limits, 100, 500),
        "tried": Tried(
            np.array([[0, 1], [1, 1], [2, 1], [2, 0]]),
            np.array([[63e6, 3e6, 0.0], [83e6, 7e6, 0.0], [93e6, 9e6, 0.0], [99e6, 20e6, 0.2]]),
            np.array([True, True, True, False]),
        ),
        "refused": 2,
        "is_complete": True,
        "on_searched_front": 3,
        "as_it_stands": values(50e6, 5e6, 10),
        "limits_as_it_stands": ("kept",),
        "front": front,
        "promised_too_much": mean(3e6, 1e6),
        "picks": {"most": front[1], "cheapest": front[2], "safest": front[2]},
        "fitted": Fitted(1.0, 0.0, 0.03),
    }
    return Design(**{**made, **changes})  # type: ignore[arg-type]
