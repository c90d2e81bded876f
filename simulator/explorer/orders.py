"""What is made on demand only, since it takes seconds."""

import tomllib

from simulator.analysis.compare import Comparison, Progress, compare
from simulator.explorer.answers import REVERSE, REVERSE_YEARS
from simulator.explorer.desk import Order
from simulator.explorer.downloads import WHOLE
from simulator.explorer.surface import FULL_PATHS, Surface
from simulator.questions.stress.found import ReverseStress
from simulator.questions.stress.reverse_stress import reverse_stress
from simulator.scenario.model import Run, Scenario
from simulator.scenario.read import Reading, build_scenario
from simulator.scenario.study import Study, default_study
from simulator.scenario.writing import scenario_toml

REVERSE_PATHS = 500


def _reverse(surface: Surface, policy: str, threads: int | None, _: Progress) -> ReverseStress:
    """Search the mildest downturn that empties a policy's fund, as the command stress does on 500 paths."""
    few = _on(_scenario(surface, policy), REVERSE_PATHS)
    return reverse_stress(few, min(REVERSE_YEARS, few.clock.years), threads=threads)


def _whole(surface: Surface, policy: str, threads: int | None, progress: Progress) -> Comparison:
    """Compare all ratios and fund sizes with the policy, every measure, as the command compare does on 2,000 paths."""
    study = study_around(_on(_scenario(surface, policy), FULL_PATHS), surface.question.study)
    return compare(study, threads=threads, progress=progress)


def study_around(scenario: Scenario, grid: Study) -> Study:
    """Return the standard study of a scenario over the ratios and fund sizes of a grid; it is its own baseline."""
    values = tomllib.loads(scenario_toml(scenario))
    reading = Reading(build_scenario(values, "scenario.toml"), values, {})
    policies = [policy.scenario for policy in grid.policies]
    ratios = sorted({policy.scheme.compensation_ratio for policy in policies})
    sizes = sorted({policy.fund.fund_size for policy in policies})
    return default_study(reading, ratios, sizes if len(sizes) > 1 else None)


def _scenario(surface: Surface, policy: str) -> Scenario:
    return next(p.scenario for p in surface.question.study.policies if p.name == policy)


def _on(scenario: Scenario, paths: int) -> Scenario:
    # The number of paths was checked on its own, and nothing else depends on it.
    return scenario.model_copy(update={"run": Run(seed=scenario.run.seed, paths=paths)})


ORDERS: dict[str, Order] = {REVERSE: _reverse, WHOLE: _whole}
