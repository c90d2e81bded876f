"""What is made on demand only, since it takes seconds."""

from simulator.analysis.stressing.reverse_stress import reverse_stress
from simulator.analysis.stressing.stressed import ReverseStress
from simulator.explorer.answers import REVERSE, REVERSE_YEARS
from simulator.explorer.desk import Order
from simulator.explorer.surface import Surface
from simulator.scenario.model import Run

REVERSE_PATHS = 1_000


def _reverse(surface: Surface, policy: str, threads: int | None) -> ReverseStress:
    """Search the mildest downturn that empties a policy's fund, as the command stress does on 1,000 paths."""
    scenario = next(p.scenario for p in surface.question.study.policies if p.name == policy)
    few = scenario.model_copy(update={"run": Run(seed=scenario.run.seed, paths=REVERSE_PATHS)})
    return reverse_stress(few, min(REVERSE_YEARS, scenario.clock.years), threads=threads)


ORDERS: dict[str, Order] = {REVERSE: _reverse}
