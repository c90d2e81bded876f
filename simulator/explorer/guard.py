"""What a request must be before anything reads it: from this program's own page, with its key, and not too large."""

import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs

from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


KEY_BYTES = 24
_NO_KEY = "open the address that the program printed: it ends with the key of this run"


def new_key() -> str:
    """Return a key that nobody can guess, new for each start."""
    return secrets.token_urlsafe(KEY_BYTES)


class Guard:
    """Refuses other hosts, other origins, those without the key and bodies above a limit, and adds binding headers.

    A page of another site can send requests here from the user's browser; it cannot choose the Host that the browser
    sends, nor the Origin. So both are checked, and without a fitting one nothing is answered. Another user of this
    machine can send any request; the key, which only the printed address has, keeps such a user out. The first load
    brings the key in its address (`/?token=KEY`) and gets it back as a cookie, which every other request must have.

    Parameters
    ----------
    hosts
        Values of Host that are this server, such as "127.0.0.1:8765".
    largest_body
        Bytes.
    key
        What the address of the first load and the cookie must hold.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], largest_body: int, key: str) -> None:
        self._app = app
        self._key = key
        self._hosts = frozenset(hosts)
        self._origins = frozenset(f"http://{host}" for host in self._hosts)
        self._largest_body = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send))
            return
        body = _Limited(receive, self._largest_body)
        more = {"set-cookie": self._cookie(scope)} if self._is_first_load(scope) else {}
        await self._app(scope, body, _with_headers(send, more))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        hosts = [value for name, value in headers if name == "host"]
        origins = [value for name, value in headers if name == "origin"]
        sites = [value for name, value in headers if name == "sec-fetch-site"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return PlainTextResponse("this page is served under 127.0.0.1 and localhost only", 421)
        is_reading = scope["method"] in ("GET", "HEAD")
        if any(origin not in self._origins for origin in origins) or (not is_reading and not origins):
            return PlainTextResponse("requests are taken from this program's own page only", 403)
        if scope["path"].startswith("/api/") and any(site not in ("same-origin", "none") for site in sites):
            return PlainTextResponse("requests are taken from this program's own page only", 403)
        lengths = [value for name, value in headers if name == "content-length"]
        if any(not self._is_within(length) for length in lengths):
            return PlainTextResponse("the file is too large", 413)
        if not self._is_first_load(scope) and not self._has_cookie(scope):
            return PlainTextResponse(_NO_KEY, 403)
        return None

    def _is_within(self, length: str) -> bool:
        # A number of more digits than the limit has is larger; one of thousands could not even be read.
        digits = length.lstrip("0") or "0"
        is_number = length.isascii() and length.isdigit()
        return is_number and len(digits) <= len(str(self._largest_body)) and int(digits) <= self._largest_body

    def _is_first_load(self, scope: Scope) -> bool:
        """Return whether the address is that of the page and holds the key."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        return scope["path"] == "/" and any(self._is_key(token) for token in given)

    def _has_cookie(self, scope: Scope) -> bool:
        cookies = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
        return self._is_key(cookie_parser("; ".join(cookies)).get(cookie_name(scope), ""))

    def _is_key(self, given: str) -> bool:
        # In constant time: how long a refusal takes says nothing about the key.
        return secrets.compare_digest(given.encode("utf-8", "replace"), self._key.encode())

    def _cookie(self, scope: Scope) -> str:
        # Not for scripts, and sent with requests of this program's own page alone.
        return f"{cookie_name(scope)}={self._key}; HttpOnly; SameSite=Strict; Path=/"


def cookie_name(scope: Scope) -> str:
    """Return the name of the cookie that holds the key: a browser gives all ports of a machine the same cookies."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    return f"explorer-{host.rpartition(':')[2]}"


class _Limited:
    """Receives a body, and ends it where it is larger than it said it was."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return message if self._left >= 0 else {"type": "http.disconnect"}


def _with_headers(send: Send, own: Mapping[str, str] | None = None) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name for name, _ in message["headers"]}
            more = [
                (name.encode(), value.encode())
                for name, value in {**HEADERS, **(own or {})}.items()
                if name.encode() not in known
            ]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sender
