"""Folders in the making: removed when the program ends, and by a later run when it was killed.

The program holds a lock on each, which ends with it however it ends: a folder without one is left over.
"""

import contextlib
import importlib
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any

PREFIX = ".tmp-simulator-"
_IS_POSIX = os.name == "posix"
_UNLOCKED = -1


def lock(descriptor: int) -> bool | None:
    """Lock an open file or folder until it is closed.

    Returns
    -------
    bool or None
        Whether it is locked now; false: another program has it; None: the system cannot lock it.
    """
    if not _IS_POSIX:
        return None
    fcntl: Any = importlib.import_module("fcntl")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


class OwnFolder:
    """A new folder of this program alone; use it as `with OwnFolder() as path:`, or by `make` and `remove`.

    Parameters
    ----------
    parent
        Where it is made; the system's temporary folder when not given.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self.path = (parent or Path(tempfile.gettempdir())) / PREFIX
        self._lock = _UNLOCKED
        self._is_made = False

    def make(self) -> Path:
        """Make the folder, after removing what killed programs of this user have left beside it.

        Raises
        ------
        OSError
            When it cannot be made.
        """
        clear_leftovers(self.path.parent)
        while not self._took_place():
            pass
        return self.path

    def _took_place(self) -> bool:
        """Make a folder and lock it; false when another program took it for a left-over in between."""
        # Named before it is made: an interruption in between leaves nothing.
        self.path = self.path.with_name(PREFIX + secrets.token_hex(8))
        self._is_made = True
        try:
            self.path.mkdir(mode=0o700)
            if not _IS_POSIX:
                return True
            with contextlib.suppress(FileNotFoundError):
                self._lock = os.open(self.path, _FOLDER)
                if lock(self._lock) is not False and self.path.exists():
                    return True
            self._unlock()
        except BaseException:
            self.remove()
            raise
        return False

    def moved(self, path: Path) -> None:
        """Take note that the folder has another name now."""
        self.path = path

    def release(self) -> None:
        """Leave the folder where it is: it is finished."""
        self._unlock()
        self._is_made = False

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        if self._is_made:
            shutil.rmtree(self.path, ignore_errors=True)
        self.release()

    def _unlock(self) -> None:
        if self._lock != _UNLOCKED:
            os.close(self._lock)
            self._lock = _UNLOCKED

    def __enter__(self) -> Path:
        return self.make()

    def __exit__(self, *_: object) -> None:
        self.remove()


_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


def clear_leftovers(parent: Path) -> None:
    """Remove the folders of this user's programs that are no more; those at work, and those of others, stay."""
    if not _IS_POSIX:
        return
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False):
                _clear(Path(entry.path))


def _clear(folder: Path) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, _FOLDER)
        try:
            about = os.fstat(descriptor)
            is_own = stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid()
            if is_own and lock(descriptor):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(descriptor)
