"""The explorer's requests: what a page asks, and what it is sent."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from simulator.compiled import is_compiled
from simulator.drawing import palette
from simulator.errors import Fault, ScenarioError, wrong
from simulator.explorer import answers, downloads, orders
from simulator.explorer.desk import MOST_SESSIONS, Desk
from simulator.explorer.guard import Guard
from simulator.explorer.levers import levers_of
from simulator.explorer.line import BusyError, Line
from simulator.explorer.question import Source, ask, read_source
from simulator.explorer.uploads import LARGEST_SCENARIO_BYTES, LARGEST_TAPE_BYTES, Uploads
from simulator.explorer.words import words_of
from simulator.faults import faults_json
from simulator.reporting import wording
from simulator.reporting.language import LANGUAGES, Language
from simulator.reporting.names import scenario_title, stand_in, text
from simulator.saying.words import speaking
from simulator.scenario.layers import read_layer

STATIC = Path(__file__).with_name("static")
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PATIENCE_SECONDS = 10.0
LARGEST_QUESTION_BYTES = 100_000
START = "start"
WORKING = 4
"""Requests that are worked on at once."""
MOST_WAITING = 16
"""Requests that wait for one of these; the oldest gives way."""
MOST_PATIENT = 2 * MOST_SESSIONS
"""Requests that wait for news, one of each page, and those that have just been let go."""
_GENERATION = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Shelf:
    """The files that a page may choose among, each by its name."""

    start: Source
    """The scenario with which the program was called."""
    scenarios: Mapping[str, Path]
    stresses: Mapping[str, Path]


class _Json(JSONResponse):
    """JSON in ASCII: a file name that is no UTF-8 can be said as well."""

    def render(self, content: Any) -> bytes:
        """Return the content as bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


class _BadRequestError(Exception):
    """What was sent is no request of the page: said in words, and nothing else is done."""


class Explorer:
    """Answers the requests of all pages."""

    def __init__(self, shelf: Shelf, desk: Desk) -> None:
        self.shelf = shelf
        self.desk = desk
        self.uploads = Uploads(shelf.scenarios)

    def source(self, name: str, stress: str) -> Source:
        """Return the source that a page names; it names only what it was offered or has uploaded.

        Raises
        ------
        ScenarioError
            When it names anything else.
        """
        uploaded = self.uploads.source(name)
        if uploaded is None and name != START and name not in self.shelf.scenarios:
            raise ScenarioError("scenario", [Fault(wrong("faults.explorer.not_listed"))])
        source = uploaded or (self.shelf.start if name == START else Source(self.shelf.scenarios[name]))
        if not stress:
            return source
        if stress not in self.shelf.stresses:
            raise ScenarioError("stress", [Fault(wrong("faults.explorer.unknown_stress", stress=repr(stress[:40])))])
        return Source(source.path, (*source.overlays, self.shelf.stresses[stress]), source.settings)

    def start(self) -> dict[str, Any]:
        """Return a token for a new page, its words, and what it may choose."""
        return {
            "token": self.desk.open(),
            "words": {language: words_of(language) for language in LANGUAGES},
            "scenarios": {name: _title(path) for name, path in self.shelf.scenarios.items()},
            "stresses": {
                name: {language: text(name, language) for language in LANGUAGES} for name in self.shelf.stresses
            },
            "formats": {kind: form.is_ordered for kind, form in downloads.FORMATS.items()},
            "is_compiled": is_compiled(),
        }

    def open(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the levers of a scenario."""
        scenario = read_source(self.source(_text(given, "source"), _text(given, "stress"))).scenario
        return {
            "title": {language: scenario_title(scenario, language) for language in LANGUAGES},
            "stand_in": {language: stand_in(scenario, language) for language in LANGUAGES},
            "currency": {language: wording.currency_word(scenario, language) for language in LANGUAGES},
            "levers": levers_of(scenario),
        }

    def change(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Take a page's newest question."""
        token, settings = _text(given, "token"), given.get("settings", {})
        if not isinstance(settings, dict):
            raise _BadRequestError("settings must be an object of values by dotted key")
        if not self.desk.is_open(token):
            return {"gone": True}
        source, stress = _text(given, "source"), _text(given, "stress")
        question = ask(self.source(source, stress), settings)
        words = {"source": source, "stress": stress, "settings": settings}
        generation = self.desk.ask(token, question, words)
        return {"gone": True} if generation is None else {"generation": generation, "chosen": question.chosen}

    def answer(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Wait for news about a page's question."""
        after = _number(given, "after")
        found = self.desk.answer(_text(given, "token"), _number(given, "generation"), after, PATIENCE_SECONDS)
        if found is None:
            return {"gone": not self.desk.is_open(_text(given, "token")), "is_old": True}
        return answers.answer(found, after)

    def order(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Take an order for what is made on demand only."""
        kind, token = _text(given, "kind"), _text(given, "token")
        if kind not in orders.ORDERS:
            raise ScenarioError("order", [Fault(wrong("faults.explorer.unknown_order", order=repr(kind[:40])))])
        if not self.desk.is_open(token):
            return {"gone": True}
        self.desk.order(token, kind, orders.ORDERS[kind])
        return {}

    def download(self, given: Mapping[str, Any]) -> Response:
        """Return a file about a page's newest question."""
        generation = _text(given, "generation")
        if not _GENERATION.fullmatch(generation):
            raise _BadRequestError("generation must be a whole number, as the page's last question got it")
        found = self.desk.look(_text(given, "token"), int(generation))
        form = downloads.FORMATS.get(_text(given, "kind"))
        language: Language = "zh" if _text(given, "language") == "zh" else "en"
        content = form.make(found, language) if form is not None and found is not None else None
        if form is None or content is None:
            return PlainTextResponse("there is nothing to download yet", 404)
        headers = {"content-disposition": f'attachment; filename="{form.name}"'}
        return Response(content, media_type=form.kind, headers=headers)

    def tape(self, content: bytes, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is wrong with a loan tape."""
        scenario = read_source(self.source(_text(given, "source"), "")).scenario
        return self.uploads.check_tape(content, _text(given, "kind"), scenario)


def _title(path: Path) -> dict[str, str]:
    """Return a scenario's title as its own file gives it, without reading what it extends."""
    about = read_layer(path).values.get("about", {})
    title = str(about.get("title", path.stem))
    return {"en": title, "zh": str(about.get("title_zh", "")) or text(title, "zh")}


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise _BadRequestError(f"{key} must be text")
    return value


def _number(given: Mapping[str, Any], key: str) -> int:
    value = given.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _BadRequestError(f"{key} must be a whole number")
    return value


async def _answered(request: Request, line: Line, work: Callable[[], dict[str, Any] | Response]) -> Response:
    """Answer with the faults of what was given, if it has any; they are an answer, not a failed request.

    All is said in the language of the page that asks.
    """
    asked = request.headers.get("accept-language", "")
    language: Language = "zh" if asked.lower().startswith("zh") else "en"

    def whole() -> Response:
        with speaking(language):
            made = work()
            return made if isinstance(made, Response) else _Json(made)

    try:
        return await line.run(whole)
    except ScenarioError as error:
        with speaking(language):
            return _Json(faults_json(error.faults))
    except _BadRequestError as error:
        return PlainTextResponse(str(error), 400)
    except BusyError:
        return PlainTextResponse("too many requests at once; send this one again", 503, {"retry-after": "1"})


def _posted(line: Line, work: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        body = await _body(request, LARGEST_QUESTION_BYTES)
        if body is None:
            return PlainTextResponse(f"a question has at most {LARGEST_QUESTION_BYTES:,} bytes", 413)
        try:
            given = _parsed(body)
        except (ValueError, RecursionError):
            return PlainTextResponse("not JSON in UTF-8, or nested too deeply", 400)
        if not isinstance(given, dict):
            return PlainTextResponse("not a JSON object", 400)
        return await _answered(request, line, lambda: work(given))

    return handle


def _parsed(body: bytes) -> Any:
    """Return JSON as it is defined: no NaN, and no half of a character that UTF-8 could not hold.

    Raises
    ------
    ValueError, RecursionError
        When it is anything else.
    """
    given = json.loads(body, parse_constant=_refuse_constant)
    json.dumps(given, ensure_ascii=False).encode()
    return given


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


async def _body(request: Request, largest: int) -> bytes | None:
    """Return the body; None when it is too large or was broken off."""
    try:
        content = await request.body()
    except ClientDisconnect:
        return None
    return content if len(content) <= largest else None


def application(explorer: Explorer, hosts: list[str], key: str) -> Guard:
    """Return the whole application behind its guard; `key` is what the page's address must hold."""
    # Page, files and health are answered without a thread, so that no crowd of questions keeps them waiting.
    work, news = Line(WORKING, MOST_WAITING), Line(MOST_PATIENT, MOST_WAITING)

    async def index(_: Request) -> Response:
        return _file("index.html")

    async def asset(request: Request) -> Response:
        return _file(request.path_params["name"])

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def begin(request: Request) -> Response:
        return await _answered(request, work, explorer.start)

    async def download(request: Request) -> Response:
        return await _answered(request, work, lambda: explorer.download(dict(request.query_params)))

    async def scenario(request: Request) -> Response:
        body = await _body(request, LARGEST_SCENARIO_BYTES)
        if body is None:
            return _too_large(LARGEST_SCENARIO_BYTES)
        return await _answered(request, work, lambda: {"source": explorer.uploads.keep(body)})

    async def tape(request: Request) -> Response:
        body = await _body(request, LARGEST_TAPE_BYTES)
        if body is None:
            return _too_large(LARGEST_TAPE_BYTES)
        given = dict(request.query_params)
        return await _answered(request, work, lambda: explorer.tape(body, given))

    routes = [
        Route("/", index),
        Route("/static/{name}", asset),
        Route("/font", _font),
        Route("/health", health),
        Route("/api/start", begin, methods=["POST"]),
        Route("/api/open", _posted(work, explorer.open), methods=["POST"]),
        Route("/api/change", _posted(work, explorer.change), methods=["POST"]),
        Route("/api/answer", _posted(news, explorer.answer), methods=["POST"]),
        Route("/api/order", _posted(work, explorer.order), methods=["POST"]),
        Route("/api/scenario", scenario, methods=["POST"]),
        Route("/api/tape", tape, methods=["POST"]),
        Route("/api/download", download),
    ]
    return Guard(Starlette(routes=routes), hosts, LARGEST_TAPE_BYTES, key)


def _too_large(limit: int) -> Response:
    return _Json({"too_large": limit // 1_000_000})


def _assets() -> dict[str, Path]:
    return {path.name: path for path in STATIC.iterdir() if path.suffix in KINDS}


def _file(name: str) -> Response:
    """Return one of the page's own files: its name is looked up and never becomes a path."""
    path = _assets().get(name)
    if path is None:
        return PlainTextResponse("there is no such file", 404)
    text = path.read_text("utf-8")
    if path.suffix == ".css":
        text = palette.css_rule() + text
    elif path.suffix == ".svg":
        text = palette.filled(text)
    return Response(text, media_type=f"{KINDS[path.suffix]}; charset=utf-8")


async def _font(_: Request) -> Response:
    """Return the font that has every Chinese character, for machines without one."""
    from simulator.drawing.fonts import chinese_font

    content = chinese_font().read_bytes()
    return Response(content, media_type="font/ttf", headers={"cache-control": "max-age=86400"})
