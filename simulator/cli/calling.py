"""How the program was called, for commands that the user can copy."""

import importlib.metadata
import sys
from collections.abc import Iterable
from pathlib import Path


def program() -> str:
    """Return the words that call this program."""
    called = Path(sys.argv[0])
    if called.name == "run.py":
        return "python run.py"
    return "python -m simulator" if called.parts[-2:] == ("simulator", "__main__.py") else "simulator"


def repeated(option: str, values: Iterable[str]) -> list[str]:
    """Return a repeatable option once for each value."""
    return [word for value in values for word in (option, value)]


def version() -> str:
    """Return the version, or that the program runs from its sources without having been installed."""
    try:
        return importlib.metadata.version("patent-pledge-simulator")
    except importlib.metadata.PackageNotFoundError:
        return "not installed: running from the sources"
