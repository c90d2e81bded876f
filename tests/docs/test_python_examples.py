"""The Python examples of the docs run, one after the other, as a reader would run them."""

import re
from pathlib import Path

import pytest

import simulator

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "use-it-from-python.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_examples_run_in_order(monkeypatch):
    """Names carry over from one to the next; what each shows is there."""
    pytest.importorskip("pandas")
    monkeypatch.chdir(ROOT)
    names = {}
    for example in EXAMPLES:
        exec(compile(example, str(PAGE), "exec"), names)
    assert names["paid"].shape == (3, 200)
    assert set(names["frame"].policy) == set(names["columns"]["policy"])
    assert names["answer"].found.baseline == "as it is"


def test_functions_listed_are_public():
    """The table of questions names functions that exist."""
    listed = re.findall(r"^\| `(\w+)\(", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(listed) > 5
    assert set(listed) <= set(simulator.__all__)
