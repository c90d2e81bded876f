"""Mutated scenario files: what is broken is refused, what means the same is taken, the rest is read as it stands."""

import contextlib
import math
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from simulator.reporting.run_folder import scenario_hash
from simulator.scenario import kinds, shipped
from simulator.scenario.read import read_scenario
from tests.reliability.trial import ROOT, Plan, Trial, called, in_blocks

_NUMBER = re.compile(r"^([A-Za-z0-9_]+)(\s*=\s*)(-?\d[\d_]*(?:\.\d+)?(?:e-?\d+)?)(\s*(?:#.*)?)$")
_KEY = re.compile(r"^([A-Za-z0-9_]+)(\s*=.*)$")
Change = Callable[[bytes, np.random.Generator], bytes | None]


def mutated_scenario_files(plan: Plan) -> Trial:
    """Mutate the files that come with the program: broken, the same, or anyhow."""
    trial = Trial("mutated scenario files")
    shutil.copytree(ROOT / "scenarios", plan.place / "scenarios")
    files = sorted((plan.place / "scenarios").rglob("*.toml"))
    in_blocks(plan, trial, lambda case: tested(case, plan, files))
    return trial


def tested(case: int, plan: Plan, files: list[Path]) -> str:
    """Return what went wrong with one mutated file; nothing when all is well."""
    chance = plan.chance(case)
    file = files[int(chance.integers(len(files)))]
    if chance.random() < 0.4:
        file = plan.place / "scenarios" / "hefei.toml"
    name, (change, wanted) = list(CHANGES.items())[case % len(CHANGES)]
    mutant = file.with_name("mutant.toml")
    original = file.read_bytes()
    content = change(original, chance)
    if content is None or content == original:
        return ""
    mutant.write_bytes(content)
    fault = _judged(mutant, file, wanted)
    return f"{name} of {file.name}: {fault}" if fault else ""


def _judged(mutant: Path, file: Path, wanted: str) -> str:
    code, said, defect = called("check", mutant, "--quiet")
    if defect:
        return f"traceback {defect}"
    if code not in (0, 2):
        return f"exit status {code}"
    if code == 2:
        return "refused what means the same: " + said if wanted == "same" else unclear(said)
    if wanted == "refused":
        return "accepted"
    if kinds.kind_of(mutant) not in ("scenario", "overlay"):
        return ""
    return _changed_meaning(mutant, file) if wanted == "same" else _misread(mutant)


def unclear(said: str) -> str:
    """Return what is unclear in a refusal: it must say how many faults there are and list them, one short line each."""
    lines = said.rstrip("\n").split("\n")
    counted = re.search(r"(\d+) problem\(s\)$", lines[0])
    faults = lines[1:]
    if counted is None or not faults or not all(line.startswith("  - ") for line in faults):
        return f"no clear fault: {said[:300]!r}"
    if int(counted[1]) != len(faults):
        return f"says {counted[1]} faults and lists {len(faults)}"
    long = [line for line in faults if len(line) > 1500 or not line.isprintable()]
    return f"a line that cannot be read: {long[0][:200]!r}" if long else ""


def _reading(path: Path) -> Any:
    if kinds.kind_of(path) == "overlay":
        return read_scenario(shipped.hefei(), [path])
    return read_scenario(path)


def _changed_meaning(mutant: Path, file: Path) -> str:
    if scenario_hash(_reading(mutant).scenario) == scenario_hash(_reading(file).scenario):
        return ""
    return "another meaning"


def _misread(path: Path) -> str:
    """Return what of an accepted file is not in force as it stands there, or is no finite number."""
    reading = _reading(path)
    given = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    for keys, value in leaves(given):
        if keys[0] in ("extends", "sources", "stress", "tools") or isinstance(value, list | dict):
            continue
        if (found := _at(reading.values, keys)) != value:
            return f"{'.'.join(map(str, keys))} is {value!r} in the file, and {found!r} is in force"
    wild = [keys for keys, value in leaves(reading.scenario.model_dump()) if _is_wild(value)]
    return f"{wild[0]} is not finite" if wild else ""


def _at(values: Any, keys: tuple[str | int, ...]) -> Any:
    for key in keys:
        if isinstance(values, list) and isinstance(key, str):
            values = {item.get("name"): item for item in values}.get(key) or values[int(key)]
        else:
            values = values[key]
    return values


def _is_wild(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every value of nested tables and lists with its place."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else None
    if inner is None:
        yield path, value
        return
    for key, item in inner:
        yield from leaves(item, (*path, key))


def _some_line(pattern: re.Pattern[str], change: Callable[[re.Match[str], np.random.Generator], str]) -> Change:
    """Return the change of one line that matches."""

    def changed(content: bytes, chance: np.random.Generator) -> bytes | None:
        lines = content.decode("utf-8").split("\n")
        found = [(number, match) for number, line in enumerate(lines) if (match := pattern.match(line))]
        if not found:
            return None
        number, match = found[int(chance.integers(len(found)))]
        lines[number] = change(match, chance)
        return "\n".join(lines).encode("utf-8")

    return changed


def _misspelt(match: re.Match[str], chance: np.random.Generator) -> str:
    place = int(chance.integers(1, len(match[1]) + 1))
    return f"{match[1][:place]}zq{match[1][place:]}{match[2]}"


def _number_to(*texts: str) -> Change:
    return _some_line(_NUMBER, lambda m, chance: f"{m[1]}{m[2]}{texts[int(chance.integers(len(texts)))]}{m[4]}")


def _flipped(content: bytes, chance: np.random.Generator) -> bytes:
    found = bytearray(content)
    for _ in range(int(chance.integers(1, 4))):
        found[int(chance.integers(len(found)))] ^= 1 << int(chance.integers(8))
    return bytes(found)


def _spliced(content: bytes, chance: np.random.Generator) -> bytes:
    """Cut out a part, and put a part of the same file somewhere."""
    a, b, c, d, e = (int(chance.integers(len(content))) for _ in range(5))
    cut = content[: min(a, b)] + content[min(max(a, b), min(a, b) + 200) :]
    return cut[:c] + content[min(d, e) : min(max(d, e), min(d, e) + 200)] + cut[c:]


def _lines_swapped(content: bytes, chance: np.random.Generator) -> bytes:
    lines = content.split(b"\n")
    a, b = (int(chance.integers(len(lines))) for _ in range(2))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def _with_line(text: bytes) -> Change:
    """Return the change that puts a line at the end of a random one."""

    def changed(content: bytes, chance: np.random.Generator) -> bytes:
        place = content.find(b"\n", int(chance.integers(len(content))))
        place = len(content) if place < 0 else place
        return content[:place] + b"\n" + text + content[place:]

    return changed


def _bytes_in(text: bytes) -> Change:
    def changed(content: bytes, chance: np.random.Generator) -> bytes:
        place = int(chance.integers(len(content)))
        with contextlib.suppress(UnicodeDecodeError):
            content[:place].decode("utf-8")
            return content[:place] + text + content[place:]
        return text + content

    return changed


def _spaced(match: re.Match[str], _: np.random.Generator) -> str:
    return f"  {match[1]}  {match[2]}"


CHANGES: dict[str, tuple[Change, str]] = {
    "misspelt key": (_some_line(_KEY, _misspelt), "refused"),
    "key given twice": (_some_line(_KEY, lambda m, _: f"{m[0]}\n{m[0]}" if _is_whole(m[2]) else m[0]), "refused"),
    "text for a number": (_number_to('"zq"', '"12 zq"', '""'), "refused"),
    "truth, list or table for a number": (_number_to("true", "[[]]", "{ zq = 1 }", "1979-05-27"), "refused"),
    "no number": (_number_to("nan", "inf", "-inf", "+nan", "1e999"), "refused"),
    "absurd number": (_number_to("1e30", "-1e30", "9" * 400, "99999999999999999999"), "refused"),
    "unknown table": (lambda content, _: content + b"\n[zq]\nzq = 1\n", "refused"),
    "broken text": (_bytes_in(b"\xff\xfe"), "refused"),
    "binary": (_bytes_in(b"\0"), "refused"),
    "nested too deeply": (lambda content, _: b"zq = " + b"[" * 500 + b"]" * 500 + b"\n" + content, "refused"),
    "open bracket": (lambda content, _: content + b"\nzq = [1, 2\n", "refused"),
    "comment": (lambda content, _: b"# zq = [\n" + content + b"\n# end", "same"),
    "Windows line ends": (lambda content, _: content.replace(b"\n", b"\r\n"), "same"),
    "byte order mark": (lambda content, _: b"\xef\xbb\xbf" + content, "same"),
    "blanks": (_some_line(_KEY, _spaced), "same"),
    "bits flipped": (_flipped, "anyhow"),
    "parts moved": (_spliced, "anyhow"),
    "lines swapped": (_lines_swapped, "anyhow"),
    "cut off": (lambda content, chance: content[: int(chance.integers(len(content)))], "anyhow"),
    "stray line": (_with_line(b'name = "\xe5\x90\x88"'), "anyhow"),
}


def _is_whole(text: str) -> bool:
    """Return whether a value ends on its line."""
    try:
        tomllib.loads(f"zq {text}")
    except tomllib.TOMLDecodeError:
        return False
    return True
