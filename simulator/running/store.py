"""The folder of a run in shards: one file per finished shard, written whole or not at all.

- `plan.json`: what is computed - versions, seed, paths, shard size, fingerprint, and the checksums of the two files.
- `scenario.toml`, perhaps `study.toml`: the files from which the run can go on.
- `shards/0000000` and so on: one finished shard each (see `shard_file`).
- `done.json`, once all are there: the number of shards and the hash of the run.
- `lock`: held by the program that computes shards, so that there is one at a time.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from numpy.typing import NDArray

from simulator.errors import Fault, ScenarioError, reason_of, wrong
from simulator.faults import read_limited
from simulator.own_folder import lock
from simulator.running.sealed import BrokenSealError, sealed, unsealed
from simulator.running.shard_file import DamagedShardError, Place, checked_digest, places_in, read_array
from simulator.running.shards import Shard
from simulator.values import Phrase, Value

PLAN = "plan.json"
DONE = "done.json"
SHARDS = "shards"
LOCK = "lock"
_LARGEST_BYTES = 5_000_000
_IS_POSIX = os.name == "posix"
_TEMPORARY = ".tmp-"
Planned = TypeVar("Planned", str, int, dict[str, Any])


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
            self.folder.mkdir(parents=True, exist_ok=True)
            if any(self.folder.iterdir()):
                raise ScenarioError("--shards", [Fault(self._what_is_there(), str(self.folder))])
            # Of two programs that come here at the same time, one makes it.
            (self.folder / SHARDS).mkdir()
        except OSError as error:
            raise _refusal(self.folder, error) from error
        try:
            for name, text in files.items():
                self._write(self.folder / name, text.encode("utf-8"))
            sums = {name: hashlib.sha256(text.encode("utf-8")).hexdigest() for name, text in files.items()}
            self._write(self.folder / PLAN, sealed({**plan, "files": sums}).encode("utf-8"))
        except KeyboardInterrupt:
            self._unbegin(files)
            raise

    def _unbegin(self, files: Iterable[str]) -> None:
        """Leave the folder as empty as it was found; whoever has given up the run has no use for it."""
        with contextlib.suppress(OSError):
            for name in (PLAN, *files):
                (self.folder / name).unlink(missing_ok=True)
            (self.folder / SHARDS).rmdir()

    def _what_is_there(self) -> Phrase:
        if (self.folder / PLAN).exists():
            return wrong("faults.running.holds_run")
        if (self.folder / SHARDS).exists():
            return wrong("faults.running.stopped_run")
        return wrong("faults.running.holds_files")

    def plan(self) -> dict[str, Any]:
        """Return the plan, once it and the files of the run are found as they were written.

        Raises
        ------
        ScenarioError
            When there is none, or something was changed.
        """
        found = self._sealed(PLAN, wrong("faults.running.no_run"))
        files = found.get("files")
        if not isinstance(files, dict) or not all(Path(name).name == name for name in files):
            raise self._foreign(PLAN, "files")
        for name, wanted in files.items():
            content = read_limited(self.folder / name, _LARGEST_BYTES)
            if hashlib.sha256(content).hexdigest() != wanted:
                raise self._fault(name, wrong("faults.running.changed"))
        return found

    def done(self) -> dict[str, Any] | None:
        """Return what was noted when the last shard was there; None before.

        Raises
        ------
        ScenarioError
            When it cannot be read, was changed, or notes no hash.
        """
        if not (self.folder / DONE).exists():
            return None
        found = self._sealed(DONE, wrong("faults.file.none"))
        if not isinstance(found.get("sha256"), str):
            raise self._foreign(DONE, "sha256")
        return found

    def planned(self, name: str, kind: type[Planned]) -> Planned:
        """Return an entry of the plan, which must be of a kind: a checksum says nothing of who wrote it.

        Raises
        ------
        ScenarioError
            When it is missing, or of another kind.
        """
        found = self.plan().get(name)
        # A truth value counts as a whole number in Python, but in no plan.
        if not isinstance(found, kind) or isinstance(found, bool):
            raise self._foreign(PLAN, name)
        return found

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other programs from computing shards here meanwhile, where the system can lock a file.

        The lock ends with the program, however it ends.

        Raises
        ------
        ScenarioError
            When another program is at it, or the folder cannot be written.
        """
        try:
            file = (self.folder / LOCK).open("wb")
        except OSError as error:
            raise _refusal(self.folder / LOCK, error) from error
        with file:
            # On a file system without locks two programs would compute the same shards twice, no worse.
            if lock(file.fileno()) is False:
                raise ScenarioError("--shards", [Fault(wrong("faults.running.in_use"), str(self.folder))])
            yield

    def own_files(self, shards: Iterable[Shard]) -> set[str]:
        """Return the files that belong to the run, by their paths inside the folder, there or not."""
        names = {PLAN, DONE, LOCK, *self.plan()["files"]}
        return names | {f"{SHARDS}/{shard.name}" for shard in shards}

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
        self._write(self.folder / DONE, sealed(note).encode("utf-8"))
        for leftover in self.folder.rglob(f"*{_TEMPORARY}*"):
            with contextlib.suppress(OSError):
                leftover.unlink()
        return found

    def read(self, shard: Shard, name: str, *index: int) -> NDArray[Any]:
        """Return an array of a shard, or its sub-array at the leading indices; nothing else is read."""
        path = self.path_of(shard)
        place: Place = self._places(path)[name]
        return read_array(path, place, *index)

    def _sealed(self, name: str, fault_without: Phrase) -> dict[str, Any]:
        if not (self.folder / name).exists():
            raise self._fault(name, fault_without)
        try:
            return unsealed(read_limited(self.folder / name, _LARGEST_BYTES, is_text=False))
        except BrokenSealError as error:
            raise self._fault(name, error.what) from error

    def _fault(self, name: str, what: Value) -> ScenarioError:
        return ScenarioError(str(self.folder), [Fault(what, str(self.folder / name))])

    def _foreign(self, name: str, entry: str) -> ScenarioError:
        return self._fault(name, wrong("faults.running.foreign", entry=entry))

    def _write(self, path: Path, content: bytes) -> None:
        temporary = path.with_name(f"{path.name}{_TEMPORARY}{os.getpid()}")
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            _sync_folder(path.parent)
        except BaseException as error:
            with contextlib.suppress(OSError):
                temporary.unlink()
            if isinstance(error, OSError):
                raise _refusal(path, error) from error
            raise


def _refusal(place: Path, error: OSError) -> ScenarioError:
    what = wrong("faults.running.unwritable", place=str(place), reason=reason_of(error))
    return ScenarioError("--shards", [Fault(what)])


def _sync_folder(folder: Path) -> None:
    """Make a folder's entries durable, where the system can open a folder (Windows cannot)."""
    if _IS_POSIX:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
