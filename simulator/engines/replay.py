"""Replay: a book whose outcomes are known, through any policy, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.preparing import Prepared, prepare
from simulator.engines.preparing.units import ppm
from simulator.engines.preparing.world import OVERDUE_SHARE_OF_YEAR
from simulator.engines.rows import EVENTS, REASONS, simulate_rows
from simulator.errors import NoAnswerError, wrong
from simulator.faults import names as listed
from simulator.inputs.replay import ReplayBook
from simulator.ledger import TOTALS
from simulator.rules.disposal import from_other_collateral
from simulator.rules.money import part_of, portion
from simulator.rules.schedule import still_owed
from simulator.rules.shares import exact_share, ratio_of
from simulator.scenario.model import Scenario

FEN = 100
BASIS_POINTS = 10_000
UNNAMED_SECTORS = ("sector",)
COLUMNS = (
    "month",
    "event",
    "loan",
    "amount",
    "fund_balance",
    "performing",
    "npl",
    "queue",
    "npl_bp",
    "loss",
    "fund_share_bp",
    "claim_fund",
    "insurer",
    "guarantor",
    "reinsurer",
    "appraiser",
    "bank",
    "reason",
)


@dataclass(frozen=True)
class ReplayResult:
    """Rows of a replayed book, in the order in which they happened; amounts in main currency units."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...]
    balances: Mapping[str, float]


def replayed_of(book: ReplayBook, scenario: Scenario) -> np.ndarray:
    """Return the kernel's columns of a replayed book, shape (r.REPLAYED, loans)."""
    names = [sector.name for sector in scenario.sectors]
    given = () if book.sector_names == UNNAMED_SECTORS else book.sector_names
    unknown = sorted({name for name in given if name not in names})
    if unknown:
        raise NoAnswerError(wrong("faults.replay.sectors", names=listed(unknown)))
    sector = np.array([names.index(name) for name in given] or [0])
    replayed = np.zeros((r.REPLAYED, len(book.loans)), dtype=np.int64)
    replayed[r.REPLAYED_MONTH] = book.month_lent
    replayed[r.REPLAYED_PRINCIPAL] = book.principal_fen
    replayed[r.REPLAYED_IP] = np.where(book.ip_part_fen >= 0, book.ip_part_fen, _ip_parts(scenario, book))
    replayed[r.REPLAYED_TERM] = book.term_months
    replayed[r.REPLAYED_DEFAULT] = book.default_month
    replayed[r.REPLAYED_PROCEEDS] = book.sale_proceeds_fen
    replayed[r.REPLAYED_LAG] = book.sale_lag_months
    replayed[r.REPLAYED_BANK] = book.bank
    replayed[r.REPLAYED_SECTOR] = sector[book.sector]
    replayed[r.REPLAYED_BALANCE] = np.where(book.balance_fen >= 0, book.balance_fen, _balances(scenario, book))
    replayed[r.REPLAYED_OTHER] = book.other_proceeds_fen
    replayed[r.REPLAYED_GUARANTEE] = book.guarantee_proceeds_fen
    return replayed


def _ip_parts(scenario: Scenario, book: ReplayBook) -> list[int]:
    part, whole = ratio_of(exact_share(scenario.loans.ip_share))
    return [portion(principal, part, whole) for principal in book.principal_fen.tolist()]


def _balances(scenario: Scenario, book: ReplayBook) -> list[int]:
    """Return the principal outstanding at default by the scenario's repayment; after the due date that of the due date.

    In the month of default, and in that of the due date when it passes unpaid, no instalment is paid.
    """
    is_amortising = scenario.loans.repayment == "equal_principal"
    columns = (book.principal_fen, book.term_months, book.month_lent, book.default_month)
    return [
        still_owed(principal, term, max(0, min(default - lent, term) - 1), is_amortising)
        for principal, term, lent, default in zip(*(column.tolist() for column in columns), strict=True)
    ]


def losses_of(scenario: Scenario, book: ReplayBook) -> np.ndarray:
    """Return the loss of each loan of a replayed book before anybody shares it, in fen, (loans,).

    What is owed less what patents, other collateral and guarantee bring, by the scenario where the file does not say.
    """
    replayed = replayed_of(book, scenario)
    loans = scenario.loans
    rate = scenario.lender.loan_rate if loans.owed == "principal_and_interest" else 0.0
    accrued_ppm, other_ppm = ppm(rate * OVERDUE_SHARE_OF_YEAR), ppm(loans.other_collateral_recovery)
    losses = np.zeros(len(book.loans), dtype=np.int64)
    for place in np.flatnonzero(book.default_month > 0):
        fields = replayed[:, place].tolist()
        balance = fields[r.REPLAYED_BALANCE]
        owed = balance + part_of(balance, accrued_ppm)
        ip_owed = portion(owed, fields[r.REPLAYED_IP], fields[r.REPLAYED_PRINCIPAL])
        other, guarantee = fields[r.REPLAYED_OTHER], fields[r.REPLAYED_GUARANTEE]
        other = from_other_collateral(owed - ip_owed, -1, other_ppm) if other < 0 else other
        guarantee = part_of(owed, ppm(loans.guarantee_recovery)) if guarantee < 0 else guarantee
        losses[place] = max(0, owed - fields[r.REPLAYED_PROCEEDS] - other - guarantee)
    return losses


def replay_scenario(scenario: Scenario, book: ReplayBook) -> Scenario:
    """Return the scenario under which a book is replayed.

    Screening is off, nobody asks for renewal or repays early, and a loan the gate refuses is not lent. Repayment, the
    patents' part, other collateral and guarantee are the scenario's. Banks are those of the file, in equal parts.
    """
    values = scenario.model_dump()
    count = max(1, len(book.bank_names))
    values["banks"] = tuple(
        {"name": name or f"bank {i}", "share": 1 / count} for i, name in enumerate(book.bank_names or ("bank",))
    )
    values["loans"].update(
        renewal_probability=0.0,
        refinancing_default_probability=0.0,
        prepayment_per_month=0.0,
        minimum=0.0,
    )
    values["lender"].update(is_screening=False, monitoring_response=0.0, other_income=0.0)
    values["gate"].update(refused_cover="not_lent", lowest_ip_share=0.0)
    values["calibration"] = None
    values["book"] = ()
    values["stress"] = ()
    return Scenario.model_validate(values)


def prepare_replay(scenario: Scenario, book: ReplayBook) -> Prepared:
    """Return the arrays for replaying a book under one scenario."""
    own = replay_scenario(scenario, book)
    prepared = prepare(own, [own], replayed=replayed_of(book, own))
    if book.month_lent.max() > prepared.size.months:
        months = {"lent": str(int(book.month_lent.max())), "last": str(prepared.size.months)}
        raise NoAnswerError(wrong("faults.replay.late", key="clock.years", **months))
    return prepared


def _slots(book: ReplayBook) -> dict[int, str]:
    """Return the loan's own name by slot: month x 2^16 + order within the month."""
    seen: dict[int, int] = {}
    names = {}
    for name, month in zip(book.loans, book.month_lent, strict=True):
        index = seen.get(int(month), 0)
        seen[int(month)] = index + 1
        names[int(month) * (1 << 16) + index] = name
    return names


def replay(scenario: Scenario, book: ReplayBook) -> ReplayResult:
    """Replay a book and return its rows and final balances.

    Raises
    ------
    NoAnswerError
        When the file and the scenario do not fit together.
    BalanceError
        When the books do not balance.
    """
    prepared = prepare_replay(scenario, book)
    lane = int(prepared.layout.lane_of[0])
    raw, totals = simulate_rows(prepared, path=0)
    names = _slots(book)
    is_settled_at_sale = scenario.scheme.timing == "after_recovery" and scenario.scheme.claim_lag_months == 0
    rows: list[Mapping[str, object]] = [_opening(scenario)]
    for row in raw[raw[:, r.ROW_LANE] == lane]:
        rows.append(_readable(row, names, is_settled_at_sale))
    final = {name: float(totals[0, lane, i]) for i, name in enumerate(TOTALS)}
    last: dict[str, float] = {
        "fund_balance": final["balance"] / FEN,
        "outstanding": float(str(rows[-1]["performing"])),
        "npl": float(str(rows[-1]["npl"])),
        "queue": final["unpaid"] / FEN,
        "claims_approved": final["approved"] / FEN,
        "claims_lapsed": final["lapsed"] / FEN,
        "fund_paid": final["fund_paid"] / FEN,
        "fund_recovered": final["fund_recovered"] / FEN,
        "bank_loss": final["bank_loss"] / FEN,
        "recovered": final["recovered"] / FEN,
    }
    return ReplayResult(COLUMNS, tuple(rows), last)


def _opening(scenario: Scenario) -> Mapping[str, object]:
    row: dict[str, object] = dict.fromkeys(COLUMNS, "")
    capital = scenario.fund.fund_size
    row.update(month=0, event="fund paid in", amount=capital, fund_balance=capital, performing=0.0, npl=0.0, queue=0.0)
    return row


def _readable(row: np.ndarray, names: dict[int, str], is_settled_at_sale: bool) -> Mapping[str, object]:
    out: dict[str, object] = dict.fromkeys(COLUMNS, "")
    event = int(row[r.ROW_EVENT])
    out.update(
        month=int(row[r.ROW_MONTH]),
        event=EVENTS[r.E_SOLD if event == r.E_ASSESSED and is_settled_at_sale else event],
        loan=names.get(int(row[r.ROW_SLOT]), ""),
        amount=row[r.ROW_AMOUNT] / FEN,
        fund_balance=row[r.ROW_BALANCE] / FEN,
        performing=row[r.ROW_PERFORMING] / FEN,
        npl=row[r.ROW_NPL] / FEN,
        queue=row[r.ROW_QUEUE] / FEN,
        reason=REASONS[int(row[r.ROW_REASON])],
    )
    if event in (r.E_ASSESSED, r.E_TRIPPED, r.E_RELEASED):
        out["npl_bp"] = int(row[r.ROW_RATIO])
    if event == r.E_ASSESSED:
        out.update(
            loss=row[r.ROW_LOSS] / FEN,
            fund_share_bp=int(row[r.ROW_SHARE]) * BASIS_POINTS // int(row[r.ROW_WHOLE]),
            claim_fund=row[r.ROW_CLAIM] / FEN,
            insurer=row[r.ROW_INSURER] / FEN,
            guarantor=row[r.ROW_GUARANTOR] / FEN,
            reinsurer=row[r.ROW_REINSURER] / FEN,
            appraiser=row[r.ROW_APPRAISER] / FEN,
            bank=row[r.ROW_BANK] / FEN,
        )
    return out
