"""What matters: each assumption alone, the largest together, and all at once against another policy."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from simulator.analysis.measures import MeasureDefinition
from simulator.errors import Fault, NoAnswerError, ScenarioError, wrong
from simulator.questions.sensitivity import joint, sobol
from simulator.questions.sensitivity.answers import BEST, COST, DEPLETED, LENDING, Outcome, answers_of
from simulator.questions.sensitivity.assumptions import Assumption, assumptions_of
from simulator.questions.sensitivity.found import Sensitivity, Shares, Together, Variance
from simulator.questions.sensitivity.joint import Draw
from simulator.questions.sensitivity.points import Found, Point, Progress, Refusal, Settings, Simulator
from simulator.questions.sensitivity.tornado import bars_of, ends_of, ranked
from simulator.scenario.model import Scenario
from simulator.scenario.read import Origin, Reading, vary
from simulator.scenario.study import RATIO_KEY

RATIOS = (0.2, 0.4, 0.6, 0.8, 1.0)
TOP = 5
FEWEST_DRAWS = 32
"""The first power of two with a 5 % quantile."""
POLICY = ("lender", "scheme", "fund", "gate", "breaker")


def ask(
    reading: Reading,
    *,
    draws: int = 64,
    against: Settings | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Find which assumptions matter most, and how wide the answer is with all of them uncertain.

    A term of the scheme is varied among the scenario's own firms and banks; any other setting makes a world of its
    own, calibrated anew. All scenarios use the same draws, so that every difference is paired path by path.

    Parameters
    ----------
    draws
        Joint draws of all facts, and rows of the Sobol sample: a power of two, or 0 for neither.
    against
        Settings that make the other policy; by default the ratio that lends most as it stands (the second best when
        that is the scenario's own).
    threads
        Scenarios simulated at a time; default all processors. The result does not depend on it.
    progress
        Called with (scenarios done, scenarios in all).

    Raises
    ------
    ScenarioError
        When no source states a range that can be swept, `draws` is something else, or `against` changes the world.
    NoAnswerError
        When the scenario itself cannot be calibrated.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    _refuse(reading, draws, against)
    own = reading.scenario
    assumptions, left = assumptions_of(own.sources, own.model_dump(exclude={"sources"}))
    if not assumptions:
        raise ScenarioError("sources", [Fault(wrong("sensitivity.fault.no_range"), "[sources]")])
    facts = [a for a in assumptions if not a.is_term]
    ratios = tuple(sorted({*RATIOS, own.scheme.compensation_ratio}))
    run = Simulator(reading, threads, progress)
    run.total = 1 + 2 * len(assumptions) + draws * (3 + min(TOP, len(facts)))
    now = _now(run, ratios)
    ends = ends_of(run, assumptions, now)
    answers = answers_of(own)
    bars, refused = bars_of(assumptions, answers, now, ends)
    top = [bar.assumption for bar in ranked(bars, LENDING) if not bar.assumption.is_term][:TOP]
    return Sensitivity(
        scenario=own,
        answers=answers,
        ratios=ratios,
        now=now,
        bars=bars,
        left_out=(*left, *refused),
        variance=_variance(run, top, answers, draws) if draws and top else None,
        together=_together(run, facts, answers, ratios, draws, _other(own, now, against)) if draws and facts else None,
        seconds=run.seconds,
        fitted=run.fitted[0],
    )


def _refuse(reading: Reading, draws: int, against: Settings | None) -> None:
    if draws and (draws < FEWEST_DRAWS or draws & (draws - 1)):
        what = wrong("sensitivity.fault.draws", fewest=FEWEST_DRAWS, draws=draws)
        raise ScenarioError("draws", [Fault(what, "draws")])
    if against and not draws:
        raise ScenarioError("against", [Fault(wrong("sensitivity.fault.no_draws"), "against")])
    if against:
        refuse_other_world(reading, against)


def refuse_other_world(reading: Reading, against: Settings) -> None:
    """Raise when the settings of the other policy are wrong, or change the world.

    Raises
    ------
    ScenarioError
        Naming each fault.
    """
    varied = vary(reading, against, origins={key: Origin(f"against {key}") for key in against})
    own = reading.scenario
    others = [name for name in Scenario.model_fields if name not in (*POLICY, "sources")]
    worlds = [name for name in others if getattr(varied, name) != getattr(own, name)]
    if worlds:
        what = wrong("sensitivity.fault.of_world", sections=", ".join(POLICY))
        raise ScenarioError("against", [Fault(what, name).within("against") for name in worlds])


def _now(run: Simulator, ratios: Sequence[float]) -> Outcome:
    ((found, _),) = run.outcomes([Point({}, is_term=True)], ratios)
    if isinstance(found, Refusal):
        raise NoAnswerError(found.reason)
    return found


def _other(scenario: Scenario, now: Outcome, against: Settings | None) -> Settings:
    """Return the settings of the other policy: those given, or the best of the other ratios compared."""
    if against:
        return against
    means = now.line.mean(axis=1)
    others = [i for i, ratio in enumerate(now.ratios) if ratio != scenario.scheme.compensation_ratio]
    return {RATIO_KEY: now.ratios[max(others, key=lambda i: float(means[i]))]}


def _variance(run: Simulator, top: Sequence[Assumption], answers: Sequence[MeasureDefinition], rows: int) -> Variance:
    seed = run.reading.scenario.run.seed
    parts = sobol.sample(rows, len(top), seed)
    points = joint.points_of(top, parts.reshape(-1, len(top)))
    found = [outcome for outcome, _ in run.outcomes(points, ())]
    shape = parts.shape[:2]
    width = shape[1]
    failed = sum(any(isinstance(one, Refusal) for one in found[row * width : (row + 1) * width]) for row in range(rows))
    # The best ratio moves in steps, and a chance near 0 differs on a few draws only: neither has a variance to split.
    keys = [answer.key for answer in answers if answer.key not in (BEST, DEPLETED)]
    return Variance(tuple(top), rows, failed, {key: _shares(key, found, shape, seed) for key in keys})


def _shares(key: str, found: Sequence[Found], shape: tuple[int, ...], seed: int) -> Shares:
    def values(read: Callable[[Outcome], float]) -> joint.Floats:
        return np.array([read(one) if isinstance(one, Outcome) else math.nan for one in found]).reshape(shape)

    known = values(lambda one: one.value(key))
    whole = sobol.indices(known, seed)
    first = sobol.indices(values(lambda one: one.half(0).value(key)), seed)
    second = sobol.indices(values(lambda one: one.half(1).value(key)), seed)
    noise = math.inf if first is None or second is None else sobol.largest_shift(first, second)
    undefined = int(np.isnan(known).any(axis=1).sum())
    return Shares(None if whole is None else tuple(whole), undefined, noise)


def _together(
    run: Simulator,
    facts: Sequence[Assumption],
    answers: Sequence[MeasureDefinition],
    ratios: Sequence[float],
    draws: int,
    other: Settings,
) -> Together:
    parts = joint.sample(draws, len(facts), run.reading.scenario.run.seed)
    pairs = run.outcomes(joint.points_of(facts, parts), ratios, beside=other)
    drawn = [
        Draw(tuple(map(float, row)), own, beside)
        for row, (own, beside) in zip(parts, pairs, strict=True)
        if isinstance(own, Outcome) and beside is not None
    ]
    bands = {answer.key: joint.band_of([draw.own.value(answer.key) for draw in drawn]) for answer in answers}
    return Together(
        draws=draws,
        left_out=draws - len(drawn),
        bands={key: band for key, band in bands.items() if band is not None},
        other=other,
        contests={key: joint.contest(key, facts, drawn) for key in (LENDING, COST)},
    )
