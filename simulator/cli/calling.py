"""How the program was called, for commands that the user can copy."""

import importlib.metadata
from collections.abc import Iterable

from simulator.reporting.calling import program as program


def repeated(option: str, values: Iterable[str]) -> list[str]:
    """Return a repeatable option once for each value."""
    return [word for value in values for word in (option, value)]


def version() -> str:
    """Return the version, or that the program runs from its sources without having been installed."""
    try:
        return importlib.metadata.version("patent-pledge-simulator")
    except importlib.metadata.PackageNotFoundError:
        return "not installed: running from the sources"
