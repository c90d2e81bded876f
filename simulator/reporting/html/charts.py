"""The figures of a report, drawn from the comparison: curves over ratio and fund size, heat map, balance, losses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from simulator.analysis.compare import MeasureDefinition
from simulator.charts import Axis, Chart, Frame, Panel, Plot, Reference
from simulator.drawing.inline import Inline, inline_panels, is_wide
from simulator.questions.compare import points as policies
from simulator.questions.compare.curves import RATIO, Joined, limits, panel_of, tie_span
from simulator.questions.compare.differences import difference_panel
from simulator.questions.compare.fund import fan_panel, split_panel
from simulator.questions.compare.heat import FUND_SIZE, axes_of
from simulator.questions.compare.heat import panel_of as heat_panel
from simulator.questions.compare.tables import widest_half
from simulator.questions.names import measure_name
from simulator.reporting import names, wording
from simulator.reporting.deciding.choices import choices_of
from simulator.reporting.deciding.findings import DEPLETED, IDLE, LENDING, Findings
from simulator.reporting.html.page_words import label
from simulator.reporting.language import Language
from simulator.saying.speaker import Speaker
from simulator.values import NOTHING, Number, Own, Value, phrase

CURVES = (LENDING, "cost_per_additional", DEPLETED, IDLE)
SIZE_CURVES = (LENDING, DEPLETED)
CHANGES = (LENDING, "fiscal_cost", DEPLETED, IDLE, "bank_loss", "months_shut")
MOST_CHANGES = 12
MOST_BARS = 12


@dataclass(frozen=True)
class Figure:
    """Drawings that share a title and a sentence on how to read them."""

    title: str
    note: str
    panels: tuple[Inline, ...]
    is_wide: bool


@dataclass(frozen=True)
class _Drawer:
    """Draws panels for one language."""

    findings: Findings
    language: Language

    def figure(
        self,
        name: str,
        title: str,
        note: str,
        panels: Sequence[Panel],
        described: Sequence[str] | str,
        shares: frozenset[Literal["x", "y"]] = frozenset(),
    ) -> Figure:
        """Return a figure; `described` is what screen readers say of each panel, or of all."""
        speaker = Speaker(self.language, self.findings.comparison.scenario.currency)
        chart = Chart(f"{name}-{self.language}", phrase("compare.fund.title"), tuple(panels), shares=shares)
        each = [described] * len(panels) if isinstance(described, str) else described
        return Figure(title, note, tuple(inline_panels(chart, speaker, each)), any(map(is_wide, panels)))

    def say(self, key: str, **words: str) -> str:
        """Return words of the page."""
        return label(key, self.language, **words)

    def against(self, measures: Sequence[MeasureDefinition], across: str) -> list[str]:
        """Return what screen readers say of curves."""
        labels = [names.measure_label(measure, self.language) for measure in measures]
        return [self.say("panel_description", measure=measure, across=across) for measure in labels]


def figures_of(findings: Findings, language: Language) -> list[Figure]:
    """Return the figures that make sense for this comparison."""
    drawer = _Drawer(findings, language)
    found: list[Figure | None] = []
    if findings.kind == "grid":
        found += [_ratio_curves(drawer), _size_curves(drawer), _heat_maps(drawer)]
    elif findings.kind == "named policies":
        found.append(_changes(drawer))
    found += [_balances(drawer), _losses(drawer)]
    return [figure for figure in found if figure is not None]


def _ratio_curves(drawer: _Drawer) -> Figure:
    findings = drawer.findings
    comparison, base = findings.comparison, findings.baseline
    breakers = sorted({point.is_breaker_on for point in comparison.points}, reverse=True)
    lines = []
    for look, is_on in enumerate(breakers):
        points = [p for p in comparison.points if (p.fund_size, p.is_breaker_on) == (base.fund_size, is_on)]
        points.sort(key=lambda point: point.ratio)
        said = policies.said_breaker(is_on=is_on)
        across = tuple(point.ratio for point in points)
        lines.append(Joined(tuple(points), across, said if len(breakers) > 1 else NOTHING, look))
    measures = policies.chosen_measures(comparison, CURVES)
    marked = (Reference(base.ratio, "upright"),)
    spans = tie_span(findings.ties)
    panels = [replace(_panel(findings, m, lines, RATIO), references=marked, spans=spans) for m in measures]
    size = wording.exact_amount(base.fund_size, comparison.scenario, language=drawer.language)
    title, note = drawer.say("ratio_curves", size=size), drawer.say("ratio_curves_note")
    described = drawer.against(measures, drawer.say("ratio"))
    return drawer.figure("ratio-curves", title, note, panels, described, frozenset({"x"}))


def _panel(findings: Findings, measure: MeasureDefinition, lines: Sequence[Joined], across: Axis) -> Plot:
    points = [point for line in lines for point in line.points]
    return panel_of(findings.comparison, measure, lines, across, limits(findings.comparison, measure, points))


def _size_curves(drawer: _Drawer) -> Figure | None:
    findings, points = drawer.findings, drawer.findings.sizes
    if len(points) < 2:
        return None
    line = Joined(points, tuple(point.fund_size for point in points), NOTHING, 0)
    measures = policies.chosen_measures(findings.comparison, SIZE_CURVES)
    level = (Reference(findings.chance, "across", Number(findings.chance, "share")),)
    panels = [
        replace(_panel(findings, m, [line], FUND_SIZE), references=level if m.key == DEPLETED else ()) for m in measures
    ]
    title = drawer.say("size_curves", ratio=wording.ratio_text(findings.chosen.ratio, drawer.language))
    described = drawer.against(measures, drawer.say("fund_size"))
    return drawer.figure("size-curves", title, drawer.say("size_curves_note"), panels, described)


def _heat_maps(drawer: _Drawer) -> Figure | None:
    findings = drawer.findings
    comparison, base = findings.comparison, findings.baseline
    points = [point for point in comparison.points if point.is_breaker_on == base.is_breaker_on]
    if len({point.fund_size for point in points}) < 2:
        return None
    measures = policies.chosen_measures(comparison, policies.GRID_TABLES)
    panels = [heat_panel(comparison, m, points, _frames(findings), measure_name(m.key)) for m in measures]
    note = drawer.say("heat_maps_note", halves=drawer.say("then").join(_half(drawer, m) for m in measures))
    title = drawer.say("heat_maps", breaker=drawer.say("breaker_on" if base.is_breaker_on else "breaker_off"))
    described = drawer.against(measures, drawer.say("then").join(map(drawer.say, ("ratio", "fund_size"))))
    return drawer.figure("heat-maps", title, note, panels, described)


def _half(drawer: _Drawer, measure: MeasureDefinition) -> str:
    """Return a measure and half of its widest interval, in words."""
    comparison, base = drawer.findings.comparison, drawer.findings.baseline
    points = [point for point in comparison.points if point.is_breaker_on == base.is_breaker_on]
    style = wording.unit_style(measure, comparison, drawer.language)
    half = widest_half(comparison, measure, points) * style.factor
    number = wording.number_text(half, wording.decimals_for(0.0, half))
    return f"{names.measure_label(measure, drawer.language)} {number} {style.difference_label}"


def _frames(findings: Findings) -> tuple[Frame, ...]:
    """Return the frames of the baseline and of the policy that the report speaks of."""
    ratios, sizes = axes_of(findings.comparison)
    shown = dict.fromkeys((findings.baseline.name, findings.chosen.name))
    points = [policies.point_named(findings.comparison, name) for name in shown]
    places = [(sizes.index(p.fund_size), ratios.index(p.ratio), p.name == findings.baseline.name) for p in points]
    return tuple(Frame(column, row, row, is_base) for column, row, is_base in places)


def _changes(drawer: _Drawer) -> Figure:
    comparison = drawer.findings.comparison
    points = [point for point in comparison.points if point.name != comparison.baseline][:MOST_CHANGES]
    rows: list[tuple[str, Value]] = [(point.name, Own(str(number))) for number, point in enumerate(points, start=1)]
    panels = [difference_panel(comparison, m, rows) for m in policies.chosen_measures(comparison, CHANGES)]
    numbered = "; ".join(f"{i} {names.policy_name(p, drawer.language)}" for i, p in enumerate(points, start=1))
    note = drawer.say("changes_note")
    return drawer.figure("changes", drawer.say("changes"), f"{note} {numbered}", panels, note)


def _balances(drawer: _Drawer) -> Figure | None:
    findings = drawer.findings
    comparison = findings.comparison
    asked = dict.fromkeys((comparison.baseline, findings.chosen.name, *(c.point.name for c in choices_of(findings))))
    wanted = [name for name in asked if name in comparison.balance_fan]
    if not wanted:
        return None
    panels = [fan_panel(comparison, name, names_base=False) for name in wanted]
    note = drawer.say("balances_note")
    lacking = [drawer.say("balances_lacking")] if len(wanted) < len(asked) else []
    said = " ".join([note, *lacking])
    return drawer.figure("balances", drawer.say("balances"), said, panels, note, frozenset({"x", "y"}))


def _losses(drawer: _Drawer) -> Figure | None:
    findings = drawer.findings
    comparison = findings.comparison
    points = [point for point in findings.line if point.name in comparison.loss_split][:MOST_BARS]
    totals = [sum(comparison.loss_split[point.name].values()) for point in points]
    if not totals or max(totals) <= 0:
        return None
    is_grid, note = findings.kind == "grid", drawer.say("losses_note")
    numbered = list(enumerate(points, start=1))
    rows = [(p.name, Number(p.ratio, "ratio") if is_grid else Own(str(number))) for number, p in numbered]
    if not is_grid:
        note += " " + "; ".join(f"{number} {names.policy_name(point, drawer.language)}" for number, point in numbered)
    heading = drawer.say("losses_rows_ratio" if is_grid else "losses_rows")
    panel = replace(split_panel(comparison, rows), title=Own(heading))
    return drawer.figure("losses", drawer.say("losses"), note, [panel], drawer.say("losses_note"))
