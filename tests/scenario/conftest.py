"""A complete small scenario, written to a temporary folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.read import read_scenario

SMALL_SCENARIO = """\
currency = "CNY"

[about]
title = "A small scheme"

[economy]
persistence = 0.9
asset_correlation = 0.05

[[sectors]]
name = "AI"
share = 0.25
patent_decay_per_year = 0.3

[[sectors]]
name = "bio"
share = 0.75
patent_decay_per_year = 0.1

[[grades]]
name = "good"
share = 0.6
pd_per_year = 0.01

[[grades]]
name = "weak"
share = 0.4
pd_per_year = 0.04

[[banks]]
name = "first bank"
share = 1

[applications]
per_month = 10
amount_mean = "500 万元"
amount_sd_log = 0.5

[loans]
terms = [{ months = 12, share = 0.5 }, { months = 24, share = 0.5 }]
pledge_rate_invention = 0.4

[patents]
base_mean = "12.5 million"
base_sd_log = 0.8

[disposal]
sale_share_mean = 0.3

[lender]
loan_rate = 0.045
funding_cost = 0.02
operating_cost = 0.01
loss_given_default = 0.75
risk_weight = 0.85
capital_ratio = 0.105
equity_spread = 0.04
signal_noise = 1.0

[scheme]
compensation_ratio = 0.35
cap_per_loan = 3_000_000

[fund]
fund_size = 20_000_000

[gate]
leverage_multiple = 10

[breaker]
is_on = true
on_at_least = 0.05
off_below = 0.03

[sources]
"fund.fund_size" = { source = "city notice, page 2", confidence = "read", low = 1e7, high = 4e7 }
"sectors.patent_decay_per_year" = { source = "a paper", confidence = "derived" }
"sectors.AI.share" = { source = "a guess", confidence = "assumption" }
"""

Write = Callable[..., Path]


@pytest.fixture
def small_text() -> str:
    """Text of a complete scenario of two sectors, two grades and one bank."""
    return SMALL_SCENARIO


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text to a file of the temporary folder and return its path."""

    def write_text(text: str, name: str = "small.toml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


@pytest.fixture
def small_file(write: Write) -> Path:
    """Write the complete scenario to a file and return its path."""
    return write(SMALL_SCENARIO)


@pytest.fixture
def faults_of(write: Write) -> Callable[..., list[str]]:
    """Return the faults of the complete scenario with texts replaced, without the folder's name."""

    def faults(*replacements: tuple[str, str], settings: tuple[str, ...] = ()) -> list[str]:
        text = SMALL_SCENARIO
        for old, new in replacements:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        path = write(text)
        with pytest.raises(ScenarioError, match=r"problem\(s\)") as caught:
            read_scenario(path, settings=settings)
        return [fault.replace(f"{path.parent}/", "") for fault in caught.value.lines]

    return faults
