"""Folders that cannot be written to, and two programs in one folder."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.reliability import runs
from tests.reliability.trial import HEFEI, Child, Plan, Trial, is_traceback, program

_REASONS = ("Permission denied", "Read-only file system")


def read_only(plan: Plan) -> Trial:
    """Ask for a run, for shards, to go on and to check a tape where nothing may be written."""
    trial, wanted = Trial("folders that are read-only"), runs.whole(plan.place)
    folder = plan.folder(0)
    calls = (
        program("run", HEFEI, *runs.WORDS, "--out", folder, "--threads", 1, "--quiet"),
        runs.begun(folder / "kept", plan.place / "whole-out"),
        runs.resumed(wanted.folder, plan.place / "whole-out"),
        program("tape", "sample", "--out", folder / "new"),
    )
    with _unwritable(folder, wanted.folder, plan.place / "whole-out"):
        for case in plan.cases:
            code, said = Child(calls[case]).end()
            is_clear = code == 2 and any(word in said for word in _REASONS) and not is_traceback(said)
            is_clean = not any(folder.iterdir())
            trial.check(case, "" if is_clear and is_clean else f"status {code}: {said[-400:]}")
    return trial


@contextlib.contextmanager
def _unwritable(*folders: Path) -> Iterator[None]:
    """Take away the right to write; from the superuser, who has it everywhere, by mounting the folders anew."""
    is_superuser = os.getuid() == 0
    try:
        for folder in folders:
            folder.chmod(0o555)
            if is_superuser:
                subprocess.run(["mount", "--bind", folder, folder], check=True)
                subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield
    finally:
        for folder in folders:
            if is_superuser:
                subprocess.run(["umount", folder], check=False, capture_output=True)
            folder.chmod(0o755)


def two_at_once(plan: Plan) -> Trial:
    """Two begin in one folder, two go on with it, and both publish beside each other."""
    trial, wanted = Trial("two programs in one folder at once"), runs.whole(plan.place)
    for case in plan.cases:
        folder = plan.folder(case)
        call = runs.begun(folder / "kept", folder / "out")
        fault = _together(call, "already holds", "was stopped here")
        (folder / "kept" / "done.json").unlink(missing_ok=True)
        for shard in sorted((folder / "kept" / "shards").iterdir())[::2]:
            shard.unlink()
        fault = fault or _together(runs.resumed(folder / "kept", folder / "out"), "another program is computing")
        fault = fault or runs.unsound(folder / "kept", wanted) or runs.unsound_out(folder / "out")
        trial.check(case, fault)
    return trial


def _together(call: Callable[[], object], *refusals: str) -> str:
    """Return what went wrong when two make the same call: one of them ends well, the other too or is refused."""
    ends = [child.end() for child in (Child(call), Child(call))]
    for code, said in ends:
        if code != 0 and not (code == 2 and any(words in said for words in refusals)):
            return f"status {code}: {said[-300:]}"
    return "" if any(code == 0 for code, _ in ends) else "both were refused"
