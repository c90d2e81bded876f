"""The scenarios, stresses and tools that come with the program."""

from pathlib import Path

from simulator.errors import Fault, ScenarioError, wrong


def hefei() -> Path:
    """Return the Hefei scenario: that of the working folder if there is one, else the one beside the package.

    Raises
    ------
    ScenarioError
        When neither is there.
    """
    here = Path("scenarios") / "hefei.toml"
    beside = Path(__file__).resolve().parents[2] / here
    for path in (here, beside):
        if path.is_file():
            return path
    raise ScenarioError(str(here), [Fault(wrong("faults.kinds.no_sources"), str(here))])


def scenario_files() -> dict[str, Path]:
    """Return the scenarios that come with the program, by their path from the scenarios' folder.

    Raises
    ------
    ScenarioError
        When the scenarios are not there.
    """
    folder = hefei().parent
    files = [*sorted(folder.glob("*.toml")), *sorted((folder / "schemes").glob("*.toml"))]
    return {path.relative_to(folder).as_posix(): path for path in files}


def stress_files() -> dict[str, Path]:
    """Return the stresses that come with the program by name, in the order of their names.

    Raises
    ------
    ScenarioError
        When the scenarios are not there.
    """
    return overlay_files("stress")


def overlay_files(folder: str) -> dict[str, Path]:
    """Return the overlays in a folder beside the scenarios, `stress` or `tools`, by name and in the order of names.

    Raises
    ------
    ScenarioError
        When the scenarios are not there.
    """
    return {path.stem: path for path in sorted((hefei().parent / folder).glob("*.toml"))}
