"""What a request must be before anything reads it: from this machine's own page, and not too large."""

from collections.abc import Iterable

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


class Guard:
    """Refuses other hosts, other origins and bodies above a limit, and adds the headers that bind the browser.

    A page of another site can send requests here from the user's browser; it cannot choose the Host that the browser
    sends, nor the Origin. So both are checked, and without a fitting one nothing is answered.

    Parameters
    ----------
    hosts
        Values of Host that are this server, such as "127.0.0.1:8765".
    largest_body
        Bytes.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], largest_body: int) -> None:
        self._app = app
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
        await self._app(scope, body, _with_headers(send))

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
        if any(not length.isdigit() or int(length) > self._largest_body for length in lengths):
            return PlainTextResponse("the file is too large", 413)
        return None


class _Limited:
    """Receives a body, and ends it where it is larger than it said it was."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return message if self._left >= 0 else {"type": "http.disconnect"}


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name for name, _ in message["headers"]}
            more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in known]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sender
