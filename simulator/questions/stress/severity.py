"""The smallest severity of a stress at which the fund runs dry with more than a given chance."""

import math
from collections.abc import Callable, Sequence

from simulator.analysis.crossing import Bracket, End, Gap, last_crossing
from simulator.analysis.episodes import NamedStress, first_years, laid_over, scaled
from simulator.analysis.intervals import proportion_interval
from simulator.analysis.measures import depleted_by
from simulator.analysis.worlds import Case, simulate_cases
from simulator.estimate import Estimate
from simulator.questions.stress.found import Severity
from simulator.scenario.model import Scenario

Chances = Callable[[Sequence[float]], list[Estimate]]

WHOLE = (0.0, 1.0, 2.0, 3.0)
WIDTH = 0.1
"""Width to which a severity, and each end of its interval, is narrowed: below the width of the interval itself."""

_ENDS: tuple[End, ...] = ("value", "low", "high")


def smallest_severities(
    scenario: Scenario, stresses: Sequence[NamedStress], *, years: int, limit: float, threads: int | None = None
) -> tuple[Severity, ...]:
    """Return for each stress the smallest severity from which on P(depleted by the year) reaches the limit.

    Parameters
    ----------
    scenario
        As it stands; only its first `years` years are simulated.
    years, limit
        Horizon, and limit of the chance, above 0 and below 1.
    """
    short = first_years(scenario, years)
    is_depleted = depleted_by(years).formula

    def chance(world: Scenario) -> Estimate:
        found = simulate_cases([Case(world, world)], [is_depleted], threads=threads)
        return proportion_interval(int(found.values.sum()), world.run.paths)

    plain = chance(short)

    def smallest(stress: NamedStress) -> Severity:
        tried = [severity for severity in WHOLE if scaled(stress, severity) is not None]

        def chances(severities: Sequence[float]) -> list[Estimate]:
            return [plain if s == 0 else chance(_world(short, stress, s)) for s in severities]

        found, curve = find_severity(chances, limit, tried)
        return Severity(stress, found, max(tried), curve)

    return tuple(smallest(stress) for stress in stresses)


def _world(scenario: Scenario, stress: NamedStress, severity: float) -> Scenario:
    harsher = scaled(stress, severity)
    return scenario if harsher is None else laid_over(scenario, [harsher])


def find_severity(
    chances: Chances, limit: float, first: Sequence[float]
) -> tuple[Estimate, tuple[tuple[float, Estimate], ...]]:
    """Return the smallest severity from which on the chance reaches the limit, and the curve of all tried.

    The first ones given, then halves of the bracket of each end. The chance need not rise throughout: the answer is
    the severity from which on it reaches the limit at every severity tried.

    Parameters
    ----------
    chances
        From severities to their chances, on common draws.
    first
        Severities tried first, the largest of all among them.
    """
    known = dict(zip(first, chances(first), strict=True))
    brackets: dict[End, Bracket] = {}
    for end in _ENDS:
        bracket = _bracket(known, limit, end)
        while bracket.fails is not None and bracket.holds is not None and bracket.holds - bracket.fails > WIDTH:
            middle = (bracket.fails + bracket.holds) / 2
            known[middle] = chances([middle])[0]
            bracket = _bracket(known, limit, end)
        brackets[end] = bracket
    smallest = Estimate(
        _from_which(brackets["value"]),
        brackets["low"].fails or 0.0,
        _from_which(brackets["high"]),
        "quantile",
    )
    return smallest, tuple(sorted(known.items()))


def _bracket(known: dict[float, Estimate], limit: float, end: End) -> Bracket:
    gaps = {s: Gap(limit - chance.high, limit - chance.value, limit - chance.low) for s, chance in known.items()}
    return last_crossing(gaps, end)


def _from_which(bracket: Bracket) -> float:
    if bracket.fails is None:
        return 0.0
    return math.inf if bracket.holds is None else bracket.holds
