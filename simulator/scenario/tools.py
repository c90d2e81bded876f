"""What the tools of IP policy do to a scenario: the same scenario without tools, in a world that they have changed."""

from collections.abc import Iterable

from simulator.scenario.model import Scenario
from simulator.scenario.policy import Tool
from simulator.scenario.world import Sector

WORLD_EFFECTS = (
    "application_response",
    "default_cut",
    "appraisal_error_cut",
    "obsolescence_cut",
    "invalidation_cut",
    "pool_value_share",
)
"""Effects of a tool that reach loans with and without cover, so that the world differs."""

SMALLEST_ODDS = 1e-6


def tools_in(tools: Iterable[Tool], sector: str) -> list[Tool]:
    """Return the tools that work in a sector."""
    return [tool for tool in tools if not tool.sectors or sector in tool.sectors]


def world_of_tools(scenario: Scenario) -> tuple[tuple[float, ...], ...]:
    """Return what the tools change in the world of each sector: equal for policies that share a world."""
    return tuple(
        tuple(sum(getattr(tool, effect) for tool in tools_in(scenario.tools, sector.name)) for effect in WORLD_EFFECTS)
        for sector in scenario.sectors
    )


def with_tools(scenario: Scenario) -> Scenario:
    """Return the scenario in the world that its tools make; what they do to single loans and cost stays with them.

    Effects of several tools on one quantity multiply: two cuts of 50 % leave 25 %.
    """
    if not any(any(effects) for effects in world_of_tools(scenario)):
        return scenario
    volumes = [sector.share * _left(scenario, sector, "application_response", sign=1.0) for sector in scenario.sectors]
    whole = sum(volumes)
    sectors = tuple(
        _changed(scenario, sector, volume / whole if whole > 0 else sector.share)
        for sector, volume in zip(scenario.sectors, volumes, strict=True)
    )
    applications = scenario.applications
    volume = applications.per_month * whole / sum(sector.share for sector in scenario.sectors)
    return scenario.model_copy(
        update={"sectors": sectors, "applications": applications.model_copy(update={"per_month": volume})}
    )


def _left(scenario: Scenario, sector: Sector, effect: str, sign: float = -1.0) -> float:
    """Return what the tools of a sector leave of a quantity of 1."""
    left = 1.0
    for tool in tools_in(scenario.tools, sector.name):
        left *= 1 + sign * getattr(tool, effect)
    return left


def _changed(scenario: Scenario, sector: Sector, share: float) -> Sector:
    pools = [tool.pool_value_share for tool in tools_in(scenario.tools, sector.name)]
    return sector.model_copy(
        update={
            "share": share,
            "appraisal_error_factor": sector.appraisal_error_factor * _left(scenario, sector, "appraisal_error_cut"),
            "obsolescence_per_year": sector.obsolescence_per_year * _left(scenario, sector, "obsolescence_cut"),
            "invalidation_factor": sector.invalidation_factor * _left(scenario, sector, "invalidation_cut"),
            "pool_value_share": max(sector.pool_value_share, *pools, 0.0),
        }
    )


def odds_left(scenario: Scenario, sector: Sector) -> float:
    """Return what the tools leave of the odds of default in a sector, at least a millionth: odds of 0 have no score."""
    return max(_left(scenario, sector, "default_cut"), SMALLEST_ODDS)
