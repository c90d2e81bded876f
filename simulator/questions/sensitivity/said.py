"""What a sensitivity says: what the answers depend on, how wide they are, and policy against policy."""

import math

from simulator.analysis.measures import MeasureDefinition
from simulator.questions.names import measure_name
from simulator.questions.sensitivity.found import Sensitivity, Together
from simulator.questions.sensitivity.joint import Contest
from simulator.questions.sensitivity.tornado import Bar
from simulator.questions.sensitivity.values import (
    answer_value,
    assumption_name,
    own_of,
    point_value,
    policy_value,
    range_of,
    setting_number,
)
from simulator.values import Listed, Measured, Number, Phrase, Value, phrase

MOST_NAMED = 3


def said(found: Sensitivity) -> tuple[Phrase, ...]:
    """Return what matters most, then what else was found."""
    main = found.answers[0]
    most = [_most(found, measure) for measure in found.answers]
    return (*most, *_terms(found, main), *_variance(found, main), *_bands(found, main), *_contests(found))


def _shown(found: Sensitivity, measure: MeasureDefinition, *, is_term: bool) -> list[Bar]:
    return [bar for bar in found.ranked(measure.key, is_term=is_term) if bar.swings[measure.key].is_shown]


def _most(found: Sensitivity, measure: MeasureDefinition) -> Phrase:
    """Return on which of the facts that are not known an answer depends most."""
    bars = _shown(found, measure, is_term=False)
    if not bars:
        key = "sensitivity.most.too_few" if found.has_too_few_paths(measure.key) else "sensitivity.most.none"
        return phrase(key, answer=measure_name(measure.key))
    return _dependence(found, measure, bars, "sensitivity.most")


def _terms(found: Sensitivity, measure: MeasureDefinition) -> list[Phrase]:
    bars = _shown(found, measure, is_term=True)
    return [_dependence(found, measure, bars, "sensitivity.terms")] if bars else []


def _dependence(found: Sensitivity, measure: MeasureDefinition, bars: list[Bar], key: str) -> Phrase:
    """Return the assumption that moves an answer most, with the answer at the ends of its range, and the next."""
    first, *others = bars[:MOST_NAMED]
    parts: dict[str, Value] = {
        "answer": measure_name(measure.key),
        "first": assumption_name(first.assumption.key),
        "between": _between(found, measure, first),
    }
    if not others:
        return phrase(f"{key}.one", **parts)
    return phrase(f"{key}.then", others=Listed(tuple(assumption_name(bar.assumption.key) for bar in others)), **parts)


def _between(found: Sensitivity, measure: MeasureDefinition, bar: Bar) -> Phrase:
    swing, assumption, now = bar.swings[measure.key], bar.assumption, found.now.value(measure.key)
    ends = tuple(
        phrase(
            "sensitivity.at",
            answer=point_value(measure, now + change.value),
            value=setting_number(assumption, value),
        )
        for change, value in ((swing.low, assumption.low), (swing.high, assumption.high))
        if change is not None
    )
    return phrase("sensitivity.between", ends=Listed(ends), now=point_value(measure, now), own=own_of(assumption))


def _variance(found: Sensitivity, measure: MeasureDefinition) -> list[Phrase]:
    variance = found.variance
    if variance is None:
        return []
    name, shares = measure_name(measure.key), variance.by_answer[measure.key]
    if shares.indices is None:
        return [phrase("sensitivity.variance.none", answer=name)]
    pairs = list(zip(variance.assumptions, shares.indices, strict=True))
    first, index = max(pairs, key=lambda pair: pair[1].total.value)
    return [
        phrase(
            "sensitivity.variance.most",
            n=Number(len(pairs), "count"),
            first=assumption_name(first.key),
            alone=Measured(index.first, "share"),
            whole=Measured(index.total, "share"),
            answer=name,
        )
    ]


def _bands(found: Sensitivity, measure: MeasureDefinition) -> list[Phrase]:
    together = found.together
    band = None if together is None else together.bands.get(measure.key)
    if band is None:
        return []
    facts = {bar.assumption.key for bar in found.bars if not bar.assumption.is_term}
    return [
        phrase(
            "sensitivity.band",
            facts=Number(len(facts), "count"),
            answer=measure_name(measure.key),
            low=point_value(measure, band.low),
            high=point_value(measure, band.high),
            draws=phrase("sensitivity.draws", n=Number(band.draws, "count")),
            now=answer_value(measure, found.now.estimate(measure.key)),
        )
    ]


def _contests(found: Sensitivity) -> list[Phrase]:
    together = found.together
    if together is None:
        return []
    return [_contest(together, key, contest) for key, contest in together.contests.items() if contest.draws]


def _contest(together: Together, key: str, contest: Contest) -> Phrase:
    return phrase(
        f"sensitivity.contest.{key}",
        other=policy_value(together.other),
        wins=Measured(contest.share(contest.wins), "share"),
        loses=Measured(contest.share(contest.loses), "share"),
        untold=Measured(contest.share(contest.untold), "share"),
        decided=_decided(contest),
    )


def _decided(contest: Contest) -> Phrase:
    if contest.decided_by is None or contest.wins_low is None or contest.wins_high is None:
        return phrase("sensitivity.decided.none")
    return phrase(
        "sensitivity.decided.by",
        key=assumption_name(contest.decided_by.key),
        range=range_of(contest.decided_by),
        low=Measured(contest.wins_low, "share"),
        high=Measured(contest.wins_high, "share"),
    )


def draws_notes(found: Sensitivity) -> tuple[Phrase, ...]:
    """Return what the joint draws rest on."""
    together, variance = found.together, found.variance
    notes = [phrase("sensitivity.note.drawn")]
    if together is not None and together.left_out:
        counts = {"left_out": Number(together.left_out, "count"), "of": Number(together.draws, "count")}
        notes.append(phrase("sensitivity.note.draws_left_out", **counts))
    if variance is None:
        return tuple(notes)
    rows = Number(variance.rows, "count")
    if variance.left_out:
        notes.append(phrase("sensitivity.note.rows_left_out", left_out=Number(variance.left_out, "count"), of=rows))
    for key, shares in variance.by_answer.items():
        if shares.undefined > variance.left_out:
            missing = Number(shares.undefined, "count")
            notes.append(phrase("sensitivity.note.undefined", answer=measure_name(key), rows=missing, of=rows))
    noise = [shares.noise for shares in variance.by_answer.values() if math.isfinite(shares.noise)]
    if noise:
        notes.append(phrase("sensitivity.note.noise", noise=Number(max(noise), digits=2)))
    return tuple(notes)
