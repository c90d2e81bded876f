"""Which files are meant, and of which kind they are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from simulator.errors import ScenarioError
from simulator.faults import did_you_mean
from simulator.scenario import shipped
from simulator.scenario.layers import read_layer
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, read_scenario
from simulator.scenario.shipped import hefei as hefei
from simulator.scenario.shipped import scenario_files as scenario_files

Kind = Literal["scenario", "overlay", "study", "design study", "outcomes", "cities"]

# What the bank earns and pays; its other income is fitted so that together they give the additional share aimed at.
_FITTED_AGAINST = (
    "lender.loan_rate",
    "lender.vat_rate",
    "lender.funding_cost",
    "lender.operating_cost",
    "lender.loss_given_default",
    "lender.risk_weight",
    "lender.capital_ratio",
    "lender.equity_spread",
)

_COMMAND_FOR: dict[Kind, str] = {
    "design study": "is a design study; give it to the command design",
    "cities": "is a study of cities; give it to the command pool",
    "outcomes": "holds published outcomes; give it to the command hindcast",
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
    if kind in _COMMAND_FOR:
        raise ScenarioError(str(path), [f"{path}: {_COMMAND_FOR[kind]}"])


def scenario_at(path: Path, overlays: Sequence[Path] = (), settings: Sequence[str] = ()) -> Reading:
    """Return the scenario of a file with overlays and settings laid over it.

    Raises
    ------
    ScenarioError
        When the file is a study or holds outcomes, naming what to give instead; and when it has faults.
    """
    kind = kind_of(path)
    if kind in _COMMAND_FOR:
        raise ScenarioError(str(path), [f"{path}: {_COMMAND_FOR[kind]}, or give the scenario file that it names"])
    if kind == "study":
        raise ScenarioError(str(path), [f"{path}: is a study; give the scenario file that it names"])
    reading = read_scenario(path, overlays, settings)
    _warn_of_fit(reading.scenario, settings)
    return reading


def _warn_of_fit(scenario: Scenario, settings: Sequence[str]) -> None:
    """Say which changed costs of the bank the fit of its other income takes back."""
    keys = [key for key in (setting.partition("=")[0].strip() for setting in settings) if key in _FITTED_AGAINST]
    if keys and scenario.calibration is not None and scenario.lender.other_income is None:
        click.echo(
            f"{', '.join(keys)}: the bank's other income is fitted anew to the targets of the calibration and offsets "
            "this; to see what it does by itself, use compare --what-if, or set lender.other_income",
            err=True,
        )


def toml_files(places: tuple[Path, ...]) -> list[Path]:
    """Return the files named, and every TOML file in the folders named, hidden ones left out.

    Raises
    ------
    ScenarioError
        When a place does not exist, or a folder holds no TOML file.
    """
    files: list[Path] = []
    faults: list[str] = []
    for place in places:
        if not place.is_dir():
            files.append(place)
            continue
        found = sorted(path for path in place.rglob("*.toml") if not _is_hidden(path.relative_to(place)))
        if not found:
            faults.append(f"{place}: this folder holds no .toml file")
        files += found
    if faults:
        raise ScenarioError("check", faults)
    return list(dict.fromkeys(files))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def overlays_named(option: str, folder: str, words: Sequence[str]) -> dict[str, Path]:
    """Return the overlay files that words stand for, by name: a file, all files of a folder, or a shipped one's name.

    Parameters
    ----------
    option
        As on the command line, for messages.
    folder
        Of the shipped ones, beside the scenarios.

    Raises
    ------
    ScenarioError
        Naming each word that is none of these, and files of the same name.
    """
    known = shipped.overlay_files(folder)
    files: dict[str, Path] = {}
    faults = []
    for word in words:
        places = [known[word]] if word in known else [Path(word)]
        if word not in known and not places[0].is_dir() and places[0].suffix != ".toml":
            hint = did_you_mean(word, known)
            faults.append(f"{option}: {word!r} is neither a file ending in .toml nor one of {', '.join(known)}{hint}")
            continue
        for file in toml_files(tuple(places)):
            other = files.setdefault(file.stem, file)
            if other != file:
                faults.append(f"{option}: two files are called {file.name} ({other}, {file}); rename one")
    if faults:
        raise ScenarioError(option, faults)
    return files
