"""Public cost against additional lending of every policy tried and of the best, and what the search had promised."""

from typing import TYPE_CHECKING

import numpy as np

from simulator.analysis.designing.designed import CHANCE, COST, LENDING, OBJECTIVES, Design, surplus
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.faults import counted
from simulator.reporting import wording
from simulator.reporting.designing.design_text import ROLES, definition, limit_text, notes_of, style_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SHAPES = {"kept": "o", "open": "s", "broken": "X"}
_SHAPE_WORDS = {"kept": "limits kept", "open": "too close to call", "broken": "a limit broken"}
_COLOURS = "viridis_r"


def cost_and_lending(design: Design) -> "Figure":
    """Return additional lending against public cost, coloured by the chance of running dry."""
    figure = figures_style.new_figure(10.0, 6.6)
    bottom, top = figures_style.head_and_caption(figure, design.study.title, _cost_caption(design))
    axes = figure.add_axes((0.085, bottom, 0.75, top - bottom - 0.03))
    x, y = style_of(design, COST), style_of(design, LENDING)
    _cloud(axes, design, x.factor, y.factor)
    chances = [100 * policy.values[CHANCE].value for policy in design.front]
    highest = max(*chances, 100 * design.as_it_stands[CHANCE].value, 0.1)
    for state, shape in _SHAPES.items():
        members = [policy for policy in design.front if policy.limit == state]
        if members:
            points = axes.scatter(
                [policy.values[COST].value * x.factor for policy in members],
                [policy.values[LENDING].value * y.factor for policy in members],
                c=[100 * policy.values[CHANCE].value for policy in members], cmap=_COLOURS, vmin=0, vmax=highest,
                marker=shape, s=38, edgecolors=figures_style.INK, linewidths=0.5, zorder=4, label=_SHAPE_WORDS[state],
            )  # fmt: skip
    _as_it_stands(axes, design, x.factor, y.factor)
    _frame(axes, design, x.factor, y.factor)
    _picked(axes, design, x.factor, y.factor)
    bar = figure.colorbar(points, cax=figure.add_axes((0.87, bottom, 0.018, top - bottom - 0.03)))
    bar.set_label(f"{definition(design, CHANCE).label} (%)")
    axes.set_xlabel(f"{definition(design, COST).label} ({x.label})")
    axes.set_ylabel(f"{definition(design, LENDING).label} ({y.label})")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=6, borderaxespad=0.3, handletextpad=0.3)
    return figure


def _cloud(axes: "Axes", design: Design, x: float, y: float) -> None:
    cost, lending = OBJECTIVES.index(COST), OBJECTIVES.index(LENDING)
    for is_within, marker, colour, label in (
        (True, ".", "0.62", "tried, within the limits"), (False, "x", "0.80", "tried, beyond a limit"),
    ):  # fmt: skip
        rows = design.tried.objectives[design.tried.is_within == is_within]
        if len(rows):
            axes.scatter(
                rows[:, cost] * x, rows[:, lending] * y, marker=marker, s=14, color=colour, linewidths=0.7, zorder=2,
                label=label,
            )  # fmt: skip


def _frame(axes: "Axes", design: Design, x: float, y: float) -> None:
    """Draw the neighbourhood of the best and the scenario as it stands, and the limits that lie in it."""
    for key, factor, set_ends, line in (
        (COST, x, axes.set_xlim, axes.axvline),
        (LENDING, y, axes.set_ylim, axes.axhline),
    ):
        values = [policy.values[key].value * factor for policy in design.front]
        values.append(design.as_it_stands[key].value * factor)
        low, high = min(0.0, *values), max(0.0, *values)
        room = (high - low) or 1.0
        set_ends(low - 0.04 * room, high + 0.35 * room)
        for limit in design.study.limits:
            if limit.measure == key and low <= limit.bound * factor <= high + 0.35 * room:
                line(limit.bound * factor, color=figures_style.INK, linestyle=":", linewidth=1.0, zorder=1)


def _as_it_stands(axes: "Axes", design: Design, x: float, y: float) -> None:
    own = design.as_it_stands
    axes.plot(
        own[COST].value * x, own[LENDING].value * y, marker="*", markersize=14, color=figures_style.COLOURS[4],
        markeredgecolor="white", linestyle="", zorder=6, label="as it stands",
    )  # fmt: skip


def _picked(axes: "Axes", design: Design, x: float, y: float) -> None:
    """Name the recommended policies, each once, with the interval of both amounts."""
    for policy in dict.fromkeys(policy.number for policy in design.picks.values()):
        picked = next(found for found in design.front if found.number == policy)
        roles = ", ".join(ROLES[role] for role, found in design.picks.items() if found is picked)
        cost, lending = picked.values[COST], picked.values[LENDING]
        axes.errorbar(
            cost.value * x, lending.value * y, xerr=_arms(cost, x), yerr=_arms(lending, y), color=figures_style.INK,
            linewidth=1.0, zorder=3,
        )  # fmt: skip
        axes.annotate(
            f"{picked.number}: {roles}", (cost.value * x, lending.value * y), xytext=(-10, 10),
            textcoords="offset points", ha="right", va="bottom", fontsize=8, color=figures_style.INK, zorder=7,
            arrowprops={"arrowstyle": "-", "linewidth": 0.7, "color": figures_style.INK},
        )  # fmt: skip


def _arms(estimate: Estimate, factor: float) -> list[list[float]]:
    ends = (estimate.value - estimate.low, estimate.high - estimate.value)
    return [[arm * factor if np.isfinite(arm) else 0.0] for arm in ends]


def _cost_caption(design: Design) -> tuple[str, ...]:
    limits = "; ".join(limit_text(design, limit) for limit in design.study.limits) or "none"
    return (
        *wording.on_figures(notes_of(design)),
        f"Limits: {limits}; dotted where one is on an axis. Coloured: policies that no other beat in the search, on "
        f"{counted(design.paths, 'fresh path')}. Grey: every policy tried, on the {design.study.search_paths:,} paths "
        "of the search; those far from the best are not drawn. "
        f"Bars at the named policies, where they reach beyond the mark: {wording.CONFIDENCE} intervals.",
    )


def promise_and_outcome(design: Design) -> "Figure":
    """Return how far the search promised too much, against what the best lend above the scenario as it stands."""
    figure = figures_style.new_figure(8.0, 5.4)
    title = "What the search promised too much, policy by policy"
    bottom, top = figures_style.head_and_caption(figure, title, _promise_caption(design))
    axes = figure.add_axes((0.11, bottom, 0.86, top - bottom))
    across = style_of(design, LENDING)
    surpluses = [surplus(policy.searched_gain, policy.gain) for policy in design.front]
    largest = max(abs(found.value) for found in surpluses)
    up = wording.amount_style(largest, wording.currency_word(design.scenario))
    axes.axhline(0, color=figures_style.INK, linewidth=0.9, zorder=1)
    axes.errorbar(
        [policy.gain.value * across.factor for policy in design.front],
        [found.value * up.factor for found in surpluses],
        yerr=[(found.high - found.value) * up.factor for found in surpluses],
        linestyle="", marker="o", markersize=4, color=figures_style.COLOURS[0], elinewidth=0.8, zorder=3,
    )  # fmt: skip
    axes.set_xlabel(f"additional lending above the scenario as it stands, fresh paths ({across.label})")
    axes.set_ylabel(f"promised too much ({up.label})")
    return figure


def _promise_caption(design: Design) -> tuple[str, ...]:
    return (
        *wording.on_figures(notes_of(design)),
        "One point per policy that no other beat in the search: its additional lending above the scenario as it stands "
        f"on the {design.study.search_paths:,} paths of the search, less the same on the fresh paths. Luck of the "
        f"search shows only where a whole bar is above the line. Bars: {wording.CONFIDENCE} intervals.",
    )


def figure_files(design: Design) -> dict[str, bytes]:
    """Return every figure as PNG, SVG and PDF, by its path in the run folder."""
    with figures_style.styled():
        files = figures_style.files_of(cost_and_lending(design), "cost_and_lending")
        if len(design.front) > 1:
            files |= figures_style.files_of(promise_and_outcome(design), "promise_and_outcome")
    return files
