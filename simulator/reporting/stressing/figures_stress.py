"""Figures of a stress test: what each stress changes, lending kept open, severities, the downturn that empties it."""

import math
from typing import TYPE_CHECKING

from simulator.analysis.intervals import proportion_interval
from simulator.analysis.stressing.stressed import Downturn, StressTest
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.reporting import wording
from simulator.reporting.stressing.stress_text import (
    chance_key,
    definition,
    is_shown,
    limit_text,
    notes_of,
    severity_text,
    stretch_text,
    years_text,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = figures_style.INK
CHANGES = ("additional_lending", "bank_loss", "fiscal_cost")
ORDINARY = 1.959964
"""Between these, below and above normal, the macro factor lies in 95 of 100 months."""


def changes(test: StressTest) -> "Figure":
    """Return the chance of running dry and the paired changes under each stress, one panel per measure."""
    names = [point.name for point in test.worlds.points]
    figure = figures_style.new_figure(11.0, 2.6 + 0.34 * len(names))
    bottom, top = figures_style.head_and_caption(figure, test.worlds.title, _changes_caption(test))
    keys = (chance_key(test), *CHANGES)
    width = 0.84 / len(keys)
    for place, key in enumerate(keys):
        axes = figure.add_axes((0.135 + place * width, bottom, width - 0.025, top - bottom))
        _world_panel(axes, test, key, names, is_change=place > 0)
        axes.set_yticks(range(len(names)), [figures_style.drawable(name) for name in names] if place == 0 else [])
        axes.set_ylim(len(names) - 0.5, -0.5)
    return figure


def _world_panel(axes: "Axes", test: StressTest, key: str, names: list[str], *, is_change: bool) -> None:
    measure = definition(test, key)
    style = wording.unit_style(measure, test.worlds)
    source = test.worlds.differences if is_change else test.worlds.estimates
    for row, name in enumerate(names):
        estimate = source.get((name, key))
        if estimate is not None and math.isfinite(estimate.value):
            _dot(axes, row, estimate, style.factor, is_filled=not is_change or is_shown(estimate))
    if is_change:
        axes.axvline(0, color=_INK, linewidth=0.9, zorder=1)
        axes.set_title(f"{measure.label}, change", fontsize=9, loc="left")
        axes.set_xlabel(style.difference_label)
    else:
        axes.set_xlim(left=0)
        axes.set_title(measure.label, fontsize=9, loc="left")
        axes.set_xlabel(style.label)


def _dot(
    axes: "Axes", row: float, estimate: Estimate, factor: float, *, is_filled: bool = True, index: int = 0
) -> None:
    """Draw value and interval across; hollow where the interval covers no change."""
    colour = figures_style.COLOURS[index]
    axes.plot([estimate.low * factor, estimate.high * factor], [row, row], color=colour, linewidth=2.2, zorder=2)
    axes.plot(
        [estimate.value * factor], [row], marker=figures_style.MARKERS[index], markersize=6.5, linestyle="", zorder=3,
        color=colour, markerfacecolor=colour if is_filled else "white", clip_on=False,
    )  # fmt: skip


def _changes_caption(test: StressTest) -> tuple[str, ...]:
    return (
        *wording.on_figures(notes_of(test)),
        f"Left: the chance itself; others: change against no stress, paired path by path. Bars: {wording.CONFIDENCE} "
        "intervals; hollow: no difference that these paths can show.",
    )


def kept_open(test: StressTest) -> "Figure":
    """Return lending kept open under each stress, with the scheme and without it, one panel per group of sectors."""
    groups = list(dict.fromkeys(group for group, _ in test.kept_open))
    names = list(dict.fromkeys(name for _, name in test.kept_open))
    figure = figures_style.new_figure(10.0, 2.7 + 0.4 * len(names))
    title = f"{test.scenario.about.title}: lending kept open"
    bottom, top = figures_style.head_and_caption(figure, title, _kept_caption(test))
    width = 0.82 / len(groups)
    for place, group in enumerate(groups):
        axes = figure.add_axes((0.155 + place * width, bottom, width - 0.03, top - bottom))
        for row, name in enumerate(names):
            kept = test.kept_open[group, name]
            for index, estimate in enumerate((kept.with_scheme, kept.without_scheme)):
                if math.isfinite(estimate.value):
                    _dot(axes, row + (0.13 if index else -0.13), estimate, 100.0, index=index)
        axes.axvline(100, color=_INK, linewidth=0.9, zorder=1)
        axes.set_title(f"lending to {group}", fontsize=9, loc="left")
        axes.set_xlabel("% of lending without stress")
        axes.set_yticks(range(len(names)), [figures_style.drawable(name) for name in names] if place == 0 else [])
        axes.set_ylim(len(names) - 0.5, -0.5)
    return figure


def _kept_caption(test: StressTest) -> tuple[str, ...]:
    return (
        *wording.on_figures(notes_of(test)),
        f"Round: with the scheme; square: the same banks without it. Lending of all lending years under the stress "
        f"per lending without it, ratio of means; bars: {wording.CONFIDENCE} intervals, often narrower than the "
        "marker.",
    )


def severities(test: StressTest) -> "Figure":
    """Return the chance of running dry against the severity, one line per stress."""
    figure = figures_style.new_figure(10.0, 6.0)
    title = f"{test.scenario.about.title}: how harsh may a stress get?"
    bottom, top = figures_style.head_and_caption(figure, title, _severities_caption(test))
    axes = figure.add_axes((0.075, bottom, 0.65, top - bottom))
    labels = []
    for index, severity in enumerate(test.severities):
        colour = figures_style.COLOURS[index % len(figures_style.COLOURS)]
        style = figures_style.LINES[index % len(figures_style.LINES)]
        at = [place for place, _ in severity.curve]
        chances = [100 * chance.value for _, chance in severity.curve]
        lows = [100 * chance.low for _, chance in severity.curve]
        highs = [100 * chance.high for _, chance in severity.curve]
        is_seen = [chance.value > 0 for _, chance in severity.curve]
        axes.fill_between(at, lows, highs, where=is_seen, color=colour, alpha=0.12, linewidth=0)
        axes.plot(at, chances, color=colour, linestyle=style, zorder=3)
        if 0 < severity.smallest.value < math.inf:
            axes.plot([severity.smallest.value], [100 * test.limit], color=colour, marker="o", markersize=7,
                      markeredgecolor="white", linestyle="", zorder=5)  # fmt: skip
        text = f"{severity.stress.name}: {severity_text(severity)}"
        labels.append(figures_style.EndLabel(at[-1], chances[-1], text, colour))
    axes.axhline(100 * test.limit, color=_INK, linestyle=":", linewidth=0.9, zorder=1)
    axes.axvline(1, color=_INK, linestyle=":", linewidth=0.9, zorder=1)
    axes.set_xlim(0, max((severity.largest for severity in test.severities), default=1.0))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("severity (1: as stated; 2: laid over itself)")
    axes.set_ylabel(f"chance of running dry within {years_text(test)} (%)")
    figures_style.label_ends(axes, labels)
    return figure


def _severities_caption(test: StressTest) -> tuple[str, ...]:
    unseen = wording.bound_text(100 * proportion_interval(0, test.worlds.paths).high)
    return (
        *wording.on_figures(notes_of(test)),
        f"Bands: {wording.CONFIDENCE} interval of each chance; there is none where no path ran dry: the chance is "
        f"below {unseen} % there. Dotted: the limit of {limit_text(test)}, and the stress as stated. Marker, and "
        "number in the label: smallest severity at which the chance reaches the limit.",
    )


def downturn(test: StressTest, down: Downturn) -> "Figure":
    """Return the macro factor in the mildest downturn that empties the fund, and its technology shocks."""
    figure = figures_style.new_figure(11.0, 5.4)
    title = f"{test.scenario.about.title}: what empties the fund within {years_text(test)}"
    bottom, top = figures_style.head_and_caption(figure, title, _downturn_caption(test, down))
    width = 0.53 if down.shocks else 0.9
    _economy_panel(figure.add_axes((0.065, bottom, width, top - bottom)), test, down)
    if down.shocks:
        _shock_panel(figure.add_axes((0.8, bottom, 0.18, top - bottom)), down)
    return figure


def _economy_panel(axes: "Axes", test: StressTest, down: Downturn) -> None:
    start = int(test.scenario.clock.start[:4])
    months = [start + (month + 0.5) / 12 for month in range(len(down.macro))]
    axes.axhspan(-ORDINARY, ORDINARY, color="0.9", zorder=0)
    axes.axvspan(
        start + down.first_year - 1, start + down.last_year, color=figures_style.COLOURS[1], alpha=0.2, zorder=1
    )
    axes.axhline(0, color=_INK, linewidth=0.9, zorder=1)
    axes.plot(months, down.macro, color=figures_style.COLOURS[0], linewidth=2.4, zorder=3)
    axes.set_xlim(start, start + test.years)
    axes.set_xticks(range(start, start + test.years + 1))
    axes.set_ylim(min(-3.0, 1.1 * float(down.macro.min())), 3.0)
    axes.set_title("the economy (macro factor)", fontsize=9, loc="left")
    axes.set_xlabel("January of the year")
    axes.set_ylabel("standard deviations from normal")


def _shock_panel(axes: "Axes", down: Downturn) -> None:
    for row, shock in enumerate(down.shocks):
        _dot(axes, row, shock.when_dry, 1.0, is_filled=is_shown(shock.difference))
        axes.plot([shock.usual], [row], marker="|", markersize=14, color=_INK, linestyle="", zorder=1)
    axes.set_yticks(range(len(down.shocks)), [figures_style.drawable(shock.sector) for shock in down.shocks])
    axes.set_ylim(len(down.shocks) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_title("technology shocks", fontsize=9, loc="left")
    axes.set_xlabel("number, where it runs dry")


def _downturn_caption(test: StressTest, down: Downturn) -> tuple[str, ...]:
    shocks = (
        f" Right: mean number of shocks by sector where the fund runs dry, with {wording.CONFIDENCE} intervals; "
        "upright line: the usual number; hollow: no difference to where it does not run dry that these paths can show."
        if down.shocks
        else ""
    )
    return (
        *wording.on_figures(notes_of(test)),
        f"Line: likeliest path of the macro factor given its average {stretch_text(test, down)} (coloured), "
        f"{-down.average:.1f} standard deviations below normal, at which half of the histories run dry. Grey: where "
        f"the factor lies in 95 of 100 months.{shocks}",
    )


def figure_files(test: StressTest) -> dict[str, bytes]:
    """Return every figure of a stress test as PNG, SVG and PDF, by its path in the run folder."""
    with figures_style.styled():
        files = figures_style.files_of(changes(test), "changes")
        if test.kept_open:
            files |= figures_style.files_of(kept_open(test), "kept_open")
        files |= figures_style.files_of(severities(test), "severities")
        if test.reverse.downturn is not None:
            files |= figures_style.files_of(downturn(test, test.reverse.downturn), "downturn")
    return files
