"""The breaker and the step-down, read from books with known outcomes."""

import pytest

from tests.engines.books import events, loan, replayed, scenario

REFUSED = "refused"
NINE = tuple(loan(term=36) for _ in range(9))


def policy_of(years: int = 2, scheme=None, **breaker):
    """Return a scheme with ample money, half of the loss, and a breaker at 10 % that reopens as soon as it is below."""
    lines = {"is_on": True, "reopens": "ratio", "on_at_least": 0.1, **breaker}
    lines.setdefault("off_below", min(0.1, lines["on_at_least"]))
    terms = {"compensation_ratio": 0.5, **(scheme or {})}
    return scenario(clock={"years": years}, scheme=terms, fund={"fund_size": 1e6}, breaker=lines)


def probes(*months: int):
    """Return loans of 1 yuan that show in which months the gate is open."""
    return tuple(loan(month=month, principal=1, term=1) for month in months)


def shut_months(policy, *loans):
    """Return the months in which a probe was refused because of the breaker."""
    return [row[0] for row in events(policy, REFUSED, *loans) if row[3] == "breaker"]


def test_loss_to_lending_stops_for_twelve_months():
    """1,000 lost in February on 10,000 lent: shut from March until that lending is a year old, in month 14."""
    loans = (*NINE, loan(term=36, default=2), *probes(3, 8, 13, 14, 15))
    assert shut_months(policy_of(), *loans) == [3, 8, 13]


def test_the_month_of_the_loss_itself_is_still_open():
    """The ratio is read before the month's claims, so the loss of February stops from March on."""
    loans = (*NINE, loan(term=36, default=2), *probes(2, 3))
    assert shut_months(policy_of(on_at_least=0.099), *loans) == [3]


def test_loss_just_below_the_line_does_not_stop():
    """999.99 of 10,000 is below 10 %."""
    loans = (*NINE, loan(term=36, default=2, proceeds=0.01), *probes(3, 8))
    assert shut_months(policy_of(), *loans) == []


def test_months_shut_are_counted():
    """Shut in months 3 to 13: eleven months."""
    assert replayed(policy_of(), *NINE, loan(term=36, default=2))["months_shut"] == 11


def test_npl_ratio_stops_until_the_month_after_the_sale():
    """Non-performing from March, sold in August; the loan being settled still counts in August."""
    loans = (*NINE, loan(term=36, default=3, sale_lag_months=5), *probes(2, 3, 8, 9, 10))
    assert shut_months(policy_of(measure="npl"), *loans) == [3, 8]


def test_payout_ratio_reads_what_was_paid():
    """The fund paid 500 on 10,000 lent: 5 %, from the month after the payment."""
    loans = (*NINE, loan(term=36, default=2), *probes(3, 4))
    assert shut_months(policy_of(measure="payout", on_at_least=0.05, off_below=0.05), *loans) == [3, 4]
    assert shut_months(policy_of(measure="payout", on_at_least=0.051, off_below=0.05), *loans) == []


@pytest.mark.parametrize(("off_below", "shut"), [(0.1, [3, 6]), (0.1001, [3])])
def test_stays_shut_until_below_the_lower_line(off_below, shut):
    """Two of ten non-performing (on at 20 %); one is sold in May: exactly 1,000 of 10,000 is 10 %."""
    sold_late = loan(term=36, default=3, sale_lag_months=30)
    kept = [loan(term=36) for _ in range(8)]
    replaced = loan(month=2, term=36)  # eleven loans, ten after the sale
    loans = (*kept, sold_late, loan(term=36, default=3, sale_lag_months=2), replaced, *probes(3, 6))
    assert shut_months(policy_of(measure="npl", on_at_least=0.18, off_below=off_below), *loans) == shut


@pytest.mark.parametrize(
    ("reopens", "shut"),
    [("ratio", [3, 13, 15]), ("review", [3, 13, 14, 15, 26]), ("decision", [3, 13, 14, 15, 26, 27, 36])],
)
def test_how_a_breaker_reopens_is_a_rule_of_its_own(reopens, shut):
    """1,000 lost in February and in October, of 11,000 lent in January (on at 9 %).

    The lending is out of the twelve months in month 14, which releases by the ratio alone, until a single new loan of
    1 yuan stands against October's loss. At the review of month 15
    October's loss stands against the lending before the ban, 9.09 %: shut until the next one, in month 27.
    """
    losses = (loan(term=36, default=2), loan(term=36, default=10))
    loans = (*NINE, *losses, *probes(3, 13, 14, 15, 26, 27, 36))
    assert shut_months(policy_of(years=3, on_at_least=0.09, reopens=reopens), *loans) == shut


def test_after_a_ban_losses_are_compared_with_the_lending_before_it():
    """Reopened in month 15 with 10,000 before the ban: a loss of 1 on hardly any new lending does not trip it again."""
    loans = (*NINE, loan(term=36, default=2), loan(month=15, principal=1, default=16), *probes(14, 15, 18, 20))
    assert shut_months(policy_of(years=3, reopens="review"), *loans) == [14]


def test_opens_at_the_new_year_where_the_rule_says_so():
    """Between the lines the breaker stays shut; January opens it when it resets."""
    loans = (
        *[loan(term=36) for _ in range(8)],
        loan(term=36, default=3, sale_lag_months=30),
        loan(term=36, default=3, sale_lag_months=2),
        *probes(12, 13),
    )
    lines = {"measure": "npl", "on_at_least": 0.2, "off_below": 0.05}
    assert shut_months(policy_of(**lines), *loans) == [12, 13]
    assert shut_months(policy_of(**lines, reopens="new_year"), *loans) == [12]


def test_each_bank_has_its_own_line():
    """Bank A lost a tenth of its lending; bank B goes on."""
    a = [loan(term=36, bank="A") for _ in range(9)]
    loans = (
        *a,
        loan(term=36, bank="A", default=2),
        loan(term=36, bank="B"),
        loan(month=3, principal=1, bank="A"),
        loan(month=3, principal=1, bank="B"),
    )
    for measure in ("bank_loss_to_lending", "npl"):
        lag = {"sale_lag_months": 8 if measure == "npl" else 0}
        book = [{**entry, **(lag if entry["default_month"] else {})} for entry in loans]
        refused = events(policy_of(scope="bank", measure=measure), REFUSED, *book)
        assert [(row[0], row[1]) for row in refused] == [(3, "12")]


def test_scheme_line_reads_all_banks_together():
    """The same books read as one scheme: 1,000 of 11,000 is below 10 %."""
    a = [loan(term=36, bank="A") for _ in range(9)]
    loans = (*a, loan(term=36, bank="A", default=2), loan(term=36, bank="B"), loan(month=3, principal=1, bank="A"))
    assert events(policy_of(), REFUSED, *loans) == []


def test_breaker_may_stop_payment_instead_of_cover():
    """In April the ratio of March stands: the second claim is stopped, new loans are still covered."""
    loans = (*NINE[1:], loan(term=36, default=2), loan(term=36, default=4), *probes(3, 5))
    totals = replayed(policy_of(effect="no_payment", on_at_least=0.099, off_below=0.05), *loans)
    assert (totals["fund_paid"], totals["cut_stopped"], totals["bank_loss"]) == (500, 500, 1500)
    assert totals["refused_breaker"] == 0


@pytest.mark.parametrize("reading", ["monthly", "claim"])
def test_ratio_counts_as_nothing_until_enough_loans_are_made(reading):
    """Ten loans are fewer than eleven: no stop; with the eleventh, lent in March, the ratio is read."""
    loans = (*NINE, loan(term=36, default=2), *probes(3, 4, 5))
    assert shut_months(policy_of(on_at_least=0.099, minimum_loans=10, reading=reading), *loans) == [3, 4, 5]
    assert shut_months(policy_of(on_at_least=0.099, minimum_loans=11, reading=reading), *loans) == [4, 5]


def test_step_down_lowers_the_share_of_later_claims():
    """1,000 lost on 10,000 (10 %) halves the share: the first claim pays 500, the one of April 250."""
    steps = ({"at_least": 0.1, "factor": 0.5}, {"at_least": 0.2, "factor": 0.0})
    policy = policy_of(is_on=False, scheme={"step_down": steps})
    loans = (*NINE[1:], loan(term=36, default=2), loan(term=36, default=4), *probes(5))
    assert [row[2] for row in events(policy, "fund pays claim", *loans)] == [500, 250]
    totals = replayed(policy, *loans)
    assert (totals["bank_loss"], totals["refused_breaker"]) == (500 + 750, 0)


def test_second_step_replaces_the_first():
    """After 2,000 lost on 10,000 the second step's factor of 0 holds."""
    steps = ({"at_least": 0.1, "factor": 0.5}, {"at_least": 0.2, "factor": 0.0})
    policy = policy_of(is_on=False, scheme={"step_down": steps})
    loans = (*NINE[2:], *[loan(term=36, default=month) for month in (2, 4, 6)])
    assert [row[2] for row in events(policy, "fund pays claim", *loans)] == [500, 250]


def test_read_once_a_month_all_claims_of_the_month_get_one_share():
    """Two claims of February both pay in full when the ratio is read before them; not when read at each claim."""
    steps = ({"at_least": 0.1, "factor": 0.5},)
    loans = (*NINE[1:], loan(term=36, default=2), loan(term=36, default=2))
    monthly = policy_of(is_on=False, scheme={"step_down": steps})
    by_claim = policy_of(is_on=False, scheme={"step_down": steps}, reading="claim")
    assert [row[2] for row in events(monthly, "fund pays claim", *loans)] == [500, 500]
    assert [row[2] for row in events(by_claim, "fund pays claim", *loans)] == [500, 250]
