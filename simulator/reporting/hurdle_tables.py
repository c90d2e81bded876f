"""Tables, sentences and JSON of the bank's hurdle: break-even ratios by sector and grade."""

import dataclasses
import json
import math
from collections.abc import Callable

from simulator.analysis.hurdle import GradeHurdle, Hurdle
from simulator.reporting import csv_files
from simulator.reporting.json_text import plain
from simulator.reporting.tables import Table

LENDS_ANYWAY = "none"
NO_RATIO = "-"


def answer(found: Hurdle) -> list[str]:
    """Return up to which default probability the bank lends, with the scheme and without it."""
    lender = found.scenario.lender
    if not lender.is_screening:
        return ["In this scenario the bank lends to every applicant (lender.is_screening = false): no hurdle applies."]
    with_scheme = sorted({sector.largest_pd for sector in found.sectors})
    ends = " to ".join(dict.fromkeys((_pd_text(with_scheme[0]), _pd_text(with_scheme[-1]))))
    sectors = "" if len(with_scheme) == 1 else ", by sector"
    return [
        f"With the scheme ({_lever(found)} {found.own_ratio:g}) the bank lends up to a default probability of {ends} "
        f"a year{sectors}; without cover up to {_pd_text(found.largest_pd_uncovered)}."
    ]


def _pd_text(pd: float) -> str:
    if math.isinf(pd):
        return "any" if pd > 0 else "none at all"
    return "none at all" if pd <= 0 else f"{100 * min(pd, 1.0):.2f} %"


def _lever(found: Hurdle) -> str:
    return "purchase price" if found.is_purchase else "compensation ratio"


def ratios_table(found: Hurdle) -> Table:
    """Return the break-even ratio, sectors down and grades across."""
    return _table(found, "break_even_ratio", f"Break-even {_lever(found)} by sector and grade", _ratio_text)


def pds_table(found: Hurdle) -> Table:
    """Return the default probability of each sector and grade."""
    return _table(found, "pd", "Default probability, % a year", lambda grade: f"{100 * grade.pd:.2f}")


def _table(found: Hurdle, name: str, title: str, text: Callable[[GradeHurdle], str]) -> Table:
    grades = tuple(grade.name for grade in found.scenario.grades)
    rows = tuple((sector.sector, *map(text, sector.grades)) for sector in found.sectors)
    return Table(name, title, ("sector", *grades), rows, notes_of(found))


def _ratio_text(grade: GradeHurdle) -> str:
    if grade.break_even_share <= 0:
        return LENDS_ANYWAY
    if grade.break_even_ratio <= 0:
        return "0"
    return f"{grade.break_even_ratio:.3f}" if grade.break_even_share <= 1 else NO_RATIO


def notes_of(found: Hurdle) -> tuple[str, ...]:
    """Return how to read the tables, and what they rest on."""
    scenario, lender = found.scenario, found.scenario.lender
    source = "fitted to the calibration targets" if _is_fitted(found) else "as the scenario sets it"
    limit = scenario.scheme.stacking_limit
    return tuple(
        note
        for note in (
            f'"{LENDS_ANYWAY}": the bank lends without cover; "0": other parties bear enough; "{NO_RATIO}": no ratio '
            "is enough. The probability is the one the bank believes in: it sees it through noise, so a firm may be "
            "taken for better or worse.",
            ""
            if limit >= 1 or found.is_purchase
            else f"All public money together may bear at most {limit:g}: ratios above that cannot be given.",
            f"Loan rate {100 * lender.loan_rate:.3g} %, funding {100 * lender.funding_cost:.3g} %, running cost "
            f"{100 * lender.operating_cost:.3g} %, loss given default {lender.loss_given_default:g}, other income "
            f"{100 * found.other_income:.3g} % a year ({source}).",
            "Of a loan of mean size that is no first loan; computed from the bank's terms, nothing is simulated, so "
            "there is no interval.",
            scenario.about.stand_in,
        )
        if note
    )


def _is_fitted(found: Hurdle) -> bool:
    return found.scenario.lender.other_income is None and found.scenario.calibration is not None


def files_of(found: Hurdle) -> dict[str, bytes]:
    """Return the tables by their path in a run folder; `hurdle_long` has the plain numbers."""
    rows = [
        [sector.sector, sector.largest_pd, grade.grade, grade.pd, grade.break_even_share, grade.break_even_ratio]
        for sector in found.sectors
        for grade in sector.grades
    ]
    columns = ["sector", "largest_pd", "grade", "pd", "break_even_share", "break_even_ratio"]
    tables = (ratios_table(found), pds_table(found))
    return {
        **{f"tables/{table.name}.csv": csv_files.table_csv(table) for table in tables},
        "tables/hurdle_long.csv": csv_files.csv_bytes([columns, *rows]),
    }


def hurdle_json(found: Hurdle) -> str:
    """Return the hurdle as JSON text; numbers that do not exist are null."""
    content = {
        "answer": answer(found),
        "scenario": found.scenario.about.title,
        "notes": notes_of(found),
        "lever": "purchase_price_share" if found.is_purchase else "compensation_ratio",
        "own_ratio": found.own_ratio,
        "other_income": found.other_income,
        "is_other_income_fitted": _is_fitted(found),
        "pd_scale": found.fitted.pd_scale,
        "terms": dataclasses.asdict(found.terms),
        "largest_pd_uncovered": found.largest_pd_uncovered,
        "sectors": [dataclasses.asdict(sector) for sector in found.sectors],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)
