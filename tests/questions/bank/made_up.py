"""A made-up stress test of a bank's book: nothing in it was simulated, so it tests the printing alone."""

import math
from collections.abc import Mapping

import numpy as np

from simulator.analysis.intervals import proportion_interval
from simulator.estimate import Estimate
from simulator.questions.bank.limits import PD_MULTIPLIER, SALE_PROCEEDS
from simulator.questions.bank.tested import (
    AS_IT_IS,
    BUSINESS_MEASURES,
    MEASURES,
    MONTHS,
    NO_STRESS,
    PARTS,
    WITHOUT_SCHEME,
    BankCase,
    BankTest,
    BookRow,
    BusinessRow,
    ClaimAtRisk,
    Concentration,
    Emptied,
    LoanRow,
    TapeFacts,
)
from simulator.values import phrase
from tests.reporting.synthetic import synthetic_scenario

PATHS = 1_000
BALANCE = 1e8
VALUES = {
    "npl_ratio_12": 0.02, "npl_ratio_24": 0.01, "npl_ratio_peak": 0.03, "distance_12": 0.03, "gross_loss": 3e6,
    "compensation": 1e6, "net_loss": 2e6, "net_loss_95": 5e6, "waiting_cost": 2e4, "coverage_12": 1.6,
    "provisions_missing_12": 4e5, "weighted_assets": 8e7, "weighted_assets_mitigated": 7.2e7, "capital": 8.4e6,
    "raroc": 0.05,
}  # fmt: skip


def around(value: float, part: float = 0.1) -> Estimate:
    """Return an estimate with an interval of this part of its value on each side."""
    half = abs(value) * part
    return Estimate(value, value - half, value + half, "mean")


def estimates(times: float, cover: str, chance: int) -> dict[str, Estimate]:
    """Return every measure; losses are multiplied, and there is no compensation without the scheme."""
    found = {measure.key: around(times * VALUES.get(measure.key, 1e6)) for measure in MEASURES}
    found["net_loss_in_default"] = around(1e6, 0.0)
    found["over_tolerance"] = proportion_interval(chance, PATHS)
    if cover == WITHOUT_SCHEME:
        found |= {"compensation": around(0.0), "waiting_cost": around(0.0), "net_loss": found["gross_loss"]}
    return found


def case(stress: str, cover: str, ratio: float, times: float) -> BankCase:
    """Return a case whose bad classes are `times` as large as without stress."""
    bad = np.array([0.02, 0.01, 0.005, 0.005]) * times * BALANCE
    classes = np.tile([BALANCE - bad.sum() - 2e6, *bad], (MONTHS + 1, 1))
    npl = np.tile(0.02 * times, MONTHS + 1)
    return BankCase(
        stress=stress,
        cover=cover,
        ratio=ratio,
        estimates=estimates(times, cover, 0 if stress == NO_STRESS else 50),
        classes=classes,
        written_off=np.full(MONTHS + 1, 1e6),
        repaid=np.full(MONTHS + 1, 1e6),
        npl_ratio=np.column_stack([npl, npl / 2, npl, npl * 2]),
        migration=np.diag([8e7, 1e7, 0.0, 5e5, 5e5]),
        migration_by_month=np.full((MONTHS, 4), 0.01),
        performing_migration=np.full(MONTHS, 0.005),
    )


def rows(stress: str, times: float) -> list[BookRow]:
    """Return two parts each way."""
    return [
        BookRow(stress, by, name, 10, BALANCE / 2, 0.02, 1e6, around(1.5e6 * times), around(1e6 * times),
                around(1.5e6 * times), 8e5, 40, BALANCE, 5e6)
        for by in ("branch", "product", "sector", "grade", "vintage")
        for name in ("first", "")
    ]  # fmt: skip


def emptied(driver: str, values: Mapping[str, float]) -> list[Emptied]:
    """Return where each buffer is gone; an interval of a tenth on each side."""
    return [
        Emptied(buffer, 3e6, driver, Estimate(value, 0.9 * value, 1.1 * value, "quantile"), 40.0)
        for buffer, value in values.items()
    ]


def business(new_covered: float = 4e7) -> tuple[BusinessRow, ...]:
    """Return the book, new business of half its losses, and both, with the scheme under each stress."""
    return tuple(
        BusinessRow(stress, AS_IT_IS, part, {
            **{measure.key: around(share * times * 2e6) for measure in BUSINESS_MEASURES},
            "npl_ratio_12": around(0.02), "npl_ratio_24": around(0.01),
            "lent": around(lent), "lent_covered": around(new_covered if lent else 0.0),
        })
        for stress, times in ((NO_STRESS, 1.0), ("severe", 3.0))
        for part, share, lent in zip(PARTS, (1.0, 0.5, 1.5), (0.0, 6e7, 6e7), strict=True)
    )  # fmt: skip


def synthetic_bank(**changes: object) -> BankTest:
    """Return a book without stress and under a severe one, without scheme, with it, and at another ratio."""
    cases = tuple(
        case(stress, cover, ratio, times)
        for stress, times in ((NO_STRESS, 1.0), ("severe", 3.0))
        for cover, ratio in ((AS_IT_IS, 0.4), (WITHOUT_SCHEME, 0.0), ("ratio_0.6", 0.6))
    )
    values: dict[str, object] = {
        "scenario": synthetic_scenario(),
        "facts": TapeFacts("2026-06-30", 50, 3, 20, 15, BALANCE, 9e7, 2e6, 5, 0.0),
        "tolerance": 0.05,
        "provisions": 2e6,
        "capital_buffer": 3e6,
        "margin": 1e6,
        "cases": cases,
        "saved": {NO_STRESS: around(1e6), "severe": around(2e6)},
        "breakdown": (*rows(NO_STRESS, 1.0), *rows("severe", 3.0)),
        "business": (),
        "worst": (LoanRow("L1", "=cmd()", "chips", 5e6, 95, 1.0, around(2e6, 0.0), 2e6),),
        "at_risk": (ClaimAtRisk("L2", "firm two", 3e6, "late", 45, 4e5),),
        "concentration": Concentration((("firm one", 1e7),), 0.1, {"borrower": 0.05, "sector": 1.0, "branch": 0.5}),
        "break_even_ratio": {NO_STRESS: around(0.3), "severe": Estimate(math.inf, math.inf, math.inf, "quantile")},
        "reverse": (
            *emptied(PD_MULTIPLIER, {"margin": 2.0, "provisions": 5.0, "capital_buffer": math.inf}),
            *emptied(SALE_PROCEEDS, {"margin": 0.5, "provisions": math.inf, "capital_buffer": math.inf}),
            *emptied("severe", {"margin": 0.5, "provisions": 1.5, "capital_buffer": 3.0}),
        ),
        "notes": (phrase("bank.note.begins"),),
    }
    return BankTest(**{**values, **changes})  # type: ignore[arg-type]
