"""The charts of a stress test: what each stress changes, lending kept open, severities, what empties the fund."""

import math

from simulator.analysis.intervals import proportion_interval
from simulator.charts import Axis, Band, Chart, Dots, Line, Panel, Plot, Points, Reference, Rows, Span
from simulator.estimate import Estimate
from simulator.questions.names import measure_name, measured, own_name
from simulator.questions.stress.found import Downturn, KeptOpen, Severity, StressTest
from simulator.questions.stress.said import (
    depth_below,
    is_shown,
    limit_of,
    severity_size,
    stress_name,
    stretch_of,
    world_name,
    years_of,
)
from simulator.values import Measured, phrase

CHANGES = ("additional_lending", "bank_loss", "fiscal_cost")
ORDINARY = 1.959964
"""Between these, below and above normal, the macro factor lies in 95 of 100 months."""
_DEEPEST, _HIGHEST = -3.0, 3.0


def draw(test: StressTest) -> tuple[Chart, ...]:
    """Return the charts that there are."""
    down = test.reverse.downturn
    kept = [_kept_open(test)] if test.worlds.kept_open else []
    return (_changes(test), *kept, _severities(test), *([_downturn(test, down)] if down is not None else []))


def _changes(test: StressTest) -> Chart:
    """Return the chance of running dry and the paired changes under each stress, one panel per measure."""
    panels = tuple(_world_panel(test, key, is_change=key in CHANGES) for key in (test.chance_key, *CHANGES))
    notes = (phrase("stress.chart.changes_note"),)
    return Chart("changes", phrase("stress.chart.changes"), panels, notes, columns=len(panels))


def _world_panel(test: StressTest, key: str, *, is_change: bool) -> Rows:
    worlds, measure = test.worlds, test.worlds.measure(key)
    source = worlds.differences if is_change else worlds.estimates
    cells = tuple(_drawable(source.get((name, key))) for name in worlds.names)
    hollow = frozenset(row for row, cell in enumerate(cells) if is_change and not is_shown(cell))
    unit = measured(measure, Estimate(0.0, 0.0, 0.0, "mean"), is_difference=is_change).unit
    title = measure_name(key)
    return Rows(
        Axis(unit=unit, low=None if is_change else 0.0),
        tuple(world_name(test, name) for name in worlds.names),
        (Dots(None, cells, hollow=hollow),),
        (Reference(0.0, "upright", form="plain"),) if is_change else (),
        title=phrase("stress.chart.change", measure=title) if is_change else title,
    )


def _drawable(estimate: Estimate | None) -> Estimate | None:
    return estimate if estimate is not None and math.isfinite(estimate.value) else None


def _kept_open(test: StressTest) -> Chart:
    """Return lending kept open under each stress, with the scheme and without it, one panel per group of sectors."""
    groups = dict.fromkeys(group for group, _ in test.worlds.kept_open)
    panels = tuple(_kept_panel(test, group) for group in groups)
    notes = (phrase("stress.chart.kept_note"),)
    return Chart("kept_open", phrase("stress.chart.kept_open"), panels, notes, columns=len(panels))


def _kept_panel(test: StressTest, group: str) -> Rows:
    kept: dict[str, KeptOpen] = {name: one for (where, name), one in test.worlds.kept_open.items() if where == group}
    sides = (
        ("with_scheme", tuple(_drawable(one.with_scheme) for one in kept.values())),
        ("without_scheme", tuple(_drawable(one.without_scheme) for one in kept.values())),
    )
    return Rows(
        Axis(phrase("stress.chart.kept_axis"), "share"),
        tuple(world_name(test, name) for name in kept),
        tuple(Dots(phrase(f"stress.column.{side}"), cells, look) for look, (side, cells) in enumerate(sides)),
        (Reference(1.0, "upright", form="plain"),),
        title=phrase("stress.chart.lending_to", group=phrase(f"stress.group.{group}")),
    )


def _severities(test: StressTest) -> Chart:
    """Return the chance of running dry against the severity, one line per stress."""
    passed = [(look, one) for look, one in enumerate(test.severities) if 0 < one.smallest.value < math.inf]
    panel = Plot(
        Axis(phrase("stress.chart.severity"), low=0.0, high=max((one.largest for one in test.severities), default=1.0)),
        Axis(phrase("stress.chart.chance", years=years_of(test)), "probability", low=0.0),
        tuple(_curve(one, look) for look, one in enumerate(test.severities)),
        tuple(Points(None, (one.smallest.value,), (test.limit,), look) for look, one in passed),
        (Reference(test.limit, "across"), Reference(1.0, "upright")),
    )
    unseen = Measured(proportion_interval(0, test.scenario.run.paths), "probability")
    notes = (phrase("stress.chart.severities_note", unseen=unseen, limit=limit_of(test)),)
    return Chart("severities", phrase("stress.chart.severities"), (panel,), notes)


def _curve(severity: Severity, look: int) -> Line:
    """Return the chance at each severity; its interval only where some path ran dry."""
    chances = [chance for _, chance in severity.curve]
    low, high = (
        tuple(getattr(chance, end) if chance.value > 0 else math.nan for chance in chances) for end in ("low", "high")
    )
    name = phrase("stress.chart.line", stress=stress_name(severity.stress), severity=severity_size(severity))
    x, y = tuple(at for at, _ in severity.curve), tuple(chance.value for chance in chances)
    return Line(name, x, y, look, (Band(low, high),))


def _downturn(test: StressTest, down: Downturn) -> Chart:
    """Return the macro factor in the mildest downturn that empties the fund, and its technology shocks."""
    panels: tuple[Panel, ...] = (_economy(test, down), *([_shocks(down)] if down.shocks else []))
    title = phrase("stress.chart.downturn", years=years_of(test))
    note = phrase("stress.chart.downturn_note", stretch=stretch_of(test, down), depth=depth_below(down))
    notes = (note, phrase("stress.chart.shocks_note")) if down.shocks else (note,)
    widths = (2.6, 1.0) if down.shocks else ()
    return Chart("downturn", title, panels, notes, columns=len(panels), widths=widths)


def _economy(test: StressTest, down: Downturn) -> Plot:
    start = int(test.scenario.clock.start[:4])
    months = tuple(start + (month + 0.5) / 12 for month in range(len(down.macro)))
    first, last = float(start + down.first_year - 1), float(start + down.last_year)
    return Plot(
        Axis(
            phrase("stress.chart.january"),
            "year",
            low=float(start),
            high=float(start + test.years),
            ticks=tuple(float(start + year) for year in range(test.years + 1)),
        ),
        Axis(phrase("stress.chart.deviations"), low=min(_DEEPEST, 1.1 * float(down.macro.min())), high=_HIGHEST),
        (Line(phrase("stress.chart.economy"), months, tuple(down.macro.tolist()), 0),),
        references=(Reference(0.0, "across", form="plain"),),
        spans=(Span(-ORDINARY, ORDINARY, "across"), Span(first, last, "upright", look=1)),
        title=phrase("stress.chart.economy"),
        names="none",
    )


def _shocks(down: Downturn) -> Rows:
    hollow = frozenset(row for row, shock in enumerate(down.shocks) if not is_shown(shock.difference))
    return Rows(
        Axis(phrase("stress.chart.shock_number"), low=0.0),
        tuple(own_name(shock.sector) for shock in down.shocks),
        (
            Dots(None, tuple(shock.when_dry for shock in down.shocks), hollow=hollow),
            Dots(None, tuple(shock.usual for shock in down.shocks), is_tick=True),
        ),
        title=phrase("stress.chart.shocks"),
    )
