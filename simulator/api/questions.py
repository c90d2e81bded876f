"""The questions, one function each: what the command of the same name asks, without files being written.

Seed and number of paths are the scenario's (`run.seed`, `run.paths`); `Reading.with_settings` changes them. `threads`
is the number of threads, by default all processors; no result depends on it. `progress` is called with what is done
and what there is to do. All raise `ScenarioError` for what is wrong in what was given, with every fault, and
`NoAnswerError` when the model has no answer.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulator.analysis import compare as comparing
from simulator.analysis.compare import Comparison
from simulator.analysis.path_totals import PathTotals, batches
from simulator.analysis.worlds import simulate_policies
from simulator.api.answer import Answer
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
from simulator.reporting import csv_files, tables, wording
from simulator.scenario.read import Reading
from simulator.scenario.study import Study, default_study, named_study
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


def compare(
    scenario: Reading | Study,
    policies: Policies | None = None,
    *,
    ratios: Sequence[float] | None = None,
    fund_sizes: Sequence[float] | None = None,
    baseline: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Answer[Comparison]:
    """Compare policies on the same draws: measures with intervals, and paired differences to a baseline.

    Parameters
    ----------
    scenario
        A scenario, or a study of `read_study`, which names its own policies.
    policies
        What differs from the scenario, by dotted key, for each policy by its name.
    ratios, fund_sizes
        Instead of `policies`: compensation ratios (0 to 1) and fund sizes (main currency units) to combine, with the
        breaker on and off; by default the standard ones.
    baseline
        Name of one of `policies`; default the scenario's own policy if it is among them, else the first.

    Raises
    ------
    ScenarioError
        When a setting is wrong or of the world, or the policies are given twice.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    study = _study(scenario, policies, ratios, fund_sizes, baseline)
    found = comparing.compare(study, threads=threads, progress=progress)
    line = tables.baseline_line(found)
    shown = tables.measures_table(found, found.baseline)
    if len(line) > 1:
        shown = tables.without_common_ending(tables.differences_table(found, line, tables.FIRST_MEASURES))
    return Answer(found, found.title, wording.near_tie_sentences(found), shown, lambda: csv_files.csv_files(found))


def _study(
    scenario: Reading | Study,
    policies: Policies | None,
    ratios: Sequence[float] | None,
    fund_sizes: Sequence[float] | None,
    baseline: str | None,
) -> Study:
    is_grid = ratios is not None or fund_sizes is not None
    if isinstance(scenario, Study):
        if is_grid or policies is not None or baseline is not None:
            raise ScenarioError("compare", [Fault(wrong("faults.python.of_study"), "compare")])
        return scenario
    if policies is not None and is_grid:
        raise ScenarioError("compare", [Fault(wrong("faults.python.either"), "compare")])
    if policies is not None:
        return named_study(scenario, policies, baseline)
    if baseline is not None:
        raise ScenarioError("compare", [Fault(wrong("faults.python.no_policies"), "compare: baseline")])
    return default_study(scenario, ratios, fund_sizes)


def _refuse_years(scenario: Reading, years: int) -> None:
    has = scenario.scenario.clock.years
    if not 1 <= years <= has:
        way_out = f"with_settings({{'clock.years': {years}}})"
        what = wrong("faults.python.years", n=has, given=str(years), way_out=way_out)
        raise ScenarioError("years", [Fault(what, "years")])


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
