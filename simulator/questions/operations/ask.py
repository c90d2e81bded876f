"""The operations study of a scenario, the desks needed, and what the wait does to the bank's decision."""

from dataclasses import dataclass

from simulator.engines.caseload import operations_of
from simulator.engines.preparing import prepare
from simulator.questions.operations.desk_search import DeskSearch, search_desks
from simulator.questions.operations.desk_study import OperationsStudy, Progress, study
from simulator.questions.operations.waiting import (
    BankDecision,
    Lags,
    WaitingCost,
    bank_decisions,
    lags_found,
    waiting_cost,
)
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary


@dataclass(frozen=True)
class Operations:
    """All that was found.

    Attributes
    ----------
    search
        None unless days were asked for within which cases shall be done.
    lags
        None when no loan defaulted.
    decisions
        Under the scheme's own lags, then under those found, if any.
    """

    study: OperationsStudy
    search: DeskSearch | None
    cost: WaitingCost
    lags: Lags | None
    decisions: tuple[BankDecision, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario whose desks were studied."""
        return self.study.scenario


def ask(
    reading: Reading,
    *,
    within: float | None = None,
    share: float = 0.9,
    desk: str = "claim_assessors",
    counted_from: str = "filing",
    replications: int | None = None,
    progress: Progress | None = None,
) -> Operations:
    """Study the desks of a scenario day by day: waiting, days to decision and payment, desks needed.

    Parameters
    ----------
    within, share
        Days, and the part of cases that shall be done in them: the fewest seats for it are searched.
    desk
        Desk whose seats are searched: "appraisers", "bank_desks", "auction_slots" or "claim_assessors".
    counted_from
        Where the days of a claim begin: "filing" or "default"; those of an application begin with it.
    replications
        Simulated histories; default 10, doubled until the mean days are known to within 5 %.
    progress
        Called with (replications done, replications in all), then with numbers of desks tried.

    Raises
    ------
    ScenarioError
        When the scenario has no section [operations].
    NoAnswerError
        When it cannot be calibrated, or no case passes through the desk that is searched.
    """
    scenario = reading.scenario
    operations_of(scenario)
    found = study(prepare(scenario, [scenario]), replications, progress)
    lags = lags_found(found)
    others = [] if lags is None else [vary(reading, lags.settings())]
    return Operations(
        study=found,
        search=None if within is None else search_desks(found, desk, within, share, counted_from, progress),
        cost=waiting_cost(found),
        lags=lags,
        decisions=bank_decisions(scenario, others),
    )
