"""Cells: bands of quality and size in which each lane has one threshold, and what a lane does not take."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

import simulator.engines.kernel.records as r
from simulator.engines.preparing.units import fen
from simulator.randomness.streams import SMALL_CODES
from simulator.scenario.model import Scenario


@dataclass(frozen=True)
class Cells:
    """Bands in which all lanes have one threshold.

    Attributes
    ----------
    bands
        Principals (fen) above which some policy's terms change, ascending, shape (sizes - 1,).
    quality
        Codes of quality from which on they change, shape (qualities - 1, grades).
    amounts
        Amounts asked for (fen) by code, the smallest loans left out, shape (codes,).
    """

    bands: NDArray[np.int64]
    quality: NDArray[np.int64]
    amounts: NDArray[np.int64]

    def mean_principal(self, policy: Scenario, size: int) -> float:
        """Return the mean amount of the policy's own size band that holds band `size` of all policies.

        A policy's thresholds must not depend on which other policies run beside it.
        """
        own = np.array(sorted(own_bounds(policy)), dtype=np.int64)
        lower = int(self.bands[size - 1]) if size > 0 else 0
        place = int(np.searchsorted(own, lower, side="right"))
        inside = self.amounts[np.searchsorted(own, self.amounts, side="left") == place]
        return float(inside.mean()) if len(inside) else float(lower)

    def count(self, risks: int) -> int:
        """Return the number of cells."""
        return (len(self.quality) + 1) * (len(self.bands) + 1) * risks * 2


def make_cells(policies: Sequence[Scenario], world: r.World) -> Cells:
    """Return the bands of principal and quality at which any policy changes its terms."""
    bounds: set[int] = set()
    for policy in policies:
        bounds |= own_bounds(policy)
    levels = sorted({policy.gate.lowest_quality for policy in policies} - {0.0})
    quality = np.array([_quality_codes(policies[0], level) for level in levels], dtype=np.int64)
    return Cells(
        np.array(sorted(bounds), dtype=np.int64),
        quality.reshape(len(levels), len(policies[0].grades)),
        world.amount[world.amount >= world.minimum],
    )


def own_bounds(policy: Scenario) -> set[int]:
    """Return the principals (fen) above which the policy's own terms change."""
    gate = policy.gate
    bounds = {fen(tier.above) for tier in policy.scheme.tiers}
    if gate.largest_principal is not None:
        bounds.add(fen(gate.largest_principal))
    if gate.smallest_principal > 0:
        bounds.add(fen(gate.smallest_principal) - 1)
    return bounds


def _quality_codes(scenario: Scenario, lowest: float) -> NDArray[np.int64]:
    """Return, per grade, the first quality code that is at or above the quantile `lowest` of all applicants."""
    weights = np.array([grade.share for grade in scenario.grades])
    pd = np.clip([grade.pd_per_year for grade in scenario.grades], 1e-9, 0.999)
    soundness = -np.log(pd / (1 - pd))
    soundness = soundness - weights @ soundness
    spread = math.sqrt(weights @ soundness**2)
    soundness = soundness / spread if spread > 0 else soundness
    c = scenario.patents.quality_pd_correlation
    codes = ndtr((ndtri(lowest) - c * soundness) / math.sqrt(max(1 - c * c, 1e-12)))
    return np.ceil(codes * SMALL_CODES - 0.5).astype(np.int64)


def ineligible_cells(policy: Scenario, cells: Cells) -> NDArray[np.int8]:
    """Return 1 for each cell whose loans the policy does not take, shape (cells,)."""
    grades, sectors = len(policy.grades), len(policy.sectors)
    sizes, qualities = len(cells.bands) + 1, len(cells.quality) + 1
    edges = np.concatenate([[0], cells.bands, [r.OPEN]])
    out = np.zeros((qualities, sizes, sectors * grades, 2), dtype=np.int8)
    for quality in range(qualities):
        for size in range(sizes):
            for risk in range(sectors * grades):
                is_out = is_ineligible(policy, edges[size], edges[size + 1], quality, risk, cells)
                out[quality, size, risk, :] = is_out
    return out.ravel()


def is_ineligible(policy: Scenario, low: float, high: float, quality: int, risk: int, cells: Cells) -> bool:
    """Return whether the policy does not take loans above `low` up to `high` fen, of this band of quality and risk."""
    gate = policy.gate
    grades = len(policy.grades)
    if policy.sectors[risk // grades].name in gate.excluded_sectors:
        return True
    if policy.grades[risk % grades].name in gate.excluded_grades or policy.loans.ip_share < gate.lowest_ip_share:
        return True
    if gate.largest_principal is not None and low >= fen(gate.largest_principal):
        return True
    if gate.smallest_principal > 0 and high < fen(gate.smallest_principal):
        return True
    wanted = _quality_codes(policy, gate.lowest_quality) if gate.lowest_quality > 0 else None
    if wanted is None:
        return False
    first = 0 if quality == 0 else int(cells.quality[quality - 1, risk % grades])
    return first < int(wanted[risk % grades])
