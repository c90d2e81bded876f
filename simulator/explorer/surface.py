"""One question's numbers, kept warm: the whole grid path by path, and more about single policies."""

from dataclasses import dataclass, field
from typing import Any

from simulator.analysis.compare import Comparison, Progress, compare
from simulator.analysis.growing import GrowingComparison
from simulator.explorer.question import Question
from simulator.scenario.model import Run
from simulator.scenario.study import Policy, Study

TILES = ("additional_lending", "fiscal_cost", "p_depleted", "idle_share", "months_shut", "bank_loss")
FULL_PATHS = 2_000
MOST_PATHS = 20_000
FIRST_PATHS = 100
BLOCK_PATHS = 1_000
FEWEST_PATHS = 10
USUAL_LOANS = 3_000
"""Loans of a path for which the first paths take a fraction of a second; of larger scenarios fewer are simulated."""
DETAIL_PATHS = (500, FULL_PATHS, MOST_PATHS)


@dataclass
class Surface:
    """All policies of a question on the paths so far, and the details of those that were looked at."""

    question: Question
    grid: GrowingComparison = field(init=False)
    comparison: Comparison | None = None
    details: dict[str, Comparison] = field(default_factory=dict)
    """By policy: it and the baseline, with all measures, the fund's balance and who bears the losses."""
    orders: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What was made on demand, by kind and policy."""

    def __post_init__(self) -> None:
        self.grid = GrowingComparison(self.question.study, TILES, MOST_PATHS)

    @property
    def paths(self) -> int:
        """Return the number of paths so far."""
        return self.grid.paths

    def next_paths(self) -> int:
        """Return how many paths the next block has: few at first, and as many as end at 2,000 and at 20,000."""
        part = min(1.0, USUAL_LOANS / max(self.question.loans, 1.0))
        if self.paths == 0:
            return max(FEWEST_PATHS, round(FIRST_PATHS * part))
        end = FULL_PATHS if self.paths < FULL_PATHS else MOST_PATHS
        block = max(FEWEST_PATHS, round(BLOCK_PATHS * part), self.paths // 4)
        return min(block, 4 * self.paths, end - self.paths)

    def extend(self, threads: int | None, progress: Progress) -> None:
        """Simulate the next block and estimate anew."""
        count = self.next_paths()
        self.grid.extend(count, threads=threads, progress=lambda done: progress(done, count))
        self.comparison = self.grid.comparison()

    def detail_paths(self, policy: str) -> int:
        """Return on how many paths the details of a policy rest; 0 when there are none."""
        return self.details[policy].paths if policy in self.details else 0

    def look_at(self, policy: str, paths: int, threads: int | None, progress: Progress) -> None:
        """Simulate a policy and the baseline with all measures."""
        study = self.question.study
        found = compare(study_of(study, (study.baseline, policy), paths), threads=threads, progress=progress)
        self.details[policy] = found


def study_of(study: Study, names: tuple[str, ...], paths: int) -> Study:
    """Return the study of some of the policies on another number of paths."""
    kept = [policy for policy in study.policies if policy.name in names]
    run = Run(seed=kept[0].scenario.run.seed, paths=paths)
    # The number of paths was checked on its own, and nothing else depends on it.
    policies = [Policy(p.name, p.settings, p.scenario.model_copy(update={"run": run})) for p in kept]
    return Study(study.title, study.question, study.baseline, tuple(policies))
