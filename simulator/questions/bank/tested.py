"""What a bank's stress test finds: a book of loans under several stresses, with and without the scheme.

Amounts are in the scenario's currency, shares and ratios of 1. `MONTHS` months are followed one by one; losses and
payments are followed to their end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import AT_LEAST_0, SHARE, UNBOUNDED, Bounds
from simulator.analysis.episodes import NamedStress
from simulator.estimate import Estimate
from simulator.inputs.number_columns import ColumnFacts
from simulator.scenario.model import Scenario
from simulator.values import Phrase, Unit

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MONTHS = 24
"""Months that are followed one by one."""
NO_STRESS, WITHOUT_SCHEME, AS_IT_IS = "no_stress", "without_scheme", "with_scheme"
"""Names of the world without stress, and of the covers that every stress has."""
BREAKDOWNS = ("branch", "product", "sector", "grade", "vintage")
"""By what the book is broken down; vintage is the year of lending."""


@dataclass(frozen=True)
class BankMeasure:
    """One figure of every case.

    Attributes
    ----------
    key
        By which estimates are found; its words are `bank.measure.KEY`.
    bounds
        What no path can pass.
    """

    key: str
    unit: Unit
    bounds: Bounds = AT_LEAST_0


MEASURES = (
    BankMeasure("npl_ratio_12", "share", SHARE),
    BankMeasure("npl_ratio_24", "share", SHARE),
    BankMeasure("npl_ratio_peak", "share", SHARE),
    BankMeasure("distance_12", "points", UNBOUNDED),
    BankMeasure("over_tolerance", "probability", SHARE),
    BankMeasure("defaulted", "currency"),
    BankMeasure("gross_loss", "currency"),
    BankMeasure("compensation", "currency"),
    BankMeasure("net_loss", "currency"),
    BankMeasure("net_loss_95", "currency"),
    BankMeasure("net_loss_in_default", "currency"),
    BankMeasure("waiting_cost", "currency"),
    BankMeasure("written_off_12", "currency"),
    BankMeasure("written_off_24", "currency"),
    BankMeasure("allowance_integral", "currency"),
    BankMeasure("allowance_separate", "currency"),
    BankMeasure("compensation_asset", "currency"),
    BankMeasure("least_provisions_12", "currency"),
    BankMeasure("coverage_12", "share"),
    BankMeasure("loan_provision_ratio_12", "share"),
    BankMeasure("provisions_missing_12", "currency"),
    BankMeasure("weighted_assets", "currency"),
    BankMeasure("weighted_assets_mitigated", "currency"),
    BankMeasure("weighted_assets_internal", "currency"),
    BankMeasure("capital", "currency"),
    BankMeasure("raroc", "share", UNBOUNDED),
)
"""Of every case. Figures that are computed and not simulated have an interval of no width and kind "mean"."""

BOUNDS = {measure.key: measure.bounds for measure in MEASURES}
OF_THE_BALANCE = ("defaulted", "gross_loss", "compensation", "net_loss", "written_off_12", "written_off_24")
"""At most the balance of the loans they are counted on."""

BOOK, NEW_BUSINESS = "book", "new_business"
PARTS = (BOOK, NEW_BUSINESS, "both")
BUSINESS_MEASURES = (
    BankMeasure("lent", "currency"),
    BankMeasure("lent_covered", "currency"),
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
        `WITHOUT_SCHEME`, `AS_IT_IS`, or "ratio_0.5".
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
        "late", "unregistered", or "late_unregistered".
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
        "margin", "provisions", "capital_buffer".
    amount
        The buffer's size.
    driver
        "pd_multiplier" (of all loans, from the first month to the last), "sale_proceeds" (factor on them, 0 to 1), or
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
    read
        What PDs, rates, balances and due dates are taken together, so that a wrong unit is seen.
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
    read: tuple[ColumnFacts, ...] = ()

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
    stresses
        Stresses that were asked for.
    files
        Copies of their files by path in the run folder.
    tape_name, tape_sha256
        File of the tape, of which no copy is kept.
    """

    scenario: Scenario
    facts: TapeFacts
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
    notes: tuple[Phrase, ...]
    stresses: tuple[NamedStress, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    tape_name: str = "tape"
    tape_sha256: str = ""

    def case(self, stress: str, cover: str) -> BankCase:
        """Return the case of a stress and a cover."""
        return next(case for case in self.cases if (case.stress, case.cover) == (stress, cover))
