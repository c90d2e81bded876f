"""SIGTERM at random instants: the same cleaning up as after Ctrl-C, and nothing left over."""

import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from simulator.own_folder import PREFIX
from simulator.running.store import PLAN
from tests.reliability import runs
from tests.reliability.trial import HEFEI, Child, Plan, Trial, is_traceback, program

TERMINATED = 143


def terminated_programs(plan: Plan) -> Trial:
    """Stop a run in shards or one that is written at the end, at a random instant; then go on to the same result."""
    trial, wanted, ends = Trial("SIGTERM at a random instant"), runs.whole(plan.place), []
    for case in plan.cases:
        folder = plan.folder(case)
        shards, out, temporary = folder / "kept", folder / "out", folder / "temporary"
        temporary.mkdir()
        plain = program("run", HEFEI, *runs.WORDS, "--out", out, "--threads", 1, "--json", "--quiet")
        call = plain if case % 2 else runs.begun(shards, out, "--threads", 1 + case % 4 // 2)
        seconds = plan.chance(case).uniform(0, 1.1 * wanted.seconds)
        code, said = _stopped(Child(_in_temporary(temporary, call)), seconds)
        ends.append(code)
        fault = _fault_after(code, said, folder)
        if not fault and not case % 2:
            fault = runs.finished(shards, out, wanted)
        trial.check(case, fault)
    trial.notes.append(f"{ends.count(TERMINATED)} were stopped, {ends.count(0)} had ended")
    return trial


def _in_temporary(place: Path, call: Callable[[], object]) -> Callable[[], object]:
    def moved() -> object:
        tempfile.tempdir = str(place)
        # What a shell gives: the trial itself may have been started in the background.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return call()

    return moved


def _stopped(child: Child, seconds: float) -> tuple[int, str]:
    time.sleep(seconds)
    os.kill(child.pid, signal.SIGTERM)
    return child.end()


def _fault_after(code: int, said: str, folder: Path) -> str:
    # Ended by the signal itself: it came before the program had begun.
    if code not in (0, TERMINATED, -signal.SIGTERM) or is_traceback(said):
        return f"status {code}: {said[-400:]}"
    if code == TERMINATED and "interrupted" not in said:
        return f"nothing was said: {said[-400:]}"
    left = [path for path in folder.rglob("*") if PREFIX in path.name or ".tmp-" in path.name]
    left += list((folder / "temporary").iterdir())
    shards = folder / "kept"
    if shards.exists() and any(shards.iterdir()) and not (shards / PLAN).exists():
        left.append(shards)
    return f"status {code}, left over: {[path.name for path in left]}" if left else ""
