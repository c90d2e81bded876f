"""Tiny runs of the real engine, without figures, in processes that can be killed."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulator.analysis.worlds import simulate_policies
from simulator.cli import sharding
from simulator.errors import ScenarioError
from simulator.places import files
from simulator.reporting import stored
from simulator.running.store import DONE, PLAN, SHARDS, Store
from simulator.scenario.read import read_scenario
from tests.reliability.trial import HEFEI, Child, is_traceback, program

SETTINGS = ("applications.per_month=2", "clock.years=2", "run.paths=100")
SHARD_PATHS = 5
WORDS = tuple(word for setting in SETTINGS for word in ("--set", setting))


def warm() -> None:
    """Load the compiled engine and put a fixed figure in the place of drawn ones, for all processes forked later."""
    scenario = read_scenario(HEFEI, settings=SETTINGS).scenario
    simulate_policies(scenario, [scenario], 1, threads=1)
    files.chart_files = lambda *_: {"figures/x.png": bytes(200_000)}  # type: ignore[attr-defined]


def begun(folder: Path, out: Path, *where: object) -> Callable[[], object]:
    """Return the call that begins a run in shards."""
    places = ("--shards", folder, "--shard-paths", SHARD_PATHS, "--out", out)
    return program("run", HEFEI, *WORDS, *places, "--json", "--quiet", *(where or ("--threads", 1)))


def resumed(folder: Path, out: Path, *where: object) -> Callable[[], object]:
    """Return the call that goes on with a run in shards."""
    return program("resume", folder, "--out", out, "--json", "--quiet", *(where or ("--threads", 1)))


@dataclass(frozen=True)
class Whole:
    """An uninterrupted run: what all others are held against."""

    sha256: str
    seconds: float
    folder: Path
    run: Path


def whole(place: Path) -> Whole:
    """Run once without interruption.

    Raises
    ------
    RuntimeError
        When even that fails.
    """
    warm()
    start = time.monotonic()
    code, said = Child(begun(place / "whole", place / "whole-out")).end()
    if code:
        raise RuntimeError(f"the uninterrupted run ended with status {code}: {said}")
    seconds = time.monotonic() - start
    (run,) = (place / "whole-out").iterdir()
    return Whole(hash_in(place / "whole"), seconds, place / "whole", run)


def hash_in(folder: Path) -> str:
    """Return the hash that was noted when a run was finished; nothing before."""
    return str(json.loads((folder / DONE).read_text("utf-8"))["sha256"]) if (folder / DONE).exists() else ""


def finished(folder: Path, out: Path, wanted: Whole) -> str:
    """Go on with a run after a failure, or begin it anew when there was no plan yet; return what went wrong."""
    if not (folder / PLAN).exists():
        code, said = Child(resumed(folder, out)).end()
        if code != 2 or is_traceback(said) or "is not a run in shards" not in said:
            return f"without a plan, resume ended with status {code}: {said[-300:]}"
        folder = folder.with_name("anew")
        code, said = Child(begun(folder, out)).end()
    else:
        code, said = Child(resumed(folder, out)).end()
    if code or is_traceback(said):
        return f"could not go on: status {code}: {said[-300:]}"
    left = [path.name for path in drafts(out)]
    return unsound(folder, wanted) or unsound_out(out) or (f"left over: {left}" if left else "")


def unsound(folder: Path, wanted: Whole) -> str:
    """Return what is wrong with a finished run in shards."""
    if hash_in(folder) != wanted.sha256:
        return f"another hash: {hash_in(folder)}"
    store = Store(folder)
    try:
        shards = sharding.opened(folder).shards
    except ScenarioError as error:
        return str(error)
    if store.missing(shards) != ([], 0) or store.hash_of(shards) != wanted.sha256:
        return "shards are missing or damaged"
    return "half-written shards are left" if any("tmp" in path.name for path in (folder / SHARDS).iterdir()) else ""


def unsound_out(out: Path) -> str:
    """Return what is wrong with the run folders of a place: each is there whole, or hidden as a draft."""
    for folder in published(out):
        try:
            count, changed = stored.changed_files(folder)
        except ScenarioError as error:
            return str(error)
        if changed or not count:
            return f"{folder.name}: {changed} are not as they were written"
    return "" if published(out) else "no run folder"


def published(out: Path) -> list[Path]:
    """Return the run folders of a place."""
    return [folder for folder in out.iterdir() if not folder.name.startswith(".")] if out.exists() else []


def drafts(out: Path) -> list[Path]:
    """Return what an end without warning has left of run folders in the making."""
    return sorted(out.glob(".tmp-*")) if out.exists() else []
