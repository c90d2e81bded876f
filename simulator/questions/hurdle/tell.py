"""What the bank's hurdle says: up to which default probability it lends, and the break-even ratios."""

import dataclasses
import math
from collections.abc import Iterable

from simulator.answer import Answer, Column, Fact, Kind, Row, Table, data_table
from simulator.questions.basis import computed_basis
from simulator.questions.hurdle.ask import GradeHurdle, Hurdle, SectorHurdle, SizeBand
from simulator.questions.names import own_name
from simulator.values import NOTHING, Cell, Listed, Number, Own, Phrase, Unit, Value, phrase

DIGITS = 3


def tell(found: Hurdle) -> Answer:
    """Return the answer; nothing is drawn."""
    return Answer(
        question="hurdle",
        basis=computed_basis(found.scenario, _notes(found)),
        said=(_said(found),),
        tables=(_ratios_table(found), _pds_table(found), _grades_table(found), _terms_table(found)),
        facts=_facts(found),
    )


def _facts(found: Hurdle) -> dict[str, Fact]:
    return {
        "lever": "purchase_price_share" if found.is_purchase else "compensation_ratio",
        "own_ratio": found.own_ratio,
        "other_income": found.other_income,
        "is_other_income_fitted": found.is_fitted,
        "pd_scale": found.fitted.pd_scale,
        "largest_pd_uncovered": found.largest_pd_uncovered,
    }


def _said(found: Hurdle) -> Phrase:
    """Return up to which default probability the bank lends, with the scheme and without it."""
    if not found.scenario.lender.is_screening:
        return phrase("hurdle.said.none")
    largest = sorted({sector.largest_pd for sector in found.sectors})
    by = "hurdle.said.by_sector_and_size" if found.has_sizes else "hurdle.said.by_sector"
    return phrase(
        "hurdle.said.up_to",
        lever=_lever(found),
        own=Number(found.own_ratio, "ratio"),
        largest=_span(_pd(largest[0]), _pd(largest[-1])),
        by=NOTHING if len(largest) == 1 else phrase(by),
        uncovered=_pd(found.largest_pd_uncovered),
    )


def _span(low: Value, high: Value) -> Value:
    return low if low == high else phrase("hurdle.span", low=low, high=high)


def _pd(pd: float) -> Value:
    if pd <= 0:
        return phrase("hurdle.pd.none")
    return phrase("hurdle.pd.any") if math.isinf(pd) else Number(min(pd, 1.0), "share", DIGITS)


def _lever(found: Hurdle) -> Phrase:
    return phrase("hurdle.lever.price" if found.is_purchase else "hurdle.lever.ratio")


def _ratios_table(found: Hurdle) -> Table:
    """Return the break-even ratio, sectors (and size bands, where terms differ by size) down and grades across."""
    rows = tuple(
        Row(_row_key(found, sector), (*_row_cells(found, sector), *map(_ratio, sector.grades)))
        for sector in found.sectors
    )
    sizes = [Column("loan", phrase("hurdle.column.loan"))] if found.has_sizes else []
    by = "hurdle.by.sector_size_grade" if found.has_sizes else "hurdle.by.sector_grade"
    return Table(
        "break_even_ratio",
        phrase("hurdle.table.break_even_ratio", lever=_lever(found), by=phrase(by)),
        (_sector_column(), *sizes, *(Column(name, Own(name), "number", "ratio") for name in _grades(found))),
        rows,
    )


def _row_key(found: Hurdle, sector: SectorHurdle) -> str:
    return f"{sector.sector}, above {sector.band.above:.12g}" if found.has_sizes else sector.sector


def _row_cells(found: Hurdle, sector: SectorHurdle) -> tuple[Cell, ...]:
    name = own_name(sector.sector)
    return (name, _band(sector.band)) if found.has_sizes else (name,)


def _pds_table(found: Hurdle) -> Table:
    """Return the default probability of each sector and grade."""
    of_sector = {sector.sector: sector for sector in found.sectors}
    rows = tuple(
        Row(name, (own_name(name), *(Number(grade.pd, "share", DIGITS) for grade in sector.grades)))
        for name, sector in of_sector.items()
    )
    columns = (_sector_column(), *(Column(name, Own(name), "number", "share") for name in _grades(found)))
    return Table("pd", phrase("hurdle.table.pd"), columns, rows)


def _sector_column() -> Column:
    return Column("sector", phrase("hurdle.column.sector"))


def _grades(found: Hurdle) -> tuple[str, ...]:
    return tuple(grade.name for grade in found.scenario.grades)


def _band(band: SizeBand) -> Phrase:
    """Return the size of a band's loans."""
    low, high = Number(band.above, "currency"), Number(band.up_to, "currency")
    if band.above == 0:
        return phrase("hurdle.size.up_to", high=high) if math.isfinite(band.up_to) else phrase("hurdle.size.any")
    if math.isfinite(band.up_to):
        return phrase("hurdle.size.between", low=low, high=high)
    return phrase("hurdle.size.above", low=low)


def _ratio(grade: GradeHurdle) -> Value:
    if grade.break_even_share <= 0:
        return phrase("hurdle.ratio.lends_anyway")
    if not math.isfinite(grade.break_even_ratio):
        return phrase("hurdle.ratio.no_ratio")
    return Number(grade.break_even_ratio, "ratio", DIGITS)


def _grades_table(found: Hurdle) -> Table:
    """Return every number of every sector, size band and grade."""
    rows = (_grade_row(sector, grade) for sector in found.sectors for grade in sector.grades)
    kinds: dict[str, tuple[Kind, Unit]] = {
        "sector": ("words", "plain"), "above": ("number", "currency"), "up_to": ("number", "currency"),
        "mean_principal": ("number", "currency"), "share": ("number", "share"), "largest_pd": ("number", "share"),
        "grade": ("words", "plain"), "pd": ("number", "share"), "break_even_share": ("number", "share"),
        "break_even_ratio": ("number", "ratio"),
    }  # fmt: skip
    return data_table("grades", kinds, rows)


def _grade_row(sector: SectorHurdle, grade: GradeHurdle) -> Row:
    band = sector.band
    amounts = (band.above, band.up_to, band.mean_principal)
    own = (grade.pd, grade.break_even_share)
    return Row(
        sector.sector,
        (
            Own(sector.sector),
            *(Number(amount, "currency") for amount in amounts),
            *(Number(part, "share") for part in (sector.share, sector.largest_pd)),
            Own(grade.grade),
            *(Number(part, "share") for part in own),
            Number(grade.break_even_ratio, "ratio"),
        ),
    )


def _terms_table(found: Hurdle) -> Table:
    """Return what the bank's decision rests on, per unit lent and year."""
    terms = dataclasses.asdict(found.terms)
    rows = (Row(name, (Number(value),)) for name, value in terms.items())
    return data_table("terms", {"value": ("number", "plain")}, rows)


def _notes(found: Hurdle) -> tuple[Phrase, ...]:
    """Return how to read the tables, and what they rest on."""
    scheme, lender = found.scenario.scheme, found.scenario.lender
    rates = {"rate": lender.loan_rate, "funding": lender.funding_cost, "cost": lender.operating_cost}
    return (
        phrase("hurdle.note.cells", lever=_lever(found), zero=Number(0.0, "ratio"), limits=_limits(found)),
        *([phrase("hurdle.note.tiers")] if scheme.tiers and not found.is_purchase else []),
        phrase(
            "hurdle.note.terms",
            **{name: Number(rate, "share") for name, rate in rates.items()},
            lgd=Number(lender.loss_given_default, "ratio"),
            income=Number(found.other_income, "share"),
            source=phrase("hurdle.source.fitted" if found.is_fitted else "hurdle.source.set"),
        ),
        phrase("hurdle.note.size", sizes=Listed(_sizes(sector.band for sector in found.sectors))),
    )


def _limits(found: Hurdle) -> Value:
    """Return the limits within which a ratio must be enough."""
    scheme = found.scenario.scheme
    limits = []
    if scheme.stacking_limit < 1:
        limits.append(phrase("hurdle.limit.stacking", share=Number(scheme.stacking_limit, "ratio")))
    if scheme.cap_per_loan is not None:
        limits.append(phrase("hurdle.limit.cap", cap=Number(scheme.cap_per_loan, "currency")))
    return NOTHING if found.is_purchase or not limits else phrase("hurdle.limits", limits=Listed(tuple(limits)))


def _sizes(bands: Iterable[SizeBand]) -> tuple[Value, ...]:
    return tuple(Number(mean, "currency", DIGITS) for mean in dict.fromkeys(band.mean_principal for band in bands))
