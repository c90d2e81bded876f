"""What the search for the best policies says: the sentences, the front, what its policies set, all that was tried."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from simulator.answer import Answer, Column, Fact, Kind, Row, Table, data_table
from simulator.estimate import Estimate
from simulator.questions.basis import basis_of
from simulator.questions.design import front as fronts
from simulator.questions.design.designed import (
    CHANCE,
    COST,
    LENDING,
    OBJECTIVES,
    PER_ADDITIONAL,
    Design,
    FrontPolicy,
    Role,
    surplus,
)
from simulator.questions.design.levers import definition_of, has_numbers, lever_name, unit_of, value_of
from simulator.questions.design.policies import file_of, policies_folder, policy_files
from simulator.questions.design.said import count, said
from simulator.questions.names import measure_name, measured, own_name
from simulator.scenario.writing import design_toml
from simulator.values import Cell, InFolder, Listed, Measured, Number, Own, Phrase, Unit, phrase

SHOWN = (LENDING, COST, CHANCE, PER_ADDITIONAL)
MOST_ROWS = 12
ROLES: tuple[Role, ...] = ("most", "cheapest", "safest")
_SIGNS = {LENDING: -1.0}


def tell(found: Design) -> Answer:
    """Return the answer without its charts."""
    return Answer(
        question="design",
        title=own_name(found.study.title),
        basis=basis_of(found.scenario, found.fitted),
        said=said(found),
        tables=_tables(found),
        facts=_facts(found),
        then=(_then(found),),
        attached={"study.toml": design_toml(found.study).encode("utf-8"), **policy_files(found)},
    )


def _then(found: Design) -> Phrase:
    """Return where the policies are, and the command that runs the one with the most lending."""
    best = found.picks.get("most", found.front[0])
    return phrase(
        "design.then",
        folder=InFolder(policies_folder()),
        n=count(len(found.front)),
        number=count(best.number),
        run=InFolder(file_of(best), "run"),
    )


def _facts(found: Design) -> dict[str, Fact]:
    promised = found.promised_too_much
    return {
        "search_paths": found.study.search_paths,
        "combinations": found.study.combinations,
        "tried": len(found.tried.choices),
        "excluded": found.refused,
        "within_limits_in_search": int(found.tried.is_within.sum()),
        "unbeaten_in_search": found.on_searched_front,
        **{f"recommended_{role}": found.picks[role].number for role in ROLES if role in found.picks},
        "promised_too_much": promised.value,
        "promised_too_much_low": promised.low,
        "promised_too_much_high": promised.high,
    }


def _tables(found: Design) -> tuple[Table, ...]:
    shown = chosen(found)
    picked = [policy for policy in found.front if policy in found.picks.values()]
    promise = [_promise_table(found, picked)] if picked else []
    return (
        _policies_table(found, shown),
        _levers_table(found, shown),
        *promise,
        _front_table(found),
        _limits_table(found),
        _tried_table(found),
    )


def chosen(found: Design) -> tuple[FrontPolicy, ...]:
    """Return the recommended policies and a few others spread evenly over the front, in its order."""
    objectives = np.array(
        [[_SIGNS.get(key, 1.0) * policy.values[key].value for key in OBJECTIVES] for policy in found.front]
    )
    places = {int(place) for place in fronts.spread_over(objectives, MOST_ROWS - len(ROLES))}
    picked = {policy.number for policy in found.picks.values()}
    return tuple(p for place, p in enumerate(found.front) if place in places or p.number in picked)


def policy_name(found: Design, policy: FrontPolicy) -> Number | Phrase:
    """Return a policy's number, and what it is recommended for."""
    roles = tuple(phrase(f"design.role.{role}") for role, picked in found.picks.items() if picked is policy)
    number = count(policy.number)
    return phrase("design.policy", number=number, roles=Listed(roles)) if roles else number


def _row_key(policy: FrontPolicy) -> str:
    return str(policy.number)


def _policies_table(found: Design, policies: Sequence[FrontPolicy]) -> Table:
    """Return what policies do on the fresh paths, one row each, and first the scenario as it stands."""
    own = (phrase("design.as_it_stands"), phrase(f"design.kept.{_worst(found.limits_as_it_stands)}"))
    rows = [Row("as_it_stands", (*own, *_measures(found, found.as_it_stands, SHOWN)))]
    rows += [
        Row(_row_key(policy), (policy_name(found, policy), _state(policy), *_measures(found, policy.values, SHOWN)))
        for policy in policies
    ]
    columns = (
        Column("policy", phrase("design.column.policy")),
        Column("limits", phrase("design.column.limits")),
        *(Column(key, measure_name(key), "measured", definition_of(found, key).unit) for key in SHOWN),
    )
    title = phrase("design.table.policies" if found.has_front else "design.table.least_beyond")
    return Table("policies", title, columns, tuple(rows), marked="as_it_stands")


def _measures(found: Design, values: Mapping[str, Estimate], keys: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(
        measured(definition_of(found, key), values[key]) if key in values else phrase("value.not_applicable")
        for key in keys
    )


def _worst(states: Iterable[str]) -> str:
    states = tuple(states)
    return next((state for state in ("broken", "open") if state in states), "kept" if states else "none")


def _state(policy: FrontPolicy) -> Phrase:
    kept = phrase(f"design.kept.{_worst(policy.limits)}")
    if policy.standing == "on_the_front":
        return kept
    return phrase("design.state", kept=kept, standing=phrase(f"design.standing.{policy.standing}"))


def _levers_table(found: Design, policies: Sequence[FrontPolicy]) -> Table:
    """Return what policies set, one row each."""
    levers = found.study.levers
    columns = [Column("policy", phrase("design.column.policy"))]
    columns += [
        Column(lever.key, lever_name(lever.key), *_lever_kind(lever.key, has_numbers(lever))) for lever in levers
    ]
    rows = tuple(
        Row(_row_key(policy), (policy_name(found, policy), *_settings(policy, [lever.key for lever in levers])))
        for policy in policies
    )
    return Table("levers", phrase("design.table.levers"), tuple(columns), rows)


def _lever_kind(key: str, is_number: bool) -> tuple[Kind, Unit]:
    return ("number", unit_of(key)) if is_number else ("words", "plain")


def _settings(policy: FrontPolicy, keys: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(value_of(key, policy.settings[key]) for key in keys)


def _promise_table(found: Design, policies: Sequence[FrontPolicy]) -> Table:
    """Return what policies lend above the scenario as it stands, in the search and on fresh paths."""
    rows = []
    for policy in policies:
        gains = (policy.searched_gain, policy.gain, surplus(policy.searched_gain, policy.gain))
        cells = (Measured(gain, "currency", is_difference=True) for gain in gains)
        rows.append(Row(_row_key(policy), (policy_name(found, policy), *cells)))
    names = ("in_search", "on_fresh_paths", "promised_too_much")
    columns = (
        Column("policy", phrase("design.column.policy")),
        *(Column(name, phrase(f"design.column.{name}"), "measured", "currency") for name in names),
    )
    return Table("promise", phrase("design.table.promise"), columns, tuple(rows))


def _front_table(found: Design) -> Table:
    """Return the whole front: role, levers, measures, the search's values, how each limit is kept, standing, file."""
    levers, limits = found.study.levers, found.study.limits
    measures = [key for key in found.as_it_stands if all(key in policy.values for policy in found.front)]
    sides = [f"limit_{limit.measure}_{'at_most' if limit.is_upper else 'at_least'}" for limit in limits]
    kinds: dict[str, tuple[Kind, Unit]] = {
        "role": ("words", "plain"),
        **{lever.key: _lever_kind(lever.key, has_numbers(lever)) for lever in levers},
        **{key: ("measured", definition_of(found, key).unit) for key in measures},
        **{f"{key}_in_search": ("number", definition_of(found, key).unit) for key in OBJECTIVES},
        "more_lending_than_as_it_stands": ("measured", "currency"),
        "more_lending_in_search": ("measured", "currency"),
        **dict.fromkeys(sides, ("words", "plain")),
        "standing": ("words", "plain"),
        "near_tie_group": ("number", "count"),
        "file": ("words", "plain"),
    }
    missing = (None,) * (len(OBJECTIVES) + 2)
    kept = (Own(state) for state in found.limits_as_it_stands)
    own = (None, *(None for _ in levers), *_measures(found, found.as_it_stands, measures), *missing, *kept)
    rows = [Row("as_it_stands", (*own, None, None, Own("scenario.toml")))]
    return data_table("front", kinds, [*rows, *(_front_row(found, policy, measures) for policy in found.front)])


def _front_row(found: Design, policy: FrontPolicy, measures: Sequence[str]) -> Row:
    roles = " ".join(role for role, picked in found.picks.items() if picked is policy)
    units = {key: definition_of(found, key).unit for key in OBJECTIVES}
    return Row(
        _row_key(policy),
        (
            Own(roles),
            *_settings(policy, [lever.key for lever in found.study.levers]),
            *_measures(found, policy.values, measures),
            *(Number(policy.searched[key], units[key]) for key in OBJECTIVES),
            Measured(policy.gain, "currency"),
            Measured(policy.searched_gain, "currency"),
            *map(Own, policy.limits),
            Own(policy.standing),
            count(policy.group),
            Own(file_of(policy)),
        ),
    )


def _limits_table(found: Design) -> Table:
    """Return the limits of the study."""
    kinds: dict[str, tuple[Kind, Unit]] = {"side": ("words", "plain"), "bound": ("number", "plain")}
    rows = (
        Row(limit.measure, (Own("at_most" if limit.is_upper else "at_least"), Number(limit.bound)))
        for limit in found.study.limits
    )
    return data_table("limits", kinds, rows)


def _tried_table(found: Design) -> Table:
    """Return every policy of the search with its three objectives on the paths of the search."""
    levers, tried = found.study.levers, found.tried
    kinds: dict[str, tuple[Kind, Unit]] = {
        **{lever.key: _lever_kind(lever.key, has_numbers(lever)) for lever in levers},
        **{key: ("number", definition_of(found, key).unit) for key in OBJECTIVES},
        "keeps_every_limit": ("words", "plain"),
    }
    values = [[value_of(lever.key, value) for value in lever.values] for lever in levers]
    rows = (
        Row(
            str(number),
            (
                *(of_lever[place] for of_lever, place in zip(values, choices, strict=True)),
                *map(Number, objectives),
                Own("yes" if is_within else "no"),
            ),
        )
        for number, (choices, objectives, is_within) in enumerate(
            zip(tried.choices.tolist(), tried.objectives.tolist(), tried.is_within.tolist(), strict=True), start=1
        )
    )
    return data_table("tried", kinds, rows)
