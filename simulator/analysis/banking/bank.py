"""The stress test of a bank's book of loans."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.analysis.banking.bank_test import BankTest
from simulator.analysis.stressing.episodes import NamedStress
from simulator.inputs.tape import Tape
from simulator.scenario.model import Scenario

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BankQuestion:
    """What is asked of a book.

    Attributes
    ----------
    stresses
        Each begins in the first month after the tape, whatever month it names.
    ratios
        Compensation ratios to try besides the scheme's own.
    filing_days
        A loan filed more days than this after lending is filed late.
    provisions
        Held now, in currency; none: the larger of the loss allowance and the smallest provisions.
    """

    stresses: Sequence[NamedStress] = ()
    ratios: Sequence[float] = ()
    filing_days: int = 30
    provisions: float | None = None


def stressed_book(
    scenario: Scenario,
    tape: Tape,
    question: BankQuestion,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> BankTest:
    """Return the stress test of a book; paths and seed are the scenario's.

    Raises
    ------
    ScenarioError
        When the scenario has no bank rules, or they are not in force on the day of the tape.
    NoAnswerError
        When no loan has a balance.
    """
    raise NotImplementedError
