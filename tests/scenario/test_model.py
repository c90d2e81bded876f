"""What must hold inside one section of a scenario."""

from collections.abc import Callable

import pytest

Faults = Callable[..., list[str]]
REGIME = '[[economy.regimes]]\nname = "{}"\nmean_shift = 0\nto = {}\n'
TWO_REGIMES = REGIME.format("a", "[0.9, 0.1]") + REGIME.format("b", "[0.2, 0.8]")


@pytest.mark.parametrize(
    ("section", "keys", "fault"),
    [
        ("economy", 'copula = "t"', 'economy.copula: "t" needs step = "yearly"'),
        ("economy", 'step = "yearly"\n' + TWO_REGIMES, 'economy.regimes: needs step = "monthly"'),
        ("economy", REGIME.format("a", "[1.0]"), "economy.regimes: give two or three regimes, or none"),
        ("economy", TWO_REGIMES.replace("0.9", "0.8"), "regime 'a': `to` must have one share per regime and sum to 1"),
        ("applications", 'amount_min = "6 million"\namount_max = 5e6', "amount_min: must not be above amount_max"),
        (
            "patents",
            "remaining_life_years_max = 5",
            "remaining_life_years_min: must not be above remaining_life_years_max",
        ),
        (
            "patents",
            "full_invalidation_invention = 0.6\npartial_invalidation_invention = 0.6",
            "full_invalidation_invention and partial_invalidation_invention must not sum above 1",
        ),
        ("disposal", "lag_months_min = 3", "disposal.lag_months_min: must not be above lag_months_max"),
        ("disposal", "auction_gap_months = [2]", "auction_gap_months: must have one entry less than auction_reserves"),
        ("disposal", "sale_share_sd = 0.49", "disposal.sale_share_sd: is too large for this mean"),
        ("scheme", "guarantor_share = 0.6\ninsurer_share = 0.6", "the other parties' shares must not sum above 1"),
        (
            "scheme",
            "tiers = [{ above = 2, factor = 1 }, { above = 1, factor = 1 }]",
            "scheme.tiers: must ascend",
        ),
        (
            "scheme",
            "step_down = [{ at_least = 0.1, factor = 1 }, { at_least = 0.1, factor = 0 }]",
            "scheme.step_down: must ascend",
        ),
        ("scheme", "guarantor_multiple = 10", "scheme.guarantor_multiple: needs guarantor_capital"),
        ("scheme", "is_guarantor_first = true", "scheme.is_guarantor_first: needs guarantor_capital"),
        (
            "scheme",
            'guarantor_capital = 100\ntiming = "advance"',
            'scheme.guarantor_capital: needs timing = "after_recovery"',
        ),
        (
            "scheme",
            'guarantor_capital = 100\nis_guarantor_first = true\nshortage = "queue"',
            'scheme.is_guarantor_first: needs shortage = "lapse" or "pro_rata"',
        ),
        ("breaker", "minimum_loans = -1", "breaker.minimum_loans: must be at least 0 (got -1)"),
    ],
)
def test_settings_of_one_section_must_fit_together(faults_of: Faults, section: str, keys: str, fault: str) -> None:
    """What contradicts itself inside a section is refused with the reason."""
    (line,) = faults_of(
        (f"[{section}]\n", f"[{section}]\n{keys}\n" if "[[" not in keys else f"{_apart(section, keys)}\n")
    )
    assert fault in line


def _apart(section: str, keys: str) -> str:
    """Put lists of tables before the section's own table, as TOML allows."""
    own, _, lists = keys.partition("[[")
    return f"[[{lists}\n[{section}]\n{own}"
