"""Tables of a comparison, as text cells: the same cells go to the terminal and to the files."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.estimate import Estimate
from simulator.reporting import language as languages
from simulator.reporting import names, wording
from simulator.reporting.language import Language
from simulator.scenario.study import BREAKER_KEY, FUND_KEY, RATIO_KEY, line_of, policy_name

# What a regulator asks first; the terminal shows as many of them as fit.
FIRST_MEASURES = ("additional_lending", "fiscal_cost", "p_depleted", "idle_share", "cost_per_additional", "bank_loss")
# Where more than ratio, fund size and breaker differ, lending without the scheme may differ as well.
_NAMED_MEASURES = ("additional_lending", "lent", *FIRST_MEASURES[1:])
GRID_MEASURES = ("additional_lending", "p_depleted")
GRID_TABLES = (*GRID_MEASURES, "cost_per_additional")
WORDS = {
    "policy": ("policy", "方案"),
    "differences": ("Differences to the baseline ({baseline})", "与基准方案之差（{baseline}）"),
    "paired": (
        "Differences are paired: every policy meets the same draws.",
        "差额为同一模拟路径下的差额：各方案面对相同的随机抽样。",
    ),
    "totals": ("Totals", "各项结果"),
    "heading": ("{label} ({unit})", "{label}（{unit}）"),
    "all_measures": ("All measures: {policy}", "全部指标：{policy}"),
    "measure": ("measure", "指标"),
    "value": ("value [95 % interval]", "数值 [95% 区间]"),
    "unit": ("unit", "单位"),
    "meaning": ("meaning", "含义"),
    "grid": (
        "{label} ({unit}), compensation ratio by fund size, breaker {breaker}",
        "{label}（{unit}）：补偿比例与资金规模，{breaker}熔断",
    ),
    "on": ("on", "有"),
    "off": ("off", "无"),
    "ratio": ("ratio", "补偿比例"),
    "fund": ("fund {size}", "资金 {size}"),
    "grid_note": (
        "* baseline; ~ cannot be told apart from the best ratio of its column; half of an interval is at most "
        "{half} {unit}.",
        "* 基准方案；~ 与该列最优比例差异不显著；区间半宽最大为 {half} {unit}。",
    ),
    "near_ties": (
        "Ratios with the most additional lending (near-ties)",
        "净增贷款最多的补偿比例（并列最优区间）",
    ),
    "line": ("line", "其他条件"),
    "lowest": ("lowest ratio", "最低比例"),
    "highest": ("highest ratio", "最高比例"),
}


@dataclass(frozen=True)
class Table:
    """A table ready to be printed or written; its notes make it readable alone."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    marked_row: int | None = None
    """Row of the baseline, if it is in the table."""
    text_columns: tuple[str, ...] = ()
    """Columns of running text, which may be broken into lines."""


def say(name: str, language: Language, **words: object) -> str:
    """Return one of `WORDS` in a language, filled in."""
    return languages.say(WORDS, name, language, **words)


def heading(label: str, unit: str, language: Language = "en") -> str:
    """Return a heading with its unit in brackets."""
    return say("heading", language, label=label, unit=unit)


def point_named(comparison: Comparison, name: str) -> PolicyPoint:
    """Return the compared policy of this name."""
    return next(point for point in comparison.points if point.name == name)


def chosen_measures(comparison: Comparison, keys: Sequence[str] | None = None) -> tuple[MeasureDefinition, ...]:
    """Return the measures with these keys, in this order; all of them when none are asked for."""
    if keys is None:
        return comparison.measures
    by_key = {measure.key: measure for measure in comparison.measures}
    return tuple(by_key[key] for key in keys if key in by_key)


def first_measures(comparison: Comparison) -> tuple[str, ...]:
    """Return the keys of the measures that the short tables show."""
    return FIRST_MEASURES if is_sweep(comparison) else _NAMED_MEASURES


def is_sweep(comparison: Comparison) -> bool:
    """Return whether the policies form a grid of ratios: each (ratio, fund size, breaker) once, two ratios or more.

    Policies that differ in anything else are none: a line between two of them would say that the ratio does it.
    """
    if any(not set(point.settings) <= {RATIO_KEY, FUND_KEY, BREAKER_KEY} for point in comparison.points):
        return False
    places = {(point.ratio, point.fund_size, point.is_breaker_on) for point in comparison.points}
    ratios = {point.ratio for point in comparison.points}
    return len(places) == len(comparison.points) and len(ratios) > 1


def baseline_line(comparison: Comparison) -> tuple[PolicyPoint, ...]:
    """Return the policies that differ from the baseline in the ratio only; all of them outside a sweep."""
    if not is_sweep(comparison):
        return comparison.points
    base = point_named(comparison, comparison.baseline)
    line = [p for p in comparison.points if (p.fund_size, p.is_breaker_on) == (base.fund_size, base.is_breaker_on)]
    return tuple(sorted(line, key=lambda point: point.ratio))


def differences_table(
    comparison: Comparison,
    points: Iterable[PolicyPoint] | None = None,
    keys: Sequence[str] | None = None,
    language: Language = "en",
) -> Table:
    """Return the paired differences to the baseline: one row per policy, one column per measure."""
    rows, marked = _rows(comparison, points, keys, language, is_difference=True)
    return Table(
        name="differences",
        title=say("differences", language, baseline=names.policy_name(comparison.baseline, language)),
        columns=(say("policy", language), *_headings(comparison, keys, language, is_difference=True)),
        rows=rows,
        notes=(*wording.notes_of(comparison, language), say("paired", language)),
        marked_row=marked,
    )


def totals_table(
    comparison: Comparison,
    points: Iterable[PolicyPoint] | None = None,
    keys: Sequence[str] | None = None,
    language: Language = "en",
) -> Table:
    """Return the measures themselves: one row per policy, one column per measure."""
    rows, marked = _rows(comparison, points, keys, language, is_difference=False)
    return Table(
        name="totals",
        title=say("totals", language),
        columns=(say("policy", language), *_headings(comparison, keys, language, is_difference=False)),
        rows=rows,
        notes=wording.notes_of(comparison, language),
        marked_row=marked,
    )


def _headings(
    comparison: Comparison, keys: Sequence[str] | None, language: Language, *, is_difference: bool
) -> tuple[str, ...]:
    headings = []
    for measure in chosen_measures(comparison, keys):
        style = wording.unit_style(measure, comparison, language)
        unit = style.difference_label if is_difference else style.label
        headings.append(heading(names.measure_label(measure, language), unit, language))
    return tuple(headings)


def _rows(
    comparison: Comparison,
    points: Iterable[PolicyPoint] | None,
    keys: Sequence[str] | None,
    language: Language,
    *,
    is_difference: bool,
) -> tuple[tuple[tuple[str, ...], ...], int | None]:
    shown = comparison.points if points is None else tuple(points)
    measures = chosen_measures(comparison, keys)
    # The style of a column looks at every policy: found once, not in each cell.
    styles = [(measure, wording.unit_style(measure, comparison, language)) for measure in measures]
    written = _difference if is_difference else _total
    rows = [
        (names.policy_name(point, language), *(written(comparison, point, *column, language) for column in styles))
        for point in shown
    ]
    known = [point.name for point in shown]
    return tuple(rows), known.index(comparison.baseline) if comparison.baseline in known else None


def _total(
    comparison: Comparison,
    point: PolicyPoint,
    measure: MeasureDefinition,
    style: wording.UnitStyle,
    language: Language,
) -> str:
    estimate = comparison.estimates.get((point.name, measure.key))
    return wording.not_defined(language) if estimate is None else wording.cell(estimate, measure, style, language)


def _difference(
    comparison: Comparison,
    point: PolicyPoint,
    measure: MeasureDefinition,
    style: wording.UnitStyle,
    language: Language,
) -> str:
    difference = comparison.differences.get((point.name, measure.key))
    if difference is None and point.name != comparison.baseline:
        return wording.not_defined(language)
    return wording.difference_cell(difference, style, language)


def without_common_ending(table: Table, language: Language = "en") -> Table:
    """Return the table with what all policy names end in ("fund 20 m, breaker on") in its title instead."""
    comma, colon = ("，", "：") if language == "zh" else (", ", ": ")
    endings = {row[0].partition(comma)[2] for row in table.rows}
    ending = endings.pop()
    if endings or not ending:
        return table
    rows = tuple((row[0].partition(comma)[0], *row[1:]) for row in table.rows)
    title = table.title if ending in table.title else f"{table.title}{colon}{ending}"
    return replace(table, title=title, rows=rows)


def measures_table(comparison: Comparison, name: str, language: Language = "en") -> Table:
    """Return every measure of one policy: one row per measure, with its unit and meaning."""
    point = point_named(comparison, name)
    rows = []
    for measure in comparison.measures:
        style = wording.unit_style(measure, comparison, language)
        value = _total(comparison, point, measure, style, language)
        label, meaning = names.measure_label(measure, language), names.measure_meaning(measure, language)
        rows.append((label, value, style.label, meaning))
    return Table(
        name="measures",
        title=say("all_measures", language, policy=names.policy_name(name, language)),
        columns=tuple(say(word, language) for word in ("measure", "value", "unit", "meaning")),
        rows=tuple(rows),
        notes=wording.notes_of(comparison, language),
        text_columns=(say("meaning", language),),
    )


def grids(comparison: Comparison, language: Language = "en") -> tuple[Table, ...]:
    """Return one ratio by fund size table per grid measure and breaker setting; none outside a sweep."""
    if not is_sweep(comparison) or len({point.fund_size for point in comparison.points}) < 2:
        return ()
    breakers = sorted({point.is_breaker_on for point in comparison.points}, reverse=True)
    return tuple(
        _grid(comparison, measure, is_on, language)
        for measure in chosen_measures(comparison, GRID_TABLES)
        for is_on in breakers
    )


def _grid(comparison: Comparison, measure: MeasureDefinition, is_breaker_on: bool, language: Language) -> Table:
    style = wording.unit_style(measure, comparison, language)
    cells = {(p.ratio, p.fund_size): p for p in comparison.points if p.is_breaker_on == is_breaker_on}
    ratios = sorted({ratio for ratio, _ in cells})
    sizes = sorted({size for _, size in cells})
    base = point_named(comparison, comparison.baseline)
    breaker = "on" if is_breaker_on else "off"
    widest = widest_half(comparison, measure, cells.values()) * style.factor
    half = wording.number_text(widest, wording.decimals_for(0.0, widest))
    columns = (say("fund", language, size=wording.amount_text(size, language)) for size in sizes)
    return Table(
        name=f"grid_{measure.key}_breaker_{breaker}",
        title=say(
            "grid",
            language,
            label=names.measure_label(measure, language),
            unit=style.label,
            breaker=say(breaker, language),
        ),
        columns=(say("ratio", language), *columns),
        rows=tuple(
            (
                wording.ratio_text(ratio, language),
                *(_grid_cell(comparison, cells.get((ratio, size)), measure, style, language) for size in sizes),
            )
            for ratio in ratios
        ),
        notes=(
            *wording.notes_of(comparison, language),
            say("grid_note", language, half=half, unit=style.difference_label),
        ),
        marked_row=ratios.index(base.ratio) if base.is_breaker_on == is_breaker_on else None,
    )


def _grid_cell(
    comparison: Comparison,
    point: PolicyPoint | None,
    measure: MeasureDefinition,
    style: wording.UnitStyle,
    language: Language,
) -> str:
    if point is None:
        return ""
    text = short_cell(comparison, point, measure, style, language)
    tie = "~" if measure.key == "additional_lending" and is_near_tie(comparison, point) else ""
    return f"{'*' if point.name == comparison.baseline else ''}{tie}{text}"


def short_cell(
    comparison: Comparison,
    point: PolicyPoint,
    measure: MeasureDefinition,
    style: wording.UnitStyle,
    language: Language = "en",
) -> str:
    """Return the value alone, for grids whose note gives the widest interval: "24.1", "<0.04"."""
    text = _total(comparison, point, measure, style, language).partition(" [")[0]
    for sign, word in (("<", "below"), (">", "above")):
        text = text.replace(wording.say(word, language, bound=""), sign)
    return text


def widest_half(comparison: Comparison, measure: MeasureDefinition, points: Iterable[PolicyPoint]) -> float:
    """Return half of the widest interval of a measure over some policies, in the measure's own unit."""
    known: list[Estimate] = [
        comparison.estimates[point.name, measure.key]
        for point in points
        if (point.name, measure.key) in comparison.estimates
    ]
    halves = [(estimate.high - estimate.low) / 2 for estimate in known]
    return max((half for half in halves if math.isfinite(half)), default=0.0)


def near_tie_range(comparison: Comparison, point: PolicyPoint) -> tuple[float, float] | None:
    """Return the lowest and highest ratio that cannot be told apart from the best of a policy's line."""
    own = line_of(point.name, point.settings)
    by_settings = policy_name({FUND_KEY: point.fund_size, BREAKER_KEY: point.is_breaker_on})
    return comparison.near_ties.get(own if own in comparison.near_ties else by_settings)


def is_near_tie(comparison: Comparison, point: PolicyPoint) -> bool:
    """Return whether a policy's ratio cannot be told apart from the best of its line."""
    ties = near_tie_range(comparison, point)
    return ties is not None and ties[0] <= point.ratio <= ties[1]


def near_ties_table(comparison: Comparison, language: Language = "en") -> Table:
    """Return the range of ratios that cannot be told apart from the best, for each line of the grid."""
    return Table(
        name="near_ties",
        title=say("near_ties", language),
        columns=tuple(say(word, language) for word in ("line", "lowest", "highest")),
        rows=tuple(
            (names.policy_name(line, language), *(wording.ratio_text(end, language) for end in (low, high)))
            for line, (low, high) in comparison.near_ties.items()
        ),
        notes=wording.notes_of(comparison, language),
    )


def tables_of(comparison: Comparison, language: Language = "en", *, is_short: bool = False) -> tuple[Table, ...]:
    """Return the tables of a comparison that go to files: differences, totals, grids, near-ties.

    With `is_short`, differences and totals have the policies of `baseline_line` and `first_measures` only.
    """
    points, keys = (baseline_line(comparison), first_measures(comparison)) if is_short else (None, None)
    wide = [totals_table(comparison, points, keys, language)]
    if len(comparison.points) > 1:
        wide.insert(0, differences_table(comparison, points, keys, language))
    near_ties = [near_ties_table(comparison, language)] if comparison.near_ties else []
    shown = [without_common_ending(table, language) for table in wide] if is_short else wide
    return (*shown, *grids(comparison, language), *near_ties)
