"""Public cost against additional lending of every policy tried and of the best, and what the search had promised."""

from collections.abc import Iterable

from simulator.charts import Axis, Chart, Plot, Points, Reference
from simulator.estimate import Estimate
from simulator.questions.design.designed import CHANCE, COST, LENDING, OBJECTIVES, Design, FrontPolicy, surplus
from simulator.questions.design.levers import limits_words
from simulator.questions.design.said import count
from simulator.questions.design.tell import policy_name
from simulator.questions.names import measure_name
from simulator.values import Listed, Value, phrase

_ROOM_BELOW, _ROOM_ABOVE = 0.04, 0.35
"""Room around the best policies, as parts of their width; above, for their names."""
_NEAR_ACROSS, _NEAR_UP = 0.15, 0.05
"""Parts of the axes within which two names would meet."""
_STATES = ("kept", "open", "broken")


def draw(found: Design) -> tuple[Chart, ...]:
    """Return the charts; what the search promised is drawn where there is something to compare."""
    return (cost_and_lending(found), *([promise_and_outcome(found)] if len(found.front) > 1 else []))


def cost_and_lending(found: Design) -> Chart:
    """Return additional lending against public cost, coloured by the chance of running dry."""
    x, y = (_axis(found, key) for key in (COST, LENDING))
    own = found.as_it_stands
    star = Points(
        phrase("design.as_it_stands"), (own[COST].value,), (own[LENDING].value,), look="marked", size="star"
    )  # fmt: skip
    panel = Plot(
        x=x,
        y=y,
        points=(*_cloud(found), *_front(found), star),
        references=(*_limits(found, COST, x), *_limits(found, LENDING, y)),
        names="legend",
        shade=Axis(measure_name(CHANCE), "probability", low=0.0),
    )
    note = phrase(
        "design.chart.note_cost",
        limits=limits_words(found),
        paths=phrase("design.chart.fresh_paths", n=count(found.paths)),
        search_paths=count(found.study.search_paths),
    )
    return Chart("cost_and_lending", phrase("design.chart.cost_and_lending"), (panel,), (note,))


def _axis(found: Design, key: str) -> Axis:
    """Return an axis over the neighbourhood of the best policies and the scenario as it stands."""
    values = [*(policy.values[key].value for policy in found.front), found.as_it_stands[key].value]
    low, high = min(0.0, *values), max(0.0, *values)
    room = (high - low) or 1.0
    return Axis(measure_name(key), "currency", low - _ROOM_BELOW * room, high + _ROOM_ABOVE * room)


def _limits(found: Design, key: str, axis: Axis) -> list[Reference]:
    """Return the limits on an axis that lie in it."""
    low, high = axis.low or 0.0, axis.high or 0.0
    bounds = [limit.bound for limit in found.study.limits if limit.measure == key and low <= limit.bound <= high]
    return [Reference(bound, "upright" if key == COST else "across") for bound in bounds]


def _cloud(found: Design) -> list[Points]:
    """Return every policy tried, on the paths of the search."""
    cost, lending = OBJECTIVES.index(COST), OBJECTIVES.index(LENDING)
    groups = []
    for is_within, name, shape in ((True, "design.chart.tried_within", 0), (False, "design.chart.tried_beyond", 4)):
        rows = found.tried.objectives[found.tried.is_within == is_within]
        if len(rows):
            x, y = (tuple(rows[:, place].tolist()) for place in (cost, lending))
            groups.append(Points(phrase(name), x, y, look="muted", shape=shape, size="cloud"))
    return groups


def _front(found: Design) -> Iterable[Points]:
    """Yield the policies of the front by how they keep the limits; the recommended with intervals and names."""
    labels = _labels(found)
    for shape, state in enumerate(_STATES):
        members = [policy for policy in found.front if policy.limit == state]
        if members:
            yield Points(
                phrase(f"design.chart.{state}"),
                tuple(_drawn(found, policy, COST) for policy in members),
                tuple(_drawn(found, policy, LENDING) for policy in members),
                labels=tuple(labels.get(policy.number) for policy in members),
                shade=tuple(policy.values[CHANCE].value for policy in members),
                shape=shape,
            )


def _is_picked(found: Design, policy: FrontPolicy) -> bool:
    return any(picked is policy for picked in found.picks.values())


def _drawn(found: Design, policy: FrontPolicy, key: str) -> float | Estimate:
    return policy.values[key] if _is_picked(found, policy) else policy.values[key].value


def _labels(found: Design) -> dict[int, Value]:
    """Return the names of the recommended policies by number; one that lies close to another is named with it."""
    named: dict[int, list[FrontPolicy]] = {}
    for policy in {policy.number: policy for policy in found.picks.values()}.values():
        near = next((number for number, group in named.items() if _is_near(found, policy, group[0])), policy.number)
        named.setdefault(near, []).append(policy)
    return {number: Listed(tuple(policy_name(found, p) for p in group)) for number, group in named.items()}


def _is_near(found: Design, policy: FrontPolicy, other: FrontPolicy) -> bool:
    """Whether the names of two policies would meet."""
    gaps = []
    for key in (COST, LENDING):
        axis = _axis(found, key)
        gaps.append(abs(policy.values[key].value - other.values[key].value) / ((axis.high or 0.0) - (axis.low or 0.0)))
    return gaps[0] < _NEAR_ACROSS and gaps[1] < _NEAR_UP


def promise_and_outcome(found: Design) -> Chart:
    """Return how far the search promised too much, against what the best lend above the scenario as it stands."""
    points = Points(
        None,
        tuple(policy.gain.value for policy in found.front),
        tuple(surplus(policy.searched_gain, policy.gain) for policy in found.front),
    )
    panel = Plot(
        x=Axis(phrase("design.chart.gain"), "currency"),
        y=Axis(phrase("design.chart.promised"), "currency"),
        points=(points,),
        references=(Reference(0.0, "across", form="plain"),),
        names="none",
    )
    note = phrase("design.chart.note_promise", search_paths=count(found.study.search_paths))
    return Chart("promise_and_outcome", phrase("design.chart.promise_and_outcome"), (panel,), (note,))
