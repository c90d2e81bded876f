"""Claims that the fund owes: each lane's two queues, of unpaid claims and of those that wait for a budget.

The entries of all lanes and both queues lie in one table, Scratch.queue; each entry names the next one of its queue.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.tables import free_row, give_back
from simulator.rules.sharing import still_due_after_sale


@inner
def append(scratch: r.Scratch, head: int, tail: int, case: int, p: int, amount: int) -> None:
    """Put an entry at the end of a queue, whose first and last entry stand in the fields `head` and `tail`."""
    index = free_row(scratch, scratch.queue, r.QUEUE_NEXT, r.FREE_QUEUE, r.USED_QUEUE, r.FULL_QUEUE)
    if index < 0:
        return
    scratch.queue[index, r.QUEUE_NEXT] = -1
    scratch.queue[index, r.QUEUE_CASE] = case
    scratch.queue[index, r.QUEUE_LEFT] = amount
    # a queue that was empty has no last entry to hang the new one on
    last = scratch.state[tail + p]
    if last >= 0:
        scratch.queue[last, r.QUEUE_NEXT] = index
    else:
        scratch.state[head + p] = index
    scratch.state[tail + p] = index


@inner
def drop_first(scratch: r.Scratch, head: int, tail: int, p: int) -> None:
    """Take the first entry out of a queue; its row can be used again."""
    index = scratch.state[head + p]
    following = scratch.queue[index, r.QUEUE_NEXT]
    scratch.state[head + p] = following
    # the last one went: head is -1 by now, and the tail must not point at a row that is free
    if following < 0:
        scratch.state[tail + p] = -1
    give_back(scratch, scratch.queue, r.QUEUE_NEXT, r.FREE_QUEUE, index)


@inner
def wait_for_budget(scratch: r.Scratch, case: int, p: int, amount: int) -> None:
    """Let what exceeds this year's budget wait for the next one's."""
    scratch.state[r.WAITING + p] += amount
    append(scratch, r.WAITING_HEAD, r.WAITING_TAIL, case, p, amount)


@inner
def trim_queue(scratch: r.Scratch, case: int, p: int, money: tuple[int, int, int, int], others: int) -> int:
    """Cut what an advance claim still waits for down to its part of the net loss; return the cut, fen.

    Parameters
    ----------
    money
        Covered owed, net loss, paid by the fund, returned to it, fen.
    others
        Borne by the other parties in the end, fen.
    """
    freed, borne = _trim(scratch, r.UNPAID_HEAD, r.UNPAID, case, p, money, others)
    more, borne = _trim(scratch, r.WAITING_HEAD, r.WAITING, case, p, money, borne)
    _drop_settled(scratch, r.UNPAID_HEAD, r.UNPAID_TAIL, p)
    _drop_settled(scratch, r.WAITING_HEAD, r.WAITING_TAIL, p)
    return freed + more


@inner
def _trim(
    scratch: r.Scratch, head: int, in_queue: int, case: int, p: int, money: tuple[int, int, int, int], borne: int
) -> tuple[int, int]:
    """Trim one queue, whose sum is the field `in_queue`; return the cut, and what all but the bank bear of the loss."""
    covered_owed, loss, paid, returned = money
    queue = scratch.queue
    freed = 0
    index = scratch.state[head + p]
    while index >= 0:
        if queue[index, r.QUEUE_CASE] == case:
            left = queue[index, r.QUEUE_LEFT]
            due = still_due_after_sale(left, paid, returned, loss, covered_owed, borne)
            # a case may stand in the queue twice, and in both queues: together they get what the loss allows
            borne += due
            queue[index, r.QUEUE_LEFT] = due
            scratch.state[in_queue + p] -= left - due
            freed += left - due
        index = queue[index, r.QUEUE_NEXT]
    return freed, borne


@inner
def _drop_settled(scratch: r.Scratch, head: int, tail: int, p: int) -> None:
    """Take entries with nothing left off the front of a queue (inner ones go when they have become the first)."""
    state = scratch.state
    queue = scratch.queue
    while state[head + p] >= 0:
        if queue[state[head + p], r.QUEUE_LEFT] > 0:
            return
        drop_first(scratch, head, tail, p)


@inner
def is_owed(scratch: r.Scratch, case: int, p: int) -> bool:
    """Return whether the fund still owes something on a case, unpaid or waiting for a budget."""
    return _is_queued(scratch, r.UNPAID_HEAD, case, p) or _is_queued(scratch, r.WAITING_HEAD, case, p)


@inner
def _is_queued(scratch: r.Scratch, head: int, case: int, p: int) -> bool:
    index = scratch.state[head + p]
    while index >= 0:
        if scratch.queue[index, r.QUEUE_CASE] == case and scratch.queue[index, r.QUEUE_LEFT] > 0:
            return True
        index = scratch.queue[index, r.QUEUE_NEXT]
    return False
