"""Charts of a bank's stress test: loan classes, NPL ratio, losses, parts of the book, provisions and capital."""

from collections.abc import Callable

import numpy as np

from simulator.charts import Axis, Band, BarGroup, Bars, Chart, Dots, Line, Panel, Plot, Reference, Rows
from simulator.estimate import Estimate
from simulator.questions.bank.names import none_and_harshest, stress_name, stresses_of, when
from simulator.questions.bank.said import amount, count
from simulator.questions.bank.tables import part_name
from simulator.questions.bank.tested import (
    AS_IT_IS,
    BREAKDOWNS,
    MONTHS,
    NO_STRESS,
    WITHOUT_SCHEME,
    BankTest,
    BookRow,
)
from simulator.values import NOTHING, Number, Unit, Value, phrase

MOST_STRESSES = 4
MOST_PARTS = 8
_LOWER_CLASSES = ("special_mention", "substandard", "doubtful", "loss", "written_off")
_LOSSES = ("gross_loss", "compensation", "net_loss", "waiting_cost")
_BUFFERS: dict[str, Unit] = {
    "allowance_integral": "currency",
    "least_provisions_12": "currency",
    "provisions_missing_12": "currency",
    "capital": "currency",
    "raroc": "share",
}
_MONTHS = tuple(float(month) for month in range(MONTHS + 1))
_MONTH_AXIS = Axis(phrase("bank.chart.months"), "months", low=0.0, high=float(MONTHS))


def draw(test: BankTest) -> tuple[Chart, ...]:
    """Return the five charts."""
    return (
        _by_stress(test, "loan_classes", _classes_panel, {}),
        _by_stress(test, "npl_ratio", _npl_panel, {"tolerated": _tolerated(test)}),
        _by_stress(test, "losses", _losses_panel, {}),
        _parts_of_book(test),
        _provisions_and_capital(test),
    )


def _by_stress(
    test: BankTest, key: str, panel: Callable[[BankTest, str], Panel], parts: dict[str, Value]
) -> Chart:  # fmt: skip
    """Return a chart with a panel for no stress and the first others."""
    shown = stresses_of(test)[:MOST_STRESSES]
    left_out = len(stresses_of(test)) - len(shown)
    more = phrase("bank.chart.more", n=count(left_out)) if left_out else NOTHING
    panels = tuple(panel(test, stress) for stress in shown)
    note = phrase(f"bank.chart.note.{key}", more=more, **parts)
    shares = frozenset({"x", "y"}) if key != "losses" else frozenset({"y"})
    return Chart(key, phrase(f"bank.chart.title.{key}"), panels, (note,), columns=len(panels), shares=shares)  # type: ignore[arg-type]


def _tolerated(test: BankTest) -> Value:
    if test.tolerance is None:
        return NOTHING
    return phrase("bank.chart.tolerated", tolerance=Number(test.tolerance, "share"))


def _numbers(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _classes_panel(test: BankTest, stress: str) -> Plot:
    """Return the four lower classes and what is written off by month, stacked, as part of the book."""
    own, alone = (test.case(stress, cover) for cover in (AS_IT_IS, WITHOUT_SCHEME))
    parts = [*own.classes[:, 1:].T, own.written_off]
    stacked = tuple(
        Line(phrase(f"bank.column.{key}"), _MONTHS, _numbers(part / test.facts.balance), look, form="stacked")
        for look, (key, part) in enumerate(zip(_LOWER_CLASSES, parts, strict=True))
    )
    without = (alone.classes[:, 1:].sum(axis=1) + alone.written_off) / test.facts.balance
    line = Line(phrase("bank.chart.sum_without"), _MONTHS, _numbers(without), "base")
    y = Axis(phrase("bank.chart.of_book"), "share", low=0.0)
    return Plot(_MONTH_AXIS, y, (*stacked, line), title=stress_name(test, stress), names="legend")


def _npl_panel(test: BankTest, stress: str) -> Plot:
    """Return the NPL ratio by month with its range, against what is tolerated."""
    own, alone = (test.case(stress, cover).npl_ratio for cover in (AS_IT_IS, WITHOUT_SCHEME))
    lines = (
        Line(
            phrase("bank.chart.mean"), _MONTHS, _numbers(own[:, 0]), 0,
            (Band(_numbers(own[:, 1]), _numbers(own[:, 3])),),
        ),
        Line(phrase("bank.chart.mean_without"), _MONTHS, _numbers(alone[:, 0]), "muted"),
    )  # fmt: skip
    references = () if test.tolerance is None else (Reference(test.tolerance, "across"),)
    y = Axis(phrase("bank.chart.npl_ratio"), "share", low=0.0)
    return Plot(_MONTH_AXIS, y, lines, references=references, title=stress_name(test, stress), names="legend")


def _losses_panel(test: BankTest, stress: str) -> Bars:
    """Return loss before compensation, compensation, loss after it and the cost of waiting, each on the one before."""
    found = [test.case(stress, AS_IT_IS).estimates[key] for key in _LOSSES]
    net = found[2].value
    starts = (0.0, net, 0.0, net)
    groups = tuple(
        BarGroup(NOTHING, tuple(one if place == at else None for at in range(len(found))), place, starts)
        for place, one in enumerate(found)
    )
    names = tuple(phrase(f"bank.chart.bar.{key}") for key in _LOSSES)
    return Bars(
        Axis(None, "currency", low=0.0), names, groups, direction="upright", form="stacked", shows="sizes",
        title=stress_name(test, stress),
    )  # fmt: skip


def _parts_of_book(test: BankTest) -> Chart:
    """Return the net loss of the parts of the book per balance, one panel per way of breaking it down."""
    kept = {by: _largest(test, by) for by in BREAKDOWNS}
    chosen = [by for by in BREAKDOWNS if len(kept[by]) > 1] or [max(BREAKDOWNS, key=lambda by: len(kept[by]))]
    panels = tuple(_part_panel(test, by, kept[by]) for by in chosen)
    note = phrase("bank.chart.note.parts_of_book", most=count(MOST_PARTS))
    return Chart(
        "parts_of_book", phrase("bank.chart.title.parts_of_book"), panels, (note,), columns=min(3, len(panels))
    )


def _largest(test: BankTest, by: str) -> list[BookRow]:
    """Return the largest parts, largest first; grades and years stand in their own order."""
    rows = [row for row in test.breakdown if (row.by, row.stress) == (by, NO_STRESS) and row.loans]
    found = sorted(rows, key=lambda row: -row.balance)[:MOST_PARTS]
    return sorted(found, key=lambda row: row.name) if by in ("grade", "vintage") else found


def _part_panel(test: BankTest, by: str, rows: list[BookRow]) -> Rows:
    found = {(row.by, row.name, row.stress): row for row in test.breakdown}
    groups = tuple(
        Dots(when(test, stress), tuple(_per_balance(found[row.by, row.name, stress]) for row in rows), look)
        for look, stress in enumerate(none_and_harshest(test))
    )
    x = Axis(phrase("bank.chart.of_balance"), "share", low=0.0)
    return Rows(x, tuple(part_name(by, row.name) for row in rows), groups, title=phrase(f"bank.by.{by}"))


def _per_balance(row: BookRow) -> Estimate:
    loss, balance = row.net_loss, row.balance
    return Estimate(loss.value / balance, loss.low / balance, loss.high / balance, loss.kind, loss.note)


def _provisions_and_capital(test: BankTest) -> Chart:
    """Return provisions and capital under each stress with the scheme and without it."""
    shown = stresses_of(test)[:MOST_STRESSES]
    names = tuple(stress_name(test, stress) for stress in shown)
    panels = tuple(_buffer_panel(test, key, unit, shown, names) for key, unit in _BUFFERS.items())
    note = phrase("bank.chart.note.provisions_and_capital", held=amount(test.provisions))
    title = phrase("bank.chart.title.provisions_and_capital")
    return Chart("provisions_and_capital", title, panels, (note,), columns=len(panels))


def _buffer_panel(test: BankTest, key: str, unit: Unit, shown: list[str], names: tuple[Value, ...]) -> Rows:
    groups = tuple(
        Dots(
            phrase(f"bank.cover.{cover}"),
            tuple(test.case(stress, cover).estimates.get(key) for stress in shown),
            look,
        )
        for look, cover in enumerate((AS_IT_IS, WITHOUT_SCHEME))
    )
    references: tuple[Reference, ...] = ()
    if key in ("allowance_integral", "least_provisions_12"):
        references = (Reference(test.provisions, "upright"),)
    elif key == "raroc":
        references = (Reference(0.0, "upright", form="plain"),)
    x = Axis(None, unit, low=0.0 if unit == "currency" else None)
    return Rows(x, names, groups, references, title=phrase(f"bank.chart.buffer.{key}"))
