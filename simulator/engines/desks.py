"""Applications and claims on their way through desks with few seats: SimPy processes on a clock of days.

    application   arrives -> appraisers -> bank desks -> decided
    default       suit filed and accepted -> court -> auction slots, round by round -> sold or given up
    claim         filed (after the sale, or after the suit) -> window -> claim assessors -> public notice -> paid

Every desk serves first in, first out. The times themselves come with the cases, so that a run with more desks
meets the same cases. Nothing is drawn here.
"""

import math
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import simpy
from numpy.typing import NDArray
from simpy.events import ProcessGenerator
from simpy.resources.resource import Request

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

APPRAISERS, BANK_DESKS = "appraisers", "bank_desks"
AUCTION_SLOTS, CLAIM_ASSESSORS = "auction_slots", "claim_assessors"


@dataclass(frozen=True)
class Visits:
    """Every visit to one desk, each (visits,), in the order in which service ended; days."""

    arrival: Floats
    start: Floats
    end: Floats


class _Holders(dict[Request, None]):
    """Who holds a seat: a list to SimPy, but one from which leaving takes as long with 5,000 seats as with one."""

    def append(self, request: Request) -> None:
        """Take a seat."""
        self[request] = None

    def remove(self, request: Request) -> None:
        """Leave the seat."""
        del self[request]


class Desk:
    """A desk with seats: whoever arrives first is served first; each visit is logged when it ends.

    Parameters
    ----------
    env
        The clock.
    seats
        How many are served at the same time; at least 1.
    """

    def __init__(self, env: simpy.Environment, seats: int) -> None:
        self.env = env
        self.resource = simpy.Resource(env, capacity=seats)
        self.resource.users = _Holders()  # type: ignore[assignment]
        self._arrival, self._start, self._end = array("d"), array("d"), array("d")

    def serve(self, days: float) -> ProcessGenerator:
        """Wait for a seat, then hold it for this many days."""
        arrival = self.env.now
        request = self.resource.request()
        yield request
        start = self.env.now
        yield self.env.timeout(days)
        self.resource.release(request)
        self._arrival.append(arrival)
        self._start.append(start)
        self._end.append(self.env.now)

    @property
    def visits(self) -> Visits:
        """What was logged so far."""
        return Visits(*(np.frombuffer(log, dtype=np.float64).copy() for log in (self._arrival, self._start, self._end)))


@dataclass(frozen=True)
class Applications:
    """Applications in order of arrival, each (n,), in days."""

    arrival: Floats
    appraisal: Floats
    decision: Floats


@dataclass(frozen=True)
class DecidedApplications:
    """When each application was decided, (n,), and the visits to each desk."""

    decided: Floats
    visits: dict[str, Visits]


def run_applications(cases: Applications, seats: dict[str, int]) -> DecidedApplications:
    """Let all applications pass through appraisers and bank desks.

    Parameters
    ----------
    cases
        Who arrives when, and how much work each is.
    seats
        Seats of each desk, by name.
    """
    env = simpy.Environment()
    desks = {name: Desk(env, seats[name]) for name in (APPRAISERS, BANK_DESKS)}
    appraisal, decision = cases.appraisal.tolist(), cases.decision.tolist()
    decided = array("d", bytes(8 * len(appraisal)))

    def application(case: int) -> ProcessGenerator:
        yield from desks[APPRAISERS].serve(appraisal[case])
        yield from desks[BANK_DESKS].serve(decision[case])
        decided[case] = env.now

    env.process(_arrivals(env, cases.arrival.tolist(), application))
    env.run()
    return DecidedApplications(np.array(decided), {name: desk.visits for name, desk in desks.items()})


def _arrivals(
    env: simpy.Environment, times: Iterable[float], process: Callable[[int], ProcessGenerator]
) -> ProcessGenerator:
    """Start the process of each case at its time; times ascend."""
    for case, time in enumerate(times):
        yield env.timeout(max(0.0, time - env.now))
        env.process(process(case))


@dataclass(frozen=True)
class Defaults:
    """Defaulted loans in order of default, each (n,), in days; auction rounds (n, rounds)."""

    default: Floats
    has_claim: Truths
    """Whether the fund covers a loss on the loan."""
    suit: Floats
    court: Floats
    round_days: Floats
    rounds: Ints
    """How many rounds the lot goes through, sold in the last of them or given up after it."""
    is_sold: Truths
    filing: Floats
    review: Floats


@dataclass(frozen=True)
class ClaimRules:
    """What holds for all claims alike; days."""

    is_after_sale: bool
    """Claims follow the sale (else the accepted suit)."""
    round_gap: tuple[float, ...]
    """Days between one auction round and the next, one less than rounds."""
    earliest: float
    """Days after default before which no claim may be filed."""
    deadline: float
    """Days after default after which a claim is refused."""
    window: float
    """Days between the days on which claims are taken in, counted from day 0; 0: any time."""
    notice: float
    """Days of public notice."""


@dataclass(frozen=True)
class SettledClaims:
    """What became of each default, (n,), and the visits to each desk; nan where it did not happen."""

    first_round: Floats
    """When the first auction round ended."""
    disposed: Floats
    """When the patents were sold, or given up."""
    filed: Floats
    paid: Floats
    visits: dict[str, Visits]


def run_claims(cases: Defaults, rules: ClaimRules, seats: dict[str, int]) -> SettledClaims:
    """Let all defaults pass through suit, court and auction, and their claims through the assessors."""
    env = simpy.Environment()
    desks = {name: Desk(env, seats[name]) for name in (AUCTION_SLOTS, CLAIM_ASSESSORS)}
    claims = _ClaimProcesses(env, cases, rules, desks)
    env.process(_arrivals(env, claims.default, claims.loan))
    env.run()
    log = {name: np.array(times) for name, times in claims.log.items()}
    return SettledClaims(visits={name: desk.visits for name, desk in desks.items()}, **log)


class _ClaimProcesses:
    """The processes of defaulted loans and their claims, and when each step was reached."""

    def __init__(self, env: simpy.Environment, cases: Defaults, rules: ClaimRules, desks: dict[str, Desk]) -> None:
        self.env = env
        self.rules = rules
        self.desks = desks
        self.default = cases.default.tolist()
        self.has_claim = cases.has_claim.tolist()
        self.suit, self.court = cases.suit.tolist(), cases.court.tolist()
        self.round_days, self.rounds = cases.round_days.tolist(), cases.rounds.tolist()
        self.filing, self.review = cases.filing.tolist(), cases.review.tolist()
        steps = ("first_round", "disposed", "filed", "paid")
        self.openings: dict[int, simpy.Event] = {}
        self.log = {step: [float("nan")] * len(self.default) for step in steps}

    def loan(self, case: int) -> ProcessGenerator:
        """Sue, wait for the court, put the patents up round by round."""
        env = self.env
        yield env.timeout(self.suit[case])
        if not self.rules.is_after_sale:
            env.process(self.claim(case))
        yield env.timeout(self.court[case])
        for turn in range(self.rounds[case]):
            if turn > 0:
                yield env.timeout(self.rules.round_gap[turn - 1])
            yield from self.desks[AUCTION_SLOTS].serve(self.round_days[case][turn])
            if turn == 0:
                self.log["first_round"][case] = env.now
        self.log["disposed"][case] = env.now
        if self.rules.is_after_sale:
            yield from self.claim(case)

    def claim(self, case: int) -> ProcessGenerator:
        """File the claim, wait for the window, the assessor and the public notice."""
        if not self.has_claim[case]:
            return
        env, rules, default = self.env, self.rules, self.default[case]
        ready = env.now + self.filing[case]
        yield env.timeout(max(ready, default + rules.earliest) - env.now)
        self.log["filed"][case] = env.now
        if env.now > default + rules.deadline:
            return
        if rules.window > 0:
            yield self._opening()
        yield from self.desks[CLAIM_ASSESSORS].serve(self.review[case])
        yield env.timeout(rules.notice)
        self.log["paid"][case] = env.now

    def _opening(self) -> simpy.Event:
        """Return the next opening of the window; who waits for the same one goes on in the order of filing."""
        number = math.ceil(self.env.now / self.rules.window)
        if number not in self.openings:
            self.openings[number] = self.env.timeout(max(0.0, number * self.rules.window - self.env.now))
        return self.openings[number]
