"""What all tests share.

Examples of property tests are the same in every run, so that a change is judged alone; `make slow` draws new ones.
"""

import inspect
import re
from pathlib import Path

import numba
import pytest
from hypothesis import settings

from simulator.inputs.tables import child, read
from simulator.inputs.tables.wire import unpacked

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, derandomize=False)
settings.load_profile("repeatable")


ROOT = Path(__file__).parent
STARTS_A_PROCESS = re.compile(r"^(import subprocess|from playwright|.*tests\.running\.clusters)", re.MULTILINE)
OF_THE_WHOLE = {"docs", "reliability", "scenarios", "validation"}
"""Folders whose tests go through code that the tests beside it go through."""
UNCOMPILED = {"engines", "randomness", "rules"}
"""Folders that the uncompiled pass of `make test` measures."""


def pytest_collection_modifyitems(items):
    """Mark the tests that start processes, and those that run lines which other tests of the suite have run."""
    modules = {item.module for item in items}
    starting = {module for module in modules if STARTS_A_PROCESS.search(inspect.getsource(module))}
    for item in items:
        if item.module in starting:
            # Seconds each, whatever they test: `make quick` leaves them out.
            item.add_marker("process")
        if not numba.config.DISABLE_JIT and repeats(item):
            item.add_marker("no_cover")


def repeats(item):
    """Return whether measuring the coverage of a test, which makes it two to three times as slow, would find no line.

    Other tests of the same code are measured: those by hand for examples drawn by hypothesis, those of the server for
    what a browser shows, the uncompiled pass for kernels.
    """
    folder = item.path.relative_to(ROOT).parts[0]
    is_measured_before = folder in UNCOMPILED and item.get_closest_marker("compiled") is None
    is_drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    is_of_others = folder in OF_THE_WHOLE or folder.startswith("test_benchmark")
    return is_of_others or is_measured_before or is_drawn or item.get_closest_marker("browser") is not None


@pytest.fixture(autouse=True)
def tables_are_read_at_once(request, monkeypatch):
    """Read tables in this process: starting one for each of thousands of small files takes most of the time.

    Tests marked `own_process` read as users do.
    """
    if request.node.get_closest_marker("own_process"):
        return

    def answer(content, asked, path, limits):
        return unpacked(child.answer_to(asked, content))

    monkeypatch.setattr(read, "_answer_of_child", answer)
