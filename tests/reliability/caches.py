"""The cache of compiled code attacked, broken, full and missing, by and for another user of the machine."""

import os
import pickle
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np

from simulator import user_cache
from simulator.kept_code import SUFFIX, KeptCode, sealed
from simulator.user_cache import NAME
from tests.reliability.damage import CHANGES
from tests.reliability.trial import Child, Plan, Trial, is_traceback

# Two users that no list of users knows.
VICTIM, ATTACKER = 54_321, 54_322
_SAID_ONCE = "compiled code"


def attacked_caches(plan: Plan) -> Trial:
    """Prepare a home, let a user compile in it, and see that the result is right and nobody else's code has run."""
    trial = Trial("caches foreign, broken, full, missing")
    if os.name != "posix" or os.getuid() != 0:
        trial.notes = ["left out: only the superuser can act as two users"]
        return trial
    _compiled(None)
    for case in plan.cases:
        name, prepare = list(ATTACKS.items())[case % len(ATTACKS)]
        folder = plan.folder(case)
        for place in (plan.place.parent, plan.place, folder):
            place.chmod(0o755)
        try:
            is_kept = prepare(folder, plan.chance(case))
            fault = _tried(folder, is_kept=is_kept)
        finally:
            subprocess.run(["umount", folder / "home"], check=False, capture_output=True)
        trial.check(case, f"{name}: {fault}" if fault else "")
    return trial


def _tried(folder: Path, *, is_kept: bool) -> str:
    """Compile twice as the victim; return what went wrong."""
    sprung = folder / "sprung"
    for _ in range(2):
        code, said = Child(lambda: _as_user(VICTIM, folder / "home", lambda: _checked(is_kept))).end()
        if code or is_traceback(said):
            return f"status {code}: {said[-300:]}"
        if said.count(_SAID_ONCE) > 1:
            return f"said more than once: {said[-300:]}"
        if sprung.exists():
            return "another user's code has run"
    return ""


def _checked(is_kept: bool) -> None:
    found = user_cache.user_cache()
    assert bool(found.folder) is is_kept, found
    assert bool(found.why_not) is not is_kept, found
    assert _compiled(found.folder) == 1275
    assert _compiled(found.folder) == 1275


def _as_user(number: int, home: Path, call: Callable[[], None]) -> None:
    os.setgroups([])
    os.setresgid(number, number, number)
    os.setresuid(number, number, number)
    os.environ["HOME"] = str(home)
    os.environ.pop("XDG_CACHE_HOME", None)
    user_cache.user_cache.cache_clear()
    call()


def _summed(count: int) -> int:
    total = 0
    for number in range(count):
        total += number
    return total


def _compiled(folder: Path | None) -> int:
    """Compile a small function as the program does its rules, and return what it gives for 51: 1275."""
    function: Any = numba.njit(_summed)
    if folder is not None:
        function._cache = KeptCode(_summed, folder / "rules")
    return int(function(51))


def _home(folder: Path) -> Path:
    home = folder / "home"
    home.mkdir()
    os.chown(home, VICTIM, VICTIM)
    # The trap must be able to leave its mark, whoever springs it.
    folder.chmod(0o1777)
    return home


def _filled(folder: Path) -> list[Path]:
    """Let the victim fill a cache; return its files."""
    home = _home(folder)
    Child(lambda: _as_user(VICTIM, home, lambda: _checked(True))).end()
    return sorted(home.rglob(f"*{SUFFIX}"))


def _trap(folder: Path) -> bytes:
    class Trap:
        def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
            return os.mkdir, (str(folder / "sprung"),)

    return sealed(pickle.dumps(Trap()))


def _damaged(folder: Path, chance: np.random.Generator) -> bool:
    for file in _filled(folder):
        change = list(CHANGES.values())[int(chance.integers(len(CHANGES)))]
        file.write_bytes(change(file.read_bytes(), chance))
    return True


def _replaced(content: bytes) -> Callable[[Path, np.random.Generator], bool]:
    def replaced(folder: Path, _: np.random.Generator) -> bool:
        for file in _filled(folder):
            file.write_bytes(content)
        return True

    return replaced


def _planted_file(folder: Path, _: np.random.Generator) -> bool:
    for file in _filled(folder):
        file.write_bytes(_trap(folder))
        os.chown(file, ATTACKER, ATTACKER)
    return True


def _planted(owned: str, mode: int) -> Callable[[Path, np.random.Generator], bool]:
    """Fill the victim's cache with traps, and let a folder of the way to it belong to the attacker, or be open."""

    def planted(folder: Path, _: np.random.Generator) -> bool:
        files = _filled(folder)
        for file in files:
            file.write_bytes(_trap(folder))
        place = folder / "home" / owned
        place.chmod(mode)
        if not mode & 0o022:
            os.chown(place, ATTACKER, ATTACKER)
        return False

    return planted


def _linked(folder: Path, _: np.random.Generator) -> bool:
    cache = _home(folder) / ".cache"
    cache.mkdir()
    os.chown(cache, VICTIM, VICTIM)
    (folder / "elsewhere").mkdir(mode=0o777)
    (cache / NAME).symlink_to(folder / "elsewhere")
    return False


def _missing(folder: Path, _: np.random.Generator) -> bool:
    return False


def _unwritable(folder: Path, _: np.random.Generator) -> bool:
    home = _home(folder)
    os.chown(home, 0, 0)
    return False


def _full(folder: Path, chance: np.random.Generator) -> bool:
    """Mount a file system that has room for the folders, and for none or a part of the code."""
    home = _home(folder)
    options = f"size=16k,nr_inodes={int(chance.integers(4, 7))},uid={VICTIM},gid={VICTIM},mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", home], check=True)
    return True


def _fallback_filled(folder: Path, _: np.random.Generator) -> bool:
    """Fill the folders of the common temporary directory that a program might fall back on."""
    for name in (NAME, f"{NAME}-{VICTIM}"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name / "rules").mkdir(parents=True)
        for number in range(3):
            (folder / name / "rules" / f"caches._summed-{number}{SUFFIX}").write_bytes(_trap(folder))
    os.environ["TMPDIR"] = str(folder)
    return _unwritable(folder, _)


ATTACKS: dict[str, Callable[[Path, np.random.Generator], bool]] = {
    "damaged files": _damaged,
    "empty files": _replaced(b""),
    "garbage": _replaced(b"\x80\x04garbage"),
    "garbage with a checksum": _replaced(sealed(b"\x80\x04garbage")),
    "a file of another user": _planted_file,
    "the folder of another user": _planted(f".cache/{NAME}", 0o755),
    "the parent of another user": _planted(".cache", 0o755),
    "a folder that all may write to": _planted(f".cache/{NAME}", 0o777),
    "a parent that all may write to": _planted(".cache", 0o777),
    "a home that its group may write to": _planted("", 0o775),
    "a link": _linked,
    "no home": _missing,
    "a home that cannot be written": _unwritable,
    "a full disk": _full,
    "traps in the temporary directory": _fallback_filled,
}
