"""The generated pages say what the program is now."""

import importlib.util
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def _generator():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = _generator()


@pytest.mark.parametrize("name", GENERATE.PAGES)
def test_page_is_up_to_date(name):
    """`make reference` has been run since the last change of a command, key, measure or docstring."""
    if name == "python.md" and sys.version_info[:2] != (3, 11):
        pytest.skip("later versions of Python write signatures differently")
    assert (DOCS / "reference" / name).read_text("utf-8") == GENERATE.PAGES[name](), "run `make reference`"


def test_no_other_page_is_there():
    """A page whose subject is gone is gone too."""
    assert {path.name for path in (DOCS / "reference").iterdir()} == set(GENERATE.PAGES)
