"""The policies already computed, for the page's sliders: the same cells as in the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.analysis.compare import PolicyPoint
from simulator.questions.compare.tables import differences_table, totals_table
from simulator.questions.compare.tell import basis_of
from simulator.reporting import names, wording
from simulator.reporting.deciding.findings import Findings
from simulator.reporting.html.page_words import label
from simulator.reporting.language import Language
from simulator.reporting.tables import text_table
from simulator.saying.speaker import Speaker

MOST_POINTS = 1_000


@dataclass(frozen=True)
class Axis:
    """One slider: its label, the word at each step, and the step at which it stands first."""

    label: str
    words: tuple[str, ...]
    start: int


@dataclass(frozen=True)
class Slider:
    """Sliders, the measures shown, and the cells of every policy by its steps."""

    axes: tuple[Axis, ...]
    measures: tuple[str, ...]
    data: dict[str, Any]


def slider_of(findings: Findings, language: Language, keys: Sequence[str]) -> Slider | None:
    """Return the sliders over the policies computed; None for a single policy, or far too many."""
    comparison = findings.comparison
    if not 1 < len(comparison.points) <= MOST_POINTS:
        return None
    axes = _grid_axes(findings, language) if findings.kind == "grid" else _name_axis(findings, language)
    speaker, basis = Speaker(language, comparison.scenario.currency), basis_of(comparison)
    shown = text_table(totals_table(comparison, comparison.points, keys), basis, speaker)
    differences = text_table(differences_table(comparison, comparison.points, keys), basis, speaker)
    rows = zip(comparison.points, shown.rows, differences.rows, strict=True)
    points = {
        _place(findings, axes, point, language): {
            "name": names.policy_name(point, language), "values": values[1:], "differences": changes[1:],
        }
        for point, values, changes in rows
    }  # fmt: skip
    data = {
        "axes": [axis.words for axis in axes], "points": points, "missing": label("slider_missing", language),
    }  # fmt: skip
    return Slider(axes, shown.columns[1:], data)


def _grid_axes(findings: Findings, language: Language) -> tuple[Axis, ...]:
    points, chosen = findings.comparison.points, findings.chosen
    ratios, sizes = sorted({p.ratio for p in points}), sorted({p.fund_size for p in points})
    scenario = findings.comparison.scenario
    axes = [
        Axis(
            label("slider_ratio", language),
            tuple(wording.ratio_text(ratio, language) for ratio in ratios),
            ratios.index(chosen.ratio),
        )
    ]
    if len(sizes) > 1:
        words = tuple(wording.exact_amount(size, scenario, language=language) for size in sizes)
        axes.append(Axis(label("slider_size", language), words, sizes.index(chosen.fund_size)))
    if len({p.is_breaker_on for p in points}) > 1:
        words = tuple(label(key, language) for key in ("breaker_on", "breaker_off"))
        axes.append(Axis(label("slider_breaker", language), words, int(not chosen.is_breaker_on)))
    return tuple(axes)


def _name_axis(findings: Findings, language: Language) -> tuple[Axis, ...]:
    points = findings.comparison.points
    words = tuple(names.policy_name(point, language) for point in points)
    return (Axis(label("slider_policy", language), words, points.index(findings.chosen)),)


def _place(findings: Findings, axes: Sequence[Axis], point: PolicyPoint, language: Language) -> str:
    """Return the steps at which a policy stands, as the script joins them."""
    points = findings.comparison.points
    if findings.kind != "grid":
        return str(points.index(point))
    ratios, sizes = sorted({p.ratio for p in points}), sorted({p.fund_size for p in points})
    steps = {
        label("slider_ratio", language): ratios.index(point.ratio),
        label("slider_size", language): sizes.index(point.fund_size),
        label("slider_breaker", language): int(not point.is_breaker_on),
    }
    return ",".join(str(steps[axis.label]) for axis in axes)
