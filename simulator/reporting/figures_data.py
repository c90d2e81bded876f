"""The numbers that a figure of a comparison shows, as a comma-separated file beside it."""

from collections.abc import Iterable, Sequence

from simulator.analysis.compare import Comparison, PolicyPoint
from simulator.reporting import csv_files, figures_fund, figures_lines, figures_policies, tables

_COLUMNS = (
    "policy", "compensation_ratio", "fund_size", "breaker", "measure", "unit", "value", "low", "high", "paths",
)  # fmt: skip


def data_of(comparison: Comparison, figure: str) -> bytes:
    """Return the numbers of a chart by its key, in plain units (currency, shares of 1), with their intervals."""
    if figure == "fund_balance":
        return csv_files.fan_csv(comparison, figures_fund.fan_names(comparison))
    if figure == "loss_split":
        return csv_files.split_csv(comparison, figures_fund.split_names(comparison))
    if figure == "policies":
        shown = figures_policies.policy_names(comparison)
        points = [tables.point_named(comparison, name) for name in shown]
        return _rows(comparison, points, figures_policies.POLICY_MEASURES, is_difference=True)
    if figure == "heat_map":
        return _rows(comparison, comparison.points, tables.GRID_MEASURES)
    sizes = figures_lines.chosen_sizes(comparison)
    points = [point for point in comparison.points if point.fund_size in sizes]
    return _rows(comparison, points, figures_lines.CURVE_MEASURES)


def _rows(
    comparison: Comparison, points: Iterable[PolicyPoint], keys: Sequence[str], *, is_difference: bool = False
) -> bytes:
    found = comparison.differences if is_difference else comparison.estimates
    rows = []
    for point in points:
        for measure in tables.chosen_measures(comparison, keys):
            estimate = found.get((point.name, measure.key))
            if estimate is not None:
                key = f"{measure.key}_difference" if is_difference else measure.key
                place = (point.name, point.ratio, point.fund_size, point.is_breaker_on)
                numbers = (estimate.value, estimate.low, estimate.high, comparison.paths)
                rows.append([*place, key, csv_files.plain_unit(comparison, measure), *numbers])
    return csv_files.csv_bytes([_COLUMNS, *rows])
