"""A folder for matplotlib, which keeps a list of fonts, where this user has no home that can be written."""

import atexit
import os
import sys
from functools import cache
from pathlib import Path

from simulator.own_folder import OwnFolder
from simulator.user_cache import user_cache


@cache
def settle() -> None:
    """Name a folder before matplotlib is first imported; it would complain, and leave one behind when killed.

    Nothing changes for a user whose folders can be written, who has named one, or who works with matplotlib already.
    """
    is_settled = "matplotlib" in sys.modules or "MPLCONFIGDIR" in os.environ
    if is_settled or (_can_be_written("XDG_CACHE_HOME", ".cache") and _can_be_written("XDG_CONFIG_HOME", ".config")):
        return
    kept = user_cache().folder
    folder = kept / "matplotlib" if kept else _temporary()
    if folder is not None:
        os.environ["MPLCONFIGDIR"] = str(folder)


def _can_be_written(variable: str, usual: str) -> bool:
    """Return whether matplotlib will be content with its folder, made as matplotlib makes it."""
    try:
        folder = Path(os.environ.get(variable) or Path.home() / usual) / "matplotlib"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no room, no right; no home
        return False
    return os.access(folder, os.W_OK)


def _temporary() -> Path | None:
    own = OwnFolder()
    try:
        folder = own.make()
    except OSError:
        # Not even that: matplotlib says so itself.
        return None
    atexit.register(own.remove)
    return folder
