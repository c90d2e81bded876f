"""The calendar of defaulted loans: which node is due in which month, and in which order."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner


@inner
def post_node(scratch: r.Scratch, last: int, node: int, which: int, month: int) -> None:
    """Put a node into the calendar; what falls after the last month is never settled."""
    if month <= last:
        scratch.nodes[node, r.NODE_NEXT] = scratch.heads[which, month]
        scratch.heads[which, month] = node


@inner
def sort_nodes(scratch: r.Scratch, which: int, month: int) -> int:
    """Write this month's nodes of one list into scratch.order, by (month lent, slot, lane); return how many."""
    counter = scratch.counter
    nodes = scratch.nodes
    order = scratch.order
    count = 0
    node = scratch.heads[which, month]
    while node >= 0:
        if count >= len(order):
            counter[r.OVERFLOW] = r.FULL_CLAIMS
            return 0
        order[count] = node
        count += 1
        node = nodes[node, r.NODE_NEXT]
    # a list that was posted in order starts with its last node: turned round, it is nearly sorted
    is_turned = count > 1 and _key(scratch, order[0]) > _key(scratch, order[count - 1])
    if is_turned:
        for place in range(count // 2):
            order[place], order[count - 1 - place] = order[count - 1 - place], order[place]
    # insertion sort: quick where so little is out of place, and a path has no memory to spare for another one
    for place in range(1, count):
        _move_down(scratch, place, is_turned)
    return count


@inlined
def _key(scratch: r.Scratch, node: int) -> int:
    return scratch.cases[scratch.nodes[node, r.NODE_CASE], r.CASE_KEY]


@inlined
def _move_down(scratch: r.Scratch, place: int, is_turned: bool) -> None:
    """Move an entry of scratch.order towards the front, past all that belong after it."""
    nodes = scratch.nodes
    order = scratch.order
    node = order[place]
    key = _key(scratch, node)
    # nodes of one case come by their first lane. Two may have the same (with cover, and without): they stay as they
    # were in the list, so that they change places once more when it was turned round
    low = nodes[node, r.NODE_LOW] + (0 if is_turned else 1)
    while place > 0:
        other = order[place - 1]
        other_key = _key(scratch, other)
        if other_key < key or (other_key == key and nodes[other, r.NODE_LOW] < low):
            break
        order[place] = other
        place -= 1
    order[place] = node
