"""Simulator of risk compensation funds for loans pledged on patents.

    from simulator import compare, read_scenario

    hefei = read_scenario("scenarios/hefei.toml").with_settings({"run.paths": 1000})
    answer = compare(hefei, ratios=[0.2, 0.5, 0.8], fund_sizes=[20e6])
    answer.to_pandas("measures_long")

Names are loaded when they are first asked for, so that the import itself is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.analysis.path_totals import PathTotals
    from simulator.api.answer import Answer
    from simulator.api.questions import (
        attribute,
        backtest,
        bank,
        calibrate,
        compare,
        design,
        events,
        hindcast,
        hurdle,
        operations,
        pool,
        replay,
        sensitivity,
        simulate,
        size,
        stress,
        toolkits,
        value,
    )
    from simulator.errors import BalanceError, NoAnswerError, ScenarioError, SimulatorError
    from simulator.scenario.model import Scenario
    from simulator.scenario.read import Reading, read_scenario
    from simulator.scenario.study import Study, read_study

__all__ = [
    "Answer",
    "BalanceError",
    "NoAnswerError",
    "PathTotals",
    "Reading",
    "Scenario",
    "ScenarioError",
    "SimulatorError",
    "Study",
    "attribute",
    "backtest",
    "bank",
    "calibrate",
    "compare",
    "design",
    "events",
    "hindcast",
    "hurdle",
    "operations",
    "pool",
    "read_scenario",
    "read_study",
    "replay",
    "sensitivity",
    "simulate",
    "size",
    "stress",
    "toolkits",
    "value",
]

_HOMES = {
    "simulator.analysis.path_totals": ("PathTotals",),
    "simulator.api.answer": ("Answer",),
    "simulator.errors": ("BalanceError", "NoAnswerError", "ScenarioError", "SimulatorError"),
    "simulator.scenario.model": ("Scenario",),
    "simulator.scenario.read": ("Reading", "read_scenario"),
    "simulator.scenario.study": ("Study", "read_study"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

if not TYPE_CHECKING:  # so that a type checker still finds names that do not exist

    def __getattr__(name: str) -> object:
        """Return a public name from the module that defines it."""
        if name not in __all__:
            return import_module("simulator.api.asking").function_named(name)
        found = getattr(import_module(_HOME_OF.get(name, "simulator.api.questions")), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted(__all__)
