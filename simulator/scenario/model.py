"""The scenario record: the only place of meaning, unit, range and default of each setting.

A section is a *world* section (economy, firms, patents, lending habits: drawn once for
all policies), a *policy* section (what the city and the bank can choose), a *run* section
(how the computer works) or *text*.
Figures from the world have no default here: they come from scenario files, with a source.
"""

import math
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from simulator.scenario.bank_rules import BankRules
from simulator.scenario.part import Part
from simulator.scenario.types import (
    SHARES_TOLERANCE,
    Amount,
    Correlation,
    Count,
    Deviations,
    Factor,
    LogDeviation,
    LogPoints,
    Months,
    Name,
    PerYear,
    RatePerYear,
    Seats,
    Share,
    ShareBelowOne,
    Side,
    Text,
    Years,
)


def _shares_sum_to_one(parts: tuple["Sector | Grade | Bank | Term", ...], what: str) -> None:
    total = sum(part.share for part in parts)
    if parts and abs(total - 1) > SHARES_TOLERANCE:
        raise ValueError(f"the shares of all {what} must sum to 1 (they sum to {total:.6g})")
    if not parts:
        raise ValueError(f"at least one of the {what} must be given")


class About(Part):
    """What the file is and which question it answers."""

    side: ClassVar[Side] = "text"

    title: Name
    """Title shown on every table and figure."""
    question: Text = ""
    """Question the scenario answers, in plain words."""
    author: Text = ""
    """Who wrote the file."""
    date: Text = ""
    """When it was written."""
    stand_in: Text = ""
    """Sentence shown on every table and figure when another scheme's terms stand in."""
    title_zh: Text = ""
    """Title on Chinese tables and figures."""
    question_zh: Text = ""
    """Question in Chinese."""
    stand_in_zh: Text = ""
    """Sentence on terms that stand in, on Chinese tables and figures."""


class Run(Part):
    """How much is computed."""

    side: ClassVar[Side] = "run"

    seed: Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"unit": "number"})] = 20260101
    """Seed of every draw."""
    paths: Annotated[int, Field(ge=1, le=10_000_000, json_schema_extra={"unit": "paths"})] = 10_000
    """Number of simulated histories."""


class Clock(Part):
    """Calendar of the model: model years are calendar years."""

    start: Annotated[
        str, StringConstraints(pattern=r"^(19|20|21)\d\d-01$"), Field(json_schema_extra={"unit": "year-month"})
    ] = "2026-01"
    """First month, always a January."""
    years: Years = 10
    """Years in which new loans are made."""
    run_off: bool = True
    """Follow the book after the last year until every loan, sale and claim is settled."""


class Regime(Part):
    """One state of the monthly Markov chain that shifts the factor."""

    name: Name
    """Name of the state."""
    mean_shift: Deviations
    """Added to every sector's factor while in this state."""
    to: tuple[Share, ...]
    """Chance, each month, of moving to each state in the order of the list."""


class Economy(Part):
    """Common risk: what makes many firms fail in the same bad year."""

    step: Literal["monthly", "yearly"] = "monthly"
    """How often the factor moves; `yearly` makes a loan of January exactly Vasicek."""
    persistence: ShareBelowOne
    """Autocorrelation of the factor over one step (month or year)."""
    asset_correlation: ShareBelowOne
    """Square of each firm's loading on its sector factor; means something else in each step."""
    copula: Literal["gaussian", "t"] = "gaussian"
    """Shape of joint default; `t` only with the yearly step."""
    degrees_of_freedom: Annotated[int, Field(ge=3, le=1000, json_schema_extra={"unit": "number"})] = 10
    """Degrees of freedom of the t copula."""
    regimes: tuple[Regime, ...] = ()
    """Two or three states of the economy; none means a single state."""

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        if self.copula == "t" and self.step != "yearly":
            raise ValueError('copula "t" needs step = "yearly": monthly mixing would average the tail away')
        if self.regimes and self.step != "monthly":
            raise ValueError('regimes need step = "monthly"')
        if len(self.regimes) not in (0, 2, 3):
            raise ValueError("give two or three regimes, or none")
        for regime in self.regimes:
            if len(regime.to) != len(self.regimes) or abs(sum(regime.to) - 1) > SHARES_TOLERANCE:
                raise ValueError(f"regime {regime.name!r}: `to` must have one share per regime and sum to 1")
        return self


class Sector(Part):
    """A branch of technology."""

    name: Name
    """Name of the sector."""
    share: Share
    """Part of the applications."""
    pd_multiplier: Factor = 1.0
    """Multiplies each grade's probability of default."""
    macro_weight: Share = 1.0
    """Part of the sector factor's variance that is common to all sectors."""
    patent_decay_per_year: PerYear
    """Rate at which the value of its patents decays."""
    obsolescence_per_year: PerYear = 0.0
    """Sector-wide technology shocks per year."""
    obsolescence_mean_log: LogPoints = 0.0
    """Mean change of log value in one shock."""
    obsolescence_sd_log: LogDeviation = 0.0
    """Standard deviation, over patents, of the change in one shock."""
    is_priority: bool = False
    """Counted as a priority sector by bonuses and reserves."""
    is_exposed: bool = False
    """Hit by stress episodes that apply to exposed sectors."""
    appraisal_error_factor: Factor = 1.0
    """Multiplies the spread of the appraisal around its typical value."""
    invalidation_factor: Factor = 1.0
    """Multiplies the number of decided invalidation challenges."""
    pool_value_share: Share = 0.0
    """What a patent pool brings for patents that nobody buys, per unit of their value (royalties at present value)."""


class Grade(Part):
    """A rating grade of the applicants' pool."""

    name: Name
    """Name of the grade."""
    share: Share
    """Part of the applications."""
    pd_per_year: ShareBelowOne
    """Probability of default within twelve months, before the sector multiplier."""


class Bank(Part):
    """A lending bank."""

    name: Name
    """Name of the bank."""
    share: Share
    """Part of the applications it receives."""


class Term(Part):
    """A length of loan."""

    months: Annotated[int, Field(ge=1, le=120, json_schema_extra={"unit": "months"})]
    """Months from lending to maturity."""
    share: Share
    """Part of the applications."""


class Applications(Part):
    """Firms that ask for a loan."""

    per_month: Annotated[float, Field(ge=0, le=20_000, json_schema_extra={"unit": "per month"})]
    """Mean number of new applications a month in the first year."""
    growth_per_year: RatePerYear = 0.0
    """Growth of applications in the second year."""
    growth_kept: Share = 1.0
    """Part of the growth rate that is kept from each year to the next (1 = never fades)."""
    amount_mean: Amount
    """Mean amount asked for, before truncation."""
    amount_sd_log: LogDeviation
    """Spread of the amounts asked for."""
    amount_min: Amount = 0.0
    """Smallest amount asked for."""
    amount_max: Amount = 1e13
    """Largest amount asked for."""
    first_loan_share: Share = 0.0
    """Part of the applicants that never had a bank loan."""
    invention_share: Share = 1.0
    """Part of the applicants whose pledged patents are inventions; the others pledge utility models."""

    @model_validator(mode="after")
    def _amounts_fit(self) -> Self:
        if self.amount_min > self.amount_max:
            raise ValueError("amount_min must not be above amount_max")
        return self


class Loans(Part):
    """How loans are written."""

    terms: tuple[Term, ...]
    """Lengths of loan and their shares."""
    pledge_rate_invention: Share
    """Largest loan on the IP part per unit of appraised value, inventions."""
    pledge_rate_utility: Share = 0.0
    """Largest loan on the IP part per unit of appraised value, utility models."""
    ip_share: Annotated[float, Field(gt=0, le=1, json_schema_extra={"unit": "share"})] = 1.0
    """Part of the principal that the patents secure."""
    other_collateral_recovery: Share = 0.0
    """Part of the rest of the principal that other collateral brings back."""
    guarantee_recovery: Share = 0.0
    """Part of what is owed that the controller's guarantee brings back."""
    lot: Annotated[float, Field(ge=0.01, le=1e9, json_schema_extra={"unit": "currency"})] = 10_000.0
    """Principal is floored to a multiple of this."""
    minimum: Amount = 0.0
    """No loan below this principal."""
    maximum: Amount = 1e13
    """No loan above this principal."""
    repayment: Literal["bullet", "equal_principal"] = "bullet"
    """Repaid at maturity, or in equal monthly parts of the principal."""
    prepayment_per_month: ShareBelowOne = 0.0
    """Chance each month that a sound loan is repaid early."""
    overdue_per_year: PerYear = 0.0
    """Overdue episodes that are cured within 90 days, per loan and year; in the event log only, no ledger effect."""
    renewal_probability: Share = 0.0
    """Chance that a sound borrower asks for the same loan again at maturity."""
    refinancing_default_probability: Share = 0.0
    """Chance that a borrower whose renewal is refused defaults for lack of money."""
    owed: Literal["principal", "principal_and_interest"] = "principal"
    """What counts as loss: principal only, or also the interest accrued up to 90 days."""

    @model_validator(mode="after")
    def _terms_sum_to_one(self) -> Self:
        _shares_sum_to_one(self.terms, "terms")
        return self


class Patents(Part):
    """Value of the pledged patents, from appraisal to sale."""

    value_method: Literal["drawn", "income", "cost", "market"] = "drawn"
    """How the true value at the time of the loan comes about."""
    base_mean: Amount
    """Mean of value (drawn), covered yearly revenue (income), cost (cost) or comparable price (market)."""
    base_sd_log: LogDeviation
    """Spread of the base over applicants."""
    royalty_rate: Share = 0.0
    """Income method: royalty per unit of covered revenue."""
    tax_rate: Share = 0.0
    """Income method: tax on the royalty."""
    revenue_growth_per_year: RatePerYear = 0.0
    """Income method: growth of covered revenue before decay."""
    discount_rate_per_year: RatePerYear = 0.1
    """Income method: discount rate."""
    value_per_base: Factor = 1.0
    """Cost and market methods: value per unit of cost or comparable price."""
    quality_pd_correlation: Correlation = 0.0
    """Correlation of the quality score with the firm's soundness (low grade PD)."""
    quality_value_correlation: Correlation = 0.0
    """Correlation of the quality score with the log of value."""
    appraisal_bias: Annotated[float, Field(gt=0, le=100, json_schema_extra={"unit": "factor"})] = 1.0
    """Appraised value per unit of true value, typical (median)."""
    appraisal_error_sd_log: LogDeviation = 0.0
    """Spread of the appraisal around its typical value."""
    volatility: LogDeviation = 0.0
    """Yearly volatility of log value."""
    wrong_way_beta: Annotated[float, Field(ge=-5, le=5, json_schema_extra={"unit": "factor"})] = 0.0
    """Log value per unit change of the sector factor that also drives default."""
    remaining_life_years_min: Annotated[float, Field(ge=0, le=20, json_schema_extra={"unit": "years"})] = 20.0
    """Shortest remaining legal life at the time of the loan."""
    remaining_life_years_max: Annotated[float, Field(ge=0, le=20, json_schema_extra={"unit": "years"})] = 20.0
    """Longest remaining legal life at the time of the loan."""
    challenge_per_year: PerYear = 0.0
    """Decided invalidation challenges per pledged portfolio and year."""
    full_invalidation_invention: Share = 0.0
    """Part of decided challenges that end in full invalidation, inventions."""
    partial_invalidation_invention: Share = 0.0
    """Part of decided challenges that end in partial invalidation, inventions."""
    full_invalidation_utility: Share = 0.0
    """The same, utility models."""
    partial_invalidation_utility: Share = 0.0
    """The same, utility models."""
    partial_survives: Share = 0.5
    """Part of the value left after partial invalidation."""
    fee_lapse_per_year: PerYear = 0.0
    """Hazard that the patent lapses because fees are not paid."""

    @model_validator(mode="after")
    def _life_fits(self) -> Self:
        if self.remaining_life_years_min > self.remaining_life_years_max:
            raise ValueError("remaining_life_years_min must not be above remaining_life_years_max")
        for kind in ("invention", "utility"):
            if getattr(self, f"full_invalidation_{kind}") + getattr(self, f"partial_invalidation_{kind}") > 1:
                raise ValueError(f"full and partial invalidation of {kind} must not sum above 1")
        return self


class Disposal(Part):
    """How pledged patents are turned into money after default."""

    method: Literal["fixed", "haircut", "auction"] = "haircut"
    """Fixed recovery of what is owed, sale at a haircut, or auction round by round."""
    fixed_recovery: Share = 0.0
    """Method `fixed`: part of the IP part owed that is recovered."""
    sold_share: Share = 1.0
    """Method `haircut`: chance that the patents are sold at all."""
    sale_share_mean: Share = 0.0
    """Method `haircut`: mean of proceeds per unit of value at the sale."""
    sale_share_sd: Annotated[float, Field(ge=0, lt=0.5, json_schema_extra={"unit": "share"})] = 0.0
    """Method `haircut`: standard deviation of proceeds per unit of value (beta law)."""
    lag_months_min: Months = 0
    """Shortest time from default to (first-round) sale."""
    lag_months_max: Months = 0
    """Longest time from default to (first-round) sale; uniform between."""
    legal_cost_share: Share = 0.0
    """Legal cost per unit of gross proceeds, taken first."""
    legal_cost_fixed: Amount = 0.0
    """Fixed legal cost per case, taken first, never above the proceeds."""
    auction_reserves: tuple[Share, ...] = (0.7, 0.56, 0.56)
    """Method `auction`: reserve price of each round per unit of the fresh appraisal."""
    auction_gap_months: tuple[Months, ...] = (2, 2)
    """Method `auction`: months between one round and the next."""
    auction_sold_share: ShareBelowOne = 0.37
    """Method `auction`: part of lots sold, to which the number of bidders is calibrated."""
    auction_bid_mean_log: LogPoints = 0.0
    """Method `auction`: mean of log bid over value."""
    auction_bid_sd_log: LogDeviation = 0.5
    """Method `auction`: spread of log bid over value."""
    auction_cycle: Annotated[float, Field(ge=0, le=5, json_schema_extra={"unit": "factor"})] = 0.0
    """Method `auction`: log number of bidders per unit of the sector factor."""
    unsold_value_share: Share = 0.0
    """Method `auction`: unsold lots are taken in kind at this part of the fresh appraisal."""

    @model_validator(mode="after")
    def _lags_and_rounds_fit(self) -> Self:
        if self.lag_months_min > self.lag_months_max:
            raise ValueError("lag_months_min must not be above lag_months_max")
        if len(self.auction_gap_months) != len(self.auction_reserves) - 1:
            raise ValueError("auction_gap_months must have one entry less than auction_reserves")
        spread = self.sale_share_mean * (1 - self.sale_share_mean)
        if self.method == "haircut" and self.sale_share_sd**2 >= max(spread, 1e-12) and self.sale_share_sd > 0:
            raise ValueError("sale_share_sd is too large for this mean (needs sd^2 < mean (1 - mean))")
        return self


class Book(Part):
    """Equal loans already outstanding at the start, lent in the month before the first."""

    name: Name
    """Name of the segment."""
    count: Annotated[int, Field(ge=1, le=1_000_000, json_schema_extra={"unit": "loans"})]
    """Number of loans."""
    principal: Amount
    """Principal of each loan."""
    months_left: Annotated[int, Field(ge=1, le=120, json_schema_extra={"unit": "months"})]
    """Months to maturity."""
    sector: Name
    """Sector of the borrowers."""
    grade: Name
    """Grade of the borrowers."""
    is_covered: bool = True
    """Whether the fund covers these loans."""


class Calibration(Part):
    """Targets to which the pool's default probability and the bank's other income are fitted."""

    additional_share: Share
    """Part of covered loans that would not exist without the scheme ..."""
    additional_share_at_ratio: Share
    """... at this cover, counting all parties together, as in the study the figure comes from."""
    observed_pd: Annotated[float, Field(gt=0, lt=1, json_schema_extra={"unit": "share"})]
    """Mean yearly probability of default of the loans that are made ..."""
    observed_pd_at_ratio: Share
    """... at this compensation ratio (the other parties' shares as in the scheme)."""


class Stress(Part):
    """One stress episode: a deterministic path laid over the world."""

    name: Name
    """Name of the episode."""
    start_month: Annotated[int, Field(ge=1, le=240, json_schema_extra={"unit": "month"})]
    """First month of the episode."""
    months: Annotated[int, Field(ge=1, le=400, json_schema_extra={"unit": "months"})]
    """Length of the episode."""
    applies_to: Literal["all", "exposed", "priority"] = "all"
    """Which sectors are hit (the lending rate, renewals and volume change for all)."""
    factor_shift: Deviations = 0.0
    """Added to the sector factor (bad times are negative)."""
    pd_multiplier: Factor = 1.0
    """Multiplies the monthly probability of default."""
    value_jump: Annotated[float, Field(gt=-1, le=10, json_schema_extra={"unit": "share"})] = 0.0
    """Relative change of patent value at the start of the episode."""
    value_half_life_years: Annotated[float, Field(gt=0, le=100, json_schema_extra={"unit": "years"})] | None = None
    """Time in which half of the jump is made good; none means it is permanent."""
    sale_factor: Factor = 1.0
    """Multiplies sale proceeds of defaulted patents."""
    loan_rate_shift: RatePerYear = 0.0
    """Added to the lending rate."""
    renewal_factor: Share = 1.0
    """Multiplies the chance that a borrower asks for renewal."""
    application_factor: Factor = 1.0
    """Multiplies the number of applications."""


class Lender(Part):
    """The bank's terms and its decision."""

    side: ClassVar[Side] = "policy"

    is_screening: bool = True
    """The bank decides on expected profit; false: it lends to every applicant."""
    loan_rate: RatePerYear
    """Interest rate of the loans."""
    vat_rate: Share = 0.0
    """Value-added tax inside the interest (0 when exempt)."""
    funding_cost: RatePerYear
    """Cost of the money lent."""
    operating_cost: RatePerYear
    """Running cost per unit lent."""
    loss_given_default: Share
    """The bank's own expected loss given default on the covered part."""
    risk_weight: Factor
    """Risk weight of the loans."""
    capital_ratio: Share
    """Capital held per unit of risk-weighted loans."""
    equity_spread: RatePerYear
    """What that capital costs above what it earns."""
    other_income: RatePerYear | None = None
    """Other income per unit lent; none: fitted to the calibration targets (0 without targets)."""
    signal_noise: Annotated[float, Field(ge=0, le=10, json_schema_extra={"unit": "log-odds"})]
    """Standard deviation of the noise in what the bank sees of a firm's log-odds of default."""
    screening_response: Factor = 0.0
    """Relative rise of that noise at full cover; grows with the square of the ratio."""
    monitoring_response: Factor = 0.0
    """Relative rise of the default hazard at full cover; grows with the square of the ratio."""
    trust: Literal["full", "money"] = "full"
    """Whether the bank trusts the fund to pay, or only as far as its money covers expected claims."""
    npl_tolerance: Share | None = None
    """A bank stops patent lending while its own patent-loan NPL ratio is above this; none: never."""


class Tier(Part):
    """A size class of loans."""

    above: Amount
    """Loans with an original principal above this ..."""
    factor: Share
    """... get this part of the compensation ratio."""


class Step(Part):
    """One step of the step-down."""

    at_least: Share
    """From this ratio on ..."""
    factor: Share
    """... the fund pays this part of its share."""


class Scheme(Part):
    """Who bears what part of the loss, within which limits, and when."""

    side: ClassVar[Side] = "policy"

    compensation_ratio: Share
    """Part of the covered loss that the fund pays (smallest loans, before bonuses and step-down)."""
    tiers: tuple[Tier, ...] = ()
    """Larger loans get a part of the ratio; ascending."""
    tier_rule: Literal["whole_loan", "marginal"] = "whole_loan"
    """A loan's tier counts for the whole loan, or only for what lies above each limit."""
    priority_bonus: Share = 0.0
    """Added to the ratio for priority sectors."""
    first_loan_bonus: Share = 0.0
    """Added to the ratio for first loans."""
    guarantor_share: Share = 0.0
    """Part of the covered loss borne by a guarantor."""
    reinsurer_share: Share = 0.0
    """Part borne by a re-guarantor."""
    insurer_share: Share = 0.0
    """Part borne by an insurer."""
    appraiser_share: Share = 0.0
    """Part borne by the appraiser."""
    guarantor_capital: Amount | None = None
    """Capital out of which the guarantor pays; what it lacks falls to the bank; none: it can always pay."""
    guarantor_multiple: Annotated[float, Field(gt=0, le=1_000, json_schema_extra={"unit": "multiple"})] | None = None
    """Covered principal outstanding stays within this multiple of the guarantor's remaining capital; none: no limit."""
    is_guarantor_first: bool = False
    """The guarantor pays the bank first and claims on the fund afterwards: what the fund lacks is its loss."""
    public_parties: tuple[Literal["fund", "guarantor", "reinsurer"], ...] = ("fund", "guarantor", "reinsurer")
    """Parties whose money counts as public for the stacking limit."""
    stacking_limit: Share = 1.0
    """Public parties together pay at most this part of the loss; the fund is cut first."""
    cap_per_loan: Amount | None = None
    """Largest payment for one loan."""
    bank_line_per_year: Amount | None = None
    """Largest sum of approved claims per bank and calendar year."""
    budget_per_year: Amount | None = None
    """Largest sum of approved claims per calendar year."""
    budget_excess: Literal["bank", "next_year"] = "bank"
    """What exceeds the yearly budget goes to the bank, or waits for the next year's."""
    cumulative_cap_rate: Share | None = None
    """Approved claims net of recoveries stay within rate x share x cumulative covered lending."""
    covers: Literal["ip_part", "whole_loan"] = "ip_part"
    """Whether the scheme covers the part secured by patents or the whole loan."""
    timing: Literal["after_recovery", "advance", "purchase"] = "after_recovery"
    """Paid on the net loss after the sale, in advance, or by buying the pledged patents."""
    claim_lag_months: Months = 0
    """Months from the sale (advance, purchase: from default) to assessment and payment."""
    purchase_price_share: Share = 0.0
    """Timing `purchase`: price per unit of covered principal."""
    recovery_rule: Literal["by_part", "pro_rata"] = "by_part"
    """Each security pays its own part first, or all securities are shared over all parts."""
    refusal_probability: Share = 0.0
    """Chance that a claim is refused (filed late, pledge not registered, ineligible)."""
    shortage: Literal["lapse", "queue", "pro_rata"] = "lapse"
    """What happens to approved claims when the fund's money is short."""
    step_down: tuple[Step, ...] = ()
    """The fund's share falls when the ratio of section `breaker` is high; ascending."""
    fee_upfront: Share = 0.0
    """Fee per unit of newly covered principal."""
    fee_per_year: Share = 0.0
    """Yearly fee per unit of performing covered principal, charged monthly."""
    fee_payer: Literal["borrower", "bank"] = "borrower"
    """Who pays the fees."""
    fee_payee: Literal["fund", "guarantor", "insurer"] = "fund"
    """Who receives the fees."""

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        others = self.guarantor_share + self.reinsurer_share + self.insurer_share + self.appraiser_share
        if others > 1 + 1e-9:
            raise ValueError(f"the other parties' shares must not sum above 1 (they sum to {others:.6g})")
        for name in ("tiers", "step_down"):
            keys = [getattr(part, "above" if name == "tiers" else "at_least") for part in getattr(self, name)]
            if keys != sorted(set(keys)):
                raise ValueError(f"{name} must ascend")
        return self

    @model_validator(mode="after")
    def _guarantor_fits(self) -> Self:
        if self.guarantor_capital is None:
            if self.guarantor_multiple is not None:
                raise ValueError("guarantor_multiple needs guarantor_capital")
            if self.is_guarantor_first:
                raise ValueError("is_guarantor_first needs guarantor_capital")
            return self
        if self.timing != "after_recovery":
            raise ValueError('guarantor_capital needs timing = "after_recovery"')
        if self.is_guarantor_first and self.shortage == "queue":
            raise ValueError('is_guarantor_first needs shortage = "lapse" or "pro_rata"')
        return self


class Fund(Part):
    """The fund's money."""

    side: ClassVar[Side] = "policy"

    fund_size: Amount
    """Capital paid in at the start."""
    is_unlimited: bool = False
    """The treasury pays at once whatever the fund lacks (a guarantee without a fund)."""
    top_up: Literal["none", "fixed", "to_capital", "below_floor"] = "none"
    """Yearly top-up in January: a fixed sum, back to the paid-in capital, or only when below a floor."""
    top_up_budget: Amount = 0.0
    """Largest top-up in one year."""
    top_up_floor: Amount = 0.0
    """Top-up `below_floor`: balance below which the fund is topped up to its capital."""
    interest_per_year: RatePerYear = 0.0
    """Interest earned on the balance, credited monthly."""
    running_cost_per_year: Amount = 0.0
    """Administration, paid monthly while there is money."""
    discount_rate_per_year: RatePerYear = 0.0
    """Rate at which public money is discounted to the start."""


class Gate(Part):
    """Which new loans the scheme covers."""

    side: ClassVar[Side] = "policy"

    leverage_multiple: Annotated[float, Field(gt=0, le=1_000, json_schema_extra={"unit": "multiple"})] | None = None
    """Covered principal outstanding stays within this multiple of the base; none: no limit."""
    leverage_base: Literal["net", "gross", "paid_in"] = "net"
    """Balance net of unpaid claims, balance, or paid-in capital."""
    leverage_exposure: Literal["performing_and_npl", "performing"] = "performing_and_npl"
    """Whether unsettled non-performing loans count as outstanding."""
    leverage_refusal: Literal["skip", "close_month"] = "skip"
    """A loan that does not fit is skipped, or closes the month for all later ones."""
    priority_reserve: Share = 0.0
    """Last part of the leverage limit that is open to priority sectors only."""
    quota_per_year: Amount | None = None
    """Largest newly covered principal per calendar year."""
    is_closed_while_unpaid: bool = False
    """No new cover while an approved claim is unpaid."""
    refused_cover: Literal["lend_uncovered", "not_lent"] = "lend_uncovered"
    """When cover is refused the bank decides without it, or the loan is not made."""
    largest_principal: Amount | None = None
    """Larger loans are not eligible."""
    smallest_principal: Amount = 0.0
    """Smaller loans are not eligible."""
    lowest_quality: Share = 0.0
    """Applicants below this quantile of the quality score are not eligible."""
    lowest_ip_share: Share = 0.0
    """Loans whose IP part is a smaller share of principal are not eligible."""
    excluded_sectors: tuple[Name, ...] = ()
    """Sectors that are not eligible."""
    excluded_grades: tuple[Name, ...] = ()
    """Grades that are not eligible."""


class Breaker(Part):
    """The breaker, and the ratio that it and the step-down read."""

    side: ClassVar[Side] = "policy"

    is_on: bool = False
    """Whether there is a breaker."""
    measure: Literal["bank_loss_to_lending", "npl", "payout"] = "bank_loss_to_lending"
    """Ratio read: last twelve months' loss over covered lending, NPL over outstanding, or payout over lending."""
    scope: Literal["scheme", "bank"] = "scheme"
    """Read for the scheme as a whole or for each bank."""
    on_at_least: Share = 1.0
    """Stops when the ratio is at least this."""
    off_below: Share = 1.0
    """Opens again when the ratio is below this."""
    minimum_loans: Count = 0
    """The ratio is taken as 0 until this many covered loans have been made."""
    effect: Literal["no_new_cover", "no_payment"] = "no_new_cover"
    """What stops: new cover, or the payment of claims."""
    reading: Literal["monthly", "claim"] = "monthly"
    """Read once a month before claims are settled, or again at each claim."""
    resets_at_new_year: bool = False
    """Opens every January whatever the ratio."""

    @model_validator(mode="after")
    def _lines_fit(self) -> Self:
        if self.off_below > self.on_at_least:
            raise ValueError("off_below must not be above on_at_least")
        return self


class Tool(Part):
    """One tool of IP policy beside compensation: what it costs and what it does, in chosen sectors.

    Costs are public money outside the fund. The tool serves covered loans; what it does to applications, patents
    and their disposal it does for all loans of its sectors. The calibration holds for the scenario without tools.
    """

    side: ClassVar[Side] = "policy"

    name: Name
    """Name of the tool."""
    sectors: tuple[Name, ...] = ()
    """Sectors in which it works; none named means all."""
    cost_per_year: Amount = 0.0
    """Fixed cost per calendar year of lending."""
    cost_per_loan: Amount = 0.0
    """Cost of each covered loan or renewal in its sectors, such as an appraisal fee."""
    cost_per_lent: RatePerYear = 0.0
    """Cost per unit of covered principal and contract year, such as an interest subsidy; paid when the loan is made."""
    bank_bonus: RatePerYear = 0.0
    """Paid to the bank per unit of covered principal and contract year; counts in its decision, and as a cost."""
    application_response: Annotated[float, Field(ge=-1, le=10, json_schema_extra={"unit": "share"})] = 0.0
    """Relative change of the number of applications."""
    default_cut: Share = 0.0
    """Part of defaults that it prevents (odds of default fall by this part)."""
    appraisal_error_cut: Share = 0.0
    """Part of the appraisal error's spread that it removes."""
    obsolescence_cut: Share = 0.0
    """Part of the technology shocks that it keeps from the pledged patents."""
    invalidation_cut: Share = 0.0
    """Part of the invalidation challenges that it prevents."""
    pool_value_share: Share = 0.0
    """What a patent pool brings for patents that nobody buys, per unit of their value (royalties at present value)."""
    warning_sensitivity: Share = 0.0
    """Early warning: part of the coming defaults that it sees."""
    warning_exposure_cut: Share = 0.0
    """Early warning: part of a loan that is repaid before a default that was seen."""
    warning_false_alarms: Share = 0.0
    """Early warning: part of the sound borrowers whose renewal is refused by mistake."""


class Duration(Part):
    """How long one step takes, in calendar days: a law by name and its parameters."""

    side: ClassVar[Side] = "policy"

    law: Literal["fixed", "exponential", "erlang", "gamma", "lognormal", "uniform", "triangular"]
    """Shape; `triangular` is the symmetric one."""
    mean_days: Annotated[float, Field(ge=0, le=3650, json_schema_extra={"unit": "days"})]
    """Mean; with law `fixed` the time itself."""
    sd_days: Annotated[float, Field(gt=0, le=3650, json_schema_extra={"unit": "days"})] | None = None
    """Standard deviation; for gamma, lognormal, uniform and triangular."""
    stages: Annotated[int, Field(ge=1, le=1000, json_schema_extra={"unit": "number"})] | None = None
    """Number of exponential stages in a row; for erlang."""

    @model_validator(mode="after")
    def _parameters_fit(self) -> Self:
        needs_sd, needs_stages = self.law in ("gamma", "lognormal", "uniform", "triangular"), self.law == "erlang"
        if (self.sd_days is not None) != needs_sd:
            raise ValueError(f"sd_days is {'needed by' if needs_sd else 'not a parameter of'} law {self.law!r}")
        if (self.stages is not None) != needs_stages:
            raise ValueError(f"stages is {'needed by' if needs_stages else 'not a parameter of'} law {self.law!r}")
        if self.law != "fixed" and self.mean_days == 0:
            raise ValueError(f'mean_days must be above 0 with law {self.law!r}; no time at all is law "fixed"')
        if self.sd_days is None:
            return self
        reach = {"uniform": math.sqrt(3), "triangular": math.sqrt(6)}.get(self.law)
        if reach is not None and self.sd_days * reach > self.mean_days * (1 + 1e-9):
            raise ValueError(f"sd_days must be at most mean_days / {reach:.4g} with law {self.law!r}")
        if not self.mean_days / 1000 <= self.sd_days <= self.mean_days * 20:
            raise ValueError("sd_days must lie between a thousandth of mean_days and 20 times mean_days")
        return self


class Operations(Part):
    """Desks through which applications and claims pass, and how long each step takes (calendar days)."""

    side: ClassVar[Side] = "policy"

    appraisers: Seats
    """Appraisers: applications appraised at the same time."""
    appraisal: Duration
    """Work of an appraiser on one application."""
    bank_desks: Seats
    """Credit desks of all banks together."""
    bank_decision: Duration
    """Work of a credit desk on one application."""
    suit: Duration
    """From default until the suit is filed and accepted by the court."""
    court: Duration
    """From then until the patents may be put up for sale: judgment, enforcement, judicial appraisal."""
    auction_slots: Seats
    """Lots that can be up for sale at the same time."""
    auction_round: Duration
    """Time a lot holds a slot in one round: preparation, notice, bidding."""
    claim_trigger_days_past_due: Annotated[float, Field(ge=0, le=720, json_schema_extra={"unit": "days"})]
    """Days past due from which a claim may be filed; default is at 90, so that 90 or less is no further wait."""
    claim_filing: Duration
    """Bank's own time for putting a claim together: from the sale, or from the accepted suit (see scheme.timing)."""
    filing_deadline_days: Annotated[float, Field(gt=0, le=7300, json_schema_extra={"unit": "days"})] | None = None
    """Claims filed more than this after default are refused; none: no deadline."""
    claim_window_months: Annotated[int, Field(ge=1, le=60, json_schema_extra={"unit": "months"})] | None = None
    """Filed claims are taken in every so many months (12: each January); none: at any time."""
    claim_assessors: Seats
    """Claims reviewed at the same time."""
    claim_review: Duration
    """Work of an assessor on one claim."""
    public_notice_days: Annotated[float, Field(ge=0, le=365, json_schema_extra={"unit": "days"})]
    """Public notice between the review and the payment."""


class Source(Part):
    """Where a figure comes from."""

    side: ClassVar[Side] = "text"

    source: Text
    """Paper, rule, page or table."""
    confidence: Literal["read", "derived", "memory-unverified", "assumption", "not-found"]
    """read: seen on the page named; derived: arithmetic on read figures; the others as they say."""
    low: float | None = None
    """Low end of the range to sweep."""
    high: float | None = None
    """High end of the range to sweep."""


class Scenario(Part):
    """Everything one run needs to know."""

    side: ClassVar[Side] = "text"

    currency: Literal["CNY", "KRW", "USD", "EUR"] = "CNY"
    """Currency of every amount; amounts are in its main unit."""
    about: About
    run: Run = Run()
    clock: Clock = Clock()
    economy: Economy
    sectors: tuple[Sector, ...]
    grades: tuple[Grade, ...]
    banks: tuple[Bank, ...]
    applications: Applications
    loans: Loans
    patents: Patents
    disposal: Disposal
    book: tuple[Book, ...] = ()
    calibration: Calibration | None = None
    stress: tuple[Stress, ...] = ()
    lender: Lender
    scheme: Scheme
    fund: Fund
    gate: Gate = Gate()
    breaker: Breaker = Breaker()
    tools: tuple[Tool, ...] = ()
    operations: Operations | None = None
    bank_rules: BankRules | None = None
    sources: dict[str, Source] = Field(default={})

    @model_validator(mode="after")
    def _names_and_shares_fit(self) -> Self:
        for what in ("sectors", "grades", "banks"):
            parts = getattr(self, what)
            _shares_sum_to_one(parts, what)
            names = [part.name for part in parts]
            if len(set(names)) != len(names):
                raise ValueError(f"{what}: two have the same name")
        sectors = {sector.name for sector in self.sectors}
        grades = {grade.name for grade in self.grades}
        for segment in self.book:
            if segment.sector not in sectors or segment.grade not in grades:
                raise ValueError(f"book {segment.name!r}: unknown sector or grade")
        for name in self.gate.excluded_sectors:
            if name not in sectors:
                raise ValueError(f"gate.excluded_sectors: unknown sector {name!r}")
        for tool in self.tools:
            for name in tool.sectors:
                if name not in sectors:
                    raise ValueError(f"tools {tool.name!r}: unknown sector {name!r}")
        for name in self.gate.excluded_grades:
            if name not in grades:
                raise ValueError(f"gate.excluded_grades: unknown grade {name!r}")
        return self
