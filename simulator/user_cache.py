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

NAME = "patent-pledge-simulator"
_IS_POSIX = os.name == "posix"
_SUPERUSER = 0


class UserCache(NamedTuple):
    """The folder, or why there is none.

    Attributes
    ----------
    folder
        Folder of this program in the user's cache folder; None when none is safe or can be made.
    why_not
        What is wrong, and where; empty when there is a folder.
    """

    folder: Path | None
    why_not: str


@cache
def user_cache() -> UserCache:
    """Return this user's cache folder, made when it is missing: below XDG_CACHE_HOME if that is set, else at home."""
    faults = []
    for place in _places():
        fault = _fault_after_making(place)
        if not fault:
            return UserCache(place.resolve() / NAME, "")
        faults.append(fault)
    return UserCache(None, faults[0] if faults else "this user has no home directory")


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


def _fault_after_making(place: Path) -> str:
    """Make the program's folder in a cache folder; return what is wrong with it, or nothing."""
    try:
        if not (place.is_dir() or place.parent.is_dir()):
            return f"{place.parent}: there is no such folder"
        place.mkdir(mode=0o700, exist_ok=True)
        folder = place.resolve() / NAME
        if _IS_POSIX:
            faults = map(_parent_fault, (folder.parent, *folder.parent.parents))
            if fault := next(filter(None, faults), ""):
                return fault
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        return _own_fault(folder) if _IS_POSIX else ""
    except (OSError, RuntimeError) as error:
        return f"{place / NAME}: {getattr(error, 'strerror', None) or error}"


def _own_fault(folder: Path) -> str:
    """Return why this folder cannot be trusted, or nothing; what others may only read is closed to them."""
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode):
        return f"{folder}: is not a real directory"
    if about.st_uid != os.getuid():
        return f"{folder}: belongs to another user"
    if _is_open(about):
        return f"{folder}: other users may write to it, now or in the past; remove it"
    if stat.S_IMODE(about.st_mode) != stat.S_IRWXU:
        with contextlib.suppress(OSError):  # a disk that is read-only
            folder.chmod(stat.S_IRWXU)
    return ""


def _parent_fault(parent: Path) -> str:
    """Return why the owner of something in this folder cannot trust it, or nothing."""
    about = parent.stat()
    if about.st_uid not in (_SUPERUSER, os.getuid()):
        return f"{parent}: belongs to another user"
    # In a sticky folder others may add, but neither rename nor remove what is not theirs.
    if about.st_mode & stat.S_ISVTX:
        return ""
    return f"{parent}: other users may write to it" if _is_open(about) else ""


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
