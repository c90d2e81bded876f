"""Worlds under stress: paired with no stress, equal to a comparison of the same scenario, and lending kept open."""

import numpy as np
import pytest

from simulator.analysis.compare import compare
from simulator.analysis.episodes import NamedStress, laid_over
from simulator.questions.stress.worlds import compare_worlds, kept_open
from simulator.scenario.study import Policy, Study
from tests.analysis.test_episodes import episode
from tests.engines.options import policy

PATHS = 40


def world():
    """Return a small scheme with everyday rules."""
    plain = policy("plain")
    return plain.model_validate({**plain.model_dump(), "run": {"seed": 5, "paths": PATHS}})


@pytest.mark.compiled
def test_baseline_is_what_compare_finds():
    """By a second way: the measures of the scenario alone are those of the comparison, to the last digit."""
    own = world()
    harsh = NamedStress("harsh", (episode(start_month=1, pd_multiplier=3.0),))
    found = compare_worlds({"no stress": own, "harsh": laid_over(own, [harsh])}, years=1, threads=1)
    other = compare(Study("t", "", "p", (Policy("p", {}, own),)), threads=1)
    for (_, key), estimate in other.estimates.items():
        if ("no stress", key) in found.estimates:
            assert found.estimates["no stress", key] == estimate, key
    assert found.differences["harsh", "default_rate"].low > 0


@pytest.mark.compiled
def test_same_world_changes_nothing_on_any_path():
    """Draws are shared, so two equal worlds differ by exactly nothing, and all lending is kept open."""
    own = world()
    found = compare_worlds({"no stress": own, "same": laid_over(own, [])}, years=1, threads=1)
    for difference in found.differences.values():
        assert difference.value == 0 or np.isinf(difference.value)
    assert found.kept_open["all", "same"].with_scheme.value == 1


def test_kept_open_by_hand():
    """Lending falls from 3 to 2 on average with the scheme, and from 2 to 1 without it."""
    lent = np.tile([[2.0, 4.0], [1.0, 3.0]], 50)
    alone = np.tile([[2.0, 2.0], [1.0, 1.0]], 50)
    found = kept_open(lent, alone, 1)
    assert found.with_scheme.value == pytest.approx(2 / 3)
    assert found.without_scheme.value == pytest.approx(1 / 2)
    assert found.difference.value == pytest.approx(1 / 6)
