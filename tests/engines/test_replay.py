"""The three books worked by hand come out row by row, to the fen."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.engines.replay import replay
from simulator.inputs.replay import read_replay
from simulator.scenario.model import Scenario
from tests.engines.books import scenario

LEDGERS = Path(__file__).parent / "ledgers"
CASES = {case["name"]: case for case in json.loads((LEDGERS / "cases.json").read_text())}


def write_loans(case: dict[str, Any], folder: Path, factor: int = 1) -> Path:
    """Write a case's loans as the CSV a user would give."""
    lines = ["loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months"]
    for loan in case["loans"]:
        default = loan["default_month"] or ""
        proceeds = f"{factor * loan['sale_proceeds_fen'] / 100:.2f}" if default else ""
        lag = loan["sale_lag_months"] if default else ""
        principal = f"{factor * loan['principal_fen'] / 100:.2f}"
        lines.append(
            f"{loan['loan']},{loan['month_lent']},{principal},{loan['term_months']},{default},{proceeds},{lag}"
        )
    file = folder / "loans.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def policy_of(case: dict[str, Any], factor: int = 1) -> Scenario:
    """Return the scenario of a case, with the conventions its README states."""
    policy = case["policy"]
    breaker: dict[str, Any] = {"measure": "npl", "reading": "claim"}
    if policy["breaker"]:
        breaker |= {
            "reopens": "ratio",
            "is_on": True,
            "on_at_least": policy["breaker"]["on_at_least_bp"] / 1e4,
            "off_below": policy["breaker"]["off_below_bp"] / 1e4,
        }
    steps = tuple(
        {"at_least": step["ratio_at_least_bp"] / 1e4, "factor": step["fund_share_bp"] / policy["fund_share_bp"]}
        for step in policy["step_down"]
    )
    cap = policy["cap_per_loan_fen"]
    return scenario(
        clock={"years": -(-policy["months"] // 12), "run_off": False},
        scheme={
            "compensation_ratio": policy["fund_share_bp"] / 1e4,
            "insurer_share": policy["insurer_share_bp"] / 1e4,
            "guarantor_share": policy["guarantor_share_bp"] / 1e4,
            "cap_per_loan": None if cap is None else factor * cap / 100,
            "shortage": "queue",
            "step_down": steps,
        },
        fund={
            "fund_size": factor * policy["fund_capital_fen"] / 100,
            "top_up": "to_capital",
            "top_up_budget": factor * policy["yearly_top_up_fen"] / 100,
        },
        gate={
            "leverage_multiple": float(policy["leverage_multiple"]),
            "leverage_base": "gross",
            "leverage_exposure": "performing",
            "is_closed_while_unpaid": True,
            "refused_cover": "not_lent",
        },
        breaker=breaker,
    )


def expected_rows(name: str) -> list[dict[str, str]]:
    """Return the rows worked by hand, without the closing row."""
    with (LEDGERS / f"{name}.csv").open() as file:
        return [row for row in csv.DictReader(file) if row["event"] != "end"]


def same(ours: object, theirs: str) -> bool:
    """Return whether a cell of ours is the number or word worked by hand."""
    if theirs == "":
        return True
    try:
        return round(float(str(ours)) * 100) == round(float(theirs) * 100)
    except ValueError:
        return str(ours) == theirs


@pytest.mark.parametrize("name", sorted(CASES))
def test_hand_worked_books_come_out_row_by_row(name: str, tmp_path: Path) -> None:
    """Every row of the hand-worked ledger, in its order, to the fen."""
    case = CASES[name]
    result = replay(policy_of(case), read_replay(write_loans(case, tmp_path)))
    rows = [row for row in result.rows if row["month"] <= case["policy"]["months"]]  # type: ignore[operator]
    wanted = expected_rows(name)
    shown = {(row["month"], row["event"], row["loan"]) for row in rows}
    needed = {(int(row["month"]), row["event"], row["loan"]) for row in wanted}
    extra = {key for key in shown - needed if key[1] != "repaid"}
    assert not (needed - shown) and not extra
    by_key = {(row["month"], row["event"], row["loan"]): row for row in rows}
    for row in wanted:
        ours = by_key[int(row["month"]), row["event"], row["loan"]]
        wrong = {c: (ours[c], row[c]) for c in row if c in ours and not same(ours[c], row[c])}
        assert not wrong, (row["month"], row["event"], row["loan"], wrong)


@pytest.mark.parametrize("name", sorted(CASES))
def test_hand_worked_books_close_at_the_stated_balances(name: str, tmp_path: Path) -> None:
    """Final balance, queue and approved claims are those worked by hand."""
    case = CASES[name]
    result = replay(policy_of(case), read_replay(write_loans(case, tmp_path)))
    final = case["final"]
    assert round(result.balances["fund_balance"] * 100) == final["balance"]
    assert round(result.balances["queue"] * 100) == final["queue"]
    assert round(result.balances["claims_approved"] * 100) == final["cum_claims"]


def test_amounts_times_ten_give_the_ledger_times_ten(tmp_path: Path) -> None:
    """Where every share product is whole, the book x 10 gives the ledger x 10."""
    case = CASES["B_depletion_queue_topup"]
    small = replay(policy_of(case), read_replay(write_loans(case, tmp_path)))
    large = replay(policy_of(case, 10), read_replay(write_loans(case, tmp_path, 10)))
    money = ("amount", "fund_balance", "performing", "npl", "queue", "loss", "claim_fund", "guarantor", "bank")
    for a, b in zip(small.rows, large.rows, strict=True):
        ours = [10 * float(a[c]) for c in money if a[c] != ""]  # type: ignore[arg-type]
        theirs = [float(b[c]) for c in money if b[c] != ""]  # type: ignore[arg-type]
        assert np.array_equal(np.round(ours, 2), np.round(theirs, 2))
