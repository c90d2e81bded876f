"""What each lever costs, what lending it adds, and the lending per unit of public money."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from simulator.analysis.tooling.toolkits import Outcome, Toolkits
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.reporting import wording
from simulator.reporting.tooling import toolkit_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MARKS = {"ratio": ("s", 1), "fund": ("^", 1), "tool": ("o", 0), "setting": ("D", 2)}


def levers(found: Toolkits) -> "Figure":
    """Return one row per lever and three panels: public cost, lending, and lending per 10,000 of public money."""
    outcomes = toolkit_text.whole_outcomes(found)
    figure = figures_style.new_figure(11.0, 0.34 * len(outcomes) + 2.9)
    title = f"{found.scenario.about.title}: which tool is worth its money"
    bottom, top = figures_style.head_and_caption(figure, title, _caption(found))
    names = [outcome.lever.name for outcome in outcomes]
    left = min(0.34, 0.03 + 0.0075 * max(len(name) for name in names))
    grid = figure.add_gridspec(1, 3, left=left, right=0.985, bottom=bottom, top=top - 0.02, wspace=0.1)
    axes = [figure.add_subplot(grid[0, column]) for column in range(3)]
    _changes(axes[0], found, outcomes, "change of public cost", lambda outcome: outcome.cost)
    _changes(axes[1], found, outcomes, "change of lending", lambda outcome: outcome.lending)
    _per_cost(axes[2], found, outcomes)
    for column, panel in enumerate(axes):
        panel.set_ylim(len(outcomes) - 0.5, -0.5)
        shown = [figures_style.drawable(name) for name in names] if column == 0 else [""] * len(names)
        panel.set_yticks(range(len(names)), shown)
        panel.axvline(0.0, color=figures_style.INK, linewidth=0.9)
    return figure


def _changes(
    axes: "Axes", found: Toolkits, outcomes: Sequence[Outcome], title: str, read: Callable[[Outcome], Estimate]
) -> None:
    largest = max(abs(read(outcome).value) for outcome in outcomes)
    style = wording.amount_style(largest, wording.currency_word(found.scenario))
    for place, outcome in enumerate(outcomes):
        _dot(axes, place, outcome, read(outcome), style.factor)
    axes.set_title(title)
    axes.set_xlabel(style.label)


def _per_cost(axes: "Axes", found: Toolkits, outcomes: Sequence[Outcome]) -> None:
    style = toolkit_text.per_cost_style(found)
    for place, outcome in enumerate(outcomes):
        if outcome.verdict == "buys":
            _dot(axes, place, outcome, outcome.per_cost, toolkit_text.PER * style.factor)
        else:
            words = toolkit_text.VERDICT_WORDS[outcome.verdict]
            across = axes.get_yaxis_transform()
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            axes.text(0.1, place, words, transform=across, fontsize=8, va="center", color="0.3", bbox=box)
    if found.has_yardstick:
        ratio = next(outcome for outcome in outcomes if outcome.lever.kind == "ratio")
        axes.axvline(ratio.per_cost.value * toolkit_text.PER * style.factor, color="0.4", linestyle="--", linewidth=0.9)
    axes.set_title("lending per public money")
    axes.set_xlabel(f"{style.label} per {toolkit_text.PER:,.0f} {wording.currency_word(found.scenario)}")


def _dot(axes: "Axes", place: int, outcome: Outcome, estimate: Estimate, factor: float) -> None:
    marker, colour_number = _MARKS[outcome.lever.kind]
    colour = figures_style.COLOURS[colour_number]
    value = estimate.value * factor
    ends = [end * factor if math.isfinite(end) else value for end in (estimate.low, estimate.high)]
    axes.plot(ends, [place, place], color=colour, linewidth=2.0, solid_capstyle="butt")
    axes.plot([value], [place], marker=marker, color=colour, markeredgecolor=figures_style.INK, markersize=5.5)


def _caption(found: Toolkits) -> tuple[str, ...]:
    return (
        *wording.on_figures(toolkit_text.notes_of(found)),
        f"Circles: tools; diamonds: other settings; squares: a higher compensation ratio; triangle: a larger fund. "
        f"Bars: {wording.CONFIDENCE} interval. Dashed: what the first step of the ratio brings. Right: words where "
        "more lending is not bought with more public money.",
    )


def figure_files(found: Toolkits) -> dict[str, bytes]:
    """Return the figure as PNG, SVG and PDF, by its path in the run folder."""
    with figures_style.styled():
        return figures_style.files_of(levers(found), "which_tool")
