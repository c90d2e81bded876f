"""Tables that only a report has: what changes, every measure, the evidence, assumptions and sources."""

import re
from collections.abc import Mapping
from typing import Any

from simulator.analysis.compare import PolicyPoint
from simulator.reporting import names, wording
from simulator.reporting.deciding.findings import Findings
from simulator.reporting.deciding.settings import range_text, setting_name, unit_text, value_in, value_text
from simulator.reporting.html.page_words import label
from simulator.reporting.language import Language
from simulator.reporting.tables import Table
from simulator.saying.words import template
from simulator.scenario.keys import parts_of_key, value_at
from simulator.scenario.model import Scenario, Source

MOST_POLICIES = 12
_COPY = re.compile("read in |secondary|slide deck|abstract")
"""Words of a source that was not read itself, but in what another says of it."""
_TERM_SECTIONS = ("scheme", "fund", "gate", "breaker", "calibration")


def changes_table(findings: Findings, language: Language) -> Table | None:
    """Return the settings that differ from the baseline's, old and new, with unit and source; None where none does."""
    points = [findings.chosen] if findings.kind == "grid" else list(findings.comparison.points[: MOST_POLICIES + 1])
    base = findings.baseline
    rows = []
    for point in points:
        for key in dict.fromkeys((*base.settings, *point.settings)):
            old, new = value_in(base.scenario, key), value_in(point.scenario, key)
            if old != new:
                rows.append((names.policy_name(point, language), *_change(findings, key, old, new, language)))
    if not rows:
        return None
    policies = {row[0] for row in rows}
    chosen, baseline = rows[0][0], names.policy_name(base, language)
    title = label("changes_of", language, policy=chosen, baseline=baseline) if len(policies) == 1 else ""
    columns = [label(key, language) for key in ("setting", "old", "new", "unit", "source")]
    if len(policies) == 1:
        return Table("changes", title, tuple(columns), tuple(row[1:] for row in rows), (), text_columns=(columns[-1],))
    return Table(
        "changes", "", (label("policy", language), *columns), tuple(rows), (),
        text_columns=(columns[0], columns[-1]),
    )  # fmt: skip


def _change(findings: Findings, key: str, old: object, new: object, language: Language) -> tuple[str, ...]:
    scenario = findings.comparison.scenario
    source = scenario.sources.get(key)
    told = (
        label("no_source", language)
        if source is None
        else f"{_sure(source, language)}{label('colon', language)}{_source_text(source, language)}"
    )
    return (
        setting_name(key, language),
        value_text(key, old, scenario, language),
        value_text(key, new, scenario, language),
        unit_text(key, scenario, language),
        told,
    )


def measures_table(findings: Findings, language: Language) -> Table:
    """Return every measure of the baseline and of the chosen policy, their paired difference and what it means."""
    comparison, base, chosen = findings.comparison, findings.baseline, findings.chosen
    is_other = chosen.name != base.name
    heads = ["measure", "unit", "baseline", *(["chosen", "difference"] if is_other else []), "meaning"]
    rows = []
    for measure in comparison.measures:
        style = wording.unit_style(measure, comparison, language=language)
        cells = [_cell(findings, point, measure.key, language) for point in ((base, chosen) if is_other else (base,))]
        if is_other:
            difference = comparison.differences.get((chosen.name, measure.key))
            cells.append(
                wording.not_defined(language)
                if difference is None
                else wording.difference_cell(difference, style, language=language)
            )
        rows.append(
            (names.measure_label(measure, language), style.label, *cells, names.measure_meaning(measure, language))
        )
    columns = tuple(label(head, language) for head in heads)
    title = label("every_measure", language, policy=names.policy_name(chosen, language))
    return Table("measures", title, columns, tuple(rows), (), text_columns=(columns[-1],))


def _cell(findings: Findings, point: PolicyPoint, key: str, language: Language) -> str:
    estimate, measure = findings.estimate(point, key), findings.measure(key)
    if estimate is None or measure is None:
        return wording.not_defined(language)
    style = wording.unit_style(measure, findings.comparison, language=language)
    return wording.cell(estimate, measure, style, language=language)


def terms_table(scenario: Scenario, language: Language) -> Table:
    """Return the scheme's terms and the calibration's targets that have a source."""
    chosen = {key: source for key, source in scenario.sources.items() if key.partition(".")[0] in _TERM_SECTIONS}
    return _sources(scenario, chosen, label("terms_heading", language), language)


def sources_table(scenario: Scenario, language: Language) -> Table:
    """Return every other figure that has a source."""
    chosen = {key: source for key, source in scenario.sources.items() if key.partition(".")[0] not in _TERM_SECTIONS}
    title = label("all_sources", language, count=str(len(chosen)))
    return _sources(scenario, chosen, title, language)


def _sources(scenario: Scenario, chosen: Mapping[str, Source], title: str, language: Language) -> Table:
    values = scenario.model_dump(mode="json")
    columns = tuple(label(key, language) for key in ("setting", "value_in_force", "range", "confidence", "source_of"))
    rows = tuple(
        (
            setting_name(key, language),
            _value_in_force(key, values, scenario, language),
            ""
            if source.low is None or source.high is None
            else range_text(key, source.low, source.high, scenario, language),
            _sure(source, language),
            _source_text(source, language),
        )
        for key, source in chosen.items()
    )
    return Table("sources", title, columns, rows, (), text_columns=(columns[3], columns[4]))


def _value_in_force(key: str, values: Any, scenario: Scenario, language: Language) -> str:
    parts = tuple(parts_of_key(key))
    found = value_at(values, parts)
    if found is None and isinstance(values.get(parts[0]), list):
        return template("report.answer.several_values", language)
    return value_text(key, found, scenario, language)


def _source_text(source: Source, language: Language) -> str:
    return (language == "zh" and source.source_zh) or source.source


def _sure(source: Source, language: Language) -> str:
    return label(f"sure_{source.confidence}{_copied(source)}", language)


def _copied(source: Source) -> str:
    """Return whether a source that counts as read was read in a copy: all of it, a part (some read itself), or none."""
    if source.confidence not in ("read", "derived"):
        return ""
    parts = source.source.split(";")
    copies = [part for part in parts if _COPY.search(part)]
    if not copies:
        return ""
    return "-part-copy" if any("http" in part and part not in copies for part in parts) else "-copy"
