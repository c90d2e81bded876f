"""Collateral valuation: what patents are worth, bring after a default, and may safely be lent on."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import AT_LEAST_0, bounded_mean, bounded_ratio
from simulator.analysis.intervals import proportion_interval, quantile_interval, ratio_difference
from simulator.engines.pledges import Defaults, Pledge, draw_defaults, draw_values
from simulator.engines.preparing import Prepared, prepare
from simulator.engines.preparing.world import OVERDUE_SHARE_OF_YEAR
from simulator.errors import Fault, NoAnswerError, ScenarioError, wrong
from simulator.faults import outside, range_of
from simulator.inputs.patents import KINDS, SMALLEST_VALUE, Patent
from simulator.questions.question import Progress
from simulator.questions.value import pledge_rates
from simulator.questions.value.given import given_patents, rate_in_use, typical_patents, typical_value
from simulator.questions.value.pledge_rates import Sample, weighted_difference, weighted_mean, weighted_quantile
from simulator.questions.value.royalty import Sheet, sheet_of
from simulator.questions.value.valued import (
    FAN_LEVELS,
    LIVES_YEARS,
    LOANS_PER_PATH,
    RATES,
    TERMS_MONTHS,
    Asked,
    Cell,
    LossPoint,
    MonthValue,
    Proceeds,
    Valuation,
    Valued,
)
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary
from simulator.values import Value

Floats = NDArray[np.float64]
MOST_PATHS = 1_000_000
DRAWS_AT_ONCE = 2_000_000
"""As many are held in memory: paths x loans, or paths x months, of several pledges."""


def ask(
    reading: Reading,
    patents: Path | str | None = None,
    *,
    patent: Mapping[str, object] | None = None,
    largest_loss: float | None = None,
    level: float = 0.95,
    term_months: int = 12,
    units_right: Collection[str] = (),
    progress: Progress | None = None,
) -> Valuation:
    """Value patents as collateral: what they are worth, what they bring after a default, how much may be lent on them.

    A loan is made in month 0 on patents of a given appraised value; whom it is lent to has the mix of grades of the
    applicants. Month of default, factor, technology shocks, invalidation and sale have the model's own laws.

    Parameters
    ----------
    patents
        File with one patent a row; default one typical invention of each sector.
    patent
        One patent in place of a file: what is known of it by the name of the file's column.
    largest_loss
        Wanted loss given default, above 0 and below 1; default the lender's.
    level
        Chance with which a single loss stays within it, for the stricter rate.
    term_months
        Term of the loans.
    units_right
        Columns of the file whose unit is confirmed, however unusual their numbers are.
    progress
        Called with (pledges done, pledges in all).

    Raises
    ------
    NoAnswerError
        When recoveries do not depend on the patents' value, or nobody can default.
    ScenarioError
        When the patents have faults, or too many paths are asked for.
    """
    scenario = reading.scenario
    _refuse(scenario)
    own_loss = scenario.lender.loss_given_default if largest_loss is None else largest_loss
    asked = Asked(own_loss, level, term_months)
    remarks: list[Value] = []
    given = given_patents(scenario, patents, patent, units_right, remarks.append)
    valued, cells = _value(reading, asked, given or typical_patents(scenario), progress)
    file = None if patents is None else Path(patents)
    return Valuation(scenario, asked, given, tuple(valued), tuple(cells), file, tuple(remarks))


def _refuse(scenario: Scenario) -> None:
    if scenario.run.paths > MOST_PATHS:
        what = outside("run.paths", scenario.run.paths, range_of(None, MOST_PATHS))
        raise ScenarioError("options", [Fault(what)])
    if scenario.disposal.method == "fixed":
        settings = {"setting": 'disposal.method = "fixed"', "way_out": "--set disposal.method=haircut (auction)"}
        raise NoAnswerError(wrong("faults.questions.fixed_recovery", **settings))


def _value(
    reading: Reading, asked: Asked, patents: Sequence[Patent], progress: Progress | None
) -> tuple[list[Valued], list[Cell]]:
    scenario = reading.scenario
    sheets = [sheet_of(scenario, patent) for patent in patents]
    values = _appraised_values(patents, sheets)
    pledges = [_pledge(scenario, p, asked.term_months, v) for p, v in zip(patents, values, strict=True)]
    grid = _grid(scenario)
    prepared = _prepared(reading, max(asked.term_months, *TERMS_MONTHS))
    drawn = _samples(scenario, prepared, [*pledges, *(pledge for pledge, _ in grid)], progress)
    by_month = _by_month(prepared, pledges, scenario.run.paths, asked.term_months)
    valued = [
        _valued(scenario, asked, patent, sheet, value, next(drawn), next(by_month))
        for patent, sheet, value in zip(patents, sheets, values, strict=True)
    ]
    return valued, [_cell(scenario, asked, pledge, life, next(drawn)) for pledge, life in grid]


def _appraised_values(patents: Sequence[Patent], sheets: Sequence[Sheet | None]) -> list[float]:
    values, faults = [], []
    for patent, sheet in zip(patents, sheets, strict=True):
        value = patent.appraised_value if patent.appraised_value is not None else sheet.value if sheet else 0.0
        if value < SMALLEST_VALUE:
            least = {"least": f"{SMALLEST_VALUE:,.0f}", "value": f"{value:,.2f}"}
            faults.append(Fault(wrong("faults.questions.royalty", **least), patent.name))
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
        (Pledge(place, KINDS.index(kind), 12 * life, term, typical_value(scenario, sector)), life)
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
    scenario: Scenario, prepared: Prepared, pledges: Sequence[Pledge], progress: Progress | None
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
        raise NoAnswerError(wrong("faults.questions.no_default"))
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


def _cell(scenario: Scenario, asked: Asked, pledge: Pledge, life: int, sample: Sample) -> Cell:
    kind = KINDS[pledge.kind]
    return Cell(
        sector=scenario.sectors[pledge.sector].name,
        kind=kind,
        life_years=life,
        term_months=pledge.term_months,
        safe=pledge_rates.safe_rate(sample, asked.largest_loss),
        safe_at_level=pledge_rates.safe_rate_at(sample, asked.largest_loss, asked.level),
        loss_in_use=pledge_rates.expected_loss(sample, max(rate_in_use(scenario, kind), 1e-6)),
    )


def _valued(
    scenario: Scenario,
    asked: Asked,
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
        losses=tuple(_loss_point(sample, rate, asked.level) for rate in rates),
        safe=pledge_rates.safe_rate(sample, asked.largest_loss),
        safe_at_level=pledge_rates.safe_rate_at(sample, asked.largest_loss, asked.level),
        proceeds=_proceeds(sample),
        months=tuple(_month_value(by_month, chance, month) for month in _shown_months(asked.term_months)),
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
