"""Tables, sentences and JSON of a backtest."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from simulator.analysis.learning.backtest import HAPPENED, ForecastTest, RuleRow
from simulator.analysis.learning.traffic_light import ALL, LightRow
from simulator.faults import counted
from simulator.reporting import csv_files, wording
from simulator.reporting.json_text import plain
from simulator.reporting.tables import Table
from simulator.scenario.model import Scenario


@dataclass(frozen=True)
class Backtest:
    """What was tested, under which scenario."""

    scenario: Scenario
    rules: tuple[RuleRow, ...] = ()
    lights: tuple[LightRow, ...] = ()
    forecasts: ForecastTest | None = None


def answer(found: Backtest) -> list[str]:
    """Return the verdicts in words."""
    sentences = []
    if found.rules:
        sentences += _rule_sentences(found)
    if found.lights:
        sentences.append(_light_sentence(found.lights))
    if found.forecasts is not None:
        sentences.append(_forecast_sentence(found.forecasts))
    return sentences


def _rule_sentences(found: Backtest) -> list[str]:
    base = found.rules[0]
    style = wording.amount_style(max(max(row.bank_loss, row.fund_paid) for row in found.rules), _currency(found))
    other = "it really did" if base.name == HAPPENED else f'under "{base.name}"'
    sentences = []
    for row in found.rules[1:]:
        more = (row.fund_paid - base.fund_paid) * style.factor
        change = "as much as" if more == 0 else f"{abs(more):,.4g} {style.label} {'more' if more > 0 else 'less'} than"
        sentences.append(f'Under "{row.name}" the fund pays {change} {other}.')
    return sentences


def _light_sentence(lights: Sequence[LightRow]) -> str:
    graded = {row.year for row in lights if row.grade != ALL}
    single = [row for row in lights if row.year != ALL and (row.grade != ALL or row.year not in graded)]
    counts = ", ".join(
        f"{sum(row.light == colour for row in single)} {colour}" for colour in ("green", "yellow", "red")
    )
    last = lights[-1]
    return (
        f"PDs used, by year and grade: {counts}; together {counted(last.defaults, 'default')} where "
        f"{last.expected:,.4g} were expected, {last.light} (chance of as many or more {_chance(last.chance)})."
    )


def _forecast_sentence(test: ForecastTest) -> str:
    width = (
        "the ranges can be 95 % ranges" if test.is_range_fair
        else "the ranges are too narrow" if test.inside.high < 0.95 else "the ranges are too wide"
    )  # fmt: skip
    lean = (
        "no lean to one side that we can show" if test.error.low <= 0 <= test.error.high
        else f"outcomes lie {'above' if test.error.value > 0 else 'below'} the forecasts on average"
    )  # fmt: skip
    inside = wording.with_interval(test.inside, 100.0, is_signed=False)
    return (
        f"Forecasts: {inside} % of {test.count} outcomes inside their range ({test.below} below, {test.above} above): "
        f"{width}; {lean}."
    )


def _chance(value: float) -> str:
    return "below 0.01 %" if value < 1e-4 else f"{100 * value:.3g} %"


def _currency(found: Backtest) -> str:
    return wording.currency_word(found.scenario)


def rules_table(found: Backtest) -> Table:
    """Return what happened beside what each rule does, on the same loans."""
    style = wording.amount_style(max(max(row.bank_loss, row.fund_paid) for row in found.rules), _currency(found))

    def text(amount: float | None) -> str:
        return "-" if amount is None else f"{amount * style.factor:,.2f}"

    rows = tuple(
        (row.name, text(row.fund_paid), text(row.other_parties), text(row.bank_loss), _count(row.covered),
         text(row.unpaid), text(row.balance))
        for row in found.rules
    )  # fmt: skip
    stand_in = (found.scenario.about.stand_in,) if found.scenario.about.stand_in else ()
    notes = (
        f"{found.scenario.about.title}: known outcomes, nothing simulated; amounts in {style.label}.",
        "The loans are those that were made: under another rule the bank might have made others. "
        "A loan that a rule does not cover is the bank's alone. " + "Fund paid: less what it got back.",
        *stand_in,
    )
    columns = ("rule", "fund paid", "others paid", "bank's loss", "covered loans", "never paid", "balance")
    return Table("rules", "Alternative rules on the same loans", columns, rows, notes)


def _count(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def lights_table(found: Backtest) -> Table:
    """Return the traffic lights."""
    rows = tuple(
        (row.year, row.grade, f"{row.obligors:,}", f"{row.expected:,.1f}", f"{row.defaults:,}", _chance(row.chance),
         row.light, _chance(row.chance_independent), row.light_independent)
        for row in found.lights
    )  # fmt: skip
    columns = ("year", "grade", "firms", "expected", "defaults", "chance", "light", "chance (independent)",
               "light (independent)")  # fmt: skip
    economy = found.scenario.economy
    notes = (
        "Chance of as many defaults or more if the PDs are right; green from 5 % on, red below 0.1 % (Tasche 2003).",
        f"Asset correlation {economy.asset_correlation:g}, as of a calendar year"
        + (", though the scenario's step is the month" if economy.step == "monthly" else "")
        + "; independent: 0. Years are taken as independent. Of many green books one in twenty turns yellow by chance.",
    )
    return Table("lights", "Traffic lights of the PDs used", columns, rows, notes)


def files_of(found: Backtest) -> dict[str, bytes]:
    """Return the tables in plain units, by path in the run folder."""
    files = {}
    if found.rules:
        files["tables/rules.csv"] = _csv([{**asdict(row), "currency": _currency(found)} for row in found.rules])
    if found.lights:
        rows = [{**asdict(row), "light": row.light, "light_independent": row.light_independent} for row in found.lights]
        files["tables/lights.csv"] = _csv(rows)
    if found.forecasts is not None:
        test = found.forecasts
        files["tables/forecasts.csv"] = _csv([
            {"outcomes": test.count, "below": test.below, "above": test.above, "inside": test.inside.value,
             "inside_low": test.inside.low, "inside_high": test.inside.high, "error": test.error.value,
             "error_low": test.error.low, "error_high": test.error.high}
        ])  # fmt: skip
    return files


def _csv(rows: Sequence[dict[str, object]]) -> bytes:
    return csv_files.csv_bytes([list(rows[0]), *(list(row.values()) for row in rows)])


def backtest_json(found: Backtest, *, read: Sequence[str] = (), files: Sequence[Path] = (), command: str = "") -> str:
    """Return the backtest as JSON text; `read` says what the numbers of each file are."""
    content = {
        "answer": answer(found),
        "scenario": found.scenario.about.title,
        "stand_in": found.scenario.about.stand_in,
        "currency": _currency(found),
        "asset_correlation": found.scenario.economy.asset_correlation,
        "rules": [asdict(row) for row in found.rules],
        "lights": [{**asdict(row), "light": row.light, "light_independent": row.light_independent}
                   for row in found.lights],
        "forecasts": None if found.forecasts is None else asdict(found.forecasts),
        "read": read,
        "command": command,
        "files": [str(file) for file in files],
    }  # fmt: skip
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)
