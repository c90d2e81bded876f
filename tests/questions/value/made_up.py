"""A made-up valuation of plausible shape: nothing in it was simulated, so it tests the printing alone."""

import numpy as np

from simulator.estimate import Estimate
from simulator.inputs.patents import KINDS, Patent
from simulator.questions.value.royalty import Sheet, Year
from simulator.questions.value.valued import (
    FAN_LEVELS,
    LIVES_YEARS,
    TERMS_MONTHS,
    Asked,
    Cell,
    LossPoint,
    MonthValue,
    Proceeds,
    Valuation,
    Valued,
)
from tests.reporting.synthetic import synthetic_scenario

MONTHS = 12


def share(value: float, half: float = 0.012) -> Estimate:
    """Return a share with an interval of this half-width."""
    return Estimate(value, value - half, value + half, "ratio")


def synthetic_valued(name: str = "lamp", **changes: object) -> Valued:
    """Return one patent with a sheet of two years."""
    years = (Year(0.0, 1.0, 900.0, 40.0, 38.0), Year(1.0, 1.5, 400.0, 18.0, 15.0))
    months = np.arange(MONTHS + 1)
    fan = np.outer(0.4 + np.array(FAN_LEVELS), np.exp(-months / 20))
    values: dict[str, object] = {
        "patent": Patent(name, "all", "invention", 1.5, revenue=1e3, royalty_rate=0.05, cost=2e6, recovered=1e5),
        "sheet": Sheet(1e3, 0.05, 0.1, 0.02, 0.15, 0.1, 1.5, years, 53.0),
        "appraised_value": 4e6,
        "rate_in_use": 0.3,
        "losses": tuple(
            LossPoint(rate, share(0.5 + rate), share(0.02, 0.03), share(1.0, 0.0)) for rate in (0.1, 0.2, 0.3)
        ),
        "safe": share(0.2),
        "safe_at_level": None,
        "proceeds": Proceeds(
            share(0.05), share(-0.01, 0.002), share(0.6), tuple(share(level / 10) for level in FAN_LEVELS),
            Estimate(15.0, 14.5, 15.5, "ratio"),
        ),
        "months": (
            MonthValue(0, share(0.9), share(0.8), share(1.0, 0.0), None, None),
            MonthValue(MONTHS, share(0.6), share(0.5), share(0.97), share(0.55), share(-0.05, 0.02)),
        ),
        "fan": fan,
        "fan_given_default": 0.9 * fan[:, 1:],
        "valid": np.linspace(1, 0.97, MONTHS + 1),
    }  # fmt: skip
    return Valued(**{**values, **changes})  # type: ignore[arg-type]


def synthetic_valuation(*valued: Valued, is_given: bool = True, **changes: object) -> Valuation:
    """Return a valuation of these patents (one by default); two years of life carry no loan."""
    scenario = synthetic_scenario()
    shown = valued or (synthetic_valued(),)
    patents = tuple(one.patent for one in shown) if is_given else ()
    cells = tuple(
        Cell("all", kind, life, term, None if life == 2 else share(0.02 * life), None, share(0.8))
        for kind in KINDS
        for life in LIVES_YEARS
        for term in TERMS_MONTHS
    )
    values = {
        "scenario": scenario,
        "asked": Asked(0.7, 0.95, MONTHS),
        "given": patents,
        "valued": shown,
        "cells": cells,
    }
    return Valuation(**{**values, **changes})  # type: ignore[arg-type]
