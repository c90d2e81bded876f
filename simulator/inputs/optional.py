"""Packages that only some files need."""

import importlib.util

from simulator.errors import Fault, ScenarioError, wrong


def need(package: str, what: str, extra: str) -> None:
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
    if importlib.util.find_spec(package) is None:
        raise ScenarioError(
            what, [Fault(wrong("faults.package", package=package, command=f"pip install '.[{extra}]'"))]
        )
