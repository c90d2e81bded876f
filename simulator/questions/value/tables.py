"""Tables of a valuation: each patent, its values and losses; and the safe pledge rates for a credit committee."""

from collections.abc import Callable

from simulator.answer import Column, Row, Table
from simulator.estimate import Estimate
from simulator.questions.names import own_name
from simulator.questions.value.given import rate_in_use
from simulator.questions.value.said import (
    cells_of_term,
    computed,
    kind_name,
    months,
    patent_name,
    share,
    wanted,
)
from simulator.questions.value.valued import FAN_LEVELS, LIVES_YEARS, TERMS_MONTHS, Cell, Valuation, Valued
from simulator.values import Cell as Shown
from simulator.values import Measured, Number, Own, Phrase, Unit, Value, phrase

Read = Callable[[Valued], float | None]
METHODS: dict[str, Read] = {
    "royalty": lambda valued: valued.sheet.value if valued.sheet else None,
    "cost": lambda valued: valued.patent.cost,
    "market": lambda valued: valued.patent.market,
}
"""Ways to value a patent besides the appraisal, and where their values are."""


def tables(found: Valuation) -> tuple[Table, ...]:
    """Return every table; of those with several rows a patent the terminal shows the first patent's."""
    return (
        _patents(found),
        *_methods(found),
        *_royalty(found),
        _proceeds(found),
        _months(found),
        _losses(found),
        *_committee(found),
        _given(found),
        _cells(found),
    )


def _column(key: str, unit: Unit | None = None, /, **parts: Value) -> Column:
    """Return a column of estimates, or of words where there is no unit."""
    heading = phrase(f"valuation.column.{key}", **parts)
    return Column(key, heading) if unit is None else Column(key, heading, "measured", unit)


def _number(key: str, unit: Unit) -> Column:
    return Column(key, phrase(f"valuation.column.{key}"), "number", unit)


def _rate(estimate: Estimate | None) -> Value:
    """Return a pledge rate, or that none keeps the loss within what is wanted."""
    return phrase("valuation.no_rate") if estimate is None else share(estimate)


def _points(estimate: Estimate) -> Measured:
    return Measured(estimate, "points", is_difference=True)


def _patents(found: Valuation) -> Table:
    """Return one row per patent: what may be lent on it."""
    columns = (
        _column("patent"),
        _column("safe_rate", "share"),
        _column("safe_loan", "currency"),
        _column("loss_in_use", "share"),
        _column("appraised_value", "currency"),
    )
    rows = []
    for valued in found.valued:
        rate = 0.0 if valued.safe is None else valued.safe.value
        loss = next((share(point.expected) for point in valued.losses if point.rate == valued.rate_in_use), None)
        cells = (
            patent_name(found, valued), _rate(valued.safe), computed(rate * valued.appraised_value),
            loss or phrase("value.not_applicable"), computed(valued.appraised_value),
        )  # fmt: skip
        rows.append(Row(valued.patent.name, cells))
    title = phrase("valuation.title.patents", wanted=wanted(found), term=months(found.asked.term_months))
    return Table("patents", title, columns, tuple(rows))


def _methods(found: Valuation) -> tuple[Table, ...]:
    """Return the value of each patent by each method that is known of one, also as part of the appraised one."""
    known = [key for key, read in METHODS.items() if any(read(valued) is not None for valued in found.valued)]
    if not known:
        return ()
    columns = [_column("patent"), _column("appraised_value", "currency")]
    for key in known:
        columns += [_column(key, "currency"), _number(f"{key}_share", "share")]
    rows = []
    for valued in found.valued:
        cells: list[Shown] = [patent_name(found, valued), computed(valued.appraised_value)]
        for key in known:
            value = METHODS[key](valued)
            part = None if value is None else Number(value / valued.appraised_value, "share")
            cells += [None if value is None else computed(value), part]
        rows.append(Row(valued.patent.name, tuple(cells)))
    return (Table("methods", phrase("valuation.title.methods"), tuple(columns), tuple(rows)),)


def _royalty(found: Valuation) -> tuple[Table, ...]:
    """Return the inputs of relief from royalty, and its steps year by year."""
    shown = [(valued, valued.sheet) for valued in found.valued if valued.sheet is not None]
    if not shown:
        return ()
    inputs, years = [], []
    for valued, sheet in shown:
        name = patent_name(found, valued)
        rates = (sheet.royalty_rate, sheet.tax_rate, sheet.growth, sheet.decay, sheet.discount)
        cells = (
            name, computed(sheet.revenue), *(Number(rate, "share") for rate in rates),
            Number(sheet.life_years, "years"), Number(sheet.multiple),
        )  # fmt: skip
        inputs.append(Row(valued.patent.name, cells))
        total = 0.0
        for year in sheet.years:
            total += year.present_value
            span = phrase("valuation.years", first=Number(year.start), last=Number(year.end))
            amounts = map(computed, (year.revenue, year.royalty, year.present_value, total))
            years.append(Row(f"{valued.patent.name}/{year.end:g}", (name, span, *amounts)))
    shares = ("royalty_rate", "tax_rate", "growth", "decay", "discount")
    input_columns = (
        _column("patent"), _column("revenue", "currency"), *(_number(key, "share") for key in shares),
        _number("life", "years"), _number("multiple", "plain"),
    )  # fmt: skip
    steps = ("year_revenue", "year_royalty", "present_value", "value_so_far")
    year_columns = (_column("patent"), _column("years"), *(_column(key, "currency") for key in steps))
    multiple = (phrase("valuation.note.multiple"),)
    return (
        Table("royalty_inputs", phrase("valuation.title.royalty_inputs"), input_columns, tuple(inputs), multiple),
        Table(
            "royalty_years", phrase("valuation.title.royalty_years"), year_columns, tuple(years),
            screen_rows=len(shown[0][1].years),
        ),
    )  # fmt: skip


def _proceeds(found: Valuation) -> Table:
    """Return one row per patent: what its sale after a default brings, beside what a sale is known to have brought."""
    has_observed = any(valued.patent.recovered is not None for valued in found.valued)
    columns = (
        _column("patent"), _column("mean", "share"), _column("nothing", "share"),
        *(_level_column(level) for level in (0.5, 0.95)), _column("lag", "months"),
        *([_number("recovered", "share")] if has_observed else []),
    )  # fmt: skip
    rows = []
    for valued in found.valued:
        proceeds, recovered = valued.proceeds, valued.patent.recovered
        shown: list[Shown] = [patent_name(found, valued), share(proceeds.mean), share(proceeds.nothing)]
        shown += [share(proceeds.quantiles[FAN_LEVELS.index(level)]) for level in (0.5, 0.95)]
        shown.append(Measured(proceeds.lag_months, "months"))
        if has_observed:
            shown.append(None if recovered is None else Number(recovered / valued.appraised_value, "share"))
        rows.append(Row(valued.patent.name, tuple(shown)))
    return Table("proceeds", phrase("valuation.title.proceeds"), columns, tuple(rows))


def _level_column(level: float) -> Column:
    key = f"p{100 * level:g}"
    heading = phrase("valuation.median") if level == 0.5 else phrase("valuation.quantile", level=Number(level, "share"))
    return Column(key, heading, "measured", "share")


def _months(found: Valuation) -> Table:
    """Return the value of each patent over the loan's life, plain and given a default."""
    shares = (_column(key, "share") for key in ("mean", "median", "valid", "mean_given_default"))
    columns = (_column("patent"), _number("month", "count"), *shares, _column("wrong_way", "points"))
    rows = tuple(
        Row(
            f"{valued.patent.name}/{value.month}",
            (
                patent_name(found, valued), Number(value.month, "count"), share(value.mean), share(value.median),
                share(value.valid), None if value.given_default is None else share(value.given_default),
                None if value.wrong_way is None else _points(value.wrong_way),
            ),
        )
        for valued in found.valued
        for value in valued.months
    )  # fmt: skip
    return Table("months", phrase("valuation.title.months"), columns, rows, screen_rows=len(found.valued[0].months))


def _losses(found: Valuation) -> Table:
    """Return the loss given default of each patent at several pledge rates."""
    level = phrase("valuation.quantile", level=Number(found.asked.level, "share"))
    columns = (
        _column("patent"), _number("pledge_rate", "share"), _column("expected", "share"),
        _column("from_wrong_way", "points"), Column("at_level", level, "measured", "share"),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{valued.patent.name}/{point.rate:g}",
            (
                patent_name(found, valued), Number(point.rate, "share"), share(point.expected),
                _points(point.wrong_way), share(point.quantile),
            ),
        )
        for valued in found.valued
        for point in valued.losses
    )  # fmt: skip
    first = found.valued[0]
    marked = f"{first.patent.name}/{first.rate_in_use:g}"
    return Table(
        "losses", phrase("valuation.title.losses"), columns, rows, marked=marked, screen_rows=len(first.losses)
    )  # fmt: skip


def _committee(found: Valuation) -> tuple[Table, ...]:
    """Return the table of a credit committee: safe rates, the stricter ones where there are any, the loss in use."""
    parts: dict[str, Value] = {"wanted": wanted(found)}
    level = Number(found.asked.level, "share")
    has_strict = any(cell.safe_at_level is not None for cell in found.cells)
    strict = _committee_table(
        found, "safe_rates_at_level", phrase("valuation.title.safe_rates_at_level", level=level, **parts),
        lambda cell: _rate(cell.safe_at_level),
    )  # fmt: skip
    in_use = phrase("valuation.title.loss_in_use")
    return (
        _committee_table(
            found, "safe_rates", phrase("valuation.title.safe_rates", **parts), lambda cell: _rate(cell.safe)
        ),
        *([strict] if has_strict else []),
        _committee_table(found, "loss_in_use", in_use, lambda cell: share(cell.loss_in_use), is_shown=False),
    )  # fmt: skip


def _committee_table(
    found: Valuation, key: str, title: Phrase, value: Callable[[Cell], Value], *, is_shown: bool = True
) -> Table:
    """Return sector, kind and term down, remaining life across; the term asked for first."""
    first = cells_of_term(found)[0]
    cells = {(c.term_months, c.sector, c.kind, c.life_years): c for c in found.cells}
    groups = list(dict.fromkeys((c.sector, c.kind) for c in found.cells))
    columns = (
        _column("sector"), _column("kind"), _number("term", "months"),
        *map(_life_column, LIVES_YEARS),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{sector}/{kind}/{term}",
            (
                own_name(sector), kind_name(kind), Number(term, "months"),
                *(value(cells[term, sector, kind, life]) for life in LIVES_YEARS),
            ),
        )
        for term in sorted(TERMS_MONTHS, key=lambda term: term != first)
        for sector, kind in groups
    )  # fmt: skip
    return Table(key, title, columns, rows, screen_rows=len(groups) if is_shown else 0)


def _life_column(years: int) -> Column:
    heading = phrase("valuation.column.years_left", n=Number(years, "count"))
    return Column(f"life_{years}_years", heading, "measured", "share")


def _given(found: Valuation) -> Table:
    """Return what each patent is, and all that is known of its proceeds."""
    columns = (
        _column("patent"), _column("sector"), _column("kind"), _number("life", "years"),
        _column("safe_rate_at_level", "share"), _column("wrong_way", "points"), *map(_level_column, FAN_LEVELS),
    )  # fmt: skip
    rows = tuple(
        Row(
            valued.patent.name,
            (
                Own(valued.patent.name), Own(valued.patent.sector), kind_name(valued.patent.kind),
                Number(valued.patent.remaining_life_years, "years"), _rate(valued.safe_at_level),
                _points(valued.proceeds.wrong_way), *map(share, valued.proceeds.quantiles),
            ),
        )
        for valued in found.valued
    )  # fmt: skip
    return Table("patents_in_full", phrase("valuation.title.patents_in_full"), columns, rows, is_data=True)


def _cells(found: Valuation) -> Table:
    """Return every cell of the table for a credit committee in a row of its own."""
    columns = (
        _column("sector"), _column("kind"), _number("life", "years"), _number("term", "months"),
        _column("safe_rate", "share"), _column("safe_rate_at_level", "share"), _number("rate_in_use", "share"),
        _column("loss_in_use", "share"),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{c.sector}/{c.kind}/{c.life_years}/{c.term_months}",
            (
                Own(c.sector), kind_name(c.kind), Number(c.life_years, "years"), Number(c.term_months, "months"),
                _rate(c.safe), _rate(c.safe_at_level), Number(rate_in_use(found.scenario, c.kind), "share"),
                share(c.loss_in_use),
            ),
        )
        for c in found.cells
    )  # fmt: skip
    return Table("cells", phrase("valuation.title.cells"), columns, rows, is_data=True)
