"""A page as the server sees it: requests with the headers that a browser sends."""

import json
import threading
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.testclient import TestClient

from simulator.explorer.desk import Desk
from simulator.explorer.question import Source
from simulator.explorer.server import Explorer, Shelf, application
from simulator.explorer.serving import hosts_of, listen
from simulator.scenario import shipped

PORT = 8765
KEY = "key-of-the-tests"
ADDRESS = f"http://127.0.0.1:{PORT}"
HEFEI = Path("scenarios/hefei.toml")


def shelf():
    """Return what the program offers when it is called without a scenario."""
    return Shelf(Source(HEFEI), shipped.scenario_files(), shipped.stress_files())


class Server:
    """The application and its desk, started and stopped together."""

    def __init__(self, threads=1):
        self.desk = Desk(threads)
        self.explorer = Explorer(shelf(), self.desk)
        self.app = application(self.explorer, hosts_of(PORT), KEY)

    def __enter__(self):
        self.desk.start()
        return self

    def __exit__(self, *_):
        self.desk.stop()
        self.desk.join()
        self.explorer.uploads.close()

    def client(self, headers=None, key=KEY):
        """Return a client that sends what the page's own scripts send."""
        headers = {"origin": ADDRESS} if headers is None else headers
        cookies = {f"explorer-{PORT}": key} if key else {}
        return TestClient(self.app, base_url=ADDRESS, headers=headers, cookies=cookies)


class Page:
    """One tab."""

    def __init__(self, server):
        self.client = server.client()
        self.token = self.post("start")["token"]

    def post(self, name, **content):
        """Return the answer to a question."""
        body = json.dumps({"token": getattr(self, "token", ""), **content})
        answer = self.client.post(f"/api/{name}", content=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def change(self, settings=None, source="start", stress=""):
        """Ask a question and return the server's word on it."""
        return self.post("change", source=source, stress=stress, settings=settings or {})

    def wait(self, generation, paths, *, is_detailed=False):
        """Return the first answer on so many paths or more."""
        after, grid, detail = 0, None, None
        while True:
            answer = self.post("answer", generation=generation, after=after)
            assert not answer.get("is_old"), answer
            assert not answer["fault"], answer["fault"]
            grid, detail = answer.get("grid", grid), answer.get("detail", detail)
            is_there = grid is not None and grid["paths"] >= paths
            if is_there and (not is_detailed or (detail is not None and detail["paths"] >= paths)):
                return answer
            after = answer["version"]
            assert not answer["is_finished"], f"finished before {paths} paths"


@contextmanager
def served(threads=1):
    """Serve the page in a thread and give its address."""
    listener = listen(0)
    port = listener.getsockname()[1]
    desk = Desk(threads)
    explorer = Explorer(shelf(), desk)
    app = application(explorer, hosts_of(port), KEY)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    desk.start()
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/?token={KEY}"
    finally:
        desk.stop()
        server.should_exit = True
        thread.join()
        desk.join()
        explorer.uploads.close()
        listener.close()
