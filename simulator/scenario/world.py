"""World sections of the scenario record: economy, firms, patents, lending habits; drawn once for all policies."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.errors import UnfitError, wrong
from simulator.scenario.part import Part
from simulator.scenario.types import (
    SHARES_TOLERANCE,
    Amount,
    Correlation,
    Deviations,
    Factor,
    LogDeviation,
    LogPoints,
    Months,
    Name,
    PerYear,
    RatePerYear,
    Share,
    ShareBelowOne,
)


def check_shares(parts: tuple["Sector | Grade | Bank | Term", ...], what: str) -> None:
    """Raise UnfitError unless the parts' shares sum to 1."""
    total = sum(part.share for part in parts)
    if parts and abs(total - 1) > SHARES_TOLERANCE:
        raise UnfitError(wrong("faults.scenario.shares_sum", all=what, total=f"{total:.6g}"))
    if not parts:
        raise UnfitError(wrong("faults.scenario.one_of", all=what))


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
            raise UnfitError(wrong("faults.scenario.copula_step", step='step = "yearly"'), "copula")
        if self.regimes and self.step != "monthly":
            raise UnfitError(wrong("faults.scenario.needs", needed='step = "monthly"'), "regimes")
        if len(self.regimes) not in (0, 2, 3):
            raise UnfitError(wrong("faults.scenario.regimes"), "regimes")
        for regime in self.regimes:
            if len(regime.to) != len(self.regimes) or abs(sum(regime.to) - 1) > SHARES_TOLERANCE:
                raise UnfitError(wrong("faults.scenario.regime_to", name=repr(regime.name)), "regimes")
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
            raise UnfitError(wrong("faults.scenario.not_above", other="amount_max"), "amount_min")
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
    renewal_signal: Literal["learning", "lasting", "fresh"] = "learning"
    """What the bank knows of a borrower who asks to renew: its first signal, one more each year and that it has paid;
    its first signal only; or a new signal only, as of somebody it has never met."""
    refinancing_default_probability: Share = 0.0
    """Chance that a borrower whose renewal is refused defaults for lack of money."""
    owed: Literal["principal", "principal_and_interest"] = "principal"
    """What counts as loss: principal only, or also the interest accrued up to 90 days."""

    @model_validator(mode="after")
    def _terms_sum_to_one(self) -> Self:
        check_shares(self.terms, "terms")
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
            other = "remaining_life_years_max"
            raise UnfitError(wrong("faults.scenario.not_above", other=other), "remaining_life_years_min")
        for kind in ("invention", "utility"):
            if getattr(self, f"full_invalidation_{kind}") + getattr(self, f"partial_invalidation_{kind}") > 1:
                keys = (f"full_invalidation_{kind}", f"partial_invalidation_{kind}")
                raise UnfitError(wrong("faults.scenario.invalidation", first=keys[0], second=keys[1]))
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
            raise UnfitError(wrong("faults.scenario.not_above", other="lag_months_max"), "lag_months_min")
        if len(self.auction_gap_months) != len(self.auction_reserves) - 1:
            raise UnfitError(wrong("faults.scenario.one_less", other="auction_reserves"), "auction_gap_months")
        spread = self.sale_share_mean * (1 - self.sale_share_mean)
        if self.method == "haircut" and self.sale_share_sd**2 >= max(spread, 1e-12) and self.sale_share_sd > 0:
            raise UnfitError(wrong("faults.scenario.beta_spread", mean="sale_share_mean"), "sale_share_sd")
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
    """Yearly defaults per loan of the loans that are made ..."""
    observed_pd_at_ratio: Share
    """... at this compensation ratio (the other parties' shares as in the scheme)."""
    observed_counts: Literal["all", "new_loans"] = "all"
    """Whether these are all defaults of loans and their renewals, refused renewals included, as published rates are;
    or those of new loans alone, which no renewal follows."""


class Stress(Part):
    """One stress episode: a deterministic path applied on top of the world."""

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
