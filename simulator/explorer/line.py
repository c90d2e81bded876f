"""A few threads that work, and a short line of those who wait: the newest is served first, the oldest gives way."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

Result = TypeVar("Result")


class BusyError(Exception):
    """The line was too long, and newer requests have taken this one's place."""


class Line:
    """Runs work in threads, so many at once, and lets only so many wait.

    A page that sends questions faster than they can be answered wants the newest one, and a program that sends
    hundreds keeps the others waiting for no more than the work in hand. Several event loops may use one line.

    Parameters
    ----------
    threads
        Pieces of work that run at once.
    most_waiting
        Requests that wait; one more, and the oldest of them is refused.
    """

    def __init__(self, threads: int, most_waiting: int) -> None:
        self._free = threads
        self._most_waiting = most_waiting
        self._waiting: list[Future[bool]] = []
        self._lock = threading.Lock()

    async def run(self, work: Callable[[], Result]) -> Result:
        """Return what the work returns.

        Raises
        ------
        BusyError
            When the work was not begun, because too many newer requests came.
        """
        ticket = self._arrive()
        try:
            is_served = await asyncio.wrap_future(ticket)
        except asyncio.CancelledError:
            if not ticket.cancel() and ticket.result():
                self._leave()
            raise
        if not is_served:
            raise BusyError
        try:
            return await run_in_threadpool(work)
        finally:
            self._leave()

    def _arrive(self) -> Future[bool]:
        """Return a ticket that becomes true when its turn has come, and false when it never will."""
        ticket: Future[bool] = Future()
        with self._lock:
            if self._free:
                self._free -= 1
                ticket.set_result(True)
                return ticket
            self._waiting.append(ticket)
            oldest = self._waiting.pop(0) if len(self._waiting) > self._most_waiting else None
        if oldest is not None and oldest.set_running_or_notify_cancel():
            oldest.set_result(False)
        return ticket

    def _leave(self) -> None:
        """Give the thread to the newest who still waits."""
        with self._lock:
            while self._waiting:
                newest = self._waiting.pop()
                if newest.set_running_or_notify_cancel():
                    newest.set_result(True)
                    return
            self._free += 1
