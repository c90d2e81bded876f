"""Files of finished runs, forged with their checksums made anew: refused in words, or of no harm."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from simulator.reporting import run_folder, stored
from simulator.reporting.deciding.evidence import ATTRIBUTION as ATTRIBUTION_FILE
from simulator.reporting.deciding.evidence import SENSITIVITY as SENSITIVITY_FILE
from simulator.running.sealed import sealed, unsealed
from simulator.running.store import DONE, PLAN
from tests.cli.forging import WRONG, forge, places_in
from tests.reliability import runs
from tests.reliability.trial import Plan, Trial, called, in_blocks
from tests.reporting.evidence_files import ATTRIBUTION, SENSITIVITY

RUN, SHARDS, FOUND, DECIDED = "run", "kept", "sensitivity", "attribution"
_SEALED = tuple(value for value in WRONG if value != "\ud800")
"""A checksum cannot be made of half a character."""
_NUMBERS = (0, 2**63, -(2**70), 1e308, -1e-300, 10**30, 2)
_DRAWN_FIRST = 0.5
"""Half of the changes are of an outermost entry, which are few and matter most."""


def forged_folders(plan: Plan) -> Trial:
    """Change or take out entries of one file, and give the folder to the commands that read it."""
    trial, wanted = Trial("forged files of runs, their checksums anew"), runs.whole(plan.place)
    own = plan.place / "own"
    shutil.copytree(wanted.run, own / RUN)
    shutil.copytree(wanted.folder, own / SHARDS)
    _keep_answer(own / FOUND, SENSITIVITY_FILE, SENSITIVITY, own / RUN)
    _keep_answer(own / DECIDED, ATTRIBUTION_FILE, ATTRIBUTION, own / RUN)
    in_blocks(plan, trial, lambda case: _tested(plan, case, own, wanted.sha256), is_limited=False)
    return trial


def _keep_answer(folder: Path, name: str, content: dict[str, Any], run: Path) -> None:
    """Keep a made-up answer of another command beside the scenario of a run."""
    with run_folder.RunFolder(folder.parent, folder.name) as made:
        made.write(stored.SCENARIO, (run / stored.SCENARIO).read_text("utf-8"))
        made.write(name, json.dumps(content))
        made.facts = {"command": f"python run.py {folder.name}"}
    made.path.rename(folder)


def _tested(plan: Plan, case: int, own: Path, sha256: str) -> str:
    chance = plan.chance(case)
    (folder, name), commands = list(COMMANDS.items())[case % len(COMMANDS)]
    command = commands[case // len(COMMANDS) % len(commands)]
    place = plan.place / f"{case:05d}"
    shutil.copytree(own, place)
    try:
        change = _changed(place / folder, name, chance)
        code, said, defect = called(*CALLS[command](place, folder))
        what = f"{command}, {folder}/{name}, {change}"
        if defect or code not in (0, 2, 3):
            return f"{what}: status {code} {defect} {said[-500:]}"
        if code == 2 and not said.strip():
            return f"{what}: refused without a word"
        is_other = command == "resume" and code == 0 and runs.hash_in(place / SHARDS) != sha256
        return f"{what}: another hash" if is_other else ""
    finally:
        shutil.rmtree(place)


def _changed(folder: Path, name: str, chance: np.random.Generator) -> str:
    """Change one to three entries of a file, make its checksum anew, and say what was changed."""
    is_sealed = name in (PLAN, DONE, run_folder.MANIFEST)
    content = unsealed((folder / name).read_bytes()) if is_sealed else json.loads((folder / name).read_text("utf-8"))
    said = []
    for _ in range(int(chance.integers(1, 4))):
        said.append(_change(content, chance, (*(_SEALED if is_sealed else WRONG), *_NUMBERS)))
    if is_sealed:
        (folder / name).write_text(sealed(content), "utf-8")
    else:
        forge(folder, lambda _: json.dumps(content), name)
    return "; ".join(said)


def _change(content: dict[str, Any], chance: np.random.Generator, values: tuple[Any, ...]) -> str:
    places = list(places_in(content))
    if not places:
        return "empty already"
    first = [place for place in places if len(place) == 1]
    chosen = first if chance.random() < _DRAWN_FIRST else places
    *way, last = chosen[int(chance.integers(len(chosen)))]
    owner: Any = content
    for part in way:
        owner = owner[part]
    name = ".".join(map(str, (*way, last)))[:100]
    if chance.random() < 0.3:
        del owner[last]
        return f"{name} taken out"
    owner[last] = copy.deepcopy(values[int(chance.integers(len(values)))])
    return f"{name} = {str(owner[last])[:20]!r}"


COMMANDS: dict[tuple[str, str], tuple[str, ...]] = {
    (RUN, run_folder.MANIFEST): ("report", "events", "verify", "compare"),
    (RUN, stored.COMPARISON): ("report", "report", "verify"),
    (SHARDS, PLAN): ("resume", "verify"),
    (SHARDS, DONE): ("verify", "resume"),
    (FOUND, SENSITIVITY_FILE): ("report with", "report with", "verify"),
    (DECIDED, ATTRIBUTION_FILE): ("report with",),
    (FOUND, run_folder.MANIFEST): ("report with", "verify"),
}
"""The commands that read each file of each folder."""
CALLS: dict[str, Callable[[Path, str], tuple[object, ...]]] = {
    "report": lambda place, folder: ("report", place / folder, "--lang", "en", "--quiet", "--out", place / "out"),
    "report with": lambda place, folder: (
        "report", place / RUN, "--with", place / folder, "--lang", "en", "--quiet", "--out", place / "out",
    ),
    "events": lambda place, folder: ("events", place / folder, "--path", 0, "--quiet", "--out", place / "out"),
    "verify": lambda place, folder: ("verify", place / folder, *(("--sample", 0) if folder == SHARDS else ())),
    "resume": lambda place, folder: ("resume", place / folder, "--threads", 1, "--quiet", "--out", place / "out"),
    "compare": lambda place, folder: ("compare", place / folder, "--threads", 1, "--quiet", "--out", place / "out"),
}  # fmt: skip
