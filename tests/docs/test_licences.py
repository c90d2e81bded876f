"""The list of licences and the table of dependencies are complete, and agree with what is installed."""

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))
licences = pytest.importorskip("licences")
sys.path.pop(0)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = {name: words for name, words in PROJECT["optional-dependencies"].items() if name != "all"}
NEEDED = [
    Requirement(words) for words in (*PROJECT["dependencies"], *(word for group in EXTRAS.values() for word in group))
]
PINNED = {canonicalize_name(name): versions for name, versions in licences.pinned().items()}
ROWS = [row.strip("| ").split(" | ") for row in licences.PAGE.read_text("utf-8").splitlines() if row.startswith("| ")]


def brought(needed):
    """Return every installed package that these requirements bring, with what those need in turn."""
    found, waiting = set(), [(canonicalize_name(one.name), tuple(one.extras)) for one in needed]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in found:
            continue
        found.add((name, extras))
        try:
            words = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for one in map(Requirement, words):
            if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
                waiting.append((canonicalize_name(one.name), tuple(one.extras)))
    return {name for name, _ in found}


def test_every_pinned_package_has_its_licence():
    """In the version that is pinned; nothing else is listed."""
    assert {name: versions.split(", ") for name, versions, _ in ROWS[1:]} == licences.pinned()
    assert all(licence not in ("", "not stated") for _, _, licence in ROWS[1:])


def test_licences_are_those_of_the_installed_packages():
    """As far as they are installed here in the pinned version."""
    for name, versions, licence in ROWS[1:]:
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        if installed in versions.split(", "):
            assert licences.licence_of(name) == licence, name


def test_everything_that_an_installation_brings_is_pinned():
    """Otherwise two installations differ, and a licence is missing from the list."""
    assert brought(NEEDED) - set(PINNED) == set()


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: needed.name)
def test_every_dependency_has_a_bound_or_a_reason_for_none(needed):
    """The table says which, and the bound is that of pyproject.toml; the pinned version lies within it."""
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text("utf-8")
    rows = [row.strip("| ").split(" | ") for row in page.splitlines() if row.startswith("| ")]
    (row,) = [row for row in rows if needed.name in re.split(", ", row[0])]
    upper = [str(part) for part in needed.specifier if part.operator == "<"]
    assert row[2] == (f"`{upper[0]}`" if upper else "none")
    assert len(row[3]) > 5
    assert all(needed.specifier.contains(version) for version in PINNED[canonicalize_name(needed.name)])
