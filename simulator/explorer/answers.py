"""What a page is sent: numbers to draw, and the same numbers in words as the tables have them, in both languages."""

import math
from typing import Any

from simulator.analysis.compare import FAN_LEVELS, Comparison, MeasureDefinition, PolicyPoint
from simulator.estimate import Estimate
from simulator.explorer.desk import Found
from simulator.explorer.question import AS_LOADED
from simulator.explorer.surface import FULL_PATHS, MOST_PATHS, TILES
from simulator.explorer.words import words_of
from simulator.questions.compare.points import is_near_tie
from simulator.questions.stress.found import ReverseStress
from simulator.reporting import wording
from simulator.reporting.language import LANGUAGES, Language
from simulator.reporting.names import measure_label, measure_meaning, party_name, policy_name
from simulator.scenario.model import Scenario

Columns = dict[Language, list[tuple[MeasureDefinition, wording.UnitStyle]]]

REVERSE = "reverse"
REVERSE_YEARS = 5


def answer(found: Found, after: int) -> dict[str, Any]:
    """Return all there is for a question beyond version `after`; the grid is left out when it has not changed."""
    want = found.want
    content: dict[str, Any] = {
        "version": found.version,
        "generation": want.generation,
        "question": want.words,
        "is_finished": found.is_finished,
        "fault": "" if want.failure is None else str(want.failure),
        "chosen": want.question.chosen,
        "full_paths": FULL_PATHS,
        "most_paths": MOST_PATHS,
        "made": list(found.made),
    }
    if found.comparison is None or found.version <= after:
        return content
    content["grid"] = grid(found.comparison)
    if found.detail is not None:
        content["detail"] = detail(found.detail, want.question.chosen)
    if REVERSE in found.made:
        content[REVERSE] = reverse(found.made[REVERSE], want.question.scenario)
    return content


def grid(comparison: Comparison) -> dict[str, Any]:
    """Return every policy of the grid with its measures."""
    measures = [m for key in TILES for m in comparison.measures if m.key == key]
    columns = {
        language: [(measure, wording.unit_style(measure, comparison, language)) for measure in measures]
        for language in LANGUAGES
    }
    return {
        "paths": comparison.paths,
        "seconds": comparison.seconds,
        "seed": comparison.seed,
        "baseline": comparison.baseline,
        "measures": [_measure(columns, place) for place in range(len(measures))],
        "points": [_point(comparison, point, columns) for point in comparison.points],
        "notes": {language: list(wording.notes_of(comparison, language=language)) for language in LANGUAGES},
    }


def _measure(columns: Columns, place: int) -> dict[str, Any]:
    text = {}
    for language in LANGUAGES:
        measure, style = columns[language][place]
        text[language] = {
            "label": measure_label(measure, language),
            "meaning": measure_meaning(measure, language),
            "unit": style.label,
            "difference_unit": style.difference_label,
            "factor": style.factor,
        }
    return {"key": measure.key, "unit": measure.unit, "text": text}


def _point(comparison: Comparison, point: PolicyPoint, columns: Columns) -> dict[str, Any]:
    keys = [measure.key for measure, _ in columns["en"]]
    return {
        "name": point.name,
        "label": {language: _label(point, language) for language in LANGUAGES},
        "ratio": point.ratio,
        "fund": point.fund_size,
        "breaker": point.is_breaker_on,
        "is_in_grid": bool(point.settings),
        "is_near_tie": is_near_tie(comparison, point),
        "values": {key: _numbers(comparison.estimates.get((point.name, key))) for key in keys},
        "differences": {key: _numbers(comparison.differences.get((point.name, key))) for key in keys},
        "text": {language: _texts(comparison, point, columns, language) for language in LANGUAGES},
    }


def _label(point: PolicyPoint, language: Language) -> str:
    return words_of(language)["as_loaded"] if point.name == AS_LOADED else policy_name(point, language)


def _texts(comparison: Comparison, point: PolicyPoint, columns: Columns, language: Language) -> dict[str, list[str]]:
    """Return value and difference of each measure in words."""
    found = {}
    for measure, style in columns[language]:
        estimate = comparison.estimates.get((point.name, measure.key))
        difference = comparison.differences.get((point.name, measure.key))
        is_known = point.name == comparison.baseline or difference is not None
        found[measure.key] = [
            wording.cell(estimate, measure, style, language=language) if estimate else wording.not_defined(language),
            wording.difference_cell(difference, style, language=language)
            if is_known
            else wording.not_defined(language),
        ]
    return found


def _numbers(estimate: Estimate | None) -> list[float | None] | None:
    return None if estimate is None else [finite(end) for end in (estimate.value, estimate.low, estimate.high)]


def finite(value: float) -> float | None:
    """Return a number, or None for one that JSON does not have."""
    return value if math.isfinite(value) else None


def detail(comparison: Comparison, policy: str) -> dict[str, Any]:
    """Return a policy's fund over time and who bears its losses, with the baseline's."""
    names = list(dict.fromkeys((policy, comparison.baseline)))
    return {
        "paths": comparison.paths,
        "start": comparison.scenario.clock.start,
        "levels": list(FAN_LEVELS),
        "fans": {name: comparison.balance_fan[name].tolist() for name in names if name in comparison.balance_fan},
        "splits": {name: dict(comparison.loss_split[name]) for name in names},
        "parties": {
            party: {language: party_name(party, language) for language in LANGUAGES}
            for party in comparison.loss_split[policy]
        },
    }


def reverse(found: ReverseStress, scenario: Scenario) -> dict[str, Any]:
    """Return the mildest downturn that empties the fund as likely as not, if any does."""
    downturn = found.downturn
    years = min(REVERSE_YEARS, scenario.clock.years)
    if downturn is None:
        return {"is_found": False, "deepest": found.deepest, "years": years}
    depth = downturn.depth
    return {
        "is_found": True,
        "years": years,
        "start_year": int(scenario.clock.start[:4]),
        "first_year": downturn.first_year,
        "last_year": downturn.last_year,
        "depth": _numbers(depth),
        "macro": [float(value) for value in downturn.macro],
    }
