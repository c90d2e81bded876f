"""A loan tape, written to a file and read again, follows the one-year laws computed independently (S, B, B2, B3)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import exact
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.questions.bank.book_of_tape import book_of_tape
from tests.engines.one_year import ERRORS, errors_off, hits_off, shortfall_off, spread_off
from tests.questions.bank.bank_books import scenario, tape

ORACLES: dict[str, Any] = json.loads(Path(__file__).with_name("oracles.json").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.compiled, pytest.mark.slow]


def simulated(folder, paths, loans, rho, **changes):
    """Return number of defaults and loss in yuan of each path."""
    own = scenario(**{**changes, "economy": {"asset_correlation": rho, **changes.get("economy", {})}})
    book = book_of_tape(own, tape(folder, *loans), filing_days=30)
    names = ("defaults_covered", "owed", "recovered")
    found = simulate(prepare(book.scenario, [book.scenario], book=book.opening), paths, threads=2, columns=names)
    defaults, owed, recovered = (found.of(name)[:, 0] for name in names)
    return defaults, (owed - recovered) / 100


@pytest.mark.parametrize("row", ORACLES["B_finite_homogeneous_gaussian"]["rows"], ids=lambda row: f"{row['n']} loans")
def test_a_homogeneous_tape_defaults_as_tabulated(row, tmp_path):
    """The first probabilities and the tails of finite books."""
    paths = 30_000
    defaults, _ = simulated(tmp_path, paths, [{"pd": row["pd"]}] * row["n"], row["rho"])
    counts = np.bincount(defaults, minlength=len(row["pmf_head"]))
    for number, probability in enumerate(row["pmf_head"]):
        if paths * probability > 20:
            assert hits_off(counts[number], paths, probability) < ERRORS
    for number, probability in row["sf"].items():
        assert hits_off((defaults > int(number)).sum(), paths, probability) < ERRORS


def test_a_mixed_tape_loses_as_tabulated(tmp_path):
    """Ten loans of several sizes and PDs: probabilities of each loss, mean and deviation."""
    row = ORACLES["B2_heterogeneous_10_loans"]
    loans = [
        {"pd": pd, "principal": 1000 * size, "balance": 1000 * size}
        for size, pd in zip(row["exposures"], row["pds"], strict=True)
    ]
    paths = 60_000
    _, loss = simulated(tmp_path, paths, loans, row["rho"], disposal={"fixed_recovery": 0.0})
    units = np.round(loss / 1000).astype(np.int64)
    counts = np.bincount(units, minlength=len(row["pmf"]))
    for amount, probability in enumerate(row["pmf"]):
        if paths * probability > 20:
            assert hits_off(counts[amount], paths, probability) < ERRORS
    assert errors_off(units, row["mean_exact"]) < ERRORS
    assert spread_off(units, row["sd"]) < ERRORS


@pytest.mark.parametrize("row", ORACLES["B3_t_copula"]["rows"], ids=lambda row: f"{row['nu']} degrees")
def test_a_tape_under_a_t_copula_has_its_joint_defaults_and_tail(row, tmp_path):
    """P(two loans default) is the mean of N (N - 1) / n (n - 1); the 99 % quantile is passed by 1 % of paths."""
    count, paths = 2000, 20_000
    economy = {"copula": "t", "degrees_of_freedom": row["nu"]}
    defaults, _ = simulated(tmp_path, paths, [{"pd": row["pd"]}] * count, row["rho"], economy=economy)
    assert errors_off(defaults / count, row["pd"]) < ERRORS
    assert errors_off(defaults * (defaults - 1) / (count * (count - 1)), row["joint_default"]) < ERRORS
    assert hits_off((defaults > row["VaR99"] * count).sum(), paths, 0.01) < ERRORS


def test_a_tape_of_2000_equal_loans_is_the_one_year_portfolio(tmp_path):
    """Mean, deviation, value at risk and expected shortfall of the loss at 60 %; quantiles by the exact law."""
    row = ORACLES["S_one_year_portfolio"]
    paths = 60_000
    loans = [{"pd": 0.02, "principal": 1000, "balance": 1000}] * 2000
    _, loss = simulated(tmp_path, paths, loans, 0.12, disposal={"fixed_recovery": 0.4})
    loss = loss / 1000
    law = exact.portfolio_loss_law(exact.OneFactor(0.02, 0.12), 2000, exposure=1.0, loss_given_default=0.6)
    assert errors_off(loss, row["EL"]) < ERRORS
    assert spread_off(loss, row["SD"]) < ERRORS
    for key in ("VaR99", "VaR99.9"):
        above = law.probability_at_least(round(row[key] / 0.6) + 1)
        assert hits_off((loss > row[key] + 0.3).sum(), paths, above) < ERRORS
    assert shortfall_off(loss, 0.99, row["ES99"]) < ERRORS
