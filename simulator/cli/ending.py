"""How a command is stopped from outside: SIGTERM is taken like Ctrl-C, so that both clean up alike.

Python runs a signal's handler between any two steps, also within a callback of a weak reference or a destructor, where
an exception is printed and dropped. An interruption that falls there is raised anew a moment later.
"""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
TERMINATED = 143
SECONDS_UNTIL_ANEW = 0.02


class Terminated(KeyboardInterrupt):
    """The program was asked to end by SIGTERM, as service managers, batch systems and `kill` do."""


def status_of(error: BaseException) -> int:
    """Return the exit status of a command that was stopped."""
    return TERMINATED if isinstance(error, Terminated) else INTERRUPTED


@contextlib.contextmanager
def termination_as_interruption() -> Iterator[None]:
    """Raise `Terminated` where SIGTERM finds the block, once; a second one does not disturb the cleaning up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        with _dropped_interruptions_raised_anew():
            yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


@contextlib.contextmanager
def _dropped_interruptions_raised_anew() -> Iterator[None]:
    """Raise an interruption once more when Python had to drop it; not on systems without such a timer."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    dropped: list[type[KeyboardInterrupt]] = []

    def note(unraisable: "sys.UnraisableHookArgs") -> None:
        if isinstance(unraisable.exc_value, KeyboardInterrupt):
            dropped.append(type(unraisable.exc_value))
            signal.setitimer(signal.ITIMER_REAL, SECONDS_UNTIL_ANEW)
        else:
            hook(unraisable)

    def raise_anew(number: int, frame: FrameType | None) -> NoReturn:
        raise dropped[-1]

    hook, sys.unraisablehook = sys.unraisablehook, note
    before = signal.signal(signal.SIGALRM, raise_anew)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)
        sys.unraisablehook = hook


def _terminate(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated
