"""Policy sections of the scenario record: what the city and the bank can choose."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from simulator.errors import UnfitError, wrong
from simulator.scenario.part import Part
from simulator.scenario.types import Amount, Count, Factor, Months, Name, RatePerYear, Share, Side
from simulator.values import Own, phrase


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
    screening_response: Annotated[float, Field(ge=0, le=3, json_schema_extra={"unit": "factor"})] = 0.0
    """Relative rise of that noise at full cover; grows with the square of the ratio. At more than 3 a bank under cover
    sees so little that it takes everybody or nobody, and what is lent tells nothing of its pool."""
    monitoring_response: Factor = 0.0
    """Relative rise of the default hazard at full cover; grows with the square of the ratio."""
    trust: Literal["full", "money"] = "money"
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
            raise UnfitError(wrong("faults.scenario.other_parties", total=f"{others:.6g}"))
        for name in ("tiers", "step_down"):
            keys = [getattr(part, "above" if name == "tiers" else "at_least") for part in getattr(self, name)]
            if keys != sorted(set(keys)):
                raise UnfitError(wrong("faults.scenario.ascend"), name)
        return self

    @model_validator(mode="after")
    def _guarantor_fits(self) -> Self:
        if self.guarantor_capital is None:
            if self.guarantor_multiple is not None:
                raise UnfitError(wrong("faults.scenario.needs", needed="guarantor_capital"), "guarantor_multiple")
            if self.is_guarantor_first:
                raise UnfitError(wrong("faults.scenario.needs", needed="guarantor_capital"), "is_guarantor_first")
            return self
        if self.timing != "after_recovery":
            raise UnfitError(wrong("faults.scenario.needs", needed='timing = "after_recovery"'), "guarantor_capital")
        if self.is_guarantor_first and self.shortage == "queue":
            needed = phrase("list.or", first=Own('shortage = "lapse"'), last=Own('"pro_rata"'))
            raise UnfitError(wrong("faults.scenario.needs", needed=needed), "is_guarantor_first")
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
    leverage_counts: Literal["principal", "liability", "duty"] = "principal"
    """What the multiple is of: covered principal; the fund's liability (the compensation ratio of its covered part);
    or what banks promise to lend at least, which limits nothing."""
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
    reopens: Literal["review", "ratio", "new_year", "decision"] = "review"
    """When a tripped breaker may open again: at a review, below the lower line; as soon as the ratio is below it;
    the same, and every January whatever the ratio; or never within the run, since somebody has to decide."""
    review_months: Annotated[int, Field(ge=1, le=240, json_schema_extra={"unit": "months"})] = 12
    """Months from the stop to the review, and from one review to the next."""

    @model_validator(mode="after")
    def _lines_fit(self) -> Self:
        if self.off_below > self.on_at_least:
            raise UnfitError(wrong("faults.scenario.not_above", other="on_at_least"), "off_below")
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
