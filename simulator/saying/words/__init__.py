"""What a person reads, in one file a language, by key."""

import contextlib
import functools
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

Entry = str | Mapping[str, str]
"""A text, or its plural forms `one` and `other`."""
PLURAL_FORMS = frozenset({"one", "other"})


def language_of_environment() -> Language:
    """Return Chinese where the locale says so (LC_ALL, LC_MESSAGES, LANG, the first that is set), else English."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


def language_in_force() -> Language:
    """Return the language in which everything is said: the one that was chosen, else that of the environment."""
    return _chosen.get() or language_of_environment()


@contextlib.contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say everything in a language within a block."""
    before = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(before)


@functools.cache
def words_of(language: Language) -> dict[str, Entry]:
    """Return the words of a language by their dotted key."""
    content = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(content, ""))


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, Entry]]:
    found: list[tuple[str, Entry]] = []
    for name, entry in table.items():
        key = f"{prefix}{name}"
        if isinstance(entry, str) or set(entry) == PLURAL_FORMS:
            found.append((key, entry))
        else:
            found += _flat(entry, f"{key}.")
    return found


def template(key: str, language: Language, number: float | None = None) -> str:
    """Return the words of a key, in the form that goes with a number.

    Raises
    ------
    KeyError
        When the language has no words of this key.
    """
    entry = words_of(language)[key]
    if isinstance(entry, str):
        return entry
    return entry["one" if number == 1 else "other"]
