"""The questions, one function each: what the command of the same name asks, without files being written.

Seed and number of paths are the scenario's (`run.seed`, `run.paths`); `Reading.with_settings` changes them. `threads`
is the number of threads, by default all processors; no result depends on it. `progress` is called with what is done
and what there is to do. All raise `ScenarioError` for what is wrong in what was given, with every fault, and
`NoAnswerError` when the model has no answer.
"""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.analysis.path_totals import PathTotals, batches
from simulator.analysis.worlds import simulate_policies
from simulator.api.asking import function_of
from simulator.errors import Fault, ScenarioError, wrong
from simulator.questions.attribute import QUESTION as ATTRIBUTE
from simulator.questions.attribute import ask as attribute_asked
from simulator.questions.backtest import QUESTION as BACKTEST
from simulator.questions.backtest import ask as backtest_asked
from simulator.questions.bank import QUESTION as BANK
from simulator.questions.bank import ask as bank_asked
from simulator.questions.calibrate import QUESTION as CALIBRATE
from simulator.questions.calibrate import ask as calibrate_asked
from simulator.questions.compare import QUESTION as COMPARE
from simulator.questions.compare import ask as compare_asked
from simulator.questions.design import QUESTION as DESIGN
from simulator.questions.design import ask as design_asked
from simulator.questions.events import QUESTION as EVENTS
from simulator.questions.events import ask as events_asked
from simulator.questions.hindcast import QUESTION as HINDCAST
from simulator.questions.hindcast import ask as hindcast_asked
from simulator.questions.hurdle import QUESTION as HURDLE
from simulator.questions.hurdle import ask as hurdle_asked
from simulator.questions.operations import QUESTION as OPERATIONS
from simulator.questions.operations import ask as operations_asked
from simulator.questions.pool import QUESTION as POOL
from simulator.questions.pool import ask as pool_asked
from simulator.questions.replay import QUESTION as REPLAY
from simulator.questions.replay import ask as replay_asked
from simulator.questions.sensitivity import QUESTION as SENSITIVITY
from simulator.questions.sensitivity import ask as sensitivity_asked
from simulator.questions.size import QUESTION as SIZE
from simulator.questions.size import ask as size_asked
from simulator.questions.stress import QUESTION as STRESS
from simulator.questions.stress import ask as stress_asked
from simulator.questions.toolkits import QUESTION as TOOLKITS
from simulator.questions.toolkits import ask as toolkits_asked
from simulator.questions.value import QUESTION as VALUE
from simulator.questions.value import ask as value_asked
from simulator.scenario.read import Reading
from simulator.scenario.study import named_study
from simulator.values import Number

Progress = Callable[[int, int], None]
Policies = Mapping[str, Mapping[str, Any]]


def simulate(
    scenario: Reading, policies: Policies | None = None, *, threads: int | None = None, progress: Progress | None = None
) -> PathTotals:
    """Return the totals of every path under every policy, all policies on the same draws.

    Parameters
    ----------
    scenario
        The world and, without `policies`, the one policy.
    policies
        What differs from the scenario, by dotted key, for each policy by its name.

    Returns
    -------
    PathTotals
        `amount("fund_paid")` is in main currency units, `number("loans_covered")` a count, `alone("newly_lent")` the
        amount without any scheme; each of shape (policies, paths), policies in the order given.

    Raises
    ------
    ScenarioError
        When a setting is wrong or of the world, or all totals together would not fit into memory.
    """
    study = named_study(scenario, {"as it stands": {}} if policies is None else policies)
    chosen = [policy.scenario for policy in study.policies]
    paths = scenario.scenario.run.paths
    if len(batches(chosen, 0, paths)) > 1:
        what = wrong("faults.python.too_many_totals", n=len(chosen), paths=Number(paths, "count"), command="compare")
        raise ScenarioError("policies", [Fault(what, "policies")])
    step = None if progress is None else lambda done: progress(done, paths)
    return simulate_policies(scenario.scenario, chosen, paths, threads=threads, progress=step).totals


compare = function_of(COMPARE, compare_asked.ask)
stress = function_of(STRESS, stress_asked.ask)
toolkits = function_of(TOOLKITS, toolkits_asked.ask)
attribute = function_of(ATTRIBUTE, attribute_asked.ask)
hindcast = function_of(HINDCAST, hindcast_asked.ask)
hurdle = function_of(HURDLE, hurdle_asked.ask)
size = function_of(SIZE, size_asked.ask)
design = function_of(DESIGN, design_asked.ask)
operations = function_of(OPERATIONS, operations_asked.ask)
events = function_of(EVENTS, events_asked.ask)
pool = function_of(POOL, pool_asked.ask)
replay = function_of(REPLAY, replay_asked.ask)
value = function_of(VALUE, value_asked.ask)
bank = function_of(BANK, bank_asked.ask)
backtest = function_of(BACKTEST, backtest_asked.ask)
calibrate = function_of(CALIBRATE, calibrate_asked.ask)
sensitivity = function_of(SENSITIVITY, sensitivity_asked.ask)
