"""The desks of the scenario record: through which applications and claims pass, and how long each step takes."""

import math
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from simulator.errors import UnfitError, wrong
from simulator.scenario.part import Part
from simulator.scenario.types import Seats, Side


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
        for key, is_needed in (("sd_days", needs_sd), ("stages", needs_stages)):
            if is_needed and getattr(self, key) is None:
                raise UnfitError(wrong("faults.scenario.law_needs", law=repr(self.law)), key)
            if not is_needed and getattr(self, key) is not None:
                raise UnfitError(wrong("faults.scenario.law_has_none", law=repr(self.law)), key)
        if self.law != "fixed" and self.mean_days == 0:
            raise UnfitError(wrong("faults.scenario.mean_of_law", law=repr(self.law), none='"fixed"'), "mean_days")
        if self.sd_days is None:
            return self
        reach = {"uniform": math.sqrt(3), "triangular": math.sqrt(6)}.get(self.law)
        if reach is not None and self.sd_days * reach > self.mean_days * (1 + 1e-9):
            most = f"mean_days / {reach:.4g}"
            raise UnfitError(wrong("faults.scenario.spread_of_law", most=most, law=repr(self.law)), "sd_days")
        if not self.mean_days / 1000 <= self.sd_days <= self.mean_days * 20:
            raise UnfitError(wrong("faults.scenario.spread", mean="mean_days"), "sd_days")
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
