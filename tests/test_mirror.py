"""Whoever changes a module finds its tests in the folder of the same name."""

from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
OF_THE_WHOLE = {"docs", "font", "mutation", "reliability", "scenarios", "screens", "validation"}
"""Folders of tests that speak of more than one package: pages, shipped files, published values, attacks, screens."""
SUBJECTS = {
    "cli/test_reporting.py", "cli/test_streams.py", "engines/test_gate.py", "engines/test_limits.py",
    "engines/test_tools.py", "inputs/test_tape_files.py",
    "questions/pool/test_sharding.py", "reporting/test_sensitivity.py", "reporting/test_toolkits.py",
}  # fmt: skip
"""Tests of a subject that only happens to have the name of a module elsewhere."""
WAITING = ("analysis", "reporting")
"""Where a folder of the package may still have its tests in the folder above."""


def packages():
    """Return the folders of the package that hold code, by their path from it."""
    return {path.parent.relative_to(ROOT / "simulator") for path in (ROOT / "simulator").rglob("*.py")}


def homes():
    """Return the folders in which there is a module or a package of each name."""
    found = defaultdict(set)
    for path in (ROOT / "simulator").rglob("*.py"):
        place = path.relative_to(ROOT / "simulator")
        found[place.stem].add(place.parent)
    for place in packages():
        found[place.name] |= {place, place.parent}
    return found


def modules():
    """Return the test modules but those of the whole, by their path from the tests."""
    found = (path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py"))
    return [path for path in found if path.parts[0] not in OF_THE_WHOLE]


def test_every_folder_of_tests_mirrors_a_package():
    """A folder that no package has is on the list of those that speak of the whole."""
    known = packages()
    assert sorted({str(path.parent) for path in modules() if path.parent not in known}) == []


def test_a_test_module_named_after_a_module_lies_in_its_folder():
    """Tests with a name of their own speak of a subject; those named after a module are found beside it."""
    known, strays = homes(), []
    for path in modules():
        places = known[path.stem.removeprefix("test_")]
        below = {place.parent for place in places if place.parts and place.parts[0] in WAITING}
        if places and path.parent not in places | below and path.as_posix() not in SUBJECTS:
            strays.append(f"{path}: {', '.join(sorted(map(str, places)))}")
    assert strays == []
