"""Risk weights by internal ratings reproduce the tables of the Basel Committee (README.md beside this file)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.rules.capital import (
    CORPORATE,
    OTHER_RETAIL,
    RESIDENTIAL_MORTGAGE,
    REVOLVING_RETAIL,
    internal_ratings_weights,
)
from tests.rules.bank_rules import bank_rules

TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("oracles.json").read_text(encoding="utf-8"))["C_basel_irb"]
COLUMNS = [
    (CORPORATE, 50e6, 0.45),
    (CORPORATE, 5e6, 0.45),
    (RESIDENTIAL_MORTGAGE, 5e6, 0.45),
    (RESIDENTIAL_MORTGAGE, 5e6, 0.25),
    (OTHER_RETAIL, 5e6, 0.45),
    (OTHER_RETAIL, 5e6, 0.85),
    (REVOLVING_RETAIL, 5e6, 0.45),
    (REVOLVING_RETAIL, 5e6, 0.85),
]
SME_COLUMNS = [(CORPORATE, 50e6, 0.4), (CORPORATE, 5e6, 0.4)]
PUBLISHED = [
    (row["pd_pct"], column, weight)
    for rows, columns in (("rows", COLUMNS), ("basel3_rows", SME_COLUMNS))
    for row in TABLE[rows]
    for column, weight in zip(columns, row["published"], strict=True)
]


@pytest.mark.parametrize(("pd_percent", "column", "published"), PUBLISHED)
def test_published_risk_weight(pd_percent, column, published):
    """Every cell of Basel II Annex 5 and of the columns at 40 % within 0.01 percentage points."""
    function, sales, loss_given_default = column
    rules = bank_rules(internal_ratings={"annual_sales": sales, "loss_given_default": loss_given_default})
    weight = internal_ratings_weights(np.array([pd_percent / 100]), function, rules.internal_ratings)[0]
    assert 100 * weight == pytest.approx(published, abs=0.01)


def test_all_cells_are_tried():
    """Six rows of eight columns, eight rows of two."""
    assert len(PUBLISHED) == 6 * 8 + 8 * 2
