"""Figures of a bank's stress test: loan classes, NPL ratio, losses, parts of the book, provisions and capital."""

from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len, set_cell_size

from simulator.analysis.banking.tested import (
    AS_IT_IS,
    BREAKDOWNS,
    MONTHS,
    NO_STRESS,
    WITHOUT_SCHEME,
    BankTest,
    BookRow,
)
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.faults import counted
from simulator.reporting import wording
from simulator.reporting.banking.bank_text import amount, basis_notes, harshest, stresses_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = figures_style.INK
MOST_STRESSES = 4
MOST_PARTS = 8
MOST_PLACES = 17
BAD_CLASSES = ("special mention", "substandard", "doubtful", "loss")


def drawn_stresses(test: BankTest) -> list[str]:
    """Return the stresses drawn: none, and the first others."""
    return stresses_of(test)[:MOST_STRESSES]


def _caption(test: BankTest, sentence: str) -> tuple[str, ...]:
    left_out = len(stresses_of(test)) - len(drawn_stresses(test))
    more = f" {counted(left_out, 'more stress is', 'more stresses are')} in the tables." if left_out else ""
    return (*wording.on_figures(basis_notes(test)), f"{sentence}{more}")


def _panels(figure: "Figure", count: int, ends: tuple[float, float], *, left: float = 0.07) -> list["Axes"]:
    """Return panels side by side between the caption and the title."""
    bottom, top = ends
    width = (0.99 - left) / count
    return [
        figure.add_axes((left + place * width, bottom, width - 0.02, top - bottom - 0.03)) for place in range(count)
    ]


def _title(test: BankTest, text: str) -> str:
    return f"{test.scenario.about.title}, a bank's book: {text}"


def loan_classes(test: BankTest) -> "Figure":
    """Return the four lower classes and what is written off by month, stacked, one panel per stress."""
    names = drawn_stresses(test)
    figure = figures_style.new_figure(11.0, 5.0)
    sentence = (
        f"Mean balance by loan class in % of the book of {test.facts.as_of}, with the scheme as it is; the rest is "
        "normal or was repaid by sales and compensation. Dashed: the same sum without the scheme."
    )
    ends = figures_style.head_and_caption(figure, _title(test, "loan classes"), _caption(test, sentence))
    panels = _panels(figure, len(names), (ends[0], ends[1] - 0.05))
    months = np.arange(MONTHS + 1)
    highest = 0.0
    for axes, name in zip(panels, names, strict=True):
        own, alone = (test.case(name, cover) for cover in (AS_IT_IS, WITHOUT_SCHEME))
        parts = [*own.classes[:, 1:].T, own.written_off]
        shares = [100 * part / test.facts.balance for part in parts]
        bands = axes.stackplot(
            months, shares, labels=[*BAD_CLASSES, "written off"], colors=figures_style.COLOURS[:5], edgecolor="white",
            linewidth=0.4,
        )  # fmt: skip
        for band, hatch in zip(bands, figures_style.HATCHES, strict=False):
            band.set_hatch(hatch)
        without = 100 * (alone.classes[:, 1:].sum(axis=1) + alone.written_off) / test.facts.balance
        axes.plot(months, without, color=_INK, linestyle=(0, (4, 2)), linewidth=1.4, label="sum without the scheme")
        highest = max(highest, float(sum(shares).max()), float(without.max()))
        axes.set_title(figures_style.drawable(name), fontsize=9, loc="left")
        _month_axis(axes)
    for axes in panels:
        axes.set_ylim(0, 1.05 * highest if highest > 0 else 1.0)
    _share_axis(panels, "% of the book")
    _legend(figure, panels[0], ends[1])
    return figure


def _month_axis(axes: "Axes") -> None:
    axes.set_xlim(0, MONTHS)
    axes.set_xticks(range(0, MONTHS + 1, 6))
    axes.set_xlabel("months after the tape")


def _share_axis(panels: list["Axes"], label: str) -> None:
    panels[0].set_ylabel(label)
    for axes in panels[1:]:
        axes.set_yticklabels([])


def _legend(figure: "Figure", axes: "Axes", top: float) -> None:
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.06, top + 0.03), ncols=len(labels), fontsize=8)


def npl_ratio(test: BankTest) -> "Figure":
    """Return the NPL ratio by month with its range, against what is tolerated, one panel per stress."""
    names = drawn_stresses(test)
    figure = figures_style.new_figure(11.0, 4.8)
    tolerated = "" if test.tolerance is None else f" Dotted: the tolerated {100 * test.tolerance:g} %."
    sentence = f"Band: 90 % of the futures; line: mean; with the scheme as it is. Dashed: mean without it.{tolerated}"
    ends = figures_style.head_and_caption(figure, _title(test, "NPL ratio"), _caption(test, sentence))
    panels = _panels(figure, len(names), (ends[0], ends[1] - 0.05))
    months = np.arange(MONTHS + 1)
    highest = 100 * (test.tolerance or 0.0)
    for axes, name in zip(panels, names, strict=True):
        own, alone = (100 * test.case(name, cover).npl_ratio for cover in (AS_IT_IS, WITHOUT_SCHEME))
        axes.fill_between(
            months,
            own[:, 1],
            own[:, 3],
            color=figures_style.COLOURS[0],
            alpha=0.2,
            linewidth=0,
            label="90 % of futures",
        )
        axes.plot(months, own[:, 0], color=figures_style.COLOURS[0], linewidth=2, label="mean")
        axes.plot(
            months, alone[:, 0], color=_INK, linestyle=(0, (4, 2)), linewidth=1.3, label="mean without the scheme"
        )
        if test.tolerance is not None:
            axes.axhline(100 * test.tolerance, color=_INK, linestyle=":", linewidth=1.1, label="tolerated")
        highest = max(highest, float(own.max()), float(alone[:, 0].max()))
        axes.set_title(figures_style.drawable(name), fontsize=9, loc="left")
        _month_axis(axes)
    for axes in panels:
        axes.set_ylim(0, 1.05 * highest if highest > 0 else 1.0)
    _share_axis(panels, "NPL ratio (%)")
    _legend(figure, panels[0], ends[1])
    return figure


def losses(test: BankTest) -> "Figure":
    """Return loss before compensation, compensation, loss after it and the cost of waiting, one panel per stress."""
    names = drawn_stresses(test)
    figure = figures_style.new_figure(11.0, 4.6)
    sentence = (
        "Means over the futures of all defaults to come, with the scheme as it is; upright lines: "
        f"{wording.CONFIDENCE} intervals. Loss less compensation is what is left; the cost of waiting is interest on "
        "compensation until it is paid, and comes on top."
    )
    ends = figures_style.head_and_caption(figure, _title(test, "from loss to net loss"), _caption(test, sentence))
    panels = _panels(figure, len(names), ends)
    keys = ("gross_loss", "compensation", "net_loss", "waiting_cost")
    found = {name: [test.case(name, AS_IT_IS).estimates[key] for key in keys] for name in names}
    largest = max(parts[0].high for parts in found.values())
    style = wording.amount_style(largest, wording.currency_word(test.scenario))
    for axes, name in zip(panels, names, strict=True):
        _waterfall(axes, found[name], style.factor)
        axes.set_title(figures_style.drawable(name), fontsize=9, loc="left")
        axes.set_ylim(0, 1.12 * largest * style.factor if largest > 0 else 1.0)
    _share_axis(panels, style.label)
    return figure


def _waterfall(axes: "Axes", parts: list[Estimate], factor: float) -> None:
    gross, net = parts[0].value * factor, parts[2].value * factor
    bottoms = (0.0, net, 0.0, net)
    for place, (part, bottom) in enumerate(zip(parts, bottoms, strict=True)):
        axes.bar(
            place, part.value * factor, bottom=bottom, width=0.66, color=figures_style.COLOURS[place],
            hatch=figures_style.HATCHES[place], edgecolor="white",
        )  # fmt: skip
        ends = [bottom + part.low * factor, bottom + part.high * factor]
        axes.plot([place, place], ends, color=_INK, linewidth=1.4, zorder=4)
        text = wording.number_text(part.value * factor, wording.decimals_for(part.value * factor, np.nan))
        axes.annotate(text, (place, max(ends[1], bottom + part.value * factor)), xytext=(0, 2), fontsize=8,
                      textcoords="offset points", ha="center", va="bottom", color=_INK)  # fmt: skip
    axes.plot([0.33, 0.67], [gross, gross], color="0.5", linewidth=0.8)
    axes.plot([1.33, 1.67], [net, net], color="0.5", linewidth=0.8)
    axes.plot([2.33, 2.67], [net, net], color="0.5", linewidth=0.8)
    axes.set_xticks(range(4), ["loss", "compen-\nsation", "net\nloss", "waiting"], fontsize=8)
    axes.set_xlim(-0.55, 3.55)


def parts_of_book(test: BankTest) -> "Figure":
    """Return the net loss of the parts of the book per balance, one panel per way of breaking it down."""
    kept = {by: _largest(test, by) for by in BREAKDOWNS}
    chosen = [by for by in BREAKDOWNS if len(kept[by]) > 1] or [max(BREAKDOWNS, key=lambda by: len(kept[by]))]
    hard = harshest(test)
    rows = max(len(kept[by]) for by in chosen)
    figure = figures_style.new_figure(11.0, 3.0 + 0.36 * rows)
    stressed = "" if hard == NO_STRESS else f"; square: under {hard}"
    sentence = (
        "Mean net loss of loans that default from now on, in % of the part's balance, with the scheme as it is. Round: "
        f"without stress{stressed}. Bars: {wording.CONFIDENCE} intervals. The largest parts by balance, at most "
        f"{MOST_PARTS} each; all are in the tables."
    )
    bottom, top = figures_style.head_and_caption(figure, _title(test, "where the losses are"), _caption(test, sentence))
    width = 0.98 / len(chosen)
    for place, by in enumerate(chosen):
        axes = figure.add_axes((0.01 + (place + 0.46) * width, bottom, 0.5 * width, top - bottom - 0.02))
        _part_panel(axes, test, kept[by], hard)
        axes.set_title(by, fontsize=9, loc="right")
    return figure


def _largest(test: BankTest, by: str) -> list[BookRow]:
    """Return the largest parts, largest first; grades and years stand in their own order."""
    rows = [row for row in test.breakdown if (row.by, row.stress) == (by, NO_STRESS) and row.loans]
    found = sorted(rows, key=lambda row: -row.balance)[:MOST_PARTS]
    return sorted(found, key=lambda row: row.name) if by in ("grade", "vintage") else found


def _part_panel(axes: "Axes", test: BankTest, rows: list[BookRow], hard: str) -> None:
    stresses = list(dict.fromkeys([NO_STRESS, hard]))
    found = {(row.by, row.name, row.stress): row for row in test.breakdown}
    for place, row in enumerate(rows):
        for index, stress in enumerate(stresses):
            one = found[row.by, row.name, stress]
            factor, at = 100 / one.balance, place + (index - (len(stresses) - 1) / 2) * 0.28
            colour = figures_style.COLOURS[(0, 4)[index]]
            axes.plot([one.net_loss.low * factor, one.net_loss.high * factor], [at, at], color=colour, linewidth=2)
            axes.plot([one.net_loss.value * factor], [at], marker=figures_style.MARKERS[index], color=colour,
                      markersize=5.5, linestyle="", clip_on=False)  # fmt: skip
    names = short_names([row.name or "(not given)" for row in rows])
    axes.set_yticks(range(len(rows)), [figures_style.drawable(name) for name in names], fontsize=7.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("% of balance")


def short_names(names: list[str]) -> list[str]:
    """Return names that fit beside a panel, a Chinese letter taking two places; those cut to the same are numbered."""
    cut = [_short(name, MOST_PLACES) for name in names]
    return [
        short if cut.count(short) == 1 else f"{_short(name, MOST_PLACES - 3)} {cut[: place + 1].count(short)}"
        for place, (name, short) in enumerate(zip(names, cut, strict=True))
    ]


def _short(name: str, places: int) -> str:
    return name if cell_len(name) <= places else f"{set_cell_size(name, places - 1).rstrip()}…"


def provisions_and_capital(test: BankTest) -> "Figure":
    """Return provisions and capital under each stress with the scheme and without it."""
    names = drawn_stresses(test)
    figure = figures_style.new_figure(11.0, 4.8)
    sentence = (
        f"Round: with the scheme as it is; square: without it; bars: {wording.CONFIDENCE} intervals. Dotted: "
        f"provisions held now ({amount(test, test.provisions)}). Loss allowance and capital are those of the day of "
        "the tape with the stress foreseen; smallest provisions by loan class and provisions to add are means after "
        "twelve months."
    )
    ends = figures_style.head_and_caption(figure, _title(test, "provisions and capital"), _caption(test, sentence))
    panels = _panels(figure, 5, ends, left=0.09)
    keys = {
        "allowance_integral": "loss allowance",
        "least_provisions_12": "smallest by class",
        "provisions_missing_12": "provisions to add",
        "capital": "capital needed",
        "raroc": "RAROC",
    }
    for place, (axes, (key, label)) in enumerate(zip(panels, keys.items(), strict=True)):
        _dots(axes, test, names, key)
        if key in ("allowance_integral", "least_provisions_12"):
            held = test.provisions * _money_style(test, key).factor
            axes.axvline(held, color=_INK, linestyle=":", linewidth=1.1)
            axes.set_xlim(0, 1.08 * max(held, axes.get_xlim()[1]))
        axes.set_title(label, fontsize=9, loc="left")
        axes.set_yticks(range(len(names)), [figures_style.drawable(name) for name in names] if place == 0 else [])
        axes.set_ylim(len(names) - 0.5, -0.5)
    return figure


def _money_style(test: BankTest, key: str) -> wording.UnitStyle:
    largest = max((abs(case.estimates[key].value) for case in test.cases if key in case.estimates), default=0.0)
    return wording.amount_style(max(largest, test.provisions), wording.currency_word(test.scenario))


def _dots(axes: "Axes", test: BankTest, names: list[str], key: str) -> None:
    style = _money_style(test, key)
    factor = 100.0 if key == "raroc" else style.factor
    for row, name in enumerate(names):
        for index, cover in enumerate((AS_IT_IS, WITHOUT_SCHEME)):
            estimate = test.case(name, cover).estimates.get(key)
            if estimate is None:
                continue
            at, colour = row + 0.26 * (index - 0.5), figures_style.COLOURS[index]
            axes.plot([estimate.low * factor, estimate.high * factor], [at, at], color=colour, linewidth=2)
            axes.plot([estimate.value * factor], [at], marker=figures_style.MARKERS[index], color=colour, linestyle="",
                      markersize=6, clip_on=False)  # fmt: skip
    if key == "raroc":
        axes.axvline(0, color=_INK, linewidth=0.9, zorder=1)
        axes.set_xlabel("% a year")
    else:
        axes.set_xlim(0, 1.08 * axes.get_xlim()[1])
        axes.set_xlabel(style.label)


def figure_files(test: BankTest) -> dict[str, bytes]:
    """Return every figure as PNG, SVG and PDF, by its path in the run folder."""
    drawings = {
        "loan_classes": loan_classes,
        "npl_ratio": npl_ratio,
        "losses": losses,
        "parts_of_book": parts_of_book,
        "provisions_and_capital": provisions_and_capital,
    }
    files: dict[str, bytes] = {}
    with figures_style.styled():
        for name, draw in drawings.items():
            files |= figures_style.files_of(draw(test), name)
    return files
