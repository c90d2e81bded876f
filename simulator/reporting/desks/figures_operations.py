"""Figures of the operations study: who waits at each desk over the years, and how long claims take."""

import math
from typing import TYPE_CHECKING

from simulator.analysis.desks.operations import DAYS_PER_YEAR, DEADLINES, DESKS, FLOWS, OperationsStudy
from simulator.drawing import style as figures_style
from simulator.reporting import wording
from simulator.reporting.desks.operations_files import backlog, paid_by_day
from simulator.reporting.desks.tables_operations import UNBOUNDED, basis, desk_words, unbounded_notes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 10.0
_LONGEST_SINCE_FILING = 365


def figure_files(study: OperationsStudy) -> dict[str, bytes]:
    """Return every figure as PNG, SVG and PDF, by its path in the run folder."""
    with figures_style.styled():
        return figures_style.files_of(backlogs(study), "backlog") | figures_style.files_of(
            days_to_payment(study), "days_to_payment"
        )


def _basis(study: OperationsStudy) -> tuple[str, ...]:
    first, *rest = basis(study)
    return (first.partition(f", {wording.CONFIDENCE}")[0] + ".", *rest)


def backlogs(study: OperationsStudy) -> "Figure":
    """Return the number waiting at each desk and the claims unpaid, week by week, with the band of all replications."""
    names = (*DESKS, "unpaid")
    figure = figures_style.new_figure(_WIDTH, 9.0)
    caption = (
        *_basis(study),
        "Means of four weeks. Line: mean over the replications; band: lowest to highest. Grey: warm-up, not measured. "
        "Unpaid claims: defaulted loans whose claim is neither paid nor refused, those in court included.",
        *unbounded_notes(study),
    )
    bottom, top = figures_style.head_and_caption(figure, f"{study.scenario.about.title}: backlogs", caption)
    grid = figure.add_gridspec(3, 2, left=0.075, right=0.975, bottom=bottom, top=top, wspace=0.2, hspace=0.5)
    for place, name in enumerate(names):
        axes = figure.add_subplot(grid[place // 2, place % 2] if place < len(DESKS) else grid[2, :])
        _backlog(axes, study, name, figures_style.COLOURS[0 if place < len(DESKS) else 4])
    return figure


def _backlog(axes: "Axes", study: OperationsStudy, name: str, colour: str) -> None:
    from matplotlib.ticker import MaxNLocator

    days, series = backlog(study, name)
    start = int(study.scenario.clock.start[:4])
    years = start + days / DAYS_PER_YEAR
    axes.fill_between(years, series.min(axis=0), series.max(axis=0), color=colour, alpha=0.2, linewidth=0)
    axes.plot(years, series.mean(axis=0), color=colour)
    flow = "applications" if name in DESKS[:2] else "claims"
    axes.axvspan(start, start + study.warm_up[flow] / DAYS_PER_YEAR, color="0.93", zorder=0, linewidth=0)
    axes.set_title(_panel_title(study, name))
    end = start + study.scenario.clock.years
    axes.set_xlim(start, end)
    axes.set_xticks(range(start, end + 1, max(1, math.ceil((end - start) / 10))))
    axes.set_ylim(0, max(1.0, float(series.max(initial=0.0)) * 1.05))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.set_ylabel("waiting (number)" if name in study.desks else "number")
    axes.set_xlabel("start of year")


def _panel_title(study: OperationsStudy, name: str) -> str:
    if name not in study.desks:
        return "claims not yet paid"
    seats = study.desks[name].seats
    text = f"{desk_words(name)} ({seats:,} seat{'' if seats == 1 else 's'})"
    return f"{text}: {UNBOUNDED}" if study.unbounded.get(name) == name else text


def days_to_payment(study: OperationsStudy) -> "Figure":
    """Return the part of claims paid by days since filing and since default."""
    figure = figures_style.new_figure(_WIDTH, 5.2)
    caption = (
        *_basis(study),
        "All claims of the measured time, over all replications together; what never gets paid was refused as late. "
        f"Left: the first {_LONGEST_SINCE_FILING} days at most; all days are in the tables.",
        *unbounded_notes(study, FLOWS["claims"]),
    )
    bottom, top = figures_style.head_and_caption(figure, f"{study.scenario.about.title}: days to payment", caption)
    grid = figure.add_gridspec(1, 2, left=0.075, right=0.975, bottom=bottom, top=top, wspace=0.2)
    for place, start in enumerate(("filing", "default")):
        _paid(figure.add_subplot(grid[0, place]), study, start, figures_style.COLOURS[2 * place])
    return figure


def _paid(axes: "Axes", study: OperationsStudy, start: str, colour: str) -> None:
    days, share = paid_by_day(study, f"{start}_to_payment")
    axes.set_title(f"counted from {start}")
    axes.set_xlabel(f"days since {start}")
    axes.set_ylabel("claims paid (%)")
    axes.set_ylim(0, 104)
    if not len(days):
        axes.text(0.5, 0.5, "no claim", transform=axes.transAxes, ha="center", color=figures_style.INK)
        return
    longest = max(float(days[-1]), 1.05 * DEADLINES[-1])
    axes.step([*days, longest], [*(100 * share), 100 * share[-1]], where="post", color=colour)
    axes.set_xlim(0, min(longest, _LONGEST_SINCE_FILING) if start == "filing" else longest)
    if start == "filing":
        axes.set_xticks(DEADLINES)
        _mark(axes, [(limit, 100 * float(share[min(limit, len(share) - 1)])) for limit in DEADLINES], colour)
    if f"{start}_to_payment" in study.unbounded:
        axes.text(0.03, 0.95, f"{UNBOUNDED}: a longer run\nwould find longer times", transform=axes.transAxes,
                  va="top", fontsize=8, color=figures_style.INK,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 2})  # fmt: skip


def _mark(axes: "Axes", points: list[tuple[int, float]], colour: str) -> None:
    for day, percent in points:
        axes.axvline(day, color="0.6", linestyle=":", linewidth=0.9, zorder=1)
        axes.plot([day], [percent], marker="o", color=colour, linestyle="")
        text = f"{percent:.0f} %" if percent > 0 else "none"
        is_low = percent < 90
        axes.annotate(text, (day, percent), xytext=(-5, 4) if is_low else (5, -13), textcoords="offset points",
                      ha="right" if is_low else "left", fontsize=8, color=figures_style.INK)  # fmt: skip
