"""What a bank's stress test finds: a book of loans under several stresses, with and without the scheme.

Amounts are in the scenario's currency, shares and ratios of 1. `MONTHS` months are followed one by one; losses and
payments are followed to their end.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import AT_LEAST_0, SHARE, UNBOUNDED, Bounds
from simulator.estimate import Estimate
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MONTHS = 24
"""Months that are followed one by one."""
NO_STRESS = "no stress"
WITHOUT_SCHEME = "without scheme"
AS_IT_IS = "with scheme"
BREAKDOWNS = ("branch", "product", "sector", "grade", "vintage")
"""By what the book is broken down; vintage is the year of lending."""


@dataclass(frozen=True)
class BankMeasure:
    """One figure of every case.

    Attributes
    ----------
    key
        By which estimates are found.
    label
        In plain words.
    unit
        "currency", "share" (of 1), "factor" or "per year".
    bounds
        What no path can pass.
    """

    key: str
    label: str
    unit: str
    bounds: Bounds = AT_LEAST_0


MEASURES = (
    BankMeasure("npl_ratio_12", "NPL ratio after 12 months", "share", SHARE),
    BankMeasure("npl_ratio_24", "NPL ratio after 24 months", "share", SHARE),
    BankMeasure("npl_ratio_peak", "highest NPL ratio at any month end within 24 months", "share", SHARE),
    BankMeasure("distance_12", "distance to the NPL tolerance after 12 months", "share", UNBOUNDED),
    BankMeasure(
        "over_tolerance", "chance that the NPL ratio is above what is tolerated at some month end", "share", SHARE
    ),
    BankMeasure("defaulted", "balance that turns non-performing", "currency"),
    BankMeasure("gross_loss", "loss after the sale of the security, before compensation", "currency"),
    BankMeasure("compensation", "compensation received, from the fund and all others", "currency"),
    BankMeasure("net_loss", "loss after compensation", "currency"),
    BankMeasure("net_loss_95", "loss after compensation that 1 of 20 futures exceeds", "currency"),
    BankMeasure("net_loss_in_default", "loss after compensation on loans in default already", "currency"),
    BankMeasure("waiting_cost", "cost of waiting for compensation", "currency"),
    BankMeasure("written_off_12", "written off within 12 months", "currency"),
    BankMeasure("written_off_24", "written off within 24 months", "currency"),
    BankMeasure("allowance_integral", "loss allowance, compensation taken off", "currency"),
    BankMeasure("allowance_separate", "loss allowance, compensation beside it", "currency"),
    BankMeasure("compensation_asset", "compensation expected on that allowance", "currency"),
    BankMeasure("least_provisions_12", "smallest provisions by loan class after 12 months", "currency"),
    BankMeasure("coverage_12", "provision coverage after 12 months with the provisions held now", "factor"),
    BankMeasure("loan_provision_ratio_12", "loan provision ratio after 12 months with these provisions", "share"),
    BankMeasure(
        "provisions_missing_12", "provisions to add for coverage and ratio required after 12 months", "currency"
    ),
    BankMeasure("weighted_assets", "risk-weighted assets, standardised", "currency"),
    BankMeasure("weighted_assets_mitigated", "the same with the fund as a guarantor", "currency"),
    BankMeasure("weighted_assets_internal", "the same by internal ratings (shadow)", "currency"),
    BankMeasure("capital", "capital needed, standardised", "currency"),
    BankMeasure("raroc", "risk-adjusted return on capital", "per year", UNBOUNDED),
)
"""Of every case. Figures that are computed and not simulated have an interval of no width and kind "mean"."""

BOUNDS = {measure.key: measure.bounds for measure in MEASURES}
OF_THE_BALANCE = ("defaulted", "gross_loss", "compensation", "net_loss", "written_off_12", "written_off_24")
"""At most the balance of the loans they are counted on."""

BOOK, NEW_BUSINESS = "book", "new business"
PARTS = (BOOK, NEW_BUSINESS, "both")
BUSINESS_MEASURES = (
    BankMeasure("lent", "newly lent", "currency"),
    BankMeasure("lent_covered", "newly lent with cover", "currency"),
    *(
        m
        for m in MEASURES
        if m.key
        in ("npl_ratio_12", "npl_ratio_24", "defaulted", "gross_loss", "compensation", "net_loss", "waiting_cost")
    ),
)
"""Of book, new business and both."""


@dataclass(frozen=True)
class BankCase:
    """The book under one stress and one cover.

    Attributes
    ----------
    stress
        `NO_STRESS`, or the name of the stress.
    cover
        `WITHOUT_SCHEME`, `AS_IT_IS`, or "ratio 50 %".
    ratio
        Compensation ratio; 0 without the scheme.
    estimates
        By key of `MEASURES`; a measure that the case does not have is missing.
    classes
        Mean balance by month end and loan class (order of `LoanClass`), shape (MONTHS + 1, 5); row 0 is the tape.
        What sound borrowers repay counts as lent again to sound ones, here and in the NPL ratio.
    written_off
        Mean sum written off by month end, shape (MONTHS + 1,).
    repaid
        Mean sum of what sales and compensation brought by month end, shape (MONTHS + 1,):
        classes + written off + repaid = balance of the tape.
    npl_ratio
        Mean and quantiles of the NPL ratio by month end, shape (MONTHS + 1, 4): mean, 5 %, 50 %, 95 %.
    migration
        Mean balance after twelve months of the loans of the tape by class then (row) and now (column), shape (5, 5).
    migration_by_month
        Migration rates of each month, shape (MONTHS, 4), of the first four classes; nan where a class is empty.
    performing_migration
        Part of normal and special-mention loans that turned non-performing in each month, shape (MONTHS,).
    """

    stress: str
    cover: str
    ratio: float
    estimates: Mapping[str, Estimate]
    classes: Floats
    written_off: Floats
    repaid: Floats
    npl_ratio: Floats
    migration: Floats
    migration_by_month: Floats
    performing_migration: Floats


@dataclass(frozen=True)
class BookRow:
    """One part of the book under one stress with the scheme as it is.

    Attributes
    ----------
    by, name
        One of `BREAKDOWNS`, and the part's name; empty where the tape does not say.
    loans
        Number of loans with a balance; 0 where all that were made are settled.
    balance
        Owed now.
    pd
        Balance-weighted yearly PD of the loans not in default; 0 when all are.
    npl_balance
        Of loans in default now.
    gross_loss, net_loss, net_loss_alone
        Before compensation; after it; without the scheme.
    allowance
        Loss allowance, compensation taken off.
    made, lent
        Loans made, settled ones too, and their principal.
    lent_defaulted
        Principal of those that are in default or had a claim filed.
    """

    stress: str
    by: str
    name: str
    loans: int
    balance: float
    pd: float
    npl_balance: float
    gross_loss: Estimate
    net_loss: Estimate
    net_loss_alone: Estimate
    allowance: float
    made: int
    lent: float
    lent_defaulted: float


@dataclass(frozen=True)
class BusinessRow:
    """The book beside new business, the new business, or both, under one stress and one cover.

    Attributes
    ----------
    part
        One of `PARTS`.
    estimates
        By key of `BUSINESS_MEASURES`, of all loans to their end; amounts of both are the sums path by path.
        What sound borrowers of the book repay counts as lent again in NPL ratios, as in those of `BankCase`.
    """

    stress: str
    cover: str
    part: str
    estimates: Mapping[str, Estimate]


@dataclass(frozen=True)
class LoanRow:
    """One of the worst loans: by mean net loss without stress, with the scheme as it is.

    `loan` and `borrower` are as on the tape; `pd` is 1 for a loan in default.
    """

    loan: str
    borrower: str
    sector: str
    balance: float
    days_past_due: int
    pd: float
    net_loss: Estimate
    allowance: float


@dataclass(frozen=True)
class ClaimAtRisk:
    """A loan whose claim may be refused.

    Attributes
    ----------
    reason
        "filed late", "pledge not registered", or "filed late; pledge not registered".
    days_to_filing
        From lending to filing.
    compensation
        What the scheme would pay on a default today by its ratio, before limits of money.
    """

    loan: str
    borrower: str
    balance: float
    reason: str
    days_to_filing: int
    compensation: float


@dataclass(frozen=True)
class Concentration:
    """How much of the balance few hold.

    Attributes
    ----------
    largest
        The ten largest borrowers with their balances, largest first.
    largest_share
        Their part of the balance.
    herfindahl
        Sum of squared shares of the balance by "borrower", "sector", "branch": 1 is all in one.
    """

    largest: tuple[tuple[str, float], ...]
    largest_share: float
    herfindahl: Mapping[str, float]


@dataclass(frozen=True)
class Emptied:
    """How bad it must get until a buffer is gone.

    Attributes
    ----------
    buffer
        "margin", "provisions", "capital buffer".
    amount
        The buffer's size.
    driver
        "PD multiplier" (of all loans, from the first month to the last), "sale proceeds" (factor on them, 0 to 1), or
        the name of a stress (its severity; 1 is as stated).
    smallest
        Value of the driver at which the mean net loss (less what the buffers before it take) reaches the amount;
        infinite when not even `extreme` does it; the driver's first value (PD multiplier 1, sale proceeds 1, severity
        0) when the buffer is gone as things stand. Losses are those of the defaults of twelve months.
    extreme
        Last value tried.
    """

    buffer: str
    amount: float
    driver: str
    smallest: Estimate
    extreme: float


@dataclass(frozen=True)
class TapeFacts:
    """The book as it stands on the day of the tape.

    Attributes
    ----------
    as_of
        Day, such as "2026-06-30".
    rows
        Loans on the tape, settled ones too.
    settled_claims
        Of those without a balance, how many had a claim filed.
    loans, borrowers, balance
        With a balance.
    covered_balance
        Filed with the scheme.
    npl_balance
        90 or more days past due.
    grades
        Number of distinct PDs simulated.
    largest_pd_change
        Largest change of a PD by grouping; 0 when none was grouped.
    unused
        Fields of the tape that are filled and move no figure of the test.
    """

    as_of: str
    rows: int
    settled_claims: int
    loans: int
    borrowers: int
    balance: float
    covered_balance: float
    npl_balance: float
    grades: int
    largest_pd_change: float
    unused: tuple[str, ...] = ()

    @property
    def settled(self) -> int:
        """Return how many loans of the tape have no balance: repaid or written off."""
        return self.rows - self.loans


@dataclass(frozen=True)
class BankTest:
    """Everything that `bank` reports.

    Attributes
    ----------
    scenario
        Whose scheme, economy, lender and rules are used.
    facts
        The tape.
    paths, seed
        Of the simulation.
    tolerance
        Tolerated NPL ratio, absolute; none when neither question nor scenario has one.
    provisions, capital_buffer, margin
        Held now: the larger of the allowance and the smallest provisions, unless given; capital above 8 % of
        risk-weighted assets; income less funding and running cost of the next twelve months, until loans fall due,
        before losses.
    cases
        By stress, then by cover, in the order asked for; the first stress is `NO_STRESS`.
    saved
        Net loss without scheme less with it as it is, paired, by stress.
    breakdown
        By stress, `BREAKDOWNS` and name.
    business
        Book, new business and both by stress and cover; empty where new business was not asked for.
    worst, at_risk, concentration
        See there; `worst` has at most ten.
    break_even_ratio
        By stress: smallest compensation ratio at which the margin of a year carries the mean net loss of the year's
        defaults; 0 when it needs none, infinite when not even full compensation is enough.
    reverse
        What empties margin, provisions, capital buffer.
    notes
        What must be known to read it, one sentence each.
    """

    scenario: Scenario
    facts: TapeFacts
    paths: int
    seed: int
    tolerance: float | None
    provisions: float
    capital_buffer: float
    margin: float
    cases: tuple[BankCase, ...]
    saved: Mapping[str, Estimate]
    breakdown: tuple[BookRow, ...]
    business: tuple[BusinessRow, ...]
    worst: tuple[LoanRow, ...]
    at_risk: tuple[ClaimAtRisk, ...]
    concentration: Concentration
    break_even_ratio: Mapping[str, Estimate]
    reverse: tuple[Emptied, ...]
    notes: tuple[str, ...]

    def case(self, stress: str, cover: str) -> BankCase:
        """Return the case of a stress and a cover."""
        return next(case for case in self.cases if (case.stress, case.cover) == (stress, cover))
