"""Named stresses: laid over a world, moved, and made milder or harsher."""

from typing import Any

import pytest

from simulator.analysis.episodes import NamedStress, first_years, laid_over, moved, scaled, stress_of
from simulator.engines.preparing.stress import stress_tables
from simulator.scenario.world import Stress
from tests.reporting.synthetic import synthetic_scenario


def episode(name: str = "bad", start_month: int = 13, **values: Any) -> Stress:
    """Return an episode of a year."""
    return Stress(name=name, start_month=start_month, months=12, **values)


HARSH = NamedStress(
    "harsh",
    (episode(pd_multiplier=3.0, sale_factor=0.6, value_jump=-0.5, loan_rate_shift=-0.01, renewal_factor=0.8),),
)


def test_severity_two_is_the_stress_laid_over_itself():
    """Two equal episodes at once and one of severity 2 give the same paths of the world."""
    plain = synthetic_scenario()
    twice, double = laid_over(plain, [HARSH, HARSH]), laid_over(plain, [scaled(HARSH, 2.0)])
    first, second = stress_tables(twice, 40), stress_tables(double, 40)
    for name in first:
        assert first[name] == pytest.approx(second[name]), name


def test_severity_by_hand():
    """Half of the stress: the square root of each factor, half of each shift; 0 is no stress at all."""
    (half,) = scaled(HARSH, 0.5).episodes
    assert half.pd_multiplier == pytest.approx(3**0.5)
    assert half.value_jump == pytest.approx(0.5**0.5 - 1)
    assert half.loan_rate_shift == pytest.approx(-0.005)
    assert (half.start_month, half.months) == (13, 12)
    (none,) = scaled(HARSH, 0.0).episodes
    assert (none.pd_multiplier, none.sale_factor, none.value_jump, none.renewal_factor) == (1, 1, 0, 1)
    assert none.loan_rate_shift == 0


def test_severity_that_no_episode_can_have_is_none():
    """A factor of at most 1,000 cannot be 40 to the power of 3."""
    assert scaled(NamedStress("huge", (episode(pd_multiplier=40.0),)), 3.0) is None
    assert scaled(NamedStress("huge", (episode(pd_multiplier=10.0),)), 3.0) is not None


def test_moving_keeps_the_distance_between_episodes():
    """The first episode begins in the month asked for, the second as long after it as before."""
    two = NamedStress("two", (episode("b", 30), episode("a", 13)))
    assert [one.start_month for one in moved(two, 1).episodes] == [18, 1]


def test_what_an_overlay_adds_is_the_stress():
    """Episodes that the scenario had already are not the overlay's; without any of its own it is no stress."""
    plain = laid_over(synthetic_scenario(), [NamedStress("own", (episode("own"),))])
    both = laid_over(plain, [HARSH])
    assert stress_of("harsh", plain, both).episodes == HARSH.episodes
    assert stress_of("nothing", plain, plain) is None


def test_first_years_shorten_the_clock_alone():
    """Everything else stays as it was."""
    plain = synthetic_scenario()
    short = first_years(plain, 3)
    assert short.clock.years == 3
    assert short.model_dump(exclude={"clock"}) == plain.model_dump(exclude={"clock"})
