"""How many desks bring a decision or a payment within a wanted number of days: bisection on common draws.

Every number of desks meets the same cases with the same work. At the last desk of a flow one seat more makes nobody
wait longer (first in, first out; Kiefer & Wolfowitz 1955), so that the part in time rises with the number and
bisection finds the fewest. At a desk with another one behind it the order of arrival there may change; the number
found is then that of a search whose neighbours are shown, not of a proof.
"""

from dataclasses import dataclass

import numpy as np

from simulator.engines.caseload import claim_rules
from simulator.engines.desks import run_applications, run_claims
from simulator.errors import NoAnswerError, wrong
from simulator.estimate import NO_DENOMINATOR, Estimate
from simulator.questions.names import setting_name
from simulator.questions.operations.desk_study import FLOWS, OperationsStudy, Progress, Replication, seats_of, share_of


@dataclass(frozen=True)
class DeskSearch:
    """What was asked, and the part in time for every number of desks that was tried."""

    desk: str
    within: float
    share: float
    counted_from: str
    """ "application", "filing" or "default"."""
    fewest: int | None
    """None when no number suffices."""
    without_queue: Estimate
    """Part in time when nobody ever waits for this desk: what delays, windows and the other desks leave."""
    tried: dict[int, Estimate]
    """Number of desks and part in time, ascending."""
    is_proved: bool
    """Whether the part in time must rise with the number of this desk."""


class _Search:
    """The study's cases, run again with other numbers of one desk."""

    def __init__(self, study: OperationsStudy, desk: str, within: float, counted_from: str, show: Progress | None):
        self.study = study
        self.desk = desk
        self.within = within
        self.is_application = desk in FLOWS["applications"]
        self.counted_from = "application" if self.is_application else counted_from
        self.first = study.warm_up["applications" if self.is_application else "claims"]
        self.tried: dict[int, Estimate] = {}
        self.show = show

    def share_with(self, seats: int) -> Estimate:
        """Return the part in time with this number of desks."""
        if seats not in self.tried:
            parts = [self._in_time(replication, seats) for replication in self.study.replications]
            self.tried[seats] = share_of([hits for hits, _ in parts], [count for _, count in parts])
            if self.show is not None:
                self.show(len(self.tried), len(self.tried) + 1)
        return self.tried[seats]

    def _in_time(self, replication: Replication, seats: int) -> tuple[int, int]:
        """Return how many cases were in time, and how many there were; refused claims are not in time."""
        scenario, cases = self.study.scenario, replication.cases
        numbers = {**seats_of(scenario), self.desk: seats}
        if self.is_application:
            entered = cases.applications.arrival
            passed = run_applications(cases.applications, numbers).decided - entered
            counted = np.ones(len(entered), dtype=np.bool_)
        else:
            entered = cases.defaults.default
            settled = run_claims(cases.defaults, claim_rules(scenario), numbers)
            passed = settled.paid - (settled.filed if self.counted_from == "filing" else entered)
            counted = cases.defaults.has_claim
        counted = counted & (entered >= self.first) & (entered <= self.study.days[-1])
        return int(np.sum(passed[counted] <= self.within)), int(np.sum(counted))

    def most_cases(self) -> int:
        """Return a number of desks with which nobody waits."""
        if self.is_application:
            return max(1, *(len(replication.decided) for replication in self.study.replications))
        return max(1, *(len(replication.settled.paid) for replication in self.study.replications))


def search_desks(
    study: OperationsStudy,
    desk: str,
    within: float,
    share: float,
    counted_from: str = "filing",
    progress: Progress | None = None,
) -> DeskSearch:
    """Return the fewest seats at one desk with which the wanted share of cases is done within the wanted days.

    Parameters
    ----------
    study
        The study whose cases are run again.
    desk
        One of `operations.DESKS`; the others keep their numbers.
    within, share
        Days, and the part of cases that shall be done in them.
    counted_from
        For claims: "filing" or "default".

    Raises
    ------
    NoAnswerError
        When there is no case at all.
    """
    search = _Search(study, desk, within, counted_from, progress)
    most = search.most_cases()
    without_queue = search.share_with(most)
    if without_queue.note == NO_DENOMINATOR:
        raise NoAnswerError(wrong("operations.fault.no_case", desk=setting_name(f"operations.{desk}")))
    fewest = None
    if without_queue.value >= share:
        fewest = _fewest(search, share, seats_of(study.scenario)[desk], most)
        search.share_with(fewest + 1)
    else:
        search.share_with(seats_of(study.scenario)[desk])
    return DeskSearch(
        desk=desk,
        within=within,
        share=share,
        counted_from=search.counted_from,
        fewest=fewest,
        without_queue=without_queue,
        tried={seats: search.tried[seats] for seats in sorted(search.tried) if seats != most or fewest == most},
        is_proved=desk in (FLOWS["applications"][-1], FLOWS["claims"][-1]),
    )


def _fewest(search: _Search, share: float, start: int, most: int) -> int:
    """Return the fewest seats with at least this share: doubling until it is reached, then bisection."""
    fails, suffices = 0, min(start, most)
    while search.share_with(suffices).value < share:
        fails, suffices = suffices, min(2 * suffices, most)
    while suffices - fails > 1:
        middle = (fails + suffices) // 2
        if search.share_with(middle).value < share:
            fails = middle
        else:
            suffices = middle
    return suffices
