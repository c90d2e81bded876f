"""The page's own words in two languages."""

import re
from pathlib import Path

from simulator.drawing.fonts import covers
from simulator.explorer.downloads import FORMATS
from simulator.explorer.words import WORDS, words_of

STATIC = Path("simulator/explorer/static")
PLACE = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_places():
    """A sentence says the same numbers in both languages."""
    assert all(set(PLACE.findall(en)) == set(PLACE.findall(zh)) for en, zh in WORDS.values())
    assert words_of("en").keys() == words_of("zh").keys()


def test_font_has_every_character():
    """No Chinese word of the page shows an empty box on a machine without a Chinese font."""
    assert [key for key, (_, zh) in WORDS.items() if not covers(zh)] == []


def test_page_asks_for_no_other_words_and_leaves_none_out():
    """Every word that the page's files name is there, and none is there for nothing."""
    text = "".join(path.read_text("utf-8") for path in STATIC.iterdir())
    named = set(re.findall(r'data-word="(\w+)"', text)) | set(re.findall(r'"(\w+)"', text))
    named |= {f"get_{kind}" for kind in FORMATS}
    assert set(re.findall(r'data-word="(\w+)"', text)) | set(re.findall(r'word\("(\w+)"', text)) <= WORDS.keys()
    assert WORDS.keys() - named == {"as_loaded"}
