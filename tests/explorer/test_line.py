"""The line of those who wait for a thread: bounded, the newest first; and what a crowd leaves to the others."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from simulator.explorer import server as served
from simulator.explorer.line import BusyError, Line
from tests.explorer.pages import Page, Server


def in_own_thread(work):
    """Return what a coroutine gives, run where no other test has left a loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def run_crowd(line, count):
    """Send work while the line's only thread is held, then let go; return the order of the served and the refused."""
    served_in_order, refused, gate = [], [], threading.Event()

    async def ask(number):
        try:
            await line.run(lambda: served_in_order.append(number))
        except BusyError:
            refused.append(number)

    async def crowd():
        first = asyncio.create_task(line.run(gate.wait))
        await asyncio.sleep(0.05)
        others = []
        for number in range(count):
            others.append(asyncio.create_task(ask(number)))
            await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(first, *others)

    in_own_thread(crowd())
    return served_in_order, refused


def test_newest_is_served_first_and_the_oldest_gives_way():
    """Ten come for three places: the last three are served, the last of them first, and seven are refused."""
    assert run_crowd(Line(1, 3), 10) == ([9, 8, 7], [0, 1, 2, 3, 4, 5, 6])


def test_line_is_free_again_after_a_crowd():
    """Threads that were taken come back, after refusals and after work that failed as well."""
    line = Line(1, 3)
    run_crowd(line, 10)
    with pytest.raises(ZeroDivisionError):
        in_own_thread(line.run(lambda: 1 / 0))
    assert in_own_thread(line.run(lambda: 42)) == 42


def test_who_goes_away_while_waiting_takes_no_thread():
    """A request that is broken off in the line is passed over."""
    line, gate = Line(1, 3), threading.Event()

    async def leave():
        first = asyncio.create_task(line.run(gate.wait))
        await asyncio.sleep(0.05)
        gone = asyncio.create_task(line.run(lambda: None))
        await asyncio.sleep(0)
        gone.cancel()
        gate.set()
        await first
        return await line.run(lambda: 42)

    assert in_own_thread(leave()) == 42


def test_sixty_waiting_requests_keep_nobody_waiting(monkeypatch):
    """Of sixty requests that one page lets wait only the newest waits: another page is answered, and so is health."""
    monkeypatch.setattr(served, "PATIENCE_SECONDS", 600.0)
    # A desk that was not started has no news: who asks for some waits.
    server = Server()
    page, other = Page(server), Page(server)
    generation = page.change()["generation"]

    def wait_for_news(_):
        return page.post("answer", generation=generation, after=0)

    with ThreadPoolExecutor(60) as crowd:
        asked = [crowd.submit(wait_for_news, number) for number in range(60)]
        while sum(request.done() for request in asked) < 59:
            time.sleep(0.01)
        assert other.client.get("/health").text == "ok"
        assert other.client.get("/static/main.js").status_code == 200
        assert "generation" in other.change({"gate.leverage_multiple": 6})
        assert sum(request.done() for request in asked) == 59
        server.desk.stop()
        told = [request.result() for request in asked]
    assert sum("version" in answer for answer in told) == 1
    assert sum(answer.get("is_old", False) for answer in told) == 59
    server.explorer.uploads.close()


def test_crowd_of_long_work_leaves_page_and_health_alone(server, monkeypatch):
    """While every thread works and the line is full, files and health are answered; who was pushed out is told so."""
    gate = threading.Event()
    monkeypatch.setattr(server.explorer, "tape", lambda *_: {"held": gate.wait()})
    most = served.WORKING + served.MOST_WAITING

    def send(_):
        return server.client().post("/api/tape?kind=csv&source=start", content=b"x")

    with ThreadPoolExecutor(most + 5) as crowd:
        asked = [crowd.submit(send, number) for number in range(most + 5)]
        while sum(request.done() for request in asked) < 5:
            time.sleep(0.01)
        client = server.client()
        assert client.get("/health").text == "ok"
        assert client.get("/").status_code == client.get("/static/main.js").status_code == 200
        gate.set()
        codes = [request.result().status_code for request in asked]
    assert sorted(codes) == [200] * most + [503] * 5
