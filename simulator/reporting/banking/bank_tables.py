"""Tables of a bank's stress test: cases, parts of the book, worst loans, what empties the buffers."""

from collections.abc import Mapping, Sequence

from simulator.analysis.banking.tested import (
    AS_IT_IS,
    BREAKDOWNS,
    BUSINESS_MEASURES,
    MEASURES,
    NO_STRESS,
    BankMeasure,
    BankTest,
    BookRow,
    BusinessRow,
)
from simulator.estimate import Estimate
from simulator.reporting import wording
from simulator.reporting.banking.bank_text import (
    CHANCE,
    SHARE,
    amount,
    break_even_text,
    business_of,
    cases_of,
    emptied_text,
    harshest,
    money,
    notes_of,
    stresses_of,
)
from simulator.reporting.tables import Table
from simulator.reporting.wording import UnitStyle

FIRST = ("npl_ratio_12", "net_loss", "compensation", "provisions_missing_12", "raroc", "gross_loss", "waiting_cost")
SHORT_LABELS = {
    "npl_ratio_12": "NPL ratio",
    "gross_loss": "gross loss",
    "compensation": "compensated",
    "net_loss": "net loss",
    "waiting_cost": "waiting",
    "provisions_missing_12": "provisions to add",
    "raroc": "RAROC",
}
BUSINESS_LABELS = {
    "lent": "lent",
    "lent_covered": "with cover",
    "net_loss": "net loss",
    "npl_ratio_12": "NPL ratio, 12 months",
    "compensation": "compensated",
}
_STYLES = {
    "share": SHARE,
    "factor": UnitStyle(100.0, "%", "percentage points"),
    "per year": UnitStyle(100.0, "% a year", "percentage points a year"),
}


_VINTAGE_NOTE = (
    "Lent and defaulted so far count the settled loans of the tape too, by principal: a loan has defaulted where it is "
    "90 or more days past due or a claim was filed. A loan that defaulted and was settled without a claim is not told "
    "by the tape. The other columns are those of loans with a balance."
)


def first_tables(test: BankTest) -> tuple[Table, ...]:
    """Return what the terminal shows; names of loans and borrowers stay in the files."""
    business = (short_business_table(test),) if test.business else ()
    return (cases_table(test, FIRST), *business, breakdown_table(test, "sector"), reverse_table(test))


def style_of(test: BankTest, measure: BankMeasure) -> UnitStyle:
    """Return how a measure is printed, on one scale for all cases."""
    if measure.unit != "currency":
        return _STYLES[measure.unit]
    largest = max(
        (abs(case.estimates[measure.key].value) for case in test.cases if measure.key in case.estimates), default=0.0
    )
    return wording.amount_style(largest, wording.currency_word(test.scenario))


def cases_table(test: BankTest, keys: Sequence[str] | None = None) -> Table:
    """Return every measure under each stress and cover, or those with these keys under short headings."""
    of = {measure.key: measure for measure in MEASURES}
    chosen = [of[key] for key in keys or of]
    chosen = [m for m in chosen if any(m.key in case.estimates for case in test.cases)]
    styles = {measure.key: style_of(test, measure) for measure in chosen}
    rows = tuple(
        (
            f"{case.stress}, {case.cover}",
            *(_cell(case.estimates.get(measure.key), measure, styles[measure.key]) for measure in chosen),
        )
        for stress in stresses_of(test)
        for case in cases_of(test, stress)
    )
    labels = [m.label if keys is None else SHORT_LABELS.get(m.key, m.label) for m in chosen]
    headings = [f"{label} ({styles[m.key].label})" for label, m in zip(labels, chosen, strict=True)]
    return Table(
        "cases",
        "The book under each stress; NPL ratio and provisions after twelve months",
        ("case", *headings),
        rows,
        notes_of(test),
    )


def _cell(estimate: Estimate | None, measure: BankMeasure, style: UnitStyle) -> str:
    """Return one figure; a chance that was never seen gets its bound."""
    if estimate is None or not wording.is_defined(estimate):
        return wording.NOT_DEFINED
    if measure.key == "over_tolerance":
        return wording.cell(estimate, CHANCE, style)
    return wording.with_interval(estimate, style.factor, is_signed=False)


def business_table(test: BankTest) -> Table:
    """Return book, new business and both under each stress and cover."""
    rows = [row for stress in stresses_of(test) for row in business_of(test, stress)]
    return _business_table(test, rows, {measure.key: measure.label for measure in BUSINESS_MEASURES})


def short_business_table(test: BankTest) -> Table:
    """Return the same with the scheme as it is, under short headings."""
    rows = [row for stress in stresses_of(test) for row in business_of(test, stress) if row.cover == AS_IT_IS]
    return _business_table(test, rows, BUSINESS_LABELS)


def _business_table(test: BankTest, rows: Sequence[BusinessRow], labels: Mapping[str, str]) -> Table:
    amounts = [measure.key for measure in BUSINESS_MEASURES if measure.unit == "currency"]
    largest = max(abs(row.estimates[key].value) for row in test.business for key in amounts)
    money_style = wording.amount_style(largest, wording.currency_word(test.scenario))
    styles = {key: money_style if key in amounts else SHARE for key in labels}
    return Table(
        name="new_business",
        title="Book, new business and both: lending, losses and NPL ratio",
        columns=("case", "part", *(f"{label} ({styles[key].label})" for key, label in labels.items())),
        rows=tuple(
            (
                f"{row.stress}, {row.cover}",
                row.part,
                *(
                    wording.with_interval(row.estimates[key], style.factor, is_signed=False)
                    for key, style in styles.items()
                ),
            )
            for row in rows
        ),
        notes=notes_of(test),
    )


def breakdown_table(test: BankTest, by: str) -> Table:
    """Return the parts of the book by branch, product, sector, grade or vintage."""
    word = wording.currency_word(test.scenario)
    hard = harshest(test)
    has_settled = by == "vintage"
    plain = [row for row in test.breakdown if (row.by, row.stress) == (by, NO_STRESS) and (row.loans or has_settled)]
    stressed = {row.name: row for row in test.breakdown if (row.by, row.stress) == (by, hard)}
    style = wording.amount_style(max((row.balance for row in plain), default=0.0), word)
    lent = wording.amount_style(max((row.lent for row in plain), default=0.0), word)
    losses = wording.amount_style(max((row.gross_loss.value for row in stressed.values()), default=0.0), word)

    def told(estimate: Estimate) -> str:
        return wording.with_interval(estimate, losses.factor, is_signed=False)

    rows = tuple(
        (
            row.name or "(not given)",
            *(_made(row, lent) if has_settled else ()),
            f"{row.loans:,}",
            wording.number_text(row.balance * style.factor, 2),
            *(() if has_settled else (wording.number_text(100 * row.npl_balance / row.balance, 1),)),
            wording.number_text(100 * row.pd, 2) if row.balance > row.npl_balance else wording.NOT_DEFINED,
            told(row.net_loss),
            *([] if hard == NO_STRESS else [told(stressed[row.name].net_loss)]),
            told(stressed[row.name].net_loss_alone),
            wording.number_text(row.allowance * losses.factor, 2),
        )
        for row in sorted(plain, key=lambda row: row.name if has_settled else -row.balance)
    )
    return Table(
        name=f"by_{by}",
        title=f"The book by {by}",
        columns=(
            by, *((f"lent ({lent.label})", "defaulted so far (% of lent)") if has_settled else ()),
            "loans (number)", f"balance ({style.label})", *(() if has_settled else ("NPL ratio (%)",)), "PD (% a year)",
            f"net loss ({losses.label})", *([] if hard == NO_STRESS else [f"net loss, {hard} ({losses.label})"]),
            f"without scheme ({losses.label})", f"allowance ({losses.label})",
        ),
        rows=rows,
        notes=(
            *notes_of(test),
            "Losses are those of loans that default from now on; PD of the loans not in default, by balance; the "
            f"column without scheme is {'without stress' if hard == NO_STRESS else f'under {hard}'}.",
            *((_VINTAGE_NOTE,) if has_settled else ()),
        ),
    )  # fmt: skip


def _made(row: BookRow, lent: UnitStyle) -> tuple[str, str]:
    """Return what was lent in a year, and which part of it is or was in default."""
    return wording.number_text(row.lent * lent.factor, 2), wording.number_text(100 * row.lent_defaulted / row.lent, 1)


def worst_table(test: BankTest) -> Table:
    """Return the loans with the largest mean net loss."""
    rows = tuple(
        (
            row.loan, row.borrower, row.sector, amount(test, row.balance), f"{row.days_past_due}",
            f"{100 * row.pd:.2f}", money(test, row.net_loss), amount(test, row.allowance),
        )
        for row in test.worst
    )  # fmt: skip
    return Table(
        name="worst_loans",
        title="The loans with the largest mean net loss, without stress, with the scheme as it is",
        columns=("loan", "borrower", "sector", "balance", "days past due", "PD (% a year)", "net loss", "allowance"),
        rows=rows,
        notes=notes_of(test),
    )


def concentration_table(test: BankTest) -> Table:
    """Return the largest borrowers, and how concentrated the book is."""
    found = test.concentration
    rows = [
        (f"borrower {name}", amount(test, balance), f"{100 * balance / test.facts.balance:.1f}")
        for name, balance in found.largest
    ]
    rows.append(("these together", amount(test, sum(b for _, b in found.largest)), f"{100 * found.largest_share:.1f}"))
    rows += [(f"Herfindahl index by {by}", "", f"{100 * index:.1f}") for by, index in found.herfindahl.items()]
    return Table(
        name="concentration",
        title="Concentration of the balance",
        columns=("what", "balance", "share or index (%)"),
        rows=tuple(rows),
        notes=(*notes_of(test), "Herfindahl index: sum of squared shares of the balance; 100 % is all in one."),
    )


def reverse_table(test: BankTest) -> Table:
    """Return how bad it must get until each buffer is gone, one row per driver."""
    buffers = list(dict.fromkeys(one.buffer for one in test.reverse))
    drivers = list(dict.fromkeys(one.driver for one in test.reverse))
    found = {(one.driver, one.buffer): one for one in test.reverse}
    sizes = {one.buffer: one.amount for one in test.reverse}
    return Table(
        name="reverse_stress",
        title="How bad must it get until a year's defaults take ...",
        columns=("times", *(f"{buffer} ({amount(test, sizes[buffer])})" for buffer in buffers)),
        rows=tuple((driver, *(emptied_text(found[driver, buffer]) for buffer in buffers)) for driver in drivers),
        notes=(
            *notes_of(test),
            "Mean net loss of twelve months' defaults with the scheme as it is; margin, provisions (less what loans "
            "in default already cost) and capital buffer are taken one after the other. PD multiplier "
            "and sale proceeds: factor on all loans; a stress: times as "
            "stated.",
        ),
    )


def break_even_table(test: BankTest) -> Table:
    """Return the compensation ratio at which the margin of a year carries the loss of its defaults."""
    return Table(
        name="break_even",
        title="Compensation ratio at which a year's margin carries the mean loss of its defaults",
        columns=("stress", "ratio", "saved by the scheme"),
        rows=tuple(
            (name, break_even_text(found), money(test, test.saved[name]))
            for name, found in test.break_even_ratio.items()
        ),
        notes=notes_of(test),
    )


def wide_tables(test: BankTest) -> list[Table]:
    """Return every table for people."""
    return [
        cases_table(test),
        *([business_table(test)] if test.business else []),
        *(breakdown_table(test, by) for by in BREAKDOWNS),
        worst_table(test),
        concentration_table(test),
        break_even_table(test),
        *([reverse_table(test)] if test.reverse else []),
    ]
