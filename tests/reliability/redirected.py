"""Output in every encoding a console or a file may have: no sign ends a run, and JSON is UTF-8."""

import json
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from simulator.cli import main
from tests.reliability import runs
from tests.reliability.trial import HEFEI, Plan, Trial, in_blocks

ENCODINGS = (
    "ascii", "cp437", "cp850", "cp1250", "cp1251", "cp1252", "cp1254", "cp932", "cp949", "cp950", "big5", "gbk",
    "gb2312", "gb18030", "euc_kr", "shift_jis", "koi8_r", "latin-1", "mac_roman", "utf-7", "utf-8", "utf-16",
    "utf-32", "hz", "iso2022_jp", "cp037",
)  # fmt: skip
# Latin, Greek, Cyrillic, signs, Chinese, full width, and beyond the first plane.
_RANGES = (
    (0xA1, 0x17F), (0x370, 0x3FF), (0x410, 0x44F), (0x2010, 0x22FF), (0x4E00, 0x9FFF), (0xFF01, 0xFF5E),
    (0x1F300, 0x1F5FF),
)  # fmt: skip


def in_every_encoding(plan: Plan) -> Trial:
    """Give a scenario a title of random signs, and call a command with its output in an encoding, as text and JSON."""
    trial = Trial("output redirected in an encoding")
    runs.warm()
    in_blocks(plan, trial, lambda case: _tested(plan.folder(case), plan.chance(case), case), is_limited=False)
    return trial


def _tested(folder: Path, chance: np.random.Generator, case: int) -> str:
    encoding, title = ENCODINGS[case % len(ENCODINGS)], _signs(chance, 30)
    scenario = folder / f"{_signs(chance, 5)}.toml"
    scenario.write_text(
        f"extends = {json.dumps(str(HEFEI))}\n[about]\ntitle = {json.dumps(title, ensure_ascii=False)}\n", "utf-8"
    )
    small = (*runs.WORDS, "--set", "run.paths=20", "--out", str(folder / "out"), "--threads", "1")
    commands = {
        "check": (scenario,),
        "explain": (scenario,),
        "run": (scenario, *small),
        "compare": (scenario, "--ratios", "0.2,0.5", "--fund-sizes", "10 million", *small),
    }
    name = list(commands)[case // len(ENCODINGS) % len(commands)]
    wanted = scenario.name if name == "check" else title
    for more in ((), ("--json",)):
        result = CliRunner(charset=encoding).invoke(main, [name, *map(str, commands[name]), *more])
        fault = _fault_in(result.exit_code, result.exception, result.stdout_bytes, wanted if more else "")
        if fault:
            return f"{name} {more} in {encoding}: {fault}"
    return ""


def _fault_in(status: int, error: BaseException | None, said: bytes, wanted: str) -> str:
    if status or (error is not None and not isinstance(error, SystemExit)):
        return f"status {status}, {error!r}"
    if not wanted:
        return "" if said else "nothing was printed"
    try:
        return "" if wanted in json.dumps(json.loads(said.decode("utf-8")), ensure_ascii=False) else f"without {wanted}"
    except ValueError as fault:
        return f"no JSON in UTF-8: {fault}"


def _signs(chance: np.random.Generator, count: int) -> str:
    """Return letters and signs of many scripts that may stand in a title and in a file's name."""
    letters = [chr(int(chance.integers(*_RANGES[int(chance.integers(len(_RANGES)))]))) for _ in range(3 * count)]
    return "".join([letter for letter in letters if letter.isprintable() and letter not in '\\"/'][:count])
