"""Languages of what people read."""

from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

Words = Mapping[str, tuple[str, str]]
"""Texts of one document by name, English and Chinese side by side, with the names of what is filled in."""


def pick(pair: tuple[str, str], language: Language, /, **filled: object) -> str:
    """Return the English or the Chinese of a pair, filled in."""
    return pair[language == "zh"].format(**filled)


def say(words: Words, name: str, language: Language, /, **filled: object) -> str:
    """Return one of these texts in a language, filled in."""
    return pick(words[name], language, **filled)
