"""How the program was called, for commands that the user can copy."""

import sys
from pathlib import Path


def program() -> str:
    """Return the words that call this program."""
    called = Path(sys.argv[0])
    if called.name == "run.py":
        return "python run.py"
    return "python -m simulator" if called.parts[-2:] == ("simulator", "__main__.py") else "simulator"
