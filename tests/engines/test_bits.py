"""The same bits however the work is cut up, compiled or not, and whatever other policies run beside."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import simulator.engines.kernel.records as r
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.engines.rows import simulate_rows
from simulator.ledger import TOTALS
from tests.engines.books import run
from tests.engines.options import POLICIES, digest, every_policy, policy, small_digest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def together():
    """Return the ledger of thirty paths of all policies side by side, "plain" once more before them."""
    return run([policy("plain"), *every_policy()], 30)


@pytest.fixture(scope="module")
def prepared():
    """Return all policies, ready to be simulated."""
    policies = every_policy()
    return prepare(policies[0], policies)


@pytest.mark.compiled
def test_threads_and_chunks_leave_no_trace(prepared):
    """One hash of every number over one and two threads and three sizes of chunk."""
    hashes = {
        digest(simulate(prepared, 40, threads=threads, chunk=chunk, watched=(0, 3)))
        for threads in (1, 2)
        for chunk in (1, 7, 64)
    }
    assert len(hashes) == 1


@pytest.mark.compiled
def test_compiled_and_interpreted_runs_agree_to_the_last_bit():
    """The kernel is the same program with and without numba."""
    command = [sys.executable, "-c", "from tests.engines.options import small_digest; print(small_digest())"]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    interpreted = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert interpreted.stdout.strip() == small_digest()


def test_a_path_is_the_same_in_any_run():
    """Paths 5 to 9 alone are paths 5 to 9 of a longer run."""
    prepared = prepare(policy("plain"), [policy("plain"), policy("queue")])
    longer = simulate(prepared, 10, threads=1, watched=(1,))
    alone = simulate(prepared, 5, first_path=5, threads=1, watched=(1,))
    assert np.array_equal(longer.totals[5:], alone.totals)
    assert np.array_equal(longer.balances[5:], alone.balances)


def test_another_seed_is_another_world():
    """Two seeds give different ledgers, the same seed the same."""
    two = [run(policy("plain", run={"seed": seed}), 2) for seed in (1, 2, 1)]
    assert digest(two[0]) == digest(two[2]) != digest(two[1])


@pytest.mark.compiled
@pytest.mark.parametrize("name", list(POLICIES))
def test_policies_do_not_touch_each_other(name, together):
    """Each policy, and its arm without the scheme, gives the same totals alone and beside all others in one world."""
    alone = simulate(prepare(policy("plain"), [policy(name)]), 30, threads=1)
    place = 1 + list(POLICIES).index(name)
    for ours, theirs in ((alone.totals[:, 0], together.totals[:, place]), (alone.arms[:, 0], together.arms[:, place])):
        different = [TOTALS[i] for i in np.flatnonzero((ours != theirs).any(axis=0))]
        assert different == []


@pytest.mark.compiled
def test_the_same_policy_twice_gives_the_same_totals():
    """Two lanes with one policy are equal."""
    ledger = run([policy("queue"), policy("plain"), policy("queue")], 30)
    assert np.array_equal(ledger.totals[:, 0], ledger.totals[:, 2])


@pytest.mark.compiled
def test_rows_of_a_path_are_the_path(prepared):
    """Recording every row changes no total of the path."""
    totals = simulate(prepared, 4, threads=1).totals
    rows, recorded = simulate_rows(prepared, path=3)
    assert np.array_equal(recorded[0, prepared.layout.lane_of], totals[3])
    assert len(rows) > 0


@pytest.mark.compiled
def test_rows_add_up_to_the_totals(prepared):
    """Amounts of the rows sum to what was lent, defaulted and paid, in every lane."""
    rows, recorded = simulate_rows(prepared, path=1)
    pairs = {
        r.E_LENT: "lent_covered",
        r.E_LENT_ALONE: "lent_uncovered",
        r.E_PAYS: "fund_paid",
        r.E_TOP_UP: "top_ups",
    }
    for event, total in pairs.items():
        chosen = rows[rows[:, r.ROW_EVENT] == event]
        sums = np.bincount(chosen[:, r.ROW_LANE], chosen[:, r.ROW_AMOUNT], prepared.lanes.size)
        assert np.array_equal(sums.astype(np.int64), recorded[0, :, TOTALS.index(total)])


@pytest.mark.compiled
def test_month_rows_add_up_to_the_path_totals():
    """Flows of all months sum to the totals; the last balance is the final one."""
    ledger = run(every_policy(), 8, watched=tuple(range(len(POLICIES))))
    for row, name in enumerate(("lent_covered", "lent_uncovered", "defaulted_covered", "approved", "fund_paid")):
        means = ledger.totals[:, :, TOTALS.index(name)].mean(axis=0)
        np.testing.assert_allclose(ledger.months[:, row].sum(axis=0), means, rtol=1e-12, atol=1e-3)
    np.testing.assert_allclose(ledger.months[-1, 7], ledger.of("balance").mean(axis=0), rtol=1e-12)


def test_watched_balances_are_those_of_the_policy():
    """The balance of a watched policy starts at its capital and ends at its final balance."""
    ledger = run([policy("plain"), policy("queue")], 3, watched=(1,))
    assert (ledger.balances[:, 0, 0] == 2e8).all()
    assert np.array_equal(ledger.balances[:, -1, 0], ledger.of("balance")[:, 1])
