"""Dask schedulers and workers in processes of their own, with and without this program."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass
class Processes:
    """Processes that end with the test."""

    place: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def scheduler(self, *, has_program: bool = True) -> str:
        """Start a scheduler and return its address."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        words = ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        self._start(words, has_program=has_program)
        for _ in range(400):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return f"tcp://127.0.0.1:{port}"
            time.sleep(0.05)
        raise RuntimeError("the scheduler did not start")

    def worker(self, address: str, *, has_program: bool = True) -> None:
        """Start a worker with one thread."""
        words = (
            "worker",
            address,
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
            "--name",
            f"w{len(self.started)}",
        )
        self._start((*words, "--local-directory", str(self.place)), has_program=has_program)

    def kill(self, number: int) -> None:
        """Kill -9 one of the processes."""
        self.started[number].send_signal(signal.SIGKILL)
        self.started[number].wait()

    def _start(self, words: tuple[str, ...], *, has_program: bool) -> None:
        # In a folder without the program, and with nothing but what is installed: a worker of somebody else's.
        environment = {**os.environ, "PYTHONPATH": str(ROOT) if has_program else ""}
        hidden = "" if has_program else "sys.modules['simulator'] = None; "
        code = f"import sys; {hidden}from distributed.cli import dask_{words[0]} as d; d.main({list(words[1:])!r})"
        nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [sys.executable, "-c", code]
        self.started.append(subprocess.Popen(command, cwd=self.place, env=environment, **nowhere))


@contextlib.contextmanager
def processes(place: Path) -> Iterator[Processes]:
    """Start what the block asks for, and end it with the block."""
    found = Processes(place)
    try:
        yield found
    finally:
        for process in found.started:
            process.kill()
            process.wait()


@contextlib.contextmanager
def other_server(greeting: bytes) -> Iterator[str]:
    """Listen at an address that is not Dask's: say these bytes to whoever calls, and nothing else."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    calls = []

    def answer() -> None:
        with contextlib.suppress(OSError):
            while True:
                call, _ = listener.accept()
                calls.append(call)
                call.sendall(greeting)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for call in calls:
            call.close()
