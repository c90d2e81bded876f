"""What all tests share.

Examples of property tests are the same in every run, so that a change is judged alone; `make slow` draws new ones.
"""

import inspect
import re

import pytest
from hypothesis import settings

from simulator.inputs.tables import child, read
from simulator.inputs.tables.wire import unpacked

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, derandomize=False)
settings.load_profile("repeatable")


STARTS_A_PROCESS = re.compile(r"^(import subprocess|from playwright|.*tests\.running\.clusters)", re.MULTILINE)


def pytest_collection_modifyitems(items):
    """Mark the tests of modules that start processes, seconds each whatever they test: `make quick` leaves them out."""
    modules = {item.module for item in items}
    starting = {module for module in modules if STARTS_A_PROCESS.search(inspect.getsource(module))}
    for item in items:
        if item.module in starting:
            item.add_marker("process")


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
