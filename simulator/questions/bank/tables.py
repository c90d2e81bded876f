"""Tables of a bank's stress test for people: cases, parts of the book, worst loans, what empties the buffers."""

from collections.abc import Sequence

from simulator.answer import Column, Row, Table
from simulator.estimate import Estimate
from simulator.questions.bank.names import (
    cover_name,
    driver_name,
    harshest,
    ordered_business,
    ordered_cases,
    stress_name,
    when,
)
from simulator.questions.bank.said import amount, break_even_value, count, emptied_value, money
from simulator.questions.bank.tested import (
    AS_IT_IS,
    BREAKDOWNS,
    BUSINESS_MEASURES,
    MEASURES,
    NO_STRESS,
    BankMeasure,
    BankTest,
    BookRow,
)
from simulator.questions.names import own_name
from simulator.values import Cell, Measured, Number, Own, Unit, Value, phrase

FIRST = ("npl_ratio_12", "net_loss", "compensation", "provisions_missing_12", "raroc", "gross_loss", "waiting_cost")
"""Measures of the table on the terminal, under short headings."""
FIRST_OF_BUSINESS = ("lent", "lent_covered", "net_loss", "npl_ratio_12", "compensation")
OF_MEASURE = {measure.key: measure for measure in (*MEASURES, *BUSINESS_MEASURES)}


def tables(test: BankTest) -> tuple[Table, ...]:
    """Return what people read; loans and borrowers by name are in the files alone."""
    return (
        _cases(test, "cases", FIRST, is_short=True),
        *([_business(test)] if test.business else []),
        *(_breakdown(test, by) for by in BREAKDOWNS),
        *([_reverse(test)] if test.reverse else []),
        _cases(test, "measures", tuple(measure.key for measure in MEASURES), is_short=False),
        _break_even(test),
        _worst(test),
        _concentration(test),
        _at_risk(test),
    )


def words(key: str, **parts: Value) -> Column:
    """Return a column of words."""
    return Column(key, phrase(f"bank.column.{key}", **parts))


def numbers(key: str, unit: Unit) -> Column:
    """Return a column of numbers known exactly."""
    return Column(key, phrase(f"bank.column.{key}"), "number", unit)


def measured(key: str, unit: Unit, **parts: Value) -> Column:
    """Return a column of estimates."""
    return Column(key, phrase(f"bank.column.{key}", **parts), "measured", unit)


def figure(measure: BankMeasure, estimate: Estimate | None) -> Measured | None:
    """Return one figure of a case."""
    return None if estimate is None else Measured(estimate, measure.unit)


def _cases(test: BankTest, key: str, chosen: Sequence[str], *, is_short: bool) -> Table:
    """Return measures under each stress and cover."""
    kept = [OF_MEASURE[one] for one in chosen if any(one in case.estimates for case in test.cases)]
    of = "short" if is_short else "measure"
    columns = (
        words("stress"), words("cover"),
        *(Column(one.key, phrase(f"bank.{of}.{one.key}"), "measured", one.unit) for one in kept),
    )  # fmt: skip
    rows = tuple(
        Row(
            f"{case.stress}/{case.cover}",
            (
                stress_name(test, case.stress), cover_name(case.cover, case.ratio),
                *(figure(one, case.estimates.get(one.key)) for one in kept),
            ),
        )
        for case in ordered_cases(test)
    )  # fmt: skip
    return Table(key, phrase(f"bank.title.{key}"), columns, rows, screen_rows=None if is_short else 0)


def _business(test: BankTest) -> Table:
    """Return book, new business and both; the terminal shows those with the scheme as it is."""
    keys = (*FIRST_OF_BUSINESS, *(one.key for one in BUSINESS_MEASURES if one.key not in FIRST_OF_BUSINESS))
    columns = (
        words("stress"), words("part"),
        *(Column(key, phrase(f"bank.business.{key}"), "measured", OF_MEASURE[key].unit) for key in keys),
        words("cover"),
    )  # fmt: skip
    ratios = {case.cover: case.ratio for case in test.cases}
    shown = ordered_business(test)
    rows = tuple(
        Row(
            f"{row.stress}/{row.cover}/{row.part}",
            (
                stress_name(test, row.stress), phrase(f"bank.part.{row.part}"),
                *(figure(OF_MEASURE[key], row.estimates[key]) for key in keys),
                cover_name(row.cover, ratios.get(row.cover, 0.0)),
            ),
        )
        for row in shown
    )  # fmt: skip
    own = sum(row.cover == AS_IT_IS for row in shown)
    return Table("new_business", phrase("bank.title.new_business"), columns, rows, screen_rows=own)


def part_name(by: str, name: str) -> Value:
    """Return a part of the book as the tape names it."""
    if not name:
        return phrase("bank.not_given")
    return own_name(name) if by == "sector" else Own(name)


def _breakdown(test: BankTest, by: str) -> Table:
    """Return the parts of the book by branch, product, sector, grade or vintage; the terminal shows the sectors."""
    hard = harshest(test)
    is_vintage = by == "vintage"
    plain = [row for row in test.breakdown if (row.by, row.stress) == (by, NO_STRESS) and (row.loans or is_vintage)]
    stressed = {row.name: row for row in test.breakdown if (row.by, row.stress) == (by, hard)}
    has_stress = hard != NO_STRESS
    first = (numbers("lent", "currency"), numbers("lent_defaulted", "share")) if is_vintage else ()
    columns = (
        Column(by, phrase(f"bank.by.{by}")), *first, numbers("loans", "count"), numbers("balance", "currency"),
        *(() if is_vintage else (numbers("npl_ratio", "share"),)), numbers("pd", "share"),
        measured("net_loss", "currency"),
        *([measured("net_loss_stressed", "currency", stress=stress_name(test, hard))] if has_stress else []),
        measured("net_loss_alone", "currency"), numbers("allowance", "currency"),
    )  # fmt: skip
    rows = tuple(
        Row(
            row.name,
            (
                part_name(by, row.name), *(_made(row) if is_vintage else ()), count(row.loans), amount(row.balance),
                *(() if is_vintage else (Number(row.npl_balance / row.balance, "share"),)), _pd(row),
                money(row.net_loss), *([money(stressed[row.name].net_loss)] if has_stress else []),
                money(stressed[row.name].net_loss_alone), amount(row.allowance),
            ),
        )
        for row in sorted(plain, key=lambda row: row.name if is_vintage else -row.balance)
    )  # fmt: skip
    notes = (
        phrase("bank.note.breakdown", when=when(test, hard)),
        *([phrase("bank.note.vintage")] if is_vintage else []),
    )
    shown = None if by == "sector" else 0
    return Table(f"by_{by}", phrase(f"bank.title.by_{by}"), columns, rows, notes, screen_rows=shown)


def _made(row: BookRow) -> tuple[Number, Number]:
    """Return what was lent in a year, and which part of it is or was in default."""
    return amount(row.lent), Number(row.lent_defaulted / row.lent, "share")


def _pd(row: BookRow) -> Cell:
    return Number(row.pd, "share") if row.balance > row.npl_balance else phrase("value.not_applicable")


def _reverse(test: BankTest) -> Table:
    """Return how bad it must get until each buffer is gone, one row per driver."""
    buffers = list(dict.fromkeys(one.buffer for one in test.reverse))
    found = {(one.driver, one.buffer): one for one in test.reverse}
    sizes = {one.buffer: one.amount for one in test.reverse}
    columns = (
        words("driver"),
        *(
            Column(buffer, phrase(f"bank.buffer.sized.{buffer}", amount=amount(sizes[buffer])))
            for buffer in buffers
        ),
    )  # fmt: skip
    rows = tuple(
        Row(driver, (driver_name(test, driver), *(emptied_value(found[driver, buffer]) for buffer in buffers)))
        for driver in dict.fromkeys(one.driver for one in test.reverse)
    )
    return Table("reverse_stress", phrase("bank.title.reverse_stress"), columns, rows, (phrase("bank.note.reverse"),))


def _break_even(test: BankTest) -> Table:
    """Return the compensation ratio at which the margin of a year carries the loss of its defaults."""
    columns = (words("stress"), measured("break_even", "share"), measured("saved", "currency"))
    rows = tuple(
        Row(name, (stress_name(test, name), break_even_value(found), money(test.saved[name])))
        for name, found in test.break_even_ratio.items()
    )
    return Table("break_even", phrase("bank.title.break_even"), columns, rows, screen_rows=0)


def _worst(test: BankTest) -> Table:
    """Return the loans with the largest mean net loss."""
    columns = (
        words("loan"), words("borrower"), words("sector"), numbers("balance", "currency"),
        numbers("days_past_due", "count"), numbers("pd", "share"), measured("net_loss", "currency"),
        numbers("allowance", "currency"),
    )  # fmt: skip
    rows = tuple(
        Row(
            row.loan,
            (
                Own(row.loan), Own(row.borrower), own_name(row.sector), amount(row.balance), count(row.days_past_due),
                Number(row.pd, "share"), money(row.net_loss), amount(row.allowance),
            ),
        )
        for row in test.worst
    )  # fmt: skip
    return Table("worst_loans", phrase("bank.title.worst_loans"), columns, rows, is_confidential=True)


def _concentration(test: BankTest) -> Table:
    """Return the largest borrowers, and how concentrated the book is."""
    found = test.concentration
    columns = (words("what"), numbers("balance", "currency"), numbers("share", "share"))
    rows = [
        Row(name, (Own(name), amount(balance), Number(balance / test.facts.balance, "share")))
        for name, balance in found.largest
    ]
    together = amount(sum(balance for _, balance in found.largest))
    rows.append(Row("together", (phrase("bank.together"), together, Number(found.largest_share, "share"))))
    rows += [
        Row(f"herfindahl_{by}", (phrase(f"bank.herfindahl.{by}"), None, Number(index, "share")))
        for by, index in found.herfindahl.items()
    ]
    notes = (phrase("bank.note.herfindahl"),)
    return Table("concentration", phrase("bank.title.concentration"), columns, tuple(rows), notes, is_confidential=True)


def _at_risk(test: BankTest) -> Table:
    """Return the loans whose claim may be refused, largest balance first, for the bank to work through."""
    columns = (
        words("loan"), words("borrower"), words("reason"), numbers("days_to_filing", "days"),
        numbers("balance", "currency"), numbers("compensation_at_stake", "currency"),
    )  # fmt: skip
    rows = tuple(
        Row(
            one.loan,
            (
                Own(one.loan), Own(one.borrower), phrase(f"bank.reason.{one.reason}"),
                Number(one.days_to_filing, "days"), amount(one.balance), amount(one.compensation),
            ),
        )
        for one in test.at_risk
    )  # fmt: skip
    return Table("claims_at_risk", phrase("bank.title.claims_at_risk"), columns, rows, is_confidential=True)
