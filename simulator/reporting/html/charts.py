"""The figures of a report, drawn from the comparison: curves over ratio and fund size, heat map, balance, losses."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from simulator.analysis.compare import MeasureDefinition, PolicyPoint
from simulator.estimate import Estimate
from simulator.reporting import names, tables, wording
from simulator.reporting.deciding.choices import choices_of
from simulator.reporting.deciding.findings import DEPLETED, IDLE, LENDING, Findings
from simulator.reporting.html.drawing import COLOURS, DASHES, Panel, nice_ticks, span
from simulator.reporting.html.page_words import label
from simulator.reporting.language import Language

CURVES = (LENDING, "cost_per_additional", DEPLETED, IDLE)
SIZE_CURVES = (LENDING, DEPLETED)
CHANGES = (LENDING, "fiscal_cost", DEPLETED, IDLE, "bank_loss", "months_shut")
MOST_CHANGES = 12
MOST_BARS = 12
_LIGHT, _DARK = (238, 243, 247), (0, 79, 128)


@dataclass(frozen=True)
class Key:
    """One entry of a legend: words beside a drawn sample."""

    words: str
    sample: Markup


@dataclass(frozen=True)
class Figure:
    """Drawings that share a title, a legend and a sentence on how to read them."""

    name: str
    title: str
    note: str
    drawings: tuple[tuple[str, Markup], ...]
    """Heading and drawing of each panel."""
    keys: tuple[Key, ...] = ()
    is_wide: bool = False


def figures_of(findings: Findings, language: Language) -> list[Figure]:
    """Return the figures that make sense for this comparison."""
    found: list[Figure | None] = []
    if findings.kind == "grid":
        found += [_ratio_curves(findings, language), _size_curves(findings, language), _heat_maps(findings, language)]
    elif findings.kind == "named policies":
        found.append(_changes(findings, language))
    found += [_balances(findings, language), _losses(findings, language)]
    return [figure for figure in found if figure is not None and figure.drawings]


@dataclass(frozen=True)
class _Line:
    """Policies to be joined, where each lies across, and how the line looks."""

    points: tuple[PolicyPoint, ...]
    across: tuple[float, ...]
    look: int


def _ratio_curves(findings: Findings, language: Language) -> Figure:
    base = findings.baseline
    lines, words = [], []
    for look, is_on in enumerate(sorted({p.is_breaker_on for p in findings.comparison.points}, reverse=True)):
        points = [
            p for p in findings.comparison.points if (p.fund_size, p.is_breaker_on) == (base.fund_size, is_on)
        ]  # fmt: skip
        points.sort(key=lambda point: point.ratio)
        lines.append(_Line(tuple(points), tuple(point.ratio for point in points), look))
        words.append(label("breaker_on" if is_on else "breaker_off", language))
    drawings = []
    for measure in tables.chosen_measures(findings.comparison, CURVES):
        panel = _panel(findings, measure, lines, label("ratio", language), language)
        drawings.append((names.measure_label(measure, language), panel.svg()))
    size = wording.exact_amount(base.fund_size, findings.comparison.scenario, language=language)
    return Figure(
        "ratio-curves",
        label("ratio_curves", language, size=size),
        label("ratio_curves_note", language),
        tuple(drawings),
        tuple(Key(text, _sample(line.look)) for text, line in zip(words, lines, strict=True)),
    )


def _size_curves(findings: Findings, language: Language) -> Figure | None:
    points = findings.sizes
    if len(points) < 2:
        return None
    line = _Line(points, tuple(point.fund_size for point in points), 0)
    drawings = []
    for measure in tables.chosen_measures(findings.comparison, SIZE_CURVES):
        panel = _panel(findings, measure, [line], label("fund_size", language), language)
        drawings.append((names.measure_label(measure, language), panel.svg()))
    return Figure(
        "size-curves",
        label("size_curves", language, ratio=wording.ratio_text(findings.chosen.ratio, language)),
        label("size_curves_note", language),
        tuple(drawings),
    )


def _panel(
    findings: Findings, measure: MeasureDefinition, lines: Sequence[_Line], across: str, language: Language
) -> Panel:
    style = wording.unit_style(measure, findings.comparison, language=language)
    shown = [(line, _known(findings, line, measure)) for line in lines]
    ends = [end * style.factor for _, known in shown for _, e in known for end in (e.low, e.high, e.value)]
    is_ratio = len({point.fund_size for line in lines for point in line.points}) == 1
    places = [place for line in lines for place in line.across]
    step = (max(places) - min(places)) * 0.04
    panel = Panel(
        f"{names.measure_label(measure, language)}",
        label("panel_description", language, measure=names.measure_label(measure, language), across=across),
        (min(places) - step, max(places) + step),
        span(ends),
    )
    if is_ratio and findings.ties is not None:
        panel.shade(findings.ties[0] - 0.3 * step, findings.ties[1] + 0.3 * step)
        panel.upright(findings.baseline.ratio)
        ticks = [(value, wording.ratio_text(value, language)) for value in nice_ticks(min(places), max(places))]
    else:
        ticks = [(size, wording.amount_text(size, language)) for size in nice_ticks(min(places), max(places))]
    panel.grid(ticks, nice_ticks(*panel.up), (across, style.label))
    for line, known in shown:
        _draw(panel, line, known, measure, style.factor)
    if measure.key == DEPLETED and not is_ratio:
        panel.level(findings.chance * style.factor, f"{100 * findings.chance:g} %")
    return panel


def _known(findings: Findings, line: _Line, measure: MeasureDefinition) -> list[tuple[float, Estimate]]:
    estimates = (findings.estimate(point, measure.key) for point in line.points)
    return [
        (place, found)
        for place, found in zip(line.across, estimates, strict=True)
        if found is not None and wording.is_defined(found)
    ]


def _draw(
    panel: Panel, line: _Line, known: Sequence[tuple[float, Estimate]], measure: MeasureDefinition, factor: float
) -> None:
    colour = COLOURS[line.look]
    bounded = [(x, e) for x, e in known if math.isfinite(e.low) and math.isfinite(e.high)]
    panel.band([(x, e.low * factor) for x, e in bounded], [(x, e.high * factor) for x, e in bounded], colour)
    heights = [
        (x, (e.high if wording.is_never_seen(e) else e.value) * factor, wording.is_never_seen(e)) for x, e in known
    ]
    panel.line([(x, y) for x, y, _ in heights], colour, DASHES[line.look])
    for x, y, is_hollow in heights:
        panel.mark((x, y), line.look, colour, is_hollow=is_hollow)


def _sample(look: int) -> Markup:
    panel = Panel("", "", (0, 1), (0, 1), 44, 14, 0, 0, 0, 0)
    panel.line([(0.0, 0.5), (1.0, 0.5)], COLOURS[look], DASHES[look])
    panel.mark((0.5, 0.5), look, COLOURS[look])
    return panel.svg()


def _heat_maps(findings: Findings, language: Language) -> Figure | None:
    comparison, base = findings.comparison, findings.baseline
    points = [point for point in comparison.points if point.is_breaker_on == base.is_breaker_on]
    if len({point.fund_size for point in points}) < 2:
        return None
    drawings, halves = [], []
    for measure in tables.chosen_measures(comparison, tables.GRID_TABLES):
        style = wording.unit_style(measure, comparison, language=language)
        name = names.measure_label(measure, language)
        drawings.append(
            (tables.heading(name, style.label, language), _heat_map(findings, points, measure, language).svg())
        )
        half = tables.widest_half(comparison, measure, points) * style.factor
        halves.append(f"{name} {wording.number_text(half, wording.decimals_for(0.0, half))} {style.difference_label}")
    note = label("heat_maps_note", language, halves=label("then", language).join(halves))
    title = label("heat_maps", language, breaker=label("breaker_on" if base.is_breaker_on else "breaker_off", language))
    return Figure("heat-maps", title, note, tuple(drawings), is_wide=True)


def _heat_map(
    findings: Findings, points: Sequence[PolicyPoint], measure: MeasureDefinition, language: Language
) -> Panel:
    comparison = findings.comparison
    ratios, sizes = sorted({p.ratio for p in points}), sorted({p.fund_size for p in points})
    values = [e.value for p in points if (e := findings.estimate(p, measure.key)) and wording.is_defined(e)]
    low, high = min(values, default=0.0), max(values, default=1.0)
    panel = Panel(
        names.measure_label(measure, language), _described(measure, language), (0, len(sizes)), (0, len(ratios)),
        width=70 + 52 * len(sizes), height=52 + 22 * len(ratios), left=66, top=4, right=4,
    )  # fmt: skip
    style = wording.unit_style(measure, comparison, language)
    for point in points:
        column, row = sizes.index(point.fund_size), ratios.index(point.ratio)
        estimate = findings.estimate(point, measure.key)
        is_known = estimate is not None and wording.is_defined(estimate) and high > low
        part = (estimate.value - low) / (high - low) if estimate is not None and is_known else 0.0
        is_base, is_chosen = point.name == comparison.baseline, point.name == findings.chosen.name
        left, top = panel.x(column), panel.y(row + 1)
        width, height = panel.x(column + 1) - left, panel.y(row) - top
        panel.add("rect", x=f"{left:.1f}", y=f"{top:.1f}", width=f"{width:.1f}", height=f"{height:.1f}",
                  fill=_shade(part), stroke="#ffffff")  # fmt: skip
        if is_base or is_chosen:
            panel.add("rect", x=f"{left + 2:.1f}", y=f"{top + 2:.1f}", width=f"{width - 4:.1f}", fill="none",
                      height=f"{height - 4:.1f}", stroke="#111111" if part < 0.5 else "#ffffff", stroke_width=2,
                      **({"stroke_dasharray": "3 2"} if is_chosen and not is_base else {}))  # fmt: skip
        words = tables.short_cell(comparison, point, measure, style, language)
        panel.text(
            left + width / 2, top + height / 2 + 4, words, class_="cell", fill="#111111" if part < 0.5 else "#ffffff"
        )
    for row, ratio in enumerate(ratios):
        panel.text(panel.left - 6, panel.y(row + 0.5) + 4, wording.ratio_text(ratio, language), "end")
    for column, size in enumerate(sizes):
        panel.text(panel.x(column + 0.5), panel.height - 26, wording.amount_text(size, language=language))
    panel.text(panel.x(len(sizes) / 2), panel.height - 8, label("fund_size", language), class_="axis")
    panel.text(14, panel.y(len(ratios) / 2), label("ratio", language), class_="axis",
               transform=f"rotate(-90 14 {panel.y(len(ratios) / 2):.1f})")  # fmt: skip
    return panel


def _described(measure: MeasureDefinition, language: Language) -> str:
    across = label("then", language).join(label(key, language) for key in ("ratio", "fund_size"))
    return label("panel_description", language, measure=names.measure_label(measure, language), across=across)


def _shade(part: float) -> str:
    mixed = (round(a + (b - a) * part) for a, b in zip(_LIGHT, _DARK, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _changes(findings: Findings, language: Language) -> Figure:
    comparison = findings.comparison
    points = [point for point in comparison.points if point.name != comparison.baseline][:MOST_CHANGES]
    drawings = []
    for measure in tables.chosen_measures(comparison, CHANGES):
        style = wording.unit_style(measure, comparison, language=language)
        found = [(i, e) for i, p in enumerate(points) if (e := comparison.differences.get((p.name, measure.key)))]
        known = [(i, e) for i, e in found if math.isfinite(e.value)]
        ends = [end * style.factor for _, e in known for end in (e.low, e.high, e.value)]
        low, high = span([end for end in ends if math.isfinite(end)])
        name = names.measure_label(measure, language)
        panel = Panel(name, label("changes_note", language), (low, high), (len(points) - 0.5, -0.5),
                      height=60 + 26 * len(points), left=26)  # fmt: skip
        ticks = nice_ticks(low, high, 4)
        panel.grid([(tick, wording.number_text(tick, 0 if high - low > 5 else 2)) for tick in ticks], [],
                   (style.difference_label, ""))  # fmt: skip
        panel.upright(0.0, "")
        for i, estimate in known:
            values = [v * style.factor if math.isfinite(v) else estimate.value * style.factor
                      for v in (estimate.low, estimate.high)]  # fmt: skip
            panel.line([(values[0], i), (values[1], i)], COLOURS[0], width=3)
            panel.mark((estimate.value * style.factor, i), 0, COLOURS[0])
        for i in range(len(points)):
            panel.text(panel.left - 8, panel.y(i) + 4, str(i + 1), "end")
        drawings.append((name, panel.svg()))
    policies = "; ".join(f"{i + 1} {names.policy_name(p, language)}" for i, p in enumerate(points))
    note = f"{label('changes_note', language)} {policies}"
    return Figure("changes", label("changes", language), note, tuple(drawings))


def _balances(findings: Findings, language: Language) -> Figure | None:
    comparison = findings.comparison
    fans = comparison.balance_fan
    asked = dict.fromkeys((comparison.baseline, findings.chosen.name, *(c.point.name for c in choices_of(findings))))
    wanted = [name for name in asked if name in fans]
    if not wanted:
        return None
    highest = max(float(np.max(fans[name])) for name in wanted)
    word = wording.currency_word(comparison.scenario, language=language)
    style = wording.amount_style(highest, word, language=language)
    start = int(comparison.scenario.clock.start[:4])
    drawings = []
    for name in wanted:
        fan = fans[name] * style.factor
        years = [start + (month + 1) / 12 for month in range(fan.shape[1])]
        heading = names.policy_name(tables.point_named(comparison, name), language)
        panel = Panel(
            heading, label("balances_note", language), (start, years[-1]), (0.0, highest * style.factor * 1.05 or 1.0)
        )
        rows = [[(year, float(value)) for year, value in zip(years, level, strict=True)] for level in fan]
        step = max(1, math.ceil((years[-1] - start) / 6))
        ticks = [(float(year), str(year)) for year in range(start, math.ceil(years[-1]), step)]
        panel.grid(ticks, nice_ticks(*panel.up), (label("start_of_year", language), style.label))
        panel.band(rows[0], rows[4], COLOURS[0], 0.18)
        panel.band(rows[1], rows[3], COLOURS[0], 0.35)
        panel.line(rows[2], "#003a5d")
        drawings.append((heading, panel.svg()))
    lacking = [label("balances_lacking", language)] if len(wanted) < len(asked) else []
    note = " ".join([label("balances_note", language), *lacking])
    return Figure("balances", label("balances", language), note, tuple(drawings))


def _losses(findings: Findings, language: Language) -> Figure | None:
    comparison = findings.comparison
    names_of_line = [p.name for p in findings.line if p.name in comparison.loss_split][:MOST_BARS]
    totals = {name: sum(comparison.loss_split[name].values()) for name in names_of_line}
    if not totals or max(totals.values()) <= 0:
        return None
    parties = [
        party
        for party in dict.fromkeys(party for name in totals for party in comparison.loss_split[name])
        if any(comparison.loss_split[name].get(party, 0.0) > 0 for name in totals)
    ]
    word = wording.currency_word(comparison.scenario, language=language)
    style = wording.amount_style(max(totals.values()), word, language=language)
    panel = Panel(label("losses", language), label("losses_note", language),
                  (0.0, max(totals.values()) * style.factor * 1.02), (len(totals), 0), width=640, left=56,
                  height=52 + 24 * len(totals))  # fmt: skip
    panel.grid([(tick, f"{tick:g}") for tick in nice_ticks(*panel.across)], [], (style.label, ""))
    for row, name in enumerate(totals):
        _bar(panel, row, [comparison.loss_split[name].get(party, 0.0) * style.factor for party in parties])
        point = tables.point_named(comparison, name)
        mark = "*" if name == comparison.baseline else ""
        row_words = wording.ratio_text(point.ratio, language) if findings.kind == "grid" else str(row + 1)
        panel.text(panel.left - 6, panel.y(row + 0.5) + 4, row_words + mark, "end")
    keys = tuple(Key(names.party_name(party, language), _swatch(i)) for i, party in enumerate(parties))
    note = label("losses_note", language)
    if findings.kind != "grid":
        rows = [names.policy_name(tables.point_named(comparison, name), language) for name in totals]
        note = f"{note} {'; '.join(f'{i + 1} {text}' for i, text in enumerate(rows))}"
    heading = label("losses_rows_ratio" if findings.kind == "grid" else "losses_rows", language)
    return Figure("losses", label("losses", language), note, ((heading, panel.svg()),), keys, is_wide=True)


def _bar(panel: Panel, row: int, amounts: Sequence[float]) -> None:
    start, whole = 0.0, sum(amounts)
    for index, amount in enumerate(amounts):
        if amount <= 0:
            continue
        left, right, top = panel.x(start), panel.x(start + amount), panel.y(row + 0.12)
        panel.add("rect", x=f"{left:.1f}", y=f"{top:.1f}", width=f"{right - left:.1f}", fill=COLOURS[index],
                  height=f"{panel.y(row + 0.88) - top:.1f}", stroke="#ffffff")  # fmt: skip
        if right - left > 40:
            words = f"{100 * amount / whole:.0f} %"
            panel.text((left + right) / 2, panel.y(row + 0.5) + 4, words, fill="#ffffff", class_="cell")
        start += amount


def _swatch(look: int) -> Markup:
    panel = Panel("", "", (0, 1), (0, 1), 18, 14, 0, 0, 0, 0)
    panel.add("rect", x=0, y=0, width=18, height=14, fill=COLOURS[look])
    return panel.svg()
