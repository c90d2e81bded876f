"""Every question there is: one for each folder beside this file."""

import functools
from importlib import import_module
from pathlib import Path

from simulator.questions.question import Question


@functools.cache
def questions() -> dict[str, Question]:
    """Return the questions by name."""
    folders = sorted(path.parent.name for path in Path(__file__).parent.glob("*/__init__.py"))
    return {name: import_module(f"simulator.questions.{name}").QUESTION for name in folders}
