"""The ratio that breaker and step-down read, and the breaker itself."""

import simulator.engines.kernel.records as r
from simulator.engines.events.accounts import Accounts
from simulator.engines.events.tables import Loan, Tables
from simulator.rules.fund import breaker_after, may_reopen, remembers_lending, steps_reached

LENT, LOSS, PAID = range(3)


class Ratio:
    """Flows of the last twelve months and stocks, for the scheme or bank by bank."""

    def __init__(self, tables: Tables, accounts: Accounts) -> None:
        self.tables = tables
        self.accounts = accounts
        scopes = tables.scopes
        self.sums = [[0] * scopes for _ in range(3)]
        self.ring = [[[0] * scopes for _ in range(3)] for _ in range(12)]
        self.now = [[0] * scopes for _ in range(3)]
        self.covered_performing = [0] * tables.world.banks
        self.covered_npl = [0] * tables.world.banks
        self.performing = [0] * tables.world.banks
        self.npl = [0] * tables.world.banks
        self.is_tripped = [0] * scopes
        self.switched = [0] * scopes
        self.lent_before = [0] * scopes
        self.level = [0] * scopes
        self.seen = [(0, 0)] * scopes
        measure = tables.set[r.MEASURE]
        self.claim_flow = LOSS if measure == r.MEASURE_LOSS else PAID
        self.is_stock = measure == r.MEASURE_NPL

    def scope(self, bank: int) -> int:
        """Return whose ratio counts for a bank."""
        return bank if self.tables.scopes > 1 else 0

    def add(self, flow: int, bank: int, amount: int) -> None:
        """Add to a flow of this month."""
        if self.tables.reads_ratio:
            self.now[flow][self.scope(bank)] += amount

    def move(self, loan: Loan, performing: int, npl: int) -> None:
        """Change a bank's stocks by a loan's."""
        bank = loan.bank
        self.performing[bank] += performing
        self.npl[bank] += npl
        if loan.is_covered:
            self.covered_performing[bank] += performing
            self.covered_npl[bank] += npl

    def open_with(self, month_zero: list[int]) -> None:
        """Count the opening book's covered principal, by scope, as lent in month 0."""
        for scope, amount in enumerate(month_zero):
            self.ring[0][LENT][scope] += amount
            self.sums[LENT][scope] += amount

    def parts(self, bank: int, includes_now: bool) -> tuple[int, int]:
        """Return numerator and denominator; 0 / 0 until enough loans are made."""
        accounts, scope = self.accounts, self.scope(bank)
        if accounts.counted < self.tables.set[r.MINIMUM_LOANS]:
            return 0, 0
        if self.is_stock:
            if self.tables.scopes > 1:
                return self.covered_npl[bank], self.covered_npl[bank] + self.covered_performing[bank]
            return accounts.npl, accounts.npl + accounts.performing
        above = self.sums[self.claim_flow][scope]
        if includes_now:
            above += self.now[self.claim_flow][scope]
        # a ban empties the twelve months of lending: losses stay compared with those before it
        return max(0, above), max(self.sums[LENT][scope], self.lent_before[scope])

    def current(self, bank: int) -> tuple[int, int]:
        """Return the ratio's parts as the scheme reads them: now, or once a month."""
        if self.tables.set[r.BY_CLAIM]:
            return self.parts(bank, True)
        return self.seen[self.scope(bank)]

    def read(self) -> None:
        """Read the ratio before this month's claims are settled."""
        for scope in range(self.tables.scopes):
            above, below = self.parts(scope, False)
            self.seen[scope] = (above, below)
            self.level[scope] = steps_reached(above, below, self.tables.steps)

    def step_level(self, bank: int) -> int:
        """Return how many steps of the step-down hold for a claim assessed now."""
        if len(self.tables.steps) == 0:
            return 0
        if self.tables.set[r.BY_CLAIM]:
            return steps_reached(*self.parts(bank, True), self.tables.steps)
        return self.level[self.scope(bank)]

    def switch(self, month: int) -> None:
        """Trip or release the breaker, for the scheme or for each bank."""
        setting = self.tables.set
        if setting[r.BREAKER] == 0:
            return
        for scope in range(self.tables.scopes):
            above, below = self.current(scope)
            was = self.is_tripped[scope]
            if was == 0 and month - self.switched[scope] >= 12:
                self.lent_before[scope] = 0
            reopening = may_reopen(setting[r.REOPENS], setting[r.REVIEW], month, self.switched[scope])
            now = breaker_after(was, above, below, setting[r.ON_AT], setting[r.OFF_BELOW], reopening)
            self.is_tripped[scope] = now
            if now != was:
                self.switched[scope] = month
                if now and remembers_lending(setting[r.REOPENS]):
                    self.lent_before[scope] = max(self.lent_before[scope], self.sums[LENT][scope])
                event = r.E_TRIPPED if now else r.E_RELEASED
                self.accounts.write(month, event, None, 0, ratio=above * 10_000 // below if below > 0 else 0)

    def roll(self, month: int, lent: list[int]) -> None:
        """Move the month's flows into the twelve-month sums; `lent` is new cover by scope."""
        if not self.tables.reads_ratio:
            return
        self.now[LENT] = lent
        ring = self.ring[month % 12]
        for flow in range(3):
            for scope in range(self.tables.scopes):
                self.sums[flow][scope] += self.now[flow][scope] - ring[flow][scope]
            ring[flow] = self.now[flow]
            self.now[flow] = [0] * self.tables.scopes
