"""What a policy's rules can bring about at all: an amount of 0 on every path is a rule of some and chance of others."""

from simulator.scenario.model import Scenario


def always(_: Scenario) -> bool:
    """Return True: no rule keeps the amount at 0."""
    return True


def never(_: Scenario) -> bool:
    """Return False: where no path has any, a rule and not chance keeps the amount at 0, as with lending."""
    return False


def pays(policy: Scenario) -> bool:
    """Return whether the fund pays any part of a loss."""
    scheme = policy.scheme
    parts = (scheme.compensation_ratio, scheme.priority_bonus, scheme.first_loan_bonus)
    return scheme.purchase_price_share > 0 if scheme.timing == "purchase" else any(part > 0 for part in parts)


def can_run_dry(policy: Scenario) -> bool:
    """Return whether an approved claim can lack money: not where the treasury stands behind the fund."""
    return pays(policy) and not policy.fund.is_unlimited


def has_other_parties(policy: Scenario) -> bool:
    """Return whether anyone beside fund and bank bears a part of the loss."""
    scheme = policy.scheme
    shares = (scheme.guarantor_share, scheme.reinsurer_share, scheme.insurer_share, scheme.appraiser_share)
    return scheme.is_guarantor_first or any(share > 0 for share in shares)


def has_breaker(policy: Scenario) -> bool:
    """Return whether a breaker can trip."""
    return policy.breaker.is_on


def limits_leverage(policy: Scenario) -> bool:
    """Return whether leverage is limited."""
    return policy.gate.leverage_multiple is not None


def closes_while_unpaid(policy: Scenario) -> bool:
    """Return whether cover is refused while an approved claim is unpaid."""
    return policy.gate.is_closed_while_unpaid


def has_quota(policy: Scenario) -> bool:
    """Return whether a year's cover is limited."""
    return policy.gate.quota_per_year is not None


def has_conditions(policy: Scenario) -> bool:
    """Return whether a loan can be refused cover for what it is."""
    gate = policy.gate
    least = (gate.smallest_principal, gate.lowest_quality, gate.lowest_ip_share)
    return (
        gate.largest_principal is not None
        or any(limit > 0 for limit in least)
        or bool(gate.excluded_sectors or gate.excluded_grades)
    )


def has_fund(policy: Scenario) -> bool:
    """Return whether the fund has capital of its own."""
    return policy.fund.fund_size > 0


def has_limited_fund(policy: Scenario) -> bool:
    """Return whether the fund has capital and nothing stands behind it."""
    return policy.fund.fund_size > 0 and not policy.fund.is_unlimited
