"""Single paths for tests: of the small busy world, and of books whose outcomes are known."""

from functools import cache
from typing import Any

from simulator.analysis.path_events import PathEvents, logged_path, open_path
from simulator.engines.replay import prepare_replay
from simulator.scenario.study import Policy
from tests.engines.books import scenario, tape
from tests.engines.options import POLICIES, policy


@cache
def busy_path(name: str, path: int = 0) -> PathEvents:
    """Return a path of the small world under one of the policies of `tests.engines.options`."""
    chosen = policy(name)
    return open_path(chosen, Policy(name, {}, chosen), path)


def known_path(*loans: dict[str, Any], **changes: Any) -> PathEvents:
    """Return the path of loans whose outcomes are known, under the plain scenario with changes."""
    chosen = scenario(**changes)
    return logged_path(prepare_replay(chosen, tape(*loans)), Policy("by hand", {}, chosen), 0)


__all__ = ["POLICIES", "busy_path", "known_path"]
