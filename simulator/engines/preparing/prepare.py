"""From a scenario and its policies to the arrays both engines read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.preparing.applicants import applicants_of
from simulator.engines.preparing.calendar import Size, calendar, longest_claim_lag
from simulator.engines.preparing.lanes import build_lanes
from simulator.engines.preparing.layout import Layout, lay_out, lender_of
from simulator.engines.preparing.scratch import START_SIZES
from simulator.engines.preparing.screening import Screening, book_codes, lending_terms, renewals_of
from simulator.engines.preparing.world import build_world
from simulator.errors import NoAnswerError, wrong
from simulator.faults import got
from simulator.rules.calibration import Fitted, LendingTerms, SectorApplicants, Targets, fit, mean_pd
from simulator.rules.renewal import Renewals
from simulator.scenario.model import Scenario
from simulator.scenario.tools import odds_left, with_tools, world_of_tools

ApplicantsKey = tuple[tuple[float, ...], tuple[float, ...], float]


@dataclass(frozen=True)
class Prepared:
    """A world and its lanes, ready to be simulated; build once, run often.

    Attributes
    ----------
    scenario
        The scenario whose world it is.
    world, lanes
        What the kernel reads.
    layout
        Which lane is which policy.
    size
        Length of the calendar.
    fitted
        What the calibration found.
    sizes
        Rows of the tables of working memory; they grow when a path has needed more.
    """

    scenario: Scenario
    world: r.World
    lanes: r.Lanes
    layout: Layout
    size: Size
    fitted: Fitted
    sizes: dict[str, int] = field(default_factory=lambda: dict(START_SIZES))


def prepare(
    scenario: Scenario,
    policies: Sequence[Scenario],
    *,
    seed: int | None = None,
    replayed: NDArray[np.int64] | None = None,
    economy_seed: int | None = None,
    book: NDArray[np.int64] | None = None,
    calibration: tuple[list[SectorApplicants], Fitted] | None = None,
) -> Prepared:
    """Return the arrays for simulating policies of one world.

    Parameters
    ----------
    scenario
        The scenario whose world, and whose own terms, the calibration uses.
    policies
        Scenarios that differ from it in policy settings only; with their arms at most r.MAX_LANES at a time. Their
        tools must make the same world (`scenario.tools.world_of_tools`), which the calibration does not see.
    seed
        Seed; default the scenario's.
    replayed
        Columns of a replayed book (see `engines.replay`).
    economy_seed
        Seed of the economy alone; default `seed`. Cities of one economy share it.
    book
        Opening book in place of the scenario's, shape (segments, r.BOOKS) (see `kernel.records.world`).
    calibration
        Calibrated applicants and what was fitted, of the form `calibrated` gives, in place of the scenario's own.
    """
    if len({world_of_tools(policy) for policy in policies}) > 1:
        raise NoAnswerError(wrong("faults.engines.tools"))
    layout = lay_out(policies)
    if len(layout.policy_of) > r.MAX_LANES:
        raise NoAnswerError(got(wrong("faults.engines.lanes", most=r.MAX_LANES), len(layout.policy_of)))
    size = calendar(scenario, longest_claim_lag(policies), replayed, book)
    untouched, fitted = calibrated(scenario) if calibration is None else calibration
    # the calibration describes the world as it was observed: without the tools, whose effects come on top
    kept = [odds_left(policies[0], sector) for sector in scenario.sectors]
    own = [sector if part == 1 else sector.scaled(part) for sector, part in zip(untouched, kept, strict=True)]
    changed = with_tools(scenario.model_copy(update={"tools": policies[0].tools}))
    own_income = scenario.lender.other_income
    screening = Screening(own, fitted.other_income if own_income is None else own_income)
    codes = book_codes(scenario, screening)
    seed = scenario.run.seed if seed is None else seed
    world = build_world(changed, seed, size, own, replayed, economy_seed, book, codes)
    screenings = []
    for group in range(len(layout.groups) - 1):
        income = lender_of(policies, layout, group).other_income
        screenings.append(Screening(own, fitted.other_income if income is None else income))
    lanes = build_lanes(policies, layout, world, size, screenings, is_replay=replayed is not None)
    return Prepared(scenario, world, lanes, layout, size, fitted)


def calibrated(scenario: Scenario) -> tuple[list[SectorApplicants], Fitted]:
    """Return the applicants after calibration, and what was fitted; the targets hold for the scenario's own terms."""
    applicants = applicants_of(scenario)
    income = scenario.lender.other_income
    if scenario.calibration is None:
        return applicants, Fitted(1.0, income or 0.0, mean_pd(applicants))
    aims = scenario.calibration
    scheme = scenario.scheme
    others = scheme.guarantor_share + scheme.reinsurer_share + scheme.insurer_share + scheme.appraiser_share
    targets = Targets(
        additional_share=aims.additional_share,
        additional_cover=aims.additional_share_at_ratio,
        observed_pd=aims.observed_pd,
        observed_cover=min(1.0, aims.observed_pd_at_ratio + others),
    )
    keys = tuple((tuple(sector.pds), tuple(sector.weights), sector.share) for sector in applicants)
    fitted = _fit(keys, lending_terms(scenario), targets, renewals_of(scenario))
    return [sector.scaled(fitted.pd_scale) for sector in applicants], fitted


@lru_cache(maxsize=256)
def _fit(applicants: tuple[ApplicantsKey, ...], terms: LendingTerms, targets: Targets, renewals: Renewals) -> Fitted:
    """Fit once for equal applicants, terms and targets: it takes as long as thousands of paths."""
    sectors = [SectorApplicants(np.array(pds), np.array(weights), share) for pds, weights, share in applicants]
    return fit(sectors, terms, targets, renewals)
