"""The questions, one function each: what the command of the same name asks, without files being written.

Seed and number of paths are the scenario's (`run.seed`, `run.paths`); `Reading.with_settings` changes them. `threads`
is the number of threads, by default all processors; no result depends on it. `progress` is called with what is done
and what there is to do. All raise `ScenarioError` for what is wrong in what was given, with every fault, and
`NoAnswerError` when the model has no answer.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.analysis import compare as comparing
from simulator.analysis.compare import Comparison
from simulator.analysis.designing import design as designs
from simulator.analysis.designing.designed import Design
from simulator.analysis.path_totals import PathTotals, batches
from simulator.analysis.pools import pooling
from simulator.analysis.pools.pooling import Pooling
from simulator.analysis.sizing import size_fund as sizes
from simulator.analysis.sizing.sized import Sizing
from simulator.analysis.worlds import simulate_policies
from simulator.api.answer import Answer
from simulator.api.asking import function_of
from simulator.errors import ScenarioError
from simulator.faults import counted
from simulator.questions.attribute import QUESTION as ATTRIBUTE
from simulator.questions.attribute import ask as attribute_asked
from simulator.questions.hurdle import QUESTION as HURDLE
from simulator.questions.hurdle import ask as hurdle_asked
from simulator.questions.sensitivity import QUESTION as SENSITIVITY
from simulator.questions.sensitivity import ask as sensitivity_asked
from simulator.questions.stress import QUESTION as STRESS
from simulator.questions.stress import ask as stress_asked
from simulator.questions.toolkits import QUESTION as TOOLKITS
from simulator.questions.toolkits import ask as toolkits_asked
from simulator.questions.value import QUESTION as VALUE
from simulator.questions.value import ask as value_asked
from simulator.reporting import csv_files, tables, wording
from simulator.reporting.designing import design_tables, design_text
from simulator.reporting.pools import pooling_tables, pooling_text
from simulator.reporting.sizing import sizing_tables, sizing_text
from simulator.scenario.cities import read_cities
from simulator.scenario.design_study import read_design
from simulator.scenario.read import Reading
from simulator.scenario.study import Study, default_study, named_study

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
        fault = f"{len(chosen)} policies on {paths:,} paths are too many totals at once; give fewer of either"
        raise ScenarioError("policies", [f"policies: {fault}, or use compare"])
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
            raise ScenarioError("compare", ["compare: a study names its own policies and baseline; give nothing else"])
        return scenario
    if policies is not None and is_grid:
        raise ScenarioError("compare", ["compare: give either policies, or ratios and fund sizes"])
    if policies is not None:
        return named_study(scenario, policies, baseline)
    if baseline is not None:
        fault = "compare: baseline: names one of policies; without them the scenario's own policy is the baseline"
        raise ScenarioError("compare", [fault])
    return default_study(scenario, ratios, fund_sizes)


def size(
    scenario: Reading,
    *,
    chance: float = 0.01,
    years: int = 5,
    ratios: Sequence[float] = sizes.DEFAULT_RATIOS,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Answer[Sizing]:
    """Find the smallest fund that runs dry within some years with at most a given chance, and what it costs.

    Parameters
    ----------
    chance
        Largest chance of running dry, above 0 and below 1.
    years
        Horizon; the scenario is simulated for so many years of lending.
    ratios
        Compensation ratios (0 to 1) beside the scenario's own.
    """
    _refuse_share("chance", chance)
    _refuse_years(scenario, years)
    found = sizes.size_fund(
        scenario.with_settings({"clock.years": years}), chance, ratios=ratios, threads=threads, progress=progress
    )
    title = found.scenario.about.title
    shown = sizing_tables.sizes_table(found)
    return Answer(found, title, sizing_text.answer(found), shown, lambda: sizing_tables.files_of(found))


def _refuse_share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise ScenarioError(name, [f"{name}: must be above 0 and below 1 (got {value:g}); write 0.01 for 1 %"])


def _refuse_years(scenario: Reading, years: int) -> None:
    has = scenario.scenario.clock.years
    if not 1 <= years <= has:
        fault = f"years: must be from 1 to the scenario's {counted(has, 'year')} of lending (got {years})"
        raise ScenarioError("years", [f"{fault}; for more, give with_settings({{'clock.years': {years}}})"])


stress = function_of(STRESS, stress_asked.ask)
toolkits = function_of(TOOLKITS, toolkits_asked.ask)
attribute = function_of(ATTRIBUTE, attribute_asked.ask)
hurdle = function_of(HURDLE, hurdle_asked.ask)
value = function_of(VALUE, value_asked.ask)


sensitivity = function_of(SENSITIVITY, sensitivity_asked.ask)


def design(
    study: Path | str, settings: Sequence[str] = (), *, threads: int | None = None, progress: Progress | None = None
) -> Answer[Design]:
    """Search for the policies that no other beats within a budget and a chance of running dry.

    Parameters
    ----------
    study
        A design study file: levers, limits, scenario.
    settings
        Texts such as "run.paths=1000", applied to the scenario before the levers vary it.
    """
    reading, wanted = read_design(study, settings)
    designs.refuse_limits(reading, wanted)
    found = designs.confirm(designs.search(reading, wanted, threads=threads, progress=progress), threads=threads)
    shown = design_tables.front_table(found, design_tables.chosen(found))
    return Answer(found, wanted.title, design_text.answer(found), shown, lambda: design_tables.files_of(found))


def pool(
    study: Path | str, settings: Sequence[str] = (), *, threads: int | None = None, progress: Progress | None = None
) -> Answer[Pooling]:
    """Find which of several cities' funds run dry together, what one pot saves, and what a centre must hold.

    Parameters
    ----------
    study
        A file with [[city]]: the cities, and the scenario that they vary.
    settings
        Texts such as "run.paths=1000", applied to the scenario before the cities vary it.
    """
    found = pooling.pool(read_cities(study, tuple(settings)), threads=threads, progress=progress)
    shown = pooling_tables.tables_of(found)[0]
    title = found.study.title
    return Answer(found, title, pooling_text.answer(found), shown, lambda: pooling_tables.files_of(found))
