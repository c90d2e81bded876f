"""The scenario that is meant, with what is said of it."""

from collections.abc import Sequence
from pathlib import Path

import click

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import names
from simulator.saying.speaker import said
from simulator.scenario.kinds import OF_OTHER_COMMANDS, kind_of
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, read_scenario

# What the bank earns and pays; its other income is fitted so that together they give the additional share aimed at.
_FITTED_AGAINST = (
    "lender.loan_rate",
    "lender.vat_rate",
    "lender.funding_cost",
    "lender.operating_cost",
    "lender.loss_given_default",
    "lender.risk_weight",
    "lender.capital_ratio",
    "lender.equity_spread",
)


def scenario_at(path: Path, overlays: Sequence[Path] = (), settings: Sequence[str] = ()) -> Reading:
    """Return the scenario of a file with overlays and settings laid over it.

    Raises
    ------
    ScenarioError
        When the file is a study or holds outcomes, naming what to give instead; and when it has faults.
    """
    kind = kind_of(path)
    if kind in OF_OTHER_COMMANDS:
        raise ScenarioError(
            str(path), [Fault(wrong("faults.kinds.or_scenario", what=OF_OTHER_COMMANDS[kind]), str(path))]
        )
    if kind == "study":
        raise ScenarioError(str(path), [Fault(wrong("faults.kinds.study"), str(path))])
    reading = read_scenario(path, overlays, settings)
    _warn_of_fit(reading.scenario, settings)
    return reading


def _warn_of_fit(scenario: Scenario, settings: Sequence[str]) -> None:
    """Say which changed costs of the bank the fit of its other income takes back."""
    keys = [key for key in (setting.partition("=")[0].strip() for setting in settings) if key in _FITTED_AGAINST]
    if keys and scenario.calibration is not None and scenario.lender.other_income is None:
        note = wrong("notes.fitted", keys=names(keys), option="compare --what-if", key="lender.other_income")
        click.echo(said(note), err=True)
