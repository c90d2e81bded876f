"""Compiled functions kept on disk, each in a file of its own that shows when it was changed.

numba's own cache un-pickles whatever it finds, cannot be repaired, and ends a run when the disk is full. Here a file is
loaded only when it is this user's and bit by bit as it was written; otherwise the function is compiled anew and the
file replaced. What cannot be kept is compiled in every run. Either is said once.

This is the one place that rests on numba's inner workings: `_Cache` (what a dispatcher asks), `CompileResult._reduce`
and `_rebuild` (what is kept), and `magic_tuple` (the processor it was compiled for).
"""

import contextlib
import hashlib
import inspect
import logging
import multiprocessing
import os
import pickle
import stat
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

FIRST_LINE = b"compiled 1\n"
SUFFIX = ".nbc"
_DIGEST_BYTES = hashlib.sha256().digest_size
_TEMPORARY = ".tmp-"
_LEFT_OVER_AFTER_SECONDS = 3600.0
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


_SAID: set[str] = set()


class DamagedCodeError(ValueError):
    """A file of compiled code that is not as this program wrote it."""


class KeptCode(_Cache):
    """What numba asks for compiled versions of one function.

    Parameters
    ----------
    function
        The function, not compiled.
    folder
        Where its versions are kept; made when the first is.
    """

    def __init__(self, function: Callable[..., Any], folder: Path) -> None:
        self._function, self._folder = function, folder
        code = function.__code__
        self._name = f"{code.co_filename.rpartition(os.sep)[2].removesuffix('.py')}.{function.__qualname__}"
        self._name = f"{self._name.replace('<', '').replace('>', '')}-{code.co_firstlineno}"
        self._is_on = True

    @property
    def cache_path(self) -> str:
        """Folder of the files, as numba's statistics show it."""
        return str(self._folder)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the compiled version for these types; None when there is none that can be trusted."""
        target_context.refresh()
        path = self._path(sig, target_context.codegen())
        if not self._is_on:
            return None
        try:
            return CompileResult._rebuild(target_context, *pickle.loads(content_of(path)))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except Exception as error:
            # Whatever un-pickling raises: the way out is the same.
            _say_once(
                "damaged",
                f"compiled code in {self._folder} is damaged and compiled anew ({path.name}: {_words(error)})",
            )
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled version; one that cannot be kept is compiled again in the next run."""
        if not self._is_on or data.lifted or data.library.has_dynamic_globals:
            return
        try:
            _write(self._path(sig, data.codegen), sealed(dumps(data._reduce())))
        except OSError as error:
            words = f"cannot be kept in {self._folder} ({_words(error)}): the next run compiles again"
            _say_once("not kept", f"compiled code {words}")

    def _path(self, sig: Any, codegen: Any) -> Path:
        """Return the file of one version: named after all that it depends on beside the sources."""
        closure = [cell.cell_contents for cell in self._function.__closure__ or ()]
        parts = (
            (numba.__version__, llvmlite.__version__, sys.version, sig, codegen.magic_tuple()),
            hashlib.sha256(self._function.__code__.co_code).hexdigest(),
            hashlib.sha256(dumps(closure)).hexdigest() if closure else "",
            _source_hash(inspect.getfile(self._function)),
        )
        digest = hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:24]
        return self._folder / f"{self._name}.{digest}{SUFFIX}"

    def enable(self) -> None:
        """Look for kept versions, as at first."""
        self._is_on = True

    def disable(self) -> None:
        """Look for none, and keep none."""
        self._is_on = False

    def flush(self) -> None:
        """Forget all kept versions of this function."""
        for path in self._folder.glob(f"{self._name}.*{SUFFIX}"):
            with contextlib.suppress(OSError):
                path.unlink()


def sealed(content: bytes) -> bytes:
    """Return the content of a file: a first line, the SHA-256 of the rest, and the rest."""
    return FIRST_LINE + hashlib.sha256(content).digest() + content


def content_of(path: Path) -> bytes:
    """Return what is kept in a file.

    Raises
    ------
    FileNotFoundError
        When there is no such file.
    DamagedCodeError
        When it is not this user's regular file, or not as it was written.
    """
    with open(os.open(path, _OPEN), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_uid != getattr(os, "getuid", lambda: about.st_uid)():
            raise DamagedCodeError("is not a file of this user")
        content = file.read()
    begin = len(FIRST_LINE) + _DIGEST_BYTES
    if content[: len(FIRST_LINE)] != FIRST_LINE or sealed(content[begin:]) != content:
        raise DamagedCodeError("its checksum differs")
    return content[begin:]


def is_kept(folder: Path, name: str) -> bool:
    """Return whether a function is kept in a folder, whole."""
    return any(_is_whole(path, path.lstat().st_mtime_ns) for path in folder.glob(f"*.{name}-*{SUFFIX}"))


@cache
def _is_whole(path: Path, _: int) -> bool:
    """Return whether a file is as it was written; looked at once for each time of its writing."""
    try:
        content_of(path)
    except (OSError, DamagedCodeError):
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear_leftovers(path.parent)
    temporary = path.with_name(f"{path.name}{_TEMPORARY}{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


@cache
def _clear_leftovers(folder: Path) -> None:
    """Remove what killed programs have left half-written, once."""
    for path in folder.glob(f"*{_TEMPORARY}*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_OVER_AFTER_SECONDS:
                path.unlink()


@cache
def _source_hash(file: str) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


def _words(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__


def _say_once(kind: str, words: str) -> None:
    """Say it on standard error, the first of its kind only; workers leave it to the program that started them."""
    if kind not in _SAID and multiprocessing.parent_process() is None:
        _SAID.add(kind)
        logging.getLogger("simulator").warning(words)
