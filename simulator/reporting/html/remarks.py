"""Remarks that a report makes only where its numbers call for them."""

from simulator.questions.compare.said import equal_rows, moved_alone
from simulator.questions.compare.tell import basis_of
from simulator.reporting import wording
from simulator.reporting.deciding.findings import Findings
from simulator.reporting.html.page_words import label
from simulator.reporting.language import Language
from simulator.saying.speaker import Speaker

_HIGH = 0.75
"""Part of a range above which a value is said to lie near its top."""


def notes_of(findings: Findings, language: Language) -> tuple[str, ...]:
    """Return what all figures rest on, then the remarks."""
    basis = basis_of(findings.comparison)
    return (*_speaker(findings, language).basis(basis), *remarks_of(findings, language))


def _speaker(findings: Findings, language: Language) -> Speaker:
    return Speaker(language, findings.comparison.scenario.currency)


def remarks_of(findings: Findings, language: Language) -> tuple[str, ...]:
    """Return what explains figures that look wrong and are not: default rate, bounds, peak leverage, equal rows."""
    return (
        *map(_speaker(findings, language).sentence, moved_alone(findings.comparison)),
        *_default_rate(findings, language),
        *_bound(findings, language),
        *_peak(findings, language),
        *_same_rows(findings, language),
    )


def additionality(findings: Findings, language: Language) -> tuple[str, ...]:
    """Return what additional lending rests on, and where in its range the assumed figure lies."""
    scenario = findings.comparison.scenario
    calibration = scenario.calibration
    if calibration is None:
        return ()
    share, ratio_at = calibration.additional_share, calibration.additional_share_at_ratio
    text = label(
        "additionality",
        language,
        share=wording.ratio_text(share, language),
        at=wording.ratio_text(ratio_at, language),
    )
    source = scenario.sources.get("calibration.additional_share")
    if source is None or source.low is None or source.high is None or source.low == source.high:
        return (text,)
    if (share - source.low) / (source.high - source.low) < _HIGH:
        return (text,)
    low, high = (wording.ratio_text(end, language) for end in (source.low, source.high))
    return (text + ("" if language == "zh" else " ") + label("additionality_high", language, low=low, high=high),)


def _bound(findings: Findings, language: Language) -> tuple[str, ...]:
    comparison = findings.comparison
    by_key = {measure.key: measure for measure in comparison.measures}
    is_bound = any(wording.is_never_seen(e) for (_, key), e in comparison.estimates.items() if key in by_key)
    return (label("bound", language),) if is_bound else ()


def _peak(findings: Findings, language: Language) -> tuple[str, ...]:
    gate = findings.comparison.scenario.gate
    if gate.leverage_multiple is None or gate.leverage_base == "paid_in" or gate.leverage_counts != "principal":
        return ()
    peaks = (findings.estimate(point, "leverage_peak") for point in findings.line)
    is_above = any(peak is not None and peak.value > gate.leverage_multiple for peak in peaks)
    return (label("peak_above", language, limit=f"{gate.leverage_multiple:g}"),) if is_above else ()


def _default_rate(findings: Findings, language: Language) -> tuple[str, ...]:
    """Return why the model's defaults are not those that the fit aims at, where they differ by more than chance."""
    scenario = findings.comparison.scenario
    aims = scenario.calibration
    rate, measure = findings.estimate(findings.baseline, "default_rate"), findings.measure("default_rate")
    if aims is None or rate is None or measure is None or rate.low <= aims.observed_pd <= rate.high:
        return ()
    value = wording.in_words(rate, measure, scenario, language)
    pd = wording.per_cent_text(aims.observed_pd, language)
    return (label(f"default_rate_{aims.observed_counts}", language, value=value, pd=pd),)


def _same_rows(findings: Findings, language: Language) -> tuple[str, ...]:
    """Return the ratios on the baseline's line that give the same, with the rule that makes them equal."""
    equal = equal_rows(findings.comparison, findings.line) if findings.kind == "grid" else ()
    return tuple(map(_speaker(findings, language).sentence, equal))
