"""Of which kind a file is, and which files a folder holds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from simulator.errors import Fault, ScenarioError, wrong
from simulator.scenario.layers import read_layer
from simulator.values import Phrase

Kind = Literal["scenario", "overlay", "study", "design study", "outcomes", "cities"]

OF_OTHER_COMMANDS: dict[Kind, Phrase] = {
    "design study": wrong("faults.kinds.design"),
    "cities": wrong("faults.kinds.cities"),
    "outcomes": wrong("faults.kinds.outcomes"),
}


def kind_of(path: Path) -> Kind:
    """Return what a file is: outcomes hold [[outcome]], cities [[city]], a study names a scenario.

    A design study has levers, an overlay no base and no title.

    Raises
    ------
    ScenarioError
        When the file cannot be read or is not TOML.
    """
    values = read_layer(path).values
    if "outcome" in values:
        return "outcomes"
    if "levers" in values:
        return "design study"
    if "city" in values:
        return "cities"
    if isinstance(values.get("scenario"), str) or "policy" in values or "sweep" in values:
        return "study"
    return "scenario" if "extends" in values or "about" in values else "overlay"


def is_study(path: Path) -> bool:
    """Return whether a file is a study of any kind; it must be readable TOML."""
    return kind_of(path) in ("study", "design study", "cities")


def refuse_other_study(path: Path) -> None:
    """Raise when a study names levers or cities instead of policies.

    Raises
    ------
    ScenarioError
        Naming the command for it.
    """
    kind = kind_of(path)
    if kind in OF_OTHER_COMMANDS:
        raise ScenarioError(str(path), [Fault(OF_OTHER_COMMANDS[kind], str(path))])


def toml_files(places: Sequence[Path]) -> list[Path]:
    """Return the files named, and every TOML file in the folders named, hidden ones left out.

    Raises
    ------
    ScenarioError
        When a place does not exist, or a folder holds no TOML file.
    """
    files: list[Path] = []
    faults: list[Fault] = []
    for place in places:
        if not place.is_dir():
            files.append(place)
            continue
        found = sorted(path for path in place.rglob("*.toml") if not _is_hidden(path.relative_to(place)))
        if not found:
            faults.append(Fault(wrong("faults.kinds.empty_folder"), str(place)))
        files += found
    if faults:
        raise ScenarioError("check", faults)
    return list(dict.fromkeys(files))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
