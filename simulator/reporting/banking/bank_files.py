"""Files of a bank's stress test: tables for people, long tables in plain units, the list of claims at risk, JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from simulator.analysis.banking.tested import BUSINESS_MEASURES, MEASURES, BankCase, BankTest
from simulator.estimate import Estimate
from simulator.reporting import csv_files, wording
from simulator.reporting.banking.bank_tables import wide_tables
from simulator.reporting.banking.bank_text import answer, business_of, cases_of, notes_of, stresses_of
from simulator.reporting.json_text import estimate_json, plain

CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")
_BASIS = ("paths", "interval", "seed", "scenario", "stand_in")


def files_of(test: BankTest) -> dict[str, bytes]:
    """Return every table file by its path in the run folder."""
    files = {f"tables/{table.name}.csv": csv_files.table_csv(table) for table in wide_tables(test)}
    if test.business:
        files["tables/new_business_long.csv"] = business_csv(test)
    return {
        **files,
        "tables/measures_long.csv": measures_csv(test),
        "tables/loan_classes.csv": classes_csv(test),
        "tables/migration.csv": migration_csv(test),
        "tables/migration_rates_by_month.csv": rates_csv(test),
        "tables/breakdown_long.csv": breakdown_csv(test),
        "tables/reverse_stress_long.csv": reverse_csv(test),
        "claims_at_risk.csv": at_risk_csv(test),
    }


def _basis(test: BankTest) -> list[object]:
    about = test.scenario.about
    return [test.paths, wording.CONFIDENCE, test.seed, about.title, about.stand_in]


def _ordered(test: BankTest) -> list[BankCase]:
    return [case for stress in stresses_of(test) for case in cases_of(test, stress)]


def _ends(estimate: Estimate) -> list[object]:
    value = estimate.value if wording.is_defined(estimate) else None
    return [value, estimate.low, estimate.high]


def measures_csv(test: BankTest) -> bytes:
    """Return all measures of all cases, one a row, in plain units (currency, shares of 1)."""
    columns = ["stress", "cover", "ratio", "measure", "label", "unit", "value", "low", "high", "note", *_BASIS]
    word = wording.currency_word(test.scenario)
    rows = [
        [case.stress, case.cover, case.ratio, measure.key, measure.label,
         word if measure.unit == "currency" else measure.unit, *_ends(estimate), estimate.note, *_basis(test)]
        for case in _ordered(test)
        for measure in MEASURES
        if (estimate := case.estimates.get(measure.key)) is not None
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def classes_csv(test: BankTest) -> bytes:
    """Return mean balances by loan class and the NPL ratio, by month after the tape."""
    quantiles = ("npl_ratio_mean", "npl_ratio_5", "npl_ratio_50", "npl_ratio_95")
    columns = ["stress", "cover", "months_after_tape", *CLASSES, "written_off", "repaid", *quantiles, "unit", *_BASIS]
    word = wording.currency_word(test.scenario)
    rows = [
        [case.stress, case.cover, month, *case.classes[month].tolist(), float(case.written_off[month]),
         float(case.repaid[month]), *case.npl_ratio[month].tolist(), word, *_basis(test)]
        for case in _ordered(test)
        for month in range(len(case.classes))
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def migration_csv(test: BankTest) -> bytes:
    """Return what the loans of each class are after twelve months: mean balances and shares of the row."""
    columns = ["stress", "cover", "class_of_tape", "class_after_12_months", "balance", "share_of_row", "unit", *_BASIS]
    word = wording.currency_word(test.scenario)
    rows = [
        [case.stress, case.cover, before, after, float(case.migration[i, j]), _share(case, i, j), word, *_basis(test)]
        for case in _ordered(test)
        for i, before in enumerate(CLASSES)
        for j, after in enumerate(CLASSES)
    ]
    return csv_files.csv_bytes([columns, *rows])


def _share(case: BankCase, i: int, j: int) -> float | None:
    whole = float(case.migration[i].sum())
    return float(case.migration[i, j]) / whole if whole > 0 else None


def rates_csv(test: BankTest) -> bytes:
    """Return migration rates by month: of what is left of a class, the part in a worse one; empty classes blank."""
    columns = ["stress", "cover", "month_after_tape", *(f"from_{name}" for name in CLASSES[:4]),
               "from_performing_to_non_performing", *_BASIS]  # fmt: skip
    rows = [
        [case.stress, case.cover, month + 1, *rates.tolist(), float(case.performing_migration[month]), *_basis(test)]
        for case in _ordered(test)
        for month, rates in enumerate(case.migration_by_month)
    ]
    return csv_files.csv_bytes([columns, *rows])


def business_csv(test: BankTest) -> bytes:
    """Return book, new business and both, one measure a row, in plain units."""
    columns = ["stress", "cover", "part", "measure", "label", "unit", "value", "low", "high", *_BASIS]
    word = wording.currency_word(test.scenario)
    rows = [
        [row.stress, row.cover, row.part, measure.key, measure.label,
         word if measure.unit == "currency" else measure.unit, *_ends(row.estimates[measure.key]),
         *_basis(test)]
        for stress in stresses_of(test)
        for row in business_of(test, stress)
        for measure in BUSINESS_MEASURES
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def breakdown_csv(test: BankTest) -> bytes:
    """Return the parts of the book under every stress, in plain units."""
    losses = ("gross_loss", "net_loss", "net_loss_without_scheme")
    ends = [f"{name}{end}" for name in losses for end in ("", "_low", "_high")]
    first = ["stress", "by", "part", "loans", "balance", "pd_per_year", "npl_balance", "loans_made", "lent",
             "lent_defaulted"]  # fmt: skip
    columns = [*first, *ends, "allowance", "unit", *_BASIS]
    word = wording.currency_word(test.scenario)
    rows = [
        [row.stress, row.by, row.name, row.loans, row.balance, row.pd, row.npl_balance, row.made, row.lent,
         row.lent_defaulted, *_ends(row.gross_loss),
         *_ends(row.net_loss), *_ends(row.net_loss_alone), row.allowance, word, *_basis(test)]
        for row in test.breakdown
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def reverse_csv(test: BankTest) -> bytes:
    """Return what empties each buffer; blank where not even the last value tried does."""
    columns = ["driver", "buffer", "amount", "smallest", "low", "high", "last_tried", "unit", *_BASIS]
    word = wording.currency_word(test.scenario)
    rows = [
        [one.driver, one.buffer, one.amount, *_ends(one.smallest), one.extreme, word, *_basis(test)]
        for one in test.reverse
    ]
    return csv_files.csv_bytes([columns, *rows])


def at_risk_csv(test: BankTest) -> bytes:
    """Return the loans whose claim may be refused, largest balance first, for the bank to work through."""
    columns = ["loan", "borrower", "reason", "days_from_lending_to_filing", "balance", "compensation_at_stake", "unit",
               "as_of", "scenario"]  # fmt: skip
    word = wording.currency_word(test.scenario)
    rows = [
        [one.loan, one.borrower, one.reason, one.days_to_filing, one.balance, one.compensation, word,
         test.facts.as_of, test.scenario.about.title]
        for one in test.at_risk
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def bank_json(test: BankTest, *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return the stress test as JSON text; numbers that do not exist are null, loans and borrowers have no names."""
    content = {
        "answer": answer(test),
        "scenario": test.scenario.about.title,
        "notes": notes_of(test),
        "currency": wording.currency_word(test.scenario),
        "paths": test.paths,
        "seed": test.seed,
        "interval": wording.CONFIDENCE,
        "tape": {**vars(test.facts), "settled": test.facts.settled},
        "tolerated_npl_ratio": test.tolerance,
        "provisions": test.provisions,
        "capital_buffer": test.capital_buffer,
        "margin": test.margin,
        "cases": [_case(case) for case in _ordered(test)],
        "new_business": [
            {"stress": row.stress, "cover": row.cover, "part": row.part, "values": _estimates(row.estimates)}
            for stress in stresses_of(test)
            for row in business_of(test, stress)
        ],
        "saved_by_the_scheme": _estimates(test.saved),
        "break_even_ratio": _estimates(test.break_even_ratio),
        "reverse_stress": [
            {"driver": one.driver, "buffer": one.buffer, "amount": one.amount, **estimate_json(one.smallest)}
            for one in test.reverse
        ],
        "concentration": {
            "largest_ten_borrowers": test.concentration.largest_share,
            "herfindahl": test.concentration.herfindahl,
        },
        "claims_at_risk": {
            "loans": len(test.at_risk),
            "balance": sum(one.balance for one in test.at_risk),
            "compensation": sum(one.compensation for one in test.at_risk),
        },
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _case(case: BankCase) -> dict[str, object]:
    return {
        "stress": case.stress,
        "cover": case.cover,
        "compensation_ratio": case.ratio,
        "values": _estimates(case.estimates),
        "npl_ratio_by_month": case.npl_ratio[:, 0].tolist(),
        "balance_by_class_and_month": case.classes.tolist(),
    }


def _estimates(found: Mapping[str, Estimate]) -> dict[str, object]:
    return {key: estimate_json(estimate) for key, estimate in found.items()}
