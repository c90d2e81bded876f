"""What a command says it has written, held against what is there."""

import re
from pathlib import Path

from simulator.scenario.read import read_scenario

HEFEI_STAND_IN = read_scenario(Path(__file__).parents[2] / "scenarios" / "hefei.toml").scenario.about.stand_in


def written_by(result, parent="outputs"):
    """Return every file of the only run folder, once the folder, their number and those to open first are right."""
    (folder,) = Path(parent).iterdir()
    files = {path for path in folder.rglob("*") if path.is_file()}
    head, named = result.stdout.split("\nWritten: ")[1].split("Open first:\n")
    assert head == f"{folder} ({len(files)} files; manifest.json lists them). "
    to_open = {Path(line) for line in re.findall(rf"^  ({parent}/\S+\.\w+)$", named, re.M)}
    assert 1 <= len(to_open) <= 3
    assert to_open < files
    return files


def answer_of(result, stand_in=""):
    """Return on one line what a command prints after its title and the sentence on terms that stand in."""
    title, _, rest = result.stdout.partition("\n")
    words = " ".join(rest.split())
    assert title
    assert words.startswith(stand_in)
    return words.removeprefix(stand_in).lstrip()
