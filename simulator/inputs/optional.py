"""Packages that only some files need."""

import importlib.util

from simulator.errors import ScenarioError


def is_there(package: str) -> bool:
    """Return whether a package is installed."""
    return importlib.util.find_spec(package) is not None


def need(package: str, what: str, extra: str = "tables") -> None:
    """Refuse what needs a package that is not there.

    Parameters
    ----------
    extra
        The optional part of this program that brings it.

    Raises
    ------
    ScenarioError
        When the package is not installed, with the command that installs it.
    """
    if not is_there(package):
        raise ScenarioError(what, [f"needs the package {package}: pip install '.[{extra}]'"])
