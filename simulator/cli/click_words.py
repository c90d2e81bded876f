"""Click's own words in the language in force: usage, errors, headings of help.

Click takes its words from `gettext`, which knows only the languages of the environment and compiled files; here they
come from the words of this program like all others, by the English text that click asks for.
"""

import functools

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from simulator.saying.words import language_in_force, template, words_of

_MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)


def speak_click() -> None:
    """Let click say its words in the language in force."""
    for module in _MODULES:
        for name, function in (("_", _said), ("ngettext", _said_of)):
            if hasattr(module, name):
                setattr(module, name, function)


@functools.cache
def _keys() -> dict[str, str]:
    """Return the key of each English text."""
    found = {}
    for key in words_of("en"):
        if key.startswith("click."):
            found[template(key, "en", 1)] = key
            found[template(key, "en", 2)] = key
    return found


def _said(text: str) -> str:
    key = _keys().get(text)
    return text if key is None else template(key, language_in_force())


def _said_of(one: str, many: str, number: int) -> str:
    key = _keys().get(one)
    if key is None:
        return one if number == 1 else many
    return template(key, language_in_force(), number)
