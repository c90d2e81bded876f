"""Sentences that stand under every table and figure of a comparison: what the numbers rest on."""

from simulator.analysis.path_totals import FAN_PATHS
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario


def notes_of(scenario: Scenario, fitted: Fitted, paths: int) -> tuple[str, ...]:
    """Return the sentences that a reader needs to judge the numbers.

    Parameters
    ----------
    scenario
        The baseline's scenario.
    fitted
        What the calibration found.
    paths
        Number of paths simulated.
    """
    notes = [scenario.about.stand_in, _calibration(scenario, fitted), _purchase(scenario), _end(scenario)]
    notes.append("Intervals hold the simulation error only; that of the parameters is not included.")
    if paths > FAN_PATHS:
        notes.append(f"The fund's balance over time is that of the first {FAN_PATHS:,} paths.")
    return tuple(note for note in notes if note)


def _calibration(scenario: Scenario, fitted: Fitted) -> str:
    aims = scenario.calibration
    if aims is None:
        return ""
    own = scenario.lender.other_income
    income = f"other income {_per_cent(fitted.other_income)} a year" + (
        f" (not used: the scenario sets {_per_cent(own)})" if own is not None else ""
    )
    refused = scenario.loans.renewal_probability * scenario.loans.refinancing_default_probability
    own_account = (
        " That is of loans on their own account: firms that default because a renewal is refused come on top "
        "(loans.refinancing_default_probability), as the default rate shows."
        if refused > 0
        else ""
    )
    return (
        f"Fitted, not measured: odds of default of the pool scaled by {fitted.pd_scale:.3g} and {income}, given an "
        f"assumed additional share of {aims.additional_share:g} at cover {aims.additional_share_at_ratio:g} and a "
        f"default probability of {_per_cent(aims.observed_pd)} a year at ratio {aims.observed_pd_at_ratio:g}."
        f"{own_account}"
    )


def _purchase(scenario: Scenario) -> str:
    if scenario.scheme.timing != "purchase":
        return ""
    return (
        f"The fund buys the patents at {scenario.scheme.purchase_price_share:g} of the covered principal "
        "(scheme.purchase_price_share): the compensation ratio changes no payment and no decision; "
        "compare prices instead."
    )


def _end(scenario: Scenario) -> str:
    years = f"{scenario.clock.years} {'year' if scenario.clock.years == 1 else 'years'}"
    if scenario.clock.run_off:
        return f"Loans are made for {years}; then the book runs off until all is settled, and totals include it."
    return f"The run stops after {years}: losses of loans still open then are not counted."


def _per_cent(share: float) -> str:
    return f"{100 * share:.3g} %"
