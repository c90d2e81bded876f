"""What all tests share.

Examples of property tests are the same in every run, so that a change is judged alone; `make slow` draws new ones.
"""

import pytest
from hypothesis import settings

from simulator.inputs.tables import child, read
from simulator.inputs.tables.wire import unpacked

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, derandomize=False)
settings.load_profile("repeatable")


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
