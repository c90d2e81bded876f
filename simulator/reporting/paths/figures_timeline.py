"""One path of the fund as a timeline: its balance, the money that moved it, and what stayed unpaid."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import PathEvents, borrower_of, generation_of, is_of
from simulator.drawing import style as figures_style
from simulator.engines.events import codes
from simulator.ledger import MONTH_ROWS, Ints
from simulator.reporting import csv_files, wording
from simulator.reporting.paths.loan_names import loan_name
from simulator.reporting.paths.path_tables import stretches

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
_FLOWS = (
    ("top-ups, treasury", (r.E_TOP_UP, codes.TREASURY), figures_style.COLOURS[0], ""),
    ("interest, fees, running cost", (codes.INTEREST, codes.FEES, codes.RUNNING_COST), "0.75", ""),
    ("proceeds returned", (codes.PROCEEDS,), figures_style.COLOURS[2], "xxx"),
    ("claims paid", (r.E_PAYS,), figures_style.COLOURS[4], "///"),
)
_NAMED_CLAIMS = 3
_LABEL_SHARE = 0.13
"""Width of a loan's name as a part of the panel's."""
_SHUT = "0.88"


def figure_files(events: PathEvents) -> dict[str, bytes]:
    """Return the timeline as PNG, SVG and PDF by path in the run folder; nothing for a scheme that has no money."""
    if not np.any(events.ledger.balances) and not np.any(events.column("fund_change")):
        return {}
    with figures_style.styled():
        return figures_style.files_of(timeline(events), "timeline")


def timeline(events: PathEvents) -> "Figure":
    """Return the fund's balance month by month with what moved it, the months shut, and the claims left unpaid."""
    panels = [(_balance, 2.6)]
    if np.any(events.column("fund_change")):
        panels.append((_flows, 1.9))
    if np.any(_months(events)["unpaid"]):
        panels.append((_unpaid, 1.1))
    heights = [height for _, height in panels]
    figure = figures_style.new_figure(10.0, sum(heights) + 2.3)
    title = f"Path {events.path}, {events.policy}: the fund's balance and what moved it"
    bottom, top = figures_style.head_and_caption(figure, title, _caption(events))
    grid = figure.add_gridspec(
        len(heights), 1, left=0.09, right=0.97, bottom=bottom, top=top, hspace=0.42, height_ratios=heights
    )
    edges = _edges(events)
    for row, (draw, _) in enumerate(panels):
        axes = figure.add_subplot(grid[row, 0])
        _shade(axes, _months(events)["shut"], edges)
        _years(axes, events, edges)
        draw(axes, events, edges)
    axes.set_xlabel("start of year")
    return figure


def _months(events: PathEvents) -> dict[str, Ints]:
    return dict(zip(MONTH_ROWS, events.ledger.months[1:].T, strict=True))


def _edges(events: PathEvents) -> Floats:
    """Return the limits of the months in years, shape (months + 1,)."""
    start = int(events.scenario.clock.start[:4])
    found: Floats = start + np.arange(len(events.ledger.balances)) / 12
    return found


def _caption(events: PathEvents) -> tuple[str, ...]:
    scenario = events.scenario
    stand_in = (scenario.about.stand_in,) if scenario.about.stand_in else ()
    by_bank = " for at least one bank" if scenario.breaker.scope == "bank" and len(scenario.banks) > 1 else ""
    shown = f"Grey: the breaker is tripped{by_bank}. " if np.any(_months(events)["shut"]) else ""
    return (
        f"{scenario.about.title}: one path (number {events.path}) of seed {scenario.run.seed}, so no interval; "
        f"amounts in {wording.currency_word(scenario)}.",
        *stand_in,
        f"Each step is the balance at the end of a month. Each bar is the sum of a month. {shown}Named: loans with "
        "the largest claims paid. Every event is in the table of events.",
    )


def _style(events: PathEvents, *amounts: Ints) -> wording.UnitStyle:
    largest = max((float(np.abs(each).max(initial=0)) for each in amounts), default=0.0)
    style = wording.amount_style(largest / 100, wording.currency_word(events.scenario))
    return wording.UnitStyle(style.factor / 100, style.label, style.label)


def _balance(axes: "Axes", events: PathEvents, edges: Floats) -> None:
    balances = events.ledger.balances[1:]
    style = _style(events, events.ledger.balances)
    axes.stairs(balances * style.factor, edges, color=figures_style.COLOURS[0], linewidth=1.6, baseline=None)
    axes.stairs(balances * style.factor, edges, color=figures_style.COLOURS[0], alpha=0.15, fill=True)
    axes.set_ylim(0, float(events.ledger.balances.max()) * style.factor * 1.15 or 1.0)
    axes.set_title("balance")
    axes.set_ylabel(style.label)
    _mark_top_ups(axes, events, edges, style)
    _mark_depletion(axes, events, edges)


def _middle(edges: Floats, month: int) -> float:
    return float(edges[month - 1] + edges[month]) / 2


def _mark_top_ups(axes: "Axes", events: PathEvents, edges: Floats, style: wording.UnitStyle) -> None:
    months = np.unique(events.column("month")[is_of(events, r.E_TOP_UP)]).tolist()
    heights = [float(events.ledger.balances[month]) * style.factor for month in months]
    places = [_middle(edges, month) for month in months]
    axes.plot(places, heights, linestyle="", marker="^", color=figures_style.INK, markersize=5, zorder=4)
    if months:
        _note(axes, "top-up", (places[0], heights[0]), 9)


def _note(axes: "Axes", text: str, place: tuple[float, float], shift: float) -> None:
    axes.annotate(
        figures_style.drawable(text), place, xytext=(0, shift), textcoords="offset points", fontsize=7.5, ha="center",
        va="bottom" if shift > 0 else "top", color=figures_style.INK,
        arrowprops={"arrowstyle": "-", "color": "0.5", "linewidth": 0.7, "shrinkA": 0, "shrinkB": 1},
    )  # fmt: skip


def largest_claims(events: PathEvents) -> list[tuple[int, int, int]]:
    """Return loan, month and amount (fen) of the largest payments: at most three, and not too close to be named."""
    chosen = np.flatnonzero(is_of(events, r.E_PAYS))
    order = chosen[np.argsort(-events.column("amount")[chosen], kind="stable")]
    apart = _LABEL_SHARE * len(events.ledger.balances)
    found: list[tuple[int, int, int]] = []
    for place in order.tolist():
        month = int(events.column("month")[place])
        if all(abs(month - other) >= apart for _, other, _ in found):
            found.append((int(events.loans[place]), month, int(events.column("amount")[place])))
        if len(found) == _NAMED_CLAIMS:
            break
    return found


def _mark_depletion(axes: "Axes", events: PathEvents, edges: Floats) -> None:
    """Mark the first claim not paid in full with a line up to words in the margin above the balance."""
    month = events.total("first_depleted")
    if month:
        place = _middle(edges, month)
        axes.plot(place, 0.0, marker="X", color=figures_style.INK, markersize=8, zorder=5, clip_on=False)
        axes.axvline(place, color=figures_style.INK, linestyle=":", linewidth=0.9)
        is_late = place > (edges[0] + edges[-1]) / 2
        start = int(events.scenario.clock.start[:4])
        axes.annotate(
            f"{csv_files.month_text(start, month - 1)}: first claim not paid in full", (place, 1.0),
            xycoords=("data", "axes fraction"), xytext=(-4 if is_late else 4, -1), textcoords="offset points",
            ha="right" if is_late else "left", va="top", fontsize=7.5, color=figures_style.INK,
        )  # fmt: skip


def _flows(axes: "Axes", events: PathEvents, edges: Floats) -> None:
    last = len(events.ledger.balances) - 1
    sums = [(name, _by_month(events, kinds, last), colour, hatch) for name, kinds, colour, hatch in _FLOWS]
    shown = [flow for flow in sums if np.any(flow[1])]
    style = _style(events, *(values for _, values, _, _ in shown))
    above, below = np.zeros(last), np.zeros(last)
    middles = (edges[1:] + edges[:-1]) / 2
    for name, values, colour, hatch in shown:
        heights = values * style.factor
        base = np.where(heights >= 0, above, below)
        axes.bar(
            middles, heights, width=1 / 12, bottom=base, color=colour, hatch=hatch, label=name, linewidth=0.3,
            edgecolor="white",
        )  # fmt: skip
        above += np.maximum(heights, 0)
        below += np.minimum(heights, 0)
    axes.axhline(0, color=figures_style.INK, linewidth=0.8)
    axes.set_title("in and out, by month")
    axes.set_ylabel(style.label)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=len(shown), borderaxespad=0.1)
    low, high = axes.get_ylim()
    axes.set_ylim(low - 0.3 * (high - low) if np.any(below) else low, high)
    _name_claims(axes, events, edges, below)


def _name_claims(axes: "Axes", events: PathEvents, edges: Floats, below: Floats) -> None:
    """Write the loan with the largest claims under the bars, kept inside the panel."""
    start = int(events.scenario.clock.start[:4])
    unit = wording.amount_style(0, wording.currency_word(events.scenario))
    half_label = _LABEL_SHARE / 2 * (edges[-1] - edges[0])
    for loan, month, amount in largest_claims(events):
        name = loan_name(start, int(borrower_of(np.array(loan))), int(generation_of(np.array(loan))))
        place = min(max(_middle(edges, month), edges[0] + half_label), edges[-1] - half_label)
        under = np.abs((edges[1:] + edges[:-1]) / 2 - place) <= half_label
        axes.annotate(
            f"{name}\n{amount / 100:,.0f} {unit.label}", (place, below[under].min()), xytext=(0, -3),
            textcoords="offset points", fontsize=7.5, ha="center", va="top", color=figures_style.INK,
            linespacing=1.05,
        )  # fmt: skip


def _by_month(events: PathEvents, kinds: Sequence[int], last: int) -> Ints:
    chosen = is_of(events, *kinds)
    sums = np.zeros(last + 1, dtype=np.int64)
    np.add.at(sums, events.column("month")[chosen], events.column("fund_change")[chosen])
    return sums[1:]


def _unpaid(axes: "Axes", events: PathEvents, edges: Floats) -> None:
    unpaid = _months(events)["unpaid"]
    style = _style(events, unpaid)
    axes.stairs(unpaid * style.factor, edges, color=figures_style.COLOURS[3], fill=True, hatch="...", alpha=0.7)
    axes.set_ylim(0, float(unpaid.max()) * style.factor * 1.1)
    axes.set_title("unpaid claims at the end of the month")
    axes.set_ylabel(style.label)


def _shade(axes: "Axes", shut: Ints, edges: Floats) -> None:
    for first, last in stretches((shut > 0).tolist()):
        axes.axvspan(edges[first], edges[last + 1], color=_SHUT, linewidth=0, zorder=0)


def _years(axes: "Axes", events: PathEvents, edges: Floats) -> None:
    axes.set_xlim(edges[0], edges[-1])
    step = max(1, math.ceil((edges[-1] - edges[0]) / 14))
    axes.set_xticks(range(int(events.scenario.clock.start[:4]), math.ceil(edges[-1]), step))
