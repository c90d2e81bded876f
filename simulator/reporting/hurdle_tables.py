"""Tables, sentences and JSON of the bank's hurdle: break-even ratios by sector and grade."""

import dataclasses
import json
import math

from simulator.analysis.hurdle import GradeHurdle, Hurdle, SizeBand
from simulator.reporting import csv_files, wording
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
    by = "sector and size" if _has_bands(found) else "sector"
    sectors = "" if len(with_scheme) == 1 else f", by {by}"
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
    """Return the break-even ratio, sectors (and size bands, where terms differ by size) down and grades across."""
    name, has_bands = "break_even_ratio", _has_bands(found)
    title = f"Break-even {_lever(found)} by sector{', size' if has_bands else ''} and grade"
    sizes = ("loan",) if has_bands else ()
    rows = tuple(
        (sector.sector, *(band_text(sector.band) for _ in sizes), *map(_ratio_text, sector.grades))
        for sector in found.sectors
    )
    return Table(name, title, ("sector", *sizes, *_grades(found)), rows, notes_of(found), text_columns=sizes)


def pds_table(found: Hurdle) -> Table:
    """Return the default probability of each sector and grade."""
    of_sector = {sector.sector: sector for sector in found.sectors}
    rows = tuple((name, *(f"{100 * grade.pd:.2f}" for grade in sector.grades)) for name, sector in of_sector.items())
    return Table("pd", "Default probability, % a year", ("sector", *_grades(found)), rows, notes_of(found))


def _grades(found: Hurdle) -> tuple[str, ...]:
    return tuple(grade.name for grade in found.scenario.grades)


def _has_bands(found: Hurdle) -> bool:
    return len({sector.band for sector in found.sectors}) > 1


def band_text(band: SizeBand) -> str:
    """Return the size of a band's loans."""
    low, high = (wording.amount_text(end) for end in (band.above, band.up_to if math.isfinite(band.up_to) else 0))
    if band.above == 0:
        return f"up to {high}" if math.isfinite(band.up_to) else "any"
    return f"{low} to {high}" if math.isfinite(band.up_to) else f"above {low}"


def _ratio_text(grade: GradeHurdle) -> str:
    if grade.break_even_share <= 0:
        return LENDS_ANYWAY
    if grade.break_even_ratio <= 0:
        return "0"
    return f"{grade.break_even_ratio:.3f}" if math.isfinite(grade.break_even_ratio) else NO_RATIO


def notes_of(found: Hurdle) -> tuple[str, ...]:
    """Return how to read the tables, and what they rest on."""
    scenario, lender = found.scenario, found.scenario.lender
    source = "fitted to the calibration targets" if _is_fitted(found) else "as the scenario sets it"
    return tuple(
        note
        for note in (
            f'"{LENDS_ANYWAY}": the bank lends without cover; "0": other parties bear enough; "{NO_RATIO}": no '
            f"{_lever(found)} is enough{_limits(found)}. The probability is the one the bank believes in: it sees it "
            "through noise, so a firm may be taken for better or worse.",
            ""
            if not scenario.scheme.tiers or found.is_purchase
            else "The ratio is that of the smallest loans, which the tiers cut for larger ones.",
            f"Loan rate {100 * lender.loan_rate:.3g} %, funding {100 * lender.funding_cost:.3g} %, running cost "
            f"{100 * lender.operating_cost:.3g} %, loss given default {lender.loss_given_default:g}, other income "
            f"{100 * found.other_income:.3g} % a year ({source}).",
            f"Of a loan of {_sizes(found)} that is no first loan; computed from the bank's terms, nothing is "
            "simulated, so there is no interval.",
            scenario.about.stand_in,
        )
        if note
    )


def _limits(found: Hurdle) -> str:
    """Return the limits within which a ratio must be enough."""
    scheme = found.scenario.scheme
    limits = []
    if scheme.stacking_limit < 1:
        limits.append(f"all public money together may bear at most {scheme.stacking_limit:g}")
    if scheme.cap_per_loan is not None:
        limits.append(f"a loan gets at most {wording.exact_amount(scheme.cap_per_loan, found.scenario)}")
    return "" if found.is_purchase or not limits else f" ({' and '.join(limits)})"


def _sizes(found: Hurdle) -> str:
    means = dict.fromkeys(f"{sector.band.mean_principal / 1e6:.3g} m" for sector in found.sectors)
    return f"mean size ({', '.join(means)} {wording.currency_word(found.scenario)})"


def _is_fitted(found: Hurdle) -> bool:
    return found.scenario.lender.other_income is None and found.scenario.calibration is not None


def files_of(found: Hurdle) -> dict[str, bytes]:
    """Return the tables by their path in a run folder; `hurdle_long` has the plain numbers."""
    rows = [
        [sector.sector, sector.band.above, sector.band.up_to, sector.band.mean_principal, sector.largest_pd,
         grade.grade, grade.pd, grade.break_even_share, grade.break_even_ratio]
        for sector in found.sectors
        for grade in sector.grades
    ]  # fmt: skip
    columns = [
        "sector", "above", "up_to", "mean_principal", "largest_pd", "grade", "pd", "break_even_share",
        "break_even_ratio",
    ]  # fmt: skip
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
