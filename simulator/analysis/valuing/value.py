"""Collateral valuation: what patents are worth, bring after a default, and may safely be lent on."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import AT_LEAST_0, bounded_mean, bounded_ratio
from simulator.analysis.intervals import proportion_interval, quantile_interval, ratio_difference
from simulator.analysis.valuing import pledge_rates
from simulator.analysis.valuing.pledge_rates import Sample, weighted_difference, weighted_mean, weighted_quantile
from simulator.analysis.valuing.royalty import Sheet, sheet_of
from simulator.engines.pledges import Defaults, Pledge, draw_defaults, draw_values
from simulator.engines.preparing import Prepared, prepare
from simulator.engines.preparing.world import OVERDUE_SHARE_OF_YEAR
from simulator.errors import NoAnswerError, ScenarioError
from simulator.estimate import Estimate
from simulator.inputs.patents import KINDS, SMALLEST_VALUE, Kind, Patent
from simulator.rules.patent import royalty_multiple
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary
from simulator.scenario.world import Sector

Floats = NDArray[np.float64]
LIVES_YEARS = (2, 3, 5, 10)
TERMS_MONTHS = (12, 24, 36)
"""Remaining lives and loan terms of the table for a credit committee."""
RATES = (0.02, 0.05, 0.10, 0.15, 0.20, 0.30, 0.40)
FAN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
LOANS_PER_PATH = 8
DRAWS_AT_ONCE = 2_000_000
"""As many are held in memory: paths x loans, or paths x months, of several pledges."""


@dataclass(frozen=True)
class Question:
    """What is asked about the patents.

    Attributes
    ----------
    patents
        Empty: one typical invention of each sector.
    largest_loss
        Wanted loss given default, per unit owed on the part that the patents secure.
    level
        Chance with which a single loss stays within it, for the stricter rate.
    term_months
        Term of the loans on these patents.
    """

    patents: tuple[Patent, ...]
    largest_loss: float
    level: float
    term_months: int


@dataclass(frozen=True)
class LossPoint:
    """Loss given default at one pledge rate, per unit owed on the part that the patents secure."""

    rate: float
    expected: Estimate
    wrong_way: Estimate
    """Part of it that comes from defaults happening when patents are worth less."""
    quantile: Estimate


@dataclass(frozen=True)
class MonthValue:
    """Value in one month of the loan, per unit of appraised value."""

    month: int
    mean: Estimate
    median: Estimate
    valid: Estimate
    """Chance that the patent is neither invalid nor expired."""
    given_default: Estimate | None
    """Mean if the loan defaults in this month; none in month 0."""
    wrong_way: Estimate | None
    """That mean less the plain one."""


@dataclass(frozen=True)
class Proceeds:
    """What the sale after a default brings, net, per unit of appraised value."""

    mean: Estimate
    wrong_way: Estimate
    """That mean less what it were if defaults did not depend on the economy."""
    nothing: Estimate
    """Part of the defaults after which the patents bring nothing."""
    quantiles: tuple[Estimate, ...]
    """At FAN_LEVELS."""
    lag_months: Estimate


@dataclass(frozen=True, eq=False)
class Valued:
    """One patent: its value by each method, and what a loan on it loses.

    Attributes
    ----------
    fan
        Quantiles of the value by month, shape (levels, months + 1), per unit of appraised value.
    fan_given_default
        The same if the loan defaults in the month, from month 1 on, shape (levels, months).
    valid
        Chance by month that the patent is neither invalid nor expired, shape (months + 1,).
    """

    patent: Patent
    sheet: Sheet | None
    appraised_value: float
    rate_in_use: float
    losses: tuple[LossPoint, ...]
    safe: Estimate | None
    safe_at_level: Estimate | None
    proceeds: Proceeds
    months: tuple[MonthValue, ...]
    fan: Floats
    fan_given_default: Floats
    valid: Floats


@dataclass(frozen=True)
class Cell:
    """One cell of the table for a credit committee."""

    sector: str
    kind: Kind
    life_years: int
    term_months: int
    safe: Estimate | None
    safe_at_level: Estimate | None
    loss_in_use: Estimate
    """Expected loss given default at the pledge rate in use."""


@dataclass(frozen=True)
class Valuation:
    """The answer."""

    scenario: Scenario
    question: Question
    valued: tuple[Valued, ...]
    cells: tuple[Cell, ...]
    paths: int
    seed: int
    seconds: float


def typical_patents(scenario: Scenario) -> tuple[Patent, ...]:
    """Return one invention per sector, with the mean remaining life and the mean value of the scenario."""
    common = scenario.patents
    life = (common.remaining_life_years_min + common.remaining_life_years_max) / 2
    return tuple(
        Patent(f"invention, {sector.name}", sector.name, "invention", life, appraised_value=_typical(scenario, sector))
        for sector in scenario.sectors
    )


def _typical(scenario: Scenario, sector: Sector) -> float:
    """Return the appraised value of a patent with the mean base of the scenario."""
    common = scenario.patents
    per_base = 1.0 if common.value_method == "drawn" else common.value_per_base
    if common.value_method == "income":
        life = (common.remaining_life_years_min + common.remaining_life_years_max) / 2
        terms = (common.royalty_rate, common.tax_rate, common.revenue_growth_per_year)
        per_base = royalty_multiple(*terms, sector.patent_decay_per_year, common.discount_rate_per_year, life)
    return max(round(common.base_mean * per_base * common.appraisal_bias, 2), SMALLEST_VALUE)


def value_patents(
    reading: Reading, question: Question, progress: Callable[[int, int], None] | None = None
) -> Valuation:
    """Value patents and find the safe pledge rates of their scenario.

    A loan is made in month 0 on patents of a given appraised value; whom it is lent to has the mix of grades of the
    applicants. Month of default, factor, technology shocks, invalidation and sale have the model's own laws.

    Raises
    ------
    NoAnswerError
        When recoveries do not depend on the patents' value, or nobody can default.
    ScenarioError
        When a patent's appraised value is nothing.
    """
    start = time.perf_counter()
    scenario = reading.scenario
    if scenario.disposal.method == "fixed":
        raise NoAnswerError(
            'disposal.method = "fixed" recovers a set part of what is owed whatever the patents are worth; '
            "add --set disposal.method=haircut (or auction) with its settings"
        )
    patents = question.patents or typical_patents(scenario)
    sheets = [sheet_of(scenario, patent) for patent in patents]
    values = _appraised_values(patents, sheets)
    pledges = [_pledge(scenario, p, question.term_months, v) for p, v in zip(patents, values, strict=True)]
    grid = _grid(scenario)
    prepared = _prepared(reading, max(question.term_months, *TERMS_MONTHS))
    drawn = _samples(scenario, prepared, [*pledges, *(pledge for pledge, _ in grid)], progress)
    by_month = _by_month(prepared, pledges, scenario.run.paths, question.term_months)
    valued = [
        _valued(scenario, question, patent, sheet, value, next(drawn), next(by_month))
        for patent, sheet, value in zip(patents, sheets, values, strict=True)
    ]
    cells = [_cell(scenario, question, pledge, life, next(drawn)) for pledge, life in grid]
    return Valuation(
        scenario=scenario,
        question=question,
        valued=tuple(valued),
        cells=tuple(cells),
        paths=scenario.run.paths,
        seed=scenario.run.seed,
        seconds=time.perf_counter() - start,
    )


def rate_in_use(scenario: Scenario, kind: str) -> float:
    """Return the scenario's own pledge rate for a kind of patent."""
    return scenario.loans.pledge_rate_invention if kind == "invention" else scenario.loans.pledge_rate_utility


def _appraised_values(patents: Sequence[Patent], sheets: Sequence[Sheet | None]) -> list[float]:
    values, faults = [], []
    for patent, sheet in zip(patents, sheets, strict=True):
        value = patent.appraised_value if patent.appraised_value is not None else sheet.value if sheet else 0.0
        if value < SMALLEST_VALUE:
            faults.append(
                f"{patent.name}: relief from royalty gives less than {SMALLEST_VALUE:,.0f} (got {value:,.2f}); "
                "look at revenue, royalty and tax"
            )
        values.append(value)
    if faults:
        raise ScenarioError("patents", faults)
    return values


def _pledge(scenario: Scenario, patent: Patent, term_months: int, value: float) -> Pledge:
    sector = [sector.name for sector in scenario.sectors].index(patent.sector)
    life = round(12 * patent.remaining_life_years)
    return Pledge(sector, KINDS.index(patent.kind), life, term_months, value)


def _grid(scenario: Scenario) -> list[tuple[Pledge, int]]:
    """Return the pledges of the table, with the mean appraised value of the scenario, and their lives in years."""
    return [
        (Pledge(place, KINDS.index(kind), 12 * life, term, _typical(scenario, sector)), life)
        for place, sector in enumerate(scenario.sectors)
        for kind in KINDS
        for life in LIVES_YEARS
        for term in TERMS_MONTHS
    ]


def _prepared(reading: Reading, longest_term: int) -> Prepared:
    """Return the world on a calendar that just holds the longest loan and its sale."""
    scenario = vary(reading, {"clock.years": math.ceil(longest_term / 12), "clock.run_off": True})
    return prepare(scenario, [scenario])


def _samples(
    scenario: Scenario, prepared: Prepared, pledges: Sequence[Pledge], progress: Callable[[int, int], None] | None
) -> Iterator[Sample]:
    """Yield the sample of each pledge in order; as many are drawn at once as memory holds."""
    paths = scenario.run.paths
    at_once = max(1, DRAWS_AT_ONCE // (paths * LOANS_PER_PATH))
    for first in range(0, len(pledges), at_once):
        part = pledges[first : first + at_once]
        defaults = draw_defaults(prepared, part, paths, LOANS_PER_PATH)
        for place, pledge in enumerate(part):
            yield _sample(scenario, pledge, defaults, place)
            if progress is not None:
                progress(first + place + 1, len(pledges))


def _by_month(
    prepared: Prepared, pledges: Sequence[Pledge], paths: int, months: int
) -> Iterator[tuple[Floats, Floats]]:
    """Yield value and chance of default by path and month of each pledge in order, both shape (paths, months + 1)."""
    at_once = max(1, DRAWS_AT_ONCE // (paths * (months + 1)))
    for first in range(0, len(pledges), at_once):
        part = pledges[first : first + at_once]
        values = draw_values(prepared, part, paths, months)
        yield from ((values.value[:, place], values.chance[:, place]) for place in range(len(part)))


def _sample(scenario: Scenario, pledge: Pledge, defaults: Defaults, place: int) -> Sample:
    """Return the proceeds of a pledge with their weights.

    A default in month t needs that the loan was not repaid early, with chance (1 - h)^(t - 1). If defaults did not
    depend on the economy, month t would come with the same chance on every path.
    """
    law = defaults.month_law[place]
    if law[1 : pledge.term_months + 1].sum() <= 0:
        raise NoAnswerError("no borrower can default in this scenario, so there is no loss given default")
    month = defaults.month[place]
    is_amortising = scenario.loans.repayment == "equal_principal"
    owed = 1 - (month - 1) / pledge.term_months if is_amortising else np.ones_like(month)
    if scenario.loans.owed == "principal_and_interest":
        owed = owed * (1 + scenario.lender.loan_rate * OVERDUE_SHARE_OF_YEAR)
    kept = (1 - scenario.loans.prepayment_per_month) ** (month - 1)
    return Sample(
        proceeds=defaults.proceeds[place],
        owed=owed,
        chance=defaults.chance[place] * kept,
        plain_chance=law[month.astype(np.int64)] / defaults.month_chance[place] * kept,
        lag_months=defaults.lag_months[place],
    )


def _cell(scenario: Scenario, question: Question, pledge: Pledge, life: int, sample: Sample) -> Cell:
    kind = KINDS[pledge.kind]
    return Cell(
        sector=scenario.sectors[pledge.sector].name,
        kind=kind,
        life_years=life,
        term_months=pledge.term_months,
        safe=pledge_rates.safe_rate(sample, question.largest_loss),
        safe_at_level=pledge_rates.safe_rate_at(sample, question.largest_loss, question.level),
        loss_in_use=pledge_rates.expected_loss(sample, max(rate_in_use(scenario, kind), 1e-6)),
    )


def _valued(
    scenario: Scenario,
    question: Question,
    patent: Patent,
    sheet: Sheet | None,
    value: float,
    sample: Sample,
    drawn: tuple[Floats, Floats],
) -> Valued:
    own = rate_in_use(scenario, patent.kind)
    rates = sorted({*RATES, own} - {0.0})
    levels = np.array(FAN_LEVELS)
    by_month, chance = drawn
    later = range(1, by_month.shape[1])
    given = [
        [weighted_quantile(by_month[:, t : t + 1], chance[:, t : t + 1], level).value for t in later]
        for level in FAN_LEVELS
    ]
    return Valued(
        patent=patent,
        sheet=sheet,
        appraised_value=value,
        rate_in_use=own,
        losses=tuple(_loss_point(sample, rate, question.level) for rate in rates),
        safe=pledge_rates.safe_rate(sample, question.largest_loss),
        safe_at_level=pledge_rates.safe_rate_at(sample, question.largest_loss, question.level),
        proceeds=_proceeds(sample),
        months=tuple(_month_value(by_month, chance, month) for month in _shown_months(question.term_months)),
        fan=np.quantile(by_month, levels, axis=0),
        fan_given_default=np.array(given),
        valid=np.mean(by_month > 0, axis=0),
    )


def _loss_point(sample: Sample, rate: float, level: float) -> LossPoint:
    return LossPoint(
        rate,
        pledge_rates.expected_loss(sample, rate),
        pledge_rates.wrong_way_loss(sample, rate),
        pledge_rates.loss_quantile(sample, rate, level),
    )


def _proceeds(sample: Sample) -> Proceeds:
    weight, plain = sample.chance, sample.plain_chance
    return Proceeds(
        mean=weighted_mean(sample.proceeds, weight),
        wrong_way=weighted_difference(sample.proceeds, weight, sample.proceeds, plain),
        nothing=weighted_mean(sample.proceeds <= 0, weight),
        quantiles=tuple(weighted_quantile(sample.proceeds, weight, level) for level in FAN_LEVELS),
        lag_months=weighted_mean(sample.lag_months, weight),
    )


def _shown_months(term_months: int) -> tuple[int, ...]:
    """Return about five months from the loan to its end."""
    step = max(1, round(term_months / 4))
    return (*range(0, term_months - step // 2, step), term_months)


def _month_value(value: Floats, chance: Floats, month: int) -> MonthValue:
    here, weight = value[:, month], chance[:, month]
    given = None if month == 0 else bounded_ratio(weight * here, weight, AT_LEAST_0)
    plain = np.ones_like(here)
    return MonthValue(
        month=month,
        mean=bounded_mean(here),
        median=quantile_interval(here, 0.5),
        valid=proportion_interval(int(np.count_nonzero(here > 0)), len(here)),
        given_default=given,
        wrong_way=None if month == 0 else ratio_difference(weight * here, weight, here, plain),
    )
