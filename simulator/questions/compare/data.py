"""Tables of a comparison for programs: every number of every policy, in plain units."""

from collections.abc import Iterator

from simulator.analysis.compare import FAN_LEVELS, Comparison, MeasureDefinition, PolicyPoint
from simulator.analysis.extreme_paths import MEASURES, NEVER, ExtremePath
from simulator.answer import Kind, Row, Table, data_table
from simulator.faults import shown
from simulator.questions.names import measured
from simulator.values import Cell, Number, Own, Unit

_WORDS: tuple[Kind, Unit] = ("words", "plain")
_PLACE: dict[str, tuple[Kind, Unit]] = {
    "policy": _WORDS, "compensation_ratio": ("number", "ratio"), "fund_size": ("number", "currency"), "breaker": _WORDS,
}  # fmt: skip


def data(found: Comparison) -> tuple[Table, ...]:
    """Return the tables that are written and never shown; what was not computed has none."""
    every = (_measures(found), _settings(found), _balances(found), _extremes(found), _losses(found))
    return tuple(table for table in every if table.rows)


def _place(point: PolicyPoint) -> tuple[Cell, ...]:
    breaker = Own("on" if point.is_breaker_on else "off")
    return Own(point.name), Number(point.ratio, "ratio"), Number(point.fund_size, "currency"), breaker


def _measures(found: Comparison) -> Table:
    """Return one row per policy and measure, with its paired difference to the baseline."""
    kinds: dict[str, tuple[Kind, Unit]] = {
        **_PLACE, "measure": _WORDS, "unit": _WORDS, "kind": _WORDS, "value": ("measured", "plain"),
        "difference": ("measured", "plain"), "note": _WORDS, "among": ("number", "count"),
    }  # fmt: skip
    rows = (
        _measure_row(found, point, measure)
        for point in found.points
        for measure in found.measures
        if (point.name, measure.key) in found.estimates
    )
    return data_table("measures_long", kinds, rows)


def _measure_row(found: Comparison, point: PolicyPoint, measure: MeasureDefinition) -> Row:
    estimate = found.estimates[point.name, measure.key]
    difference = found.differences.get((point.name, measure.key))
    cells = (
        Own(measure.key),
        Own(measure.unit),
        Own(estimate.kind),
        measured(measure, estimate),
        None if difference is None else measured(measure, difference, is_difference=True),
        Own(estimate.note),
        Number(estimate.among, "count"),
    )
    return Row(f"{point.name}: {measure.key}", (*_place(point), *cells))


def _settings(found: Comparison) -> Table:
    """Return what each policy sets, one row per policy and setting."""
    rows = (
        Row(f"{point.name}: {key}", (Own(point.name), Own(key), Own(value if isinstance(value, str) else shown(value))))
        for point in found.points
        for key, value in point.settings.items()
    )
    return data_table("settings", {"policy": _WORDS, "setting": _WORDS, "value": _WORDS}, rows)


def _balances(found: Comparison) -> Table:
    """Return the quantiles of the fund's balance by month."""
    levels: dict[str, tuple[Kind, Unit]] = {f"quantile_{level:g}": ("number", "currency") for level in FAN_LEVELS}
    rows = (
        Row(
            f"{name}: {_month(found, month)}",
            (
                Own(name),
                Own(_month(found, month)),
                *(Number(float(level), "currency") for level in quantiles[:, month]),
            ),
        )
        for name, quantiles in found.balance_fan.items()
        for month in range(quantiles.shape[1])
    )
    return data_table("fund_balance", {"policy": _WORDS, "month": _WORDS, **levels}, rows)


def _month(found: Comparison, month: int) -> str:
    """Return the calendar month, such as 2027-03, of the month counted from 0."""
    return f"{int(found.scenario.clock.start[:4]) + month // 12}-{month % 12 + 1:02d}"


def _extremes(found: Comparison) -> Table:
    """Return the bad paths by number: one row per policy, measure and percentage of paths that are no worse."""
    kinds: dict[str, tuple[Kind, Unit]] = {
        "policy": _WORDS, "measure": _WORDS, "percent_no_worse": ("number", "count"), "amount": ("number", "currency"),
        "month": _WORDS, "path": ("number", "count"),
    }  # fmt: skip
    return data_table("extreme_paths", kinds, _extreme_rows(found))


def _extreme_rows(found: Comparison) -> Iterator[Row]:
    for name, paths in found.extremes.items():
        for path in paths:
            about = (Own(name), Own(path.measure), Number(path.percent, "count"))
            yield Row(f"{name}: {path.measure} {path.percent}", (*about, *_extreme_cells(found, path)))


def _extreme_cells(found: Comparison, path: ExtremePath) -> tuple[Cell, ...]:
    """Return the amount or the month, and the number of the path; none where what is feared does not happen on it."""
    number = Number(path.path, "count")
    if MEASURES[path.measure].unit == "currency":
        return Number(path.value / 100, "currency"), None, number
    return (None, Own("never"), None) if path.value == NEVER else (None, Own(_month(found, path.value - 1)), number)


def _losses(found: Comparison) -> Table:
    """Return who bears how much of the loss, one row per policy and party."""
    amount: tuple[Kind, Unit] = ("number", "currency")
    rows = (
        Row(f"{name}: {party}", (Own(name), Own(party), Number(float(amount), "currency")))
        for name, parties in found.loss_split.items()
        for party, amount in parties.items()
    )
    return data_table("loss_split", {"policy": _WORDS, "party": _WORDS, "mean_over_horizon": amount}, rows)
