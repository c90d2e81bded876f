"""Bits that flip and files that are cut, in runs in shards and in run folders: all are found."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulator.running.store import LOCK
from tests.reliability import runs
from tests.reliability.trial import Child, Plan, Trial, called, in_blocks

Change = Callable[[bytes, np.random.Generator], bytes]


def damaged_files(plan: Plan) -> Trial:
    """Damage one file at a time and let `verify` look; now and then, let `resume` mend it."""
    trial, wanted = Trial("damaged shards, plans and run folders"), runs.whole(plan.place)
    places = (wanted.folder, wanted.run)
    copy = plan.place / "copy"
    in_blocks(plan, trial, lambda case: _tested(plan.chance(case), case, places, copy, wanted))
    return trial


def _tested(chance: np.random.Generator, case: int, places: tuple[Path, Path], copy: Path, wanted: runs.Whole) -> str:
    place = places[case % 2]
    files = sorted(path for path in place.rglob("*") if path.is_file() and path.name != LOCK)
    file = files[int(chance.integers(len(files)))]
    name, change = list(CHANGES.items())[int(chance.integers(len(CHANGES)))]
    original = file.read_bytes()
    damaged = change(original, chance)
    if damaged == original:
        return ""
    what = f"{name} in {file.relative_to(place)}"
    try:
        file.write_bytes(damaged)
        code, said, defect = called("verify", place, "--sample", 0, "--threads", 1)
        if defect or code not in (2, 3):
            return f"{what}: status {code} {defect} {said[-300:]}"
        is_shard = file.parent.name == "shards"
        return _mended(place, copy, wanted) if is_shard and case % 20 == 0 else ""
    finally:
        file.write_bytes(original)


def _mended(place: Path, copy: Path, wanted: runs.Whole) -> str:
    """Return what went wrong when a copy of a damaged run was gone on with."""
    shutil.copytree(place, copy / "kept")
    code, said = Child(runs.resumed(copy / "kept", copy / "out")).end()
    fault = f"resume: status {code}: {said[-300:]}" if code else runs.unsound(copy / "kept", wanted)
    shutil.rmtree(copy)
    return fault


def _flipped(content: bytes, chance: np.random.Generator) -> bytes:
    found = bytearray(content)
    found[int(chance.integers(len(found)))] ^= 1 << int(chance.integers(8))
    return bytes(found)


def _blanked(content: bytes, chance: np.random.Generator) -> bytes:
    """Put zeros in place of a block, as a disk may give back."""
    first = int(chance.integers(len(content)))
    size = min(512, len(content) - first)
    return content[:first] + bytes(size) + content[first + size :]


CHANGES: dict[str, Change] = {
    "a bit flipped": _flipped,
    "cut off": lambda content, chance: content[: int(chance.integers(len(content)))],
    "zeros": _blanked,
    "more bytes": lambda content, chance: content + bytes(int(chance.integers(1, 100))),
    "one byte less": lambda content, _: content[:-1],
}
