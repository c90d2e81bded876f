"""Additional lending over the ratio, as it stands and with each rule switched off alone."""

from typing import TYPE_CHECKING

from simulator.analysis.attributing.attributed import Attribution, Curve
from simulator.reporting import figures_style, wording
from simulator.reporting.attributing.attribution_tables import per_largest
from simulator.reporting.attributing.attribution_text import notes_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def curves(attribution: Attribution) -> "Figure":
    """Return each curve per unit of its own largest value: what is compared is where it bends."""
    figure = figures_style.new_figure(11.0, 6.6)
    title = f"{attribution.scenario.about.title}: which rule decides on the ratio"
    bottom, top = figures_style.head_and_caption(figure, title, _caption(attribution))
    axes = figure.add_axes((0.065, bottom, 0.66, top - bottom))
    axes.set_xlim(attribution.ratios[0], attribution.ratios[-1])
    axes.set_ylim(0, 1.04)
    labels = [_line(axes, attribution, attribution.as_it_stands, "as it stands", -1)]
    for index, effect in enumerate(attribution.effects):
        labels.append(_line(axes, attribution, effect.off, f"without {effect.rule.label}", index))
    axes.set_xlabel("compensation ratio")
    axes.set_ylabel("additional lending per unit of the line's largest")
    figures_style.label_ends(axes, labels)
    return figure


def _line(axes: "Axes", attribution: Attribution, curve: Curve, name: str, index: int) -> figures_style.EndLabel:
    """Draw one curve and mark its best ratio; index -1 is the scheme as it stands."""
    is_base = index < 0
    colour = figures_style.INK if is_base else figures_style.COLOURS[index % len(figures_style.COLOURS)]
    style = "-" if is_base else figures_style.LINES[index % len(figures_style.LINES)]
    parts = per_largest(curve)
    axes.plot(attribution.ratios, parts, color=colour, linestyle=style, linewidth=2.8 if is_base else 1.5, zorder=3)
    axes.plot(
        [curve.best], [parts[attribution.ratios.index(curve.best)]], color=colour, linestyle="", markersize=7,
        marker=figures_style.MARKERS[index % len(figures_style.MARKERS)], markeredgecolor="white", zorder=4,
        clip_on=False,
    )  # fmt: skip
    return figures_style.EndLabel(attribution.ratios[-1], parts[-1], f"{name}: {curve.best:g}", colour)


def _caption(attribution: Attribution) -> tuple[str, ...]:
    return (
        *figures_style.basis(notes_of(attribution)),
        "Lines: additional lending at each ratio, each line per unit of its own largest value; marker, and number in "
        "the label: its best ratio. Thick: all rules as they stand; the others: one rule switched off. Amounts and "
        f"{wording.CONFIDENCE} intervals are in the tables.",
    )


def figure_files(attribution: Attribution) -> dict[str, bytes]:
    """Return the figure as PNG, SVG and PDF, by its path in the run folder."""
    with figures_style.styled():
        return figures_style.files_of(curves(attribution), "which_rule")
