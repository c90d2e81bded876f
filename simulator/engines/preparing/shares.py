"""What the fund and the other parties bear of a loss, as exact ratios."""

from fractions import Fraction
from functools import lru_cache

from simulator.engines.preparing.units import fen
from simulator.rules.calibration import LendingTerms
from simulator.rules.shares import Contract, exact_share
from simulator.rules.sharing import PARTIES
from simulator.scenario.model import Scenario
from simulator.scenario.policy import Scheme

UNREDUCED = Fraction(1)
"""Factor of a share that is neither stepped down nor distrusted."""


def fund_share(scheme: Scheme, principal: float, is_priority: bool, is_first: bool) -> Fraction:
    """Return the fund's share of a loan before step-down and limits, at most what the others leave."""
    return contract_of(scheme).share(int(principal), is_priority, is_first)


@lru_cache(maxsize=256)
def contract_of(scheme: Scheme) -> Contract:
    """Return the terms behind the fund's share as exact ratios."""
    return Contract(
        exact_share(scheme.compensation_ratio),
        tuple((fen(tier.above), exact_share(tier.factor)) for tier in scheme.tiers),
        scheme.tier_rule == "marginal",
        exact_share(scheme.priority_bonus),
        exact_share(scheme.first_loan_bonus),
        sum((exact_share(getattr(scheme, f"{party}_share")) for party in PARTIES), Fraction(0)),
    )


@lru_cache(maxsize=256)
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
    others = sum(getattr(scheme, f"{party}_share") for party in PARTIES)
    if scheme.timing == "purchase":
        return share_of_purchase(scenario)
    share = share_to_count_on(scenario, contract * factor)
    if scheme.cap_per_loan is not None and principal > 0:
        expected = principal * max(terms.covered_loss, 1e-12)
        share = min(share, fen(scheme.cap_per_loan) / expected)
    return min(1.0, share + others)
