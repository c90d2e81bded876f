"""How a command is stopped from outside: SIGTERM is taken like Ctrl-C, so that both clean up alike."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

INTERRUPTED = 130
TERMINATED = 143


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
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


def _terminate(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated
