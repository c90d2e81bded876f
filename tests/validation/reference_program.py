"""The model's banks, fund, gate and months once more, from docs/explanation/equations.md: sections 5, 6 and 8 to 11.

Its world is that of reference_world.py, which says what both leave out.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import logit

from simulator.scenario.model import Scenario
from tests.validation.reference_world import YEARS_LEARNT, Array, Fitted, World, draw_world, recoveries

# ---------------------------------------------------------------------------------------------- the bank's decision


def expected_pd(
    scenario: Scenario, world: World, rows: Array, generation: Array, month: int | Array, share: float
) -> Array:
    """Return PD* of requests, sections 5 and 6; `share` is the contract share, 0 without cover."""
    lender, what = scenario.lender, scenario.loans.renewal_signal
    noise = lender.signal_noise * (1 + lender.screening_response * share**2)
    years = np.zeros(len(rows), dtype=int)
    signal = world.signals[rows, 0]
    if what == "learning":
        years = np.minimum((month - world.month[rows]) // 12, YEARS_LEARNT)
        signal = np.cumsum(world.signals[rows, : YEARS_LEARNT + 1], axis=1)[np.arange(len(rows)), years] / (years + 1)
    elif what == "fresh":
        signal = world.signals[rows, generation]
    pool = world.pd[world.sector[rows]]
    score = logit(world.pd[world.sector[rows], world.grade[rows]]) + noise * signal
    spread = (noise / np.sqrt(years + 1))[:, None]
    shares = np.array([grade.share for grade in scenario.grades])
    weights = shares * (1 - pool) ** years[:, None] * np.exp(-0.5 * ((score[:, None] - logit(pool)) / spread) ** 2)
    return np.asarray((weights * pool).sum(axis=1) / weights.sum(axis=1))


def profit(scenario: Scenario, fitted: Fitted, pd: Array, cover: Array) -> Array:
    """Return what the bank expects to earn per yuan lent, section 5."""
    lender, loans, disposal = scenario.lender, scenario.loans, scenario.disposal
    rate = lender.loan_rate / (1 + lender.vat_rate)
    capital = lender.risk_weight * lender.capital_ratio * lender.equity_spread
    part = loans.ip_share
    loss_covered = lender.loss_given_default * part
    loss_rest = (1 - part) * (1 - loans.other_collateral_recovery) * (1 - loans.guarantee_recovery)
    wait = ((disposal.lag_months_min + disposal.lag_months_max) / 2 + scenario.scheme.claim_lag_months) / 12
    loss = loss_covered * (1 - cover) + loss_rest + cover * part * lender.funding_cost * wait
    income = rate * (1 - pd) - lender.funding_cost - lender.operating_cost - capital + fitted.other_income
    return np.asarray(income - pd * loss)


def contract_share(scenario: Scenario) -> float:
    """Return the fund's share of a covered loss within the stacking limit."""
    return min(scenario.scheme.compensation_ratio, scenario.scheme.stacking_limit)


def yearly_claim_rate(scenario: Scenario, fitted: Fitted, world: World) -> float:
    """Return a year's expected claims per yuan of covered principal on loans like those that are made under cover."""
    rng = np.random.default_rng(1)
    rows = rng.choice(len(world.path), min(20_000, len(world.path)), replace=False)
    share = contract_share(scenario)
    seen = expected_pd(scenario, world, rows, np.zeros(len(rows), dtype=int), world.month[rows], share)
    is_lent = profit(scenario, fitted, seen, np.full(len(rows), share)) >= 0
    pd = world.pd[world.sector[rows], world.grade[rows]]
    return float(
        pd[is_lent].mean() * scenario.lender.loss_given_default * scenario.loans.ip_share * contract_share(scenario)
    )


# ------------------------------------------------------------------------------------------------------- fund and gate


@dataclass
class Fund:
    """The fund, the breaker and the window of its ratio, one place a path; section 9."""

    scenario: Scenario
    paths: int
    months: int
    claim_rate: float
    balance: Array = field(init=False)

    def __post_init__(self) -> None:
        self.balance = np.full(self.paths, self.scenario.fund.fund_size)
        self.unpaid, self.lapsed, self.paid, self.outstanding = (np.zeros(self.paths) for _ in range(4))
        self.is_tripped, self.is_depleted = np.zeros(self.paths, bool), np.zeros(self.paths, bool)
        self.stopped, self.released, self.loans_made = (np.zeros(self.paths, int) for _ in range(3))
        self.losses, self.lent = np.zeros((self.paths, self.months + 1)), np.zeros((self.paths, self.months + 1))
        self.lent_before = np.zeros(self.paths)

    def earn(self) -> None:
        """Credit a month's interest, then pay what waits."""
        self.balance *= 1 + self.scenario.fund.interest_per_year / 12
        self._pay(np.zeros(self.paths))

    def settle(self, claims: Array) -> None:
        """Pay approved claims; what is lacking lapses or waits, section 8."""
        self._pay(claims)
        self.is_depleted |= (self.unpaid > 0) | (self.lapsed > 0)

    def _pay(self, claims: Array) -> None:
        due = self.unpaid + claims
        paid = np.minimum(self.balance, due)
        self.balance -= paid
        self.paid += paid
        if self.scenario.scheme.shortage == "queue":
            self.unpaid = due - paid
        else:
            self.lapsed += due - paid

    def read_breaker(self, month: int) -> None:
        """Trip or release the breaker on the losses and the lending of the twelve months before."""
        rules, since = self.scenario.breaker, slice(max(month - 12, 0), month)
        losses, lent = self.losses[:, since].sum(axis=1), self.lent[:, since].sum(axis=1)
        if rules.reopens != "ratio":
            self.lent_before[~self.is_tripped & (month - self.released >= 12)] = 0.0
            lent = np.maximum(lent, self.lent_before)
        ratio = np.divide(losses, lent, out=np.zeros(self.paths), where=lent > 0)
        ratio[self.loans_made < rules.minimum_loans] = 0.0
        waited = month - self.stopped
        is_due = {
            "review": waited % rules.review_months == 0,
            "ratio": np.ones(self.paths, bool),
            "decision": np.zeros(self.paths, bool),
        }[rules.reopens]
        is_released = self.is_tripped & is_due & (ratio < rules.off_below)
        is_stopped = ~self.is_tripped & (ratio >= rules.on_at_least) & rules.is_on
        self.is_tripped = (self.is_tripped & ~is_released) | is_stopped
        self.stopped[is_stopped], self.released[is_released] = month, month
        self.lent_before[is_stopped] = lent[is_stopped]

    def trust(self) -> Array:
        """Return the part of its claims that a bank expects the fund to have money for."""
        if self.scenario.lender.trust == "full":
            return np.ones(self.paths)
        claims = self.claim_rate * self.outstanding
        money = self.balance - self.unpaid
        trust = np.divide(money, claims, out=np.ones(self.paths), where=claims > money)
        return np.asarray(np.maximum(trust, 0.0))

    def fits(self, path: Array, principal: Array) -> Array:
        """Tell which new loans stay within the leverage limit."""
        gate = self.scenario.gate
        if gate.leverage_multiple is None or gate.leverage_counts == "duty":
            return np.ones(len(path), bool)
        weight = 1.0
        if gate.leverage_counts == "liability":
            weight = contract_share(self.scenario) * self.scenario.loans.ip_share
        exposure = weight * (self.outstanding[path] + principal)
        return np.asarray(exposure <= gate.leverage_multiple * (self.balance - self.unpaid)[path])


# ------------------------------------------------------------------------------------------------------- one history


@dataclass
class Loans:
    """The current loan of each applicant; made 0 means none, and due is in the month of default or maturity."""

    made: Array
    generation: Array
    is_covered: Array
    default: Array
    due: Array

    @classmethod
    def none(cls, count: int) -> "Loans":
        """Return no loans yet."""
        made, generation, default, due = (np.zeros(count, int) for _ in range(4))
        return cls(made, generation, np.zeros(count, bool), default, due)


class History:
    """All paths with the scheme, or without it, month by month; totals in `total`, one place a path."""

    def __init__(
        self, scenario: Scenario, fitted: Fitted, world: World, has_scheme: bool, rng: np.random.Generator
    ) -> None:
        self.scenario, self.fitted, self.world, self.has_scheme, self.rng = scenario, fitted, world, has_scheme, rng
        self.paths, self.lending = world.factor.shape[0], 12 * scenario.clock.years
        months = world.factor.shape[1] + scenario.scheme.claim_lag_months
        self.loans = Loans.none(len(world.path))
        self.has_generation = np.zeros(world.luck.shape, bool)
        self.covered_generation = np.zeros(world.luck.shape, bool)
        self.fund = Fund(scenario, self.paths, months, yearly_claim_rate(scenario, fitted, world))
        self.claims, self.settled, self.claim_counts = (np.zeros((self.paths, months + 1)) for _ in range(3))
        self.is_priority = np.array([sector.is_priority for sector in scenario.sectors])
        self.total: dict[str, Array] = {}
        self.lowest = self.fund.balance.copy()
        self.peak = np.zeros(self.paths)
        for month in range(1, months + 1):
            self.live(month)
        self.close()

    def add(self, name: str, rows: Array, amounts: Array) -> None:
        """Add amounts of applicants to a total of their paths."""
        self.total.setdefault(name, np.zeros(self.paths))
        np.add.at(self.total[name], self.world.path[rows], amounts)

    def live(self, month: int) -> None:
        """Go through one month in the order of section 10."""
        fund, loans, world = self.fund, self.loans, self.world
        if month <= self.lending:
            fund.earn()
        performing = np.flatnonzero(loans.made > 0)
        self.add("performing", performing, world.principal[performing] / 12)
        self.add("performing_covered", performing, world.principal[performing] * loans.is_covered[performing] / 12)
        ending = np.flatnonzero((loans.made > 0) & (loans.due == month))
        is_default = loans.default[ending] == month
        self.fall(ending[is_default], month)
        mature = ending[~is_default]
        asks = world.asks[mature, loans.generation[mature]] < self.scenario.loans.renewal_probability
        asks &= month <= self.lending
        self.repay(mature[~asks])
        fund.settle(self.claims[:, month])
        if month == 36:
            self.total["p_depleted_year_3"] = fund.is_depleted.astype(float)
        fund.outstanding -= self.settled[:, month]
        if month <= self.lending:
            fund.read_breaker(month)
            self.count("months_shut", fund.is_tripped)
            self.decide(mature[asks], month, is_renewal=True)
            self.decide(np.flatnonzero(world.month == month), month, is_renewal=False)
        self.lowest = np.minimum(self.lowest, fund.balance)
        self.peak = np.maximum(self.peak, fund.outstanding)

    def count(self, name: str, amounts: Array) -> None:
        """Add one amount a path to a total."""
        self.total[name] = self.total.get(name, np.zeros(self.paths)) + amounts

    def fall(self, rows: Array, month: int) -> None:
        """Let loans default: losses are known at the sale, claims assessed after the lag, sections 7 and 8."""
        loans, scenario, path = self.loans, self.scenario, self.world.path[rows]
        is_covered, principal = loans.is_covered[rows], self.world.principal[rows]
        loans.made[rows] = 0
        if not self.has_scheme or len(rows) == 0:
            return
        lag = self.rng.integers(scenario.disposal.lag_months_min, scenario.disposal.lag_months_max + 1, len(rows))
        on_covered, on_rest = recoveries(scenario, self.world, rows, month, month + lag, self.rng)
        loss = (scenario.loans.ip_share * principal - on_covered) * is_covered
        assessed = month + lag + scenario.scheme.claim_lag_months
        np.add.at(self.fund.losses, (path, assessed), loss)
        np.add.at(self.claims, (path, assessed), contract_share(scenario) * loss)
        np.add.at(self.claim_counts, (path, assessed), loss > 0)
        np.add.at(self.settled, (path, assessed), principal * is_covered)
        self.add("defaults_covered", rows, is_covered)
        self.add("defaulted_covered", rows, principal * is_covered)
        self.add("loss_covered", rows, loss)
        self.add("recovered", rows, on_covered + on_rest)
        self.add("loss_all", rows, principal - on_covered - on_rest)

    def decide(self, rows: Array, month: int, is_renewal: bool) -> None:
        """Let the bank, then the gate decide on requests, one of every path at a time."""
        fund, world, loans = self.fund, self.world, self.loans
        path, principal = world.path[rows], world.principal[rows]
        generation = loans.generation[rows] + 1 if is_renewal else np.zeros(len(rows), int)
        none = np.zeros(len(rows))
        share = contract_share(self.scenario) if self.has_scheme else 0.0
        would_with = self.accepts(rows, generation, month, share, share * fund.trust()[path])
        would_without = self.accepts(rows, generation, month, 0.0, none)
        is_covered = np.zeros(len(rows), bool)
        may_be = would_with & self.has_scheme & ~fund.is_tripped[path]
        for turn in turns(path):
            one = rows[turn]
            if is_renewal:
                self.repay(one)
            is_covered[turn] = may_be[turn] & fund.fits(path[turn], principal[turn])
            fund.outstanding[path[turn]] += principal[turn] * is_covered[turn]
        for name, is_out in (
            ("refused_breaker", would_with & ~may_be),
            ("refused_leverage", may_be & ~is_covered),
        ):
            self.add(name, rows[is_out], principal[is_out])
        is_made = is_covered | would_without
        self.make(rows, generation, month, is_covered, is_made)
        if is_renewal:
            self.refuse(rows[~is_made], month)

    def repay(self, rows: Array) -> None:
        """Let loans leave the book, and covered ones the fund's outstanding principal."""
        still = rows[self.loans.is_covered[rows]]
        np.subtract.at(self.fund.outstanding, self.world.path[still], self.world.principal[still])
        self.loans.made[rows] = 0

    def accepts(self, rows: Array, generation: Array, month: int, share: float, cover: Array) -> Array:
        """Tell whom the bank lends to at a contract share and the cover s that it trusts in."""
        if not self.scenario.lender.is_screening:
            return np.ones(len(rows), bool)
        seen = expected_pd(self.scenario, self.world, rows, generation, month, share)
        return profit(self.scenario, self.fitted, seen, cover) >= 0

    def make(self, rows: Array, generation: Array, month: int, is_covered: Array, is_made: Array) -> None:
        """Lend, and find the month of default, section 4."""
        world, loans = self.world, self.loans
        rows, generation, is_covered = rows[is_made], generation[is_made], is_covered[is_made]
        path, principal = world.path[rows], world.principal[rows]
        response = np.where(
            is_covered, 1 + self.scenario.lender.monitoring_response * contract_share(self.scenario) ** 2, 1.0
        )
        limit = np.log(world.luck[rows, generation]) / response
        start = world.log_survival[path, month, world.sector[rows], world.grade[rows]]
        due = month + world.term[rows]
        default = np.full(len(rows), -1)
        for later in range(world.term.max(), 0, -1):
            at = np.minimum(month + later, due)
            now = world.log_survival[path, at, world.sector[rows], world.grade[rows]]
            default = np.where(limit + start > now, at, default)
        loans.made[rows], loans.generation[rows], loans.is_covered[rows] = month, generation, is_covered
        loans.default[rows], loans.due[rows] = default, np.where(default > 0, default, due)
        self.has_generation[rows, generation] = True
        self.covered_generation[rows, generation] = is_covered
        self.fund.lent[:, month] += np.bincount(path, principal * is_covered, self.paths)
        self.fund.loans_made += np.bincount(path[is_covered], minlength=self.paths)
        self.add("lent", rows, principal)
        self.add("covered", rows, principal * is_covered)
        self.add("loans_covered", rows, is_covered)
        self.add("lent_priority", rows, principal * self.is_priority[world.sector[rows]])

    def refuse(self, rows: Array, month: int) -> None:
        """Let some borrowers whose renewal is refused default in the next month, under their old cover, section 6."""
        loans, world = self.loans, self.world
        chance = self.scenario.loans.refinancing_default_probability
        rows = rows[world.fails[rows, loans.generation[rows]] < chance]
        loans.made[rows] = month - world.term[rows]
        loans.default[rows] = loans.due[rows] = month + 1
        still = rows[loans.is_covered[rows]]
        np.add.at(self.fund.outstanding, world.path[still], world.principal[still])

    def close(self) -> None:
        """Work out what is known at the end, section 11."""
        fund, size = self.fund, self.scenario.fund.fund_size
        years = self.claim_counts[:, 1 : self.lending + 1].reshape(self.paths, -1, 12).sum(axis=2)
        worth = (1 + self.scenario.fund.discount_rate_per_year) ** -self.scenario.clock.years
        self.total |= {
            "fund_paid": fund.paid, "p_depleted": fund.is_depleted.astype(float),
            "leverage_peak": self.peak / size, "idle_share": self.lowest / size,
            "fiscal_cost": size - worth * fund.balance, "p_year_without_claim": (years == 0).mean(axis=1),
        }  # fmt: skip
        if self.has_scheme:
            self.total["bank_loss"] = self.total["loss_all"] - fund.paid
            self.total["unpaid"] = fund.lapsed + fund.unpaid


def turns(path: Array) -> list[Array]:
    """Return places of requests: the first of every path, the second of every path, and so on."""
    order = np.argsort(path, kind="stable")
    starts = np.searchsorted(path[order], path[order])
    rank = np.empty(len(path), int)
    rank[order] = np.arange(len(path)) - starts
    return [np.flatnonzero(rank == place) for place in range(rank.max(initial=-1) + 1)]


def simulate(scenario: Scenario, fitted: Fitted, paths: int, seed: int) -> dict[str, Array]:
    """Return totals of every path with the scheme, and what is lent without it, in yuan."""
    rng = np.random.default_rng(seed)
    world = draw_world(scenario, fitted, paths, rng)
    scheme = History(scenario, fitted, world, True, rng)
    arm = History(scenario, fitted, world, False, rng)
    total = scheme.total
    total["lent_alone"] = arm.total["lent"]
    total["additional_lending"] = total["lent"] - arm.total["lent"]
    newly = scheme.covered_generation & ~arm.has_generation
    total["additional_credit"] = (total["performing"] - arm.total["performing"]) / scenario.clock.years
    total["newly_lent"] = np.bincount(world.path, newly.sum(axis=1) * world.principal, paths)
    lender = scenario.lender
    margin = lender.loan_rate / (1 + lender.vat_rate) - lender.funding_cost - lender.operating_cost
    total["bank_margin"] = margin * total["performing"] - total["bank_loss"]
    return total
