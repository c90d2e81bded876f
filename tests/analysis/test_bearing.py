"""Who bore what, from the log alone, and whether the log adds up."""

import dataclasses

import numpy as np
import pytest

import simulator.engines.kernel.records as r
from simulator.analysis.bearing import Bearing, bearing, check_log, logged_totals
from simulator.engines.events import codes
from simulator.errors import BalanceError
from simulator.ledger import TOTALS
from tests.analysis.paths import POLICIES, busy_path, known_path
from tests.engines.books import loan

PATHS = 6


@pytest.mark.no_cover
@pytest.mark.parametrize("name", POLICIES)
def test_log_adds_up_to_the_totals(name):
    """Sums of entries are the path's totals, to the fen: lending, defaults, the fund's money, everybody's part."""
    for path in range(PATHS):
        events = busy_path(name, path)
        totals = dict(zip(TOTALS, events.ledger.totals.tolist(), strict=True))
        logged = logged_totals(events)
        assert logged == {key: totals[key] for key in logged}
        check_log(events)


def test_every_total_is_put_to_the_test():
    """None of the totals is 0 under all policies, so that the comparison above can fail for each."""
    seen = set()
    for name in POLICIES:
        for path in range(PATHS):
            seen |= {key for key, fen in logged_totals(busy_path(name, path)).items() if fen}
    never = set(logged_totals(busy_path("plain"))) - seen
    assert never == {"drawn", "reinsurer_paid", "insurer_paid", "appraiser_paid"}


@pytest.mark.parametrize("parts", [{"reinsurer_share": 0.1}, {"insurer_share": 0.2, "appraiser_share": 0.05}])
def test_other_parties_and_a_treasury_add_up_by_hand(parts):
    """1,000 yuan lost: each party its share, the treasury pays for the empty fund, the bank the rest."""
    changes = {"scheme": {"compensation_ratio": 0.4, **parts}, "fund": {"fund_size": 0.0, "is_unlimited": True}}
    events = known_path(loan(default=3), **changes)
    check_log(events)
    found = bearing(events)
    whole = {name: 1000 * 100 * share for name, share in parts.items()}
    assert {name: fen for name, fen in found.others_net(0).items() if fen} == {
        name.removesuffix("_share"): fen for name, fen in whole.items()
    }
    assert logged_totals(events)["drawn"] == 40_000
    assert (int(found.fund[0]), int(found.bank[0])) == (40_000, 60_000 - sum(whole.values()))


def test_parts_after_recovery_by_hand():
    """1,000 owed, 300 recovered: the fund pays 35 % of the 700 lost, the bank bears 455."""
    found = bearing(known_path(loan(default=3, proceeds=300.0)))
    assert [int(x) for x in (found.owed[0], found.recovered[0], found.fund[0], found.bank[0])] == [
        100_000, 30_000, 24_500, 45_500,
    ]  # fmt: skip


def test_parts_of_an_advance_by_hand():
    """Half is advanced; of 300 recovered 150 goes back to the fund, which bears 350 of the 700 lost."""
    scheme = {"compensation_ratio": 0.5, "timing": "advance", "claim_lag_months": 1}
    found = bearing(known_path(loan(default=3, proceeds=300.0, sale_lag_months=6), scheme=scheme))
    assert [int(x[0]) for x in (found.fund_paid, found.fund_returned, found.fund, found.bank)] == [
        50_000, 15_000, 35_000, 35_000,
    ]  # fmt: skip


def test_what_others_get_back_is_split_to_the_fen():
    """Of 7 fen returned to parties that paid 30 and 20 they get 4.2 and 2.8: 5 and 2, the larger payer the odd fen."""
    none = np.zeros(1, dtype=np.int64)
    others = np.array([[30], [0], [20], [0]])
    found = Bearing(none, none, none, none, none, none, none, others, np.array([7]))
    assert found.others_net(0) == {"guarantor": 25, "reinsurer": 0, "insurer": 18, "appraiser": 0}


@pytest.mark.parametrize(
    ("kind", "total"),
    [
        (r.E_LENT, "lent_covered"),
        (r.E_LENT_ALONE, "lent_uncovered"),
        (r.E_DEFAULT, "defaulted"),
        (r.E_PAYS, "fund_paid"),
        (codes.INTEREST, "interest"),
        (codes.FEES, "fees_fund"),
        (codes.RUNNING_COST, "running_cost"),
        (r.E_ASSESSED, "owed"),
    ],
)
def test_an_entry_that_is_missing_is_noticed(kind, total):
    """A log from which one entry is taken out is refused, by the name of what is wrong."""
    events = busy_path("queue" if kind == r.E_LENT_ALONE else "money", 3)
    place = next(i for i, entry in enumerate(events.ledger.log) if entry[1] == kind)
    log = (*events.ledger.log[:place], *events.ledger.log[place + 1 :])
    broken = dataclasses.replace(events, ledger=dataclasses.replace(events.ledger, log=log))
    with pytest.raises(BalanceError, match=total):
        check_log(broken)


def test_a_wrong_balance_is_noticed():
    """The balance of an entry must follow from the one before, and the last one is the path's."""
    events = busy_path("money", 3)
    entry = list(events.ledger.log[5])
    entry[6] += 1
    log = (*events.ledger.log[:5], tuple(entry), *events.ledger.log[6:])
    broken = dataclasses.replace(events, ledger=dataclasses.replace(events.ledger, log=log))
    with pytest.raises(BalanceError, match="entry 5 of the log"):
        check_log(broken)
