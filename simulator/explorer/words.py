"""The page's own words; settings and measures are named by `reporting.names`."""

from simulator.reporting.language import Language
from simulator.saying import words

_START = "explorer."


def words_of(language: Language) -> dict[str, str]:
    """Return every word of the page in one language."""
    found = words.words_of(language)
    return {key.removeprefix(_START): str(text) for key, text in found.items() if key.startswith(_START)}
