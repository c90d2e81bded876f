"""Who bore what of each defaulted loan, from the log alone; and whether the log agrees with the totals."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import PathEvents, covered_loans, is_of
from simulator.engines.events import codes
from simulator.errors import BalanceError, wrong
from simulator.ledger import Ints

OTHERS = ("guarantor", "reinsurer", "insurer", "appraiser")
_FROM_ONE_KIND = {
    "lent_covered": r.E_LENT,
    "lent_uncovered": r.E_LENT_ALONE,
    "top_ups": r.E_TOP_UP,
    "drawn": codes.TREASURY,
    "interest": codes.INTEREST,
    "running_cost": codes.RUNNING_COST,
    "fund_paid": r.E_PAYS,
    "fund_recovered": codes.PROCEEDS,
}


@dataclass(frozen=True)
class Bearing:
    """Parts of the defaulted loans, in fen; all arrays of shape (defaulted loans,).

    Attributes
    ----------
    loans
        Ascending.
    is_settled
        Whether somebody's loss is in the books: the claim is assessed, or a loan without cover is sold up.
    owed
        With interest, on the whole loan.
    recovered
        From all securities.
    approved, fund_paid, fund_returned
        Claim on the fund with what waits for a later budget; what was paid; what came back from the proceeds.
    others
        What guarantor, reinsurer, insurer and appraiser paid, shape (4, defaulted loans).
    others_returned
        What came back to them together.
    """

    loans: Ints
    is_settled: np.ndarray
    owed: Ints
    recovered: Ints
    approved: Ints
    fund_paid: Ints
    fund_returned: Ints
    others: Ints
    others_returned: Ints

    @property
    def fund(self) -> Ints:
        """What the fund bore in the end."""
        return self.fund_paid - self.fund_returned

    @property
    def bank(self) -> Ints:
        """What is left for the bank."""
        paid: Ints = self.others.sum(axis=0)
        return self.owed - self.recovered - self.fund - paid + self.others_returned

    def others_net(self, place: int) -> dict[str, int]:
        """Return what each other party bore of one loan; what came back is known in sum and is split as they paid."""
        paid = [int(amount) for amount in self.others[:, place]]
        whole, back = sum(paid), int(self.others_returned[place])
        returned = [back * amount // whole if whole else 0 for amount in paid]
        returned[max(range(len(paid)), key=paid.__getitem__)] += back - sum(returned)
        return {name: amount - less for name, amount, less in zip(OTHERS, paid, returned, strict=True)}


@lru_cache(maxsize=1)
def bearing(events: PathEvents) -> Bearing:
    """Return who bore what of every loan that defaults on the path."""
    loans = np.unique(events.loans[is_of(events, r.E_DEFAULT)])

    def summed(kind: int, column: str) -> Ints:
        chosen = is_of(events, kind)
        sums = np.zeros(len(loans), dtype=np.int64)
        np.add.at(sums, np.searchsorted(loans, events.loans[chosen]), events.column(column)[chosen])
        return sums

    def has(kind: int) -> np.ndarray:
        return np.isin(loans, events.loans[is_of(events, kind)])

    advanced = summed(codes.ADVANCED, "amount")
    is_sold, is_assessed = has(r.E_SOLD), has(r.E_ASSESSED)
    is_settled = is_assessed | (is_sold & ~np.isin(loans, covered_loans(events)))
    return Bearing(
        loans=loans,
        is_settled=is_settled,
        owed=summed(r.E_DEFAULT, "detail"),
        # A claim assessed in the month of the sale is the only entry that tells what the sale brought.
        recovered=np.where(is_sold, summed(r.E_SOLD, "amount"), summed(r.E_ASSESSED, "amount")),
        approved=summed(r.E_ASSESSED, "claim") + summed(r.E_ASSESSED, "detail"),
        fund_paid=summed(r.E_PAYS, "amount"),
        fund_returned=summed(codes.PROCEEDS, "amount"),
        others=np.stack([summed(r.E_ASSESSED, name) + (advanced if name == "guarantor" else 0) for name in OTHERS]),
        others_returned=summed(codes.PROCEEDS, "detail"),
    )


def logged_totals(events: PathEvents) -> dict[str, int]:
    """Return the totals that the log adds up to, by their names in `ledger.TOTALS`, in fen."""
    amount, kinds = events.column("amount"), events.column("event")
    found = {name: int(amount[kinds == kind].sum()) for name, kind in _FROM_ONE_KIND.items()}
    found["fees_fund"] = int(events.column("fund_change")[kinds == codes.FEES].sum())
    is_default = kinds == r.E_DEFAULT
    is_covered = np.isin(events.loans, covered_loans(events))
    found["defaulted_covered"] = int(amount[is_default & is_covered].sum())
    found["defaulted_uncovered"] = int(amount[is_default & ~is_covered].sum())
    parts = bearing(events)
    settled = parts.is_settled
    found |= {name: int(getattr(parts, name)[settled].sum()) for name in ("owed", "recovered")}
    found["bank_loss"] = int(parts.bank[settled].sum())
    found |= {f"{name}_paid": int(row.sum()) for name, row in zip(OTHERS, parts.others, strict=True)}
    found["others_recovered"] = int(parts.others_returned.sum())
    return found


def check_log(events: PathEvents) -> None:
    """Raise when the log does not add up to the path's totals, or its balances to the fund's account.

    Raises
    ------
    BalanceError
        Naming the total, or the entry, and the difference.
    """
    for name, logged in logged_totals(events).items():
        if logged != events.total(name):
            of_path = str(events.total(name))
            raise BalanceError(wrong("faults.balance.log", name=name, logged=str(logged), of_path=of_path))
    account = int(events.ledger.balances[0]) + np.cumsum(events.column("fund_change"))
    broken = np.flatnonzero(account != events.column("balance"))
    if len(broken):
        raise BalanceError(wrong("faults.balance.entry", entry=str(int(broken[0]))))
    last = int(account[-1]) if len(account) else int(events.ledger.balances[0])
    if last != events.total("balance"):
        raise BalanceError(wrong("faults.balance.last", logged=str(last), of_path=str(events.total("balance"))))
