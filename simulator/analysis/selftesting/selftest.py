"""Our numbers beside numbers from elsewhere: closed forms, published tables, independent computations.

A new check is a function without arguments that returns rows (see `compare_row`); add it to CHECKS. Reference numbers
are data, with their source: selftest_references.json.
"""

from collections.abc import Callable

from simulator.analysis.selftesting import selftest_exact, selftest_rules
from simulator.analysis.selftesting.selftest_row import SelfTestRow

Check = Callable[[], tuple[SelfTestRow, ...]]

CHECKS: tuple[Check, ...] = (
    selftest_exact.check_large_book,
    selftest_exact.check_finite_book,
    selftest_exact.check_other_books,
    selftest_exact.check_t_copula,
    selftest_exact.check_portfolio,
    selftest_exact.check_shared_claims,
    selftest_exact.check_persistent_factor,
    selftest_exact.check_quantile_ranks,
    selftest_exact.check_pool_tail,
    selftest_exact.check_ruin_by_book_size,
    selftest_rules.check_draws,
    selftest_rules.check_thresholds,
    selftest_rules.check_hurdle,
    selftest_rules.check_patent_value,
)


def selftest_rows() -> tuple[SelfTestRow, ...]:
    """Return every row of the self-test."""
    return tuple(row for check in CHECKS for row in check())
