"""Disks that are full: at every single write, beyond a size of file, and on a small file system."""

import errno
import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

from simulator.running.store import PLAN, SHARDS
from tests.reliability import runs
from tests.reliability.trial import Child, Plan, Trial, is_traceback

_SMALLEST, _LARGEST = 1, 400_000
_SMALLEST_DISK, _LARGEST_DISK = 64_000, 2_000_000


def failing_writes(plan: Plan) -> Trial:
    """Let the first, the second, ... write of a run fail, one run each, then go on with room."""
    trial, wanted = Trial("disk full at each write in turn"), runs.whole(plan.place)
    for case in plan.cases:
        folder = plan.folder(case)
        code, said = Child(_failing_at(case + 1, runs.begun(folder / "kept", folder / "out"))).end()
        trial.check(case, _judged(code, said, folder, wanted))
        trial.notes = [f"the last one tried ended with status {code}"]
    return trial


def _failing_at(number: int, call: Callable[[], object]) -> Callable[[], object]:
    """Return a call in which the `number`-th file that is made durable finds no room."""

    def failing() -> object:
        real, seen = os.fsync, [0]

        def fsync(descriptor: int) -> None:
            seen[0] += 1
            if seen[0] == number:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(descriptor)

        os.fsync = fsync
        return call()

    return failing


def limited_files(plan: Plan) -> Trial:
    """Allow files of a growing size only (RLIMIT_FSIZE), then go on without limit."""
    trial, wanted = Trial("files larger than a limit"), runs.whole(plan.place)
    for case in plan.cases:
        folder = plan.folder(case)
        part = case / max(1, plan.cases.stop - 1)
        size = round(_SMALLEST * (_LARGEST / _SMALLEST) ** part)
        code, said = Child(_limited(size, runs.begun(folder / "kept", folder / "out"))).end()
        fault = _judged(code, said, folder, wanted)
        trial.check(case, f"{size} bytes: {fault}" if fault else "")
    return trial


def _limited(size: int, call: Callable[[], object]) -> Callable[[], object]:
    def limited() -> object:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        return call()

    return limited


def small_disks(plan: Plan) -> Trial:
    """Run on file systems of a growing size, then make room and go on."""
    trial, wanted = Trial("small file systems"), runs.whole(plan.place)
    for case in plan.cases:
        folder = plan.folder(case)
        part = case / max(1, plan.cases.stop - 1)
        size = round(_SMALLEST_DISK + (_LARGEST_DISK - _SMALLEST_DISK) * part)
        if not _mounted(folder, size):
            trial.notes = ["left out: a file system can be mounted by the superuser only"]
            return trial
        try:
            code, said = Child(runs.begun(folder / "kept", folder / "out")).end()
            _call("mount", "-o", "remount,size=64m", str(folder))
            fault = _judged(code, said, folder, wanted)
        finally:
            _call("umount", str(folder))
        trial.check(case, f"{size} bytes: {fault}" if fault else "")
    return trial


def _mounted(folder: Path, size: int) -> bool:
    return _call("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))


def _call(*words: str) -> bool:
    try:
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _judged(code: int, said: str, folder: Path, wanted: runs.Whole) -> str:
    """Return what went wrong: a full disk is said in one line, leaves nothing half-written, and costs nothing kept."""
    shards, out = folder / "kept", folder / "out"
    if code == 0:
        return runs.unsound(shards, wanted) or runs.unsound_out(out)
    if code != 2 or is_traceback(said) or "cannot write" not in said:
        return f"status {code}: {said[-400:]}"
    if runs.drafts(out) or runs.published(out):
        return f"a run folder is left: {[path.name for path in out.iterdir()]}"
    left = list(shards.rglob("*.tmp-*")) if shards.exists() else []
    if left:
        return f"half-written files are left: {[path.name for path in left]}"
    if (shards / PLAN).exists() and not (shards / SHARDS).is_dir():
        return "a plan without its folder of shards"
    return runs.finished(shards, out, wanted)
