"""Rules by which a bank accounts for its loans: impairment, loan classes, provisions, capital.

Each set of rules has the days between which it is in force. Figures have no default: they come from
scenario files, with a source.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from simulator.errors import UnfitError, wrong
from simulator.scenario.part import Part
from simulator.scenario.types import SHARES_TOLERANCE, Amount, Day, DaysPastDue, Factor, Name, Share, Side


class RuleSet(Part):
    """Rules that come into force on one day and are replaced on another."""

    side: ClassVar[Side] = "policy"

    in_force_from: Day
    """First day on which the rules apply."""
    in_force_until: Day | None = None
    """Last day on which they apply; none: no end is known."""

    @model_validator(mode="after")
    def _days_fit(self) -> Self:
        if self.in_force_until is not None and self.in_force_until < self.in_force_from:
            raise UnfitError(wrong("faults.scenario.not_before", other="in_force_from"), "in_force_until")
        return self

    def is_in_force(self, day: Day) -> bool:
        """Return whether the rules apply on a day such as "2024-01-01", the first and the last one included."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)


class Outlook(Part):
    """One view of the time ahead, with its probability."""

    side: ClassVar[Side] = "policy"

    name: Name
    """Name of the outlook."""
    weight: Share
    """Its probability."""
    default_factor: Factor
    """Multiplies the yearly probability of default, which stays at most 1."""
    loss_factor: Factor
    """Multiplies the loss given default, which stays at most 1."""


class Impairment(RuleSet):
    """Expected credit loss (IFRS 9 section 5.5, CAS 22 chapter 8)."""

    stage_2_days_past_due: DaysPastDue
    """More days past due than this mean a significant increase of credit risk (IFRS 9 5.5.11)."""
    stage_3_days_past_due: DaysPastDue
    """From this many days past due on a loan is in default and credit-impaired (IFRS 9 B5.5.37)."""
    stage_2_pd_ratio: Annotated[float, Field(ge=1, le=1000, json_schema_extra={"unit": "factor"})]
    """Credit risk has increased significantly when the probability of default is this multiple of that at the start."""
    low_risk_pd: Share
    """Up to this yearly probability of default credit risk is low, and its increase is no test (IFRS 9 5.5.10)."""
    outlooks: tuple[Outlook, ...]
    """Views of the time ahead over which the loss is averaged (IFRS 9 5.5.17)."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.stage_3_days_past_due <= self.stage_2_days_past_due:
            other = "stage_2_days_past_due"
            raise UnfitError(wrong("faults.scenario.above", other=other), "stage_3_days_past_due")
        total = sum(outlook.weight for outlook in self.outlooks)
        if abs(total - 1) > SHARES_TOLERANCE:
            raise UnfitError(wrong("faults.scenario.weights_sum", total=f"{total:.6g}"))
        return self


class Classes(RuleSet):
    """Five loan classes by days past due and by what the security leaves of the loss."""

    special_mention_days_past_due: DaysPastDue
    """More days past due than this: at least special mention."""
    substandard_days_past_due: DaysPastDue
    """More days past due than this: at least substandard."""
    doubtful_days_past_due: DaysPastDue
    """More days past due than this: at least doubtful."""
    loss_days_past_due: DaysPastDue
    """More days past due than this: loss."""
    doubtful_loss_share: Share
    """Credit-impaired, and at least this part of the balance is expected to be lost: at least doubtful."""
    loss_loss_share: Share
    """Credit-impaired, and at least this part of the balance is expected to be lost: loss."""

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        days = [
            self.special_mention_days_past_due,
            self.substandard_days_past_due,
            self.doubtful_days_past_due,
            self.loss_days_past_due,
        ]
        if days != sorted(set(days)):
            raise UnfitError(wrong("faults.scenario.classes_ascend"))
        if self.loss_loss_share < self.doubtful_loss_share:
            raise UnfitError(wrong("faults.scenario.not_below", other="doubtful_loss_share"), "loss_loss_share")
        return self


class Provisions(RuleSet):
    """Smallest provisions by loan class."""

    general: Share
    """Of all loans, whatever their class."""
    special_mention: Share
    """Of loans of special mention."""
    substandard: Share
    """Of substandard loans."""
    doubtful: Share
    """Of doubtful loans."""
    loss: Share
    """Of loans classed as loss."""


class Coverage(RuleSet):
    """Smallest provisions of a bank as a whole."""

    provision_coverage: Factor
    """Provisions per non-performing loans, at least."""
    loan_provision_ratio: Share
    """Provisions per loans, at least."""


class Capital(RuleSet):
    """Credit risk under the standardised approach."""

    sme_weight: Factor
    """Risk weight of small and medium-sized firms."""
    retail_weight: Factor
    """Risk weight of small firms that count as regulatory retail."""
    retail_largest: Amount
    """Largest sum owed by one firm that counts as regulatory retail."""
    defaulted_weight: Factor
    """Risk weight of a defaulted loan net of its specific provision."""
    provisioned_weight: Factor
    """The same where the specific provision is large."""
    provisioned_share: Share
    """Part of the balance from which on a specific provision is large."""
    is_fund_mitigation: bool = False
    """Whether the fund's compensation counts as a guarantee in the risk weight."""
    fund_weight: Factor
    """Risk weight of the fund, should it count as a guarantor."""


class InternalRatings(RuleSet):
    """Credit risk under the internal ratings-based approach, as a shadow of the standardised one."""

    confidence: Annotated[float, Field(gt=0.5, lt=1, json_schema_extra={"unit": "share"})]
    """Probability with which capital and expected loss cover a year's loss."""
    pd_floor: Annotated[float, Field(gt=0, lt=1, json_schema_extra={"unit": "share per year"})]
    """Smallest probability of default."""
    loss_given_default: Share
    """Supervisory loss given default of senior claims."""
    maturity_years: Annotated[float, Field(ge=1, le=5, json_schema_extra={"unit": "years"})]
    """Effective maturity."""
    annual_sales: Amount
    """Yearly sales of the borrowers, for the adjustment by firm size."""
    sales_low: Amount
    """Smaller sales count as these."""
    sales_high: Amount
    """From these sales on there is no adjustment."""

    @model_validator(mode="after")
    def _sales_fit(self) -> Self:
        if self.sales_high <= self.sales_low:
            raise UnfitError(wrong("faults.scenario.above", other="sales_low"), "sales_high")
        return self


class BankRules(Part):
    """Rules by which a bank accounts for its loans, each set with the days on which it is in force."""

    side: ClassVar[Side] = "policy"

    impairment: Impairment
    classes: Classes
    provisions: Provisions
    coverage: Coverage
    capital: Capital
    internal_ratings: InternalRatings
