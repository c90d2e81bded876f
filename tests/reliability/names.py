"""Names that would lead elsewhere: paths, devices, links, control characters, in every name a file can carry."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from simulator.reporting import run_folder
from simulator.running.sealed import sealed, unsealed
from tests.reliability import runs
from tests.reliability.trial import HEFEI, Child, Plan, Trial, is_traceback, program

HOSTILE = (
    "../../outside", "/outside", "..", ".", "~", "CON", "nul.toml", "COM1", "a/b", "a\\b", "C:\\x", "%2e%2e%2f",
    "$(touch outside)", "`touch outside`", "; touch outside", "-rf", "\u202etxt.exe", "x" * 5000, "\t", "\n", "\u2028",
    "<script>alert(1)</script>", "=1+1", "合肥/../..", "\U0001f4a3", "a\u0000b",
)  # fmt: skip
DEVICES = ("/dev/zero", "/dev/stdin", "/dev/null", "pipe", "loop", "folder", "/proc/self/mem", "outside-link")
Case = tuple[str, str]


def _cases() -> tuple[Case, ...]:
    places = ("title", "sector", "bank", "policy", "city", "tool", "stress", "manifest")
    named = [(place, name) for place in places for name in HOSTILE]
    return (*named, *[(place, name) for place in ("extends", "overlay", "tape", "shards") for name in DEVICES])


CASES = _cases()


def hostile_names(plan: Plan) -> Trial:
    """Give each name to the program in each place: nothing outside its output folder is written, read or waited for."""
    trial, wanted = Trial("hostile names, links and devices"), runs.whole(plan.place)
    codes = []
    for case in plan.cases:
        code, fault = _tested(plan.folder(case), *CASES[case], wanted)
        codes.append(code)
        trial.check(case, fault)
    trial.notes.append(f"{codes.count(0)} taken, the others refused")
    return trial


def _tested(box: Path, place: str, name: str, wanted: runs.Whole) -> tuple[int, str]:
    """Return the exit status, and what went wrong."""
    work = box / "work"
    work.mkdir()
    _links(work, box)
    words = CALLS[place](work, name) if place in CALLS else _call(work, name, place, wanted)
    before = _listing(box)
    code, said = Child(lambda: (os.chdir(work), program(*words)())).end(120)
    fault = _judged(code, said, before, box)
    return code, f"{place} {name[:40]!r}: {fault}" if fault else ""


def _judged(code: int, said: str, before: set[str], box: Path) -> str:
    if code not in (0, 2, 3) or is_traceback(said):
        return f"status {code}: {said[-400:]}"
    new = sorted(name for name in _listing(box) - before if name != "work/out" and not name.startswith("work/out/"))
    return f"wrote {new} outside its folder" if new else ""


def _listing(box: Path) -> set[str]:
    return {str(path.relative_to(box)) for path in box.rglob("*")}


def _links(work: Path, box: Path) -> None:
    os.mkfifo(work / "pipe")
    (work / "folder").mkdir()
    (work / "loop").symlink_to("loop")
    (box / "secret").write_text("zq = 1\n")
    (work / "outside-link").symlink_to(box / "secret")


def _text(name: str) -> str:
    """Return a text as TOML writes it; what lies outside 16 bits has another form in JSON."""
    return "".join(letter if ord(letter) > 0xFFFF else json.dumps(letter)[1:-1] for letter in name).join('""')


def _call(work: Path, name: str, place: str, wanted: runs.Whole) -> tuple[object, ...]:
    """Write a file that carries the name, and return the words of a command that reads it and writes a run folder."""
    head = f'extends = "{HEFEI}"\n[run]\npaths = 20\n[clock]\nyears = 1\n'
    file, words = work / "x.toml", ("run", "x.toml", "--threads", 1, "--out", "out", "--quiet")
    if place == "title":
        file.write_text(f"{head}[about]\ntitle = {_text(name)}\n", "utf-8")
    elif place in ("sector", "bank"):
        table, key = {"sector": ("sectors.AI", "name"), "bank": ("banks.0", "name")}[place]
        file.write_text(f"{head}[{table}]\n{key} = {_text(name)}\n", "utf-8")
    elif place == "tool":
        file.write_text(f'{head}[[tools]]\nname = {_text(name)}\nsectors = "all"\n', "utf-8")
    elif place == "stress":
        episode = f"[[stress]]\nname = {_text(name)}\nstart_month = 2\nmonths = 3\npd_multiplier = 1.8\n"
        file.write_text(f'{head}{episode}applies_to = "all"\n', "utf-8")
    elif place == "policy":
        (work / "base.toml").write_text(head, "utf-8")
        policies = "".join(f"[[policy]]\nname = {_text(text)}\nset = {{}}\n" for text in (name, "b"))
        file.write_text(f'title = "x"\nquestion = "x"\nscenario = "base.toml"\n{policies}', "utf-8")
        words = ("compare", "x.toml", "--threads", 1, "--out", "out", "--quiet")
    elif place == "city":
        (work / "base.toml").write_text(head, "utf-8")
        cities = "".join(f"[[city]]\nname = {_text(text)}\nset = {{}}\n" for text in (name, "b"))
        file.write_text(f'title = "x"\nquestion = "x"\nscenario = "base.toml"\n{cities}', "utf-8")
        words = ("check", "x.toml")
    else:
        run = work / "run"
        run.mkdir()
        facts = unsealed((wanted.run / run_folder.MANIFEST).read_bytes())
        facts["sha256"] |= {name: "0" * 64}
        (run / run_folder.MANIFEST).write_text(sealed(facts), "utf-8")
        words = ("verify", "run")
    return words


def _extends(work: Path, name: str) -> tuple[object, ...]:
    (work / "x.toml").write_text(f'extends = "{name}"\n', "utf-8")
    return ("check", "x.toml")


def _tape(work: Path, name: str) -> tuple[object, ...]:
    return ("tape", "check", name, "--out", "out")


def _overlay(work: Path, name: str) -> tuple[object, ...]:
    return ("run", HEFEI, "--overlay", name, "--out", "out")


def _shards(work: Path, name: str) -> tuple[object, ...]:
    """A run in shards whose plan is a link or a device."""
    (work / "kept").mkdir()
    (work / "kept" / "plan.json").symlink_to(work / name)
    return ("verify", "kept", "--sample", 0)


CALLS: dict[str, Callable[[Path, str], tuple[object, ...]]] = {
    "extends": _extends, "tape": _tape, "overlay": _overlay, "shards": _shards,
}  # fmt: skip
