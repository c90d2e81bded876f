"""What the answers depend on, in sentences that hold for the numbers."""

import math
from collections.abc import Sequence

from simulator.analysis.measures import MeasureDefinition
from simulator.analysis.sensing.answers import BEST, COST, LENDING
from simulator.analysis.sensing.assumptions import Assumption
from simulator.analysis.sensing.joint import Contest
from simulator.analysis.sensing.sensitivity import Sensitivity, Together
from simulator.analysis.sensing.tornado import Bar
from simulator.estimate import Estimate
from simulator.faults import counted
from simulator.reporting import wording

MOST_NAMED = 3
NEVER = "on no path"


def style_of(found: Sensitivity, answer: MeasureDefinition) -> wording.UnitStyle:
    """Return how one answer is printed throughout."""
    return wording.style_of(answer, abs(found.now.value(answer.key)), wording.currency_word(found.scenario))


def estimate_text(found: Sensitivity, answer: MeasureDefinition, estimate: Estimate) -> str:
    """Return value and interval without the unit; of the best ratio, the ratios that cannot be told apart."""
    if answer.key != BEST:
        return wording.cell(estimate, answer, style_of(found, answer))
    ties = "" if estimate.low == estimate.high else f" ({estimate.low:g}-{estimate.high:g})"
    return f"{estimate.value:g}{ties}"


def difference_text(found: Sensitivity, answer: MeasureDefinition, estimate: Estimate | None) -> str:
    """Return a paired difference with its interval and sign; a move of the best ratio that may be none says so."""
    if estimate is None:
        return wording.NOT_DEFINED
    if answer.key != BEST:
        return wording.difference_cell(estimate, style_of(found, answer))
    if estimate.value == 0:
        return "same"
    return f"{estimate.value:+.3g}" + ("" if estimate.low == estimate.high else " (not told)")


def number_text(found: Sensitivity, answer: MeasureDefinition, value: float) -> str:
    """Return a number without an interval, with its unit: "664 m yuan", "0.6"; a chance never met is no "0 %"."""
    if answer.unit == "probability" and value == 0:
        return NEVER
    if answer.key == BEST:
        return f"{value:g}"
    style = style_of(found, answer)
    return (
        f"{value * style.factor:,.3g} {style.label}"
        if abs(value * style.factor) < 1000
        else (f"{value * style.factor:,.0f} {style.label}")
    )


def setting_text(assumption: Assumption, value: float) -> str:
    """Return a value of an assumption: amounts as "20 m", other numbers as they are."""
    return wording.amount_text(value) if assumption.field.unit == "currency" and value else f"{value:g}"


def range_text(assumption: Assumption) -> str:
    """Return the range of an assumption: "0.2 to 0.8"."""
    return f"{setting_text(assumption, assumption.low)} to {setting_text(assumption, assumption.high)}"


def own_text(assumption: Assumption) -> str:
    """Return the value in force; of items with different values, the smallest and the largest."""
    low, high = min(assumption.own), max(assumption.own)
    ends = [setting_text(assumption, low), setting_text(assumption, high)]
    return ends[0] if low == high else " to ".join(ends)


def answer(found: Sensitivity) -> tuple[str, ...]:
    """Return what matters most, then what else was found."""
    main = found.answers[0]
    sentences = [_most(found, main), *(_most(found, other) for other in found.answers[1:]), _terms(found, main)]
    sentences += [*_variance(found, main), *_bands(found), *_contests(found)]
    return tuple(sentence for sentence in sentences if sentence)


def _most(found: Sensitivity, measure: MeasureDefinition) -> str:
    """Return on which of the facts that are not known an answer depends most."""
    bars = [bar for bar in found.ranked(measure.key, is_term=False) if bar.swings[measure.key].is_told]
    name = _capital(measure.label)
    if not bars and found.has_too_few_paths(measure.key):
        return f"{name}: too few paths to tell what moves it."
    if not bars:
        return f"{name}: no assumption moves it by more than the simulation error."
    others = [bar.assumption.key for bar in bars[1:MOST_NAMED]]
    more = f"; then on {' and '.join(others)}" if others else ""
    return f"{name} depends most on {bars[0].assumption.key}: {_between(found, measure, bars[0])}{more}."


def _between(found: Sensitivity, measure: MeasureDefinition, bar: Bar) -> str:
    swing, now = bar.swings[measure.key], found.now.value(measure.key)
    ends = [
        f"{number_text(found, measure, now + end.value)} at {setting_text(bar.assumption, value)}"
        for end, value in ((swing.low, bar.assumption.low), (swing.high, bar.assumption.high))
        if end is not None
    ]
    own = number_text(found, measure, now)
    return f"{', '.join(ends)} ({own} as it stands, at {own_text(bar.assumption)})"


def _terms(found: Sensitivity, measure: MeasureDefinition) -> str:
    bars = [bar for bar in found.ranked(measure.key, is_term=True) if bar.swings[measure.key].is_told]
    if not bars:
        return ""
    first = f"{bars[0].assumption.key}: {_between(found, measure, bars[0])}"
    others = [bar.assumption.key for bar in bars[1:MOST_NAMED]]
    more = f"; then on {' and '.join(others)}" if others else ""
    return f"Of the terms that the city chooses, {measure.label} depends most on {first}{more}."


def _variance(found: Sensitivity, measure: MeasureDefinition) -> list[str]:
    variance = found.variance
    if variance is None:
        return []
    shares = variance.by_answer[measure.key]
    if shares.indices is None:
        return [f"{_capital(measure.label)} does not vary over the assumptions drawn together."]
    pairs = list(zip(variance.assumptions, shares.indices, strict=True))
    first, index = max(pairs, key=lambda pair: pair[1].total.value)
    return [
        f"With the {len(pairs)} that move it most drawn together, {first.key} explains {percent(index.first)} of the "
        f"variance of {measure.label} by itself and {percent(index.total)} with its interactions."
    ]


def percent(part: Estimate) -> str:
    """Return a part of 1 with its interval, in per cent: "45 % [38, 52]"."""
    value, low, high = (100 * number for number in (part.value, part.low, part.high))
    decimals = 0 if high - low >= 1 else 1
    ends = ", ".join(wording.number_text(end, decimals) for end in (low, high))
    return f"{wording.number_text(value, decimals)} % [{ends}]"


def _bands(found: Sensitivity) -> list[str]:
    together = found.together
    if together is None or LENDING not in together.bands:
        return []
    measure = found.answers[0]
    band = together.bands[LENDING]
    facts = len({bar.assumption.key for bar in found.bars if not bar.assumption.is_term})
    style = style_of(found, measure)
    return [
        f"With all {facts} facts drawn from their ranges, {measure.label} lies between "
        f"{number_text(found, measure, band.low)} and {number_text(found, measure, band.high)} in 90 % of "
        f"{counted(band.draws, 'draw')}; simulation error alone leaves "
        f"{wording.phrase(found.now.estimate(LENDING), measure, style)}."
    ]


def _contests(found: Sensitivity) -> list[str]:
    together = found.together
    if together is None:
        return []
    words = {
        LENDING: ("brings more additional lending than", "less"),
        COST: ("costs less per additional unit than", "more"),
    }
    return [_contest(together, contest, *words[key]) for key, contest in together.contests.items() if contest.draws]


def _contest(together: Together, contest: Contest, better: str, worse: str) -> str:
    text = (
        f"Over these draws the scenario as it stands {better} {together.other} in "
        f"{percent(contest.share(contest.wins))}, {worse} in {percent(contest.share(contest.loses))}; in "
        f"{percent(contest.share(contest.untold))} no difference can be shown"
    )
    if contest.decided_by is None or contest.wins_low is None or contest.wins_high is None:
        return f"{text}; no assumption decides it by itself."
    return (
        f"{text}. Most hangs on {contest.decided_by.key} (range {range_text(contest.decided_by)}): in the lower half "
        f"of its range the scenario is better in {percent(contest.wins_low)}, in the upper half in "
        f"{percent(contest.wins_high)}."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def without_effect(found: Sensitivity) -> tuple[str, ...]:
    """Return the assumptions that move no answer on any path."""
    return tuple(bar.assumption.key for bar in found.bars if not bar.has_effect)


def notes_of(found: Sensitivity) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    scenario = found.scenario
    notes = [
        "Each setting alone is moved to both ends of the range in [sources], all else as it stands. A term (scheme, "
        "fund, gate, breaker) is tried on the same firms and banks; any other setting is calibrated anew.",
    ]
    return wording.basis_notes(scenario, scenario.run.paths, scenario.run.seed, (*notes, *_calibrated(found.notes)))


def _calibrated(notes: Sequence[str]) -> tuple[str, ...]:
    """Return the comparison's notes without the one on intervals: here the parameters' error is what is asked for."""
    return tuple(note for note in notes if not note.startswith("Intervals hold"))


def draws_notes(found: Sensitivity) -> tuple[str, ...]:
    """Return what the joint draws rest on."""
    together, variance = found.together, found.variance
    notes = ["Drawn settings are independent and uniform over their ranges: nobody knows how they hang together."]
    if together is not None and together.left_out:
        notes.append(
            f"{together.left_out} of {together.draws} joint draws are left out: their settings do not go together, or "
            "no calibration meets them."
        )
    if variance is not None and variance.left_out:
        notes.append(f"{variance.left_out} of {variance.rows} Sobol rows are left out for the same reason.")
    for answer in found.answers:
        undefined = variance.by_answer[answer.key].undefined if variance and answer.key in variance.by_answer else 0
        if variance is not None and undefined > variance.left_out:
            notes.append(f"{_capital(answer.label)} does not exist in {undefined} of {variance.rows} Sobol rows.")
    if variance is not None:
        noise = [shares.noise for shares in variance.by_answer.values() if math.isfinite(shares.noise)]
        if noise:
            notes.append(
                f"Sobol indices from either half of the paths differ by at most {max(noise):.2f}: that is the "
                "simulation error; their intervals hold the sampling of the assumptions."
            )
    return tuple(notes)
