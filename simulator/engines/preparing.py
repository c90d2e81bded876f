"""From a scenario and its policies to the arrays both engines read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.lane_tables import build_lanes
from simulator.engines.lanes import Desk, Layout, lay_out, lender_of, lending_terms, longest_claim_lag
from simulator.engines.scratch import START_SIZES
from simulator.engines.world import Size, build_world, calendar, pools_of
from simulator.errors import NoAnswerError
from simulator.rules.calibration import Fitted, LendingTerms, Pool, Targets, fit
from simulator.scenario.model import Scenario
from simulator.scenario.tools import odds_left, with_tools, world_of_tools

PoolKey = tuple[tuple[float, ...], tuple[float, ...], float]


@dataclass(frozen=True)
class Prepared:
    """A world and its lanes, ready to be simulated; build once, run often."""

    scenario: Scenario
    world: r.World
    lanes: r.Lanes
    layout: Layout
    size: Size
    fitted: Fitted
    sizes: dict[str, int] = field(default_factory=lambda: dict(START_SIZES))


def calibrated(scenario: Scenario) -> tuple[list[Pool], Fitted]:
    """Return the pools after calibration, and what was fitted; the targets hold for the scenario's own terms."""
    pools = pools_of(scenario)
    income = scenario.lender.other_income
    if scenario.calibration is None:
        return pools, Fitted(1.0, income or 0.0)
    aims = scenario.calibration
    scheme = scenario.scheme
    others = scheme.guarantor_share + scheme.reinsurer_share + scheme.insurer_share + scheme.appraiser_share
    targets = Targets(
        additional_share=aims.additional_share,
        additional_cover=aims.additional_share_at_ratio,
        observed_pd=aims.observed_pd,
        observed_cover=min(1.0, aims.observed_pd_at_ratio + others),
    )
    fitted = _fit(
        tuple((*map(tuple, (pool.pds, pool.weights)), pool.share) for pool in pools), lending_terms(scenario), targets
    )
    return [pool.scaled(fitted.pd_scale) for pool in pools], fitted


@lru_cache(maxsize=256)
def _fit(pools: tuple[PoolKey, ...], terms: LendingTerms, targets: Targets) -> Fitted:
    """Fit once for equal pools, terms and targets: it takes as long as thousands of paths."""
    return fit([Pool(np.array(pds), np.array(weights), share) for pds, weights, share in pools], terms, targets)


def prepare(
    scenario: Scenario,
    policies: Sequence[Scenario],
    *,
    seed: int | None = None,
    tape: NDArray[np.int64] | None = None,
    economy_seed: int | None = None,
    book: NDArray[np.int64] | None = None,
    pools: tuple[list[Pool], Fitted] | None = None,
) -> Prepared:
    """Return the arrays for simulating policies of one world.

    Parameters
    ----------
    scenario
        The scenario whose world, and whose own terms, the calibration uses.
    policies
        Scenarios that differ from it in policy settings only; at most 500 at a time. Their tools must make the
        same world (`scenario.tools.world_of_tools`), which the calibration does not see.
    seed
        Seed; default the scenario's.
    tape
        Columns of a replayed book (see `engines.replay`).
    economy_seed
        Seed of the economy alone; default `seed`. Cities of one economy share it.
    book
        Opening book in place of the scenario's, shape (segments, r.BOOKS) (see `kernel.records`).
    pools
        Calibrated pools and what was fitted, of the form `calibrated` gives, in place of the scenario's own.
    """
    if len({world_of_tools(policy) for policy in policies}) > 1:
        raise NoAnswerError("the tools of these policies change the world in different ways; simulate them apart")
    layout = lay_out(policies)
    if len(layout.policy_of) > r.MAX_LANES:
        raise NoAnswerError(f"at most {r.MAX_LANES} lanes at a time (asked: {len(layout.policy_of)})")
    size = calendar(scenario, longest_claim_lag(policies), tape, book)
    untouched, fitted = calibrated(scenario) if pools is None else pools
    left = [odds_left(policies[0], sector) for sector in scenario.sectors]
    own = [pool if part == 1 else pool.scaled(part) for pool, part in zip(untouched, left, strict=True)]
    changed = with_tools(scenario.model_copy(update={"tools": policies[0].tools}))
    world = build_world(changed, scenario.run.seed if seed is None else seed, size, own, tape, economy_seed, book)
    desks = []
    for group in range(len(layout.groups) - 1):
        income = lender_of(policies, layout, group).other_income
        desks.append(Desk(own, fitted.other_income if income is None else income))
    lanes = build_lanes(policies, layout, world, size, desks, own, is_replay=tape is not None)
    return Prepared(scenario, world, lanes, layout, size, fitted)
