"""A comparison that grows gives the numbers of one that is made at once."""

import pytest

from simulator.analysis.compare import compare
from simulator.analysis.growing import GrowingComparison
from simulator.errors import NoAnswerError, ScenarioError
from tests.analysis.hand_made import Engine, policy, study
from tests.analysis.test_compare import BASELINE, GRID, PATHS, totals_of, with_paths

KEYS = ("additional_lending", "fiscal_cost", "p_depleted", "idle_share", "months_shut", "bank_loss")


@pytest.fixture
def engine(monkeypatch):
    """Put the made-up engine in the place of the real one."""
    return Engine(monkeypatch, totals_of)


def test_blocks_give_what_one_comparison_gives(engine):
    """150 and then 250 paths give every estimate, difference and near-tie of 400 paths, to the last digit."""
    whole = compare(study(with_paths(GRID), BASELINE))
    growing = GrowingComparison(study(with_paths(GRID), BASELINE), KEYS, PATHS)
    growing.extend(150)
    growing.extend(250)
    found = growing.comparison()
    assert found.paths == PATHS
    assert found.estimates == {place: value for place, value in whole.estimates.items() if place[1] in KEYS}
    assert found.differences == {place: value for place, value in whole.differences.items() if place[1] in KEYS}
    assert found.near_ties == whole.near_ties
    assert found.points == whole.points


def test_room_grows_with_the_paths(engine):
    """Beyond the first room earlier paths are kept, and the first block's numbers still count."""
    growing = GrowingComparison(study(with_paths(GRID[:3])), KEYS, 5_000)
    for count in (1_500, 1_500, 2_000):
        growing.extend(count)
    whole = compare(study(with_paths(GRID[:3], 5_000)))
    assert (
        growing.comparison().estimates[GRID[1].name, "additional_lending"]
        == whole.estimates[GRID[1].name, "additional_lending"]
    )


def test_interval_shrinks_as_paths_are_added(engine):
    """Four times the paths of a repeating swing halve the interval, but for the t quantile."""
    growing = GrowingComparison(study(with_paths(GRID)), KEYS, 1_760)
    widths = []
    for count in (440, 1_320):
        growing.extend(count)
        found = growing.comparison().estimates[GRID[5].name, "additional_lending"]
        widths.append(found.high - found.low)
    assert widths[1] == pytest.approx(widths[0] / 2, rel=0.01)


def test_what_progress_raises_leaves_the_paths_as_they_were(engine):
    """A block that is not wanted any more leaves no half of it behind."""
    growing = GrowingComparison(study(with_paths(GRID)), KEYS, PATHS)
    growing.extend(100)
    before = growing.comparison()

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        growing.extend(100, progress=stop)
    assert growing.paths == 100
    assert growing.comparison().estimates == before.estimates


def test_other_worlds_are_refused(engine):
    """A policy of another seed has other draws: it cannot be paired."""
    other = policy(0.9, 1e6, True, run={"seed": 8, "paths": PATHS})
    with pytest.raises(ScenarioError, match="run"):
        GrowingComparison(study([*with_paths(GRID[:2]), other]), KEYS, PATHS)


def test_too_many_policies_are_refused(engine):
    """All policies are simulated together, so that there is a limit."""
    with pytest.raises(NoAnswerError, match="at most 400"):
        GrowingComparison(study([GRID[0]] * 401), KEYS, PATHS)
