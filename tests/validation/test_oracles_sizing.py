"""Sizing against ruin theory: claims of exponential size at the instants of a Poisson process, premium 1."""

import json
from pathlib import Path

import numpy as np
import pytest

from simulator.questions.size.needs import size_for, smallest_capital, worth
from tests.engines.one_year import ERRORS, hits_off

ORACLE = json.loads(Path(__file__).with_name("oracles.json").read_text(encoding="utf-8"))["E_cramer_lundberg_exp"]
LONG = 5_000.0


def needs_of(theta: float, horizon: float, paths: int, seed: int) -> np.ndarray:
    """Return the smallest capital of each path: arrivals at rate 1 / (1 + theta), claims Exp(1), until the horizon."""
    rng = np.random.default_rng(seed)
    mean = horizon / (1 + theta)
    most = int(mean + 8 * mean**0.5 + 10)
    block = max(1, 4_000_000 // most)
    needs = []
    for first in range(0, paths, block):
        count = min(block, paths - first)
        waits = rng.exponential(1 + theta, (count, most))
        outflows = rng.exponential(1.0, (count, most)) - waits
        # what comes after the horizon brings premium only
        outflows[np.cumsum(waits, axis=1) > horizon] = -1.0
        needs.append(smallest_capital(worth(outflows)))
    return np.concatenate(needs)


@pytest.fixture(scope="module")
def long_needs():
    """Return the smallest capitals at a horizon of 5,000, by loading."""
    return {theta: needs_of(theta, LONG, 10_000, 1) for theta in (0.1, 0.2, 0.5)}


@pytest.mark.slow
@pytest.mark.parametrize("row", ORACLE["infinite"], ids=lambda row: f"{row['theta']}-{row['u']}")
def test_ruin_in_infinite_time(long_needs, row):
    """psi(u) = exp(-theta u / (1 + theta)) / (1 + theta), for every fund size from one pass."""
    needs = long_needs[row["theta"]]
    assert hits_off(np.count_nonzero(needs > row["u"]), len(needs), row["psi"]) < ERRORS


@pytest.mark.parametrize("horizon", [1, 60])
def test_ruin_in_finite_time(horizon):
    """All tabulated capitals of one horizon, from one pass."""
    rows = [row for row in ORACLE["finite"] if row["T"] == horizon]
    needs = needs_of(0.2, horizon, 200_000, 2)
    assert len(rows) == 3
    for row in rows:
        assert hits_off(np.count_nonzero(needs > row["u"]), len(needs), row["psi_T"]) < ERRORS


@pytest.mark.slow
@pytest.mark.parametrize(("theta", "capital"), [(0.1, 20), (0.2, 10), (0.5, 5)])
def test_size_for_the_exact_chance_is_the_exact_capital(long_needs, theta, capital):
    """The other way round: asked for psi(u), the size is u, within four standard errors of its own interval."""
    psi = next(row["psi"] for row in ORACLE["infinite"] if (row["theta"], row["u"]) == (theta, capital))
    size = size_for(long_needs[theta], psi)
    standard_error = (size.high - size.low) / (2 * 1.96)
    assert abs(size.value - capital) < ERRORS * standard_error
    assert size.low < size.value < size.high < 1.25 * size.low
