"""Every line that tells how to install something is one that works, in pages and in the program's own texts."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KINDS = ("*.py", "*.md", "*.jinja", "*.js", "*.html", "*.toml")
TEXTS = [ROOT / "README.md", *(path for folder in ("simulator", "docs") for kind in KINDS
                               for path in (ROOT / folder).rglob(kind))]  # fmt: skip
LINE = re.compile(r"pip install ([^\n`\")]+)")
NEEDED = re.compile(r'need\("\w+", .*?, "(\w+)"\)')
EXTRA = re.compile(r"\[([\w,]+)\]")
OPTIONS = {"--constraint", "--editable"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LINES = [(path.relative_to(ROOT), line) for path in TEXTS for line in LINE.findall(path.read_text("utf-8"))]


def test_install_lines_are_found():
    """README, pages and program have some."""
    assert {"README.md", "docs", "simulator"} <= {str(path).split("/")[0] for path, _ in LINES}


@pytest.mark.parametrize(("path", "line"), LINES, ids=str)
def test_every_install_line_names_what_is_there(path, line):
    """Options are pip's, files are here, and an extra is one of this project."""
    assert {word for word in line.split() if word.startswith("-")} <= OPTIONS
    for extras in EXTRA.findall(line):
        assert set(extras.split(",")) <= set(PROJECT["optional-dependencies"]), path
    for name in re.findall(r"--constraint (\S+)", line):
        assert (ROOT / name).is_file()


def test_every_extra_that_the_program_asks_for_exists():
    """The messages on a package that is not there name the extra that brings it."""
    asked = {extra for path in TEXTS if path.suffix == ".py" for extra in NEEDED.findall(path.read_text("utf-8"))}
    assert asked
    assert asked <= set(PROJECT["optional-dependencies"])
