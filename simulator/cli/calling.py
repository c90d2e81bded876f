"""How the program was called, for commands that the user can copy."""

import sys
from collections.abc import Iterable
from pathlib import Path


def program() -> str:
    """Return the words that call this program."""
    return "python run.py" if Path(sys.argv[0]).name == "run.py" else "simulator"


def repeated(option: str, values: Iterable[str]) -> list[str]:
    """Return a repeatable option once for each value."""
    return [word for value in values for word in (option, value)]
