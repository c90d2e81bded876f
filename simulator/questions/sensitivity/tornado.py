"""Each assumption alone at both ends of its range: how far every answer moves, paired on common draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.analysis.measures import MeasureDefinition
from simulator.estimate import Estimate
from simulator.questions.sensitivity.answers import Outcome, difference
from simulator.questions.sensitivity.assumptions import Assumption, LeftOut, Reason
from simulator.questions.sensitivity.points import Found, Point, Refusal, Simulator


@dataclass(frozen=True)
class Swing:
    """One answer over the range of one assumption, all else as it stands.

    Attributes
    ----------
    low, high
        Answer at each end less the answer as it stands, paired; None where that end has no outcome.
    width
        The largest difference between two of low end, high end and as it stands, paired; not negative.
    """

    low: Estimate | None
    high: Estimate | None
    width: Estimate

    @property
    def is_shown(self) -> bool:
        """Whether the width is statistically distinguishable from zero."""
        return self.width.low > 0

    @property
    def has_effect(self) -> bool:
        """Whether anything differs on any path."""
        return (self.width.value, self.width.low, self.width.high) != (0, 0, 0)


@dataclass(frozen=True)
class Bar:
    """One assumption and its swings by answer; answers that are not defined at both ends are missing."""

    assumption: Assumption
    swings: Mapping[str, Swing]

    @property
    def has_effect(self) -> bool:
        """Whether it moves any answer on any path."""
        return any(swing.has_effect for swing in self.swings.values())


def ends_of(run: Simulator, assumptions: Sequence[Assumption], now: Outcome) -> list[Found]:
    """Return the outcomes of a tornado: low and high end of each assumption in turn.

    An end at which every place has its own value already is the scenario as it stands.
    """
    ends = [(a, end) for a in assumptions for end in (a.low, a.high)]
    others = [place for place, (a, end) in enumerate(ends) if set(a.own) != {end}]
    points = [Point(ends[place][0].at(ends[place][1]), ends[place][0].is_term) for place in others]
    found = dict(zip(others, run.outcomes(points, now.ratios), strict=True))
    return [found[place][0] if place in found else now for place in range(len(ends))]


def bars_of(
    assumptions: Sequence[Assumption],
    answers: Sequence[MeasureDefinition],
    now: Outcome,
    ends: Sequence[Found],
) -> tuple[tuple[Bar, ...], tuple[LeftOut, ...]]:
    """Return one bar per assumption in their order, and the ends that no scenario can have.

    Parameters
    ----------
    ends
        From `ends_of`.
    """
    bars, left = [], []
    for place, assumption in enumerate(assumptions):
        pair = ends[2 * place], ends[2 * place + 1]
        sides: tuple[tuple[Reason, float], ...] = (("low_refused", assumption.low), ("high_refused", assumption.high))
        for (reason, value), found in zip(sides, pair, strict=True):
            if isinstance(found, Refusal):
                left.append(LeftOut(assumption.key, reason, value, found.reason))
        low, high = (found if isinstance(found, Outcome) else None for found in pair)
        if low is None and high is None:
            continue
        swings = {answer.key: swing_of(answer.key, now, low, high) for answer in answers}
        bars.append(Bar(assumption, {key: swing for key, swing in swings.items() if swing is not None}))
    return tuple(bars), tuple(left)


def swing_of(key: str, now: Outcome, low: Outcome | None, high: Outcome | None) -> Swing | None:
    """Return the swing of one answer, or None where it is not defined at an end that has an outcome."""
    known = [found for found in (low, now, high) if found is not None]
    values = [found.value(key) for found in known]
    if any(value != value for value in values):
        return None
    top, bottom = known[values.index(max(values))], known[values.index(min(values))]
    return Swing(
        low=None if low is None else difference(key, low, now),
        high=None if high is None else difference(key, high, now),
        width=difference(key, top, bottom) if top is not bottom else _no_width(key, known),
    )


def _no_width(key: str, known: Sequence[Outcome]) -> Estimate:
    """Return the difference between the ends where all values are equal: paths may differ all the same."""
    return difference(key, known[-1], known[0])


def ranked(bars: Sequence[Bar], key: str) -> list[Bar]:
    """Return the bars that have this answer and move it, the widest first; those that are shown come before others."""
    having = [bar for bar in bars if key in bar.swings and bar.swings[key].has_effect]
    return sorted(having, key=lambda bar: (not bar.swings[key].is_shown, -bar.swings[key].width.value))
