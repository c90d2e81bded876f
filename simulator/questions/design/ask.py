"""The policies that no other beats on additional lending, public cost and chance of depletion, within limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import mean_difference
from simulator.analysis.measures import measures_of
from simulator.errors import Fault, NoAnswerError, ScenarioError, wrong
from simulator.estimate import Estimate
from simulator.faults import did_you_mean, got, must_be, names, range_of
from simulator.questions.design import front as fronts
from simulator.questions.design.bench import Bench, Fresh, state, to_make_small
from simulator.questions.design.designed import (
    CHANCE,
    COST,
    LENDING,
    OBJECTIVES,
    PER_ADDITIONAL,
    Design,
    FrontPolicy,
    Kept,
    Role,
    Standing,
    Tried,
    surplus,
)
from simulator.questions.design.search import Choices, Progress, Trial, try_policies
from simulator.scenario.design_study import DesignStudy, read_design
from simulator.scenario.kinds import kind_of
from simulator.scenario.read import Reading
from simulator.values import NOTHING

MOST_ON_FRONT = 100

Floats = NDArray[np.float64]


def ask(
    study: Path | str, settings: Sequence[str] = (), *, threads: int | None = None, progress: Progress | None = None
) -> Design:
    """Search for the policies that no other beats within a budget and a chance of running dry.

    Parameters
    ----------
    study
        A design study file: levers, limits, scenario.
    settings
        Texts such as "run.paths=1000", applied to the scenario before the levers vary it.
    threads
        Number of threads; default all processors.
    progress
        Called with (policies tried, policies to try), then with (fresh paths done, fresh paths in all).

    Raises
    ------
    ScenarioError
        With every fault of the study, of its scenario, and of its limits.
    NoAnswerError
        When the scenario's rules exclude every combination tried.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    path = Path(study)
    if kind_of(path) != "design study":
        raise ScenarioError(str(path), [Fault(wrong("design.fault.no_study"), str(path))])
    left = search(*read_design(path, settings), threads=threads, progress=progress)
    return confirm(left, threads=threads, progress=progress)


def refuse_limits(reading: Reading, study: DesignStudy) -> None:
    """Raise when a limit is on no measure of the scenario, or its bound is no value of that measure.

    Raises
    ------
    ScenarioError
        With every such limit.
    """
    known: dict[str, str] = {
        measure.definition.key: measure.definition.unit for measure in measures_of(reading.scenario)
    }
    faults = []
    for limit in study.limits:
        where = f"{limit.place}: limits.{limit.measure[:80]}"
        if limit.measure not in known:
            hint = did_you_mean(limit.measure, known)
            faults.append(Fault(wrong("design.fault.no_measure", hint=hint, names=names(known)), where))
        elif known[limit.measure] in ("share", "probability") and not 0 <= limit.bound <= 1:
            hint = wrong("faults.hint.per_cent", share="0.05", percent="5") if limit.bound > 1 else NOTHING
            faults.append(Fault(got(must_be(range_of(0, 1)), limit.bound, hint), where))
    if faults:
        raise ScenarioError("limits", faults)


@dataclass(frozen=True)
class Search:
    """What the search leaves to be confirmed.

    Attributes
    ----------
    unbeaten
        Place in `tried` of each policy that no other beats.
    """

    reading: Reading
    study: DesignStudy
    tried: Tried
    refused: int
    unbeaten: NDArray[np.int64]


def search(
    reading: Reading, study: DesignStudy, *, threads: int | None = None, progress: Progress | None = None
) -> Search:
    """Search paths 0 to `study.search_paths` - 1, the same for all, for the policies within the limits unbeaten by any.

    Parameters
    ----------
    threads
        Number of threads; default all processors.
    progress
        Called with (policies tried, policies to try).

    Raises
    ------
    ScenarioError
        When a limit is on no measure.
    NoAnswerError
        When the scenario's rules exclude every combination tried.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    refuse_limits(reading, study)
    bench = Bench(reading, study, threads)
    trials = try_policies(
        [len(lever.values) for lever in study.levers],
        bench.trials,
        study.policies,
        shape=(len(OBJECTIVES), len(study.limits) + 1),
        seed=reading.scenario.run.seed,
        progress=progress,
    )
    allowed = {choices: trial for choices, trial in trials.items() if not trial.is_refused}
    if not allowed:
        raise NoAnswerError(wrong("design.fault.all_excluded"))
    tried = _tried(allowed)
    unbeaten = _unbeaten(tried, list(allowed.values()))
    return Search(reading, study, tried, len(trials) - len(allowed), unbeaten)


def confirm(found: Search, *, threads: int | None = None, progress: Progress | None = None) -> Design:
    """Run the policies that the search left on the next `run.paths` paths, where those that won by luck lose it.

    Every estimate is of these paths alone. Of many policies a spread of `MOST_ON_FRONT` is run.

    Parameters
    ----------
    threads
        Number of threads; default all processors.
    progress
        Called with (fresh paths done, fresh paths in all).

    Raises
    ------
    BalanceError
        When an account of any path does not balance to the fen.
    """
    reading, study, tried = found.reading, found.study, found.tried
    bench = Bench(reading, study, threads)
    kept = found.unbeaten[fronts.spread_over(to_make_small(tried.objectives[found.unbeaten]), MOST_ON_FRONT)]
    chosen = [tuple(map(int, choices)) for choices in tried.choices[kept]]
    fresh = bench.confirmed(chosen, progress)
    gains = Gains(bench.lending_in_search(chosen), fresh.rows[OBJECTIVES.index(LENDING)])
    front = _front(found, kept, fresh, gains)
    return Design(
        scenario=reading.scenario,
        study=study,
        tried=tried,
        refused=found.refused,
        is_complete=len(tried.choices) + found.refused == study.combinations,
        on_searched_front=len(found.unbeaten),
        as_it_stands=fresh.values[0],
        limits_as_it_stands=_states(study, fresh.values[0]),
        front=front,
        promised_too_much=gains.promised_too_much(),
        picks=_picks(front),
        fitted=bench.fitted[0],
    )


def _tried(trials: Mapping[Choices, Trial]) -> Tried:
    return Tried(
        np.array(list(trials), dtype=np.int64),
        to_make_small(np.array([trial.objectives for trial in trials.values()])),
        np.array([trial.is_within for trial in trials.values()], dtype=np.bool_),
    )


def _unbeaten(tried: Tried, trials: Sequence[Trial]) -> NDArray[np.int64]:
    """Return the policies within the limits that none of them beats; if there is none, the one least beyond them."""
    within = np.flatnonzero(tried.is_within)
    if not len(within):
        return np.array([int(np.argmin([sum(max(0.0, excess) for excess in trial.excesses) for trial in trials]))])
    found: NDArray[np.int64] = within[fronts.unbeaten(to_make_small(tried.objectives[within]))]
    return found


def _states(study: DesignStudy, values: Mapping[str, Estimate]) -> tuple[Kept, ...]:
    return tuple(state(limit, values.get(limit.measure)) for limit in study.limits)


@dataclass(frozen=True)
class Gains:
    """Additional lending, shape (1 + policies, paths), the scenario as it stands first.

    Attributes
    ----------
    searched
        On the paths of the search.
    fresh
        On the fresh paths.
    """

    searched: Floats
    fresh: Floats

    def of(self, place: int) -> tuple[Estimate, Estimate]:
        """Return what one policy lends above the scenario as it stands, in the search and on fresh paths."""
        searched, fresh = (mean_difference(rows[place], rows[0]) for rows in (self.searched, self.fresh))
        return searched, fresh

    def promised_too_much(self) -> Estimate:
        """Return what the search promised above what the fresh paths bring, mean over the policies."""
        searched, fresh = (mean_difference(rows[1:].mean(axis=0), rows[0]) for rows in (self.searched, self.fresh))
        return surplus(searched, fresh)


def _front(found: Search, kept: NDArray[np.int64], fresh: Fresh, gains: Gains) -> tuple[FrontPolicy, ...]:
    """Return the policies by falling additional lending on the fresh paths, each with its standing."""
    lending = OBJECTIVES.index(LENDING)
    order = 1 + np.argsort(-fresh.rows[lending, 1:].mean(axis=1), kind="stable")
    rows = fresh.rows[:, order]
    ties = np.all([fronts.tied(objective) for objective in rows], axis=0)
    groups = fronts.grouped(ties)
    limits = [_states(found.study, fresh.values[place]) for place in order]
    standings = _standings(to_make_small(rows.mean(axis=2).T), ties, ["broken" in states for states in limits])
    policies = []
    for i, place in enumerate(order):
        tried = kept[place - 1]
        objectives = found.tried.objectives[tried]
        searched_gain, gain = gains.of(int(place))
        policies.append(
            FrontPolicy(
                number=i + 1,
                settings=found.study.settings(found.tried.choices[tried].tolist()),
                searched=dict(zip(OBJECTIVES, objectives.tolist(), strict=True)),
                searched_gain=searched_gain,
                values=fresh.values[place],
                gain=gain,
                limits=limits[i],
                standing=standings[i],
                group=int(groups[i]) + 1,
            )
        )
    return tuple(policies)


def _standings(objectives: Floats, ties: NDArray[np.bool_], is_broken: Sequence[bool]) -> list[Standing]:
    """Return how each policy stands against those that do not break a limit."""
    found: list[Standing] = []
    may_beat = ~np.array(is_broken, dtype=np.bool_)
    for point in range(len(objectives)):
        beaten_by = fronts.beats(objectives, point) & may_beat
        is_shown = bool(np.any(beaten_by & ~ties[point]))
        found.append("beaten" if is_shown else "near_tie" if beaten_by.any() else "on_the_front")
    return found


def _picks(front: Sequence[FrontPolicy]) -> dict[Role, FrontPolicy]:
    """Return the recommended policies: limits surely kept where any does, and not shown to be beaten."""
    unbeaten = [policy for policy in front if policy.standing != "beaten"]
    sure = [policy for policy in unbeaten if policy.limit == "kept"]
    usable = sure or [policy for policy in unbeaten if policy.limit == "open"]
    found: dict[Role, FrontPolicy] = {}
    if usable:
        found["most"] = max(usable, key=lambda policy: policy.values[LENDING].value)
    no_less = [policy for policy in usable if policy.gain.low >= 0]
    if no_less:
        found["cheapest"] = min(no_less, key=lambda policy: policy.values[PER_ADDITIONAL].value)
        found["safest"] = min(no_less, key=lambda p: (p.values[CHANCE].value, p.values[COST].value))
    return found
