"""Which loans the fund covers, and what becomes of those it refuses; worked by hand, in yuan."""

import pytest

from tests.engines.books import events, loan, replayed, run, scenario

LENT, REFUSED = "lent", "refused"


def policy_of(fund: float = 100.0, multiple: float | None = 10.0, *, scheme=None, years: int = 1, top_up=None, **gate):
    """Return a scheme with a fund of 100 that may cover ten times as much."""
    terms = {"compensation_ratio": 0.5, **(scheme or {})}
    money = {"fund_size": fund, **(top_up or {})}
    return scenario(clock={"years": years}, scheme=terms, fund=money, gate={"leverage_multiple": multiple, **gate})


def lent(policy, *loans):
    """Return the names of the loans that were lent."""
    return [row[1] for row in events(policy, LENT, *loans)]


def of(*principals: float, **more):
    """Return loans of these principals."""
    return tuple(loan(principal=principal, **more) for principal in principals)


def test_a_loan_that_does_not_fit_is_skipped():
    """Room 1,000: 600 fits, 500 does not, 400 does, to the last yuan; one more fen would not."""
    assert lent(policy_of(), *of(600, 500, 400)) == ["1", "3"]
    assert lent(policy_of(), *of(600, 500, 400.01)) == ["1"]


def test_a_loan_that_does_not_fit_may_close_the_month():
    """The refused 500 closes January for the 400 behind it, but not February."""
    loans = (*of(600, 500, 400), loan(month=2, principal=400))
    assert lent(policy_of(leverage_refusal="close_month"), *loans) == ["1", "4"]


def test_refused_principal_is_counted_by_reason():
    """500 refused by leverage."""
    totals = replayed(policy_of(), *of(600, 500, 400))
    assert (totals["refused_leverage"], totals["lent_covered"], totals["loans_covered"]) == (500, 1000, 2)


@pytest.mark.parametrize(("exposure", "fits"), [("performing", ["1", "2"]), ("performing_and_npl", ["1"])])
def test_non_performing_loans_count_unless_left_out(exposure, fits):
    """1,000 turned non-performing in February and is not sold: room for 1,000 in March only without it."""
    loans = (loan(default=2, sale_lag_months=9), loan(month=3))
    assert lent(policy_of(leverage_exposure=exposure), *loans) == fits


@pytest.mark.parametrize(("base", "room"), [("net", 700), ("gross", 900), ("paid_in", 1000)])
def test_leverage_bases(base, room):
    """1,000 paid in, 100 of a claim of 300 paid, 200 waits for next year's budget."""
    policy = policy_of(1000, 1.0, leverage_base=base, scheme={"budget_per_year": 100.0, "budget_excess": "next_year"})
    loans = (loan(principal=600, default=2), loan(month=3, principal=room + 0.01), loan(month=3, principal=room))
    assert lent(policy, *loans) == ["1", "3"]


def test_no_leverage_limit_for_an_unlimited_fund():
    """The treasury stands behind it: fifty times the fund is covered."""
    assert len(lent(policy_of(top_up={"is_unlimited": True}), *of(1000, 4000))) == 2


def test_repaid_principal_makes_room():
    """1,000 due in March makes room in March."""
    assert lent(policy_of(), loan(term=2), loan(month=2), loan(month=3)) == ["1", "3"]


def test_yearly_quota():
    """Quota 1,500: 1,000 and 500 fit, 600 does not; January starts afresh."""
    loans = (*of(1000, 600, 500), loan(month=13, principal=1500))
    policy = policy_of(1e6, None, years=2, quota_per_year=1500.0)
    assert lent(policy, *loans) == ["1", "3", "4"]
    assert [row[3] for row in events(policy, REFUSED, *loans)] == ["quota"]
    assert replayed(policy, *loans)["refused_quota"] == 600


def test_cover_is_closed_while_a_claim_is_unpaid():
    """100 of 300 paid in February, the rest in January of the next year: shut from February to December."""
    policy = policy_of(
        100,
        None,
        years=2,
        scheme={"shortage": "queue"},
        top_up={"top_up": "fixed", "top_up_budget": 200.0},
        is_closed_while_unpaid=True,
    )
    loans = (loan(default=2, proceeds=400), *[loan(month=month, term=1) for month in (2, 12, 13)])
    assert lent(policy, *loans) == ["1", "4"]
    assert replayed(policy, *loans)["refused_unpaid"] == 2000


def test_sizes_outside_the_limits_are_not_eligible():
    """Both limits themselves are eligible."""
    policy = policy_of(1e6, None, smallest_principal=100.0, largest_principal=500.0)
    loans = of(99.99, 100, 500, 500.01)
    assert lent(policy, *loans) == ["2", "3"]
    assert replayed(policy, *loans)["refused_ineligible"] == 600


def test_excluded_sectors_are_not_eligible():
    """Loans of the named sector are refused as ineligible."""
    sectors = tuple({"name": name, "share": 0.5, "patent_decay_per_year": 0.0} for name in ("chips", "steel"))
    policy = scenario(sectors=sectors, gate={"excluded_sectors": ("steel",)})
    refused = events(policy, REFUSED, loan(sector="chips"), loan(sector="steel"))
    assert [(row[1], row[3]) for row in refused] == [("2", "ineligible")]


def test_the_first_reason_counts():
    """A loan that is too large, too much for the quota and for the fund counts as ineligible only, and so on."""
    everything = {"largest_principal": 5000.0, "quota_per_year": 500.0}
    totals = replayed(policy_of(**everything), *of(6000, 3000))
    assert (totals["refused_ineligible"], totals["refused_quota"], totals["refused_leverage"]) == (6000, 3000, 0)


def test_a_breaker_counts_before_quota_and_leverage():
    """The whole book is lost in February: the loan of March is refused by the breaker."""
    policy = policy_of(quota_per_year=1000.0).model_copy(
        update={"breaker": scenario(breaker={"is_on": True, "on_at_least": 0.5, "off_below": 0.5}).breaker}
    )
    totals = replayed(policy, loan(default=2), loan(month=3, principal=5000))
    assert (totals["refused_breaker"], totals["refused_quota"], totals["refused_leverage"]) == (5000, 0, 0)


def tolerant(tolerance: float):
    """Return a scheme whose banks stop above this ratio of non-performing patent loans."""
    return scenario(lender={"npl_tolerance": tolerance}, fund={"fund_size": 1e6}, clock={"years": 2})


def test_a_bank_stops_above_its_own_npl_tolerance():
    """One of bank A's ten loans is non-performing until May: A stops above 9.9 %, B goes on."""
    a = [loan(term=36, bank="A") for _ in range(9)]
    bad = loan(term=36, bank="A", default=2, sale_lag_months=3)
    later = [loan(month=month, principal=1, bank=bank) for month in (3, 6) for bank in "AB"]
    refused = events(tolerant(0.099), REFUSED, *a, bad, *later)
    assert [(row[0], row[1]) for row in refused] == [(3, "11")]


def test_at_the_tolerance_a_bank_still_lends():
    """Exactly 10 % does not exceed 10 %."""
    book = [loan(term=36) for _ in range(9)]
    bad = loan(term=36, default=2, sale_lag_months=3)
    assert events(tolerant(0.1), REFUSED, *book, bad, loan(month=3)) == []


def test_a_bank_that_stops_is_named_as_the_reason():
    """It is the bank that refuses, not the fund's leverage."""
    book = [loan(term=36) for _ in range(9)]
    bad = loan(term=36, default=2, sale_lag_months=3)
    assert [row[3] for row in events(tolerant(0.05), REFUSED, *book, bad, loan(month=3))] == ["bank"]


BUSINESS = {"applications": {"per_month": 4.0}, "loans": {"terms": ({"months": 24, "share": 1.0},)}}


def test_refused_cover_means_lending_without_cover():
    """Banks that lend to everybody lend 5 m without cover where the fund of 10 m at 1x has no room."""
    policy = scenario(**BUSINESS, fund={"fund_size": 10e6}, gate={"leverage_multiple": 1.0})
    ledger = run(policy, 5)
    everything = ledger.of("lent_covered") + ledger.of("lent_uncovered")
    assert (everything == ledger.without_scheme("lent_uncovered")).all()
    assert (ledger.of("lent_uncovered") == ledger.of("refused_leverage")).all()
    assert ledger.of("refused_leverage").min() > 0


def test_refused_cover_may_mean_no_loan():
    """The same, but loans without cover are not made."""
    policy = scenario(
        **BUSINESS, fund={"fund_size": 10e6}, gate={"leverage_multiple": 1.0, "refused_cover": "not_lent"}
    )
    ledger = run(policy, 5)
    lost = ledger.without_scheme("lent_uncovered") - ledger.of("lent_covered")
    assert (ledger.of("lent_uncovered") == 0).all()
    assert (lost == ledger.of("refused_leverage")).all()


def test_low_quality_is_not_eligible():
    """A floor at the 40 % quantile of quality refuses about 40 % of the applicants."""
    policy = scenario(applications={"per_month": 100.0}, gate={"lowest_quality": 0.4}, fund={"fund_size": 1e9})
    ledger = run(policy, 2)
    refused = ledger.of("refused_ineligible").sum() / 5e8
    asked = refused + ledger.of("loans_covered").sum()
    assert refused / asked == pytest.approx(0.4, abs=4 * (0.4 * 0.6 / asked) ** 0.5)


@pytest.mark.parametrize(("refusal", "renewed"), [("skip", 3000), ("close_month", 0)])
def test_a_refused_renewal_may_close_the_month_for_later_ones(refusal, renewed):
    """Limit 8,000; renewals of 10,000, then 3,000: the first does not fit and closes June for the second."""
    book = tuple(
        {"name": f"{x}", "count": 1, "principal": x, "months_left": 6, "sector": "all", "grade": "one"}
        for x in (10_000.0, 3000.0)
    )
    limit = {"leverage_multiple": 1.0, "leverage_base": "paid_in", "leverage_refusal": refusal}
    policy = scenario(
        book=book,
        grades=({"name": "one", "share": 1.0, "pd_per_year": 0.0},),
        loans={"renewal_probability": 1.0},
        fund={"fund_size": 8000.0},
        gate={**limit, "refused_cover": "not_lent"},
        clock={"years": 1},
    )
    ledger = run(policy, 1, watched=(0,))
    assert ledger.months[6, 0, 0] == 100 * renewed
