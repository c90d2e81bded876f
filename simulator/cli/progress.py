"""What is said on standard error while a command works."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from simulator.cli.output import say_if_possible
from simulator.errors import wrong
from simulator.saying.speaker import said
from simulator.values import Value

Progress = Callable[[int, int], None]

SECONDS_BETWEEN_LINES = 15.0


def say(words: Value, *, is_quiet: bool) -> None:
    """Say one sentence on standard error, unless quiet."""
    if not is_quiet:
        say_if_possible(said(words))


def saying(path: Path, *, is_quiet: bool = False) -> Callable[[Value], None]:
    """Return the function that says on standard error what is worth saying about a file that was read."""
    return lambda note: say(wrong("faults.at", place=str(path), what=note), is_quiet=is_quiet)


def simulated(paths: int, seconds: float, *, is_quiet: bool) -> None:
    """Say how many paths were simulated and how long it took."""
    say(wrong("progress.simulated", n=paths, seconds=f"{seconds:.1f}"), is_quiet=is_quiet)


def announce_compiling(what: str = "", *, is_quiet: bool) -> None:
    """Say that the engine must be compiled first, when it must: it looks like a hang otherwise."""
    from simulator.compiled import has_compiled, is_compiled, why_not_kept

    if has_compiled(what) if what else is_compiled():
        return
    why_not = why_not_kept()
    always = wrong("progress.compiling_always", reason=why_not, variable="XDG_CACHE_HOME")
    say(always if why_not else wrong("progress.compiling"), is_quiet=is_quiet)


@contextlib.contextmanager
def timed(what: Value, *, is_quiet: bool) -> Iterator[None]:
    """Say how long the block took once it is through."""
    start = time.perf_counter()
    yield
    say(wrong("progress.took", work=what, seconds=f"{time.perf_counter() - start:.1f}"), is_quiet=is_quiet)


@contextlib.contextmanager
def bar(words: Value, *, is_quiet: bool) -> Iterator[Progress | None]:
    """Show on standard error how far the block is: a bar with the time left, or a line now and then in a file.

    The block gets a callable (done, total), or None when quiet.
    """
    if is_quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield _lines(said(words))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(said(words), total=None)

        def update(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        yield update


def _lines(text: str) -> Progress:
    """Return what writes a line at first, and again whenever some seconds have passed."""
    start = time.monotonic()
    last = start - SECONDS_BETWEEN_LINES

    def update(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_LINES:
            last = now
            so_far: dict[str, str | int] = {"done": done, "total": total, "seconds": f"{now - start:.0f}"}
            say_if_possible(said(wrong("progress.so_far", work=text, **so_far)))

    return update
