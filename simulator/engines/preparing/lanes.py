"""Lanes: settings, classes of cover and the bank's thresholds, put together."""

from collections.abc import Sequence

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.preparing.calendar import Size
from simulator.engines.preparing.cells import ineligible_cells, make_cells
from simulator.engines.preparing.classes import class_tables, most_steps
from simulator.engines.preparing.layout import Layout
from simulator.engines.preparing.memory import aligned
from simulator.engines.preparing.screening import Screening
from simulator.engines.preparing.settings import arm_settings, flags_of, settings_of
from simulator.engines.preparing.thresholds import thresholds
from simulator.engines.preparing.tools import tool_costs
from simulator.engines.preparing.units import ppm
from simulator.rules.lending import response_to_cover
from simulator.rules.money import MILLION
from simulator.scenario.model import Scenario


def build_lanes(
    policies: Sequence[Scenario],
    layout: Layout,
    world: r.World,
    size: Size,
    screenings: list[Screening],
    is_replay: bool = False,
) -> r.Lanes:
    """Return the arrays of all lanes.

    Parameters
    ----------
    policies
        Scenarios of one world that differ in policy settings only.
    layout, world, size
        From `lay_out`, `build_world` and `calendar`.
    screenings
        The bank's screening in each group.
    is_replay
        Outcomes are known, from a replayed book.
    """
    cells = make_cells(policies, world)
    cut, without, levels = thresholds(policies, layout, screenings, cells, size)
    lanes = len(layout.policy_of)
    setting = aligned((r.SETTINGS, r.STRIDE))
    step_at = np.zeros((r.STRIDE, most_steps(policies)), dtype=np.int64)
    discount = np.full((size.last + 1, r.STRIDE), MILLION, dtype=np.int64)
    risks = len(policies[0].sectors) * len(policies[0].grades)
    tool_cost = np.zeros((len(policies[0].sectors), r.TOOL_COSTS, r.STRIDE), dtype=np.int64)
    count = cells.count(risks)
    ineligible = np.zeros((cut.shape[1], r.STRIDE), dtype=np.int8)
    # payments of month t are made (t - 1) / 12 years after the start; what is left is counted when lending ends
    years = np.maximum(0, np.arange(size.last + 1) - 1) / 12
    years[size.months] = size.months / 12
    for lane, i in enumerate(layout.policy_of):
        # an arm has the lender of its group, whose first policy comes next
        policy = policies[i if i >= 0 else layout.policy_of[lane + 1]]
        screening = screenings[int(np.searchsorted(layout.groups, lane, side="right")) - 1]
        rows = settings_of(policy, screening) if i >= 0 else arm_settings(policy)
        for row, value in rows.items():
            setting[row, lane] = value
        if i < 0:
            continue
        for s, step in enumerate(policy.scheme.step_down):
            step_at[lane, s] = ppm(step.at_least)
        discount[:, lane] = np.round(MILLION * (1 + policy.fund.discount_rate_per_year) ** -years)
        ineligible[:, lane] = np.tile(ineligible_cells(policy, cells), cut.shape[1] // count)
        tool_cost[:, :, lane] = tool_costs(policy)
    flags = flags_of(policies, is_replay, len(cut))
    flags[r.F_INELIGIBLE] = int(ineligible.any())
    # a replayed loan's outcome does not respond to its cover
    responses = [response_to_cover(policy.lender.monitoring_response, 1.0) for policy in policies]
    width = -(-lanes // r.SIMD_LANES) * r.SIMD_LANES
    return r.Lanes(
        size=lanes,
        width=width,
        groups=np.append(layout.groups[:-1], width),
        class_lo=np.append(layout.class_lo[:-1], width),
        class_at=np.searchsorted(layout.class_lo[:-1], np.arange(width), side="right") - 1,
        largest_response=float(max(1.0, *responses)) if not is_replay else 1.0,
        cells=count,
        cut=cut,
        uncovered_cut=without,
        bands=cells.bands,
        quality_codes=cells.quality,
        class_widest=np.maximum.reduceat(cut.max(axis=0), layout.class_lo[:-1], axis=1),
        outside=ineligible.max(axis=1),
        ineligible=ineligible,
        setting=setting,
        step_at=step_at,
        levels=levels,
        discount=discount,
        tool_cost=tool_cost,
        flags=flags,
        **class_tables(policies, layout),  # type: ignore[arg-type]
    )
