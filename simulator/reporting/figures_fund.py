"""The fund's balance over the years, and who bears the loss under each policy."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len

from simulator.analysis.compare import Comparison
from simulator.drawing import style as figures_style
from simulator.reporting import names, tables, wording
from simulator.reporting.language import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_FANS = 4
MOST_BARS = 14
_WORDS = {
    "balance_title": ("{title}: the fund's balance", "{title}：资金余额"),
    "loss_title": ("{title}: who bears the loss", "{title}：损失由谁承担"),
    "fan": (
        "Dark band: half of all paths; light band: nine tenths; line: median. Each month is taken on its own, so no "
        "single path need follow a line. Balance at the end of each month, all panels on one scale.",
        "深色带：半数路径；浅色带：九成路径；线：中位数。逐月分别统计，未必有一条路径沿线而行。均为月末余额，"
        "各图同一尺度。",
    ),
    "more": (" Policies that are in the tables only: {count}.", "另有 {count} 个方案见表。"),
    "median": ("median", "中位数"),
    "last_loans": ("last loans", "停止放贷"),
    "is_baseline": ("{name} (baseline)", "{name}（基准）"),
    "year": ("start of year", "年初"),
    "balance": ("balance ({unit})", "余额（{unit}）"),
    "split": (
        "Mean over the paths of the loss on all loans, with and without cover, by the party that bears it. Numbers in "
        "the bars: part of that policy's loss. Intervals are in the tables.",
        "全部贷款（无论是否纳入补偿）损失的路径均值，按承担方划分。条内数字：占该方案损失的比例。区间见表。",
    ),
    "loss": ("mean loss over the horizon ({unit}); * baseline", "整个期间平均损失（{unit}）；* 基准方案"),
}
_FAN_COLOUR = figures_style.COLOURS[0]
_SMALLEST_NUMBERED_PART = 0.075


def fan_chart(comparison: Comparison, language: Language = "en") -> "Figure":
    """Return the fund's balance by month: median, half of all paths, nine tenths of all paths."""
    shown = fan_names(comparison)
    rows = math.ceil(len(shown) / 2)
    columns = min(2, len(shown))
    figure = figures_style.new_figure(5.4 * columns + 2.0, 3.1 * rows + 1.8)
    about = names.text_of(comparison.title, comparison.scenario, language)
    title = say(_WORDS, "balance_title", language, title=about)
    bottom, top = figures_style.head_and_caption(figure, title, _fan_caption(comparison, len(shown), language))
    right = 0.93 if columns == 2 else 0.9
    grid = figure.add_gridspec(
        rows, columns, left=0.8 / (5.4 * columns + 2.0), right=right, bottom=bottom, top=top, wspace=0.34, hspace=0.38
    )
    highest = max(float(np.max(comparison.balance_fan[name])) for name in shown)
    for place, name in enumerate(shown):
        axes = figure.add_subplot(grid[place // columns, place % columns])
        _fan(axes, comparison, name, highest, language)
    return figure


def fan_names(comparison: Comparison) -> tuple[str, ...]:
    """Return the policies whose balance is drawn: the baseline first, at most four."""
    found = sorted(comparison.balance_fan, key=lambda name: name != comparison.baseline)
    return tuple(found[:MOST_FANS])


def _fan_caption(comparison: Comparison, shown: int, language: Language) -> tuple[str, ...]:
    return _caption(comparison, "fan", len(comparison.balance_fan) - shown, language)


def _caption(comparison: Comparison, name: str, left_out: int, language: Language) -> tuple[str, ...]:
    more = say(_WORDS, "more", language, count=left_out) if left_out else ""
    return (*wording.on_figures(wording.notes_of(comparison, language)), say(_WORDS, name, language) + more)


def _fan(axes: "Axes", comparison: Comparison, name: str, highest: float, language: Language) -> None:
    style = wording.amount_style(highest, wording.currency_word(comparison.scenario, language), language)
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
        axes.annotate(
            say(_WORDS, "last_loans", language), (end_of_lending, 1.0), xycoords=("data", "axes fraction"), fontsize=7,
            xytext=(-3, -2), textcoords="offset points", va="top", ha="right", color="0.3",
        )  # fmt: skip
    axes.set_ylim(0, highest * style.factor * 1.05 or 1.0)
    axes.set_xlim(years[0] - 1 / 12, years[-1])
    step = max(1, math.ceil((years[-1] - years[0]) / 7))
    axes.set_xticks(range(int(clock.start[:4]), math.ceil(years[-1]), step))
    told = names.policy_name(name, language)
    told = say(_WORDS, "is_baseline", language, name=told) if name == comparison.baseline else told
    axes.set_title(figures_style.drawable(told))
    axes.set_xlabel(say(_WORDS, "year", language))
    axes.set_ylabel(say(_WORDS, "balance", language, unit=style.label))
    ends = [
        figures_style.EndLabel(float(years[-1]), float(fan[level, -1]), word, _FAN_COLOUR)
        for level, word in enumerate(("5 %", "25 %", say(_WORDS, "median", language), "75 %", "95 %"))
    ]
    figures_style.label_ends(axes, ends)


def loss_split(comparison: Comparison, language: Language = "en") -> "Figure":
    """Return one stacked bar per policy: what each party bears of the loss, on average over the paths."""
    shown = split_names(comparison)
    parties = [party for party in _all_parties(comparison) if any(_amount(comparison, n, party) > 0 for n in shown)]
    figure = figures_style.new_figure(10.0, 0.36 * len(shown) + 2.9)
    about = names.text_of(comparison.title, comparison.scenario, language)
    title = say(_WORDS, "loss_title", language, title=about)
    caption = _caption(comparison, "split", len(comparison.loss_split) - len(shown), language)
    bottom, top = figures_style.head_and_caption(figure, title, caption)
    longest = max(cell_len(names.policy_name(name, language)) for name in shown)
    left = min(0.4, 0.03 + 0.0088 * (longest + 2))
    axes = figure.add_axes((left, bottom, 0.95 - left, top - bottom - 0.22 / figure.get_size_inches()[1]))
    _bars(axes, comparison, shown, parties, language)
    return figure


def split_names(comparison: Comparison) -> tuple[str, ...]:
    """Return the policies that get a bar: those on the baseline's line first, at most fourteen."""
    line = [point.name for point in tables.baseline_line(comparison) if point.name in comparison.loss_split]
    return tuple(line[:MOST_BARS] or list(comparison.loss_split)[:MOST_BARS])


def _all_parties(comparison: Comparison) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party for parts in comparison.loss_split.values() for party in parts))


def _amount(comparison: Comparison, name: str, party: str) -> float:
    return comparison.loss_split[name].get(party, 0.0)


def _bars(
    axes: "Axes", comparison: Comparison, shown: Sequence[str], parties: Sequence[str], language: Language
) -> None:
    totals = [sum(comparison.loss_split[name].values()) for name in shown]
    style = wording.amount_style(max(totals), wording.currency_word(comparison.scenario, language), language)
    places = np.arange(len(shown))[::-1]
    widest = max(totals) * style.factor
    starts = np.zeros(len(shown))
    for index, party in enumerate(parties):
        widths = np.array([_amount(comparison, name, party) for name in shown]) * style.factor
        axes.barh(
            places, widths, left=starts, height=0.72, label=names.party_name(party, language), edgecolor="white",
            linewidth=0.8, color=figures_style.COLOURS[index % len(figures_style.COLOURS)],
            hatch=figures_style.HATCHES[index % len(figures_style.HATCHES)],
        )  # fmt: skip
        for place, start, width, total in zip(places, starts, widths, totals, strict=True):
            if width > _SMALLEST_NUMBERED_PART * widest:
                axes.text(
                    start + width / 2, place, f"{100 * width / (total * style.factor):.0f} %", ha="center", va="center",
                    fontsize=7.5, bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"},
                )  # fmt: skip
        starts += widths
    marks = [names.policy_name(name, language) + (" *" if name == comparison.baseline else "") for name in shown]
    axes.set_yticks(places, [figures_style.drawable(mark) for mark in marks])
    axes.set_xlim(0, widest * 1.02 or 1.0)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(say(_WORDS, "loss", language, unit=style.label))
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(parties), borderaxespad=0.2, handlelength=2.4)
