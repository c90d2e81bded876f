"""Which figures a comparison gets, drawn and turned into files."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.analysis.compare import Comparison
from simulator.drawing import style as figures_style
from simulator.reporting import figures_data, figures_fund, figures_heat, figures_lines, figures_policies, tables
from simulator.reporting.language import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Drawing = Callable[[Comparison, Language], "Figure"]


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


def figure_files(comparison: Comparison, language: Language = "en") -> dict[str, bytes]:
    """Return every figure as PNG, SVG and PDF, by its path in the run folder; Chinese ones end in `.zh.png` ...

    The numbers that a figure shows stand beside it, in one file for both languages.
    """
    ending = "" if language == "en" else f".{language}"
    files: dict[str, bytes] = {}
    with figures_style.styled(language):
        for name, draw in drawings(comparison).items():
            files |= figures_style.files_of(draw(comparison, language), f"{name}{ending}")
            files[f"figures/{name}.csv"] = figures_data.data_of(comparison, name)
    return files
