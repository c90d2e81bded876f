"""What the command-line library says by itself - usage, headings of help pages, mistakes - in the language in force.

The library asks `gettext` for its words, which knows the language of the environment only; these stand in its place.
"""

import functools

from click import core, decorators, exceptions, formatting, parser, types

from simulator.saying.words import language_in_force, template, words_of

_PREFIX = "click."


@functools.cache
def _keys() -> dict[str, str]:
    """Return the key of each English text of the library."""
    entries = {key: entry for key, entry in words_of("en").items() if key.startswith(_PREFIX)}
    return {
        text: key for key, entry in entries.items() for text in ([entry] if isinstance(entry, str) else entry.values())
    }


def translated(message: str) -> str:
    """Return a text of the library in the language in force; one without words by key stays as it is."""
    key = _keys().get(message)
    return message if key is None else template(key, language_in_force())


def translated_count(one: str, many: str, count: int) -> str:
    """Return a text of the library in the form that goes with a number."""
    key = _keys().get(many)
    return (one if count == 1 else many) if key is None else template(key, language_in_force(), count)


def install() -> None:
    """Let the library say everything in the language in force."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        for name, function in (("_", translated), ("ngettext", translated_count)):
            if hasattr(module, name):
                setattr(module, name, function)
