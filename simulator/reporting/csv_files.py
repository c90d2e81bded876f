"""Comma-separated files: UTF-8 with a mark so that spreadsheets read them, and the same bytes every time."""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.analysis.extreme_paths import MEASURES, NEVER, ExtremePath
from simulator.estimate import Estimate
from simulator.reporting import tables, wording

# Full-width signs count too: a Chinese spreadsheet takes them for the others.
_STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_SIGNED = re.compile(r"[+-][0-9][0-9.,]*(?: %)?(?: \[[-+0-9., ]*(?: %)?(?:, (?:above |below )?[-+0-9., ]*(?: %)?)?\])?")
FAN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_LONG_COLUMNS = (
    "policy", "measure", "unit", "value", "low", "high", "difference", "difference_low", "difference_high", "paths",
    "label", "kind", "note", "compensation_ratio", "fund_size", "breaker", "baseline", "interval", "seed", "scenario",
    "stand_in",
)  # fmt: skip


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a comma-separated file; numbers as their shortest exact text, unknown ones empty."""
    return b"\xef\xbb\xbf" + csv_rows([_plain(value) for value in row] for row in rows)


def csv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of texts as they stand further down in a comma-separated file."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8")


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run: with an apostrophe before what could be a formula.

    Blanks before it do not count, as some programs drop them. A number with a sign, and one with its interval such as
    "+3 [-4, +9]", stay as they are.
    """
    first = text.lstrip(" \u3000")[:1]
    if not first or (first.isprintable() and first not in _STARTS_FORMULA) or _SIGNED.fullmatch(text):
        return text
    return f"'{text}"


def _plain(value: object) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    return repr(float(value)) if isinstance(value, float) else harmless(str(value))


def table_csv(table: tables.Table) -> bytes:
    """Return a table for people: title and notes first, then an empty line, then the table."""
    head = [[table.title], *([note] for note in table.notes), []]
    return csv_bytes([*head, table.columns, *table.rows])


def long_csv(comparison: Comparison) -> bytes:
    """Return all numbers, one row per policy and measure, in plain units (currency, shares of 1)."""
    rows = [
        _long_row(comparison, point, measure)
        for point in comparison.points
        for measure in comparison.measures
        if (point.name, measure.key) in comparison.estimates
    ]
    return csv_bytes([_LONG_COLUMNS, *rows])


def _long_row(comparison: Comparison, point: PolicyPoint, measure: MeasureDefinition) -> list[object]:
    estimate = comparison.estimates[point.name, measure.key]
    difference = comparison.differences.get((point.name, measure.key))
    scenario = comparison.scenario
    return [
        point.name, measure.key, plain_unit(comparison, measure), *_numbers(estimate), *_numbers(difference),
        comparison.paths, measure.label, estimate.kind, estimate.remark, point.ratio, point.fund_size,
        point.is_breaker_on, comparison.baseline, wording.CONFIDENCE, comparison.seed, scenario.about.title,
        " ".join(wording.notes_of(comparison)[1:]),
    ]  # fmt: skip


def _numbers(estimate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if estimate is None else (estimate.value, estimate.low, estimate.high)


def plain_unit(comparison: Comparison, measure: MeasureDefinition) -> str:
    """Return the unit of a measure as it is stored: yuan, share, yuan per yuan, ..."""
    word = wording.currency_word(comparison.scenario)
    return {"currency": word, "per currency": f"{word} per {word}"}.get(measure.unit, measure.unit)


def fan_csv(comparison: Comparison, names: Sequence[str] | None = None) -> bytes:
    """Return the quantiles of the fund's balance by month, in the currency's main unit; of all policies by default."""
    columns = ["policy", "month", *(f"quantile_{level:g}" for level in FAN_LEVELS), "paths", "unit", "scenario"]
    start = int(comparison.scenario.clock.start[:4])
    word = wording.currency_word(comparison.scenario)
    rows = [
        [name, month_text(start, month), *map(float, quantiles[:, month]), comparison.paths, word,
         comparison.scenario.about.title]
        for name, quantiles in comparison.balance_fan.items()
        if names is None or name in names
        for month in range(quantiles.shape[1])
    ]  # fmt: skip
    return csv_bytes([columns, *rows])


def month_text(start_year: int, month: int) -> str:
    """Return the calendar month, such as 2027-03, of the month counted from 0."""
    return f"{start_year + month // 12}-{month % 12 + 1:02d}"


def split_csv(comparison: Comparison, names: Sequence[str] | None = None) -> bytes:
    """Return who bears how much of the loss, one row per policy and party; of all policies by default."""
    word = wording.currency_word(comparison.scenario)
    rows = [
        [name, party, word, float(amount), comparison.paths, comparison.scenario.about.title]
        for name, parties in comparison.loss_split.items()
        if names is None or name in names
        for party, amount in parties.items()
    ]
    return csv_bytes([["policy", "party", "unit", "mean_over_horizon", "paths", "scenario"], *rows])


def extremes_csv(comparison: Comparison) -> bytes:
    """Return the bad paths by number: one row per policy, measure and percentage of paths that are no worse."""
    columns = ["policy", "measure", "percent_no_worse", "value", "unit", "path", "paths", "seed", "scenario"]
    rows = [
        [name, found.measure, found.percent,
         *extreme_value(comparison, found), number_of_extreme(found), comparison.paths, comparison.seed,
         comparison.scenario.about.title]
        for name, paths in comparison.extremes.items()
        for found in paths
    ]  # fmt: skip
    return csv_bytes([columns, *rows])


def extreme_value(comparison: Comparison, found: ExtremePath) -> tuple[str, str]:
    """Return a bad path's value and its unit: an exact amount, or a month."""
    if MEASURES[found.measure].unit == "currency":
        return money_text(found.value), wording.currency_word(comparison.scenario)
    start = int(comparison.scenario.clock.start[:4])
    return ("never" if found.value == NEVER else month_text(start, found.value - 1)), "month"


def number_of_extreme(found: ExtremePath) -> int | None:
    """Return the number of a bad path; none where what is feared does not happen on it."""
    return None if MEASURES[found.measure].unit == "month" and found.value == NEVER else found.path


def money_text(fen: int) -> str:
    """Return an amount in main currency units with two decimals, exactly."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"


def csv_files(comparison: Comparison) -> dict[str, bytes]:
    """Return every table file of a comparison by its path in the run folder."""
    files = {f"tables/{table.name}.csv": table_csv(table) for table in tables.tables_of(comparison)}
    files["tables/measures_long.csv"] = long_csv(comparison)
    if comparison.balance_fan:
        files["tables/fund_balance.csv"] = fan_csv(comparison)
    if comparison.extremes:
        files["tables/extreme_paths.csv"] = extremes_csv(comparison)
    if comparison.loss_split:
        files["tables/loss_split.csv"] = split_csv(comparison)
    return files
