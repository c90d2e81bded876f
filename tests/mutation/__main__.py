"""How many small changes of the rules and the ledger do their tests notice?  Run as `python -m tests.mutation`.

Each mutant changes one operator, comparison, number, condition or loop of one module of `simulator/rules/` or of
`simulator/ledger.py`; then that module's own tests run, uncompiled. Left out are changes that no test could notice
(decorators, which only compile; annotations) and those that any test notices (bit operators on plain numbers).
The work is done in copies of the repository in a temporary folder; results stay in `outputs/mutation/`.
"""

import argparse
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parents[2]
WANTED = 0.90
TIMEOUT = 60
# Each operator is replaced by those it is easily mistaken for.
MISTAKEN = {
    "Add": ("Sub", "Mul"), "Sub": ("Add", "Mul"), "Mul": ("Add", "Div"), "Div": ("Mul", "FloorDiv"),
    "FloorDiv": ("Div", "Mul"), "Mod": ("FloorDiv", "Add"), "Pow": ("Mul",),
}  # fmt: skip
LEFT_OUT = re.compile(r"RemoveDecorator|ExceptionReplacer|_Is$|_IsNot$|ComparisonOperator_Is")
TESTS = {
    "ledger": ("tests/test_ledger.py",),
    "calibration": ("tests/rules/test_calibration.py", "tests/rules/test_calibration_fit.py"),
    "capital": ("tests/rules/test_capital.py", "tests/validation/test_oracles_capital.py"),
}


def modules() -> list[Path]:
    """Return the modules that are mutated, from the repository's root."""
    rules = sorted(path for path in (ROOT / "simulator" / "rules").glob("*.py") if path.name != "__init__.py")
    return [path.relative_to(ROOT) for path in (*rules, ROOT / "simulator" / "ledger.py")]


def is_wanted(operator: str) -> bool:
    """Return whether a kind of mutant says something about the tests."""
    found = re.fullmatch(r"core/ReplaceBinaryOperator_(\w+)_(\w+)", operator)
    if found is not None:
        return found[2] in MISTAKEN.get(found[1], ())
    return LEFT_OUT.search(operator) is None


class Session:
    """The mutants of one module."""

    def __init__(self, module: Path, folder: Path) -> None:
        self.module = module
        self.config = folder / f"{module.stem}.toml"
        self.store = folder / f"{module.stem}.sqlite"

    def begin(self, sample: int) -> None:
        """List the mutants that are wanted; of more than `sample`, every so many, evenly over the file."""
        tests = " ".join(TESTS.get(self.module.stem, (f"tests/rules/test_{self.module.stem}.py",)))
        command = f"{sys.executable} -m pytest -q -x -p no:cacheprovider -p no:randomly {tests}"
        self.config.write_text(
            f'[cosmic-ray]\nmodule-path = "{self.module}"\ntimeout = {TIMEOUT}.0\nexcluded-modules = []\n'
            f'test-command = "{command}"\n[cosmic-ray.distributor]\nname = "local"\n'
        )
        call(["cosmic-ray", "init", "--force", str(self.config), str(self.store)], ROOT)
        with sqlite3.connect(self.store) as store:
            rows = store.execute(
                "select job_id, operator_name from mutation_specs order by start_pos_row, start_pos_col, operator_name"
            ).fetchall()
            wanted = [job for job, operator in rows if is_wanted(operator)]
            kept = set(wanted[:: max(1, -(-len(wanted) // sample))])
            for job, _ in rows:
                if job not in kept:
                    store.execute("delete from mutation_specs where job_id = ?", (job,))
                    store.execute("delete from work_items where job_id = ?", (job,))

    def run(self, copies: "SimpleQueue[Path]") -> None:
        """Run the mutants in a free copy of the repository."""
        copy = copies.get()
        try:
            call(["cosmic-ray", "exec", str(self.config), str(self.store)], copy)
        finally:
            copies.put(copy)

    def outcome(self) -> tuple[int, list[str]]:
        """Return the number of mutants, and those that survived."""
        with sqlite3.connect(self.store) as store:
            rows = store.execute(
                "select r.test_outcome, s.operator_name, s.start_pos_row, r.diff from work_results r "
                "join mutation_specs s on s.job_id = r.job_id order by s.start_pos_row"
            ).fetchall()
        survived = [
            f"{self.module}:{row}: {name}\n{diff}" for how, name, row, diff in rows if "survived" in how.lower()
        ]
        return len(rows), survived


def call(words: list[str], folder: Path) -> None:
    """Run a command in a folder, with the package of that folder, uncompiled."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    program = str(Path(sys.executable).with_name(words[0]))
    subprocess.run([program, *words[1:]], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Mutate, test, print a table; return 1 when fewer than 90 % of the mutants are noticed."""
    parser = argparse.ArgumentParser(description="Mutation testing of simulator/rules and simulator/ledger.py")
    parser.add_argument("modules", nargs="*", help="names such as sharing; default all")
    parser.add_argument("--sample", type=int, default=10_000, help="at most about so many mutants a module")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    kept = ROOT / "outputs" / "mutation"
    kept.mkdir(parents=True, exist_ok=True)
    sessions = [Session(path, kept) for path in modules() if not given.modules or path.stem in given.modules]
    with tempfile.TemporaryDirectory() as place:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(given.workers):
            copy = Path(place) / str(number)
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "outputs", "__pycache__"))
            copies.put(copy)
        for session in sessions:
            session.begin(given.sample)
        with ThreadPoolExecutor(given.workers) as pool:
            list(pool.map(lambda session: session.run(copies), sessions))
    return report(sessions, kept)


def report(sessions: list[Session], kept: Path) -> int:
    """Print noticed mutants by module; write the survivors."""
    mutants, missed, survivors = 0, 0, []
    for session in sessions:
        number, survived = session.outcome()
        mutants, missed = mutants + number, missed + len(survived)
        survivors += survived
        print(f"{session.module!s:36} {number:5d} mutants, {number - len(survived):5d} noticed")  # noqa: T201
    share = 1 - missed / max(mutants, 1)
    (kept / "survivors.txt").write_text("\n".join(survivors), "utf-8")
    print(f"{'all':36} {mutants:5d} mutants, {mutants - missed:5d} noticed: {100 * share:.1f} %")  # noqa: T201
    return 0 if share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
