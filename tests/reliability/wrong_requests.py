"""Requests that no page of the explorer sends: refused in words, and the next good one is answered."""

import contextlib
import functools
import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import numpy as np
import pytest

from simulator.explorer import desk, server
from tests.analysis.hand_made import Engine
from tests.explorer.conftest import totals_of
from tests.explorer.pages import KEY, served
from tests.explorer.wrong_requests import DEEP, KEYS, NO_REQUESTS, POSTED, SETTINGS
from tests.reliability.trial import Plan, Trial, in_blocks

_PATIENCE_SECONDS = 0.1
"""Instead of ten: how long a request for news waits that will never come."""
_MOST_WAITS = 100
_METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "GET", "POST", "CONNECT", "NONSENSE")
_PLACES = ("/", "/health", "/font", "/static/main.js", "/static/..%2fserver.py", "/api/start", "/api/answer", "/api/zq")
_WRONG = (None, True, -1, 0, 1.5, 10**30, 1e308, float("nan"), float("-inf"), "", "x" * 3000, "\ud800", "\0", "start")
_KINDS = ("scenario", "report", "csv", "xlsx", "parquet", "zq", "\0", "\ud800", "x" * 3000, "../..")


@dataclass
class Sent:
    """A request, with the headers that the page's own scripts send unless they are changed."""

    method: str
    place: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def wrong_requests(plan: Plan) -> Trial:
    """Send one wrong request after the other to an explorer whose engine is made up by hand."""
    trial = Trial("wrong requests to the explorer")
    in_blocks(plan, trial, lambda case: _tested(plan.chance(case), case))
    return trial


@functools.cache
def _address() -> tuple[str, int]:
    """Begin to serve in this process, to its end, and return where."""
    stack = contextlib.ExitStack()
    patch = stack.enter_context(pytest.MonkeyPatch.context())
    Engine(patch, totals_of)
    patch.setattr(server, "PATIENCE_SECONDS", _PATIENCE_SECONDS)
    # First answers only: a page that is refined for as long as it is open takes memory whatever it is asked.
    patch.setattr(desk, "FULL_PATHS", 1)
    patch.setattr(desk, "MOST_PATHS", 1)
    parts = urlsplit(stack.enter_context(served()))
    _STACKS.append(stack)
    return str(parts.hostname), int(parts.port or 0)


_STACKS: list[contextlib.ExitStack] = []


def _tested(chance: np.random.Generator, case: int) -> str:
    name, draw = list(REQUESTS.items())[case % len(REQUESTS)]
    sent = draw(chance, _begun)
    try:
        code, text = _answer(sent)
    except (http.client.HTTPException, OSError) as error:
        return f"{name}: {_short(sent)}: no answer: {error!r}"
    is_answer = code == 200 and (not sent.place.startswith("/api/") or sent.method == "GET" or _is_object(text))
    is_refusal = (400 <= code < 500 or code == 503) and (bool(text.strip()) or sent.method == "HEAD")
    if not is_answer and not is_refusal:
        return f"{name}: {_short(sent)}: status {code}: {text[:300]!r}"
    return _good_one()


def _good_one() -> str:
    """Ask as a page does that has just been opened, until there is an answer; return what went wrong."""
    token = _begun()
    question = {"token": token, "source": "start", "stress": "", "settings": {"gate.leverage_multiple": 6}}
    code, text = _answer(Sent("POST", "/api/change", json.dumps(question).encode()))
    if code != 200 or "generation" not in (told := json.loads(text)):
        return f"a good request got {code}: {text[:300]!r}"
    news = json.dumps({"token": token, "generation": told["generation"], "after": 0}).encode()
    for _ in range(_MOST_WAITS):
        code, text = _answer(Sent("POST", "/api/answer", news))
        if code != 200 or json.loads(text).get("grid"):
            break
    return "" if code == 200 and json.loads(text).get("grid") else f"a good question got {code}: {text[:300]!r}"


def _begun() -> str:
    """Return the token of a new page."""
    return str(json.loads(_answer(Sent("POST", "/api/start"))[1])["token"])


def _answer(sent: Sent) -> tuple[int, str]:
    host, port = _address()
    own = {"Origin": f"http://{host}:{port}", "Cookie": f"explorer-{port}={KEY}", "Content-Length": str(len(sent.body))}
    connection = http.client.HTTPConnection(host, port, timeout=30)
    with contextlib.closing(connection):
        connection.request(sent.method, sent.place, sent.body or None, {**own, **sent.headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def _short(sent: Sent) -> str:
    return f"{sent.method} {sent.place[:100]} {sent.body[:300]!r} {str(sent.headers)[:200]}"


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _drawn(chance: np.random.Generator, items: tuple[Any, ...]) -> Any:
    return items[int(chance.integers(len(items)))]


def _value(chance: np.random.Generator, depth: int = 0) -> Any:
    """Return any value that JSON can write, or that Python writes as if it could."""
    kind = chance.random()
    if depth > 4 or kind < 0.6:
        return _drawn(chance, _WRONG)
    inner = [_value(chance, depth + 1) for _ in range(int(chance.integers(4)))]
    return inner if kind < 0.8 else {str(_drawn(chance, (*KEYS, "zq", "\udfff"))): item for item in inner}


def _odd_json(chance: np.random.Generator, begun: Callable[[], str]) -> Sent:
    body = {_drawn(chance, KEYS): _value(chance) for _ in range(int(chance.integers(1, 6)))}
    if chance.random() < 0.5:
        body["token"] = begun()
    return Sent("POST", f"/api/{_drawn(chance, POSTED)}", json.dumps(body).encode())


def _no_json(chance: np.random.Generator, _: Callable[[], str]) -> Sent:
    size = int(10 ** chance.uniform(0, 5.3))
    deep = int(10 ** chance.uniform(1, 4.6))
    bodies = (
        _drawn(chance, NO_REQUESTS).encode("utf-8", "surrogatepass"), DEEP.encode(), chance.bytes(size), b"[" * deep,
        b'{"settings":' * deep, b"9" * size, b'{"token":"' + b"\\u0000" * (size // 6) + b'"}', b'"\xed\xa0\x80"', b"",
        b"\xef\xbb\xbf{}", "{}".encode("utf-16"), b'{"a":1,"a":2}', b"{}{}", b"null",
    )  # fmt: skip
    return Sent("POST", f"/api/{_drawn(chance, POSTED)}", _drawn(chance, bodies))


def _odd_settings(chance: np.random.Generator, begun: Callable[[], str]) -> Sent:
    settings = {_drawn(chance, (*SETTINGS, "zq", "", "a.b.c", "\ud800")): _value(chance) for _ in range(2)}
    question = {"token": begun(), "source": "start", "stress": "", "settings": settings}
    return Sent("POST", "/api/change", json.dumps(question).encode())


def _odd_method(chance: np.random.Generator, _: Callable[[], str]) -> Sent:
    return Sent(_drawn(chance, _METHODS), _drawn(chance, _PLACES), chance.bytes(int(chance.integers(100))))


def _stranger(chance: np.random.Generator, _: Callable[[], str]) -> Sent:
    """Leave the key out, or guess it; come from another place, or say of oneself what is not so."""
    headers = (
        {"Cookie": ""}, {"Cookie": "explorer-1=zq"}, {"Cookie": "x" * 5000}, {"Origin": "http://example.org"},
        {"Origin": "null"}, {"Host": "example.org"}, {"Host": ""}, {"Sec-Fetch-Site": "cross-site"},
        {"Content-Length": "9" * 5000},
        {"Content-Length": "-1"}, {"Content-Length": "zq"}, {"Transfer-Encoding": "zq"}, {"Cookie": "explorer-=;;;=="},
    )  # fmt: skip
    return Sent("POST", f"/api/{_drawn(chance, POSTED)}", b"", _drawn(chance, headers))


def _odd_file(chance: np.random.Generator, _: Callable[[], str]) -> Sent:
    """Upload what is no scenario and no tape, of up to 3 MB."""
    size = int(10 ** chance.uniform(0, 6.5))
    bodies = (b"", chance.bytes(size), b"[" * size, b"PK\3\4" + chance.bytes(size), b"a = " + b"9" * size, b"," * size)
    kind, source = (_quoted(_drawn(chance, kinds)) for kinds in (_KINDS, ("start", "zq", "\0", "../x")))
    place = f"/api/{_drawn(chance, ('scenario', 'tape'))}?kind={kind}&source={source}"
    return Sent("POST", place, _drawn(chance, bodies))


def _odd_download(chance: np.random.Generator, begun: Callable[[], str]) -> Sent:
    numbers = ("x", "1.5", "-1", "", "9" * 5000, "0", "1", "٣", " 1", "1e3", "\0")
    token = _drawn(chance, (begun(), "zq", "", "\ud800"))
    given = {"token": token, "kind": _drawn(chance, _KINDS), "generation": _drawn(chance, numbers)}
    return Sent("GET", "/api/download?" + "&".join(f"{key}={_quoted(value)}" for key, value in given.items()))


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


REQUESTS: dict[str, Callable[[np.random.Generator, Callable[[], str]], Sent]] = {
    "odd JSON": _odd_json,
    "no JSON": _no_json,
    "odd settings": _odd_settings,
    "odd method": _odd_method,
    "a stranger": _stranger,
    "odd file": _odd_file,
    "odd download": _odd_download,
}
