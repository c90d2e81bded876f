"""Whoever looks for a setting finds a file that shows it."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.analysis.worlds import simulate_policies
from simulator.scenario.dictionary import ReferenceRow, reference_rows
from simulator.scenario.keys import parts_of_key
from simulator.scenario.read import read_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
OPTIONS = sorted((SCENARIOS / "options").glob("*.toml"))
NO_EXAMPLE_EACH = {"currency", "confidence"}
"""Words that change no rule: any currency is written like another, any confidence too."""


def values_in(table: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield (keys, value) of every value in a file's tables; the items of a list stand under the list's own key."""
    if isinstance(table, dict):
        for key, value in table.items():
            parts = tuple(parts_of_key(key)) if not path else (key,)
            yield from values_in(value, (*path, *parts))
    elif isinstance(table, list):
        for value in table or [None]:
            yield from values_in(value, path)
    else:
        yield path, table


def layers_of(tables: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a file sets: its own tables, and what its policies, sweep, levers and cities set."""
    yield {key: value for key, value in tables.items() if key not in ("policy", "sweep", "levers", "set", "city")}
    yield from (item.get("set", {}) for kind in ("policy", "city") for item in tables.get(kind, []))
    yield from (tables.get(kind, {}) for kind in ("sweep", "levers", "set"))


def shown_values() -> dict[str, set[Any]]:
    """Return the values that the shipped files give each key; a named item of a list is left out of the key."""
    rows = {f"{row.section}.{row.key}" for row in reference_rows()}
    found = defaultdict(set)
    for path in SCENARIOS.rglob("*.toml"):
        for layer in layers_of(tomllib.loads(path.read_text("utf-8"))):
            for parts, value in values_in(layer):
                whole, without_name = ".".join(parts), ".".join(parts[:1] + parts[2:])
                found[whole if whole in rows else without_name].add(value)
    return found


@pytest.fixture(scope="module")
def settings() -> dict[tuple[str, str], tuple[ReferenceRow, set[Any]]]:
    """Return every setting with the values shown; one that stands in several tables is one setting."""
    shown = shown_values()
    found: dict[tuple[str, str], tuple[ReferenceRow, set[Any]]] = {}
    for row in reference_rows():
        _, values = found.setdefault((row.key, row.meaning), (row, set()))
        values |= shown[f"{row.section}.{row.key}".strip(".")]
    return found


def test_every_setting_is_shown_by_a_file(settings):
    """It has a value in a scenario, an overlay, a study or an outcome, one that is not "none"."""
    bare = [f"{row.section}.{row.key}" for row, values in settings.values() if not values - {"none", None}]
    assert bare == []


def test_every_choice_is_shown_by_a_file(settings):
    """What is chosen by a word, or is true or false, has an example of each form that is not the default."""
    missing = []
    for row, values in settings.values():
        words = {str(value).lower() for value in values} | {row.default.strip('"')}
        choices = {"true", "false"} if row.type == "true or false" else set(re.findall(r"[^,\s]+", row.allowed))
        if row.key not in NO_EXAMPLE_EACH and row.type in ("choice", "true or false"):
            missing += [f"{row.section}.{row.key} = {word}" for word in sorted(choices - words)]
    assert missing == []


@pytest.mark.parametrize("path", OPTIONS, ids=lambda path: path.stem)
def test_every_option_has_a_title_in_both_languages(path):
    """The first line of an overlay is its title, in English and in Chinese."""
    assert re.match(r"# Overlay: [^(]+ \([\u4e00-\u9fff，]+\)\.", path.read_text("utf-8"))


@pytest.fixture(scope="module")
def plain_totals():
    """Return what Hefei's scenario comes to without any option."""
    return totals_with([])


def totals_with(overlays):
    """Return the totals of a few paths of Hefei's scenario with overlays over it; its books balance."""
    scenario = read_scenario(SCENARIOS / "hefei.toml", overlays=overlays).scenario
    return simulate_policies(scenario, [scenario], 40, threads=1).totals.values


@pytest.mark.parametrize("path", OPTIONS, ids=lambda path: path.stem)
def test_every_option_moves_something_but_what_is_read_elsewhere(path, plain_totals):
    """A file shows a setting that counts: desks, the bank's books and the event log alone are no part of the totals."""
    is_the_same = np.array_equal(totals_with([path]), plain_totals)
    assert is_the_same == (path.stem in ("bank_rules", "desk_times", "late_payments"))
