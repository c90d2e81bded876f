"""The search for policies that no other beats: all combinations of the levers where they are few, else NSGA-II.

NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002) as in pymoo (Blank and Deb 2020).
A policy is known by its choices, the place of each lever's value in its list, so that each is simulated once.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Choices = tuple[int, ...]
Progress = Callable[[int, int], None]

GENERATIONS = 20
SMALLEST_POPULATION, LARGEST_POPULATION = 20, 400
# Generations in a row without a policy that was not tried before.
MOST_IDLE_GENERATIONS = 10
# Index of the laws of crossover and mutation: the smaller, the farther may children lie from their parents.
SPREAD = 10


@dataclass(frozen=True)
class Trial:
    """What the search knows of one policy.

    Attributes
    ----------
    objectives
        To be made small.
    excesses
        Per limit how far the policy is beyond it, relative to the bound; at most 0 where it is kept. The last one is
        above 0 where the scenario's own rules exclude the policy.
    """

    objectives: tuple[float, ...]
    excesses: tuple[float, ...]

    @property
    def is_within(self) -> bool:
        """Return whether every limit is kept."""
        return all(excess <= 0 for excess in self.excesses)

    @property
    def is_refused(self) -> bool:
        """Return whether the scenario's own rules exclude the policy."""
        return self.excesses[-1] > 0


Evaluate = Callable[[Sequence[Choices]], Sequence[Trial]]


def try_policies(
    sizes: Sequence[int],
    evaluate: Evaluate,
    most: int,
    *,
    shape: tuple[int, int],
    seed: int,
    progress: Progress | None = None,
) -> dict[Choices, Trial]:
    """Return every policy tried, in the order tried.

    Parameters
    ----------
    sizes
        Number of values of each lever.
    evaluate
        Tries policies on common draws; never called twice with the same one.
    most
        Most policies tried; where there are no more combinations, all are.
    shape
        Numbers of objectives and of excesses of a trial.
    seed
        Seed of the search.
    progress
        Called with (policies tried, policies to try).
    """
    found: dict[Choices, Trial] = {}
    whole = math.prod(sizes)
    if whole > most:
        return _evolved(sizes, evaluate, most, shape, seed, progress)
    combinations = itertools.product(*(range(size) for size in sizes))
    while part := list(itertools.islice(combinations, LARGEST_POPULATION)):
        found |= dict(zip(part, evaluate(part), strict=True))
        if progress is not None:
            progress(len(found), whole)
    return found


def population_of(most: int) -> int:
    """Return the number of policies of one generation."""
    return min(max(SMALLEST_POPULATION, most // GENERATIONS), LARGEST_POPULATION)


def _evolved(
    sizes: Sequence[int],
    evaluate: Evaluate,
    most: int,
    shape: tuple[int, int],
    seed: int,
    progress: Progress | None,
) -> dict[Choices, Trial]:
    """Let generations follow each other until enough policies are tried, or hardly a new one comes up."""
    free = [lever for lever, size in enumerate(sizes) if size > 1]
    algorithm = _algorithm([sizes[lever] for lever in free], population_of(most), shape, seed)
    found: dict[Choices, Trial] = {}
    idle = 0
    while len(found) < most and idle < MOST_IDLE_GENERATIONS:
        for next_ones in (algorithm.ask, partial(_strangers, algorithm)):
            population = next_ones()
            asked = [_choices(row, free, len(sizes)) for row in population.get("X")]
            new = [choices for choices in dict.fromkeys(asked) if choices not in found][: most - len(found)]
            if new:
                break
        idle = 0 if new else idle + 1
        found |= dict(zip(new, evaluate(new), strict=True)) if new else {}
        if progress is not None:
            progress(len(found), most)
        if len(found) < most:
            _tell(algorithm, population, [found[choices] for choices in asked])
    return found


def _algorithm(sizes: Sequence[int], population: int, shape: tuple[int, int], seed: int) -> Any:
    """Return NSGA-II over whole numbers from 0 to below each size, ready to be asked."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import Problem
    from pymoo.core.termination import NoTermination
    from pymoo.operators.crossover.sbx import SBX
    from pymoo.operators.mutation.pm import PM
    from pymoo.operators.repair.rounding import RoundingRepair
    from pymoo.operators.sampling.rnd import IntegerRandomSampling

    whole = {"vtype": float, "repair": RoundingRepair()}
    algorithm = NSGA2(
        pop_size=population,
        sampling=IntegerRandomSampling(),
        crossover=SBX(prob=0.9, eta=SPREAD, **whole),
        mutation=PM(prob=0.9, prob_var=1 / len(sizes), eta=SPREAD, **whole),
        eliminate_duplicates=True,
    )
    highest = np.array(sizes) - 1
    problem = Problem(
        n_var=len(sizes), n_obj=shape[0], n_ieq_constr=shape[1], xl=np.zeros(len(sizes)), xu=highest, vtype=int
    )
    return algorithm.setup(problem, seed=seed % 2**32, termination=NoTermination())


def _strangers(algorithm: Any) -> Any:
    """Return a generation drawn at random, for when the children of the last one are all known."""
    from pymoo.operators.sampling.rnd import IntegerRandomSampling

    return IntegerRandomSampling()(algorithm.problem, algorithm.pop_size, random_state=algorithm.random_state)


def _tell(algorithm: Any, population: Any, trials: Sequence[Trial]) -> None:
    from pymoo.problems.static import StaticProblem

    objectives = np.array([trial.objectives for trial in trials])
    excesses = np.array([trial.excesses for trial in trials])
    algorithm.evaluator.eval(StaticProblem(algorithm.problem, F=objectives, G=excesses), population)
    algorithm.tell(infills=population)


def _choices(row: NDArray[np.int64], free: Sequence[int], levers: int) -> Choices:
    choices = [0] * levers
    for lever, place in zip(free, row, strict=True):
        choices[lever] = int(place)
    return tuple(choices)
