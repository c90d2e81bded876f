"""One folder per run: written beside its place, then renamed, so that it is there whole or not at all."""

import contextlib
import hashlib
import importlib.metadata
import io
import json
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from simulator.errors import Fault, ScenarioError, reason_of, wrong
from simulator.own_folder import OwnFolder
from simulator.running.sealed import sealed
from simulator.scenario.model import Scenario

MANIFEST = "manifest.json"
_MOST_TRIES = 1000
_IS_POSIX = os.name == "posix"
_PACKAGES = ("numpy", "numba", "scipy", "matplotlib", "pydantic")


class RunFolder:
    """A run folder in the making; use it as `with RunFolder(...) as folder:`.

    Leaving the block writes the manifest and gives the folder its name, `-2`, `-3`, ... appended when that is
    taken. An error or an interruption inside the block removes everything again.

    Parameters
    ----------
    parent
        Folder that holds the run folders; made when it is missing.
    slug
        What the run is about, for the folder's name.
    moment
        Date and time for the folder's name; now when not given.

    Raises
    ------
    ScenarioError
        When the files cannot be written: no room, no permission, `parent` is a file.
    """

    def __init__(self, parent: Path, slug: str, moment: datetime | None = None) -> None:
        self.parent = parent
        self._place = parent / f"{(moment or datetime.now()):%Y%m%d-%H%M%S}-{slug_of(slug)}"
        self.facts: dict[str, object] = {}
        self._names: list[str] = []
        self._is_published = False
        self._made: list[Path] = []
        self._own = OwnFolder(parent)

    @property
    def path(self) -> Path:
        """Where the run lies; only known once the block is left, as the name may be taken meanwhile.

        Raises
        ------
        RuntimeError
            When it is asked for before.
        """
        if not self._is_published:
            raise RuntimeError("the run folder has no name before its block is left")
        return self._place

    @property
    def files(self) -> list[Path]:
        """Every file of the run, in the order written."""
        return [self.path / name for name in self._names]

    def __enter__(self) -> Self:
        try:
            self._make_parents()
            os.chmod(self._own.make(), 0o755)
        except BaseException as error:
            self._remove()
            if isinstance(error, OSError):
                raise _refusal(self.parent, error) from error
            raise
        return self

    def _make_parents(self) -> None:
        missing = [folder for folder in (self.parent, *self.parent.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            self._made.append(folder)

    def write(self, name: str, content: bytes | str | Iterator[bytes]) -> None:
        """Write one file, whole or part by part; `name` is its path inside the run folder, separated by "/"."""
        with self.open(name) as file:
            for part in _parts(content):
                file.write(part)

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open one file that is written while the run goes on; it is of the run when the block ends without an error.

        Raises
        ------
        ScenarioError
            When it cannot be written; errors of the block that have nothing to do with the file pass through.
        """
        target, place = self._own.path / name, self._place / name
        with _refused(place):
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = _DraftFile(target, place)
        with io.BufferedWriter(draft) as file:
            yield file
            with _refused(place):
                file.flush()
                os.fsync(file.fileno())
        self._names.append(name)

    def write_all(self, files: Mapping[str, bytes]) -> None:
        """Write several files by name."""
        for name, content in files.items():
            self.write(name, content)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.write(MANIFEST, self._manifest())
                self._publish()
                self._is_published = True
        finally:
            if self._is_published:
                self._own.release()
            else:
                self._remove()

    def _manifest(self) -> str:
        hashes = {name: hash_of_file(self._own.path / name) for name in sorted(self._names)}
        return sealed({**self.facts, "sha256": hashes})

    def _publish(self) -> None:
        wanted = self._place
        try:
            for folder in (*sorted({(self._own.path / name).parent for name in self._names}), self._own.path):
                _sync_folder(folder)
            for number in range(1, _MOST_TRIES):
                self._place = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
                if self._took_name():
                    _sync_folder(self.parent)
                    return
        except OSError as error:
            raise _refusal(self._place, error) from error
        raise ScenarioError(str(wanted), [Fault(wrong("faults.run_folder.taken", n=_MOST_TRIES), str(wanted))])

    def _took_name(self) -> bool:
        """Rename the draft; false when the name is taken (a rename never replaces a folder with files in it)."""
        if self._place.exists():
            return False
        try:
            os.rename(self._own.path, self._place)
        except OSError:
            if self._place.exists():
                return False
            raise
        # What fails from here on removes it by its new name.
        self._own.moved(self._place)
        return True

    def _remove(self) -> None:
        self._own.remove()
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()


class _DraftFile(io.FileIO):
    """A file of the draft; what it cannot take is refused with the name that the file would have."""

    def __init__(self, target: Path, place: Path) -> None:
        super().__init__(target, "wb")
        self._place = place

    def write(self, content: Any, /) -> int:
        with _refused(self._place):
            return super().write(content)


@contextlib.contextmanager
def _refused(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _refusal(place, error) from error


def _parts(content: bytes | str | Iterator[bytes]) -> Iterator[bytes]:
    if isinstance(content, str | bytes):
        return iter([content.encode("utf-8") if isinstance(content, str) else content])
    return content


def hash_of_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make a folder's entries durable, where the system can open a folder (Windows cannot)."""
    if _IS_POSIX:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refusal(place: Path, error: OSError) -> ScenarioError:
    what = wrong("faults.run_folder.unwritable", place=str(place), reason=reason_of(error))
    return ScenarioError("--out", [Fault(what)])


def day_of(folder: Path) -> str:
    """Return the day on which a run folder was made, from its name: "2026-11-22"; nothing where it was renamed."""
    found = re.match(r"(\d{4})(\d{2})(\d{2})-\d{6}-", folder.resolve().name)
    return "-".join(found.groups()) if found else ""


def slug_of(text: str) -> str:
    """Return a text as a short, plain part of a folder's name."""
    plain = re.sub(r"[^\w]+", "-", text.lower()).strip("-_")
    return plain[:40].strip("-_") or "run"


def scenario_hash(scenario: Scenario) -> str:
    """Return the SHA-256 of the effective scenario in its canonical JSON form."""
    text = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def facts_of(scenario: Scenario, command: Iterable[str]) -> dict[str, object]:
    """Return what a manifest says of every run: seed, paths, versions, the scenario's hash, the command again."""
    return {
        "title": scenario.about.title,
        "command": " ".join(command),
        "seed": scenario.run.seed,
        "paths": scenario.run.paths,
        "scenario_sha256": scenario_hash(scenario),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python, of this program and of the packages that compute."""
    found = {"python": platform.python_version(), "system": platform.platform()}
    names = {"simulator": "patent-pledge-simulator", **{name: name for name in _PACKAGES}}
    for name, distribution in names.items():
        try:
            found[name] = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed as a package"
    return found
