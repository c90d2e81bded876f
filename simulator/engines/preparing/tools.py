"""What tools of IP policy do to a lane: early warnings, bonuses, costs."""

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.preparing.units import fen, ppm
from simulator.scenario.model import Scenario
from simulator.scenario.tools import tools_in


def warnings_of(policy: Scenario) -> tuple[tuple[float, float, float], ...]:
    """Return sensitivity, part repaid and false alarms of the early warnings in each sector.

    Of several warnings in one sector each sees what it sees independently; the largest part repaid counts.
    """
    found = []
    for sector in policy.sectors:
        missed, passed, cut = 1.0, 1.0, 0.0
        for tool in tools_in(policy.tools, sector.name):
            missed *= 1 - tool.warning_sensitivity
            passed *= 1 - tool.warning_false_alarms
            cut = max(cut, tool.warning_exposure_cut)
        found.append((1 - missed, cut, 1 - passed))
    return tuple(found)


def bonuses_of(policy: Scenario) -> list[float]:
    """Return what the tools pay the bank in each sector, per unit of covered principal and year."""
    return [sum(tool.bank_bonus for tool in tools_in(policy.tools, sector.name)) for sector in policy.sectors]


def tool_costs(policy: Scenario) -> NDArray[np.int64]:
    """Return the tools' cost of a covered loan in each sector, shape (sectors, r.TOOL_COSTS)."""
    costs = np.zeros((len(policy.sectors), r.TOOL_COSTS), dtype=np.int64)
    for s, sector in enumerate(policy.sectors):
        tools = tools_in(policy.tools, sector.name)
        costs[s, r.PER_LOAN] = sum(fen(tool.cost_per_loan) for tool in tools)
        costs[s, r.PER_LENT] = sum(ppm(tool.cost_per_lent + tool.bank_bonus) for tool in tools)
    return costs
