"""One thread that simulates for all pages: first answers before refinement, the newest question of a page alone."""

import secrets
import sys
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator.analysis.compare import Comparison
from simulator.errors import NoAnswerError, ScenarioError, SimulatorError, wrong
from simulator.explorer.question import Question
from simulator.explorer.surface import DETAIL_PATHS, FULL_PATHS, MOST_PATHS, Surface

MOST_SESSIONS = 8
MOST_SURFACES = 12
MOST_BYTES = 1 << 30
AWAY_SECONDS = 20.0
"""A page that asked nothing for so long is not refined further."""
Work = Callable[[Callable[[int, int], None]], None]
Order = Callable[[Surface, str, int | None, Callable[[int, int], None]], Any]


class _AbandonedError(Exception):
    """The block is not wanted any more, or something more urgent is."""


@dataclass
class Want:
    """The newest question of a page."""

    question: Question
    words: dict[str, Any]
    """The question as the page put it, which every answer to it carries."""
    generation: int
    asked: float
    orders: dict[str, Order] = field(default_factory=dict)
    """What was asked for beside the grid, by kind."""
    failure: SimulatorError | None = None


@dataclass
class Session:
    """One page."""

    token: str
    seen: float
    generation: int = 0
    want: Want | None = None
    waits: int = 0
    """How often it has waited for an answer: of its requests only the newest waits."""


@dataclass(frozen=True)
class _Task:
    rank: int
    """The smaller the more urgent."""
    want: Want
    work: Work


@dataclass(frozen=True)
class Found:
    """What there is for a page at one moment: `version` grows with everything that is found for it."""

    want: Want
    comparison: Comparison | None
    detail: Comparison | None
    made: dict[str, Any]
    """What was ordered and is there, by kind."""
    version: int
    is_finished: bool


class Desk:
    """Takes questions from pages and answers them one block at a time, in a thread of its own.

    Parameters
    ----------
    threads
        Threads of the engine; default all processors.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads
        self._changed = threading.Condition()
        self._sessions: dict[str, Session] = {}
        self._surfaces: OrderedDict[str, Surface] = OrderedDict()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)

    def start(self) -> None:
        """Start to work."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the chunk in hand, and let every waiting page go; may be called from a signal handler."""
        self._is_stopping = True

    def join(self) -> None:
        """Wait until the work has stopped."""
        with self._changed:
            self._changed.notify_all()
        self._thread.join()

    def open(self) -> str:
        """Return the token of a new page; the page that was silent longest gives way when there are too many."""
        with self._changed:
            if len(self._sessions) >= MOST_SESSIONS:
                oldest = min(self._sessions.values(), key=lambda session: session.seen)
                del self._sessions[oldest.token]
            token = secrets.token_urlsafe(16)
            self._sessions[token] = Session(token, time.monotonic())
            return token

    def is_open(self, token: str) -> bool:
        """Return whether there is a page with this token."""
        return token in self._sessions

    def ask(self, token: str, question: Question, words: dict[str, Any]) -> int | None:
        """Take a page's newest question in place of its last one and return its number; None for no such page."""
        with self._changed:
            session = self._sessions.get(token)
            if session is None:
                return None
            now = time.monotonic()
            session.generation += 1
            session.seen = now
            session.want = Want(question, words, session.generation, now)
            if question.key not in self._surfaces:
                self._surfaces[question.key] = Surface(question)
            self._surfaces.move_to_end(question.key)
            self._forget_old()
            self._changed.notify_all()
            return session.generation

    def order(self, token: str, kind: str, order: Order) -> None:
        """Take an order that goes with a page's newest question."""
        with self._changed:
            session = self._sessions.get(token)
            if session is not None and session.want is not None:
                session.want.orders[kind] = order
            self._changed.notify_all()

    def answer(self, token: str, generation: int, after: int, patience: float) -> Found | None:
        """Return what there is once it is more than version `after`, or the patience (seconds) is over.

        None when the question is not the page's newest, or the page asks for its answer anew.
        """
        end = time.monotonic() + patience
        waits = self._wait_again(token)
        with self._changed:
            while True:
                session = self._sessions.get(token)
                if session is None or session.waits != waits:
                    return None
                found = self._newest(session, generation)
                if found is None:
                    return None
                left = end - time.monotonic()
                if found.version > after or found.is_finished or left <= 0 or self._is_stopping:
                    return found
                self._changed.wait(min(left, 0.5))

    def look(self, token: str, generation: int) -> Found | None:
        """Return what there is now; None when the question is not the page's newest."""
        with self._changed:
            session = self._sessions.get(token)
            return None if session is None else self._newest(session, generation)

    def _wait_again(self, token: str) -> int:
        """Let the page's earlier request go, and return the number of this one."""
        with self._changed:
            session = self._sessions.get(token)
            if session is None:
                return 0
            session.waits += 1
            self._changed.notify_all()
            return session.waits

    def _newest(self, session: Session, generation: int) -> Found | None:
        if session.want is None or session.want.generation != generation:
            return None
        session.seen = time.monotonic()
        return self._found(session.want)

    def _found(self, want: Want) -> Found:
        surface, chosen = self._surfaces[want.question.key], want.question.chosen
        comparison, detail = surface.comparison, surface.details.get(chosen)
        made = {kind: surface.orders[kind, chosen] for kind in want.orders if (kind, chosen) in surface.orders}
        version = sum(found.paths for found in (comparison, detail) if found is not None) + len(made)
        if want.failure:
            return Found(want, comparison, detail, made, version + 1, is_finished=True)
        return Found(want, comparison, detail, made, version, is_finished=self._task_of(want) is None)

    def _forget_old(self) -> None:
        """Drop the surfaces not asked for longest, but none that a page asks for now."""
        wanted = {session.want.question.key for session in self._sessions.values() if session.want is not None}
        for key in list(self._surfaces):
            size = sum(surface.grid.bytes for surface in self._surfaces.values())
            if len(self._surfaces) <= MOST_SURFACES and size <= MOST_BYTES:
                return
            if key not in wanted:
                del self._surfaces[key]

    def _run(self) -> None:
        while True:
            with self._changed:
                task = self._most_urgent()
                while task is None:
                    if self._is_stopping:
                        return
                    self._changed.wait(0.25)
                    task = self._most_urgent()
            if self._is_stopping:
                return
            self._do(task)
            with self._changed:
                self._changed.notify_all()

    def _do(self, task: _Task) -> None:
        def check(_done: int, _of: int) -> None:
            if self._is_stopping or not self._is_wanted(task):
                raise _AbandonedError

        try:
            task.work(check)
        except _AbandonedError:
            return
        except (ScenarioError, NoAnswerError) as error:
            task.want.failure = error
        except Exception:
            # A defect of ours must not end the thread that serves every other page.
            traceback.print_exc(file=sys.stderr)
            task.want.failure = NoAnswerError(wrong("faults.explorer.defect"))

    def _is_wanted(self, task: _Task) -> bool:
        """Return whether a running task is still its page's newest question, and nothing more urgent waits."""
        with self._changed:
            keys = {s.want.question.key for s in self._sessions.values() if s.want is not None and self._is_here(s)}
            most_urgent = self._most_urgent()
        is_refinement = task.rank >= _REFINEMENT
        is_overtaken = is_refinement and most_urgent is not None and most_urgent.rank < task.rank
        return task.want.question.key in keys and not is_overtaken

    def _is_here(self, session: Session) -> bool:
        return time.monotonic() - session.seen < AWAY_SECONDS

    def _most_urgent(self) -> _Task | None:
        wants = [s.want for s in self._sessions.values() if s.want is not None and self._is_here(s)]
        tasks = [task for task in map(self._task_of, wants) if task is not None]
        return min(tasks, key=lambda task: (task.rank, task.want.asked), default=None)

    def _task_of(self, want: Want) -> _Task | None:
        """Return the next task of a question: the grid on few paths, one policy's details, orders, refinement."""
        surface = self._surfaces.get(want.question.key)
        if surface is None or want.failure:
            return None
        chosen, threads = want.question.chosen, self._threads
        seen = surface.detail_paths(chosen)
        open_orders = [kind for kind in want.orders if (kind, chosen) not in surface.orders]

        def extend(check: Callable[[int, int], None]) -> None:
            surface.extend(threads, check)

        def look_at(check: Callable[[int, int], None]) -> None:
            paths = next(paths for paths in DETAIL_PATHS if paths > seen)
            surface.look_at(chosen, paths, threads, check)

        def make(check: Callable[[int, int], None]) -> None:
            kind = open_orders[0]
            surface.orders[kind, chosen] = want.orders[kind](surface, chosen, threads, check)

        steps: tuple[tuple[bool, Work], ...] = (
            (surface.paths == 0, extend),
            (seen < DETAIL_PATHS[0], look_at),
            (bool(open_orders), make),
            (surface.paths < FULL_PATHS, extend),
            (seen < FULL_PATHS, look_at),
            (surface.paths < MOST_PATHS, extend),
            (seen < MOST_PATHS, look_at),
        )
        return next((_Task(rank, want, work) for rank, (is_due, work) in enumerate(steps) if is_due), None)


_REFINEMENT = 5
