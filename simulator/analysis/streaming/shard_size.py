"""How many paths a shard holds, so that a worker's memory stays small whatever the run's size."""

from typing import Literal

from simulator.analysis.path_totals import COLUMNS

Unit = Literal["policies", "funds"]
"""Of what a shard holds several."""

SHARD_BYTES = 1 << 26
MOST_PATHS = 10_000
FEWEST_PATHS = 16


def fitting_shard(policies: int, paths: int) -> int:
    """Return the paths of a shard whose totals take about `SHARD_BYTES`: all policies of that many paths."""
    fitting = SHARD_BYTES // (8 * len(COLUMNS) * policies)
    return min(paths, max(FEWEST_PATHS, min(MOST_PATHS, fitting)))
