"""Tables, files and JSON of a valuation."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from simulator.analysis.valuing.royalty import Sheet
from simulator.analysis.valuing.value import FAN_LEVELS, LIVES_YEARS, TERMS_MONTHS, Cell, Valuation, Valued, rate_in_use
from simulator.estimate import Estimate
from simulator.faults import counted
from simulator.inputs.number_columns import sentence_of
from simulator.inputs.patents import facts_of_patents
from simulator.reporting import csv_files, wording
from simulator.reporting.json_text import estimate_json, plain
from simulator.reporting.tables import Table
from simulator.reporting.valuing.value_text import (
    KIND_WORDS,
    amount,
    answer,
    notes_of,
    per_cent,
    rates_in_use_text,
    short_per_cent,
    shown_levels,
)
from simulator.saying.speaker import said


def patents_table(found: Valuation) -> Table:
    """Return one row per patent: what may be lent on it."""
    return Table(
        name="patents",
        title=f"Safe pledge rate: expected loss given default within {100 * found.question.largest_loss:g} %, "
        f"{counted(found.question.term_months, 'month')}",
        columns=("patent", "safe rate (%)", "safe loan", "LGD, scenario's rate (%)", "appraised value"),
        rows=tuple(
            (
                valued.patent.name,
                per_cent(valued.safe),
                _loan(found, valued),
                _loss_in_use(valued),
                amount(found.scenario, valued.appraised_value),
            )
            for valued in found.valued
        ),
        notes=notes_of(found),
    )


def methods_table(found: Valuation) -> Table | None:
    """Return the value of each patent by each method, also in per cent of the appraised one; None if none is known."""
    methods: list[tuple[str, Callable[[Valued], float | None]]] = [
        ("relief from royalty", lambda valued: valued.sheet.value if valued.sheet else None),
        ("cost", lambda valued: valued.patent.cost),
        ("market", lambda valued: valued.patent.market),
    ]
    if all(read(valued) is None for _, read in methods for valued in found.valued):
        return None
    return Table(
        name="methods",
        title="Value by method (% of the appraised value)",
        columns=("patent", "appraised value", *(name for name, _ in methods)),
        rows=tuple(
            (
                valued.patent.name,
                amount(found.scenario, valued.appraised_value),
                *(_beside(found, valued, read(valued)) for _, read in methods),
            )
            for valued in found.valued
        ),
        notes=notes_of(found),
    )


def _beside(found: Valuation, valued: Valued, value: float | None) -> str:
    if value is None:
        return ""
    return f"{amount(found.scenario, value)} ({100 * value / valued.appraised_value:.0f} %)"


def _loan(found: Valuation, valued: Valued) -> str:
    return "0" if valued.safe is None else amount(found.scenario, valued.safe.value * valued.appraised_value)


def _loss_in_use(valued: Valued) -> str:
    return next((per_cent(point.expected) for point in valued.losses if point.rate == valued.rate_in_use), "n/a")


def proceeds_table(found: Valuation) -> Table:
    """Return one row per patent: what its sale after a default brings, beside what a sale is known to have brought."""
    has_observed = any(valued.patent.recovered is not None for valued in found.valued)
    rows = tuple(
        (
            valued.patent.name,
            per_cent(valued.proceeds.mean),
            per_cent(valued.proceeds.nothing),
            *(per_cent(valued.proceeds.quantiles[FAN_LEVELS.index(level)]) for level in (0.5, 0.95)),
            wording.with_interval(valued.proceeds.lag_months, 1.0, is_signed=False),
            *([_observed(valued)] if has_observed else []),
        )
        for valued in found.valued
    )
    return Table(
        name="proceeds",
        title="Net proceeds after a default, % of appraised value",
        columns=(
            "patent",
            "mean",
            "nothing (% of defaults)",
            *shown_levels((0.5, 0.95)),
            "months to the sale",
            *(["recovered"] if has_observed else []),
        ),
        rows=rows,
        notes=notes_of(found),
    )


def _observed(valued: Valued) -> str:
    recovered = valued.patent.recovered
    return "" if recovered is None else f"{100 * recovered / valued.appraised_value:.3g}"


def losses_table(found: Valuation, valued: Valued) -> Table:
    """Return the loss given default of one patent at several pledge rates."""
    level = f"P{100 * found.question.level:g}"
    return Table(
        name="losses",
        title=f"Loss given default by pledge rate, % of what is owed: {valued.patent.name}",
        columns=("pledge rate (%)", "expected", "of it from wrong-way risk (points)", level),
        rows=tuple(
            (
                f"{100 * point.rate:g}",
                per_cent(point.expected),
                wording.with_interval(point.wrong_way, 100.0, is_signed=True),
                per_cent(point.quantile),
            )
            for point in valued.losses
        ),
        notes=notes_of(found),
        marked_row=next((i for i, point in enumerate(valued.losses) if point.rate == valued.rate_in_use), None),
    )


def months_table(found: Valuation, valued: Valued) -> Table:
    """Return the value of one patent over the loan's life, plain and given a default."""
    rows = tuple(
        (
            str(value.month),
            per_cent(value.mean),
            per_cent(value.median),
            per_cent(value.valid),
            "" if value.given_default is None else per_cent(value.given_default),
            "" if value.wrong_way is None else wording.with_interval(value.wrong_way, 100.0, is_signed=True),
        )
        for value in valued.months
    )
    return Table(
        name="months",
        title=f"True value by month, % of appraised value: {valued.patent.name}",
        columns=("month", "mean", "median", "valid (%)", "mean if default", "difference (points)"),
        rows=rows,
        notes=notes_of(found),
    )


def sheet_table(found: Valuation, valued: Valued, sheet: Sheet) -> Table:
    """Return the steps of relief from royalty, year by year, with the inputs in the title."""
    total = 0.0
    rows = []
    for year in sheet.years:
        total += year.present_value
        cells = (year.revenue, year.royalty, year.present_value, total)
        rows.append((f"{year.start:g}-{year.end:g}", *(f"{cell:,.0f}" for cell in cells)))
    inputs = (
        f"royalty {100 * sheet.royalty_rate:g} %, tax {100 * sheet.tax_rate:g} %, growth {100 * sheet.growth:g} %, "
        f"decay {100 * sheet.decay:g} %, discount {100 * sheet.discount:g} % a year (continuous), "
        f"life {sheet.life_years:g} {'year' if sheet.life_years == 1 else 'years'}"
    )
    return Table(
        name="relief_from_royalty",
        title=f"Relief from royalty, {wording.currency_word(found.scenario)}: {valued.patent.name}; {inputs}",
        columns=("years", "covered revenue", "royalty after tax", "present value", "value so far"),
        rows=tuple(rows),
        notes=(f"Value = revenue x {sheet.multiple:.6g} = {sheet.value:,.2f}.", *notes_of(found)[:1]),
    )


def safe_table(found: Valuation, term: int, *, is_quantile: bool = False) -> Table:
    """Return the safe pledge rates of one term for a credit committee: sector and kind down, remaining life across."""
    wanted = f"{100 * found.question.largest_loss:g} %"
    with_chance = f" with chance {100 * found.question.level:g} %" if is_quantile else ""
    what = "loss given default" if is_quantile else "expected loss given default"

    def text(cell: Cell) -> str:
        return short_per_cent(cell.safe_at_level if is_quantile else cell.safe)

    return _committee_table(
        found,
        term,
        text,
        name=f"safe_rates{'_with_chance' if is_quantile else ''}_{term}_months",
        title=f"Safe pledge rate, %, {term}-month loans: {what} within {wanted}{with_chance}",
    )


def loss_in_use_table(found: Valuation, term: int) -> Table:
    """Return the expected loss given default at the pledge rates in use, in the same cells."""
    return _committee_table(
        found,
        term,
        lambda cell: short_per_cent(cell.loss_in_use),
        name=f"loss_in_use_{term}_months",
        title=f"Expected loss given default at the scenario's pledge rates, %, {term}-month loans",
    )


def _committee_table(found: Valuation, term: int, text: Callable[[Cell], str], *, name: str, title: str) -> Table:
    cells = {(c.sector, c.kind, c.life_years): c for c in found.cells if c.term_months == term}
    rows = []
    for sector, kind in dict.fromkeys((c.sector, c.kind) for c in found.cells):
        texts = [text(cells[sector, kind, life]) for life in LIVES_YEARS]
        rows.append((f"{sector}, {KIND_WORDS[kind]}", rates_in_use_text(found.scenario, kind), *texts))
    return Table(
        name=name,
        title=title,
        columns=("sector, kind", "in use", *(f"{counted(life, 'year')} left" for life in LIVES_YEARS)),
        rows=tuple(rows),
        notes=(*notes_of(found), f"In the cells: {wording.CONFIDENCE} interval after ±; none: no pledge rate does."),
    )


def has_quantile_rates(found: Valuation) -> bool:
    """Return whether any cell has a pledge rate that keeps a single loss within what is wanted."""
    return any(cell.safe_at_level is not None for cell in found.cells)


def files_of(found: Valuation) -> dict[str, bytes]:
    """Return every table as a file by its path in the run folder."""
    methods = methods_table(found)
    tables = [patents_table(found), *([methods] if methods else []), proceeds_table(found)]
    for term in TERMS_MONTHS:
        tables += [safe_table(found, term), loss_in_use_table(found, term)]
        tables += [safe_table(found, term, is_quantile=True)] if has_quantile_rates(found) else []
    files = {f"tables/{table.name}.csv": csv_files.table_csv(table) for table in tables}
    for number, valued in enumerate(found.valued, start=1):
        own = [months_table(found, valued), losses_table(found, valued)]
        own += [sheet_table(found, valued, valued.sheet)] if valued.sheet else []
        files |= {f"tables/patent_{number:03}_{table.name}.csv": csv_files.table_csv(table) for table in own}
    files["tables/safe_rates_long.csv"] = csv_files.csv_bytes(_long_rows(found))
    return files


_LONG = (
    "sector", "kind", "remaining_life_years", "term_months", "largest_loss", "safe_rate", "low", "high", "level",
    "safe_rate_at_level", "level_low", "level_high", "rate_in_use", "loss_in_use", "loss_low", "loss_high", "paths",
    "seed", "scenario",
)  # fmt: skip


def _long_rows(found: Valuation) -> Iterable[Sequence[object]]:
    yield _LONG
    for c in found.cells:
        yield [
            c.sector, c.kind, c.life_years, c.term_months, found.question.largest_loss, *_three(c.safe),
            found.question.level, *_three(c.safe_at_level), rate_in_use(found.scenario, c.kind),
            *_three(c.loss_in_use), found.paths, found.seed, found.scenario.about.title,
        ]  # fmt: skip


def _three(estimate: Estimate | None) -> tuple[float | None, ...]:
    return (None, None, None) if estimate is None else (estimate.value, estimate.low, estimate.high)


def valuation_json(found: Valuation, *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return the valuation as JSON text; rates are per unit of appraised value, None where no rate does."""
    content = {
        "answer": answer(found),
        "scenario": found.scenario.about.title,
        "notes": notes_of(found)[1:],
        "currency": wording.currency_word(found.scenario),
        "largest_loss": found.question.largest_loss,
        "level": found.question.level,
        "term_months": found.question.term_months,
        "paths": found.paths,
        "seed": found.seed,
        "interval": wording.CONFIDENCE,
        "patents": [_patent_json(valued) for valued in found.valued],
        "safe_pledge_rates": [
            {
                "sector": c.sector,
                "kind": c.kind,
                "remaining_life_years": c.life_years,
                "term_months": c.term_months,
                "safe_rate": _json(c.safe),
                "safe_rate_at_level": _json(c.safe_at_level),
                "rate_in_use": rate_in_use(found.scenario, c.kind),
                "loss_in_use": _json(c.loss_in_use),
            }
            for c in found.cells
        ],
        "read": [said(sentence_of(facts)) for facts in facts_of_patents(found.question.patents)],
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _json(estimate: Estimate | None) -> dict[str, object] | None:
    return None if estimate is None else estimate_json(estimate)


def _patent_json(valued: Valued) -> dict[str, object]:
    patent, proceeds = valued.patent, valued.proceeds
    return {
        "patent": patent.name,
        "sector": patent.sector,
        "kind": patent.kind,
        "remaining_life_years": patent.remaining_life_years,
        "appraised_value": valued.appraised_value,
        "relief_from_royalty": valued.sheet.value if valued.sheet else None,
        "cost": patent.cost,
        "market": patent.market,
        "recovered": patent.recovered,
        "safe_rate": _json(valued.safe),
        "safe_rate_at_level": _json(valued.safe_at_level),
        "proceeds": {
            "mean": _json(proceeds.mean),
            "wrong_way": _json(proceeds.wrong_way),
            "nothing": _json(proceeds.nothing),
            "months": _json(proceeds.lag_months),
            **{
                name: _json(quantile)
                for name, quantile in zip(shown_levels(FAN_LEVELS), proceeds.quantiles, strict=True)
            },
        },
        "losses": [
            {
                "rate": point.rate,
                "expected": _json(point.expected),
                "wrong_way": _json(point.wrong_way),
                "at_level": _json(point.quantile),
            }
            for point in valued.losses
        ],
        "value_by_month": [
            {
                "month": value.month,
                "mean": _json(value.mean),
                "median": _json(value.median),
                "valid": _json(value.valid),
                "mean_given_default": _json(value.given_default),
                "wrong_way": _json(value.wrong_way),
            }
            for value in valued.months
        ],
    }
