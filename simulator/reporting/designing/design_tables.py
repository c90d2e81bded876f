"""Tables and files of a search for the best policies: the front, every policy tried, each policy as a scenario."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from simulator.analysis.designing import front as fronts
from simulator.analysis.designing.designed import (
    CHANCE,
    COST,
    LENDING,
    OBJECTIVES,
    PER_ADDITIONAL,
    Design,
    FrontPolicy,
    surplus,
)
from simulator.estimate import Estimate
from simulator.reporting import csv_files, wording
from simulator.reporting.designing.design_text import (
    AS_IT_STANDS,
    ROLES,
    answer,
    definition,
    lever_name,
    limit_text,
    notes_of,
    policy_text,
    style_of,
    value_text,
)
from simulator.reporting.json_text import estimate_json, plain
from simulator.reporting.tables import Table
from simulator.scenario.keys import parts_of_key
from simulator.scenario.writing import toml_text

SHOWN = (LENDING, COST, CHANCE, PER_ADDITIONAL)
MOST_ROWS = 12
POLICIES = "policies"
_ENDS = ("", "_low", "_high")
_SIGNS = {LENDING: -1.0}


def chosen(design: Design) -> tuple[FrontPolicy, ...]:
    """Return the recommended policies and a few others spread evenly over the front, in its order."""
    objectives = np.array(
        [[_SIGNS.get(key, 1.0) * policy.values[key].value for key in OBJECTIVES] for policy in design.front]
    )
    places = {int(place) for place in fronts.spread_over(objectives, MOST_ROWS - len(ROLES))}
    picked = {policy.number for policy in design.picks.values()}
    return tuple(p for place, p in enumerate(design.front) if place in places or p.number in picked)


def front_table(design: Design, policies: Sequence[FrontPolicy]) -> Table:
    """Return what policies do on the fresh paths, one row each, and first the scenario as it stands."""
    styles = {key: style_of(design, key) for key in SHOWN}
    rows = [(AS_IT_STANDS, _worst(design.limits_as_it_stands), *_cells(design, design.as_it_stands, styles))]
    rows += [(_name(design, policy), _state(policy), *_cells(design, policy.values, styles)) for policy in policies]
    is_front = design.tried.is_within.any()
    headings = [f"{definition(design, key).label} ({styles[key].label})" for key in SHOWN]
    return Table(
        name="front",
        title=f"{'Policies that no other beat' if is_front else 'The policy least beyond the limits'}, on fresh paths",
        columns=("policy", "limits", *headings),
        rows=tuple(rows),
        notes=notes_of(design),
        marked_row=0,
    )


def _name(design: Design, policy: FrontPolicy) -> str:
    roles = [ROLES[role] for role, picked in design.picks.items() if picked is policy]
    return f"{policy.number}" + (f" {', '.join(roles)}" if roles else "")


def _cells(design: Design, values: Mapping[str, Estimate], styles: Mapping[str, wording.UnitStyle]) -> list[str]:
    return [
        wording.cell(values[key], definition(design, key), styles[key]) if key in values else wording.NOT_DEFINED
        for key in SHOWN
    ]


def _worst(states: Iterable[str]) -> str:
    states = tuple(states)
    return next((state for state in ("broken", "open") if state in states), "kept" if states else "none")


def _state(policy: FrontPolicy) -> str:
    state = _worst(policy.limits)
    return state if policy.standing == "on the front" else f"{state}; {policy.standing}"


def promise_table(design: Design, policies: Sequence[FrontPolicy]) -> Table:
    """Return what policies lend above the scenario as it stands, in the search and on fresh paths."""
    style = style_of(design, LENDING)
    rows = []
    for policy in policies:
        gains = (policy.searched_gain, policy.gain, surplus(policy.searched_gain, policy.gain))
        cells = (wording.with_interval(gain, style.factor, is_signed=True) for gain in gains)
        rows.append((_name(design, policy), *cells))
    unit = f"({style.difference_label})"
    return Table(
        name="promise",
        title="Additional lending above the scenario as it stands: what the search promised and fresh paths bring",
        columns=("policy", f"in the search {unit}", f"on fresh paths {unit}", f"promised too much {unit}"),
        rows=tuple(rows),
        notes=notes_of(design),
    )


def levers_table(design: Design, policies: Sequence[FrontPolicy]) -> Table:
    """Return what policies set, one row each."""
    keys = [lever.key for lever in design.study.levers]
    return Table(
        name="levers",
        title="What these policies set",
        columns=("policy", *(lever_name(key) for key in keys)),
        rows=tuple(
            (_name(design, policy), *(value_text(key, policy.settings[key]) for key in keys)) for policy in policies
        ),
        notes=notes_of(design),
    )


def front_csv(design: Design) -> bytes:
    """Return the whole front, one row per policy, in plain units: levers, measures, the search's values, standing."""
    measures = [key for key in design.as_it_stands if all(key in policy.values for policy in design.front)]
    keys = [lever.key for lever in design.study.levers]
    columns = [
        "policy", "role", *keys, *_columns(measures), *(f"{key}_in_search" for key in OBJECTIVES),
        *_columns(("more_lending_than_as_it_stands", "more_lending_in_search")),
        *(f"limit {limit_text(design, limit)}" for limit in design.study.limits), "standing", "near_tie_group", "file",
        "paths", "interval", "currency", "seed", "scenario", "stand_in",
    ]  # fmt: skip
    none = [None] * (len(OBJECTIVES) + 2 * len(_ENDS))
    as_it_stands = [
        AS_IT_STANDS, "", *("" for _ in keys), *_numbers(design.as_it_stands[key] for key in measures), *none,
        *design.limits_as_it_stands, "", None, "scenario.toml", *_basis(design),
    ]  # fmt: skip
    rows = [_front_row(design, policy, measures) for policy in design.front]
    return csv_files.csv_bytes([columns, as_it_stands, *rows])


def _front_row(design: Design, policy: FrontPolicy, measures: Sequence[str]) -> list[object]:
    roles = " ".join(role for role, picked in design.picks.items() if picked is policy)
    return [
        policy.number, roles, *(value_text(key, value) for key, value in policy.settings.items()),
        *_numbers(policy.values[key] for key in measures), *policy.searched.values(),
        *_numbers((policy.gain, policy.searched_gain)), *policy.limits, policy.standing, policy.group,
        file_of(policy), *_basis(design),
    ]  # fmt: skip


def _columns(keys: Iterable[str]) -> list[str]:
    return [f"{key}{end}" for key in keys for end in _ENDS]


def _numbers(estimates: Iterable[Estimate]) -> list[float]:
    return [end for estimate in estimates for end in (estimate.value, estimate.low, estimate.high)]


def _basis(design: Design) -> list[object]:
    about = design.scenario.about
    word = wording.currency_word(design.scenario)
    return [design.paths, wording.CONFIDENCE, word, design.seed, about.title, about.stand_in]


def tried_csv(design: Design) -> bytes:
    """Return every policy of the search with its three objectives on the paths of the search."""
    levers = design.study.levers
    columns = [*(lever.key for lever in levers), *OBJECTIVES, "keeps_every_limit", "search_paths", "seed"]
    rows = [
        [*(value_text(lever.key, lever.values[place]) for lever, place in zip(levers, choices, strict=True)),
         *map(float, objectives), "yes" if is_within else "no", design.study.search_paths, design.seed]
        for choices, objectives, is_within in zip(
            design.tried.choices.tolist(), design.tried.objectives, design.tried.is_within, strict=True
        )
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def file_of(policy: FrontPolicy) -> str:
    """Return the path of a policy's scenario file in the run folder."""
    return f"{POLICIES}/policy_{policy.number:03d}.toml"


def policy_toml(design: Design, policy: FrontPolicy) -> str:
    """Return a scenario file that changes the scenario of the run folder into a policy.

    It extends that file, so that a value set anew loses the source which the scenario gives for the old one.
    """
    values: dict[str, object] = {
        "extends": "../scenario.toml",
        "about": {"title": f"{design.scenario.about.title}: policy {policy.number}"},
    }
    for key, value in policy.settings.items():
        *sections, last = parts_of_key(key)
        table = values
        for section in sections:
            table = table.setdefault(section, {})  # type: ignore[assignment]
        table[last] = "none" if value is None else value
    return f"# {policy_text(policy)}\n\n{toml_text(values)}"


def files_of(design: Design) -> dict[str, bytes]:
    """Return every table and every policy by its path in the run folder."""
    return {
        "tables/front.csv": front_csv(design),
        "tables/policies.csv": csv_files.table_csv(front_table(design, design.front)),
        "tables/promise.csv": csv_files.table_csv(promise_table(design, design.front)),
        "tables/tried.csv": tried_csv(design),
        **{file_of(policy): policy_toml(design, policy).encode() for policy in design.front},
    }


def design_json(design: Design, *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return what was found as JSON text; numbers that do not exist are null."""
    study, scenario = design.study, design.scenario
    content = {
        "answer": answer(design),
        "scenario": scenario.about.title,
        "notes": notes_of(design)[1:],
        "currency": wording.currency_word(scenario),
        "paths": design.paths,
        "search_paths": study.search_paths,
        "seed": design.seed,
        "interval": wording.CONFIDENCE,
        "limits": [{"measure": m.measure, "at_most" if m.is_upper else "at_least": m.bound} for m in study.limits],
        "combinations": study.combinations,
        "tried": len(design.tried.choices),
        "excluded": design.refused,
        "within_limits_in_search": int(design.tried.is_within.sum()),
        "unbeaten_in_search": design.on_searched_front,
        "as_it_stands": _estimates(design.as_it_stands),
        "recommended": {role: policy.number for role, policy in design.picks.items()},
        "promised_too_much": estimate_json(design.promised_too_much),
        "front": [_policy(policy) for policy in design.front],
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _policy(policy: FrontPolicy) -> dict[str, object]:
    return {
        "number": policy.number,
        "settings": policy.settings,
        "values": _estimates(policy.values),
        "more_than_as_it_stands": estimate_json(policy.gain),
        "in_search": {**policy.searched, "more_than_as_it_stands": estimate_json(policy.searched_gain)},
        "limits": policy.limits,
        "standing": policy.standing,
        "near_tie_group": policy.group,
        "file": file_of(policy),
    }


def _estimates(values: Mapping[str, Estimate]) -> dict[str, object]:
    return {key: estimate_json(estimate) for key, estimate in values.items()}
