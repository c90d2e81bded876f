"""Setting one path up and letting it run."""

import gc
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import simpy

import simulator.engines.kernel.records as r
from simulator.engines.events import clock
from simulator.engines.events.accounts import Accounts, Entry
from simulator.engines.events.claims import Assessor
from simulator.engines.events.fund import Fund
from simulator.engines.events.gate import Gate
from simulator.engines.events.loans import Identity, Lives
from simulator.engines.events.ratio import Ratio
from simulator.engines.events.tables import Tables, path_memory
from simulator.engines.events.workout import Workout
from simulator.engines.kernel.single import fill_economy
from simulator.engines.preparing import Prepared
from simulator.ledger import MONTH_ROWS, TOTALS, Ints, check_balances


@dataclass(frozen=True)
class EventLedger:
    """What one path of one policy leaves behind.

    Attributes
    ----------
    totals, arm
        Totals of the policy and of its no-scheme arm, shape (len(TOTALS),), fen.
    months
        Month rows, shape (months + 1, len(MONTH_ROWS)), fen.
    balances
        Fund balance at the end of each month, shape (months + 1,), fen.
    log
        Entries in the order in which they happened (columns: `accounts.LOG`).
    """

    totals: Ints
    arm: Ints
    months: Ints
    balances: Ints
    log: tuple[Entry, ...]


class LanePath:
    """One lane (a policy or its no-scheme arm) on one path, ready to run.

    Parameters
    ----------
    prepared
        From `prepare`.
    memory
        Tables of the path, already filled.
    path, lane
        Their numbers.
    arm_lends
        Loans that the no-scheme arm makes.
    is_logging
        Keep the log.
    """

    def __init__(
        self,
        prepared: Prepared,
        memory: r.Scratch,
        path: int,
        lane: int,
        arm_lends: frozenset[Identity],
        is_logging: bool,
    ) -> None:
        self.env = simpy.Environment()
        self.tables = Tables(prepared, lane)
        self.accounts = Accounts(self.tables, is_logging)
        self.ratio = Ratio(self.tables, self.accounts)
        self.fund = Fund(self.tables, self.accounts, self.ratio)
        self.gate = Gate(self.tables, self.accounts, self.ratio)
        assessor = Assessor(self.tables, self.accounts, self.ratio, self.fund, path)
        self.workout = Workout(self.env, self.tables, self.accounts, self.ratio, assessor, memory, path)
        self.lives = Lives(
            self.env, self.tables, self.accounts, self.ratio, self.gate, self.workout, memory, path, arm_lends
        )
        self.lives.start_book()
        for step, action in self._calendar():
            self.env.process(self._monthly(step, action))

    @property
    def end(self) -> int:
        """Tick after the last month."""
        return (self.tables.world.last + 1) * clock.TICKS

    def _calendar(self) -> tuple[tuple[int, Callable[[int], None]], ...]:
        lives, workout = self.lives, self.workout
        return (
            (clock.MONEY, self._take_money),
            (clock.TOP_UP, self._start_year),
            (clock.QUEUE, self.fund.pay_unpaid),
            (clock.WORKOUT, lambda _: workout.defaults.hear()),
            (clock.CLOSED, lives.log_repaid),
            (clock.PROCEEDS, lambda _: workout.sales.hear()),
            (clock.READ, self._read),
            (clock.ASSESS, lambda _: workout.claims.hear()),
            (clock.PAY, self.fund.pay_claims),
            (clock.GATE, self._update_gate),
            (clock.RENEW, lambda _: lives.renewals.hear()),
            (clock.APPLY, self._open_doors),
            (clock.CLOSE, self._close),
        )

    def _monthly(self, step: int, action: Callable[[int], None]) -> clock.Process:
        for month in range(1, self.tables.world.last + 1):
            yield clock.at(self.env, month, step)
            action(month)

    def _is_lending(self, month: int) -> bool:
        return month <= self.tables.world.months

    def _is_reading(self, month: int) -> bool:
        return self._is_lending(month) or self.tables.has_limits or self.tables.step_levels > 1

    def _take_money(self, month: int) -> None:
        self.accounts.count_exposure()
        self.fund.earn(month, self._is_lending(month))

    def _start_year(self, month: int) -> None:
        if (month - 1) % 12 != 0:
            return
        self.fund.start_year(month)
        self.gate.start_year()
        if 1 < month <= self.tables.world.months:
            self.fund.top_up(month)

    def _read(self, month: int) -> None:
        if self._is_reading(month):
            self.ratio.read()
        self.fund.pay_unpaid(month)
        if self.tables.has_limits and (month - 1) % 12 == 0 and month <= self.tables.world.sold:
            self.fund.release_waiting(month)

    def _update_gate(self, month: int) -> None:
        if self._is_reading(month):
            self.ratio.switch(month)
        if self._is_lending(month):
            self.gate.update(month)
            self.accounts.total["months_shut"] += sum(self.ratio.is_tripped)

    def _open_doors(self, month: int) -> None:
        if self._is_lending(month):
            self.lives.open_doors(month)

    def _close(self, month: int) -> None:
        self.accounts.close_month(month, self._is_lending(month))
        self.ratio.roll(month, self.gate.lent)
        self.gate.lent = [0] * self.tables.scopes

    def run(self) -> Ints:
        """Run to the end and return the totals, shape (len(TOTALS),), fen."""
        # What exists already need not be searched for garbage again and again while the path's many
        # small objects come and go: a quarter of the time.
        gc.freeze()
        try:
            self.env.run(until=self.end)
        finally:
            gc.unfreeze()
        self.accounts.finish()
        return np.array([self.accounts.total[name] for name in TOTALS], dtype=np.int64)


def simulate_events(prepared: Prepared, path: int, policy: int = 0) -> EventLedger:
    """Simulate one path of one policy, every loan a process.

    Parameters
    ----------
    prepared
        From `prepare`.
    path
        Number of the path: the same as in any other run of the scenario and seed.
    policy
        Index of the policy.

    Raises
    ------
    BalanceError
        When an account does not balance to the fen.
    """
    memory = path_memory(prepared)
    fill_economy(prepared.world, memory, path)
    lane, arm = int(prepared.layout.lane_of[policy]), int(prepared.layout.arm_of[policy])
    without = LanePath(prepared, memory, path, arm, frozenset(), is_logging=False)
    arm_totals = without.run()
    own = LanePath(prepared, memory, path, lane, frozenset(without.lives.made), is_logging=True)
    totals = own.run()
    capital = np.array([0, own.accounts.capital])
    check_balances(np.stack([arm_totals, totals])[None], capital, prepared.scenario.clock.run_off, path)
    months = np.array(own.accounts.months)
    balances = np.append(own.accounts.capital, months[1:, MONTH_ROWS.index("balance")])
    return EventLedger(totals, arm_totals, months, balances, tuple(own.accounts.log))
