"""Serve the explorer on this machine until it is told to stop."""

import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from simulator.errors import Fault, ScenarioError, reason_of, wrong
from simulator.explorer.desk import Desk
from simulator.explorer.guard import new_key
from simulator.explorer.server import Explorer, Shelf, application

HOST = "127.0.0.1"


class _Server(uvicorn.Server):
    """Stops the desk first, so that waiting pages let go at once."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal to stop."""
        self._desk.stop()
        super().handle_exit(sig, frame)


def hosts_of(port: int) -> list[str]:
    """Return the values of Host under which the page may be asked for."""
    return [f"{name}:{port}" for name in (HOST, "localhost")]


def serve(shelf: Shelf, port: int, *, threads: int | None = None, ready: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C.

    Parameters
    ----------
    port
        Port on this machine; 0 takes a free one.
    ready
        Called with the page's address, which holds the key of this run, once it can be opened.

    Raises
    ------
    ScenarioError
        When the port is taken.
    """
    listener = listen(port)
    port = listener.getsockname()[1]
    desk = Desk(threads)
    explorer = Explorer(shelf, desk)
    key = new_key()
    config = uvicorn.Config(
        application(explorer, hosts_of(port), key), log_level="warning", lifespan="off", timeout_graceful_shutdown=2
    )
    desk.start()
    try:
        ready(f"http://{HOST}:{port}/?token={key}")
        _Server(config, desk).run(sockets=[listener])
    finally:
        desk.stop()
        desk.join()
        explorer.uploads.close()
        listener.close()


def listen(port: int) -> socket.socket:
    """Return a socket on this machine's own address; port 0 takes a free one.

    Raises
    ------
    ScenarioError
        When the port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        # From here on whoever comes waits in line until the server is up.
        listener.listen()
    except OSError as error:
        listener.close()
        what = wrong("faults.explorer.port", port=str(port), reason=reason_of(error))
        raise ScenarioError("--port", [Fault(what, "--port")]) from None
    return listener
