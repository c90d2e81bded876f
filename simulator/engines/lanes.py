"""From policies to lanes: what each policy, and each no-scheme arm, reads in the kernel."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

import simulator.engines.kernel.records as r
from simulator.engines.world import fen
from simulator.randomness.streams import SIGNAL_CODES, SMALL_CODES
from simulator.rules.calibration import LendingTerms, Pool, ScoreTable, largest_pd_of
from simulator.rules.lending import response_to_cover
from simulator.rules.shares import Contract, exact_share
from simulator.scenario.model import Scenario
from simulator.scenario.policy import Lender, Scheme
from simulator.scenario.tools import tools_in

PARTIES = ("guarantor_share", "reinsurer_share", "insurer_share", "appraiser_share")
UNREDUCED = Fraction(1)


@dataclass(frozen=True)
class Layout:
    """Order of the lanes: which policy each lane is (-1 for a no-scheme arm) and the groups."""

    policy_of: NDArray[np.int64]
    lane_of: NDArray[np.int64]
    arm_of: NDArray[np.int64]
    groups: NDArray[np.int64]
    class_lo: NDArray[np.int64]
    class_policy: NDArray[np.int64]


def _timing_key(scheme: Scheme) -> tuple[object, ...]:
    return (scheme.timing, scheme.claim_lag_months, scheme.covers, scheme.recovery_rule)


def warnings_of(policy: Scenario) -> tuple[tuple[float, float, float], ...]:
    """Return sensitivity, part repaid and false alarms of the early warnings in each sector.

    Of several warnings in one sector each sees what it sees independently; the largest part repaid counts.
    """
    found = []
    for sector in policy.sectors:
        missed, passed, cut = 1.0, 1.0, 0.0
        for tool in tools_in(policy.tools, sector.name):
            missed *= 1 - tool.warning_sensitivity
            passed *= 1 - tool.warning_false_alarms
            cut = max(cut, tool.warning_exposure_cut)
        found.append((1 - missed, cut, 1 - passed))
    return tuple(found)


def bonuses_of(policy: Scenario) -> list[float]:
    """Return what the tools pay the bank in each sector, per unit of covered principal and year."""
    return [sum(tool.bank_bonus for tool in tools_in(policy.tools, sector.name)) for sector in policy.sectors]


def _class_key(policy: Scenario) -> tuple[object, ...]:
    scheme = policy.scheme
    return (
        *_timing_key(scheme),
        policy.lender.monitoring_response,
        warnings_of(policy),
        scheme.compensation_ratio,
        scheme.model_dump_json(exclude={"fee_upfront", "fee_per_year", "shortage", "budget_per_year"}),
    )


def lay_out(policies: Sequence[Scenario]) -> Layout:
    """Sort policies into groups of one bank's terms (one no-scheme arm each) and classes of one cover."""
    terms = [policy.lender.model_dump_json() for policy in policies]
    order = sorted(range(len(policies)), key=lambda i: (terms[i], _class_key(policies[i]), i))
    policy_of: list[int] = []
    groups, class_lo, class_policy = [], [], []
    arm = -1
    for place, i in enumerate(order):
        before = order[place - 1] if place else -1
        if place == 0 or terms[i] != terms[before]:
            groups.append(len(policy_of))
            class_lo.append(len(policy_of))
            class_policy.append(-1 - i)
            policy_of.append(-1)
            arm += 1
        if class_policy[-1] < 0 or _class_key(policies[i]) != _class_key(policies[before]):
            class_lo.append(len(policy_of))
            class_policy.append(i)
        policy_of.append(i)
    lanes = np.array(policy_of)
    lane_of = np.array([int(np.flatnonzero(lanes == i)[0]) for i in range(len(policies))])
    starts = np.array(groups)
    arm_of = starts[np.searchsorted(starts, lane_of, side="right") - 1]
    return Layout(
        lanes,
        lane_of,
        arm_of,
        np.append(starts, len(lanes)),
        np.append(np.array(class_lo), len(lanes)),
        np.array(class_policy),
    )


def lending_terms(scenario: Scenario, rate_shift: float = 0.0) -> LendingTerms:
    """Return what the bank's decision rests on, per unit lent and year (see `rules.lending`)."""
    lender, loans, scheme = scenario.lender, scenario.loans, scenario.scheme
    rate = (lender.loan_rate + rate_shift) / (1 + lender.vat_rate)
    capital = lender.risk_weight * lender.capital_ratio * lender.equity_spread
    rest = (1 - loans.ip_share) * (1 - loans.other_collateral_recovery) * (1 - loans.guarantee_recovery)
    covers_whole = scheme.covers == "whole_loan"
    covered = loans.ip_share * lender.loss_given_default + (rest if covers_whole else 0.0)
    sale = (scenario.disposal.lag_months_min + scenario.disposal.lag_months_max) / 2
    wait = scheme.claim_lag_months + (sale if scheme.timing == "after_recovery" else 0.0)
    return LendingTerms(
        margin=rate - lender.funding_cost - lender.operating_cost - capital,
        rate=rate,
        covered_loss=covered,
        uncovered_loss=0.0 if covers_whole else rest,
        carry=(1.0 if covers_whole else loans.ip_share) * lender.funding_cost * wait / 12,
        noise=lender.signal_noise,
        screening_response=lender.screening_response,
        monitoring_response=lender.monitoring_response,
    )


def fee_to_bank(scenario: Scenario) -> float:
    """Return the yearly cost of the scheme's fees to the bank, per unit lent."""
    scheme = scenario.scheme
    if scheme.fee_payer != "bank":
        return 0.0
    years = sum(term.share * term.months for term in scenario.loans.terms) / 12
    return scheme.fee_per_year + scheme.fee_upfront / years


@dataclass(frozen=True)
class Cells:
    """Bands in which all lanes have one threshold: bounds of principal, quality codes, amounts asked for."""

    bands: NDArray[np.int64]
    quality: NDArray[np.int64]
    amounts: NDArray[np.int64]

    def mean_principal(self, policy: Scenario, size: int) -> float:
        """Return the mean amount of the policy's own size band that holds band `size` of all policies.

        A policy's thresholds must not depend on which other policies run beside it.
        """
        own = np.array(sorted(own_bounds(policy)), dtype=np.int64)
        lower = int(self.bands[size - 1]) if size > 0 else 0
        place = int(np.searchsorted(own, lower, side="right"))
        inside = self.amounts[np.searchsorted(own, self.amounts, side="left") == place]
        return float(inside.mean()) if len(inside) else float(lower)

    def count(self, classes: int) -> int:
        """Return the number of cells."""
        return (len(self.quality) + 1) * (len(self.bands) + 1) * classes * 2


def _quality_codes(scenario: Scenario, lowest: float) -> NDArray[np.int64]:
    """Return, per grade, the first quality code that is at or above the quantile `lowest` of the pool."""
    weights = np.array([grade.share for grade in scenario.grades])
    pd = np.clip([grade.pd_per_year for grade in scenario.grades], 1e-9, 0.999)
    soundness = -np.log(pd / (1 - pd))
    soundness = soundness - weights @ soundness
    spread = math.sqrt(weights @ soundness**2)
    soundness = soundness / spread if spread > 0 else soundness
    c = scenario.patents.quality_pd_correlation
    codes = ndtr((ndtri(lowest) - c * soundness) / math.sqrt(max(1 - c * c, 1e-12)))
    return np.ceil(codes * SMALL_CODES - 0.5).astype(np.int64)


def make_cells(policies: Sequence[Scenario], world: r.World) -> Cells:
    """Return the bands of principal and quality at which any policy changes its terms."""
    bounds: set[int] = set()
    for policy in policies:
        bounds |= own_bounds(policy)
    levels = sorted({policy.gate.lowest_quality for policy in policies} - {0.0})
    quality = np.array([_quality_codes(policies[0], level) for level in levels], dtype=np.int64)
    return Cells(
        np.array(sorted(bounds), dtype=np.int64),
        quality.reshape(len(levels), len(policies[0].grades)),
        world.amount[world.amount >= world.minimum],
    )


def own_bounds(policy: Scenario) -> set[int]:
    """Return the principals (fen) above which the policy's own terms change."""
    gate = policy.gate
    bounds = {fen(tier.above) for tier in policy.scheme.tiers}
    if gate.largest_principal is not None:
        bounds.add(fen(gate.largest_principal))
    if gate.smallest_principal > 0:
        bounds.add(fen(gate.smallest_principal) - 1)
    return bounds


def fund_share(scheme: Scheme, principal: float, is_priority: bool, is_first: bool) -> Fraction:
    """Return the fund's share of a loan before step-down and limits, at most what the others leave."""
    return contract_of(scheme).share(int(principal), is_priority, is_first)


def contract_of(scheme: Scheme) -> Contract:
    """Return the terms behind the fund's share as exact ratios."""
    return Contract(
        exact_share(scheme.compensation_ratio),
        tuple((fen(tier.above), exact_share(tier.factor)) for tier in scheme.tiers),
        scheme.tier_rule == "marginal",
        exact_share(scheme.priority_bonus),
        exact_share(scheme.first_loan_bonus),
        sum((exact_share(getattr(scheme, party)) for party in PARTIES), Fraction(0)),
    )


def stacking_room(scheme: Scheme) -> Fraction:
    """Return what the stacking limit leaves of a loss beside the other public parties' shares; 1 without a limit."""
    limit = exact_share(scheme.stacking_limit)
    if "fund" not in scheme.public_parties or limit >= 1:
        return Fraction(1)
    public = (exact_share(getattr(scheme, f"{party}_share")) for party in scheme.public_parties if party != "fund")
    return max(Fraction(0), limit - sum(public, Fraction(0)))


def share_of_purchase(scenario: Scenario) -> float:
    """Return the part of the bank's expected loss that the price of a purchase makes good."""
    lgd = max(scenario.lender.loss_given_default, 1e-9)
    return max(0.0, 1 - (1 - scenario.scheme.purchase_price_share) / lgd)


def share_to_count_on(scenario: Scenario, contract: Fraction) -> float:
    """Return what the bank can count on the fund for: the contract share within the stacking limit, or a purchase."""
    scheme = scenario.scheme
    if scheme.timing == "purchase":
        return share_of_purchase(scenario)
    return float(min(contract, stacking_room(scheme)))


def effective_share(
    scenario: Scenario, terms: LendingTerms, principal: float, contract: Fraction, factor: Fraction = UNREDUCED
) -> float:
    """Return the part of the covered loss that the bank expects others to bear.

    The fund's contract share after step-down and trust (`factor`), the stacking limit and the
    per-loan cap at the band's mean principal, plus the other parties' shares.
    """
    scheme = scenario.scheme
    others = sum(getattr(scheme, party) for party in PARTIES)
    if scheme.timing == "purchase":
        return share_of_purchase(scenario)
    share = share_to_count_on(scenario, contract * factor)
    if scheme.cap_per_loan is not None and principal > 0:
        expected = principal * max(terms.covered_loss, 1e-12)
        share = min(share, fen(scheme.cap_per_loan) / expected)
    return min(1.0, share + others)


def _is_ineligible(policy: Scenario, low: float, high: float, quality: int, pool: int, cells: Cells) -> bool:
    gate = policy.gate
    grades = len(policy.grades)
    if policy.sectors[pool // grades].name in gate.excluded_sectors:
        return True
    if policy.grades[pool % grades].name in gate.excluded_grades or policy.loans.ip_share < gate.lowest_ip_share:
        return True
    if gate.largest_principal is not None and low >= fen(gate.largest_principal):
        return True
    if gate.smallest_principal > 0 and high < fen(gate.smallest_principal):
        return True
    wanted = _quality_codes(policy, gate.lowest_quality) if gate.lowest_quality > 0 else None
    if wanted is None:
        return False
    first = 0 if quality == 0 else int(cells.quality[quality - 1, pool % grades])
    return first < int(wanted[pool % grades])


class Desk:
    """The bank's desk: which signal codes it accepts, for any terms; posterior tables are kept."""

    def __init__(self, pools: list[Pool], other_income: float) -> None:
        self.pools = pools
        self.other_income = other_income
        self._tables: dict[tuple[int, float], ScoreTable] = {}

    def accepted_codes(
        self, sector: int, terms: LendingTerms, share: float, fees: float, contract: float
    ) -> NDArray[np.int64]:
        """Return, per grade, how many of the signal codes the bank accepts, shape (grades,).

        Parameters
        ----------
        share
            Effective share borne by others, in the decision.
        fees
            Yearly cost of fees to the bank, less bonuses.
        contract
            What the bank can count on the fund for, to which screening responds.
        """
        noise = terms.noise * response_to_cover(terms.screening_response, contract)
        key = (sector, noise)
        if key not in self._tables:
            self._tables[key] = ScoreTable(self.pools[sector], noise)
        chance = self._tables[key].acceptance(largest_pd_of(terms, share, self.other_income - fees))
        codes: NDArray[np.int64] = np.floor(chance * SIGNAL_CODES + 0.5).astype(np.int64)
        return codes


def _cover_codes(policy: Scenario, desk: Desk, cells: Cells, factor: Fraction, rate_shift: float) -> NDArray[np.int64]:
    """Return the accepted codes of every cell for one policy and one view of its cover, shape (cells,)."""
    grades, sectors = len(policy.grades), len(policy.sectors)
    sizes, qualities = len(cells.bands) + 1, len(cells.quality) + 1
    codes = np.zeros((qualities, sizes, sectors * grades, 2), dtype=np.int64)
    terms = lending_terms(policy, rate_shift)
    fees = [fee_to_bank(policy) - bonus for bonus in bonuses_of(policy)]
    edges = np.concatenate([[0], cells.bands, [r.OPEN]])
    for size in range(sizes):
        principal = cells.mean_principal(policy, size)
        for s, sector in enumerate(policy.sectors):
            for first in (0, 1):
                contract = fund_share(policy.scheme, principal, sector.is_priority, bool(first))
                share = effective_share(policy, terms, principal, contract, factor)
                accepted = np.full(grades, r.ALL_CODES)
                if policy.lender.is_screening:
                    accepted = desk.accepted_codes(s, terms, share, fees[s], share_to_count_on(policy, contract))
                for quality in range(qualities):
                    for g in range(grades):
                        pool = s * grades + g
                        out = _is_ineligible(policy, edges[size], edges[size + 1], quality, pool, cells)
                        codes[quality, size, pool, first] = 0 if out else accepted[g]
    return codes.ravel()


def _ineligible(policy: Scenario, cells: Cells) -> NDArray[np.int8]:
    grades, sectors = len(policy.grades), len(policy.sectors)
    sizes, qualities = len(cells.bands) + 1, len(cells.quality) + 1
    edges = np.concatenate([[0], cells.bands, [r.OPEN]])
    out = np.zeros((qualities, sizes, sectors * grades, 2), dtype=np.int8)
    for quality in range(qualities):
        for size in range(sizes):
            for pool in range(sectors * grades):
                is_out = _is_ineligible(policy, edges[size], edges[size + 1], quality, pool, cells)
                out[quality, size, pool, :] = is_out
    return out.ravel()


def uncovered_codes(policy: Scenario, desk: Desk, rate_shift: float) -> NDArray[np.int64]:
    """Return the accepted codes without cover, shape (classes,)."""
    terms = lending_terms(policy, rate_shift)
    if not policy.lender.is_screening:
        return np.full(len(policy.sectors) * len(policy.grades), r.ALL_CODES)
    return np.concatenate([desk.accepted_codes(s, terms, 0.0, 0.0, 0.0) for s in range(len(policy.sectors))])


def aligned(shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return zeros whose first element starts a 64-byte line, so that SIMD loads do not cross lines."""
    size = math.prod(shape)
    raw = np.zeros(size + 8, dtype=np.int64)
    skip = (-raw.ctypes.data // 8) % 8
    return raw[skip : skip + size].reshape(shape)


def is_by_bank(policy: Scenario) -> bool:
    """Return whether the policy reads its ratio bank by bank."""
    return policy.breaker.scope == "bank" and (policy.breaker.is_on or bool(policy.scheme.step_down))


def claim_rate(policy: Scenario, pools: list[Pool]) -> float:
    """Return a year's expected claims per unit of covered principal: mean PD x loss x contract ratio, or x price."""
    mean_pd = sum(pool.share * float(pool.weights @ pool.pds) for pool in pools)
    covered = policy.loans.ip_share if policy.scheme.covers == "ip_part" else 1.0
    if policy.scheme.timing == "purchase":
        return mean_pd * covered * policy.scheme.purchase_price_share
    return mean_pd * policy.lender.loss_given_default * covered * policy.scheme.compensation_ratio


def lender_of(policies: Sequence[Scenario], layout: Layout, group: int) -> Lender:
    """Return the bank's terms of a group."""
    return policies[layout.policy_of[layout.groups[group] + 1]].lender


def longest_claim_lag(policies: Sequence[Scenario]) -> int:
    """Return the longest claim lag, which the calendar must hold."""
    return max(policy.scheme.claim_lag_months for policy in policies)
