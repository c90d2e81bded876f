"""The fund's balance over the years, and who bears the loss under each policy."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulator.analysis.compare import Comparison
from simulator.reporting import figures_style, tables, wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_FANS = 4
MOST_BARS = 14
_FAN_WORDS = ("5 %", "25 %", "median", "75 %", "95 %")
_FAN_COLOUR = figures_style.COLOURS[0]
_SMALLEST_NUMBERED_PART = 0.075


def fan_chart(comparison: Comparison) -> "Figure":
    """Return the fund's balance by month: median, half of all paths, nine tenths of all paths."""
    names = fan_names(comparison)
    rows = math.ceil(len(names) / 2)
    columns = min(2, len(names))
    figure = figures_style.new_figure(5.4 * columns + 2.0, 3.1 * rows + 1.8)
    title = f"{comparison.title}: the fund's balance"
    bottom, top = figures_style.head_and_caption(figure, title, _fan_caption(comparison, names))
    right = 0.93 if columns == 2 else 0.9
    grid = figure.add_gridspec(
        rows, columns, left=0.8 / (5.4 * columns + 2.0), right=right, bottom=bottom, top=top, wspace=0.34, hspace=0.38
    )
    highest = max(float(np.max(comparison.balance_fan[name])) for name in names)
    for place, name in enumerate(names):
        axes = figure.add_subplot(grid[place // columns, place % columns])
        _fan(axes, comparison, name, highest)
    return figure


def fan_names(comparison: Comparison) -> tuple[str, ...]:
    """Return the policies whose balance is drawn: the baseline first, at most four."""
    names = sorted(comparison.balance_fan, key=lambda name: name != comparison.baseline)
    return tuple(names[:MOST_FANS])


def _fan_caption(comparison: Comparison, names: Sequence[str]) -> tuple[str, ...]:
    left_out = len(comparison.balance_fan) - len(names)
    more = f" {left_out} more policies are in the tables." if left_out else ""
    return (
        *figures_style.basis(wording.notes_of(comparison)),
        "Dark band: half of all paths; light band: nine tenths; line: median. Each month is taken on its own, "
        f"so no single path need follow a line. Balance at the end of each month, all panels on one scale.{more}",
    )


def _fan(axes: "Axes", comparison: Comparison, name: str, highest: float) -> None:
    style = wording.amount_style(highest, wording.currency_word(comparison.scenario))
    fan = comparison.balance_fan[name] * style.factor
    clock = comparison.scenario.clock
    years = int(clock.start[:4]) + (np.arange(fan.shape[1]) + 1) / 12
    axes.fill_between(years, fan[0], fan[4], color=_FAN_COLOUR, alpha=0.18, linewidth=0)
    axes.fill_between(years, fan[1], fan[3], color=_FAN_COLOUR, alpha=0.38, linewidth=0)
    axes.plot(years, fan[2], color="#003A5D")
    for level in (0, 4):
        axes.plot(years, fan[level], color=_FAN_COLOUR, linewidth=0.6)
    end_of_lending = int(clock.start[:4]) + clock.years
    if years[-1] > end_of_lending + 1 / 24:
        axes.axvline(end_of_lending, color=figures_style.INK, linestyle=":", linewidth=0.9)
        axes.annotate("last loans", (end_of_lending, 1.0), xycoords=("data", "axes fraction"), fontsize=7,
                      xytext=(-3, -2), textcoords="offset points", va="top", ha="right", color="0.3")  # fmt: skip
    axes.set_ylim(0, highest * style.factor * 1.05 or 1.0)
    axes.set_xlim(years[0] - 1 / 12, years[-1])
    step = max(1, math.ceil((years[-1] - years[0]) / 7))
    axes.set_xticks(range(int(clock.start[:4]), math.ceil(years[-1]), step))
    axes.set_title(figures_style.drawable(name + (" (baseline)" if name == comparison.baseline else "")))
    axes.set_xlabel("start of year")
    axes.set_ylabel(f"balance ({style.label})")
    ends = [
        figures_style.EndLabel(float(years[-1]), float(fan[level, -1]), word, _FAN_COLOUR)
        for level, word in enumerate(_FAN_WORDS)
    ]
    figures_style.label_ends(axes, ends)


def loss_split(comparison: Comparison) -> "Figure":
    """Return one stacked bar per policy: what each party bears of the loss, on average over the paths."""
    names = split_names(comparison)
    parties = [party for party in _all_parties(comparison) if any(_amount(comparison, n, party) > 0 for n in names)]
    figure = figures_style.new_figure(10.0, 0.36 * len(names) + 2.9)
    title = f"{comparison.title}: who bears the loss"
    bottom, top = figures_style.head_and_caption(figure, title, _split_caption(comparison, names))
    longest = max(len(name) for name in names)
    left = min(0.4, 0.03 + 0.0088 * (longest + 2))
    axes = figure.add_axes((left, bottom, 0.95 - left, top - bottom - 0.22 / figure.get_size_inches()[1]))
    _bars(axes, comparison, names, parties)
    return figure


def split_names(comparison: Comparison) -> tuple[str, ...]:
    """Return the policies that get a bar: those on the baseline's line first, at most fourteen."""
    line = [point.name for point in tables.baseline_line(comparison) if point.name in comparison.loss_split]
    return tuple(line[:MOST_BARS] or list(comparison.loss_split)[:MOST_BARS])


def _all_parties(comparison: Comparison) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party for parts in comparison.loss_split.values() for party in parts))


def _amount(comparison: Comparison, name: str, party: str) -> float:
    return comparison.loss_split[name].get(party, 0.0)


def _split_caption(comparison: Comparison, names: Sequence[str]) -> tuple[str, ...]:
    left_out = len(comparison.loss_split) - len(names)
    more = f" {left_out} more policies are in the tables." if left_out else ""
    return (
        *figures_style.basis(wording.notes_of(comparison)),
        "Mean over the paths of the loss on all loans, with and without cover, by the party that bears it. "
        f"Numbers in the bars: part of that policy's loss. Intervals are in the tables.{more}",
    )


def _bars(axes: "Axes", comparison: Comparison, names: Sequence[str], parties: Sequence[str]) -> None:
    totals = [sum(comparison.loss_split[name].values()) for name in names]
    style = wording.amount_style(max(totals), wording.currency_word(comparison.scenario))
    places = np.arange(len(names))[::-1]
    widest = max(totals) * style.factor
    starts = np.zeros(len(names))
    for index, party in enumerate(parties):
        widths = np.array([_amount(comparison, name, party) for name in names]) * style.factor
        axes.barh(
            places, widths, left=starts, height=0.72, label=party, edgecolor="white", linewidth=0.8,
            color=figures_style.COLOURS[index % len(figures_style.COLOURS)],
            hatch=figures_style.HATCHES[index % len(figures_style.HATCHES)],
        )  # fmt: skip
        for place, start, width, total in zip(places, starts, widths, totals, strict=True):
            if width > _SMALLEST_NUMBERED_PART * widest:
                axes.text(
                    start + width / 2, place, f"{100 * width / (total * style.factor):.0f} %", ha="center", va="center",
                    fontsize=7.5, bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"},
                )  # fmt: skip
        starts += widths
    marks = [f"{name} *" if name == comparison.baseline else name for name in names]
    axes.set_yticks(places, [figures_style.drawable(mark) for mark in marks])
    axes.set_xlim(0, widest * 1.02 or 1.0)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(f"mean loss over the horizon ({style.label}); * baseline")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(parties), borderaxespad=0.2, handlelength=2.4)
