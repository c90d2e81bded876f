"""The Python examples of the docs run, one after the other, as a reader would run them."""

import re
from pathlib import Path

import pytest

import simulator

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "use-it-from-python.md"


def examples_of(page):
    """Return the Python blocks of a page, in order."""
    return re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def run(page, monkeypatch):
    """Run a page's examples from the sources' folder; names carry over from one to the next."""
    monkeypatch.chdir(ROOT)
    names = {}
    for example in examples_of(page):
        exec(compile(example, str(page), "exec"), names)
    return names


def test_examples_of_the_page_run_in_order(monkeypatch):
    """What each shows is there."""
    pytest.importorskip("pandas")
    names = run(PAGE, monkeypatch)
    assert names["paid"].shape == (3, 200)
    assert set(names["frame"].policy) == set(names["columns"]["policy"])
    assert names["answer"].found.baseline == "as it is"


def test_example_of_the_readme_runs(monkeypatch):
    """It needs no data frames."""
    assert run(ROOT / "README.md", monkeypatch)["answer"].found.paths == 500


def test_functions_listed_are_public():
    """The table of questions names functions that exist."""
    listed = re.findall(r"^\| `(\w+)\(", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(listed) > 5
    assert set(listed) <= set(simulator.__all__)
