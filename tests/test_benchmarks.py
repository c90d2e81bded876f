"""The benchmarks at toy size: they run, agree with what is known, and say what they must."""

import json

import numpy as np
import pytest

from benchmarks import memory, portfolio, run
from benchmarks.book import applicants_per_path, hundred_policies, stated_book
from benchmarks.floor import NEVER, SEED, draw_in_lanes, draw_one_by_one
from benchmarks.timing import shortest
from benchmarks.vectorised import simulate_vectorised
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.ledger import TOTALS

TOY = run.Size(
    paths_one=4, paths_hundred=2, paths_numpy=30, paths_portfolio=50, paths_memory=2000, policies=3, repetitions=1
)


def test_stated_book_has_what_it_says():
    """40 applications a month for ten years, 6 sectors, 8 grades, and every rule named is on."""
    book = stated_book()
    assert (applicants_per_path(book), len(book.sectors), len(book.grades)) == (4800, 6, 8)
    assert book.lender.is_screening and book.breaker.is_on and book.clock.run_off
    assert book.gate.leverage_multiple and book.scheme.tiers and book.scheme.shortage == "queue"
    assert book.loans.renewal_probability == 0.6


def test_hundred_policies_differ():
    """100 policies of one world: ten ratios by ten fund sizes."""
    pairs = {(policy.scheme.compensation_ratio, policy.fund.fund_size) for policy in hundred_policies()}
    assert len(pairs) == 100


def test_both_floors_draw_the_same():
    """Drawing in SIMD lanes or one by one gives the same words."""
    words = draw_in_lanes(SEED, 2, 5)
    assert words == draw_one_by_one(SEED, 2, 5, NEVER)
    assert 0 < words < 1 << 32


def test_one_by_one_may_stop():
    """The loop that may stop does stop: this is what keeps it from drawing several at once."""
    word = draw_in_lanes(SEED, 1, 1)
    assert draw_one_by_one(SEED, 1, 5, word) == word
    assert draw_one_by_one(SEED, 1, 5, NEVER) != word


def test_shortest_runs_each_piece_once_more():
    """Every piece has one untimed run and then the repetitions."""
    runs: list[str] = []
    seconds = shortest({"a": lambda: runs.append("a"), "b": lambda: runs.append("b")}, 2)
    assert runs == ["a", "b"] * 3
    assert all(value >= 0 for value in seconds.values())


def test_yardstick_keeps_its_money():
    """Neither fund pays more than it had, nor is anything lent without an applicant."""
    book = stated_book(years=2, applications_per_month=20.0)
    result = simulate_vectorised(prepare(book, [book]), 30, seed=1, chunk=7)
    totals = result.totals
    assert np.all(totals["fund_paid"] <= book.fund.fund_size * 100 + totals["top_ups"])
    assert np.all(totals["fund_paid"] <= totals["loss_covered"])
    assert 0 < totals["loans_covered"].sum() <= sum(result.counts.values())
    assert result.counts["renewals_lent"] <= result.counts["renewals_asked"] < result.counts["applications"]


@pytest.mark.compiled
def test_yardstick_agrees_with_the_engine():
    """Two programs, two generators, one book: the means are the same within four standard errors."""
    book = stated_book(years=3)
    prepared = prepare(book, [book])
    ledger = simulate(prepared, 600, threads=2, columns=TOTALS)
    for row in run.compare_means(ledger, simulate_vectorised(prepared, 600, seed=3)):
        assert abs(row.standard_errors) < 4, row


def test_distance_of_equal_constants_is_none():
    """Two samples without spread are apart by nothing or by infinitely many standard errors."""
    assert run._distance(np.ones(3), np.ones(4)) == 0
    assert run._distance(np.ones(3), np.zeros(4)) == float("inf")


def test_exact_tail_of_the_portfolio():
    """VaR 99.9 % of the portfolio is 178.2 loans, with a sampling error of 3.08 at 100,000 paths.

    Both stated by an independent program (quadrature over the factor).
    """
    tail = portfolio.compare_tail(np.full(100_000, 178.2))
    assert tail.exact == pytest.approx(178.2)
    assert tail.standard_error == pytest.approx(3.08, abs=0.2)
    assert tail.distance == pytest.approx(0, abs=1e-9)


def test_portfolio_loses_multiples_of_one_loss():
    """Each default loses 0.6 of a loan."""
    loss = portfolio.simulated_loss(portfolio.one_year_portfolio(loans=20), 40, 1)
    assert np.allclose(loss / 0.6, np.round(loss / 0.6))
    assert 0 < loss.sum() < 40 * 20 * 0.6


def test_memory_of_this_process_is_plausible():
    """More than Python alone needs, less than the machine could have."""
    assert 1e7 < memory.peak_memory_bytes() < 1e12
    assert memory.run_small_book(3) > 1e7


@pytest.mark.compiled
def test_report_has_every_aim():
    """The whole run at toy size: seven aims, each with a verdict, and a table that can be written as JSON."""
    report = run.measure(TOY)
    aims = [figure for figure in report.figures if figure.aim]
    assert [figure.aim for figure in aims] == [
        "at most 15",
        "at most 1",
        "at least 1.8",
        "below 1,000",
        "at most 0.5",
        "at most 3",
        "at least 1/3",
    ]
    # At toy size the memory drawn on from two small runs, and the distance from the exact value, may be of any sign.
    assert all(figure.value > 0 for figure in report.figures if figure.aim not in ("at most 3", "below 1,000"))
    assert len(run.figure_table(report).rows) == len(report.figures)
    assert len(run.agreement_table(report).rows) == len(report.agreement)
    assert json.loads(json.dumps(report.as_dict()))["figures"][0]["unit"] == "ns per applicant-path"
