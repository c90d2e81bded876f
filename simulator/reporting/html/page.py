"""The page itself: one file that asks for nothing from outside, with its own style, script and font."""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from simulator.drawing import fonts, palette
from simulator.reporting.html.part import Part

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
_FIRST_CHINESE = 0x2E80
_TOLD = (
    "The font of the report lacks {letters}: a machine without another font that has them shows an empty box. The "
    "number of each Chinese character stands behind it."
)
_UNIT = re.compile(r"(?:（[^（）]{1,12}）|\([^()]{1,12}\))$")
_UNBROKEN = re.compile(r"\[[^\[\]<>&]{1,48}\]|[+-]?[\d.,]+ %")


def page(parts: Sequence[Part]) -> str:
    """Return the HTML text of a report in one language, or in several with a button between them."""
    environment = _environment()
    body = fonts.spelled(environment.get_template("report.html.jinja").render(parts=parts))
    style = _font_rule(body) + palette.css_rule() + (_HERE / "report.css").read_text("utf-8")
    script = (_HERE / "report.js").read_text("utf-8")
    return environment.get_template("shell.html.jinja").render(
        lang=parts[0].lang,
        title=parts[0].title,
        body=Markup(body),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def together(text: str) -> Markup:
    """Return running text in which no line breaks inside an interval, or between a number and its percent sign."""
    return Markup(_UNBROKEN.sub(r'<span class="unbroken">\g<0></span>', str(escape(text))))


def parted(text: str) -> Markup:
    """Return a table's cell with its interval on a line of its own."""
    value, bracket, rest = text.partition(" [")
    if not bracket or not text.endswith("]"):
        return escape(text)
    return Markup('<span class="unbroken">{}</span> <span class="interval">[{}</span>').format(value, rest)


def headed(text: str) -> Markup:
    """Return a table's heading with its unit on one line."""
    return Markup(_UNIT.sub(r'<span class="unbroken">\g<0></span>', str(escape(text))))


def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"together": together, "parted": parted, "headed": headed}
    return environment


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _font_rule(body: str) -> str:
    """Return the font with the characters of the page; nothing where the page has no Chinese."""
    if not any(ord(letter) >= _FIRST_CHINESE for letter in body):
        return ""
    fonts.tell_lacking({x for x in body if ord(x) >= _FIRST_CHINESE} - fonts.characters(), _TOLD)
    font = base64.b64encode(fonts.web_font(body)).decode("ascii")
    return f'@font-face {{ font-family: "Report"; src: url("data:font/woff;base64,{font}") format("woff"); }}\n'
