"""A made-up scheme whose tools and ratios have effects worked out by hand, and levers made by hand."""

import json

from simulator.estimate import Estimate
from simulator.questions.toolkits.found import Outcome, Toolkits
from simulator.questions.toolkits.levers import Lever
from simulator.questions.toolkits.required import Required, Threshold
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading
from tests.reporting.synthetic import synthetic_scenario

SECTORS = [
    {"name": "chips", "share": 0.5, "patent_decay_per_year": 0.2, "is_priority": True},
    {"name": "drugs", "share": 0.5, "patent_decay_per_year": 0.1},
]
NAVIGATION = {"name": "navigation", "cost_per_year": 50.0, "appraisal_error_cut": 0.2}


def reading_with(*tools, ratio=0.4, paths=4, **sections):
    """Return a scheme of two sectors with these tools, as if it had been read."""
    values = synthetic_scenario().model_dump(mode="json", exclude_none=True)
    values |= {"sectors": SECTORS, "tools": list(tools), "run": {"seed": 7, "paths": paths}, "sources": {}}
    values["scheme"]["compensation_ratio"] = ratio
    for section, changes in sections.items():
        values[section].update(changes)
    text = json.dumps(values)
    return Reading(Scenario.model_validate_json(text), json.loads(text), {})


def totals_of(policy, path):
    """Return made-up totals: 0.1 of the ratio buys 100 of lending for 10; a tool saves 100 and brings 200 per effect.

    In one sector a tool brings half, at its whole yearly cost.
    """
    steps = (policy.scheme.compensation_ratio - 0.4) / 0.1
    cost, lent, paid = 1_000 + 10 * steps, 5_000 + 100 * steps, 0.0
    for tool in policy.tools:
        reach = 0.5 if tool.sectors else 1.0
        paid += tool.cost_per_year
        cost += tool.cost_per_year - 100 * reach * tool.appraisal_error_cut
        lent += 200 * reach * tool.appraisal_error_cut
    # A path's own luck is the same under every policy, and so leaves the paired differences alone.
    luck = path % 2 * 10
    return {
        "lent_covered": lent + luck,
        "public_in_present": cost + luck,
        "lent_priority": lent / 2 + 0 * path,
        "tool_cost": paid + 0 * path,
        "first_depleted": 0 * path,
    }


def around(value, half_width=1.0, kind="mean"):
    """Return an estimate with this half-width."""
    return Estimate(value, value - half_width, value + half_width, kind)


def with_ratio(scenario, ratio):
    """Return a scenario with another compensation ratio."""
    return scenario.model_copy(update={"scheme": scenario.scheme.model_copy(update={"compensation_ratio": ratio})})


NOTHING = Estimate(0.0, 0.0, 0.0, "mean")


def outcome(name="navigation", kind="tool", sector="", *, cost=20.0, lending=40.0, beyond=-160.0, priority=0.0):
    """Return the outcome of a made-up lever; intervals are two units wide. A ratio is 0.5."""
    policy = with_ratio(synthetic_scenario(), 0.5) if kind == "ratio" else synthetic_scenario()
    return Outcome(
        lever=Lever(name, kind, policy, sector),
        tool_cost=around(50.0),
        cost=around(cost),
        lending=around(lending),
        priority=around(priority),
        per_cost=around(lending / cost if cost else 0.0, 0.5, "ratio"),
        beyond=None if beyond is None else around(beyond),
        depleted=Estimate(0.0, 0.0, 0.0037, "proportion"),
    )


def found(*outcomes, required=(), has_yardstick=True):
    """Return a made-up comparison of tools; the first step of the ratio stands before these outcomes."""
    ratio = outcome("ratio 0.5 (+0.1)", "ratio", cost=10.0, lending=100.0, beyond=0.0 if has_yardstick else None)
    fitted = Fitted(1.0, 0.0, 0.03)
    return Toolkits(
        synthetic_scenario(), {}, ("chips",), (ratio, *outcomes), tuple(required), has_yardstick, 0.1, fitted
    )


def required(effect="appraisal_error_cut", pays=(0.5, 0.4, 0.6), matches=(0.25, 0.2, 0.3)):
    """Return the effect that a made-up tool needs, thresholds as (value, low, high)."""
    return Required("navigation", effect, 0.2, Threshold(*pays), None if matches is None else Threshold(*matches))
