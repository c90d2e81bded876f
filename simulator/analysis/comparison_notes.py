"""Sentences that stand under every table and figure of a comparison: what the numbers rest on.

Each is made from one of the texts below, from which it can be told apart and said in another language.
"""

from simulator.analysis.path_totals import FAN_PATHS
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario

CALIBRATED = (
    "Fitted, not measured: odds of default of the pool scaled by {scale} and other income {income} a year, given an "
    "assumed additional share of {share} at cover {cover} and a default probability of {pd} a year at ratio {ratio}."
)
CALIBRATED_UNUSED = CALIBRATED.replace(" a year, given", " a year (not used: the scenario sets {own}), given")
OWN_ACCOUNT = (
    " That is of loans on their own account: firms that default because a renewal is refused come on top "
    "(loans.refinancing_default_probability), as the default rate shows."
)
PURCHASE = (
    "The fund buys the patents at {price} of the covered principal (scheme.purchase_price_share): the compensation "
    "ratio changes no payment and no decision; compare prices instead."
)
RUN_OFF = "Loans are made for {years}; then the book runs off until all is settled, and totals include it."
NO_RUN_OFF = "The run stops after {years}: losses of loans still open then are not counted."
INTERVALS = "Intervals hold the simulation error only; that of the parameters is not included."
FAN = "The fund's balance over time is that of the first {paths} paths."


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
    notes.append(INTERVALS)
    if paths > FAN_PATHS:
        notes.append(FAN.format(paths=f"{FAN_PATHS:,}"))
    return tuple(note for note in notes if note)


def _calibration(scenario: Scenario, fitted: Fitted) -> str:
    aims = scenario.calibration
    if aims is None:
        return ""
    own = scenario.lender.other_income
    refused = scenario.loans.renewal_probability * scenario.loans.refinancing_default_probability
    text = (CALIBRATED if own is None else CALIBRATED_UNUSED).format(
        scale=f"{fitted.pd_scale:.3g}",
        income=_per_cent(fitted.other_income),
        own="" if own is None else _per_cent(own),
        share=f"{aims.additional_share:g}",
        cover=f"{aims.additional_share_at_ratio:g}",
        pd=_per_cent(aims.observed_pd),
        ratio=f"{aims.observed_pd_at_ratio:g}",
    )
    return text + (OWN_ACCOUNT if refused > 0 else "")


def _purchase(scenario: Scenario) -> str:
    if scenario.scheme.timing != "purchase":
        return ""
    return PURCHASE.format(price=f"{scenario.scheme.purchase_price_share:g}")


def _end(scenario: Scenario) -> str:
    years = f"{scenario.clock.years} {'year' if scenario.clock.years == 1 else 'years'}"
    return (RUN_OFF if scenario.clock.run_off else NO_RUN_OFF).format(years=years)


def _per_cent(share: float) -> str:
    return f"{100 * share:.3g} %"
