"""A state machine on the fund's account: a clerk's book kept beside the engine, month by month, in fen."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from simulator.rules.fund import TOP_UP_BELOW_FLOOR, TOP_UP_FIXED, TOP_UP_NONE, TOP_UP_TO_CAPITAL, yearly_top_up
from tests.engines.books import loan, replayed, scenario

KINDS = {
    "none": TOP_UP_NONE,
    "fixed": TOP_UP_FIXED,
    "to_capital": TOP_UP_TO_CAPITAL,
    "below_floor": TOP_UP_BELOW_FLOOR,
}
YEARS = 4


class Account(RuleBasedStateMachine):
    """Losses come in; the clerk pays half of each as far as the money goes."""

    @initialize(
        capital=st.integers(0, 5000),
        shortage=st.sampled_from(["lapse", "queue", "pro_rata"]),
        kind=st.sampled_from(sorted(KINDS)),
        budget=st.integers(0, 2000),
        floor=st.integers(0, 3000),
    )
    def open_account(self, capital, shortage, kind, budget, floor):
        """Pay in the capital."""
        self.terms = (capital, shortage, kind, budget, floor)
        self.month = 2
        self.loans: list[dict] = []
        self.due: list[int] = []
        self.unpaid: list[int] = []
        self.book = {"balance": 100 * capital, "fund_paid": 0, "lapsed": 0, "top_ups": 0, "bank_loss": 0}
        self.lowest = 100 * capital

    def pay(self, wanted: int) -> int:
        """Pay what is there of a claim; return what is missing."""
        paid = min(wanted, self.book["balance"])
        self.book["balance"] -= paid
        self.book["fund_paid"] += paid
        return wanted - paid

    def pay_the_queue(self) -> None:
        """Pay unpaid claims, oldest first."""
        while self.unpaid and self.book["balance"] > 0:
            missing = self.pay(self.unpaid[0])
            self.unpaid = ([missing] if missing else []) + self.unpaid[1:]

    def settle(self) -> None:
        """Pay the claims of the month that ends."""
        shortage = self.terms[1]
        money, claims = self.book["balance"], sum(self.due)
        for claim in self.due:
            offered = claim * money // claims if shortage == "pro_rata" and claims > money else claim
            missing = self.pay(offered) + claim - offered
            if missing and shortage == "queue":
                self.unpaid.append(missing)
            else:
                self.book["lapsed"] += missing
        self.due = []
        self.lowest = min(self.lowest, self.book["balance"])

    @precondition(lambda self: self.month <= 12 * YEARS)
    @rule(principal=st.integers(1, 3000), proceeds=st.integers(0, 3000))
    def lose(self, principal, proceeds):
        """A loan of the month before defaults and is sold at once; half of the loss is claimed."""
        entry = loan(month=self.month - 1, principal=principal, default=self.month, proceeds=proceeds, term=1)
        self.loans.append(entry)
        loss = 100 * max(0, principal - proceeds)
        self.due.append(loss // 2)
        self.book["bank_loss"] += loss - loss // 2

    @rule(months=st.integers(1, 9))
    def wait(self, months):
        """Time passes; in January of each later year the fund may be topped up, and pays what it owes."""
        capital, _, kind, budget, floor = self.terms
        for _ in range(months):
            self.settle()
            self.month += 1
            if self.month % 12 == 1 and self.month <= 12 * YEARS:
                given = yearly_top_up(KINDS[kind], self.book["balance"], 100 * capital, 100 * budget, 100 * floor)
                self.book["balance"] += given
                self.book["top_ups"] += given
            self.pay_the_queue()

    def teardown(self):
        """The engine's account of the same book ends as the clerk's, once time has run out."""
        if not getattr(self, "loans", None):
            return
        self.wait(max(1, 12 * YEARS + 3 - self.month))
        capital, shortage, kind, budget, floor = self.terms
        policy = scenario(
            clock={"years": YEARS},
            scheme={"compensation_ratio": 0.5, "shortage": shortage},
            fund={
                "fund_size": float(capital),
                "top_up": kind,
                "top_up_budget": float(budget),
                "top_up_floor": float(floor),
            },
        )
        totals = replayed(policy, *self.loans)
        ours = {name: round(100 * totals[name]) for name in self.book}
        left = sum(self.unpaid)
        assert ours == {**self.book, "bank_loss": self.book["bank_loss"] + self.book["lapsed"] + left}
        assert round(100 * totals["unpaid"]) == left
        assert min(round(100 * totals["lowest_balance"]), 100 * capital) == self.lowest


Account.TestCase.settings = settings(max_examples=60, stateful_step_count=20)
TestAccount = Account.TestCase
