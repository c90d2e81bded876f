"""The measures: what each is called, in which unit it is, what it means, and how it follows from path totals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.analysis import fund_formulas, possible
from simulator.analysis.bounded import AT_LEAST_0, SHARE, UNBOUNDED, Bounds
from simulator.analysis.credit_years import additional_per_year, additional_years, covered_years
from simulator.analysis.fund_formulas import Formula
from simulator.analysis.path_totals import PathTotals
from simulator.ledger import OTHERS
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]
Rare = Callable[[Scenario], bool]
Unit = Literal["currency", "share", "count", "months", "per currency", "probability", "currency times years"]

DEPLETION_YEARS = (1, 3, 5, 10)
TAIL = 0.99


@dataclass(frozen=True)
class MeasureDefinition:
    """What one measure is called, in which unit it is, what it means, and what no path can pass."""

    key: str
    label: str
    unit: Unit
    kind: str
    meaning: str
    bounds: Bounds = AT_LEAST_0
    """Of the measure itself; a difference of two policies has none."""


@dataclass(frozen=True)
class Measure:
    """A measure and its formula; every formula gives one number per policy and path, shape (policies, paths).

    A path on which a `quantile` has no value is nan: the quantile is then that of the other paths.
    """

    definition: MeasureDefinition
    formula: Formula
    denominator: Formula | None = None
    """Of a ratio of means."""
    level: float = 0.5
    """Of a quantile or an expected shortfall."""
    column: str = ""
    """Total of which a quantile or an expected shortfall is taken; of a number of months, where it is above 0."""
    applies: Callable[[Scenario], bool] = lambda _: True
    """Whether a policy has this measure."""
    may_be_rare: Callable[[Scenario], bool] = possible.always
    """Whether 0 on every path may be chance; a share of 1 likewise."""


def _amount(*names: str) -> Formula:
    return lambda totals: totals.amount(*names)


def _number(name: str) -> Formula:
    return lambda totals: totals.number(name)


def lent(totals: PathTotals) -> Floats:
    """Return the principal of all loans made."""
    return totals.amount("lent_covered", "lent_uncovered")


def _lent_alone(totals: PathTotals) -> Floats:
    """Return what the same banks lend on the same path without any scheme."""
    return totals.alone("lent_covered", "lent_uncovered")


def additional(totals: PathTotals) -> Floats:
    """Return what was lent above the no-scheme arm, path by path."""
    return lent(totals) - _lent_alone(totals)


def fiscal_cost(totals: PathTotals) -> Floats:
    """Return the present value of public money paid in less what is left."""
    return totals.amount("public_in_present")


def _others_paid(totals: PathTotals) -> Floats:
    return totals.amount(*OTHERS) - totals.amount("others_recovered")


def _approved(totals: PathTotals) -> Floats:
    return totals.amount("fund_paid", "unpaid", "lapsed")


def _opening_cover(policy: Scenario) -> float:
    return sum(segment.count * segment.principal for segment in policy.book if segment.is_covered)


def _ever_covered(totals: PathTotals) -> Floats:
    """Return the principal that the scheme ever covered: loans made, and those of the opening book."""
    return totals.amount("lent_covered") + totals.setting(_opening_cover)


def _bank_margin(totals: PathTotals) -> Floats:
    years = totals.amount("covered_months", "uncovered_months") / 12
    return totals.setting(margin_per_year) * years - totals.amount("bank_loss")


def margin_per_year(policy: Scenario) -> float:
    """Return what a performing loan leaves the bank a year: rate net of VAT, less funding and operating cost."""
    lender = policy.lender
    return lender.loan_rate / (1 + lender.vat_rate) - lender.funding_cost - lender.operating_cost


def _mean(
    key: str, label: str, unit: Unit, formula: Formula, meaning: str, rare: Rare = possible.always,
    bounds: Bounds = AT_LEAST_0,
) -> Measure:  # fmt: skip
    return Measure(MeasureDefinition(key, label, unit, "mean", meaning, bounds), formula, may_be_rare=rare)


def _sum(key: str, label: str, meaning: str, *names: str, rare: Rare = possible.always) -> Measure:
    return _mean(key, label, "currency", _amount(*(names or (key,))), meaning, rare)


def _ratio(
    key: str, label: str, unit: Unit, parts: tuple[Formula, Formula], meaning: str, rare: Rare = possible.always,
    bounds: Bounds = AT_LEAST_0,
) -> Measure:  # fmt: skip
    return Measure(MeasureDefinition(key, label, unit, "ratio", meaning, bounds), *parts, may_be_rare=rare)


_LENDING = (
    _mean(
        "lent", "lent", "currency", lent, "Principal of all loans made, with and without cover.",
        possible.never,
    ),
    _sum(
        "covered", "covered lending", "Principal of the loans that the scheme covers.", "lent_covered",
        rare=possible.never,
    ),
    _mean(
        "lent_alone", "lent without the scheme", "currency", _lent_alone,
        "Principal that the same banks lend on the same path without any scheme.",
        possible.never,
    ),
    _mean(
        "additional_lending", "additional lending", "currency", additional,
        "Lent, less what the same banks lend on the same path without any scheme; loans with and without cover.",
        bounds=UNBOUNDED,
    ),
    _mean(
        "additional_credit", "additional credit outstanding", "currency", additional_per_year,
        "Performing principal times the years it is outstanding, run-off included, per year of lending, less the same "
        "of the same banks on the same path without any scheme: a loan of six months counts half as much as one of "
        "twelve.",
        bounds=UNBOUNDED,
    ),
    Measure(
        MeasureDefinition(
            "lent_priority", "priority lending", "currency", "mean",
            "Principal of all loans made to priority sectors, with and without cover.",
        ),
        _amount("lent_priority"),
        may_be_rare=possible.never,
        applies=lambda policy: any(sector.is_priority for sector in policy.sectors),
    ),
    _sum(
        "newly_lent", "newly lent", "Covered lending that the arm without the scheme does not make.",
        rare=possible.never,
    ),
    _sum(
        "labelled", "merely labelled", "Covered lending that the arm without the scheme makes too.",
        rare=possible.never,
    ),
    _mean(
        "loans_covered", "covered loans", "count", _number("loans_covered"), "Number of covered loans and renewals.",
        possible.never,
    ),
)  # fmt: skip
_LOSSES = (
    _mean("defaults_covered", "covered defaults", "count", _number("defaults_covered"), "Number of covered defaults."),
    _sum("defaulted_covered", "covered defaulted", "Covered principal outstanding at default."),
    _ratio(
        "default_rate", "default rate", "share", (_amount("defaulted_covered"), covered_years),
        "A flow: covered principal that defaults in a year, per unit of performing covered principal "
        "at the start of each month, the opening book included; "
        "firms that default because a renewal is refused included; ratio of means.",
    ),
    _sum("loss_covered", "covered loss", "Loss on the covered part of covered loans: owed less recovered."),
    _sum("recovered", "recovered", "Proceeds of every security of defaulted loans, with and without cover."),
    _sum("fund_paid", "fund's payout", "What the fund pays the banks, before recoveries.", rare=possible.pays),
    _ratio(
        "payout_rate", "payout rate", "share", (_amount("fund_paid"), _ever_covered),
        "A flow over the whole horizon and its run-off, not a yearly rate: the fund's payout per unit of covered "
        "lending, the covered opening book included; ratio of means.",
        possible.pays,
    ),
    _sum("bank_loss", "bank's loss", "What the banks bear of all loans' losses, with and without cover."),
    _mean(
        "others_paid", "other parties' loss", "currency", _others_paid,
        "What guarantor, re-guarantor, insurer and appraiser pay, less what they recover.",
        possible.has_other_parties,
    ),
    Measure(
        MeasureDefinition(
            "p_guarantor_short", "P(guarantor fails)", "probability", "proportion",
            "Chance that the guarantor's capital does not suffice for what it must pay.", SHARE,
        ),
        lambda totals: (totals.whole("guarantor_short") > 0).astype(np.float64),
        applies=lambda policy: policy.scheme.guarantor_capital is not None,
    ),
    _sum(
        "unpaid", "unpaid claims", "Approved claims never paid for lack of money; the bank bears them.",
        "unpaid", "lapsed", rare=possible.can_run_dry,
    ),
    _ratio(
        "claims_paid_share", "claims paid", "share", (_amount("fund_paid"), _approved),
        "Part of the approved claims that the fund pays in the end; ratio of means.",
        possible.can_run_dry, SHARE,
    ),
)  # fmt: skip
_REFUSED_WORDS = {
    "refused_breaker": (
        "refused cover: breaker", "Amount refused cover because the breaker was tripped;", possible.has_breaker,
    ),
    "refused_leverage": (
        "refused cover: leverage", "Amount refused cover by the leverage limit;", possible.limits_leverage,
    ),
    "refused_unpaid": (
        "refused cover: unpaid claims", "Amount refused cover while an approved claim was unpaid;",
        possible.closes_while_unpaid,
    ),
    "refused_quota": ("refused cover: quota", "Amount refused cover by the yearly quota;", possible.has_quota),
    "refused_ineligible": (
        "refused cover: ineligible", "Amount of applications not eligible for cover;", possible.has_conditions,
    ),
}  # fmt: skip
_ASKED = "includes loans that were then not made."
_FUND = (
    _mean(
        "months_shut", "months shut", "months", fund_formulas.months_shut,
        "Months of the lending years in which the breaker was tripped; on average over the banks when read by bank.",
        possible.has_breaker,
    ),
    *(_sum(key, name, f"{meaning} {_ASKED}", rare=rare) for key, (name, meaning, rare) in _REFUSED_WORDS.items()),
    Measure(
        MeasureDefinition(
            "idle_share", "idle money", "share", "mean",
            "Part of the paid-in capital never used: the path's lowest balance per unit of the fund size, at least 0.",
            SHARE,
        ),
        fund_formulas.idle_share,
        applies=possible.has_fund,
    ),
    _mean(
        "p_year_without_claim", "P(year without a claim)", "probability", fund_formulas.years_without_claim,
        "Chance that no claim is approved in a calendar year of lending.",
        possible.pays, SHARE,
    ),
)  # fmt: skip
_COSTS = (
    _mean(
        "fiscal_cost", "public cost", "currency", fiscal_cost,
        "Present value of capital, top-ups, treasury payments and tools, less what is left in the fund when all is "
        "settled, discounted at the end of lending; the run-off bears no interest.",
        bounds=UNBOUNDED,
    ),
    Measure(
        MeasureDefinition("tool_cost", "tools' cost", "currency", "mean", "What the tools cost, not discounted."),
        _amount("tool_cost"),
        applies=lambda policy: len(policy.tools) > 0,
    ),
    _ratio(
        "cost_per_lent", "public cost per unit lent", "per currency", (fiscal_cost, lent),
        "Public cost per unit lent; ratio of means.", bounds=UNBOUNDED,
    ),
    _ratio(
        "cost_per_additional", "public cost per unit of additional lending", "per currency", (fiscal_cost, additional),
        "Public cost per unit of additional lending; ratio of means.", bounds=UNBOUNDED,
    ),
    _ratio(
        "cost_per_additional_year", "public cost per unit and year of additional credit", "per currency",
        (fiscal_cost, additional_years),
        "Public cost per unit of additional credit outstanding for a year; ratio of means. Loans of any length "
        "compare.",
        bounds=UNBOUNDED,
    ),
)  # fmt: skip
_BANK = (
    _mean(
        "bank_margin", "bank's margin before other income", "currency", _bank_margin,
        "Interest net of VAT less funding and operating cost on performing loans, less the bank's loss; without other "
        "income (fitted or set), fees and stress on the rate.",
        bounds=UNBOUNDED,
    ),
    Measure(
        MeasureDefinition(
            "leverage_peak", "peak leverage (multiple)", "count", "mean",
            "Largest covered principal outstanding, with unsettled defaults, as a multiple of the fund size.",
        ),
        fund_formulas.per_fund("peak_covered"),
        applies=possible.has_limited_fund,
    ),
    Measure(
        MeasureDefinition(
            "leverage_cumulative", "cumulative lending (multiple)", "count", "mean",
            "Covered lending of the whole horizon as a multiple of the fund size; not the leverage that is limited.",
        ),
        fund_formulas.per_fund("lent_covered"),
        applies=possible.has_limited_fund,
    ),
)  # fmt: skip

MARGINAL_COST = MeasureDefinition(
    "marginal_cost", "marginal public cost, against the ratio below", "per currency", "ratio",
    "Public cost of one more unit of lending: differences to the next lower ratio, all else equal, on the same paths.",
    UNBOUNDED,
)  # fmt: skip
SMALLEST_FUND = MeasureDefinition(
    "smallest_fund_same_lending", "smallest fund, same lending", "currency", "note",
    "Smallest fund size compared whose lending is not below this policy's beyond the paired 95 % interval; all else "
    "equal.",
)  # fmt: skip


def depleted_by(year: int) -> Measure:
    """Return the chance of running dry by the end of a year."""
    return Measure(
        MeasureDefinition(
            f"p_depleted_year_{year}", f"chance of running dry by year {year}", "probability", "proportion",
            f"Chance that an approved claim is not paid in full for lack of money by the end of year {year}.", SHARE,
        ),
        fund_formulas.is_depleted(12 * year),
        may_be_rare=possible.can_run_dry,
    )  # fmt: skip


def _depletion(years: int) -> tuple[Measure, ...]:
    ever = Measure(
        MeasureDefinition(
            "p_depleted", "chance of running dry", "probability", "proportion",
            "Chance that an approved claim is not paid in full for lack of money, run-off included.", SHARE,
        ),
        fund_formulas.is_depleted(None),
        may_be_rare=possible.can_run_dry,
    )  # fmt: skip
    by_year = tuple(depleted_by(year) for year in DEPLETION_YEARS if year <= years)
    time = MeasureDefinition(
        "time_to_depletion", "time to depletion", "months", "quantile",
        "Median first month with a claim not paid in full; of the paths that run dry only.",
    )  # fmt: skip
    return (ever, *by_year, Measure(time, fund_formulas.time_to_depletion, column="first_depleted"))


def _tails() -> tuple[Measure, ...]:
    found = []
    for key, words in (("bank_loss", "bank's loss"), ("fund_paid", "fund's payout")):
        value_at_risk = MeasureDefinition(
            f"var99_{key}", f"VaR 99 % of the {words}", "currency", "quantile",
            f"Amount that the {words} over the horizon stays within on 99 % of the paths.",
        )  # fmt: skip
        shortfall = MeasureDefinition(
            f"es99_{key}", f"ES 99 % of the {words}", "currency", "expected_shortfall",
            f"Mean of the {words} over the horizon on the worst 1 % of the paths.",
        )  # fmt: skip
        rare = possible.pays if key == "fund_paid" else possible.always
        found += [
            Measure(what, _amount(key), level=TAIL, column=key, may_be_rare=rare) for what in (value_at_risk, shortfall)
        ]
    return tuple(found)


def measures_of(scenario: Scenario) -> tuple[Measure, ...]:
    """Return the measures of one policy on its own, in the order of the tables."""
    return (*_LENDING, *_LOSSES, *_depletion(scenario.clock.years), *_FUND, *_COSTS, *_BANK, *_tails())


def definitions_of(scenario: Scenario) -> tuple[MeasureDefinition, ...]:
    """Return every definition in the order of the tables, those that compare policies included."""
    after = {"p_year_without_claim": SMALLEST_FUND, "cost_per_additional": MARGINAL_COST}
    found = []
    for measure in measures_of(scenario):
        found.append(measure.definition)
        found += [after[measure.definition.key]] if measure.definition.key in after else []
    return tuple(found)


def known_definitions() -> dict[str, MeasureDefinition]:
    """Return every definition there is, by key; of the chances by a year, those of `DEPLETION_YEARS`."""
    groups = (_LENDING, _LOSSES, _depletion(max(DEPLETION_YEARS)), _FUND, _COSTS, _BANK, _tails())
    found = [measure.definition for group in groups for measure in group]
    return {definition.key: definition for definition in (*found, SMALLEST_FUND, MARGINAL_COST)}
