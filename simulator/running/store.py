"""The folder of a run in shards: one file per finished shard, written whole or not at all.

- `plan.json`: what is computed - versions, seed, paths, shard size, fingerprint.
- `scenario.toml`, perhaps `study.toml`: the files from which the run can go on.
- `shards/0000000` and so on: one finished shard each (see `shard_file`).
- `done.json`, once all are there: the number of shards and the hash of the run.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.running.shard_file import DamagedShardError, Place, checked_digest, places_in, read_array
from simulator.running.shards import Shard

PLAN = "plan.json"
DONE = "done.json"
SHARDS = "shards"
_IS_POSIX = os.name == "posix"
_TEMPORARY = ".tmp-"


class Store:
    """The folder of one run in shards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._places = lru_cache(maxsize=4096)(places_in)

    def begin(self, plan: Mapping[str, object], files: Mapping[str, str]) -> None:
        """Make the folder, with the files from which the run can go on, and the plan last.

        Raises
        ------
        ScenarioError
            When the folder already holds something, or cannot be written.
        """
        try:
            if self.folder.exists() and any(self.folder.iterdir()):
                what = "a run in shards; go on with it by the command resume" if self._has_plan() else "other files"
                raise ScenarioError("--shards", [f"{self.folder}: already holds {what}, or give another folder"])
            (self.folder / SHARDS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _refusal(self.folder, error) from error
        for name, text in files.items():
            self._write(self.folder / name, text.encode("utf-8"))
        self._write(self.folder / PLAN, (json.dumps(plan, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))

    def plan(self) -> dict[str, Any]:
        """Return the plan.

        Raises
        ------
        ScenarioError
            When there is none that can be read.
        """
        return self._json(PLAN, "is no run in shards: give the folder that was given to --shards")

    def done(self) -> dict[str, Any] | None:
        """Return what was noted when the last shard was there; None before."""
        return self._json(DONE, "cannot be read") if (self.folder / DONE).exists() else None

    def path_of(self, shard: Shard) -> Path:
        """Return the file of a shard."""
        return self.folder / SHARDS / shard.name

    def write(self, shard: Shard, content: bytes) -> None:
        """Keep a finished shard: written beside its place, synced, renamed.

        Raises
        ------
        ScenarioError
            When it cannot be written; the finished shards stay.
        """
        self._write(self.path_of(shard), content)

    def missing(self, shards: Iterable[Shard]) -> tuple[list[Shard], int]:
        """Return the shards that are not there whole, and how many of them are there but damaged."""
        missing, damaged = [], 0
        for shard in shards:
            if not self.path_of(shard).exists():
                missing.append(shard)
                continue
            try:
                checked_digest(self.path_of(shard))
            except DamagedShardError:
                missing.append(shard)
                damaged += 1
        return missing, damaged

    def hash_of(self, shards: Iterable[Shard]) -> str:
        """Return the hash of the run: the SHA-256 over the checksums of its shards in their order."""
        found = hashlib.sha256()
        for shard in shards:
            found.update(bytes.fromhex(checked_digest(self.path_of(shard))))
        return found.hexdigest()

    def finish(self, shards: Sequence[Shard]) -> str:
        """Note that all shards are there, remove what interruptions have left, and return the hash of the run."""
        found = self.hash_of(shards)
        note = {"shards": len(shards), "sha256": found}
        self._write(self.folder / DONE, (json.dumps(note, indent=2) + "\n").encode("utf-8"))
        for leftover in self.folder.rglob(f"*{_TEMPORARY}*"):
            with contextlib.suppress(OSError):
                leftover.unlink()
        return found

    def read(self, shard: Shard, name: str, *index: int) -> NDArray[Any]:
        """Return an array of a shard, or its sub-array at the leading indices; nothing else is read."""
        path = self.path_of(shard)
        place: Place = self._places(path)[name]
        return read_array(path, place, *index)

    def _has_plan(self) -> bool:
        return (self.folder / PLAN).exists()

    def _json(self, name: str, fault: str) -> dict[str, Any]:
        path = self.folder / name
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ScenarioError(str(self.folder), [f"{path}: {fault}"]) from error
        if not isinstance(found, dict):
            raise ScenarioError(str(self.folder), [f"{path}: {fault}"])
        return found

    def _write(self, path: Path, content: bytes) -> None:
        temporary = path.with_name(f"{path.name}{_TEMPORARY}{os.getpid()}")
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise _refusal(path, error) from error


def _refusal(place: Path, error: OSError) -> ScenarioError:
    reason = error.strerror or str(error)
    return ScenarioError("--shards", [f"cannot write {place}: {reason}; shards that are finished are kept"])


def _sync_folder(folder: Path) -> None:
    """Make a folder's entries durable, where the system can open a folder (Windows cannot)."""
    if _IS_POSIX:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
