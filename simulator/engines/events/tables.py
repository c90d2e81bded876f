"""What one policy (or its no-scheme arm) reads: the kernel's tables as plain Python numbers."""

import math
from dataclasses import dataclass

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.kernel.single import threshold_cell
from simulator.engines.preparing import Prepared
from simulator.engines.preparing.scratch import START_SIZES, make_scratch
from simulator.rules.lending import response_to_cover
from simulator.rules.sharing import share_counted_on, share_of, tier_of


class Loan:
    """One loan, application or request for renewal; `lent` is 0 for the opening book.

    Parameters
    ----------
    slot, generation, book
        Who it is: number of the applicant, of the renewal, and 1 for the opening book.
    first_month
        Month of the borrower's first loan.
    risk, kind, term, principal, bank, cell, is_first
        Sector and grade, kind of patent, months, fen, number of the bank, cell of thresholds, first loan.
    draw
        Uniform behind the time of default.
    code
        What the bank sees.
    first_code
        What it saw when the borrower first applied; default the same.
    years
        Whole years that the bank has known the borrower, as far as its opinion counts them.
    """

    __slots__ = (
        "bank",
        "book",
        "cell",
        "code",
        "draw",
        "first_code",
        "first_month",
        "generation",
        "is_covered",
        "is_first",
        "kind",
        "lent",
        "principal",
        "risk",
        "slot",
        "source",
        "term",
        "wants_alone",
        "wants_cover",
        "years",
    )

    def __init__(
        self,
        slot: int,
        generation: int,
        book: int,
        first_month: int,
        risk: int,
        kind: int,
        term: int,
        principal: int,
        bank: int,
        cell: int,
        is_first: int,
        draw: float,
        code: int,
        first_code: int | None = None,
        years: int = 0,
    ) -> None:
        self.slot = slot
        self.generation = generation
        self.book = book
        self.first_month = first_month
        self.risk = risk
        self.kind = kind
        self.term = term
        self.principal = principal
        self.bank = bank
        self.cell = cell
        self.is_first = is_first
        self.draw = draw
        self.code = code
        self.first_code = code if first_code is None else first_code
        self.years = years
        self.source = -1
        self.lent = 0
        self.wants_cover = False
        self.wants_alone = False
        self.is_covered = False

    def renewed(self, draw: float, code: int, years: int, cells: int) -> "Loan":
        """Return the request for the same loan again.

        Parameters
        ----------
        draw, code, years
            As in `Loan`.
        cells
            Number of cells for each year of acquaintance.
        """
        loan = Loan(
            self.slot,
            self.generation + 1,
            self.book,
            self.first_month,
            self.risk,
            self.kind,
            self.term,
            self.principal,
            self.bank,
            self.cell - self.is_first + (years - self.years) * cells,
            0,
            draw,
            code,
            self.first_code,
            years,
        )
        loan.source = self.source
        return loan

    def case_row(self) -> np.ndarray:
        """Return the loan as a row of the kernel's cases, shape (CASES,)."""
        row = np.zeros(r.CASES, dtype=np.int64)
        row[r.CASE_SLOT] = self.slot
        row[r.CASE_GENERATION] = self.generation
        row[r.CASE_LENT] = self.lent
        row[r.CASE_FIRST_MONTH] = self.first_month
        row[r.CASE_RISK] = self.risk
        row[r.CASE_KIND] = self.kind
        row[r.CASE_PRINCIPAL] = self.principal
        row[r.CASE_BANK] = self.bank
        row[r.CASE_BOOK] = self.book
        row[r.CASE_SOURCE] = self.source
        return row


@dataclass(eq=False)
class Case:
    """A defaulted loan on its way through sale and claim; amounts in fen."""

    loan: Loan
    outstanding: int
    owed: int
    ip_owed: int
    covered_owed: int
    recovered: int = 0
    recovered_rest: int = 0
    patents: int = 0
    claim: int = 0
    paid: int = 0


class Tables:
    """Settings, cover class and thresholds of one lane.

    Parameters
    ----------
    prepared
        World and lanes.
    lane
        Index of the lane.
    """

    def __init__(self, prepared: Prepared, lane: int) -> None:
        world, lanes = prepared.world, prepared.lanes
        self.world = world
        self.lanes = lanes
        self.lane = lane
        self.set: list[int] = lanes.setting[:, lane].tolist()
        self.k = int(np.searchsorted(lanes.class_lo, lane, side="right")) - 1
        group = int(np.searchsorted(lanes.groups, lane, side="right")) - 1
        self.cut: list[list[int]] = lanes.cut[:, :, lane].tolist()
        self.uncovered_cut: list[list[int]] = lanes.uncovered_cut[:, group, :].tolist()
        self.ineligible: list[int] = lanes.ineligible[:, lane].tolist()
        self.rate_level: list[int] = world.rate_level.tolist()
        self.renewal: list[float] = world.renewal.tolist()
        self.discount: list[int] = lanes.discount[:, lane].tolist()
        self.terms: list[int] = lanes.class_terms[self.k].tolist()
        self.split = lanes.class_split[self.k]
        self.public: list[int] = lanes.class_public[self.k].tolist()
        self.claim_lag = int(lanes.class_lag[self.k])
        self.steps = lanes.step_at[lane, : self.set[r.STEPS]]
        self.step_levels, self.trust_levels = int(lanes.levels[r.STEP_LEVELS]), int(lanes.levels[r.TRUST_LEVELS])
        self.reads_ratio = bool(lanes.flags[r.F_RATIO]) and (self.set[r.BREAKER] > 0 or self.set[r.STEPS] > 0)
        self.has_limits = bool(lanes.flags[r.F_LIMITS])
        self.is_replay = bool(lanes.flags[r.F_REPLAY])
        self.scopes = world.banks if self.set[r.BY_BANK] else 1
        self.overdue = -math.expm1(-prepared.scenario.loans.overdue_per_year / 12)
        self.has_tools = bool(lanes.flags[r.F_TOOLS])
        costs = lanes.tool_cost[world.risk_sector, :, lane]
        self.tool_cost: list[tuple[int, int]] = [(int(cost[r.PER_LOAN]), int(cost[r.PER_LENT])) for cost in costs]
        self.has_warning = bool(lanes.flags[r.F_WARNING]) and bool(lanes.class_warning[self.k].any())
        self.warning = lanes.class_warning[self.k][world.risk_sector]
        self.is_priority: list[int] = world.priority[world.risk_sector].tolist()
        self._shares: dict[tuple[int, int, int, int], tuple[int, int]] = {}
        self._cells: dict[tuple[int, int, int], int] = {}
        self.monitoring = float(lanes.class_monitoring[self.k])

    def cell_of(self, quality: int, principal: int, risk: int) -> int:
        """Return the cell of a loan that is nobody's first, from the kernel's bands."""
        key = (quality, principal, risk)
        if key not in self._cells:
            self._cells[key] = threshold_cell(self.world, self.lanes, quality, principal, risk)
        return self._cells[key]

    def share(self, loan: Loan, steps: int) -> tuple[int, int]:
        """Return the fund's share of a loan after so many steps of the step-down: numerator and denominator."""
        key = (steps, loan.principal, loan.is_first, self.is_priority[loan.risk])
        if key not in self._shares:
            lanes, k = self.lanes, self.k
            tier = tier_of(loan.principal, lanes.class_tier_above[k, : lanes.class_tiers[k]])
            bonus = r.PRIORITY * self.is_priority[loan.risk] + r.FIRST_LOAN * loan.is_first
            part, whole = share_of(lanes.class_shares[k, steps, bonus, tier], loan.principal)
            self._shares[key] = int(part), int(whole)
        return self._shares[key]

    def response(self, loan: Loan) -> float:
        """Return how many times as high the hazard of default is under this loan's cover."""
        if not loan.is_covered or self.monitoring == 0.0:
            return 1.0
        counted = float(self.lanes.class_counted[self.k])
        if counted < 0:
            counted = share_counted_on(*self.share(loan, 0), float(self.lanes.class_room[self.k]))
        return response_to_cover(self.monitoring, counted)


def path_memory(prepared: Prepared) -> r.Scratch:
    """Return working memory for the path's tables and the appraisal of applicants."""
    return make_scratch(
        prepared.world, prepared.lanes, {**START_SIZES, "renewals": 1, "cases": 1, "nodes": 1, "queue": 1}
    )
