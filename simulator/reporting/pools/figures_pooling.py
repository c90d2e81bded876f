"""How many funds run dry in the same year, and what the centre pays: in one economy and in economies of their own."""

from typing import TYPE_CHECKING

from simulator.analysis.pools.pooling import Pooling
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.reporting import wording
from simulator.reporting.pools.pooling_tables import economies, exceedance
from simulator.reporting.pools.pooling_text import MOST_SHOWN, amount_style, centre_words, notes_of, numbers_shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_APART = 0.09
_APART_OF_MANY = 0.06


def dry_together(found: Pooling) -> "Figure":
    """Return the chances of joint depletion on the left, and of the centre's payments on the right where there are."""
    figure = figures_style.new_figure(10.5, 6.2)
    bottom, top = figures_style.head_and_caption(figure, found.study.title, _caption(found))
    has_payments = found.common.payments[-1] > 0 or found.independent.payments[-1] > 0
    _same_year(figure.add_axes((0.075, bottom, 0.39 if has_payments else 0.89, top - bottom - 0.03)), found)
    if has_payments:
        _payments(figure.add_axes((0.565, bottom, 0.405, top - bottom - 0.03)), found)
    return figure


def _floor(found: Pooling) -> float:
    """Return the lowest chance drawn, in per cent: half a path."""
    return 50.0 / found.paths


def _chance_axis(axes: "Axes", found: Pooling) -> None:
    axes.set_yscale("log")
    axes.set_ylim(_floor(found), 100.0)
    axes.yaxis.set_major_formatter(lambda y, _: f"{y:,.10g}")
    axes.set_ylabel("chance (%)")


def _same_year(axes: "Axes", found: Pooling) -> None:
    _chance_axis(axes, found)
    numbers, is_many = numbers_shown(found), found.study.funds > MOST_SHOWN
    for index, (name, part) in enumerate(economies(found)):
        side = 2 * index - 1
        colour, marker = figures_style.COLOURS[index], figures_style.MARKERS[index]
        for number in numbers:
            chance = part.same_year[number - 1]
            place = number * (1 + side * _APART_OF_MANY) if is_many else number + side * _APART
            low = max(100 * chance.low, _floor(found))
            axes.plot([place, place], [low, 100 * chance.high], color=colour, linewidth=1.4, zorder=2)
            if chance.value > 0:
                axes.plot(
                    [place], [100 * chance.value], color=colour, marker=marker, markersize=7, zorder=3, clip_on=False
                )
        axes.plot([], [], color=colour, marker=marker, linestyle="", label=name)
    if is_many:
        axes.set_xscale("log")
        axes.set_xlim(0.8, 1.25 * numbers[-1])
    else:
        axes.set_xlim(0.5, numbers[-1] + 0.5)
    axes.set_xticks(numbers, [f"{number:,}" for number in numbers])
    axes.xaxis.minorticks_off()
    axes.set_xlabel("at least so many funds run dry in the same year")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.015), ncols=2, borderaxespad=0.4)


def _payments(axes: "Axes", found: Pooling) -> None:
    _chance_axis(axes, found)
    style = amount_style(found, max(float(part.payments[-1]) for _, part in economies(found)))
    for index, (name, part) in enumerate(economies(found)):
        points = exceedance(found, part)
        colour = figures_style.COLOURS[index]
        across = [size * style.factor for size, _ in points]
        seen = [chance.value > 0 for _, chance in points]
        axes.fill_between(
            across, [max(100 * chance.low, _floor(found)) for _, chance in points],
            [100 * chance.high for _, chance in points], where=seen, color=colour, alpha=0.18, linewidth=0,
        )  # fmt: skip
        axes.plot(
            across,
            [_seen(chance) for _, chance in points],
            color=colour,
            linestyle=figures_style.LINES[index],
            label=name,
        )
    if (capital := _capital_shown(found)) is not None:
        axes.axvline(capital * style.factor, color=figures_style.INK, linestyle=":", linewidth=0.9)
    axes.set_xlim(left=0)
    axes.set_xlabel(f"the centre pays more than ... ({style.label})")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.015), ncols=2, borderaxespad=0.4)


def _capital_shown(found: Pooling) -> float | None:
    """Return the centre's capital where it is not beyond the largest payment."""
    capital = found.study.centre.capital
    largest = max(float(part.payments[-1]) for _, part in economies(found))
    return capital if capital is not None and capital <= largest else None


def _seen(chance: Estimate) -> float:
    return 100 * chance.value if chance.value > 0 else float("nan")


def _caption(found: Pooling) -> tuple[str, ...]:
    capital = " Dotted, upright: its capital." if _capital_shown(found) is not None else ""
    return (
        *wording.on_figures(notes_of(found)),
        f"Bars and bands: {wording.CONFIDENCE} interval; where there is no marker or no line: seen on no path. "
        f"Circles and full line: all cities in one economy; squares and broken line: each in an economy of its own. "
        f"Right: what the centre pays over the whole time ({centre_words(found)}).{capital}",
    )


def figure_files(found: Pooling) -> dict[str, bytes]:
    """Return the figure as PNG, SVG and PDF, by its path in the run folder."""
    with figures_style.styled():
        return figures_style.files_of(dry_together(found), "dry_together")
