"""Ranks of quantile intervals agree with the binomial law of order statistics (key M)."""

import json
from pathlib import Path

import pytest
from scipy import stats

from simulator.analysis.intervals import quantile_ranks

ROWS = json.loads(Path(__file__).with_name("oracles.json").read_text(encoding="utf-8"))["M_order_statistic_CI"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['n']}-{row['alpha']}")
def test_quantile_ranks(row):
    """Both ranks and their coverage; an upper rank of n + 1 means that no order statistic is high enough."""
    lower, upper = quantile_ranks(row["n"], row["alpha"])
    assert lower == row["lower_rank"]
    assert upper == (row["upper_rank"] if row["upper_rank"] <= row["n"] else None)
    law = stats.binom(row["n"], row["alpha"])
    coverage = law.cdf((upper or row["n"] + 1) - 1) - law.cdf(lower - 1)
    assert coverage == pytest.approx(row["coverage"], rel=1e-9)
