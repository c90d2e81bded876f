"""What the numbers of a file of past loans are, taken together."""

from simulator.inputs.number_columns import ColumnFacts, facts_of
from simulator.inputs.replay import NOT_SAID, ReplayBook

_FEN = 100


def facts_of_book(book: ReplayBook) -> tuple[ColumnFacts, ...]:
    """Return smallest, median, largest and sum of every column; amounts in the main currency unit."""
    is_default = book.default_month > 0
    amounts = {
        "principal": book.principal_fen,
        "ip_part": book.ip_part_fen[book.ip_part_fen != NOT_SAID],
        "sale_proceeds": book.sale_proceeds_fen[is_default],
        **({} if book.fund_paid_fen is None else {"fund_paid": book.fund_paid_fen}),
    }
    numbers = {
        "month_lent": book.month_lent,
        "term_months": book.term_months,
        "default_month": book.default_month[is_default],
        "sale_lag_months": book.sale_lag_months[is_default],
    }
    return (
        *(facts_of(key, "yuan", fen / _FEN) for key, fen in amounts.items() if len(fen)),
        *(facts_of(key, "number", values) for key, values in numbers.items() if len(values)),
    )
