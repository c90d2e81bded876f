"""A comparison that grows: blocks of paths are added, and after each the estimates are those of `compare`."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.analysis import lines
from simulator.analysis.compare import Comparison, baseline_of, point_of
from simulator.analysis.estimating import HeldReading, estimated_of
from simulator.analysis.gathering import Findings
from simulator.analysis.measures import Measure, lent, measures_of
from simulator.analysis.path_totals import Batch
from simulator.analysis.worlds import simulate_policies
from simulator.errors import NoAnswerError, wrong
from simulator.faults import got
from simulator.rules.calibration import Fitted
from simulator.scenario.study import Study

Floats = NDArray[np.float64]

MOST_POLICIES = 400
"""All policies are simulated together."""
FIRST_ROOM = 2_000


class GrowingComparison:
    """Policies of one world on as many paths as were simulated so far; few measures, so that it stays small.

    Paths are numbered and their draws keyed, so that blocks of 500 and 1,500 paths give what 2,000 paths give, to the
    last digit. The numbers of one policy do not depend on which others are simulated beside it.

    Parameters
    ----------
    study
        Policies, at most 400 of them, and the baseline. The paths of its scenario do not count here.
    keys
        Measures to estimate; each must be a mean or a proportion.
    most_paths
        Paths that will be simulated at most.

    Raises
    ------
    ScenarioError
        When a policy differs from the baseline in its world or seed.
    NoAnswerError
        When there are too many policies.
    """

    def __init__(self, study: Study, keys: Sequence[str], most_paths: int) -> None:
        self.study = study
        self.most_paths = most_paths
        self.paths = 0
        self.seconds = 0.0
        self.fitted = Fitted(1.0, 0.0, 0.0)
        self._policies = [policy.scenario for policy in study.policies]
        self._base = baseline_of(study)
        if len(self._policies) > MOST_POLICIES:
            raise NoAnswerError(got(wrong("faults.analysis.growing", most=MOST_POLICIES), len(self._policies)))
        known = {measure.definition.key: measure for measure in measures_of(self._policies[self._base])}
        self._measures: list[Measure] = [known[key] for key in keys]
        self._rows = self._room(FIRST_ROOM)

    @property
    def bytes(self) -> int:
        """Return how much memory the paths take."""
        return self._rows.nbytes

    def extend(self, count: int, *, threads: int | None = None, progress: Callable[[int], None] | None = None) -> None:
        """Simulate the next `count` paths.

        Parameters
        ----------
        progress
            Called with the number of new paths done; what it raises ends the work and leaves the comparison as it was.

        Raises
        ------
        NoAnswerError
            When the world cannot be calibrated.
        BalanceError
            When an account of any path does not balance to the fen.
        """
        scenario = self._policies[self._base]
        batch = simulate_policies(
            scenario, self._policies, count, first_path=self.paths, threads=threads, progress=progress
        )
        self._keep(batch, count)
        self.seconds += batch.seconds
        self.paths += count
        self.fitted = batch.fitted

    def _keep(self, batch: Batch, count: int) -> None:
        if self.paths + count > self._rows.shape[2]:
            grown = self._room(self.most_paths)
            grown[:, :, : self.paths] = self._rows[:, :, : self.paths]
            self._rows = grown
        place = slice(self.paths, self.paths + count)
        for number, measure in enumerate(self._measures):
            self._rows[number, :, place] = measure.formula(batch.totals)
        self._rows[-1, :, place] = lent(batch.totals)

    def _room(self, paths: int) -> Floats:
        """Return room for the measures of every path, and last for what was lent."""
        return np.empty((len(self._measures) + 1, len(self._policies), min(paths, self.most_paths)))

    def comparison(self) -> Comparison:
        """Return the estimates on all paths so far, paired differences and near-ties; there must be paths."""
        rows = self._rows[:, :, : self.paths]
        found = Findings([policy.name for policy in self.study.policies])
        every = range(len(self._policies))
        for number, measure in enumerate(self._measures):
            reading = HeldReading(measure, rows[number], None, self._base)
            of_measure = estimated_of(measure, self._policies, reading, self._base)
            found.put(measure.definition.key, every, of_measure.values, of_measure.differences)
        scenario = self._policies[self._base]
        known = {key for _, key in found.estimates}
        return Comparison(
            scenario=scenario,
            title=self.study.title,
            question=self.study.question,
            points=tuple(point_of(policy) for policy in self.study.policies),
            baseline=self.study.baseline,
            paths=self.paths,
            seed=scenario.run.seed,
            seconds=self.seconds,
            fitted=self.fitted,
            measures=tuple(m.definition for m in self._measures if m.definition.key in known),
            estimates=found.estimates,
            differences=found.differences,
            near_ties=lines.near_ties(self.study.policies, lines.Lent(rows[-1])),
        )
