"""Who bears what part of the covered loss: the stacking limit, limits in order, and books worked by hand."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.rules.money import LIMITLESS, MILLION, part_of
from simulator.rules.sharing import (
    claim_on_fund,
    parts_of_others,
    permanently_limited,
    proceeds_after_advance,
    share_counted_on,
    still_due_after_sale,
    within,
)

LARGEST = 9 * 10**15
exactly = settings(max_examples=300)
amounts = st.integers(0, LARGEST)


@pytest.mark.parametrize(
    ("public_others", "stacking", "claim", "cut"),
    [
        (0, MILLION, 500, 0),
        (300, MILLION, 500, 0),
        (600, MILLION, 500, 0),  # no limit is no limit, though both pay more than all
        (0, 400_000, 400, 100),  # fund alone above the limit
        (300, 800_000, 500, 0),  # together just at it
        (300, 700_000, 400, 100),  # the fund is cut first
        (300, 200_000, 0, 500),  # the others alone above it
    ],
)
def test_stacking_limit_by_hand(public_others, stacking, claim, cut):
    """A loss of 1,000, a share of one half, other public parties that pay 300."""
    assert claim_on_fund(1000, (1, 2), public_others, (stacking, MILLION)) == (claim, cut)


BOOKS_BY_HAND = [
    # loss, fund's share and claim before the cap, insurer 20 or 30 %, guarantor, bank: fen
    (122_222_223, 500_000, 61_111_111, (300_000, 36_666_666), (0, 0), 24_444_446),
    (216_666_667, 500_000, 108_333_333, (300_000, 65_000_000), (0, 0), 43_333_334),
    (350_000_000, 500_000, 175_000_000, (0, 0), (200_000, 70_000_000), 105_000_000),
    (179_999_999, 300_000, 53_999_999, (200_000, 35_999_999), (100_000, 17_999_999), 72_000_002),
    (366_666_667, 300_000, 70_000_000, (200_000, 73_333_333), (100_000, 36_666_666), 186_666_668),
    (150_000_050, 300_000, 45_000_015, (200_000, 30_000_010), (100_000, 15_000_005), 60_000_020),
]


@pytest.mark.parametrize("row", BOOKS_BY_HAND, ids=lambda row: str(row[0]))
def test_losses_worked_by_hand_are_split_to_the_fen(row):
    """Share stepped down first, then the cap of 700,000.00; everybody floored, the bank takes the remainder."""
    loss, share, claim, (insurer_ppm, insurer), (guarantor_ppm, guarantor), bank = row
    wanted, cut = claim_on_fund(loss, (share, MILLION), 0, (1, 1))
    fund = within(wanted, 70_000_000) if guarantor_ppm == 100_000 else wanted
    assert (fund, cut) == (claim, 0)
    assert part_of(loss, insurer_ppm) == insurer
    assert part_of(loss, guarantor_ppm) == guarantor
    assert loss - fund - insurer - guarantor == bank


@exactly
@given(amounts, st.integers(0, MILLION), st.integers(0, MILLION), st.integers(0, MILLION), amounts)
@example(LARGEST, MILLION, 0, MILLION, 0)
def test_parties_sum_to_the_loss(loss, fund_share, split, stacking, room):
    """Fund, another public party, what limits cut and the bank's own part are never negative and make up the loss."""
    others = part_of(loss, (MILLION - fund_share) * split // MILLION)
    approved, cut = claim_on_fund(loss, (fund_share, MILLION), others, (stacking, MILLION))
    assert approved + cut == part_of(loss, fund_share)
    paid = within(approved, room)
    bank = loss - paid - others
    assert min(paid, cut, approved - paid, bank) >= 0
    assert bank >= cut + (approved - paid)
    assert stacking == MILLION or approved == 0 or approved + others <= part_of(loss, stacking)


@pytest.mark.parametrize(("wanted", "room", "found"), [(5, 9, 5), (9, 5, 5), (9, 0, 0), (9, -3, 0), (0, 4, 0)])
def test_what_fits_is_never_negative(wanted, room, found):
    """A limit that is overdrawn already leaves nothing, not less than nothing."""
    assert within(wanted, room) == found


@pytest.mark.parametrize(
    ("rooms", "excess_waits", "expected"),
    [
        ((LIMITLESS, LIMITLESS, LIMITLESS), False, (100, 0, 0, 0, 0)),
        ((70, LIMITLESS, LIMITLESS), False, (70, 0, 30, 0, 0)),
        ((70, 50, LIMITLESS), False, (50, 0, 30, 20, 0)),
        ((70, 50, LIMITLESS), True, (50, 20, 30, 0, 0)),
        ((70, 50, 60), True, (50, 10, 30, 0, 10)),
        ((70, 50, 40), True, (40, 0, 30, 0, 30)),
        ((70, 50, -5), False, (0, 0, 30, 20, 50)),
        ((-1, 50, 60), True, (0, 0, 100, 0, 0)),
    ],
)
def test_limits_cut_in_order(rooms, excess_waits, expected):
    """A claim of 100: first the bank's line, then the budget, then the cumulative cap."""
    assert permanently_limited(100, rooms[0], rooms[1], excess_waits, rooms[2]) == expected


shares = st.lists(st.integers(0, MILLION), min_size=5, max_size=5)


def _ppm(weights: list[int]) -> list[int]:
    return [weight * MILLION // max(1, sum(weights)) for weight in weights]


def test_proceeds_of_an_advance_by_hand():
    """Owed 100, fund paid 50, guarantor 20, bank 30: of 10 recovered they get 5, 2 and 3."""
    assert proceeds_after_advance(10, 100, 50, (20, 0, 0, 0)) == (5, 2)


def test_a_bank_that_bore_nothing_gets_no_remainder():
    """Owed 3, fund 1, two others 1 each: of 2 recovered each is due 0.67, floored 0; 1 to the fund, 1 to the others."""
    assert proceeds_after_advance(2, 3, 1, (1, 1, 0, 0)) == (1, 1)


@exactly
@given(st.integers(1, LARGEST), shares, st.integers(0, MILLION), st.integers(0, MILLION))
@example(1_000_003, [800_000, 200_000, 0, 0, 0], 333_333, 0)
@example(7, [400_000, 300_000, 300_000, 0, 0], 600_000, 500_000)
def test_nobody_gets_back_more_than_it_bore(owed, split, recovery, waiting):
    """Fund, others and bank each end between 0 and what they bore, also when part of the advance is unpaid."""
    approved, *others = (part_of(owed, share) for share in _ppm(split))
    left = part_of(approved, waiting)
    paid = approved - left
    recovered = part_of(owed, recovery)
    to_fund, to_others = proceeds_after_advance(recovered, owed, paid, tuple(others))
    assert 0 <= to_fund <= paid
    assert 0 <= to_others <= sum(others)
    assert to_fund + to_others <= recovered
    others_net = sum(others) - to_others
    due = still_due_after_sale(left, paid, to_fund, owed - recovered, owed, others_net)
    assert 0 <= due <= left
    bank = owed - recovered - others_net - (paid - to_fund) - due
    assert bank >= 0


@pytest.mark.parametrize(
    ("left", "others_net", "due"),
    [
        (40, 0, 30),  # of 60 + 40 three quarters are lost: 75, and the fund is out of pocket by 60 - 15
        (40, 90, 15),  # the others bear 90 of the loss of 150: 60 are left for the fund
        (40, 120, 0),  # 30 are left, and it has borne more than that
        (4, 0, 3),  # three quarters of 64 are 48
    ],
)
def test_what_is_still_due_after_a_sale_by_hand(left, others_net, due):
    """Owed 200, of which a sale brings 50; the fund has paid 60 in advance and got 15 of it back."""
    assert still_due_after_sale(left, 60, 15, 150, 200, others_net) == due


def test_parts_of_others_are_floored():
    """A third of 100 fen is 33; of 300 it is 100, where 333,333 parts per million would give 99."""
    split = np.array([[1, 3], [0, 1], [1, 2], [1, MILLION]])
    assert [parts_of_others(loss, split) for loss in (100, 300)] == [(33, 0, 50, 0), (100, 0, 150, 0)]


@pytest.mark.parametrize(("room", "counted"), [(1.0, 0.7), (0.6, 0.6), (0.0, 0.0)])
def test_what_the_stacking_limit_leaves_of_a_share(room, counted):
    """70 % without a limit, with one that leaves 60 %, and with one that other public money has used up."""
    assert share_counted_on(7, 10, room) == counted
