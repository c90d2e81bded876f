"""Alternative rules on loans whose outcomes are known."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.engines.replay import losses_of, replay
from simulator.inputs.replay import ReplayBook
from simulator.scenario.model import Scenario

FEN = 100
HAPPENED, AS_IT_STANDS = "what_happened", "as_it_stands"
"""Names of what the file says, and of the scenario's own rules."""


@dataclass(frozen=True)
class RuleRow:
    """What a rule does to the same loans; amounts in main currency units."""

    name: str
    fund_paid: float
    """Less what the fund got back."""
    other_parties: float
    """Paid by guarantor, insurer and the like; in what happened they are part of the bank's loss."""
    bank_loss: float
    """Loss on all loans, covered or not, that nobody else bears."""
    covered: int | None
    """Loans that the rule covers; None for what happened."""
    unpaid: float
    """Approved claims that lapsed or were never paid."""
    balance: float | None
    """The fund's at the end; None for what happened."""


def replay_rules(scenarios: Mapping[str, Scenario], book: ReplayBook) -> tuple[RuleRow, ...]:
    """Return what happened, if the file says it, and what each scenario's rules make of the same loans.

    Where the file does not say what was owed or recovered, what happened is filled in by the first scenario.
    A loan that a rule would not have covered was made all the same, and its loss is the bank's.

    Raises
    ------
    NoAnswerError
        When the file and a scenario do not fit together.
    """
    rows = []
    if book.fund_paid_fen is not None:
        loss = losses_of(next(iter(scenarios.values())), book)
        paid = int(book.fund_paid_fen.sum())
        rows.append(RuleRow(HAPPENED, paid / FEN, 0.0, (int(loss.sum()) - paid) / FEN, None, 0.0, None))
    return (*rows, *(_ruled(name, scenario, book) for name, scenario in scenarios.items()))


def _ruled(name: str, scenario: Scenario, book: ReplayBook) -> RuleRow:
    result = replay(scenario, book)
    loss = losses_of(scenario, book)
    refused = {str(row["loan"]) for row in result.rows if row["event"] == "refused"}
    own = sum(int(loss[place]) for place, loan in enumerate(book.loans) if loan in refused) / FEN
    balances = result.balances
    bank_loss = balances["bank_loss"] + own
    fund_paid = balances["fund_paid"] - balances["fund_recovered"]
    others = round(int(loss.sum()) / FEN - bank_loss - fund_paid, 2)
    return RuleRow(
        name, fund_paid, others, bank_loss, len(book.loans) - len(refused),
        balances["queue"] + balances["claims_lapsed"], balances["fund_balance"],
    )  # fmt: skip
