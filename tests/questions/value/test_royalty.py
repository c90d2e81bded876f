"""Relief from royalty beside an independent valuation package, and its limits."""

import math

import numpy as np
import pytest
import pyxirr

from simulator.inputs.patents import Patent
from simulator.questions.value.royalty import sheet_of
from tests.engines.books import scenario

DECAY = 0.15
COMMON = {"tax_rate": 0.2, "revenue_growth_per_year": 0.03, "discount_rate_per_year": 0.1}
DAYS = 360


def sheet(life, **changes):
    """Return the valuation of a patent with covered revenue of 1,000,000 and a royalty of 5 %."""
    tested = scenario(sectors=({"name": "all", "share": 1.0, "patent_decay_per_year": DECAY},), patents=COMMON)
    patent = Patent("patent", "all", "invention", life, revenue=1e6, royalty_rate=0.05)
    return sheet_of(tested, Patent(**{**patent.__dict__, **changes}))


@pytest.mark.parametrize(
    ("life", "growth", "discount"), [(8.0, 0.03, 0.1), (2.5, 0.0, 0.2), (19.0, 0.3, 0.05), (10.0, 0.25, 0.1)]
)
def test_value_is_the_net_present_value_of_its_royalties(life, growth, discount):
    """Daily royalties after tax, discounted by another package at the effective daily rate, agree to 1e-6."""
    days = np.arange(round(life * DAYS)) + 0.5
    royalties = 1e6 * 0.05 * 0.8 * np.exp((growth - DECAY) * days / DAYS) / DAYS
    # a payment in the middle of each day is half a day's interest more than one at its end
    found = pyxirr.npv(math.expm1(discount / DAYS), royalties.tolist(), start_from_zero=False)
    found *= math.exp(0.5 * discount / DAYS)
    own = sheet(life, growth_per_year=growth, discount_rate_per_year=discount)
    assert own.value == pytest.approx(found, rel=1e-6)


def test_level_royalties_are_an_annuity_of_that_package():
    """Growth equal to decay: a level stream, whose present value is that of yearly payments grown over the year."""
    yearly = 1e6 * 0.05 * 0.8 * math.expm1(0.1) / 0.1
    own = sheet(12.0, growth_per_year=DECAY)
    assert own.value == pytest.approx(-pyxirr.pv(math.expm1(0.1), 12, yearly), rel=1e-12)


def test_years_add_up_and_discount_what_they_show():
    """Present values sum to the value; revenue and royalty of the first year by hand; the last year is short."""
    own = sheet(3.5)
    assert math.fsum(year.present_value for year in own.years) == pytest.approx(own.value, rel=1e-12)
    assert [(year.start, year.end) for year in own.years] == [(0, 1), (1, 2), (2, 3), (3, 3.5)]
    revenue = 1e6 * -math.expm1(-0.12) / 0.12
    assert own.years[0].revenue == pytest.approx(revenue, rel=1e-12)
    assert own.years[0].royalty == pytest.approx(revenue * 0.04, rel=1e-12)


def test_a_long_life_comes_near_the_perpetuity():
    """After 20 years at speed 0.22 all but exp(-4.4) of the perpetuity is there."""
    perpetuity = 1e6 * 0.04 / (0.1 + DECAY - 0.03)
    assert sheet(20.0).value == pytest.approx(perpetuity * -math.expm1(-4.4), rel=1e-12)


def test_own_figures_come_before_the_scenario_s():
    """Tax, growth and discount rate of the patent replace those of section [patents]; no revenue, no sheet."""
    own = sheet(5.0, tax_rate=0.0, discount_rate_per_year=0.2)
    assert (own.tax_rate, own.discount, own.growth) == (0.0, 0.2, 0.03)
    assert sheet(5.0, revenue=None) is None
    assert sheet(5.0, royalty_rate=None) is None
