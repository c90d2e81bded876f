"""One path of the fund as a timeline: its balance, the money that moved it, and what stayed unpaid."""

from collections.abc import Sequence

import numpy as np

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import PathEvents, borrower_of, generation_of, is_of
from simulator.charts import Axis, BarGroup, Bars, Chart, Line, Look, Panel, Plot, Points, Reference, Span
from simulator.engines.events import codes
from simulator.ledger import MONTH_ROWS, Ints
from simulator.questions.events.ask import OpenedPath
from simulator.questions.events.loan_names import loan_name, month_text
from simulator.questions.events.tell import is_on, money, policy_name, stretches
from simulator.values import NOTHING, Own, Value, phrase

_FLOWS: dict[str, tuple[tuple[int, ...], Look]] = {
    "top_ups": ((r.E_TOP_UP, codes.TREASURY), 0),
    "interest": ((codes.INTEREST, codes.FEES, codes.RUNNING_COST), "muted"),
    "proceeds": ((codes.PROCEEDS,), 3),
    "claims": ((r.E_PAYS,), 1),
}
_NAMED_CLAIMS = 3
_LABEL_SHARE = 0.13
"""Width of a loan's name as a part of the panel's."""
_TRIANGLE, _FEN = 2, 100


def draw(found: OpenedPath) -> tuple[Chart, ...]:
    """Return the timeline; nothing for one loan, and for a scheme that has no money."""
    events = found.events
    has_money = np.any(events.ledger.balances) or np.any(events.column("fund_change"))
    if found.borrower is not None or not has_money:
        return ()
    panels: list[Panel] = [_balance(events)]
    if np.any(events.column("fund_change")):
        panels.append(_flows(events))
    if any(is_on(events, "unpaid")):
        panels.append(_unpaid(events))
    title = phrase("events.chart.title", path=Own(str(events.path)), policy=policy_name(events.policy))
    scenario = events.scenario
    is_by_bank = scenario.breaker.scope == "bank" and len(scenario.banks) > 1
    by_bank = phrase("events.by_bank") if is_by_bank else NOTHING
    grey = (phrase("events.chart.grey", by_bank=by_bank),) if any(is_on(events, "shut")) else ()
    return (Chart("timeline", title, tuple(panels), (phrase("events.chart.note"), *grey), shares=frozenset({"x"})),)


def _edges(events: PathEvents) -> tuple[float, ...]:
    """Return the limits of the months in years, (months + 1,)."""
    start = int(events.scenario.clock.start[:4])
    return tuple(start + month / 12 for month in range(len(events.ledger.balances)))


def _middles(events: PathEvents) -> tuple[float, ...]:
    return tuple(edge + 1 / 24 for edge in _edges(events)[:-1])


def _years(events: PathEvents) -> Axis:
    edges = _edges(events)
    return Axis(phrase("events.chart.year"), "year", edges[0], edges[-1])


def _shut(events: PathEvents) -> tuple[Span, ...]:
    edges = _edges(events)
    return tuple(Span(edges[first], edges[last + 1]) for first, last in stretches(is_on(events, "shut")))


def _balance(events: PathEvents) -> Plot:
    """Return the balance at each month's end, its top-ups, and the first claim that it could not pay in full."""
    balances = [fen / _FEN for fen in events.ledger.balances[1:].tolist()]
    steps = Line(NOTHING, _edges(events), (*balances, balances[-1]), form="steps", is_filled=True)
    return Plot(
        _years(events),
        Axis(unit="currency", low=0.0, high=1.15 * max(int(events.ledger.balances.max()) / _FEN, 1.0)),
        (steps,),
        _top_ups(events),
        _depletion(events),
        _shut(events),
        title=phrase("events.chart.balance"),
        names="none",
    )


def _top_ups(events: PathEvents) -> tuple[Points, ...]:
    months = np.unique(events.column("month")[is_of(events, r.E_TOP_UP)]).tolist()
    if not months:
        return ()
    x = tuple(_middles(events)[month - 1] for month in months)
    y = tuple(int(events.ledger.balances[month]) / _FEN for month in months)
    return (Points(phrase("event.annual_top-up"), x, y, "base", shape=_TRIANGLE),)


def _depletion(events: PathEvents) -> tuple[Reference, ...]:
    month = events.total("first_depleted")
    if not month:
        return ()
    when = Own(month_text(int(events.scenario.clock.start[:4]), month - 1))
    name = phrase("events.chart.depleted", month=when)
    return (Reference(_middles(events)[month - 1], "upright", name),)


def largest_claims(events: PathEvents) -> list[tuple[int, int, int]]:
    """Return loan, month and amount (fen) of the largest payments: at most three, and not too close to be named."""
    chosen = np.flatnonzero(is_of(events, r.E_PAYS))
    order = chosen[np.argsort(-events.column("amount")[chosen], kind="stable")]
    apart = _LABEL_SHARE * len(events.ledger.balances)
    found: list[tuple[int, int, int]] = []
    for place in order.tolist():
        month = int(events.column("month")[place])
        if all(abs(month - other) >= apart for _, other, _ in found):
            found.append((int(events.loans[place]), month, int(events.column("amount")[place])))
        if len(found) == _NAMED_CLAIMS:
            break
    return found


def _flows(events: PathEvents) -> Bars:
    """Return what moved the balance, by month, with the loans of the largest claims."""
    sums = {name: (_by_month(events, kinds), look) for name, (kinds, look) in _FLOWS.items()}
    groups = tuple(
        BarGroup(phrase(f"events.flow.{name}"), tuple(fen / _FEN if fen else None for fen in months.tolist()), look)
        for name, (months, look) in sums.items()
        if np.any(months)
    )
    start = int(events.scenario.clock.start[:4])
    labels: list[tuple[int, Value]] = []
    for loan, month, fen in largest_claims(events):
        whose = np.array(loan)
        name = loan_name(start, int(borrower_of(whose)), int(generation_of(whose)))
        labels.append((month - 1, phrase("events.chart.claim", loan=Own(name), amount=money(fen))))
    return _bars(events, groups, "flows", labels)


def _unpaid(events: PathEvents) -> Bars:
    unpaid = events.ledger.months[1:, MONTH_ROWS.index("unpaid")].tolist()
    group = BarGroup(NOTHING, tuple(fen / _FEN if fen else None for fen in unpaid), 2)
    return _bars(events, (group,), "unpaid", ())


def _bars(events: PathEvents, groups: tuple[BarGroup, ...], key: str, labels: Sequence[tuple[int, Value]]) -> Bars:
    return Bars(
        Axis(unit="currency"),
        (),
        groups,
        "stacked",
        "upright",
        title=phrase(f"events.chart.{key}"),
        along=_years(events),
        places=_middles(events),
        spans=_shut(events),
        labels=tuple(labels),
    )


def _by_month(events: PathEvents, kinds: Sequence[int]) -> Ints:
    chosen = is_of(events, *kinds)
    sums = np.zeros(len(events.ledger.balances), dtype=np.int64)
    np.add.at(sums, events.column("month")[chosen], events.column("fund_change")[chosen])
    return sums[1:]
