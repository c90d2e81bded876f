"""What every trial needs: cases that can be repeated by number, and the program called in a process of its own."""

import contextlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from simulator.cli import main

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"
BLOCK = 250
MOST_SECONDS = 1.0
MOST_BYTES = 200_000_000
_PATIENCE_SECONDS = 60


@dataclass
class Trial:
    """One row of the summary: what was tried, how often, and the cases that went wrong by number."""

    name: str
    tried: int = 0
    failures: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> int:
        """Number of cases that went as they should."""
        return self.tried - len(self.failures)

    def check(self, case: int, fault: str) -> None:
        """Count a case; an empty fault is a good one."""
        self.tried += 1
        if fault:
            self.failures[case] = fault


@dataclass(frozen=True)
class Plan:
    """How much a trial tries: `cases` numbers, drawn from `seed`, in files below `place`."""

    cases: range
    seed: int
    place: Path

    def chance(self, case: int) -> np.random.Generator:
        """Return the draws of one case, the same whichever other cases are tried."""
        return np.random.default_rng([self.seed, case])

    def folder(self, case: int) -> Path:
        """Return a new, empty folder for one case."""
        folder = self.place / f"{case:05d}"
        folder.mkdir(parents=True)
        return folder


class Child:
    """A call in a process of its own, forked from this one so that nothing has to be imported again.

    Attributes
    ----------
    usage
        What it took together with all processes that it waited for, once it has ended.
    """

    usage: resource.struct_rusage

    def __init__(self, call: Callable[[], object]) -> None:
        # A pipe, not a file: files may be what the call has no room for.
        self._said, said = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._become(call, said)
        os.close(said)
        os.set_blocking(self._said, False)

    def _become(self, call: Callable[[], object], said: int) -> None:
        code = 1
        try:
            os.setsid()
            os.dup2(said, 2)
            sys.stderr = os.fdopen(2, "w", closefd=False)
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115
            call()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.flush()
            os._exit(code)

    def kill(self) -> None:
        """Kill -9 the process and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def end(self, seconds: float = 5 * _PATIENCE_SECONDS) -> tuple[int, str]:
        """Wait and return the exit status (negative: the signal that ended it) and what was said on standard error."""
        before, parts, found, status = time.monotonic() + seconds, b"", 0, 0
        while not found:
            if time.monotonic() > before:
                self.kill()
            time.sleep(0.005)
            found, status, self.usage = os.wait4(self.pid, os.WNOHANG)
            with contextlib.suppress(BlockingIOError):
                while part := os.read(self._said, 1 << 16):
                    parts += part
        os.close(self._said)
        return os.waitstatus_to_exitcode(status), parts.decode("utf-8", "replace")


def program(*words: object) -> Callable[[], object]:
    """Return a call of the program with these words."""
    return lambda: main([str(word) for word in words], prog_name="run.py")


def called(*words: object) -> tuple[int, str, str]:
    """Call the program here; return exit status, what it said on standard error, and its traceback, if any."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    is_defect = result.exception is not None and not isinstance(result.exception, SystemExit)
    return result.exit_code, result.stderr, repr(result.exception) if is_defect else ""


def is_traceback(said: str) -> bool:
    """Return whether a text holds a traceback."""
    return "Traceback (most recent call last)" in said


def in_blocks(plan: Plan, trial: Trial, test: Callable[[int], str], *, is_limited: bool = True) -> None:
    """Test every case in forked processes of `BLOCK` cases each, with limits on time and memory.

    A case may take a second of processor time (the machine may be busy with other things) and 200 MB more memory than
    its block began with, unless that is not limited; one that ends the process, or takes more than a minute, is a
    failure like any other.
    """
    slowest, most = 0.0, 0
    cases = list(plan.cases)
    report = plan.place / "report.jsonl"
    while cases:
        block, cases = cases[:BLOCK], cases[BLOCK:]
        report.write_text("")
        child = Child(lambda block=block: _tested(block, test, report, is_limited=is_limited))
        code, said = child.end(_PATIENCE_SECONDS * len(block))
        rows = [json.loads(line) for line in report.read_text().splitlines()]
        for case, fault, seconds, size in rows:
            slowest, most = max(slowest, seconds), max(most, size)
            trial.check(case, fault)
        if code != 0 and len(rows) < len(block):
            trial.check(block[len(rows)], f"ended the process with status {code}: {said[-500:]}")
            cases = block[len(rows) + 1 :] + cases
    if is_limited:
        trial.notes.append(f"slowest {slowest:.2f} s, most memory {most / 1e6:.0f} MB")


def _tested(block: list[int], test: Callable[[int], str], report: Path, *, is_limited: bool) -> None:
    if is_limited:
        # What is imported at first use counts for no case.
        test(block[0])
    before = _peak_bytes()
    with report.open("a") as file:
        for case in block:
            signal.alarm(_PATIENCE_SECONDS)
            start = time.process_time()
            fault = test(case)
            seconds, size = time.process_time() - start, _peak_bytes() - before
            signal.alarm(0)
            if is_limited and not fault and seconds > MOST_SECONDS:
                fault = f"took {seconds:.1f} s"
            if is_limited and not fault and size > MOST_BYTES:
                fault = f"took {size / 1e6:.0f} MB"
            file.write(json.dumps([case, fault, seconds, size]) + "\n")
            file.flush()


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextlib.contextmanager
def timed(trial: Trial) -> Iterator[None]:
    """Note how long a trial took."""
    start = time.monotonic()
    yield
    trial.seconds = time.monotonic() - start
