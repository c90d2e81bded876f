"""How the program was called, for commands that the user can copy."""

import sys
from pathlib import Path

_CALLS = {"run.py": "python run.py", "__main__.py": "python -m simulator"}


def program() -> str:
    """Return the words that call this program."""
    return _CALLS.get(Path(sys.argv[0]).name, "simulator")
