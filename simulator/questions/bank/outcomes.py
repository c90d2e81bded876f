"""What becomes of each loan of a book that defaults, read from the engine's rows, lane by lane."""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.preparing import Prepared, prepare
from simulator.engines.rows import check_totals, rows_of_paths
from simulator.ledger import OTHERS, TOTALS
from simulator.questions.bank.running_off import ENDS, STARTS, performing
from simulator.rules.calibration import Fitted, SectorApplicants
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

FEN = 100
PARTIES = (r.ROW_INSURER, r.ROW_GUARANTOR, r.ROW_REINSURER, r.ROW_APPRAISER)
EVENTS = (r.E_DEFAULT, r.E_SOLD, r.E_ASSESSED, r.E_PAYS)
PATHS_AT_ONCE = 50


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Defaults of a book under one policy; arrays of shape (defaults,) unless said otherwise, amounts in currency."""

    paths: int
    path: Integers
    loan: Integers
    """Row of the opening book."""
    month: Integers
    """Of default."""
    amount: Floats
    """Principal still owed."""
    gross: Floats
    """Owed with accrued interest, less what the security brings."""
    recovered: Floats
    sold: Integers
    """Month in which the security is sold."""
    closed: Integers
    """Month in which nothing more is open but what the fund still owes: what is left then is written off."""
    compensated: Floats
    """From the fund and all others, less what of it goes back to them."""
    paid_in_year: Floats
    """Compensation times years from default to payment."""
    is_new: Truths
    """Whether the loan was made after the opening book; `loan` is then its number among the applications."""
    lent: Floats
    """Lent on each path after the opening book, shape (paths,)."""
    lent_covered: Floats
    """Part of that with cover, shape (paths,)."""
    performing: Floats
    """Of new loans at the month ends asked for, shape (paths, months)."""

    @property
    def net(self) -> Floats:
        """Return the bank's loss."""
        return self.gross - self.compensated

    def by_path(self, values: Floats) -> Floats:
        """Return the sum of values over the defaults of each path, shape (paths,)."""
        return np.bincount(self.path, values, self.paths).astype(np.float64)


def outcomes_of(
    prepared: Prepared,
    lanes: Sequence[int],
    paths: int,
    *,
    months: Sequence[int] = (),
    threads: int | None = None,
) -> tuple[Outcomes, ...]:
    """Simulate paths of a book and return what became of its loans, and of new ones, for each lane asked for.

    Parameters
    ----------
    months
        Month ends at which to count what performs of new loans; renewals and early repayment must be off.

    Raises
    ------
    BalanceError
        When an account of any path does not balance to the fen.
    """
    parts = [range(first, min(first + PATHS_AT_ONCE, paths)) for first in range(0, paths, PATHS_AT_ONCE)]
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        found = list(pool.map(lambda part: _of_paths(prepared, lanes, part, months), parts))
    return tuple(_joined(list(of_lane), parts, paths) for of_lane in zip(*found, strict=True))


def by_cover(
    world: Scenario,
    policies: Sequence[Scenario],
    book: Integers,
    *,
    calibration: tuple[list[SectorApplicants], Fitted] | None = None,
    months: Sequence[int] = (),
    threads: int | None = None,
) -> tuple[Outcomes, tuple[Outcomes, ...]]:
    """Return what becomes of a book without scheme and tools, and under each policy, on the same draws.

    Parameters
    ----------
    world
        Under its stress; the policies differ from it in policy settings only.
    book, calibration
        See `prepare`.
    months
        See `outcomes_of`.
    """
    paths = world.run.paths
    prepared = prepare(world, policies, book=book, calibration=calibration)
    lanes = [int(prepared.layout.arm_of[0]), *prepared.layout.lane_of.tolist()]
    alone, *found = outcomes_of(prepared, lanes, paths, months=months, threads=threads)
    if world.tools:
        bare = world.model_copy(update={"tools": ()})
        unaided = prepare(bare, [bare], book=book, calibration=calibration)
        (alone,) = outcomes_of(unaided, [int(unaided.layout.arm_of[0])], paths, months=months, threads=threads)
    return alone, tuple(found)


def _of_paths(prepared: Prepared, lanes: Sequence[int], paths: range, months: Sequence[int]) -> list[Outcomes]:
    """Return the outcomes of some paths, numbered from 0, for each lane asked for."""
    events = (*EVENTS, *STARTS, *ENDS) if months else EVENTS
    kept, totals = [], []
    for number, (rows, total) in enumerate(rows_of_paths(prepared, paths)):
        chosen = rows[np.isin(rows[:, r.ROW_EVENT], events)]
        # The fund's balance is not needed: its column takes the path.
        chosen[:, r.ROW_BALANCE] = number
        kept.append(chosen)
        totals.append(total[0])
    whole, sums = np.concatenate(kept), np.stack(totals)
    check_totals(prepared, sums, paths.start)
    return [_outcomes(prepared, whole[whole[:, r.ROW_LANE] == lane], sums[:, lane], months) for lane in lanes]


def _joined(found: Sequence[Outcomes], parts: Sequence[range], paths: int) -> Outcomes:
    arrays = {
        field.name: np.concatenate([getattr(one, field.name) for one in found])
        for field in fields(Outcomes)
        if field.name not in ("paths", "path")
    }
    path = np.concatenate([one.path + part.start for one, part in zip(found, parts, strict=True)])
    return Outcomes(paths=paths, path=path, **arrays)


def _outcomes(prepared: Prepared, rows: Integers, totals: Integers, months: Sequence[int]) -> Outcomes:
    paths = len(totals)
    left = np.zeros((paths, 0))
    if months:
        left = performing(rows, paths, months, is_amortising=prepared.world.is_amortising)
        rows = rows[np.isin(rows[:, r.ROW_EVENT], EVENTS)]
    width = int(rows[:, r.ROW_SLOT].max(initial=0)) + 1
    # The opening book and the applications are numbered each by itself.
    key = (2 * rows[:, r.ROW_BALANCE] + (rows[:, r.ROW_BOOK] == 0)) * width + rows[:, r.ROW_SLOT]
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    event = rows[:, r.ROW_EVENT]
    first = event == r.E_DEFAULT
    keys = key[first]
    place = np.searchsorted(keys, key)

    def summed(chosen: NDArray[np.bool_], values: NDArray[np.int64]) -> Floats:
        return np.bincount(place[chosen], values[chosen], len(keys)).astype(np.float64)

    is_claim, is_sale, is_payment = (event == one for one in (r.E_ASSESSED, r.E_SOLD, r.E_PAYS))
    amount, month = rows[:, r.ROW_AMOUNT], rows[:, r.ROW_MONTH]
    # The row of an assessment repeats the proceeds of a sale before it, and stands for one of the same month.
    proceeds = np.maximum(summed(is_sale, amount), summed(is_claim, amount))
    sold = _latest(place, month, is_sale, len(keys))
    assessed = _latest(place, month, is_claim, len(keys))
    sold = np.where(sold > 0, sold, assessed)
    others = summed(is_claim, rows[:, PARTIES].sum(axis=1))
    default = month[first]
    fund = summed(is_payment, amount)
    fund_months = summed(is_payment, amount * (month - default[place]))
    outstanding = amount[first].astype(np.float64)
    owed = outstanding + np.floor(outstanding * prepared.world.accrued_ppm / 1e6)
    path = rows[first, r.ROW_BALANCE]
    kept = _kept(totals, path, fund + others, paths)
    waiting = (fund_months + others * np.maximum(assessed - default, 0)) / 12
    column = {name: totals[:, TOTALS.index(name)] / FEN for name in ("lent_covered", "lent_uncovered")}
    return Outcomes(
        paths=paths,
        path=path,
        loan=rows[first, r.ROW_SLOT],
        month=default,
        amount=outstanding / FEN,
        gross=(owed - proceeds) / FEN,
        recovered=proceeds / FEN,
        sold=sold,
        closed=np.maximum(sold, assessed),
        compensated=(fund + others) * kept / FEN,
        paid_in_year=waiting * kept / FEN,
        is_new=rows[first, r.ROW_BOOK] == 0,
        lent=column["lent_covered"] + column["lent_uncovered"],
        lent_covered=column["lent_covered"],
        performing=left,
    )


def _latest(place: Integers, month: Integers, chosen: NDArray[np.bool_], size: int) -> Integers:
    found = np.zeros(size, dtype=np.int64)
    np.maximum.at(found, place[chosen], month[chosen])
    return found


def _kept(totals: Integers, path: Integers, paid: Floats, paths: int) -> Floats:
    """Return the part of the compensation that stays with the bank, by default: what goes back is known by path only.

    It is 1 unless an advance or a purchase gives proceeds back, or a guarantor stands in for the fund.
    """
    column = {name: totals[:, TOTALS.index(name)].astype(np.float64) for name in TOTALS}
    whole: Iterable[Floats] = (column[name] for name in ("fund_paid", *OTHERS))
    net = sum(whole, np.zeros(paths)) - column["fund_recovered"] - column["others_recovered"]
    rough = np.bincount(path, paid, paths)
    kept = np.divide(net, rough, out=np.ones(paths), where=rough > 0)
    return np.asarray(kept[path])
