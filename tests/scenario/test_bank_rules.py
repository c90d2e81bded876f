"""Rules by which a bank accounts: what must hold inside them, and when they are in force."""

import re
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.bank_rules import Provisions
from simulator.scenario.read import read_scenario

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"


def provisions(**days: Any) -> Provisions:
    """Return rules of provisions with days in force."""
    rates = {"general": 0.01, "special_mention": 0.02, "substandard": 0.25, "doubtful": 0.5, "loss": 1.0}
    return Provisions.model_validate({**rates, **days})


def test_rules_are_in_force_from_the_first_to_the_last_day() -> None:
    """Both days included; without a last day there is no end."""
    ended = provisions(in_force_from="2024-01-01", in_force_until="2025-12-31")
    days = ("2023-12-31", "2024-01-01", "2025-12-31", "2026-01-01")
    assert [ended.is_in_force(day) for day in days] == [False, True, True, False]
    assert provisions(in_force_from="2024-01-01").is_in_force("2099-01-01")


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("capital.in_force_from", '"2024-02-30"', 'must be a day such as "2024-01-01"'),
        ("capital.in_force_from", '"1 January"', "bank_rules.capital.in_force_from"),
        ("capital.in_force_until", '"2023-12-31"', "must not be before in_force_from"),
        ("capital.sme_weight", "-1", "bank_rules.capital.sme_weight"),
        ("impairment.stage_3_days_past_due", "30", "must be above stage_2_days_past_due"),
        ("impairment.outlooks", "[]", "the weights of all outlooks must sum to 1"),
        ("impairment.outlooks.bad.weight", "0.3", "the weights of all outlooks must sum to 1 (they sum to 1.1)"),
        ("impairment.outlooks.bad.name", '"good"', "two have the same name"),
        ("classes.doubtful_days_past_due", "400", "must ascend from special mention to loss"),
        ("classes.loss_loss_share", "0.4", "must not be below doubtful_loss_share"),
        ("internal_ratings.sales_high", '"30 million"', "must be above sales_low"),
        ("internal_ratings.confidence", "1", "bank_rules.internal_ratings.confidence"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(key: str, value: str, fault: str) -> None:
    """Each fault names its place and what is allowed."""
    with pytest.raises(ScenarioError, match=re.escape(fault)):
        read_scenario(HEFEI, settings=[f"bank_rules.{key}={value}"])


def test_the_fund_is_no_guarantor_unless_the_file_says_so() -> None:
    """Off in the shipped file; one setting switches it on."""
    assert read_scenario(HEFEI).scenario.bank_rules.capital.is_fund_mitigation is False
    changed = read_scenario(HEFEI, settings=["bank_rules.capital.is_fund_mitigation=true"]).scenario
    assert changed.bank_rules.capital.is_fund_mitigation is True


def test_the_bank_rules_may_be_left_out() -> None:
    """A scheme elsewhere does not take over the rules of China."""
    assert read_scenario(HEFEI, settings=["bank_rules=none"]).scenario.bank_rules is None
    assert read_scenario(HEFEI.parent / "schemes" / "korea.toml").scenario.bank_rules is None
