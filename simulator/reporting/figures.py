"""Which figures a comparison gets, drawn and turned into files."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.analysis.compare import Comparison
from simulator.reporting import figures_fund, figures_heat, figures_lines, figures_policies, figures_style, tables

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Drawing = Callable[[Comparison], "Figure"]


def drawings(comparison: Comparison) -> dict[str, Drawing]:
    """Return the figures that make sense for this comparison, by file name."""
    chosen: dict[str, Drawing] = {}
    if tables.is_sweep(comparison):
        chosen["curves"] = figures_lines.curves
        if len({point.fund_size for point in comparison.points}) > 1:
            chosen["heat_map"] = figures_heat.heat_map
    elif len(comparison.points) > 1:
        chosen["policies"] = figures_policies.policies
    if comparison.balance_fan:
        chosen["fund_balance"] = figures_fund.fan_chart
    if comparison.loss_split:
        chosen["loss_split"] = figures_fund.loss_split
    return chosen


def figure_files(comparison: Comparison) -> dict[str, bytes]:
    """Return every figure as PNG, SVG and PDF, by its path in the run folder."""
    files: dict[str, bytes] = {}
    with figures_style.styled():
        for name, draw in drawings(comparison).items():
            files |= figures_style.files_of(draw(comparison), name)
    return files
