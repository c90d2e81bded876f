"""A folder of this user's for what can be made anew: nobody else can have put anything into it.

What lies in the cache of compiled code is run. The folder is therefore taken only when it is a real directory of this
user's, and when nobody but this user and the superuser could have put another one in its place. There is no second
choice in the common temporary directory, where another user may be first.
"""

import contextlib
import importlib
import os
import stat
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from simulator.errors import Fault, reason_of, wrong

NAME = "patent-pledge-simulator"
_IS_POSIX = os.name == "posix"
_SUPERUSER = 0


class UserCache(NamedTuple):
    """The folder, or why there is none.

    Attributes
    ----------
    folder
        Folder of this program in the user's cache folder; None when none is safe or can be made.
    fault
        What is wrong, and where; None when there is a folder.
    """

    folder: Path | None
    fault: Fault | None = None

    @property
    def why_not(self) -> str:
        """What is wrong in the language in force; empty when there is a folder."""
        return "" if self.fault is None else str(self.fault)


@cache
def user_cache() -> UserCache:
    """Return this user's cache folder, made when it is missing: below XDG_CACHE_HOME if that is set, else at home."""
    faults = []
    for place in _places():
        fault = _fault_after_making(place)
        if not fault:
            return UserCache(place.resolve() / NAME)
        faults.append(fault)
    return UserCache(None, faults[0] if faults else Fault(wrong("faults.cache.no_home")))


def _places() -> list[Path]:
    asked = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(asked):
        return [Path(asked)]
    homes = []
    with contextlib.suppress(RuntimeError):  # neither HOME nor an entry in the list of users
        homes.append(Path.home())
    with contextlib.suppress(KeyError, ImportError):
        # HOME may still be that of the user who called `su` or `sudo`.
        users: Any = importlib.import_module("pwd")
        homes.append(Path(users.getpwuid(os.getuid()).pw_dir))
    return [home / ".cache" for home in dict.fromkeys(homes)]


def _fault_after_making(place: Path) -> Fault | None:
    """Make the program's folder in a cache folder; return what is wrong with it, or nothing."""
    try:
        if not (place.is_dir() or place.parent.is_dir()):
            return Fault(wrong("faults.cache.none"), str(place.parent))
        place.mkdir(mode=0o700, exist_ok=True)
        folder = place.resolve() / NAME
        if _IS_POSIX:
            faults = map(_parent_fault, (folder.parent, *folder.parent.parents))
            if fault := next(filter(None, faults), None):
                return fault
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        return _own_fault(folder) if _IS_POSIX else None
    except OSError as error:
        return Fault(reason_of(error), str(place / NAME))
    except RuntimeError:
        return Fault(wrong("faults.system.eloop"), str(place / NAME))


def _own_fault(folder: Path) -> Fault | None:
    """Return why this folder cannot be trusted, or nothing; what others may only read is closed to them."""
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode):
        return Fault(wrong("faults.cache.no_folder"), str(folder))
    if about.st_uid != os.getuid():
        return Fault(wrong("faults.cache.of_another"), str(folder))
    if _is_open(about):
        return Fault(wrong("faults.cache.was_open"), str(folder))
    if stat.S_IMODE(about.st_mode) != stat.S_IRWXU:
        with contextlib.suppress(OSError):  # a disk that is read-only
            folder.chmod(stat.S_IRWXU)
    return None


def _parent_fault(parent: Path) -> Fault | None:
    """Return why the owner of something in this folder cannot trust it, or nothing."""
    about = parent.stat()
    if about.st_uid not in (_SUPERUSER, os.getuid()):
        return Fault(wrong("faults.cache.of_another"), str(parent))
    # In a sticky folder others may add, but neither rename nor remove what is not theirs.
    if about.st_mode & stat.S_ISVTX:
        return None
    return Fault(wrong("faults.cache.open"), str(parent)) if _is_open(about) else None


def _is_open(about: os.stat_result) -> bool:
    """Return whether others than the owner may add, rename and remove in a folder."""
    is_groups = about.st_mode & stat.S_IWGRP and not _is_private_group(about.st_gid)
    return bool(about.st_mode & stat.S_IWOTH or is_groups)


def _is_private_group(group: int) -> bool:
    """Return whether a group holds this user alone, as many systems give one to each user."""
    try:
        users: Any = importlib.import_module("pwd")
        groups: Any = importlib.import_module("grp")
        user, found = users.getpwuid(os.getuid()), groups.getgrgid(group)
    except (KeyError, ImportError):
        return False
    is_own = found.gr_gid == user.pw_gid and found.gr_name == user.pw_name
    return is_own and set(found.gr_mem) <= {user.pw_name}
