"""The overlays that words of the command line stand for."""

from collections.abc import Sequence
from pathlib import Path

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import did_you_mean
from simulator.scenario import shipped
from simulator.scenario.kinds import toml_files


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
    faults: list[Fault] = []
    for word in words:
        places = [known[word]] if word in known else [Path(word)]
        if word not in known and not places[0].is_dir() and places[0].suffix != ".toml":
            hint = did_you_mean(word, known)
            what = wrong("overlays.fault.unknown", word=word, known=", ".join(known), hint=hint)
            faults.append(Fault(what, option))
            continue
        for file in toml_files(places):
            other = files.setdefault(file.stem, file)
            if other != file:
                what = wrong("overlays.fault.same_name", name=file.name, first=str(other), second=str(file))
                faults.append(Fault(what, option))
    if faults:
        raise ScenarioError(option, faults)
    return files
