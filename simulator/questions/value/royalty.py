"""Relief from royalty: what a patent is worth to the one who need not pay for it, year by year."""

import math
from dataclasses import dataclass

from simulator.inputs.patents import Patent
from simulator.rules.patent import royalty_multiple
from simulator.scenario.model import Scenario


@dataclass(frozen=True)
class Year:
    """One year of royalties, the last one perhaps short; main currency units."""

    start: float
    end: float
    revenue: float
    """Covered revenue of the year, grown and decayed."""
    royalty: float
    """Royalty of the year after tax."""
    present_value: float
    """The same, discounted to the day of valuation."""


@dataclass(frozen=True)
class Sheet:
    """The inputs of relief from royalty, its steps, and the value."""

    revenue: float
    royalty_rate: float
    tax_rate: float
    growth: float
    decay: float
    discount: float
    life_years: float
    years: tuple[Year, ...]
    value: float

    @property
    def multiple(self) -> float:
        """Value per unit of covered yearly revenue."""
        return royalty_multiple(
            self.royalty_rate, self.tax_rate, self.growth, self.decay, self.discount, self.life_years
        )


def sheet_of(scenario: Scenario, patent: Patent) -> Sheet | None:
    """Return the valuation of a patent; None where revenue or royalty rate are not known.

    Covered revenue grows at g and decays at the sector's rate d, all continuously; royalties after tax are discounted
    at k over the remaining life. Tax, growth and discount rate that the patent does not say are the scenario's.
    """
    common = scenario.patents
    rate = patent.royalty_rate
    if patent.revenue is None or rate is None:
        return None
    tax = common.tax_rate if patent.tax_rate is None else patent.tax_rate
    growth = common.revenue_growth_per_year if patent.growth_per_year is None else patent.growth_per_year
    discount = common.discount_rate_per_year if patent.discount_rate_per_year is None else patent.discount_rate_per_year
    decay = next(s.patent_decay_per_year for s in scenario.sectors if s.name == patent.sector)
    life = patent.remaining_life_years
    ends = [min(float(year), life) for year in range(1, math.ceil(life) + 1)]
    years = []
    for start, end in zip([0.0, *ends[:-1]], ends, strict=True):
        # undiscounted and untaxed at a rate of 1, the multiple is revenue itself
        revenue = patent.revenue * (_multiple(growth, decay, 0.0, end) - _multiple(growth, decay, 0.0, start))
        present = patent.revenue * (_multiple(growth, decay, discount, end) - _multiple(growth, decay, discount, start))
        years.append(Year(start, end, revenue, revenue * rate * (1 - tax), present * rate * (1 - tax)))
    value = patent.revenue * royalty_multiple(rate, tax, growth, decay, discount, life)
    return Sheet(patent.revenue, rate, tax, growth, decay, discount, life, tuple(years), value)


def _multiple(growth: float, decay: float, discount: float, years: float) -> float:
    return royalty_multiple(1.0, 0.0, growth, decay, discount, years)
