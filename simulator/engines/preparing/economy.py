"""The economy's arrays: thresholds of default, regimes, the t copula."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from simulator.rules.calibration import SectorApplicants, monthly_thresholds, stationary_law
from simulator.scenario.model import Scenario

PD_REACH = 10.0
"""The table of monthly PDs goes from minus to plus this factor, in standard deviations."""
PD_STEPS = 2001
MIXING_CODES = 1 << 16
"""Cells of equal probability of the t copula's divisor."""


def economy_tables(scenario: Scenario, applicants: list[SectorApplicants]) -> dict[str, object]:
    """Return the fields of the world that say how the economy moves and firms default with it."""
    economy, sectors = scenario.economy, scenario.sectors
    threshold, pd_table = _default_tables(scenario, applicants)
    moves = np.array([regime.to for regime in economy.regimes]).reshape(len(economy.regimes), len(economy.regimes))
    mixing = np.ones(2)
    if economy.copula == "t":
        dof = economy.degrees_of_freedom
        mixing = np.sqrt(special.chdtri(dof, 1 - (np.arange(MIXING_CODES) + 0.5) / MIXING_CODES) / dof)
    return {
        "is_yearly": economy.step == "yearly",
        "is_t": economy.copula == "t",
        "phi": economy.persistence,
        "rho": economy.asset_correlation,
        "macro_weight": np.array([sector.macro_weight for sector in sectors]),
        "regime_start": stationary_law(moves) if len(moves) else np.zeros(0),
        "regime_move": moves,
        "regime_shift": np.array([regime.mean_shift for regime in economy.regimes]),
        "mixing": mixing,
        "threshold": threshold,
        "pd_table": pd_table,
        "pd_low": -PD_REACH,
        "pd_scale": (PD_STEPS - 1) / (2 * PD_REACH),
        # paths are tilted by whoever samples rare events, after the world is made
        "tilt": np.zeros((0, 0, len(sectors) + 1)),
        "tilt_from": np.zeros(0),
    }


def _default_tables(
    scenario: Scenario, applicants: list[SectorApplicants]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the threshold of each risk, (risks,), and the table of monthly PDs, (steps of the factor, risks)."""
    economy = scenario.economy
    pds = np.concatenate([sector.pds for sector in applicants])
    rho = economy.asset_correlation
    if economy.step == "yearly":
        is_t = economy.copula == "t"
        threshold = special.stdtrit(economy.degrees_of_freedom, pds) if is_t else special.ndtri(pds)
        return threshold, np.zeros((2, len(pds)))
    shifts = np.array([regime.mean_shift for regime in economy.regimes] or [0.0])
    moves = np.array([list(regime.to) for regime in economy.regimes] or [[1.0]])
    distinct, inverse = np.unique(pds, return_inverse=True)
    key = (
        tuple(distinct.tolist()),
        rho,
        economy.persistence,
        tuple(shifts.tolist()),
        tuple(map(tuple, moves.tolist())),
    )
    threshold = np.array(_thresholds(*key))[inverse]
    grid = np.linspace(-PD_REACH, PD_REACH, PD_STEPS)
    table = special.ndtr((threshold[None, :] - math.sqrt(rho) * grid[:, None]) / math.sqrt(1 - rho))
    return threshold, table


@lru_cache(maxsize=256)
def _thresholds(
    pds: tuple[float, ...],
    rho: float,
    phi: float,
    shifts: tuple[float, ...],
    moves: tuple[tuple[float, ...], ...],
) -> tuple[float, ...]:
    """Return the monthly thresholds, once for equal arguments: they take as long as thousands of paths."""
    found = monthly_thresholds(np.array(pds), rho, phi, np.array(shifts), np.array(moves))
    return tuple(found.tolist())
